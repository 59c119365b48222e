"""`redphone let-in`: whoever runs the node lets in an administrator whom nobody else could."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from redphone.officers import commands
from redphone.officers.models import Audited, Officer
from redphone.refused import Refused
from tests.officers.pages import NEW_PASSWORD, SEAT, Cast
from tests.people import PASSWORD


def accept(link: str) -> None:
    """Open the link and choose a password."""
    assert Client().post("/" + link.split("/", 3)[3], SEAT).status_code == 302


def test_an_administrator_comes_back_as_themselves_with_a_new_password(cast: Cast) -> None:
    agnes = cast["agnes"]
    said = commands.let_in(email=f" {agnes.email.upper()} ")
    accept(said.data["link"])
    agnes.refresh_from_db()
    assert agnes.check_password(NEW_PASSWORD)
    assert not agnes.check_password(PASSWORD)
    assert (said.data["party"], agnes.office) == (agnes.party, "administrator")
    assert said.data["link"] in said.lines[1]


@pytest.mark.parametrize("anew", [True, False])
def test_the_second_factor_goes_only_when_it_is_said_to_be_lost(cast: Cast, anew: bool) -> None:
    Authenticator.objects.create(user=cast["agnes"], type="totp", data={"secret": "x"})
    accept(commands.let_in(email=cast["agnes"].email, anew=anew).data["link"])
    assert Authenticator.objects.filter(user=cast["agnes"]).exists() is not anew


def test_a_party_without_an_administrator_gets_one(cast: Cast) -> None:
    said = commands.let_in(email="new@nz.example", party="NZ", name="Officer Nell Example")
    accept(said.data["link"])
    nell = Officer.objects.get(email="new@nz.example")
    assert (nell.party, nell.office) == ("NZ", "administrator")


def test_the_record_says_that_the_operator_did_it(cast: Cast) -> None:
    commands.let_in(email=cast["agnes"].email)
    line = Audited.objects.filter(what="invited").latest("pk")
    assert (line.who, line.party) == (None, cast["agnes"].party)


@pytest.mark.parametrize(
    ("email", "new", "why"),
    [
        ("nobody@gb.example", ("", ""), "name a party and a person"),
        ("nobody@gb.example", ("XX", "Nobody Example"), "keeps no officers of XX"),
        ("alice@gb.example", ("", ""), "no administrator"),
        ("agnes@gb.example", ("NZ", ""), "has a seat of"),
    ],
)
def test_nobody_else_is_let_in(cast: Cast, email: str, new: tuple[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        commands.let_in(email=email, party=new[0], name=new[1])
