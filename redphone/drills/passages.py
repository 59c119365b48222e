"""What a link test says: passages that mean nothing beyond themselves, as on the hotline between capitals.

No place, no number in figures, nobody who moves or is waited for: nothing that somebody half awake could take for news.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

PASSAGES: tuple[str | Promise, ...] = (
    gettext_lazy("Chalk is soft, slate is hard, and granite is harder than both."),
    gettext_lazy("A chessboard has as many light squares as dark ones."),
    gettext_lazy("The maple has a broad leaf, the willow a narrow one, and the pine a needle."),
    gettext_lazy("On a piano the white keys are wide and the black keys are narrow."),
    gettext_lazy("Bread is made of flour, water, salt and yeast."),
    gettext_lazy("Honey is thicker than milk, and milk is thicker than water."),
)


def passage_of(key: str) -> str:
    """The passage of a test, by the name of its thing: always the same one, in the language in use."""
    return str(PASSAGES[int(key[-4:], 16) % len(PASSAGES)])
