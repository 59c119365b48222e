"""A passkey in software, for tests of what the node takes: it signs whatever it is told to, honest or not."""

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ADD, DOOR, LIST = (f"/accounts/2fa/passkeys/{path}" for path in ("add/", "login/", ""))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One credential. `verifies` says whether it claims to have seen a PIN or a finger."""

    origin: str = "http://localhost:8400"
    site: str = "localhost"
    verifies: bool = True
    id: bytes = field(default_factory=lambda: os.urandom(16))
    handle: str = ""
    _secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a browser answers when it is asked to create this passkey."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self._secret.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        told = cbor.encode(
            {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested},
        )
        response = {
            "clientDataJSON": b64(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": b64(told),
        }
        return self._credential(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def used(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """What a browser answers when it is asked for this passkey."""
        client, data = self._client("webauthn.get", options["publicKey"]["challenge"]), self._data()
        signature = self._secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": self.handle,
        }
        return self._credential(response | changes)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.site.encode()).digest() + struct.pack(">BI", flags, 1)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        both = {"id": b64(self.id), "rawId": b64(self.id)}
        return {**both, "type": "public-key", "response": response, "clientExtensionResults": {}}


def enrol(browser: Client, key: SoftKey, name: str = "Desk key") -> Any:
    """Set up a passkey through its page. Returns the answer."""
    options = browser.get(ADD).context["js_data"]["creation_options"]
    return browser.post(ADD, {"name": name, "credential": json.dumps(key.made(options))})


def asked(browser: Client, path: str = DOOR) -> dict[str, Any]:
    """What the sign-in page asks the browser's keys for."""
    said: dict[str, Any] = browser.get(path, headers={"accept": "application/json"}).json()["request_options"]
    return said


def touch(browser: Client, key: SoftKey, **changes: Any) -> Any:
    """Sign in by a passkey. Returns the answer."""
    return browser.post(DOOR, {"credential": json.dumps(key.used(asked(browser), **changes))})
