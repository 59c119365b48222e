"""Watches what a browser complains of while somebody uses it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response

FETCHING = (
    "Failed to load resource"  # said of pages that refuse, too, and of a line that was cut: see `_answered`
)


@dataclass
class Watch:
    """Errors on the console (a breach of the Content-Security-Policy is one), of scripts, and of the server."""

    complaints: list[str] = field(default_factory=list)

    def look_at(self, page: Page) -> None:
        """Watch a page from now on, wherever it goes."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(FETCHING):
            self.complaints.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        may_refuse = response.request.resource_type == "document" or urlsplit(response.url).path == "/live/"
        if response.status >= (500 if may_refuse else 400):
            self.complaints.append(f"server: {response.status} {response.url}")
