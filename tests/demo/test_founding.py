"""The store of the demonstration: made once, whole or not at all."""

from typing import Any

import pytest
from django.contrib.auth import authenticate

from redphone.demo import cast, founding
from redphone.log import clock
from redphone.network import reads as network
from redphone.officers import reads as officers
from redphone.situations import reads as situations


@pytest.mark.django_db
def test_a_store_is_filled_once(small_world: None) -> None:
    assert founding.make_store() is True
    assert founding.make_store() is False
    assert set(network.parties()) == set(cast.PARTIES)
    assert network.chair().line == ("US", "CA", "IT")


@pytest.mark.django_db
def test_the_one_who_is_on_duty_is_rung_first(small_world: None) -> None:
    founding.make_store()
    [contact] = officers.contacts_on_duty(party="CA", step="duty", at=clock.now())
    assert (contact.email, contact.language, contact.zone) == ("aimee@ca.example", "fr", "America/Toronto")
    [deputy] = officers.contacts_on_duty(party="CA", step="deputy", at=clock.now())
    assert deputy.email == "benoit@ca.example"


@pytest.mark.django_db
def test_everybody_signs_in_with_the_one_password(small_world: None, rf: Any) -> None:
    founding.make_store()
    for email in ("ada@gb.example", "emery@sec.example"):
        assert authenticate(rf.post("/"), email=email, password=cast.PASSWORD) is not None
        assert authenticate(rf.post("/"), email=email, password=cast.PASSWORD + "x") is None


@pytest.mark.django_db
def test_two_situations_stand_open_and_no_government_opened_them(small_world: None) -> None:
    founding.make_store()
    seat = network.seat_of(party_code="GB", office="duty_desk")
    found = {card.status: card for card in situations.situations(for_=seat)}
    assert set(found) == {"exercise", "actual"}
    assert {card.by for card in found.values()} == {"SEC"}
    assert found["exercise"].title.startswith("Exercise")
    assert found["actual"].title.startswith("Demonstration")


@pytest.mark.django_db
def test_a_start_that_is_cut_off_leaves_nothing_behind(
    small_world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(**_rest: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(founding, "open_situation", cut_off)
        with pytest.raises(KeyboardInterrupt):
            founding.make_store()
    assert network.parties() == {}
    assert founding.make_store() is True
    assert len(network.parties()) == len(cast.PARTIES)
