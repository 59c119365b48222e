"""What the environment makes of this room's settings, in a process of its own."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from redphone.officers.models import Officer
from tests.people import sign_in


def test_over_https_cookies_are_secure_and_bound_to_the_host(tmp_path: Any) -> None:
    ask = (
        "from redphone import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    )
    env = {**os.environ, "REDPHONE_HOME": str(tmp_path), "REDPHONE_URL": "https://redphone.example"}
    told = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["__Host-session", "True", "True", "True"]


@pytest.mark.parametrize(
    ("given", "asked", "expected"),
    [
        ("", "REQUIRE_TOTP", "True"),
        ("REDPHONE_DEMO=1", "REQUIRE_TOTP", "False"),
        ("REDPHONE_DEMO=1 REDPHONE_REQUIRE_TOTP=1", "REQUIRE_TOTP", "True"),
        ("REDPHONE_REQUIRE_TOTP=0", "REQUIRE_TOTP", "False"),
        (
            "",
            "(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)",
            "('localhost', 8425, False, False)",
        ),
        (
            "REDPHONE_MAIL=smtp+starttls://u%40x:p%2Fw@mail.example",
            "(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD)",
            "('mail.example', 587, True, 'u@x', 'p/w')",
        ),
        ("REDPHONE_MAIL=smtps://mail.example", "(s.EMAIL_PORT, s.EMAIL_USE_SSL)", "(465, True)"),
        ("REDPHONE_PROXIES=1", "s.SECURE_PROXY_SSL_HEADER[0]", "HTTP_X_FORWARDED_PROTO"),
    ],
)
def test_settings_follow_the_environment(tmp_path: Any, given: str, asked: str, expected: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("REDPHONE_")}
    env = {**plain, "REDPHONE_HOME": str(tmp_path), **dict(pair.split("=", 1) for pair in given.split())}
    expression = asked if "s." in asked else f"s.{asked}"
    ask = f"from redphone import settings as s; print({expression})"
    told = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == expected


def test_tries_are_counted_by_all_processes_that_serve(cast: dict[str, Officer], settings: Any) -> None:
    """On PostgreSQL there may be many of them, so the tries are in the store; on SQLite there is one."""
    sign_in(cast["alice"], password="not the lantern at all")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert settings.TRIES_TABLE not in connection.introspection.table_names(cursor)
        else:
            cursor.execute(f"SELECT count(*) FROM {settings.TRIES_TABLE} WHERE expires > now()")
            assert cursor.fetchone()[0] > 0
