"""The same road at a peer: from an alert accepted to eight mails accepted by the same kind of mail server.

Alertmanager as Debian packages it, with group_wait 0 and each alert a group of its own, which is its fastest. It is
fetched and unpacked for the run, never installed, and runs in a mount namespace where its templates lie where it
looks for them. What it has accepted it keeps in memory alone: kill -9 loses it, so its sender has to send again.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks import machine
from tests.mail_sink import Sink, free_port, running, wait_for_port

NAME = "Alertmanager 0.25 (Debian), group_wait 0s, nothing kept on disk"
PACKAGE = "prometheus-alertmanager"
MAILS_AN_ALERT = 8


class NotHere(Exception):
    """The peer could not be fetched or started; the text says why."""


def measure(folder: Path, *, alerts: int) -> dict[str, Any]:
    """Its figures, or why there are none."""
    folder.mkdir()
    try:
        with running(folder) as sink, _alertmanager(folder, sink) as url:
            took = _alert(url, sink, alerts)
    except (NotHere, OSError, subprocess.SubprocessError, httpx.HTTPError, TimeoutError) as problem:
        return {"name": NAME, "not_measured": str(problem)[:300]}
    return {
        "name": NAME,
        "alerts": alerts,
        "alert_to_mail_p50_s": machine.median(took),
        "alert_to_mail_p95_s": machine.percentile(took, 0.95),
    }


@contextmanager
def _alertmanager(folder: Path, sink: Sink) -> Iterator[str]:
    share = _unpacked(folder) / "usr/share"
    port = free_port()
    settings = folder / "alertmanager.yml"
    settings.write_text(json.dumps(_settings(sink)))  # JSON is YAML
    program = [
        str(share.parent / "bin/prometheus-alertmanager"),
        f"--config.file={settings}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    inside = 'mount --bind "$0" /usr/share && exec "$@"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", inside, str(share), *program]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        wait_for_port(port, seconds=10)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _unpacked(folder: Path) -> Path:
    for command in (["apt-get", "download", PACKAGE], ["sh", "-c", f"dpkg -x {PACKAGE}_*.deb unpacked"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode:
            raise NotHere(f"{' '.join(command)}: {done.stderr.strip()}")
    return folder / "unpacked"


def _settings(sink: Sink) -> dict[str, Any]:
    to = [{"to": f"duty@party{number}.example"} for number in range(MAILS_AN_ALERT)]
    return {
        "global": {
            "smtp_smarthost": f"127.0.0.1:{sink.port}",
            "smtp_from": "alertmanager@peer.example",
            "smtp_require_tls": False,
        },
        "route": {"receiver": "mail", "group_by": ["..."], "group_wait": "0s"},
        "receivers": [{"name": "mail", "email_configs": to}],
    }


def _alert(url: str, sink: Sink, alerts: int) -> list[float]:
    """One alert after the other, each timed from just before it is posted to each of its mails."""
    took: list[float] = []
    with httpx.Client(base_url=url, timeout=20) as client:
        for number in range(alerts):
            at = time.time()
            client.post("/api/v2/alerts", json=[{"labels": {"call": f"GB-{number}"}}]).raise_for_status()
            mails = sink.wait_for((number + 1) * MAILS_AN_ALERT, seconds=10)[number * MAILS_AN_ALERT :]
            if len(mails) != MAILS_AN_ALERT:
                raise NotHere(f"{len(mails)} of {MAILS_AN_ALERT} mails came of alert {number}")
            took += [mail.at - at for mail in mails]
            time.sleep(0.1)
    return took
