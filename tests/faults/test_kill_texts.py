"""kill -9 while a provider of texts has a text and has not said so: it is sent again once, and says so."""

import time

import pytest

from tests.calls.text_provider import Provider
from tests.faults.kill import raise_call
from tests.served import Node

pytestmark = pytest.mark.store
NUMBER = "+393331234567"
AGAIN = "You may have had this message before."


def wait_for(provider: Provider, count: int) -> None:
    until = time.monotonic() + 30
    while len(provider.texts) < count and time.monotonic() < until:
        time.sleep(0.02)
    assert len(provider.texts) == count


def test_a_text_that_was_cut_off_is_sent_again_once_and_says_so(node: Node) -> None:
    assert cut_off(node) == [False, True]


def test_a_second_text_that_does_not_say_so_is_found(node: Node) -> None:
    node.program = ("-m", "tests.faults.planted", "forget_mark")
    assert cut_off(node) == [False, False]


def cut_off(node: Node) -> list[bool]:
    """Of each text that the provider got, whether it says that it may be the second."""
    with Provider() as provider:
        node.env["REDPHONE_TEXTS"] = provider.address
        made = node.run("tests.founding")
        node.run("tests.faults.texting", NUMBER)
        node.start()
        provider.hold.clear()
        raise_call(node, made["situation"], "Cut off while being texted", step_seconds=900)
        wait_for(provider, 1)
        node.kill()
        provider.hold.set()
        node.start()
        wait_for(provider, 2)
        time.sleep(2)  # a third would come within its first rounds
        assert provider.wrong == []
        rings = node.run("tests.faults.inside")["rings"].values()
        assert [ring["state"] for ring in rings if ring["address"] == NUMBER] == ["delivered"]
        return [AGAIN in words for words in provider.to(NUMBER)]
