"""The record: lines are added, never changed, hold no secret, and show when somebody meddled."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from redphone.officers import audit, reads, words
from redphone.officers.models import Audited, Officer
from tests.people import seat_of

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
Cast = dict[str, Officer]


def test_a_line_is_never_changed_or_removed(cast: Cast) -> None:
    line = Audited.objects.first()
    assert line is not None
    line.outcome = "failed"
    with pytest.raises(TypeError, match="never changed"):
        line.save()
    with pytest.raises(TypeError, match="never removed"):
        line.delete()
    for change in (Audited.objects.all().delete, lambda: Audited.objects.update(who=None)):
        with pytest.raises(TypeError, match="never"):
            change()


def test_lines_follow_from_each_other(cast: Cast) -> None:
    assert Audited.objects.count() == len(cast)
    assert list(audit.broken_lines()) == []


@pytest.mark.parametrize(
    "meddle",
    [
        "UPDATE officers_audited SET outcome = 'failed' WHERE id = %s",
        "UPDATE officers_audited SET who = 4711 WHERE id = %s",
        "UPDATE officers_audited SET ip = '192.0.2.66' WHERE id = %s",
        "DELETE FROM officers_audited WHERE id = %s",
    ],
)
def test_meddling_in_the_store_shows(cast: Cast, meddle: str) -> None:
    third = list(Audited.objects.order_by("pk").values_list("pk", flat=True))[2]
    with connection.cursor() as cursor:
        cursor.execute(meddle, [third])
    assert list(audit.broken_lines())


def test_each_party_reads_its_own(cast: Cast) -> None:
    audit.record(what="sign_in", who=cast["alice"], ip="192.0.2.1")
    audit.record(what="sign_in", who=cast["bruno"], ip="192.0.2.2")
    told = reads.record_of("GB", for_=seat_of(cast["agnes"]))
    assert told[0].who == cast["alice"].pk
    assert all(line.party == "GB" for line in told)


def test_it_is_read_page_by_page(cast: Cast) -> None:
    for _n in range(5):
        audit.record(what="sign_in", who=cast["alice"])
    agnes = seat_of(cast["agnes"])
    everything = [line.pk for line in reads.record_of("GB", for_=agnes)]
    first = [line.pk for line in reads.record_of("GB", for_=agnes, limit=4)]
    second = [line.pk for line in reads.record_of("GB", for_=agnes, limit=4, before=first[-1])]
    assert (first + second) == everything[:8]


def test_every_line_has_words(cast: Cast) -> None:
    """Each sentence takes the facts it is given, and a kind of line unknown here is shown all the same."""
    names = {officer.pk: officer.name for officer in cast.values()}
    for what, outcome in [*words.SENTENCES, ("something_new", "done")]:
        line = Audited(
            what=what, outcome=outcome, who=cast["alice"].pk, whom=cast["adam"].pk, facts={}, at=NOW
        )
        told = words.told(line, names)
        assert told.who == "Alice Example"
        assert told.did
        assert "%(" not in told.did


def test_a_change_is_told_in_words(cast: Cast) -> None:
    facts = {"office": ["desk_officer", "administrator"], "name": ["A", "B"]}
    line = Audited(what="officer_changed", outcome="done", who=1, whom=cast["adam"].pk, facts=facts)
    told = words.told(line, {cast["adam"].pk: "Adam Example"})
    assert (
        told.did
        == "changed Adam Example: office from “Desk officer” to “Administrator”; name from “A” to “B”"
    )
    assert told.who == "somebody"


def test_an_address_of_nobody_is_not_written_down(cast: Cast) -> None:
    """People type their password into the field above it."""
    from django.test import Client

    Client().post("/accounts/login/", {"login": "hunter2-correct@example.org", "password": "x"})
    written = " ".join(str(row) for row in Audited.objects.values())
    assert "hunter2" not in written
    assert Audited.objects.order_by("-pk")[0].what == "sign_in"
    assert Audited.objects.order_by("-pk")[0].outcome == "failed"
