"""The rows of a roster for ``rehab batch``: from cells to an order, a plan and its files."""

from __future__ import annotations

import datetime as dt
import functools
import gc
import hashlib
import json
import re
import shlex
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import rehab
from rehab import files, writers
from rehab.batch import Lookup, Result, State
from rehab.cli import passwords
from rehab.cli.delivery import ENDINGS, looks_of
from rehab.cli.options import open_library
from rehab.cli.ordering import Asked, check_protocol, order_from
from rehab.engine.case import compile_case
from rehab.engine.order import Order
from rehab.engine.triage import Answer, answers_from_flags, questions_of
from rehab.errors import RehabError, UsageError, WriteError, fail
from rehab.library import Chosen, Library
from rehab.source.roster import Wrong, rows_of

MAX_ROSTER_BYTES = 64 * 1024 * 1024
ALL_NO = "none"
ENDING_OF = {name: ending for ending, name in ENDINGS.items()}
_ONE_AT_A_TIME = threading.Lock()
"""A cluster may run several threads in a process; what draws a page is made for one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every row; a worker on another machine needs nothing else."""

    folder: str
    made_for: dt.date
    formats: tuple[str, ...]
    template: str
    paper: str | None
    weeks: int | None
    discreet: bool
    zone: str | None
    excel: bool
    libraries: tuple[str, ...]
    force: bool
    data: str
    """A digest of the program and its data: whoever makes a row must have the same."""
    fillable: bool = False
    locked: bool = False
    password: str | None = field(default=None, repr=False)
    """Of every PDF. It is no part of a key, which stands in the ledger, and goes to no other machine."""


@dataclass(frozen=True, slots=True)
class Task:
    """One row to make; ``key`` is of the row, of the setting and of the data, so that a changed one is made anew."""

    key: str
    line: int
    cells: Mapping[str, str]
    wrong: str = ""


def tasks(text: str, name: str, setting: Setting) -> Iterator[Task]:
    """Yield the rows with their keys; a row that says an id again is wrong."""
    base = _key(setting.data, repr(replace(setting, folder="", force=False, data="")))
    seen = Lookup()
    for row in rows_of(text, name):
        if isinstance(row, Wrong):
            yield Task(_key(base, str(row)), row.line, {}, row.message)
            continue
        key = _key(base, json.dumps([row.line if "id" not in row.cells else 0, row.cells], sort_keys=True))
        case_id = row.cells.get("id", "").casefold()
        before = seen.get(case_id) if case_id else None
        wrong = f"the id '{row.cells['id']}' is that of line {before} too" if before else ""
        if case_id and not before:
            seen.put(case_id, str(row.line))
        yield Task(_key(key, wrong) if wrong else key, row.line, row.cells, wrong)


def data_of(library: Library, template: str) -> str:
    """Return a digest of all that a plan is made from: protocols, shared files, the template, the program."""
    digest = hashlib.sha256(f"{rehab.__version__} {library.shared_digest}".encode())
    for name, path in sorted(library.paths.items()):
        digest.update(f"{name}\0".encode() + files.read_bytes(path, MAX_ROSTER_BYTES))
    for path in library.figure_paths:
        digest.update(files.read_bytes(path, MAX_ROSTER_BYTES))
    for document in library.exercise_documents:  # also a clinic's own
        digest.update(json.dumps(document.data, sort_keys=True).encode())
    digest.update(library.template(template).model_dump_json().encode())
    return digest.hexdigest()


def _key(base: str, text: str) -> str:
    return hashlib.sha256(f"{base}\n{text}".encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a row, and the files that are still to be written, by name."""

    result: Result
    contents: Mapping[str, bytes]


def make(task: Task, setting: Setting) -> Result:
    """Make the plan of one row and write its files; what is wrong with a row becomes its result.

    Raises WriteError where nothing can be written: that is no fault of the row.
    """
    return written(compose(task, setting), setting)


def compose(task: Task, setting: Setting) -> Made:
    """Make the plan of one row in all its formats, here or on another machine; nothing is written.

    Raises UsageError where this program, or its data, is another one than where the roster is.
    """
    with _ONE_AT_A_TIME:
        told = Result(task.key, task.line, task.cells.get("id", ""), task.cells.get("condition", ""), "invalid")
        if task.wrong:
            return Made(replace(told, message=task.wrong), {})
        library = _library(setting.libraries)
        if _own_data(library, setting.template) != setting.data:
            hint = "install the same version everywhere, with the same protocols and templates"
            raise fail(UsageError, "other-data", "a worker has another version of the program or of its files", hint)
        try:
            return _composed(task, setting, library, told)
        except WriteError:
            raise
        except RehabError as error:
            return Made(replace(told, message=_said(error)), {})


def _composed(task: Task, setting: Setting, library: Library, told: Result) -> Made:
    order, _ = order_from(_asked(task.cells), setting.made_for, library, _load)
    order = replace(order, command=_command(task.cells, setting.made_for))
    plan = compile_case(order, library.shelf, _answers(task.cells, order, library)).plan
    look = library.template(setting.template)
    looks = looks_of(
        paper=setting.paper, weeks=setting.weeks, discreet=setting.discreet, zone=setting.zone, excel=setting.excel,
        fillable=setting.fillable,
    )  # fmt: skip
    stem = _stem(task, plan.protocol.id, discreet=setting.discreet)
    contents = {f"{stem}{ENDING_OF[form]}": writers.write(form, plan, look, looks) for form in setting.formats}
    state: State = "referred" if plan.referral else "done"
    why = f"{plan.referral.title}. {plan.referral.urgency}" if plan.referral else ""
    return Made(replace(told, condition=plan.protocol.id, state=state, files=tuple(contents), message=why), contents)


def written(made: Made, setting: Setting) -> Result:
    """Write the files of a row, each locked where there is a password. Raises WriteError where nothing can be written."""
    told = made.result
    for name, content in made.contents.items():
        whole = content if setting.password is None else passwords.locked(content, setting.password)
        if not _put(Path(setting.folder) / name, whole, force=setting.force, password=setting.password):
            message = f"{name} is there already and says something else; --force replaces it"
            return replace(told, state="failed", files=(), message=message)
    return told


def _put(path: Path, content: bytes, *, force: bool, password: str | None) -> bool:
    """Write a file, and tell whether it is there now. False: another one is there, and must not be replaced.

    The same content, left by a run that was killed before it could say so, is as good as written.
    """
    try:
        files.write(path, content, force=force)
    except WriteError as error:
        if error.issues[0].code != "exists":
            raise
        if password is not None:  # no two lockings have the same bytes
            most = 2 * len(content)
            fits = path.stat().st_size <= most
            return fits and passwords.says_the_same(files.read_bytes(path, most), content, password)
        return path.stat().st_size == len(content) and files.read_bytes(path, len(content)) == content
    return True


def _said(error: RehabError) -> str:
    """Return what is wrong in one line; a column is named without the dashes of an option."""
    told = ("; ".join(filter(None, (one.message, one.hint))) for one in error.issues)
    return " ".join(" ".join(told).split()).removeprefix("--")


@functools.lru_cache(maxsize=4)
def _library(folders: tuple[str, ...]) -> Library:
    library = open_library([Path(folder) for folder in folders])
    gc.freeze()  # what is loaded stays: a row takes an eighth less time when nobody looks through it for what is dead
    return library


@functools.lru_cache(maxsize=8)
def _own_data(library: Library, template: str) -> str:
    return data_of(library, template)


@functools.lru_cache(maxsize=256)
def _load(library: Library, condition: str, kind: str | None, variant: str | None) -> Chosen:
    """Return a protocol of the library, put together and checked once; nobody is asked what the words mean."""
    if "/" in condition or "\\" in condition or condition.endswith((".yaml", ".yml")):
        hint = "name it by its id, and its folder with --library"
        raise fail(UsageError, "no-path", f"'{condition}' is a file; a roster names conditions", hint)
    path = library.path_of(condition)
    chosen = library.load(path, kind=kind, variant=variant)
    check_protocol(library, chosen, path)
    return chosen


def _asked(cells: Mapping[str, str]) -> Asked:
    def number(name: str, read: Callable[[str], float], low: float, high: float) -> float | None:
        text = cells.get(name)
        if text is None:
            return None
        try:
            value = read(text.replace(",", ".", 1))
        except ValueError:
            value = -1.0
        if not low <= value <= high:
            raise fail(UsageError, "bad-number", f"{name}: '{text}' is not a number from {low:g} to {high:g}")
        return value

    age = number("age", int, 0, 120)
    return Asked(
        cells.get("condition"), cells.get("injured"), cells.get("from"), cells.get("since"), cells.get("grade"),
        cells.get("type"), cells.get("variant"), cells.get("side"), cells.get("cleared_by"), cells.get("cleared_on"),
        None if age is None else int(age), number("weight", float, 20, 350), None, cells.get("name"), cells.get("id"),
        _listed(cells.get("days")), tuple(_parts(cells.get("without", ""))),
    )  # fmt: skip


def _parts(cell: str) -> list[str]:
    """Return the words of a cell that holds several, parted by a space, a comma or a semicolon."""
    return [part for part in re.split(r"[,;\s]+", cell) if part]


def _listed(text: str | None) -> str | None:
    return ",".join(_parts(text)) if text else None


def _answers(cells: Mapping[str, str], order: Order, library: Library) -> Mapping[str, Answer] | None:
    """Return the answers of the column ``flags``: empty, nobody asked; ``none``, all no; else these are a yes."""
    told = cells.get("flags")
    if told is None:
        return None
    flags = [] if told.casefold() == ALL_NO else _parts(told)
    table = library.shelf.red_flags
    return answers_from_flags(table, questions_of(table, order.protocol, order.case.age), flags)


def _stem(task: Task, condition: str, *, discreet: bool) -> str:
    """Return the name of the files of a row: its id, or its line, and the condition; never the name of a person."""
    told = re.sub(r"[^A-Za-z0-9_-]+", "-", task.cells.get("id", "")).strip("-")[:60]
    mark = hashlib.sha256(task.cells["id"].encode("utf-8", "replace")).hexdigest()[:6] if "id" in task.cells else ""
    same = told == task.cells.get("id", "")
    first = f"{told}-{mark}".strip("-") if mark and not same else told or f"line-{task.line:06}"
    return first if discreet else f"{first}-{condition}"


def _command(cells: Mapping[str, str], made_for: dt.date) -> str:
    """Return the command that makes the plan of this row alone."""
    words = ["rehab", "plan", cells.get("condition", "")]
    for name, value in cells.items():
        if name == "flags":
            flags = [] if value.casefold() == ALL_NO else _parts(value)
            words += [part for flag in flags for part in ("--flag", flag)] or ["--no-flags"]
        elif name == "without":
            words += [part for item in _parts(value) for part in ("--without", item)]
        elif name != "condition":
            words += [f"--{name.replace('_', '-')}", value]
    return shlex.join([*words, "--as-of", made_for.isoformat()])
