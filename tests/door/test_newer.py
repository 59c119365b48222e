"""A server that runs on while a newer version migrates its store: it says nothing more, rings nobody, and says why."""

import time
from typing import Any

import httpx
import pytest

from tests.door.conftest import up
from tests.mail_sink import Sink
from tests.served import Node, Officer

pytestmark = pytest.mark.store
SAYS = "This server is of another version than its store"


def test_a_server_older_than_its_store_does_nothing(node: Node, made: dict[str, Any], sink: Sink) -> None:
    with up(node):
        officer = Officer(node, made["sessions"]["duty@gb.example"])
        asked = {"situation": made["situation"], "to": ["IT", "CA"]}
        first = officer.raise_call(what_happened="Before", **asked)
        assert first
        assert len(sink.wait_for(2, seconds=15)) == 2
        node.run("tests.door.newer")
        refused = officer.raising(what_happened="Meanwhile", **asked)
        assert refused.status_code == 200
        assert SAYS in refused.text
        assert "Meanwhile" in refused.text, "what was typed is still there"
        assert "says nothing and rings nobody" in officer.get("/health/").text
        assert httpx.get(f"{node.url}/alive/").status_code == 503
        theirs = Officer(node, made["sessions"]["duty@it.example"])
        answer = theirs.post(f"/calls/{first}/acknowledge/")
        time.sleep(1.5)
        findings = node.command("doctor")["data"]["findings"]
        for one in (officer, theirs):
            one.close()
    assert SAYS in answer.text
    assert len(sink.mails()) == 2
    bad = [finding["says"] for finding in findings if finding["name"] == "tables"]
    assert "a newer version: it knows calls 0999_newer" in bad[0]
