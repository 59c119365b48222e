"""A phone on which pages are laid out that were made without a server: a real Chromium, 390 and 320 pixels wide."""

import mimetypes
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, sync_playwright

WIDTHS = (390, 320)
SITE = "http://phone.example"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LAID_OUT = """() => {
  const found = [], wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`scrolls sideways: ${wide} px`);
  const box = (element) => element.getBoundingClientRect();
  const named = (element) => `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 40)}`;
  for (const button of document.querySelectorAll("button, .act")) {
    const isCut = button.scrollWidth > button.clientWidth + 1 || box(button).right > innerWidth;
    if (button.checkVisibility() && isCut) found.push(`cut off: ${named(button)}`);
  }
  const room = document.querySelector("nav > .rooms"), menu = document.querySelector("nav .menu summary");
  if (room && menu && box(room).right > box(menu).left) found.push(`over the menu: ${named(room)}`);
  return found;
}"""


def faults(pages: Mapping[str, str]) -> list[str]:
    """What is wrong with the layout of these pages, by their names, at each width.

    Playwright's loop lives in a thread of its own: in this one it would forbid the database to whoever comes after.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_faults, pages).result()


def _faults(pages: Mapping[str, str]) -> list[str]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    bodies = {f"{SITE}/{number}/": html for number, html in enumerate(pages.values())}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.route("**/*", lambda route: _answer(route, bodies))
        found = []
        for name, address in zip(pages, bodies, strict=True):
            page.goto(address)
            found += [f"{name}, {fault}" for fault in _faults_of(page)]
        browser.close()
    return found


def _faults_of(page: Page) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found += [f"{width} px: {fault}" for fault in page.evaluate(LAID_OUT)]
    return found


def _answer(route: Route, bodies: Mapping[str, str]) -> None:
    url = route.request.url
    if url in bodies:
        route.fulfill(body=bodies[url], content_type="text/html; charset=utf-8")
    elif file := finders.find(url.partition("/static/")[2] or "nothing"):
        route.fulfill(
            body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0] or "text/plain"
        )
    else:
        route.abort()
