"""What the base page knows about every page; other rooms add to it, look asks nobody by name."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest
from django.template import Context, Variable, VariableDoesNotExist
from django.utils import timezone

from redphone.look import menu

Asked = Callable[[HttpRequest], object]

SCHEMES = ("auto", "light", "dark")
_additions: dict[str, Asked] = {}


def add_to_page(name: str, function: Asked) -> None:
    """Let every template read `name`; `function(request)` runs at most once a page, and only if it is read.

    A view that puts the same name into its own context wins. The last addition of a name stands.
    """
    _additions[name] = function


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context processor: each name is a callable that templates call by themselves and that remembers."""
    return {name: _once(function, request) for name, function in _additions.items()}


def read(context: Context, name: str, default: object = None) -> object:
    """`name` as a template would see it (callables called), or `default` when it is absent or empty."""
    try:
        value = Variable(name).resolve(context)
    except VariableDoesNotExist:
        return default
    return default if value is None or value == "" else value


def scheme_of(request: HttpRequest) -> str:
    """The light or dark scheme this browser chose: "auto", "light" or "dark"."""
    chosen = request.COOKIES.get("scheme", "auto")
    return chosen if chosen in SCHEMES else "auto"


def _once(function: Asked, request: HttpRequest) -> Callable[[], object]:
    # A template may read a name many times, a page that does not read it should not pay for it.
    return cache(lambda: function(request))


add_to_page("now", lambda request: timezone.now())
add_to_page("zone", lambda request: "UTC")
add_to_page("scheme", scheme_of)
add_to_page("menu", menu.entries)
add_to_page("hosting", lambda request: [])
