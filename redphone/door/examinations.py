"""What the doctor looks at. Each yields findings; none of them changes anything."""

import json
import os
import shutil
import smtplib
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from joserfc.jwk import OKPKey

from redphone.calls.reads import ringer_alive_at
from redphone.calls.ringer.twilio import Twilio
from redphone.door import schema, serving
from redphone.door.calling import has_gone_round_lately
from redphone.door.doctor import Check, Finding, Level
from redphone.log import clock
from redphone.log.reads import health, last_heard_at
from redphone.log.restore import EVIDENCE
from redphone.look.terminal import Stop
from redphone.network import keys
from redphone.network import reads as network
from redphone.officers.audit import broken_lines
from redphone.officers.reads import all_on_duty
from redphone.watch import papers, reads
from redphone.watch.reads import node_health

BEFORE_THIS_WAS_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
LITTLE, TOO_LITTLE = 2 * 1024**3, 200 * 1024**2
MAIL_SECONDS = 5


def store() -> Iterator[Finding]:
    found = node_health(now=clock.now())
    level: Level = "ok" if found.store_is_sound else "warn"
    remedy = (
        "" if found.store_is_sound else "install the package pysqlite3; until then it works without a WAL"
    )
    yield Finding("store", level, found.store, remedy)


def durability() -> Iterator[Finding]:
    """What is acknowledged has to be on the disk."""
    wanted = {"journal_mode": settings.JOURNAL.lower(), "synchronous": "2"}
    if connection.vendor != "sqlite":
        wanted = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    show = "PRAGMA" if connection.vendor == "sqlite" else "SHOW"
    found = {}
    with connection.cursor() as cursor:
        for name in wanted:
            cursor.execute(f"{show} {name}")
            found[name] = str(cursor.fetchone()[0])
    says = ", ".join(f"{name}={value}" for name, value in found.items())
    remedy = (
        "" if found == wanted else f"set {', '.join(f'{name}={value}' for name, value in wanted.items())}"
    )
    yield Finding("durability", "bad" if remedy else "ok", says, remedy)


def tables() -> Iterator[Finding]:
    try:
        schema.check_is_current()
        schema.check_is_of_this_network()
    except Stop as problem:
        yield Finding("tables", "bad", str(problem))
    else:
        yield Finding("tables", "ok", "of this version")


def log() -> Iterator[Finding]:
    found = health()
    yield Finding("log", "ok", f"{found.entries} dispatches kept, {found.waiting} wait for a cause")
    if found.undrawn:
        kinds = ", ".join(sorted({kind for kind, _ in found.undrawn}))
        yield Finding(
            "log", "bad", f"kept but not drawn: {kinds}", "upgrade this node, then “redphone redraw”"
        )
    if found.quarantined:
        yield Finding("log", "warn", f"{found.quarantined} in quarantine", "ask who sent them")


def record() -> Iterator[Finding]:
    if broken := list(broken_lines()):
        says = f"line {broken[0]} does not follow from the line before; {len(broken)} such lines"
        yield Finding(
            "record", "bad", says, "somebody changed the record in the store: compare it with a backup"
        )
    else:
        yield Finding("record", "ok", "every line follows from the line before")


def private_keys() -> Iterator[Finding]:
    hosted = network.hosted_parties()
    if not hosted:
        yield Finding("keys", "warn", "none lie here: this node speaks for nobody")
    for party in hosted:
        if fault := _fault_of_key(party):
            yield Finding("keys", "bad", f"{party}: {fault}", f"put the right key into {settings.KEYS}")
    if hosted:
        yield Finding("keys", "ok", f"of {', '.join(hosted)}")
    home, private = Path(settings.HOME), Path(settings.KEYS)
    for path in (private, *private.glob("*.json"), home / "secret", *home.glob("*.sqlite3*")):
        if os.name != "nt" and path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding("keys", "bad", f"{path} can be read by others", f"chmod go= {path}")


def _fault_of_key(party: str) -> str:
    kept = json.loads((Path(settings.KEYS) / f"{party}.json").read_text())
    pinned = keys.find_key(kept["kid"])
    if pinned is None:
        return f"its key {kept['kid']} is not pinned here"
    ours = OKPKey.import_key(kept["key"]).as_dict(private=False)
    return "" if pinned.pair.as_dict(private=False)["x"] == ours["x"] else "it is not the key pinned here"


def duty() -> Iterator[Finding]:
    """Whether every party hosted here has somebody whom a call would ring now."""
    on_duty = all_on_duty(step="duty", at=clock.now())
    if nobody := [party for party in network.hosted_parties() if party not in on_duty]:
        says = f"a call would find nobody on duty at {', '.join(nobody)}"
        yield Finding("duty", "warn", says, "an officer there puts somebody into the roster")
    else:
        yield Finding("duty", "ok", "every party here has somebody whom a call would ring now")


def hosting() -> Iterator[Finding]:
    if len(hosted := network.hosted_parties()) > 1:
        says = f"one host holds the keys of {len(hosted)} parties: whoever runs it can read and sign for all of them"
        yield Finding("hosting", "warn", says, "each party can run its own node")


def mail() -> Iterator[Finding]:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_SECONDS) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            code, words = server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        yield Finding(
            "mail", "bad", f"{where} does not answer: {problem}", "nobody is rung by mail: see REDPHONE_MAIL"
        )
        return
    level: Level = "ok" if code == 250 else "bad"
    yield Finding("mail", level, f"{where} answers {code} {words.decode(errors='replace')[:60]}")


def texts() -> Iterator[Finding]:
    """Whether the provider of texts, where one is set up, knows this account; it is asked, nothing is sent."""
    if not settings.REDPHONE_TEXTS:
        yield Finding("texts", "ok", "not set up: nobody is texted")
        return
    try:
        provider = Twilio.at(settings.REDPHONE_TEXTS)
        problem = provider.fault()
    except ValueError as found:
        problem = str(found)
    if problem:
        yield Finding("texts", "bad", problem, "nobody is texted: see REDPHONE_TEXTS")
    else:
        yield Finding("texts", "ok", f"the provider knows this account; texts come from {provider.sender}")


def time() -> Iterator[Finding]:
    now = clock.now()
    heard_at = last_heard_at()
    if now < BEFORE_THIS_WAS_WRITTEN or (heard_at and heard_at > now + timedelta(seconds=5)):
        yield Finding(
            "clock",
            "bad",
            f"it says {now:%Y-%m-%d %H:%M:%S} UTC, which has passed",
            "set this machine's clock",
        )
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    level: Level = "bad" if free < TOO_LITTLE else "warn" if free < LITTLE else "ok"
    remedy = "make room: with a full disk nothing can be said" if level != "ok" else ""
    yield Finding("disk", level, f"{free / 1024**3:.1f} GiB free at {settings.HOME}", remedy)


def ringer() -> Iterator[Finding]:
    if (Path(settings.HOME) / EVIDENCE).exists():
        yield Finding("ringer", "warn", "restored as evidence: nobody is rung")
        return
    alive_at = ringer_alive_at()
    if alive_at is None or not has_gone_round_lately():
        since = f"since {alive_at:%Y-%m-%d %H:%M:%S} UTC" if alive_at else "ever"
        yield Finding(
            "ringer", "bad", f"has not gone round {since}: nobody is rung", "start “redphone serve”"
        )
    else:
        yield Finding("ringer", "ok", f"went round at {alive_at:%H:%M:%S} UTC")
    for watched in serving.keeping:
        if watched.deaths:
            at, why = watched.deaths[-1]
            yield Finding(
                watched.name, "bad", f"died {len(watched.deaths)} times, last at {at}: {why}", "see the log"
            )


def promises() -> Iterator[Finding]:
    """Whether the watchdog looks, and what it found late."""
    found, known = node_health(now=clock.now()), network.parties()
    if not found.looks:
        since = f"since {found.looked_at:%Y-%m-%d %H:%M:%S} UTC" if found.looked_at else "ever"
        yield Finding(
            "promises", "bad", f"nobody has looked {since}", "start “redphone serve”, and see the log"
        )
    for line in reads.all_alarms(now=found.now):
        says = f"{papers.in_words(line, known)}, since {line.due_at:%Y-%m-%d %H:%M:%S} UTC"
        yield Finding("promises", "bad", says, _REMEDIES[line.what])
    if found.keeps_promises:
        yield Finding("promises", "ok", f"{found.open_promises} open, none late")


_BY_HAND = "see “ringer” and “mail” here; until then ring this party another way"
_REMEDIES = dict.fromkeys(("ring", "next", "chair", "reminder"), _BY_HAND) | {
    "ringer": "restart “redphone serve”",
    "undrawn": "upgrade this node, then “redphone redraw”",
}


def monitor() -> Iterator[Finding]:
    """Who is told when this node, or its machine, is not well."""
    if settings.REDPHONE_OPERATOR:
        yield Finding("monitor", "ok", f"{settings.REDPHONE_OPERATOR} is told by mail when a promise is late")
    elif not settings.DEMO:
        yield Finding(
            "monitor", "warn", "nobody is told by mail when a promise is late", "set REDPHONE_OPERATOR"
        )
    if settings.REDPHONE_HEARTBEAT:
        yield Finding("monitor", "ok", "a monitor elsewhere hears each minute that all is well")
    elif not settings.DEMO:
        says = "no monitor elsewhere: if this machine is gone, nobody hears of it"
        yield Finding("monitor", "warn", says, "set REDPHONE_HEARTBEAT to the address of one")


def address() -> Iterator[Finding]:
    url = settings.REDPHONE_URL
    if settings.IS_HTTPS or settings.DEMO:
        yield Finding("address", "ok", url)
    else:
        yield Finding(
            "address", "warn", f"{url} is not https", "set REDPHONE_URL to the https address of your proxy"
        )


EXAMINATIONS: dict[str, Check] = {
    "store": store,
    "durability": durability,
    "tables": tables,
    "log": log,
    "record": record,
    "keys": private_keys,
    "duty": duty,
    "hosting": hosting,
    "mail": mail,
    "texts": texts,
    "clock": time,
    "disk": disk,
    "ringer": ringer,
    "promises": promises,
    "monitor": monitor,
    "address": address,
}
