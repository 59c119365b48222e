"""A real node in processes of its own: a home, a store, `redphone serve`, and officers who speak to it over HTTP."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.mail_sink import ROOT, free_port

READY_WITHIN = 30.0
FIGURES = {
    "figures-TOTAL_FORMS": "0",
    "figures-INITIAL_FORMS": "0",
    "figures-MIN_NUM_FORMS": "0",
    "figures-MAX_NUM_FORMS": "6",
}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Node:
    """`program` is what serves: the product's own command line, or a launcher that plants a fault in it first."""

    def __init__(
        self, folder: Path, *, store: str, mail: str, program: Sequence[str] = ("-m", "redphone")
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.home, self.log = folder / "home", folder / "log"
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        ours = {name: value for name, value in os.environ.items() if not name.startswith("REDPHONE_")}
        self.env = {
            **ours,
            "REDPHONE_HOME": str(self.home),
            "REDPHONE_STORE": store,
            "REDPHONE_URL": self.url,
            "REDPHONE_MAIL": mail,
            "REDPHONE_REQUIRE_TOTP": "0",
            "DJANGO_SETTINGS_MODULE": "redphone.settings",
        }

    def run(self, *words: str) -> Any:
        """Run one of our modules beside the node, on its home and store; returns the JSON it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout)

    def start(self) -> None:
        """Start the server and wait until it rings and answers."""
        with self.log.open("ab") as log:
            command = [sys.executable, *self.program, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not come up:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.01)

    def _is_ready(self) -> bool:
        return self.process is not None and self.card().get("pid") == self.process.pid

    def card(self) -> dict[str, Any]:
        """What the running server says of itself: process, address, and the token of its control door."""
        try:
            card: dict[str, Any] = json.loads((self.home / "serve.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return card

    def kill(self) -> None:
        """kill -9, as a power cut would: nothing is said goodbye to."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(by)
            self.process.wait(timeout=READY_WITHIN)
            self.process = None

    def command(self, command: str, **options: Any) -> dict[str, Any]:
        """Let the running server do a command through its control door. Raises httpx.HTTPError if it does not."""
        headers = {"Authorization": f"Bearer {self.card().get('token', '')}"}
        asked = {"command": command, "options": options}
        answer = httpx.post(f"{self.url}/control/", json=asked, headers=headers, timeout=20)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said


class Officer:
    """A signed-in browser that keeps its connection and its CSRF token."""

    def __init__(self, node: Node, session: str) -> None:
        self.client = httpx.Client(base_url=node.url, cookies={"session": session}, timeout=20)
        self._token = ""

    def close(self) -> None:
        self.client.close()

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, **typed: Any) -> httpx.Response:
        """Post a form; a redirect is not followed."""
        return self.client.post(path, data={"csrfmiddlewaretoken": self._csrf(), **typed})

    def say(self, path: str, words: Any) -> httpx.Response:
        """Post JSON, as another system would."""
        return self.client.post(path, json=words, headers={"X-CSRFToken": self._csrf()})

    def _csrf(self) -> str:
        if not self._token:
            found = _TOKEN.search(self.client.get("/").text)
            self._token = found.group(1) if found else ""
        return self._token

    def raise_call(self, *, situation: str, what_happened: str, to: Sequence[str]) -> str | None:
        """Raise a test call by the form that officers use; its id, or None if the server did not say it stands."""
        answer = self.raising(situation=situation, what_happened=what_happened, to=to)
        return answer.headers["location"].split("/")[2] if answer.status_code == 302 else None

    def raising(self, *, situation: str, what_happened: str, to: Sequence[str]) -> httpx.Response:
        """The same, with all that the server answered."""
        typed = {
            "situation": situation,
            "what_happened": what_happened,
            "place": "North gate, Sampletown",
            "asked": "Can you take up people who hold a place already, and from when?",
            "answer_by_unknown": "on",
            "urgency": "immediate",
            "decides": "duty_officer",
            "to": list(to),
            "mark": "GREEN",
            "step": "raise",
        }
        return self.post("/calls/raise/test/", **typed, **FIGURES)

    def acknowledge(self, call: str) -> bool:
        """Whether the server said that the acknowledgement stands."""
        return self.post(f"/calls/{call}/acknowledge/").status_code == 302
