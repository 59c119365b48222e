"""French, complete: every page and every mail that a French officer gets, and every word of them marked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.core import mail as django_mail
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from redphone.demo.cast import CAST, PARTIES
from redphone.demo.cast import PASSWORD as DEMO_PASSWORD
from redphone.demo.mailbox import Mailbox
from redphone.log import clock
from redphone.officers.models import Officer
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.words import NIGHT
from tests.demo.conftest import demo, mailbox  # noqa: F401
from tests.french import judge, pages, phone, story, walk
from tests.french.alarms import raise_alarms
from tests.french.catalogue import compiled, french, marked, plain, without
from tests.french.story import Story
from tests.people import cast, network, sign_in, signed_in, small_world  # noqa: F401

Speak = Callable[[Catalog], Story]
Cast = dict[str, Officer]
pytestmark = pytest.mark.words
A_WHOLE_WALK = pytest.mark.timeout(400)  # some three hundred pages, after a night of a dozen calls


@pytest.fixture
def speak(settings: Any, tmp_path: Path) -> Callable[[Catalog], None]:
    """Makes a catalogue the French of this test. Until then it is the one compiled beside its text."""

    def speak(catalogue: Catalog) -> None:
        settings.LOCALE_PATHS = [compiled(catalogue, tmp_path / "locale")]

    return speak


@pytest.fixture
def in_words_of(settings: Any, speak: Callable[[Catalog], None], cast: Cast) -> Iterator[Speak]:  # noqa: F811
    """Tells the story in the words of a catalogue; it stays the night of the story."""
    with PostOffice() as office, Ringer() as ringer, clock.standing_at(NIGHT):
        settings.REDPHONE_MAIL = office.address
        settings.REDPHONE_OPERATOR, settings.REDPHONE_OPERATOR_LANGUAGE = "noeud@ca.example", "fr"

        def tell(catalogue: Catalog) -> Story:
            speak(catalogue)
            told = story.tell(cast, ringer, office)
            raise_alarms(told)
            return told

        yield tell


def mails_of(told: Story) -> dict[str, list[str]]:
    """The pieces of every mail that was sent, by its subject."""
    sent = [(mail.subject, mail.text, mail.html) for mail in told.mails]
    ours: list[Any] = django_mail.outbox
    sent += [(mail.subject, mail.body, mail.alternatives[0][0]) for mail in ours]
    found: dict[str, list[str]] = {}
    for subject, text, html in sent:
        language, pieces = judge.read(html)
        assert language == "fr", subject
        lines = [" ".join(paragraph.split()) for paragraph in text.split("\n")]
        found.setdefault(subject, []).extend([subject, *lines, *pieces])
    return found


@A_WHOLE_WALK
def test_every_page_and_mail_is_marked_and_french_and_fits_a_phone(in_words_of: Speak) -> None:
    """One walk, three judges: what stands outside the marks, what is English inside them, what a phone makes of it."""
    told = in_words_of(marked(french()))
    whole_walk = pages.all_pages(told)
    walked = {page.door for page in whole_walk}
    assert walk.doors() - walked - walk.WORDLESS.keys() == set(), "doors that nobody has looked behind"
    assert walk.WORDLESS.keys() <= walk.doors()
    walker = walk.Walker(told)
    shown = [(page, walker.look(page)) for page in whole_walk]
    mails = mails_of(told)
    _check_kinds_of_mail(mails)
    said = {str(page): _read(page, html) for page, html in shown} | mails
    unmarked = judge.unmarked_in
    assert not (found := _found(said, unmarked, told)), "\n".join(["never marked:", *found])
    bare = {where: [plain(piece) for piece in pieces] for where, pieces in said.items()}
    assert not (found := _found(bare, judge.english_in, told)), "\n".join(["in English:", *found])
    assert not (found := phone.faults(_states(shown))), "\n".join(["on a phone:", *found])


def _read(page: walk.Page, html: str) -> list[str]:
    language, pieces = judge.read(html)
    assert language == "fr" or page.door == "calls:who", f"{page}: lang={language}"
    return pieces


def _found(said: dict[str, list[str]], judged: Callable[..., list[str]], told: Story) -> list[str]:
    """Each piece that a judge finds fault with, once, with the first place where it stands."""
    found: dict[str, str] = {}
    for where, pieces in said.items():
        for piece in judged(pieces, data=told.data):
            found.setdefault(piece, f"{where}: {piece}")
    return list(found.values())


def _check_kinds_of_mail(mails: dict[str, list[str]]) -> None:
    """Each kind of mail there is was sent."""
    subjects = [plain(subject) for subject in mails]
    for start in ("RÉEL", "EXERCICE", "TEST"):
        begins = f"{start}\N{NO-BREAK SPACE}: appel Red Phone"
        assert any(subject.startswith(begins) for subject in subjects), start
    ends = (
        "faits nouveaux",
        "RECTIFIÉ",
        "ANNULÉ",
        "levé",
        "une partie n’est pas jointe",
        "destinataire non joint",
        "mis en doute",
        "votre réponse se fait attendre",
        "test de liaison, rien ne s’est passé",
        "rappel du secrétariat",
    )
    waits = ("attend votre validation", "ne l’a validé à temps", "vous est renvoyé", "par une seule personne")
    for end in (
        *ends,
        *waits,
        "a changé",
        "Canada",
        "un engagement est en retard",
        "plus rien n’est en retard",
    ):
        assert any(subject.endswith(end) for subject in subjects), f"no mail tells: {end}"


def _states(shown: list[tuple[walk.Page, str]]) -> dict[str, str]:
    """Of each page one state as it is opened, and one with what was typed wrong."""
    states: dict[str, str] = {}
    for page, html in shown:
        states.setdefault(f"{page.door}, {'typed' if page.typed else 'opened'} by {page.who}", plain(html))
    del states["calls:who, opened by chloe"]  # a part of a page
    return states


@pytest.mark.parametrize("as_marked", [False, True])
def test_the_demonstration_is_french_too(
    speak: Callable[[Catalog], None],
    demo: None,  # noqa: F811
    mailbox: Mailbox,  # noqa: F811
    as_marked: bool,
) -> None:
    speak(marked(french()) if as_marked else french())
    mailbox.keep(recipient="ada@gb.example", raw=b"Subject: \r\n\r\nBonjour\r\n", at=NIGHT)
    browser = Client(headers={"accept-language": "fr"})
    refused = {"whose": "ada@gb.example", "how": "550"}
    pages = [browser.get(path) for path in ("/mailbox/", "/mailbox/1/", "/mailbox/cast/", "/accounts/login/")]
    pages += [
        browser.post("/mailbox/refuse/", typed, follow=True)
        for typed in ({}, refused, refused | {"how": "off"})
    ]
    pages += [browser.get("/mailbox/", {"to": "@nz.example"}), browser.get("/mailbox/9/")]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 409, 200, 200, 200, 404]
    data = {name for part in CAST for name in (part.name, part.email, PARTIES[part.party].names["fr"])}
    data |= {"Red Phone", "UTC", "English", "Français", DEMO_PASSWORD, "Bonjour"}
    judged = judge.unmarked_in if as_marked else judge.english_in
    for page in pages:
        language, pieces = judge.read(page.content.decode())
        assert language == "fr"
        assert not judged(pieces, data=frozenset(data | set(story.days())))


def test_what_goes_wrong_is_said_in_french(speak: Callable[[Catalog], None], cast: Cast) -> None:  # noqa: F811
    speak(french())
    chloe = cast["chloe"]
    strict = signed_in(chloe, enforce_csrf_checks=True)
    pages = [strict.get("/nowhere/"), strict.post("/officers/invite/"), strict.get("/officers/invite/")]
    Officer.objects.filter(pk=chloe.pk).update(party="XX")
    pages.append(strict.get("/"))
    assert [page.status_code for page in pages] == [404, 403, 403, 403]
    said = [page.content.decode() for page in pages]
    with translation.override("fr"):
        said += [render_to_string(f"{code}.html") for code in (400, 403, "403_csrf", 404, 429, 500)]
    for html in said:
        language, pieces = judge.read(html)
        assert language == "fr"
        assert not judge.english_in(pieces, data=frozenset({chloe.name, "Red Phone", "UTC", "English"}))


def test_nobody_takes_their_seat_in_english_where_an_app_is_required(
    speak: Callable[[Catalog], None],
    settings: Any,
    cast: Cast,  # noqa: F811
) -> None:
    speak(french())
    settings.REQUIRE_TOTP = True
    page = sign_in(cast["chloe"]).get("/", follow=True)
    language, pieces = judge.read(page.content.decode())
    assert page.redirect_chain == [("/accounts/2fa/passkeys/add/", 302)]
    assert language == "fr"
    assert not judge.english_in(pieces)


def test_a_visitor_is_spoken_to_as_the_browser_asks(speak: Callable[[Catalog], None], db: None) -> None:
    speak(french())
    for asked, language in (("fr-CA,fr;q=0.9,en;q=0.5", "fr"), ("en-GB", "en"), ("xx", "en")):
        page = Client(headers={"accept-language": asked}).get("/accounts/login/")
        assert f'<html lang="{language}"' in page.content.decode()


def test_the_forms_of_django_and_allauth_complain_in_french(
    speak: Callable[[Catalog], None],
    cast: Cast,  # noqa: F811
) -> None:
    speak(french())
    Officer.objects.update(language="fr")
    walker = walk.Walker(Story(cast))
    login = walk.Page("account_login", "", typed={"login": "chloe@ca.example", "password": "faux"})
    assert "Cette adresse et ce mot de passe ne correspondent pas." in walker.look(login)
    invite = walk.Page("officers:invite", "agnes", typed={"email": "nul", "duty": "?"})
    assert "Saisissez une adresse de courriel valide." in walker.look(invite)
    call = walk.Page("calls:raise", "chloe", ("test",), typed={"step": "check", **pages.WRONG_FIGURE})
    assert "Indiquez au moins 0." in " ".join(walker.look(call).split())


# Could these tests fail at all?


def test_one_forgotten_translation_is_found(speak: Callable[[Catalog], None], cast: Cast) -> None:  # noqa: F811
    browser = signed_in(cast["chloe"])
    speak(without(french(), "Raise a call"))
    _, pieces = judge.read(browser.get("/").content.decode())
    assert judge.english_in(pieces) == ["Raise a call"]


def test_a_page_too_wide_for_a_phone_is_found() -> None:
    wide = "<body style='margin:0'><button style='width:400px'>Accuser réception</button>"
    found = phone.faults({"wide": wide, "narrow": "<p>Appels</p>"})
    assert [fault.partition(":")[0] for fault in found] == [
        "wide, 390 px",
        "wide, 390 px",
        "wide, 320 px",
        "wide, 320 px",
    ]


@pytest.mark.parametrize(
    ("piece", "is_english"),
    [
        ("Open calls", True),
        ("Appels ouverts", False),
        ("Enter a whole number.", True),
        ("Please enter the number.", True),
        ("3 open calls", True),
        ("3 appels ouverts", False),
        ("Red Phone · TLP:AMBER · 16:40 UTC", False),
        ("Situations", False),
        ("Call GB-14, raised by Italie", True),
    ],
)
def test_english_is_told_from_french(piece: str, is_english: bool) -> None:
    assert bool(judge.english_in([piece])) is is_english


@pytest.mark.parametrize(
    ("piece", "is_bare"),
    [
        ("⟦Appels⟧ · GB-E2 · chloe@ca.example", False),
        ("⟦Appels⟧ Calls", True),
        ("⟦Appel ⟦GB⟧⟧", False),
        ("Motif : ⟧ ⟦Appels⟧", False),
        ("Motif : ⟧ here", True),
        ("Saisissez une adresse de courriel valide.", False),
        ("Villexemple", False),
    ],
)
def test_words_outside_the_marks_are_found(piece: str, is_bare: bool) -> None:
    assert bool(judge.unmarked_in([piece], data=frozenset({"Villexemple"}))) is is_bare
