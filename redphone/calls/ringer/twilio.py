"""Twilio's Messages API, as it is documented: form fields, basic auth, status callbacks, X-Twilio-Signature.

https://www.twilio.com/docs/messaging/api/message-resource and https://www.twilio.com/docs/usage/security
"""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self
from urllib.parse import quote, unquote, urlsplit

import httpx

from redphone.calls.ringer.send import CONNECTIONS, Outcome
from redphone.log import clock

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_OURS_TO_MEND = (401, 403, 404, 429)
"""What it says of our account, not of a number: it passes once somebody has put it right."""
_NOTHING_WENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Sendable(Protocol):
    """What is needed to send a text."""

    @property
    def to(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def receipt_url(self) -> str: ...


@dataclass(frozen=True)
class Twilio:
    """An account, and the number that texts come from. `base` is the API's address."""

    account: str
    token: str
    sender: str
    base: str

    @classmethod
    def at(cls, address: str) -> Self:
        """From twilio://ACCOUNT:TOKEN@HOST/+NUMBER. Without TLS it goes to this machine alone. Raises ValueError."""
        found = urlsplit(address)
        sender = found.path.strip("/")
        is_here = found.hostname in ("127.0.0.1", "localhost")
        if found.scheme != "twilio" and not (found.scheme == "twilio+http" and is_here):
            raise ValueError("it is not twilio://ACCOUNT:TOKEN@HOST/+NUMBER")
        if not (found.username and found.password and found.hostname and sender[:1] == "+"):
            raise ValueError("account, token, host or the number that texts come from is missing")
        scheme = "https" if found.scheme == "twilio" else "http"
        port = f":{found.port}" if found.port else ""
        base = f"{scheme}://{found.hostname}{port}/2010-04-01"
        return cls(unquote(found.username), unquote(found.password), sender, base)

    @property
    def account_url(self) -> str:
        return f"{self.base}/Accounts/{quote(self.account, safe='')}"

    async def send_all(self, texts: Sequence[Sendable]) -> list[Outcome]:
        gate = asyncio.Semaphore(CONNECTIONS)
        async with httpx.AsyncClient(auth=(self.account, self.token), timeout=TIMEOUT) as line:
            return list(await asyncio.gather(*(self._send(line, gate, text) for text in texts)))

    async def _send(self, line: httpx.AsyncClient, gate: asyncio.Semaphore, text: Sendable) -> Outcome:
        form = {
            "To": text.to,
            "From": self.sender,
            "Body": text.words,
            "StatusCallback": text.receipt_url,
        }
        async with gate:
            try:
                answer = await line.post(f"{self.account_url}/Messages.json", data=form)
            except httpx.HTTPError as problem:
                may_have_gone = not isinstance(problem, _NOTHING_WENT)
                return Outcome("ringing", clock.now(), type(problem).__name__, may_have_gone=may_have_gone)
        return _how_it_went(answer)

    def fault(self) -> str:
        """Why the provider would not work for us now; "" if it knows this account and the account is active."""
        try:
            answer = httpx.get(f"{self.account_url}.json", auth=(self.account, self.token), timeout=TIMEOUT)
            state = answer.json().get("status", "") if answer.is_success else str(answer.status_code)
        except (httpx.HTTPError, ValueError) as problem:
            return f"the provider does not answer: {type(problem).__name__}"
        return "" if state == "active" else f"the provider says of this account: {state[:60]}"

    def is_theirs(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
        ours = base64.b64encode(hmac.digest(self.token.encode(), said.encode(), hashlib.sha1))
        return hmac.compare_digest(ours, headers.get("X-Twilio-Signature", "").encode())

    def receipt_in(self, form: Mapping[str, str]) -> Literal["received", "failed", ""]:
        match form.get("MessageStatus"):
            case "delivered" | "read":
                return "received"
            case "undelivered" | "failed":
                return "failed"
        return ""

    def why_failed(self, form: Mapping[str, str]) -> str:
        return _plain(f"{form.get('MessageStatus', '')} {form.get('ErrorCode', '')}".strip())

    def reply_in(self, form: Mapping[str, str]) -> tuple[str, str]:
        return form.get("From", ""), form.get("Body", "")


def _how_it_went(answer: httpx.Response) -> Outcome:
    if answer.is_success:
        return Outcome("delivered", clock.now())
    why = _plain(f"{answer.status_code} {answer.text[:150]}")
    for_good = answer.is_client_error and answer.status_code not in _OURS_TO_MEND
    # a server that fell over may have sent it before it did
    return Outcome(
        "refused" if for_good else "ringing", clock.now(), why, may_have_gone=answer.is_server_error
    )


def _plain(said: str) -> str:
    """As any store takes it."""
    return said.encode("utf-8", "replace").decode().replace("\0", "")
