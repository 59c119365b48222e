"""A provider of texts that holds us to what Twilio documents: basic auth, form fields, status callbacks, signature.

https://www.twilio.com/docs/messaging/api/message-resource and https://www.twilio.com/docs/usage/security
"""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

ACCOUNT, TOKEN, SENDER = "AC00000000000000000000000000000000", "a token of theirs", "+447700900123"
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164, as its documentation asks for in To and From."""


@dataclass
class Provider:
    """What it took, and what it says to whom: by number, the answers in turn, "cut" breaking the line instead.

    `wrong` is what of a request was not as documented. While `hold` is not set, it has a text and does not say so.
    """

    texts: list[dict[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    at_send: dict[str, list[Any]] = field(default_factory=dict)
    status: str = "active"
    hold: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.hold.set()
        answering = type("Line", (_Line,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """As an operator would set it."""
        token = TOKEN.replace(" ", "%20")
        return f"twilio+http://{ACCOUNT}:{token}@127.0.0.1:{self._server.server_port}/{SENDER}"

    def to(self, number: str) -> list[str]:
        """The words that it took for a number, in order."""
        return [text["Body"] for text in self.texts if text["To"] == number]


def signature(url: str, form: Mapping[str, str], *, token: str = TOKEN) -> str:
    """The X-Twilio-Signature: HMAC-SHA1 over the address and the sorted fields, in base64."""
    said = url + "".join(name + value for name, value in sorted(form.items()))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


class _Line(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        if self._is_let_in(f"/2010-04-01/Accounts/{ACCOUNT}.json"):
            self._answer(200, {"sid": ACCOUNT, "status": self.provider.status})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self._is_let_in(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"):
            return
        form = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
        self.provider.wrong += _not_as_documented(form, self.headers["Content-Type"])
        waiting = self.provider.at_send.get(form.get("To", ""), [])
        said = waiting.pop(0) if waiting else 201
        if said in (201, "cut after"):
            self.provider.texts.append(form)
        self.provider.hold.wait(20)
        if str(said).startswith("cut"):
            self.connection.close()
        elif said == 201:
            self._answer(201, {"sid": "SM" + "0" * 32, "status": "queued", "error_code": None})
        else:
            self._answer(said, {"code": 21211, "message": "said so by the test", "status": said})

    def _is_let_in(self, path: str) -> bool:
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != wanted:
            self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        elif self.path != path:
            self._answer(404, {"code": 20404, "message": "not found", "status": 404})
        else:
            return True
        return False

    def _answer(self, code: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _not_as_documented(form: dict[str, str], content_type: str) -> list[str]:
    wrong = [] if content_type == "application/x-www-form-urlencoded" else [f"sent as {content_type}"]
    wrong += [f"{name} is not E.164" for name in ("To", "From") if not NUMBER.fullmatch(form.get(name, ""))]
    if not 1 <= len(form.get("Body", "")) <= 1600:
        wrong.append("Body has not 1 to 1600 letters")
    if not form.get("StatusCallback", "").startswith("http"):
        wrong.append("StatusCallback is no address")
    return wrong + [f"unknown field {name}" for name in set(form) - {"To", "From", "Body", "StatusCallback"}]
