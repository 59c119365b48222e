"""The command line: `redphone COMMAND`, or `python -m redphone COMMAND`."""

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from redphone.door.examples import RAISE_EXAMPLE, WHERE
from redphone.door.home import check_there_is_a_store
from redphone.look.terminal import CODES, OK, USAGE, WRONG, Answer, Stop, as_json

AS_WRITTEN = argparse.RawDescriptionHelpFormatter
WORDS = Path(__file__).resolve().parents[1] / "docs" / "words.md"
MARKS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
SERVERS = ("serve", "ring")
MAY_BEGIN_A_STORE = (*SERVERS, "found", "restore", "words", "manage")
"""The others only ask or add: where no store is, they make none."""


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code: one of look.terminal.CODES."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["demo"]:  # it sets up a home of its own before anything is read
        return _stopping_well(lambda: _demo(words[1:]))
    if words[:1] == ["manage"]:
        return _safely(lambda: _manage(words[1:]), command="manage")
    options = _parser().parse_args(words)
    return _safely(lambda: options.do(options), command=words[0])


def _safely(do: Callable[[], int], *, command: str) -> int:
    def set_up_and_do() -> int:
        if command not in MAY_BEGIN_A_STORE:
            check_there_is_a_store()
        _set_up(is_server=command in SERVERS)
        return do()

    return _stopping_well(set_up_and_do)


def _stopping_well(do: Callable[[], int]) -> int:
    try:
        return do()
    except Stop as stop:
        print(f"redphone: {stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130


def _set_up(*, is_server: bool) -> None:
    os.umask(0o077)  # whatever a command makes, a store above all, it makes for this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redphone.settings")
    import django

    django.setup()
    if not is_server:
        from redphone.look.logs import say_only_what_is_wrong

        say_only_what_is_wrong()


# What can be typed


def _parser() -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code}  {means}" for code, means in CODES.items())
    parser = argparse.ArgumentParser(
        prog="redphone",
        description="The Red Phone: rings every capital's duty officer until someone answers.",
        epilog=f"exit codes:\n{codes}\n\n{WHERE}",
        formatter_class=AS_WRITTEN,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    printing = argparse.ArgumentParser(add_help=False)
    printing.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else")
    for add in (_add_serving, _add_calling, _add_keeping, _add_looking):
        add(commands, printing)
    commands.add_parser(
        "demo", help="the whole network on this machine, with a fictional cast", add_help=False
    )
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    return parser


def _add_serving(commands: Any, printing: argparse.ArgumentParser) -> None:
    serve = commands.add_parser("serve", help="web, live line and ringer in one process, until told to stop")
    serve.add_argument("--host", default="127.0.0.1", help="where to listen (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8400, help="0 takes a free one (default 8400)")
    serve.add_argument(
        "--workers-threads", type=int, default=8, metavar="N", help="pages made at once (default 8)"
    )
    serve.add_argument(
        "--without-ringer", action="store_true", help="somebody else rings: see “redphone ring”"
    )
    serve.set_defaults(do=_serve)
    ring = commands.add_parser("ring", help="the ringer alone, beside servers on PostgreSQL")
    ring.set_defaults(do=_ring)


def _add_calling(commands: Any, printing: argparse.ArgumentParser) -> None:
    call = commands.add_parser(
        "raise", help="raise a call", parents=[printing], epilog=RAISE_EXAMPLE, formatter_class=AS_WRITTEN
    )
    call.add_argument("--as", dest="as_", required=True, metavar="PARTY/OFFICE", help="such as GB/duty_desk")
    call.add_argument("--status", required=True, choices=("actual", "exercise", "test"))
    about = call.add_mutually_exclusive_group(required=True)
    about.add_argument("--situation", default="", metavar="ID|TITLE", help="one that is open")
    about.add_argument("--new-situation", default="", metavar="TITLE", help="open one with the call")
    call.add_argument(
        "--file", required=True, help="the first message as JSON, as in the example; - for stdin"
    )
    call.add_argument("--to", nargs="+", default=[], metavar="PARTY", help="default: every other member")
    call.add_argument("--mark", default="GREEN", choices=MARKS)
    call.add_argument("--national", default="", help="the national mark it came with")
    call.add_argument("--alone", default="", metavar="REASON", help="why no second person releases it")
    call.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="for one reached; else exit 1")
    call.set_defaults(do=_raise)
    who = commands.add_parser("who-has-it", help="where each party stands in a call", parents=[printing])
    who.add_argument("call", help="its number, such as GB-14, or its id")
    who.add_argument("--as", dest="as_", required=True, metavar="PARTY/OFFICE")
    who.set_defaults(do=lambda said: _tell(said, "who-has-it", as_=said.as_, call=said.call))
    calls = commands.add_parser("calls", help="the newest calls of a party", parents=[printing])
    calls.add_argument("--as", dest="as_", required=True, metavar="PARTY/OFFICE")
    calls.add_argument("--ended", action="store_true", help="those that have ended, instead of the open ones")
    calls.set_defaults(do=lambda said: _tell(said, "calls", as_=said.as_, ended=said.ended))


def _add_keeping(commands: Any, printing: argparse.ArgumentParser) -> None:
    redraw = commands.add_parser("redraw", help="draw the picture again from the log", parents=[printing])
    redraw.add_argument(
        "--check", action="store_true", help="compare only, change nothing; exit 1 on a difference"
    )
    redraw.set_defaults(do=lambda said: _tell(said, "redraw", check=said.check))
    backup = commands.add_parser(
        "backup", help="one checked file with all that is kept here", parents=[printing]
    )
    backup.add_argument("file", type=Path)
    backup.add_argument("--with-keys", action="store_true", help="private keys too: guard the file like them")
    backup.set_defaults(
        do=lambda said: _tell(said, "backup", path=str(said.file.absolute()), with_keys=said.with_keys)
    )
    restore = commands.add_parser("restore", help="a backup into an empty store", parents=[printing])
    restore.add_argument("file", type=Path)
    purpose = restore.add_mutually_exclusive_group(required=True)
    purpose.add_argument(
        "--open-new-epoch", metavar="REASON", help="to go on: numbers begin again in a new epoch"
    )
    purpose.add_argument("--as-evidence", action="store_true", help="to look at it: nobody can speak here")
    restore.set_defaults(do=_restore)
    found = commands.add_parser("found", help="begin a network on an empty node", parents=[printing])
    found.add_argument("file", type=Path, help="parties, chair and first administrators, in TOML or JSON")
    found.set_defaults(do=lambda said: _tell(said, "found", founding=_read_founding(said.file)))
    let_in = commands.add_parser("let-in", help="a link for a lost administrator", parents=[printing])
    let_in.add_argument("email")
    let_in.add_argument("--second-factor-lost", action="store_true", dest="anew", help="and their key or app")
    let_in.add_argument("--party", default="", help="for somebody new: whose administrator they become")
    let_in.add_argument("--name", default="", help="for somebody new")
    asked = ("email", "party", "name", "anew")
    let_in.set_defaults(do=lambda said: _tell(said, "let-in", **{one: getattr(said, one) for one in asked}))
    for name, becomes in (("freeze", "shut out at once"), ("thaw", "let in again")):
        frozen = commands.add_parser(name, help=f"an officer or a party: {becomes}", parents=[printing])
        frozen.add_argument("whom", help="an e-mail address, or the code of a party")
        frozen.add_argument("--why", required=True, help="the reason, for the record")
        frozen.set_defaults(do=lambda said, name=name: _tell(said, name, whom=said.whom, why=said.why))


def _add_looking(commands: Any, printing: argparse.ArgumentParser) -> None:
    doctor = commands.add_parser(
        "doctor", help="whether a call would ring, and what to do if not", parents=[printing]
    )
    doctor.set_defaults(do=lambda said: _tell(said, "doctor"))
    words = commands.add_parser(
        "words", help="write docs/words.md: every kind of message", parents=[printing]
    )
    words.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    words.add_argument("--file", type=Path, default=WORDS)
    words.set_defaults(do=_words)


# What is done


def _tell(said: argparse.Namespace, command: str, **options: Any) -> int:
    from redphone.door.commands import perform

    return _print(perform(command, options), as_document=said.json)


def _print(answer: Answer, *, as_document: bool) -> int:
    print(as_json(answer.data) if as_document else "\n".join(answer.lines))
    return answer.code


def _serve(said: argparse.Namespace) -> int:
    from redphone.door.serving import Web, serve

    def load() -> Web:
        from redphone.asgi import House

        return House(threads=said.workers_threads)

    if said.workers_threads < 1:
        raise Stop("--workers-threads: at least one", code=USAGE)
    return serve(load, host=said.host, port=said.port, with_ringer=not said.without_ringer)


def _demo(words: Sequence[str]) -> int:
    from redphone.door.demonstration import demonstrate

    def load() -> Any:
        from redphone.asgi import House

        return House()

    return demonstrate(words, load)


def _ring(said: argparse.Namespace) -> int:
    from redphone.door.serving import ring

    return ring()


def _raise(said: argparse.Namespace) -> int:
    from redphone.door.calling import raise_and_wait

    given = ("as_", "status", "situation", "new_situation", "to", "mark", "national", "alone")
    options = {name: getattr(said, name) for name in given} | {"message": _read_text(said.file)}
    return _print(raise_and_wait(options, within=said.wait), as_document=said.json)


def _restore(said: argparse.Namespace) -> int:
    from redphone.door import schema
    from redphone.door.serving import alone_on_sqlite
    from redphone.log.commands import restore_store

    with alone_on_sqlite():
        schema.bring_up_to_date()
        answer = restore_store(path=str(said.file.absolute()), reason=said.open_new_epoch or "")
    return _print(answer, as_document=said.json)


def _words(said: argparse.Namespace) -> int:
    from redphone.wire.glossary import describe
    from redphone.wire.kinds import KINDS

    page = describe(KINDS)
    is_same = said.file.exists() and said.file.read_text(encoding="utf-8") == page
    if not said.check and not is_same:
        said.file.parent.mkdir(parents=True, exist_ok=True)
        said.file.write_text(page, encoding="utf-8")
    state = "is as the code says" if is_same else "is NOT as the code says" if said.check else "is written"
    data = {"file": str(said.file), "kinds": sorted(KINDS), "is_same": is_same}
    code = WRONG if said.check and not is_same else OK
    return _print(Answer(data, [f"{said.file} {state}: {len(KINDS)} kinds"], code), as_document=said.json)


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    from redphone.door.serving import alone_on_sqlite
    from redphone.log.turn import nobody_acts

    with alone_on_sqlite(), nobody_acts() if words[:1] == ["migrate"] else nullcontext():
        execute_from_command_line(["redphone manage", *words])
    return OK


def _read_text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as problem:
        raise Stop(f"{name} can't be read: {problem}", code=USAGE) from problem


def _read_founding(path: Path) -> dict[str, Any]:
    text = _read_text(str(path))
    try:
        plan = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except ValueError as problem:
        raise Stop(f"{path}: {problem}", code=USAGE) from problem
    return dict(plan)


if __name__ == "__main__":
    sys.exit(main())
