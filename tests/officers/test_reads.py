"""Whom to ring, and names that only their own party sees."""

import pytest

from redphone.log import clock
from redphone.officers import acts, reads
from redphone.officers.models import Officer, SatAt
from redphone.refused import Refused
from tests.people import CAST, seat_of

Cast = dict[str, Officer]


def test_the_duty_officer_is_rung_first_and_the_deputy_second(cast: Cast) -> None:
    (first,) = reads.contacts_on_duty(party="AU", step="duty", at=clock.now())
    (second,) = reads.contacts_on_duty(party="AU", step="deputy", at=clock.now())
    assert (first.officer, first.name, first.email) == (cast["dara"].pk, "Dara Example", "dara@au.example")
    assert (first.language, first.zone) == ("en", "Australia/Sydney")
    assert second.officer == cast["eve"].pk


def test_each_is_rung_in_their_own_language(cast: Cast) -> None:
    assert reads.contacts_on_duty(party="CA", step="duty", at=clock.now())[0].language == "fr"


def test_nobody_on_duty_is_nobody(cast: Cast) -> None:
    assert reads.contacts_on_duty(party="NZ", step="duty", at=clock.now()) == []


def test_who_is_deactivated_is_not_rung(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["dara"].pk).update(is_active=False)
    assert reads.contacts_on_duty(party="AU", step="duty", at=clock.now()) == []


def test_names_stay_in_the_party(cast: Cast) -> None:
    assert reads.name_of(cast["alice"].pk, for_=seat_of(cast["adam"])) == "Alice Example"
    assert reads.name_of(cast["alice"].pk, for_=seat_of(cast["bruno"])) is None
    assert reads.name_of(cast["alice"].pk, for_=seat_of(cast["grace"])) is None
    assert reads.name_of(None, for_=seat_of(cast["alice"])) is None


def test_a_roster_is_its_own_partys(cast: Cast) -> None:
    own = {person.name for person in reads.officers_of("GB", for_=seat_of(cast["alice"]))}
    assert own == {person.name for person in CAST.values() if person.party == "GB"}
    assert reads.officers_of("GB", for_=seat_of(cast["bruno"])) == []
    assert reads.officers_of("GB", for_=seat_of(cast["grace"])) == []


@pytest.mark.parametrize("who", ["alice", "adam", "bella", "grace"])
def test_what_is_the_administrators_no_other_seat_reads(cast: Cast, who: str) -> None:
    for ask in (reads.invitations_of, reads.record_of):
        with pytest.raises(Refused):
            ask("GB", for_=seat_of(cast[who]))
    with pytest.raises(Refused):
        reads.officer_of("GB", cast["alice"].pk, for_=seat_of(cast[who]))


def test_an_officer_of_another_party_is_not_there(cast: Cast) -> None:
    with pytest.raises(Refused, match="no such officer"):
        reads.officer_of("GB", cast["bruno"].pk, for_=seat_of(cast["agnes"]))


def test_an_officer_is_an_addressee_with_their_seat(cast: Cast) -> None:
    found = reads.addressee(cast["alice"].pk)
    assert found is not None
    assert found[0].email == "alice@gb.example"
    assert found[1] == seat_of(cast["alice"])
    acts.deactivate(by=seat_of(cast["agnes"]), officer=cast["alice"].pk)
    assert reads.addressee(cast["alice"].pk) is None


def test_who_sat_there_is_told_to_their_own_party(cast: Cast) -> None:
    from redphone.network import acts as network
    from redphone.network import reads as register
    from redphone.network.messages import PartyEntered

    card = register.party("NZ")
    entry = PartyEntered(
        code="NZ", names=card.names, role="member", zone=card.zone, languages=card.languages, active=False
    )
    said = network.enter_party(by=seat_of(cast["grace"]), entry=entry)
    sitter = reads.who_sat_at(said.hash, for_=seat_of(cast["gil"]))
    assert sitter is not None
    assert (sitter.officer, sitter.name, sitter.at) == (cast["grace"].pk, "Grace Example", said.said_at)
    assert reads.who_sat_at(said.hash, for_=seat_of(cast["alice"])) is None
    assert reads.who_sat_at("no such hash", for_=seat_of(cast["gil"])) is None


def test_what_the_node_says_by_itself_has_nobody(network: None) -> None:
    """The founding was said by no officer."""
    assert not SatAt.objects.exists()


def test_who_sat_there_is_not_kept_if_the_act_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in the act's own transaction: with the dispatch, or not at all."""
    from redphone.log import post
    from redphone.network import acts as network
    from redphone.network.messages import PartyEntered

    def break_off(*_given: object) -> None:
        raise RuntimeError("after the row was written")

    monkeypatch.setattr(post, "_witnesses", [*post._witnesses, break_off])
    entry = PartyEntered(code="NZ", names={"en": "New"}, role="member", zone="UTC", languages=("en",))
    with pytest.raises(RuntimeError):
        network.enter_party(by=seat_of(cast["grace"]), entry=entry)
    assert not SatAt.objects.exists()
