"""What the documents promise: every command in them runs, and every name in them exists."""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import reference_page
import typer
from pydantic import BaseModel

from rehab.cli import app, author
from rehab.models.care import Card, CareTask, Essential
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.protocol import Choice, ClearanceItem, Grade, Modifier, Phase, Protocol, Run, Slot
from rehab.source.issues import validate
from rehab.source.reader import read

CHECKOUT = Path(__file__).parent.parent
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
EXIT_CODES = {
    "rehab plan calf-strain --injured -3d --flag RF-08 -o page.pdf": 5,  # a swollen calf: a referral
}
"""What a command of the documents exits with; all others with 0."""
FOLDERS = ("my-folder",)
"""Folders of the reader's own that the pages speak of."""
SHELL = {"", "sh", "shell", "bash", "console"}


def _options(command: Any) -> set[str]:
    """Return the options of a command, or of all commands of a group."""
    own = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return own.union(*(_options(part) for part in getattr(command, "commands", {}).values()))


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield every command with its options; a group counts as one where the handbook has one section for it."""
    handbook = (CHECKOUT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in group.commands.items():
        if hasattr(command, "commands") and f"## rehab {before}{name}\n" not in handbook:
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", _options(command)


COMMANDS = dict(_commands(typer.main.get_command(app.app)))


class Block(NamedTuple):
    """One block of code of a page; an indented one has no language."""

    language: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced and the indented blocks of a page, in order."""
    language: str | None = None
    lines: list[str] = []
    for line in [*page.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("```"):
            if language is not None:
                yield Block(language, "\n".join(lines))
            language, lines = (None if language is not None else line[3:].strip()), []
        elif language is not None:
            lines.append(line)
        elif line.startswith("    "):
            lines.append(line[4:])
        elif lines:
            yield Block("", "\n".join(lines))
            lines = []
    assert language is None, f"{page.name}: a fence is not closed"


def commands(block: Block) -> list[str]:
    lines = block.text.splitlines() if block.language in SHELL else []
    return [line.removeprefix("$ ") for line in lines if line.removeprefix("$ ").startswith("rehab ")]


def file_name(block: Block) -> str | None:
    """Return the name the text gives to a file shown as YAML: that of its id, or case.yaml."""
    if block.language == "csv" and block.text.startswith("id,condition"):
        return "roster.csv"
    named = re.search(r"^id: (\S+)", block.text, re.MULTILINE)
    if block.language != "yaml" or block.text.startswith(" "):
        return None
    if re.search(r"^condition: ", block.text, re.MULTILINE):
        return "case.yaml"
    if block.text.startswith("cases:"):
        return "riverside-hamstring.case.yaml"
    return f"{named[1]}.yaml" if named else None


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run one command line of a page in the current folder, as a shell would, without a terminal."""
    words = shlex.split(line, comments=True)
    target = Path("out.txt")
    if ">" in words:
        words, target = words[: words.index(">")], Path(words[words.index(">") + 1])
    monkeypatch.setattr(sys, "argv", words)
    with target.open("w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        try:
            app.main()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    monkeypatch.delenv("REHAB_LIBRARY", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(commands, blocks(page)))], ids=lambda page: page.name
)
def test_every_command_of_a_page_runs_in_its_order(
    folder: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in FOLDERS:
        (folder / name).mkdir()
    wrong = []
    for block in blocks(page):
        shown = file_name(block)
        if shown:
            (folder / shown).write_text(block.text + "\n", encoding="utf-8")
        for line in commands(block):
            code = run(line, monkeypatch)
            if code != EXIT_CODES.get(line, 0):
                wrong.append(f"{line}\n  exits with {code}: {capsys.readouterr().err.strip()}")
    assert not wrong, "\n" + "\n".join(wrong)


SHOWN = {
    f"{page.name}: {name}": block.text
    for page in PAGES
    for block in blocks(page)
    if (name := file_name(block)) and not name.endswith(("case.yaml", ".csv"))
}


@pytest.mark.parametrize("name", SHOWN)
def test_every_protocol_file_shown_passes_the_check(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = name.split(": ")[1]
    (folder / file).write_text(SHOWN[name] + "\n", encoding="utf-8")
    assert run(f"rehab check {file}", monkeypatch) == 0, capsys.readouterr().err


def test_every_expected_exit_code_belongs_to_a_command_of_the_documents() -> None:
    written = {line for page in PAGES for block in blocks(page) for line in commands(block)}
    assert set(EXIT_CODES) <= written
    assert len(written) >= 15


def test_the_page_of_every_key_is_that_of_the_models_and_no_key_is_without_a_word() -> None:
    assert reference_page.undescribed() == []
    assert reference_page.PAGE.read_text(encoding="utf-8") == reference_page.page(), "make reference"


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in (*PAGES, CHECKOUT / "CONTRIBUTING.md"):
        named = {name for block in blocks(page) for name in re.findall(r"^make ([a-z-]+)", block.text, re.MULTILINE)}
        assert named <= targets, page.name
    assert {"demo", "test"} <= targets


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    written = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE)}
    assert written == {0, author.FOUND_ERRORS} | {code for _, code in app.EXIT_CODES}


@pytest.mark.parametrize("page", [*PAGES, CHECKOUT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert not missing


def test_the_example_of_a_case_file_is_a_case() -> None:
    page = CHECKOUT / "docs" / "case.md"
    [example] = [block.text for block in blocks(page) if file_name(block) == "case.yaml"]
    case = validate(read(example, "case.yaml"), Case)
    assert (case.condition, case.grade, case.side) == ("hamstring-strain", "2", "left")


def test_every_key_of_a_case_file_is_documented() -> None:
    page = (CHECKOUT / "docs" / "case.md").read_text(encoding="utf-8")
    assert not [key for key in Case.model_fields if not re.search(rf"\b{key}\b", page)]


@pytest.mark.parametrize(
    "model",
    [Protocol, Phase, Slot, Run, Grade, Choice, Modifier, CareTask, Card, ClearanceItem, Essential, Exercise],
    ids=lambda model: model.__name__,
)
def test_every_key_of_a_protocol_file_is_documented(model: type[BaseModel]) -> None:
    page = (CHECKOUT / "docs" / "protocols.md").read_text(encoding="utf-8")
    assert not [key for key in model.model_fields if f"`{key}`" not in page]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_a_command_holds_exactly_its_options(name: str) -> None:
    page = (CHECKOUT / "docs" / "commands.md").read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in page.split("\n## ")}
    rows = re.findall(r"^\| (`-.*?) \|", sections[f"rehab {name}"], re.MULTILINE)
    written = {option.strip(" `") for row in rows for option in row.split(",")}
    assert written == {option for option in COMMANDS[name] if option.startswith("-")} - {"-h", "--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_option_named_in_a_page_exists(page: Path) -> None:
    text = " ".join(
        (
            *re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")),
            *(line for block in blocks(page) for line in commands(block)),
        )
    )
    known = {option for options in COMMANDS.values() for option in options} | {"--help", "--version"}
    named = set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*(?![\w-])", text))
    assert named <= known
