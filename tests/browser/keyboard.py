"""A person with a keyboard and nothing else, who has to see at each step where they are."""

from typing import Any

from playwright.sync_api import Page

FURTHEST = 120

# What has the focus, what it is called, and whether one sees that it has it: an outline that stands out, in the window,
# with nothing over it. A big choice row shows the outline instead of the small circle in it.
_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const shown = e.closest('.pick') ?? e, style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const above = document.elementFromPoint(x, y);
  const name = (e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || e.value || e.id).trim();
  return {
    name: name.replace(/\\s+/g, ' '),
    kind: e.type || e.tagName.toLowerCase(),
    outlined: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none',
    inWindow: box.top >= -1 && box.left >= -1 && box.right <= innerWidth + 1 && box.top < innerHeight,
    uncovered: !!above && (above === shown || shown.contains(above) || above.contains(shown) || above.matches('label')),
    mayBeUnmarked: e.matches('main, .errors'),
    place: [...document.querySelectorAll('*')].indexOf(e),
    html: e.outerHTML.slice(0, 140),
  };
}"""


class Keyboard:
    """Presses keys on a page, and refuses to go on when it is lost."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    @property
    def focused(self) -> dict[str, Any] | None:
        """What has the focus now; None if nothing has it."""
        found: dict[str, Any] | None = self.page.evaluate(_FOCUSED)
        return found

    def step(self, key: str = "Tab") -> dict[str, Any] | None:
        """Go one step on. Raises AssertionError if one doesn't see where one is."""
        self.press(key)
        at = self.focused
        if at and not at["mayBeUnmarked"]:
            assert at["outlined"], f"no outline: {at['html']}"
            assert at["inWindow"], f"out of the window: {at['html']}"
            assert at["uncovered"], f"something lies over it: {at['html']}"
        return at

    def go_to(self, name: str, *, kind: str = "", key: str = "Tab") -> None:
        """Tab until one stands on what is called so. Raises AssertionError if one never gets there."""
        passed = []
        for _ in range(FURTHEST):
            at = self.step(key)
            if at and name in at["name"] and kind in ("", at["kind"]):
                return
            passed.append(at["name"][:30] if at else "(nothing)")
        raise AssertionError(f"never came to {name!r}, only to {passed}")

    def walk_through(self) -> list[dict[str, Any]]:
        """Tab from the top of the page through all of it, until it begins anew. Raises AssertionError in a trap."""
        stations: list[dict[str, Any]] = []
        for _ in range(FURTHEST):
            at = self.step()
            if at is None or (stations and at["place"] == stations[0]["place"]):
                return stations
            stations.append(at)
        raise AssertionError(f"no way out: {[station['name'][:30] for station in stations[-8:]]}")
