"""The shape of the house, rule by rule, read from the sources without running them.

A rule takes a Source and yields complaints, each with its line. tests/test_house.py holds every rule to the whole tree
and to a planted breach that it must find.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION, LONG_FUNCTION = 300, 60, 40
FORBIDDEN = frozenset("util utils helper helpers common manager service services handler processor".split())
WRITES = frozenset(
    "create bulk_create get_or_create update_or_create update bulk_update delete save"
    " acreate abulk_create aget_or_create aupdate_or_create aupdate abulk_update adelete asave".split()
)
CLOCKS = frozenset(
    "datetime.now datetime.utcnow datetime.today date.today timezone.now time.time time.time_ns time.monotonic"
    " clock.now datetime.datetime.now datetime.date.today".split()
)
STORES = ("django", "ninja", "allauth", "psycopg", "psycopg_pool", "sqlite3", "pysqlite3")
GIVEN_BY_LOG = frozenset({"Drawn", "Kept"})  # the two kinds of row that rooms build on
POINTERS = ("ForeignKey", "OneToOneField", "ManyToManyField")
INLINE_SCRIPT = re.compile(r"\son[a-z]+\s*=|javascript:", re.IGNORECASE)
INLINE = re.compile(rf"\sstyle\s*=|<style\b|{INLINE_SCRIPT.pattern}", re.IGNORECASE)
SCREENWORK = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One file: where it lies below the root, and what stands in it."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str | None:
        """The room it belongs to; None at the front door and outside the house."""
        return self.path.parts[1] if self.path.parts[0] == "redphone" and len(self.path.parts) > 2 else None

    @property
    def package(self) -> list[str]:
        return list(self.path.parts[:-1])


Complaint = tuple[int, str]
Rule = Callable[[Source], Iterator[Complaint]]


def sources(*folders: str) -> Iterator[Source]:
    """Every Python file below these folders; what Django writes by itself (migrations) is left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Source(
                    PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8")
                )


def templates() -> Iterator[Source]:
    """Every page's template."""
    for path in sorted((ROOT / "redphone").glob("*/templates/**/*.html")):
        yield Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8"))


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """The full name of everything imported, and of every name taken from it."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = source.package[: len(source.package) + 1 - node.level] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression that is only names; calls and brackets on the way are looked through."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return node.id if isinstance(node, ast.Name) else "?"


def models_stay_in_their_room(source: Source) -> Iterator[Complaint]:
    """Other rooms ask by `reads` and act by `acts`; only log's Drawn and Kept are built upon."""
    for line, name in imported(source):
        parts = name.split(".")
        if parts[0] != "redphone" or parts[2:3] != ["models"] or parts[1] == source.room:
            continue
        if parts[1] == "log" and parts[3:] and parts[3] in GIVEN_BY_LOG:
            continue
        yield line, f"{name} is another room's own: ask its reads or acts"


def rules_and_messages_are_pure(source: Source) -> Iterator[Complaint]:
    """What can be said and what is right need no Django and no store."""
    if source.path.name not in ("rules.py", "messages.py"):
        return
    for line, name in imported(source):
        if name.split(".")[0] in STORES:
            yield line, f"{name}: {source.path.name} takes values and gives values"


def rules_and_pictures_have_no_clock(source: Source) -> Iterator[Complaint]:
    """Time is given: a rule takes `now`, a picture reads what the dispatch says."""
    if source.path.name not in ("rules.py", "picture.py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (called := dotted(node.func)) in CLOCKS:
            yield node.lineno, f"{called}() in {source.path.name}: take the time as an argument"
    for line, name in imported(source):
        if name.startswith("time.") or name in ("redphone.log.clock", "django.utils.timezone.now"):
            yield line, f"{name} in {source.path.name}: take the time as an argument"


def drawn_models(source: Source) -> set[str]:
    """The names of the tables in a models.py that only pictures write."""
    classes = [node for node in source.tree.body if isinstance(node, ast.ClassDef)]
    drawn = {"Drawn"}
    for node in classes:  # in the order of the file, so a base stands before what builds on it
        if any(dotted(base).split(".")[-1] in drawn for base in node.bases):
            drawn.add(node.name)
    return drawn - {"Drawn"}


def only_pictures_write_what_is_drawn(source: Source, *, drawn: set[str]) -> Iterator[Complaint]:
    """A Drawn table written elsewhere would differ from its redraw. picture.py and the log itself may."""
    if source.path.name == "picture.py" or source.room == "log":
        return
    for scope in [source.tree, *functions(source)]:
        names = drawn | set(_rows(scope, drawn))
        for node in within(scope):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
            ):
                root = dotted(node.func.value).split(".")[0]
                if root in names:
                    yield node.lineno, f"{root}...{node.func.attr}() writes what only a picture may write"


def within(scope: ast.AST) -> Iterator[ast.AST]:
    """What happens in a scope itself, not in the functions defined there."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            yield from within(node)


def _rows(scope: ast.AST, drawn: set[str]) -> Iterator[str]:
    """Variables that hold a row, or rows, of a drawn table within a function."""
    for node in within(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            value = node.value
        elif isinstance(node, ast.For | ast.comprehension):
            targets, value = [node.target], node.iter
        else:
            continue
        if dotted(value).split(".")[0] in drawn:
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def names_say_what_a_thing_is(source: Source) -> Iterator[Complaint]:
    """No drawer for everything. Django's own way of naming a model's manager is its own."""
    stem = source.path.stem
    if FORBIDDEN.intersection(words(stem)):
        yield 1, f"the module {stem}: say what is in it"
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.ClassDef) and any(dotted(base).endswith("Manager") for base in node.bases):
            continue
        if found := FORBIDDEN.intersection(words(node.name)):
            yield node.lineno, f"{node.name}: {', '.join(sorted(found))} says nothing"


def words(name: str) -> list[str]:
    """The words of a snake_case or CamelCase name, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def rooms_say_what_they_are_for(source: Source) -> Iterator[Complaint]:
    """The first line of a room's __init__.py is one sentence."""
    if source.path.name != "__init__.py" or len(source.path.parts) != 3:
        return
    first = (ast.get_docstring(source.tree) or "").split("\n\n")[0]
    if not first:
        yield 1, f"the room {source.room} does not say what it is for"
    elif not first.endswith(".") or re.search(r"[.!?]\s+[A-Z]", first):
        yield 1, f"the room {source.room} says what it is for in one sentence"


def sizes_stay_small(source: Source) -> Iterator[Complaint]:
    """A file past 300 lines, or a function past 60, usually holds two things."""
    if (lines := len(source.text.splitlines())) > LONGEST_FILE:
        yield 1, f"{lines} lines, and {LONGEST_FILE} is the limit"
    for function in functions(source):
        if (size := _size(function)) > LONGEST_FUNCTION:
            yield function.lineno, f"{function.name} has {size} lines, and {LONGEST_FUNCTION} is the limit"


def long_functions(source: Source) -> Iterator[Complaint]:
    """No breach yet, but worth a look."""
    for function in functions(source):
        if LONG_FUNCTION < (size := _size(function)) <= LONGEST_FUNCTION:
            yield function.lineno, f"{function.name} has {size} lines"


def _size(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def acts_take_names(source: Source) -> Iterator[Complaint]:
    """An act takes its turn, and everything else by name."""
    for function in functions(source):
        if not any(dotted(decorator).split(".")[-1] == "act" for decorator in function.decorator_list):
            continue
        given = function.args
        if len(given.posonlyargs) + len(given.args) > 1 or given.vararg:
            yield function.lineno, f"{function.name}: an act takes its turn, and the rest by keyword only"


def pages_run_nothing_inline(source: Source) -> Iterator[Complaint]:
    """The Content-Security-Policy would refuse it: no inline script, style or event attribute.

    A mail has no stylesheet to lean on, so there, and only there, a style may stand in its element.
    """
    is_mail = source.path.name.startswith("mail") or '{% extends "look/mail.html" %}' in source.text
    inline = INLINE_SCRIPT if is_mail else INLINE
    for line, text in enumerate(SCREENWORK.sub(_same_lines, source.text).splitlines(), start=1):
        if found := inline.search(text):
            yield line, f"inline: {found.group().strip()}"
        for tag in re.findall(r"<script\b[^>]*>?", text, re.IGNORECASE):
            if "src=" not in tag and "application/json" not in tag:
                yield line, "a script without src"


def _same_lines(match: re.Match[str]) -> str:
    """What Django replaces, as blank space of the same height; a value stays one word."""
    return "\n" * match.group().count("\n") or "x"


def foreign_keys(scope: ast.AST) -> Iterator[tuple[int, str]]:
    """What the models in it point at, as written: Model, "Model" or "room.Model"."""
    for node in ast.walk(scope):
        if not isinstance(node, ast.Call) or not dotted(node.func).endswith(POINTERS):
            continue
        given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "to")]
        yield from (
            (node.lineno, str(to.value) if isinstance(to, ast.Constant) else dotted(to)) for to in given
        )


def rooms_share_only_ids(source: Source) -> Iterator[Complaint]:
    """A foreign key never leaves its room (settings.AUTH_USER_MODEL is the officer who signs in); ids do."""
    if source.path.name != "models.py":
        return
    for line, name in foreign_keys(source.tree):
        if "." in name and name.split(".")[0] not in (source.room, "settings"):
            yield line, f"a foreign key to {name}: keep its id instead"


def kept_rows_outlive_drawn_ones(source: Source, *, drawn: set[str]) -> Iterator[Complaint]:
    """A redraw wipes what is drawn, so no Kept row may hang on it by a foreign key."""
    if source.path.name != "models.py":
        return
    for model in source.tree.body:
        if isinstance(model, ast.ClassDef) and model.name not in drawn:
            for line, name in foreign_keys(model):
                if name.split(".")[-1] in drawn:
                    yield line, f"{model.name} is kept and hangs on {name}, which a redraw wipes: keep its id"
