"""The French catalogue as it stands in the tree, compiled for one test; or with every translation between marks."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.house import strings

OPENS, CLOSES = "⟦", "⟧"


def french() -> Catalog:
    return strings.read(strings.CATALOGUES / "fr" / "LC_MESSAGES" / "django.po")


def compiled(catalogue: Catalog, folder: Path) -> Path:
    """Write what programs read of a French catalogue. Returns the folder, for LOCALE_PATHS."""
    place = folder / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    return folder


def marked(catalogue: Catalog) -> Catalog:
    """The same, each translation between marks: what stands outside them on a page was never translated."""
    for message in catalogue:
        if message.id:
            said = message.string
            message.string = (
                _between(said) if isinstance(said, str) else tuple(_between(form) for form in said or ())
            )
    return catalogue


def plain(said: str) -> str:
    """A text as it reads without the marks."""
    return said.replace(OPENS, "").replace(CLOSES, "")


def without(catalogue: Catalog, words: str) -> Catalog:
    """The same with one translation forgotten."""
    for message in catalogue:
        if message.id and words in (message.id, message.id[0]):
            message.string = "" if isinstance(message.id, str) else ("", "")
    return catalogue


def _between(said: str) -> str:
    return f"{OPENS}{said}{CLOSES}"
