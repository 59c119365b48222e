"""What goes to the log: never the token of a link, by which somebody else could acknowledge or take a seat."""

import logging

import pytest
from django.test import Client

from redphone.look.logs import WithoutTokens

LINKS = ("/r/5.a-token-nobody-has/", "/t/5.a-token-nobody-has/", "/officers/invitation/a-token-nobody-has/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", LINKS)
def test_a_link_that_is_refused_leaves_no_token_in_the_log(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Client().post(path, {"digits": "00"})
    assert answer.status_code >= 400
    assert "…" in caplog.text
    assert "a-token-nobody-has" not in caplog.text


@pytest.mark.django_db
def test_without_the_filter_it_would_stand_there(caplog: pytest.LogCaptureFixture) -> None:
    """The planted fault."""
    logger = logging.getLogger("django.request")
    (ours,) = [one for one in logger.filters if isinstance(one, WithoutTokens)]
    logger.removeFilter(ours)
    try:
        Client().post(LINKS[0], {"digits": "00"})
    finally:
        logger.addFilter(ours)
    assert "a-token-nobody-has" in caplog.text
