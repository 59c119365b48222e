"""French, complete: every page and every mail that a French officer gets, and every word of them marked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from redphone.log import clock
from redphone.officers.models import Officer
from tests.calls.post_office import PostOffice, Ringer
from tests.calls.words import NIGHT
from tests.french import judge, story, walk
from tests.french.catalogue import Catalog, compiled, french, marked, without
from tests.french.story import Story
from tests.people import cast, network, small_world  # noqa: F401

Speak = Callable[[Catalog], Story]


@pytest.fixture
def in_words_of(
    settings: Any, tmp_path: Path, cast: dict[str, Officer]  # noqa: F811
) -> Iterator[Speak]:
    """Tells the story in the words of a catalogue; it stays the night of the story."""
    with PostOffice() as office, Ringer() as ringer, clock.standing_at(NIGHT):
        settings.REDPHONE_MAIL = office.address

        def speak(catalogue: Catalog) -> Story:
            settings.LOCALE_PATHS = [compiled(catalogue, tmp_path / "locale")]
            return story.tell(cast, ringer, office)

        yield speak


def test_every_door_is_on_the_walk_or_has_no_words(in_words_of: Speak) -> None:
    walked = {page.door for page in walk.pages(in_words_of(french()))}
    assert walk.doors() - walked - walk.WORDLESS.keys() == set()
    assert walk.WORDLESS.keys() <= walk.doors()


def test_no_page_has_a_word_of_english(in_words_of: Speak) -> None:
    told = in_words_of(french())
    walker, found = walk.Walker(told), []
    for page in walk.pages(told):
        language, pieces = judge.read(walker.look(page))
        assert language in ("fr", ""), page
        found += [f"{page}: {piece}" for piece in judge.english_in(pieces, data=told.data)]
    assert not found, "\n".join(found)
