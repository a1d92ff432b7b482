"""Issues: plain words, the right line, and the caret exactly under what is wrong."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, model_validator

from rehab.errors import Issue, Location, Severity, SourceError
from rehab.models.authored import CriterionText
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.framework import FrameworkRules, Timing
from rehab.models.measure import Measure
from rehab.models.protocol import Protocol as RealProtocol
from rehab.models.redflag import RedFlagTable
from rehab.notation import NotationError
from rehab.source import issues as source_issues
from rehab.source.characters import columns
from rehab.source.excerpts import WIDTH
from rehab.source.issues import as_json, locate, render, validate
from rehab.source.merge import merge
from rehab.source.reader import read


def _line(value: object) -> object:
    """Stand in for a notation: the sign '!' is wrong wherever it stands."""
    if isinstance(value, str) and "!" in value:
        raise NotationError(
            "a '!' means nothing here", text=value, offset=value.index("!"), width=1, hint="leave it out"
        )
    if isinstance(value, dict):
        return [_line(part) for part in value["all"]]
    if not isinstance(value, str):
        raise ValueError("a dose is one line of text")
    return value


Line = Annotated[Any, BeforeValidator(_line)]
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Slot(Strict):
    dose: Line = Field(default="", description="How much.")
    side: Literal["affected", "each", "both"] | None = None
    first: int = Field(default=1, ge=1, le=60)
    optional: bool = False
    grades: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_dose(self) -> Slot:
        if not self.dose:
            raise ValueError("an exercise needs a dose")
        return self


class Run(Strict):
    table: str
    stages: int = 1


class Phase(Strict):
    title: str = Field(max_length=12, description="The name a patient reads.")
    exit: tuple[Line, ...] = ()
    exercises: dict[
        Word, Annotated[Slot, BeforeValidator(lambda value: {"dose": value} if isinstance(value, str) else value)]
    ] = {}
    run: Run | None = None
    factor: float = Field(default=1, gt=0, lt=10)


class Protocol(Strict):
    id: Word
    title: str = ""
    phases: dict[str, Phase] = {}
    red_flags: dict[str, Run] = {}
    names: tuple[Word, ...] = Field(default=(), max_length=2)


def problems(text: str, model: type[BaseModel] = Protocol) -> tuple[Issue, ...]:
    with pytest.raises(SourceError) as caught:
        validate(read(text, "f.yaml"), model)
    return caught.value.issues


def test_a_right_file_becomes_a_model() -> None:
    text = "id: a\nphases: {p: {title: P, factor: 2, exercises: {x: 3 x 12, y: {dose: 1 x 1, grades: ['1']}}}}\nnames: [b]\n"
    found = validate(read(text, "f.yaml"), Protocol)
    assert found.phases["p"].exercises["y"].grades == ("1",)
    assert found.names == ("b",)
    assert found.phases["p"].factor == 2


def test_the_promised_message_is_printed_exactly() -> None:
    text = (
        "id: a\n"
        + "#\n" * 3
        + "phases:\n  speed:\n    title: Speed\n    exercises:\n      nordic-curl: {dosee: 2 x 5}\n"
    )
    issue = problems(text)[0]
    assert render([issue]) == dedent("""\
        f.yaml:9:21: error: an exercise has no key 'dosee' [unknown-key]
          9 |       nordic-curl: {dosee: 2 x 5}
            |                     ^^^^^ did you mean 'dose'?
        1 error in 1 file
        """)


PHASE = "id: a\nphases:\n  p:\n    title: P\n"


@pytest.mark.parametrize(
    ("text", "code", "message", "hint", "marked"),
    [
        ("id: a\nphasess: {}\n", "unknown-key", "a protocol has no key 'phasess'", "did you mean 'phases'?", "phasess"),
        ("id: a\nzzz: 1\n", "unknown-key", "a protocol has no key 'zzz'", "", "zzz"),
        (PHASE + "    goall: x\n", "unknown-key", "a phase has no key 'goall'", "", "goall"),
        (PHASE + "    run: {table: A, stage: 1}\n", "unknown-key", "'run' has no key 'stage'", "did you mean 'stages'?", "stage"),
        ("id: a\nred_flags: {x: {table: A, y: 1}}\n", "unknown-key", "a red flag has no key 'y'", "", "y"),
        ("title: x\n", "missing-key", "a protocol needs 'id:'", "", "t"),
        ("id: a\nphases:\n  p: {exit: [a]}\n", "missing-key", "a phase needs 'title:'", "The name a patient reads.", "p"),
        (PHASE + "    run: {}\n", "missing-key", "'run' needs 'table:'", "", "run"),
        ("id: a\nphases: {p: {tittle: P}}\n", "unknown-key", "a phase has no key 'tittle'", "did you mean 'title'?", "tittle"),
        ("id: 12\n", "wrong-type", "'id' must be a text, not 12", "put it in quotes", "12"),
        ("id: true\n", "wrong-type", "'id' must be a text, not true", "put it in quotes", "true"),
        ("id: null\n", "wrong-type", "'id' must be a text, not null", "", "null"),
        ("id: {a: b}\n", "wrong-type", "'id' must be a text, not a mapping of keys", "put quotes around a text with ': ' in it", "id"),
        ("id: [a]\n", "wrong-type", "'id' must be a text, not a list", "", "id"),
        ("id: a\nnames: b\n", "wrong-type", "'names' must be a list, not the text 'b'", "put it in [ ]", "b"),
        ("id: a\nnames: [b, 3]\n", "wrong-type", "'names' number 2 must be a text, not 3", "put it in quotes", "3"),
        ("id: a\nnames: [b, c, d]\n", "wrong-length", "'names' has 3 parts; at most 2 are allowed", "", "names"),
        ("id: a\nphases: [x]\n", "wrong-type", "'phases' must be a mapping of keys, not a list", "", "phases"),
        ("id: a\nphases: {p: 3}\n", "wrong-type", "'p' must be a mapping of keys, not 3", "", "3"),
        (PHASE + "    factor: '2'\n", "wrong-type", "'factor' must be a number, not the text '2'", "write it without quotes", "'2'"),
        (PHASE + "    factor: 10\n", "out-of-range", "'factor' must be less than 10, not 10", "", "10"),
        (PHASE + "    factor: 0\n", "out-of-range", "'factor' must be more than 0, not 0", "", "0"),
        (PHASE + "    run: {table: A, stages: 1.0}\n", "wrong-type", "'stages' must be a whole number, not 1.0", "", "1.0"),
        (PHASE + "    run: {table: A, stages: true}\n", "wrong-type", "'stages' must be a whole number, not true", "", "true"),
        (PHASE + "    exercises: {x: {dose: a, first: 61}}\n", "out-of-range", "'first' must be at most 60, not 61", "", "61"),
        (PHASE + "    exercises: {x: {dose: a, first: 0}}\n", "out-of-range", "'first' must be at least 1, not 0", "", "0"),
        (
            PHASE + "    exercises: {x: {dose: a, optional: yes}}\n",
            "wrong-type",
            "'optional' must be true or false, not the text 'yes'",
            "write true or false",
            "yes",
        ),
        (
            PHASE + "    exercises: {x: {dose: a, side: afected}}\n",
            "not-allowed",
            "'side' cannot be 'afected'; it is one of: affected, each, both",
            "did you mean 'affected'?",
            "afected",
        ),
        ("id: A b\n", "wrong-form", "'A b' is not an id", "write: a-b", "A b"),
        (
            PHASE + "    exercises: {a_b: x}\n",
            "wrong-form",
            "'a_b' is not an id",
            "write: a-b",
            "a_b",
        ),
        (PHASE.replace(": P", ": thirteen long"), "wrong-length", "'title' has 13 characters; at most 12 fit", "", "thirteen long"),
        (PHASE + "    exit: [3]\n", "wrong-value", "a dose is one line of text", "", "3"),
        (PHASE + "    exercises: {x: {side: each}}\n", "wrong-value", "an exercise needs a dose", "", "x"),
        (PHASE + "    exit: [a, b ! c]\n", "notation", "a '!' means nothing here", "leave it out", "!"),
        (PHASE + "    exercises: {x: 3 x ! 12}\n", "notation", "a '!' means nothing here", "leave it out", "!"),
        (PHASE + "    exercises: {x: {dose: '3 ! 12'}}\n", "notation", "a '!' means nothing here", "leave it out", "!"),
        (PHASE + "    exit: [{all: [a, b, c!]}]\n", "notation", "a '!' means nothing here", "leave it out", "!"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_in_plain_words_under_its_place(
    text: str, code: str, message: str, hint: str, marked: str
) -> None:
    [issue] = problems(text)
    assert (issue.code, issue.message, issue.hint) == (code, message, hint)
    place = issue.location
    assert place is not None
    assert place.excerpt[place.column - 1 :][: place.width] == marked


def test_one_missing_key_is_meant_by_one_misspelt_key_only() -> None:
    found = problems("id: a\nphases: {p: {tittle: P, titlle: P}}\n")
    assert [(issue.code, issue.hint) for issue in found] == [("unknown-key", "did you mean 'title'?")] * 2
    two = problems("id: a\nphases: {p: {title: P, run: {tabel: A, tabble: A}}}\n")
    assert [issue.code for issue in two] == ["unknown-key"] * 2


def test_a_real_criterion_inside_any_is_pointed_at() -> None:
    class Gate(Strict):
        exit: tuple[CriterionText, ...]

    [issue] = problems("exit:\n  - {any: [pain-walking <= 1, 'pain-walking << 3']}\n", Gate)
    assert issue.location is not None
    assert issue.code == "notation"
    assert issue.location.line == 2
    assert issue.location.column > 33


def test_ten_mistakes_are_told_in_one_run_at_their_lines() -> None:
    text = dedent("""\
        id: A
        titel: x
        names: [Ab]
        phases:
          p:
            titel: P
            factor: no
            exit: [a!]
            exercises:
              x_y: 3 x 12
              x: {dose: a, side: left}
              y: {dose: a, first: 0}
              z: {dose: a, grades: 1}
    """)
    assert [issue.location.line for issue in problems(text) if issue.location] == [1, 2, 3, 6, 7, 8, 10, 11, 12, 13]


@pytest.mark.parametrize(
    ("written", "line", "marked"),
    [
        ("3 x 12, rest!", 1, "!"),
        ("'3 x 12, rest!'", 1, "!"),
        ('"3 x 12, rest!"', 1, "!"),
        ("3 x 12,\n  rest!, slow", 2, "!"),
        ("'3 x 12,\n\n  rest!, slow'", 3, "!"),
        (">-\n  3 x 12,\n  rest!, slow", 3, "!"),
        ("|-\n  3 x 12,\n  rest!, slow", 3, "!"),
        (">-\n  a! b", 2, "!"),
        ("3 x 12! # why!", 1, "!"),
        ("\u00bd \U0001f3c3 x!", 1, "!"),
        ('"3 \\x41 !"', 1, '"3 \\x41 !"'),
        ("'it''s !'", 1, "'it''s !'"),
    ],
)
def test_the_caret_stands_under_the_bad_part_however_the_text_is_written(written: str, line: int, marked: str) -> None:
    class Holder(Strict):
        dose: Line

    [issue] = problems(f"dose: {written}\n", Holder)
    place = issue.location
    assert place is not None
    assert (place.line, place.excerpt[place.column - 1 :][: place.width]) == (line, marked)


def test_the_caret_may_stand_just_behind_a_text_that_lacks_something() -> None:
    def _ends(value: str) -> str:
        raise NotationError("something is missing", text=value, offset=len(value))

    class Holder(Strict):
        dose: Annotated[str, BeforeValidator(_ends)]

    for text, column in (("dose: 3 x\n", 10), ("dose: '3 x'\n", 11)):
        [issue] = problems(text, Holder)
        assert issue.location is not None
        assert (issue.location.line, issue.location.column, issue.location.width) == (1, column, 1)


@given(
    st.text("ab! ", max_size=12).filter(lambda text: "!" in text), st.sampled_from(["'", '"', ">-\n  ", "|-\n  ", ""])
)
def test_the_caret_always_points_at_the_sign(text: str, quote: str) -> None:
    class Holder(Strict):
        dose: Line

    closing = quote.strip(">-| \n")
    if not closing:
        text = "a" + text.strip()
    [issue] = problems(f"dose: {quote}{text}{closing}\n", Holder)
    place = issue.location
    assert place is not None
    assert place.excerpt[place.column - 1] == "!"
    assert place.width == 1


def test_a_merged_protocol_is_told_about_in_the_file_of_the_mistake() -> None:
    base = read("id: a\nphases:\n  p:\n    title: P\n    exercises:\n      x: {dose: a}\n", "base.yaml")
    change = read("phases:\n  p:\n    factor: 99\n    exercises:\n      x: 3 x !\n", "change.yaml")
    with pytest.raises(SourceError) as caught:
        validate(merge(base, change), Protocol)
    places = [issue.location for issue in caught.value.issues if issue.location]
    assert [(place.file, place.line, place.column) for place in places] == [
        ("change.yaml", 3, 13),
        ("change.yaml", 5, 14),
    ]


def test_the_same_key_in_a_list_of_mappings_is_named_by_its_model() -> None:
    class Letter(Strict):
        name: str

    class Table(Strict):
        rows: tuple[Letter, ...]

    [issue] = problems("rows: [{nam: x}]\n", Table)
    assert (issue.message, issue.hint) == ("a row has no key 'nam'", "did you mean 'name'?")


def test_a_file_of_entries_names_them_by_their_model() -> None:
    class Shelf(RootModel[dict[str, Run]]):
        pass

    [issue] = problems("short: {table: A, stagess: 1}\n", Shelf)
    assert (issue.message, issue.hint) == ("a run has no key 'stagess'", "did you mean 'stages'?")


def _patterns(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        here = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        here |= set(schema["patternProperties"]) if isinstance(schema.get("patternProperties"), dict) else set()
        return here.union(*(_patterns(part) for part in schema.values()))
    return set().union(*(_patterns(part) for part in schema)) if isinstance(schema, list) else set()


@pytest.mark.parametrize("model", [RealProtocol, Case, Exercise, FrameworkRules, Timing, Measure, RedFlagTable])
def test_every_pattern_of_the_models_is_told_in_words(model: type[BaseModel]) -> None:
    assert _patterns(model.model_json_schema()) <= set(source_issues._PATTERNS)


# -- locate ---------------------------------------------------------------------------------------------------------

TEXT = "id: a\nphases:\n  p:\n    title: P\n    exit: [one, two]\n"


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("id",), 1, 5),
        (("phases",), 2, 1),
        (("phases", "p"), 3, 3),
        (("phases", "p", "title"), 4, 12),
        (("phases", "p", "exit"), 5, 5),
        (("phases", "p", "exit", 1), 5, 17),
        (("phases", "p", "exit", 7), 5, 5),
        (("phases", "p", "exercises", "x"), 3, 3),
        (("phases", "p", "title", "more"), 4, 5),
        ((), 1, 1),
        (("nothing",), 1, 1),
    ],
)
def test_a_path_is_located_at_the_nearest_part_that_exists(path: tuple[str | int, ...], line: int, column: int) -> None:
    [issue] = locate(read(TEXT, "f.yaml"), [Issue("x", "y", path=path)])
    assert issue.location is not None
    assert (issue.location.line, issue.location.column) == (line, column)


def test_an_unknown_key_is_located_at_the_key() -> None:
    [issue] = locate(read(TEXT, "f.yaml"), [Issue("unknown-key", "y", path=("phases", "p", "title"))])
    assert issue.location is not None
    assert (issue.location.line, issue.location.column, issue.location.width) == (4, 5, 5)


def test_an_issue_that_has_a_place_keeps_it() -> None:
    issue = Issue("x", "y", path=("id",), location=Location("other", 9, 9))
    assert locate(read(TEXT, "f.yaml"), [issue]) == (issue,)


@given(st.lists(st.sampled_from(["id", "phases", "p", "title", "exit", 0, 1, 9, "[key]"]), max_size=6))
def test_every_path_is_located_inside_the_file(path: list[str | int]) -> None:
    [issue] = locate(read(TEXT, "f.yaml"), [Issue("x", "y", path=tuple(path))])
    place = issue.location
    assert place is not None
    assert 1 <= place.line <= 5
    assert 1 <= place.column <= len(place.excerpt)
    assert place.column - 1 + place.width <= len(place.excerpt)


# -- render ---------------------------------------------------------------------------------------------------------


def issue(
    severity: Severity = Severity.ERROR,
    file: str = "f.yaml",
    excerpt: str = "a: b",
    column: int = 4,
    width: int = 1,
    line: int = 1,
) -> Issue:
    return Issue("code", "words", "hint", severity, location=Location(file, line, column, width, excerpt))


@pytest.mark.parametrize(
    ("issues", "summary"),
    [
        ([issue()], "1 error in 1 file"),
        ([issue(), issue(), issue(Severity.WARNING)], "2 errors, 1 warning in 1 file"),
        ([issue(Severity.WARNING), issue(Severity.WARNING, "g.yaml")], "2 warnings in 2 files"),
        ([issue(Severity.NOTE), issue(Severity.NOTE), issue()], "1 error, 2 notes in 1 file"),
        ([Issue("code", "words")], "1 error"),
    ],
)
def test_the_last_line_counts(issues: list[Issue], summary: str) -> None:
    assert render(issues).splitlines()[-1] == summary


def test_nothing_wrong_prints_nothing() -> None:
    assert render([]) == ""


def test_an_issue_without_a_place_still_shows_its_hint() -> None:
    assert render([Issue("code", "words", "do this")]) == "error: words [code]\n  do this\n1 error\n"


def test_an_issue_at_an_empty_line_shows_no_empty_excerpt() -> None:
    assert render([issue(excerpt="", column=1)]) == "f.yaml:1:1: error: words [code]\n  hint\n1 error in 1 file\n"


def test_the_bar_stays_below_the_bar_for_long_line_numbers() -> None:
    _, excerpt, caret, _ = render([issue(line=1234)]).splitlines()
    assert (excerpt, caret) == ("  1234 | a: b", "       |    ^ hint")


def test_wide_letters_push_the_caret() -> None:
    _, excerpt, caret, _ = render([issue(excerpt="\u8171\u0065\u0301: b!", column=7)]).splitlines()
    assert columns(excerpt[: excerpt.index("!")]) == caret.index("^")


def test_colour_adds_only_colour() -> None:
    plain, coloured = render([issue()]), render([issue()], color=True)
    assert "\x1b[" not in plain
    assert coloured.replace("\x1b[1;31m", "").replace("\x1b[0m", "") == plain
    assert coloured != plain


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400),
    st.integers(0, 400),
    st.integers(1, 400),
    st.text(max_size=5),
)
def test_whatever_a_file_holds_the_output_is_safe_and_narrow(text: str, start: int, width: int, name: str) -> None:
    excerpt = "".join(text.split("\n")) + "x"
    column = min(start, len(excerpt) - 1)
    shown = render([issue(file=name, excerpt=excerpt, column=column + 1, width=min(width, len(excerpt) - column))])
    assert shown.replace("\n", "").isprintable()
    lines = shown.split("\n")
    if len(lines) == 5:
        _, line, caret, _, _ = lines
        assert columns(line) <= WIDTH
        under = caret.removesuffix(" hint")
        assert len(under) <= WIDTH + 1
        assert under.rstrip("^").strip() == "|"


def test_a_long_line_is_cut_around_its_caret() -> None:
    excerpt = "text: " + "a" * 200 + "WRONG" + "b" * 200
    _, line, caret, _ = render([issue(excerpt=excerpt, column=207, width=5)]).splitlines()
    at = caret.index("^")
    assert line[at : at + 5] == "WRONG"
    assert caret[at : at + 6] == "^^^^^ "
    assert len(line) == WIDTH
    assert line.count("\u2026") == 2


def test_control_signs_of_a_file_never_reach_the_terminal() -> None:
    shown = render([issue(excerpt="a: \x1b[31mb\u202e\tc", column=4, file="\x1b]0;x\x07.yaml")])
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_editors_get_the_same_issues_as_data() -> None:
    [found] = as_json(problems("id: a\nphases: {p: {tittle: P}}\n"))
    assert json.loads(json.dumps(found)) == {
        "file": "f.yaml",
        "line": 2,
        "column": 14,
        "end_column": 20,
        "severity": "error",
        "code": "unknown-key",
        "message": "a phase has no key 'tittle'",
        "hint": "did you mean 'title'?",
        "path": ["phases", "p", "tittle"],
    }
    [bare] = as_json([Issue("code", "words")])
    assert bare["file"] is None
    assert bare["line"] is None
