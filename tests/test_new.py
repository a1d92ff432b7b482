"""A new file for a clinic: short, right as it is, and each of its examples right when it is uncommented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from shell import Result, run

from rehab import checks
from rehab.library import Library
from rehab.models import editor
from rehab.models.case import Case
from rehab.models.protocol import Protocol
from rehab.overlays import draft
from rehab.shared import Exercises
from rehab.source.issues import locate
from rehab.source.reader import read

ROOT = Path(__file__).parent.parent / "protocols"
SHIPPED = Library()
NAMES = {key: exercise.title for key, exercise in SHIPPED.shelf.exercises.items()}
WHOLE = ("hamstring-strain", "achilles-tendinopathy")
"""Conditions with variants and types: each example is checked with all of them."""

SAME = dict.fromkeys(("id", "extends", "author", "why"), "")


class Rehab:
    """Runs the program inside this process, in an empty folder and with a library of one's own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch
        self.library = folder / "data" / "rehab" / "library"
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
        monkeypatch.delenv("REHAB_LIBRARY", raising=False)
        monkeypatch.chdir(folder)

    def __call__(self, *arguments: object) -> Result:
        return run(self.capsys, self.monkeypatch, *arguments)


@pytest.fixture
def rehab(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rehab:
    return Rehab(capsys, monkeypatch, tmp_path)


def uncommented(text: str, number: int) -> str:
    """Take away the '# ' in front of the lines of one example, as its reader would."""
    parts = re.split(r"\n\n# (?=\d\. )", text.rstrip("\n"))
    title, *lines = parts[number].splitlines()
    assert title.startswith(f"{number}. ")
    assert all(line.startswith("# ") for line in lines)
    return parts[0] + "\n" + "\n".join(line.removeprefix("# ") for line in lines) + "\n"


@pytest.mark.parametrize("condition", SHIPPED.paths)
def test_the_check_has_nothing_to_say_of_any_example_of_any_condition(condition: str, tmp_path: Path) -> None:
    chosen = SHIPPED.load(SHIPPED.paths[condition])
    text = draft.draft(chosen.protocol, "mine", NAMES, chosen.type, chosen.variant)
    path = tmp_path / "mine.yaml"
    for number in (1, 2, 3):
        path.write_text(uncommented(text, number))
        mine = SHIPPED.load(path)
        found = checks.check_protocol(mine.protocol, SHIPPED.shelf, bases=mine.bases)
        assert found == [], locate(mine.document, found)
        same = mine.protocol.model_copy(update=SAME) == mine.bases[0].model_copy(update=SAME)
        assert same != bool(mine.protocol.phases)
    assert not re.search(r"\n\n# 4\. ", text)


@pytest.mark.parametrize("condition", WHOLE)
def test_an_example_is_right_with_every_type_and_variant(rehab: Rehab, condition: str) -> None:
    assert rehab("new", "mine", "--from", condition, "-o", ".").code == 0
    text = Path("mine.yaml").read_text()
    for number in (1, 2, 3):
        Path("mine.yaml").write_text(uncommented(text, number))
        assert rehab("check", "mine.yaml") == Result(0, "", "1 file, nothing to mend\n")


@pytest.mark.parametrize("condition", [key for key in SHIPPED.paths if SHIPPED.protocol(key).phases])
def test_the_examples_are_another_dose_an_exercise_out_and_a_phase_longer(condition: str) -> None:
    chosen = SHIPPED.load(SHIPPED.paths[condition])
    titles = [each.title for each in draft.examples(chosen.protocol, NAMES, chosen.type, chosen.variant)]
    assert [title.partition(":")[0] for title in titles] == ["Another dose", "An exercise out", "A phase longer"]


def test_a_dose_in_an_example_carries_no_tag() -> None:
    protocol = SHIPPED.protocol("hamstring-strain")
    [example, *_] = draft.examples(protocol, NAMES)
    assert "[" not in "".join(example.lines)


def test_a_new_file_says_only_who_what_and_why_and_goes_into_the_own_library(rehab: Rehab) -> None:
    result = rehab("new", "riverside-hamstring", "--from", "pulled hammy")
    path = rehab.library / "riverside-hamstring.yaml"
    assert (result.code, result.out) == (0, "")
    assert f"wrote {path}\n" in result.err
    data = read(path.read_bytes(), "x").data
    assert list(data) == ["id", "extends", "author", "why"]
    assert (data["id"], data["extends"]) == ("riverside-hamstring", "hamstring-strain@1")
    first = path.read_text().splitlines()[0]
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert schema
    assert json.loads((path.parent / schema[1]).read_text()) == editor.schema(Protocol)
    assert len(path.read_text().splitlines()) < 40
    assert rehab("check", path) == Result(0, "", "1 file, nothing to mend\n")
    assert "riverside-hamstring" in rehab("list").out


def test_a_new_file_never_replaces_another_without_force(rehab: Rehab) -> None:
    assert rehab("new", "mine", "--from", "calf-strain").code == 0
    path = rehab.library / "mine.yaml"
    path.write_text(path.read_text() + "# mine\n")
    assert rehab("new", "mine", "--from", "calf-strain").code == 2
    assert path.read_text().endswith("# mine\n")
    assert rehab("new", "mine", "--from", "calf-strain", "--force").code == 0
    assert not path.read_text().endswith("# mine\n")
    Path("here.yaml").write_text("kept\n")
    assert rehab("new", "here", "--from", "calf-strain", "-o", "here.yaml").code == 4
    assert Path("here.yaml").read_text() == "kept\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("Riverside", "--from", "calf-strain"), 2, "is not an id"),
        (("../x", "--from", "calf-strain"), 2, "is not an id"),
        (("calf-strain", "--from", "calf-strain"), 2, "there is a protocol 'calf-strain' already"),
        (("mine", "--from", "calf-strain", "-o", "other.yaml"), 2, "is called mine.yaml"),
        (("mine", "--from", "sore nose"), 5, "sore nose"),
    ],
)
def test_a_new_file_is_refused_for_a_reason(rehab: Rehab, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = rehab("new", *arguments)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert not list(Path().rglob("*.yaml"))


# -- the schema -------------------------------------------------------------------------------------------------------

PROTOCOL = jsonschema.Draft202012Validator(editor.schema(Protocol))


def test_the_schemas_are_schemas() -> None:
    for model in (Protocol, Case, Exercises):
        jsonschema.Draft202012Validator.check_schema(editor.schema(model))


@pytest.mark.parametrize("path", SHIPPED.paths.values(), ids=lambda path: path.stem)
def test_every_shipped_protocol_fits_the_schema(path: Path) -> None:
    assert list(PROTOCOL.iter_errors(read(path.read_bytes(), path.name).data)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "exercises").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_exercise_fits_the_schema(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(editor.schema(Exercises))
    assert list(validator.iter_errors(read(path.read_bytes(), path.name).data)) == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (
            "phases: {speed: {exercises: {a-skip: null, b-skip: '2 x 5, daily', x: {dose: '2 x 5', after: a-skip}}}}",
            True,
        ),
        ("phases: {speed: {days: {2: 25-38}, after: return}}", True),
        ("phasess: {}", False),
        ("phases: {speed: {exercises: {a-skip: {dosee: 2 x 5}}}}", False),
        ("phases: {speed: {exercises: {a-skip: 5}}}", False),
        ("accept_risk: {name: A, reason: B}\nscreen: [RF-08]", True),
        ("screen: [RF-8]", False),
    ],
)
def test_the_schema_knows_what_a_change_may_say(text: str, fits: bool) -> None:
    data = read(f"id: mine\nextends: hamstring-strain\n{text}\n", "mine.yaml").data
    assert (list(PROTOCOL.iter_errors(data)) == []) == fits


def test_a_whole_file_needs_its_keys_and_a_change_only_its_id() -> None:
    assert list(PROTOCOL.iter_errors({"id": "mine", "extends": "calf-strain"})) == []
    assert any("'stop_signs' is a required" in error.message for error in PROTOCOL.iter_errors({"id": "mine"}))
