"""The register: founded once, kept by the secretariat, and by nobody who merely says so."""

import pytest
from django.db import transaction

from redphone.log.models import Entry
from redphone.log.picture import ref_to
from redphone.log.post import hear, new_thing, post
from redphone.log.reads import health
from redphone.log.redraw import check, redraw
from redphone.log.turn import act
from redphone.network import acts, keys, reads
from redphone.network.messages import CHAIR, ChairSet, PartyEntered, thing_of_party
from redphone.network.models import Chair, Party, PinnedKey, RegisterKeeper
from redphone.refused import Refused
from redphone.wire.policy import Seat
from redphone.wire.strict import Malformed
from tests.log.sketch import Voice
from tests.people import ENTRIES, MEMBERS

SECRETARIAT = Seat(party="SEC", role="secretariat", office="administrator")


def entry(code: str = "NO", **changed: object) -> PartyEntered:
    words = {
        "code": code,
        "names": {"en": f"Example {code}"},
        "role": "member",
        "zone": "Europe/Oslo",
        "languages": ["en"],
    }
    return PartyEntered.model_validate(words | changed)


def found(**changed: object) -> None:
    acts.found_network(
        **{"entries": ENTRIES, "chair": "US", "substitutes": ("IT", "GB"), "reason": "x"} | changed  # type: ignore[arg-type]
    )


def test_everybody_of_the_statement_is_there(network) -> None:
    assert list(reads.parties(roles=["member"])) == ["AU", "CA", "EC", "IT", "NZ", "ES", "GB", "US"]
    assert set(reads.parties(roles=["member"])) == set(MEMBERS)
    assert {code: card.role for code, card in reads.parties().items() if card.role != "member"} == {
        "BR": "participant",
        "DE": "participant",
        "IOM": "partner",
        "UNHCR": "partner",
        "SEC": "secretariat",
    }
    assert [card.role for card in reads.parties().values()][-1] == "secretariat"


def test_every_party_can_speak_here_and_its_key_is_pinned(network) -> None:
    assert reads.hosted_parties() == tuple(sorted(entry.code for entry in ENTRIES))
    for pinned in PinnedKey.objects.all():
        assert keys.key_of(pinned.party).kid == pinned.kid
    assert PinnedKey.objects.count() == len(ENTRIES)


def test_the_founding_is_said_by_the_secretariat_to_all_others(network) -> None:
    said = Entry.objects.order_by("position")
    assert set(said.values_list("by", "status", "mark")) == {("SEC", "system", "GREEN")}
    assert list(said.values_list("number", flat=True)) == list(range(1, len(ENTRIES) + 2))
    everyone = sorted({entry.code for entry in ENTRIES} - {"SEC"})
    assert set(said.values_list("to", flat=True)) == {f",{','.join(everyone)},"}


def test_a_network_is_founded_once(network) -> None:
    with pytest.raises(ValueError, match="already"):
        found()


@pytest.mark.parametrize(
    "entries",
    [
        ENTRIES[:-1],
        (*ENTRIES, entry("SECB", role="secretariat")),
        (*ENTRIES, ENTRIES[0]),
    ],
    ids=["nobody keeps the register", "two keep it", "a party twice"],
)
def test_it_is_founded_with_one_secretariat_and_every_party_once(db, small_world, entries) -> None:
    with pytest.raises(ValueError, match="one secretariat"):
        found(entries=entries)
    assert not Party.objects.exists()
    assert reads.hosted_parties() == ()


def test_a_founding_that_failed_can_be_done_again(db, small_world) -> None:
    """Keys are files and outlive the transaction: they are used, not refused."""
    with pytest.raises(Refused), transaction.atomic():
        found(chair="FR")
    assert not Party.objects.exists()
    assert not PinnedKey.objects.exists()
    before = keys.key_of("CA").kid
    found()
    assert keys.key_of("CA").kid == before
    assert PinnedKey.objects.get(party="CA").kid == before
    assert check().is_sound


def test_an_entry_said_again_replaces_the_one_before(network) -> None:
    acts.enter_party(by=SECRETARIAT, entry=entry("NZ", active=False, zone="Pacific/Chatham"))
    card = reads.party("NZ")
    assert (card.active, card.zone, card.name) == (False, "Pacific/Chatham", "Example NZ")
    assert len(reads.parties()) == len(ENTRIES)


def test_a_party_comes_in(network) -> None:
    acts.enter_party(by=SECRETARIAT, entry=entry("NO"))
    assert reads.party("NO").role == "member"
    assert ",NO," in Entry.objects.latest("position").to
    assert "NO" not in reads.hosted_parties(), "its key is its own node's"


@pytest.mark.parametrize("office", ["duty_desk", "desk_officer", "senior_official", "node"])
def test_no_other_office_keeps_the_register(network, office) -> None:
    with pytest.raises(Refused, match="secretariat's administrator"):
        acts.enter_party(by=Seat("SEC", "secretariat", office), entry=entry())


@pytest.mark.parametrize("role", ["member", "participant", "partner"])
def test_no_other_party_keeps_the_register(network, role) -> None:
    by = Seat("US", role, "administrator")
    with pytest.raises(Refused, match="secretariat's administrator"):
        acts.enter_party(by=by, entry=entry())
    with pytest.raises(Refused, match="secretariat's administrator"):
        acts.set_chair(by=by, chair="US", substitutes=(), reason="x")
    assert Entry.objects.count() == len(ENTRIES) + 1


@pytest.mark.parametrize("zone", ["Atlantis/City", "", "../etc/passwd", "localtime"])
def test_a_time_zone_that_is_none_is_refused(network, zone) -> None:
    with pytest.raises(Refused, match="not a time zone") as refused:
        acts.enter_party(by=SECRETARIAT, entry=entry(zone=zone))
    assert refused.value.field == "zone"


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "no"},
        {"code": "N"},
        {"names": {"fr": "Norvège"}},
        {"names": {}},
        {"names": {"en": "two\nlines"}},
        {"role": "observer"},
        {"languages": []},
        {"languages": ["english"]},
    ],
)
def test_an_entry_that_is_not_right_cannot_be_said(changed) -> None:
    with pytest.raises(ValueError, match="validation error"):
        entry(**changed)


def test_a_name_is_told_in_the_readers_language_and_else_in_english(network) -> None:
    from django.utils.translation import override

    card = reads.party("DE")
    for language, name in (("fr", "Allemagne"), ("fr-ca", "Allemagne"), ("en", "Germany"), ("ar", "Germany")):
        with override(language):
            assert card.name == str(card) == name
    with override(None):
        assert card.name == "Germany"


def test_the_chair_and_its_substitutes_stand_in_line(network) -> None:
    assert reads.chair().line == ("US", "IT", "GB")
    assert reads.acting_chair() == "US"
    assert reads.acting_chair(besides=["US"]) == "IT"
    assert reads.acting_chair(besides=["US", "IT"]) == "GB"
    assert reads.acting_chair(besides=["US", "IT", "GB"]) is None


def test_a_vacant_chair_is_stood_in_for(network) -> None:
    acts.set_chair(by=SECRETARIAT, chair=None, substitutes=("CA", "AU"), reason="Between two")
    assert (reads.chair().chair, reads.chair().line, reads.acting_chair()) == (None, ("CA", "AU"), "CA")


def test_a_dormant_chair_is_passed_over(network) -> None:
    us = next(entry for entry in ENTRIES if entry.code == "US")
    acts.enter_party(by=SECRETARIAT, entry=us.model_copy(update={"active": False}))
    assert reads.chair().chair == "US"
    assert reads.acting_chair() == "IT"


@pytest.mark.parametrize(
    ("chair", "substitutes", "why"),
    [
        ("FR", (), "FR is not a member"),
        ("DE", (), "DE is not a member"),
        ("UNHCR", (), "UNHCR is not a member"),
        ("SEC", (), "SEC is not a member"),
        ("US", ("BR",), "BR is not a member"),
        ("US", ("IT", "US"), "US can't be its own substitute"),
        ("US", ("IT", "IT"), "only once"),
        (None, (), "somebody has to stand in"),
    ],
)
def test_a_chair_that_cannot_be_is_refused(network, chair, substitutes, why) -> None:
    with pytest.raises(Refused, match=why):
        acts.set_chair(by=SECRETARIAT, chair=chair, substitutes=substitutes, reason="x")
    assert reads.chair().line == ("US", "IT", "GB")


def test_nobody_is_chair_before_the_founding(db) -> None:
    assert (reads.chair().line, reads.acting_chair()) == ((), None)


@act
def say(turn, message, *, by, thing, refs=()):
    return post(turn, message, by=by, to=reads.parties(), thing=thing, status="system", refs=refs)


def test_nobody_else_is_believed_about_the_register(network) -> None:
    """Past the rules, as a node elsewhere could: the seal holds, the word does not count."""
    us = Seat("US", "member", "administrator")
    for message, thing in (
        (entry("US"), thing_of_party("US")),
        (ChairSet(chair="US", substitutes=(), reason="x"), CHAIR),
    ):
        with pytest.raises(Malformed, match="US does not keep the register"):
            say(message, by=us, thing=thing)
    assert reads.party("US").name == "United States"


def test_an_entry_about_another_partys_thing_changes_nothing(network) -> None:
    for thing in (thing_of_party("GB"), CHAIR, new_thing()):
        with pytest.raises(Malformed, match="another thing"):
            say(entry("US"), by=SECRETARIAT, thing=thing)
    with pytest.raises(Malformed, match="another thing"):
        say(ChairSet(chair="US", substitutes=(), reason="x"), by=SECRETARIAT, thing=new_thing())
    assert (Party.objects.count(), Chair.objects.count()) == (len(ENTRIES), 1)


def test_what_another_node_says_of_the_register_is_kept_and_shown_but_not_drawn(network, settings) -> None:
    france = Voice("FR")
    keys.pin_key(france.key)
    words = {
        "to": ["GB"],
        "net": settings.REDPHONE_NETWORK,
        "status": "system",
        "thing": thing_of_party("FR"),
    }
    said = france.say(entry("FR"), **words)
    assert hear(raw=said.raw, parts=said.parts) == "kept"
    assert "FR" not in reads.parties()
    assert health().undrawn == [("network.party_entered.v1", "FR does not keep the register")]


def test_without_a_keeper_nothing_of_the_register_is_drawn(network) -> None:
    RegisterKeeper.objects.all().delete()
    found_ = check()
    assert found_.undrawn == len(ENTRIES) + 1
    assert found_.differences, "without a keeper nothing of the register can be drawn"
    keys.let_keep_register(party="SEC")
    assert check().is_sound


def test_the_register_is_the_same_after_a_redraw(network) -> None:
    acts.set_chair(by=SECRETARIAT, chair="CA", substitutes=("US",), reason="The chair passes on")
    before = reads.parties(), reads.chair()
    found_ = redraw()
    assert (reads.parties(), reads.chair()) == before
    assert (found_.entries, found_.faults) == (len(ENTRIES) + 2, [])


def test_the_things_of_the_register_are_the_same_on_every_node() -> None:
    """They are part of the wire format: frozen."""
    assert CHAIR == "75a2f6e6-9b1c-5d18-a078-dcc05054342f"
    assert thing_of_party("CA") == "463749dd-739c-5261-82a6-39f1944a5243"


def test_seats_have_the_role_the_register_gives(network) -> None:
    assert reads.seat_of(party_code="UNHCR", office="duty_desk", officer=7) == Seat(
        "UNHCR", "partner", "duty_desk", 7
    )
    assert reads.node_seat("DE") == Seat("DE", "participant", "node")
    with pytest.raises(Party.DoesNotExist):
        reads.seat_of(party_code="FR", office="duty_desk")


def test_a_dispatch_of_a_founding_heard_again_changes_nothing(network) -> None:
    first = Entry.objects.order_by("position").first()
    assert first is not None
    part = first.parts.get()
    assert (
        hear(raw=bytes(first.raw), parts=[(bytes(part.salt or b""), bytes(part.content or b""))]) == "again"
    )


def test_the_chair_refers_to_nothing_it_does_not_need(network) -> None:
    said = acts.set_chair(by=SECRETARIAT, chair="CA", substitutes=(), reason="x")
    assert said.manifest.refs == ()
    assert ref_to(said, "updates").hash == said.hash
