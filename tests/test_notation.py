"""The notation of doses, criteria and progressions: every form of the clinical source, its meaning and its print."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rehab.notation import (
    Criterion,
    Dose,
    Evidence,
    Frequency,
    Interval,
    Load,
    NotationError,
    Progression,
    Span,
    format_criterion,
    format_dose,
    format_progression,
    is_progression,
    parse_criterion,
    parse_dose,
    parse_progression,
)
from rehab.notation.slips import CRITERION, told

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "notation.md"
PARSE: dict[str, Callable[[str], Any]] = {
    "dose": parse_dose,
    "criterion": parse_criterion,
    "progression": parse_progression,
}
PRINT: dict[str, Callable[[Any], str]] = {
    "dose": format_dose,
    "criterion": format_criterion,
    "progression": format_progression,
}


# What a dose or a criterion means, in the short words of the tables ------------------------------------------------


def number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def span_words(span: Span) -> int | float | str:
    if span.low == span.high:
        return number(span.low)
    return f"{number(span.low)} {'->' if span.step else '-'} {number(span.high)}".replace(" - ", "-")


def evidence_words(evidence: Evidence) -> str:
    return f"{evidence.tag} {evidence.source}".strip()


def value_words(value: Any) -> Any:
    match value:
        case Span():
            return span_words(value)
        case Load(kind="words", text=text):
            return {"words": text}
        case Load(kind=kind, amount=Span() as amount):
            return {kind: span_words(amount)}
        case Interval(activity, seconds, metres):
            return {activity: f"{span_words(seconds)} s" if seconds else f"{span_words(metres or Span(0, 0))} m"}
        case tuple():
            return [value_words(part) for part in value]
        case _:
            return value


def dose_words(dose: Dose) -> dict[str, Any]:
    """Name every field that is set; origins once as ``origin`` when they cover all of it, else by field."""
    words: dict[str, Any] = {}
    for field in fields(Dose):
        value = getattr(dose, field.name)
        if not value or field.name == "evidence":
            continue
        if isinstance(value, Frequency):
            days = {part.name: value_words(getattr(value, part.name)) for part in fields(Frequency)}
            words |= {name: part for name, part in days.items() if part}
        else:
            words[field.name] = value_words(value)
    origins = {name: evidence_words(evidence) for name, evidence in dose.evidence}
    stated = {"frequency" if name in ("every_days", "per_week", "once") else name for name in words} - {"unit"}
    if len(set(origins.values())) == 1 and origins.keys() == stated:
        words["origin"] = next(iter(origins.values()))
    elif origins:
        words["origin"] = origins
    return words


def criterion_words(criterion: Criterion) -> dict[str, Any]:
    """Name every field that says something."""
    words: dict[str, Any] = {"form": criterion.form}
    compared = criterion.form in ("value", "ratio", "change", "day")
    for field in fields(Criterion)[1:]:
        value = getattr(criterion, field.name)
        if field.name == "expected":
            if criterion.form == "test":
                words["expected"] = value
        elif field.name in ("comparison", "number"):
            if compared:
                words[field.name] = number(value) if isinstance(value, float) else value
        elif field.name == "parts":
            if value:
                words["parts"] = [criterion_words(part) for part in value]
        elif field.name == "evidence":
            if value:
                words["origin"] = evidence_words(value)
        elif value not in ("", None):
            words[field.name] = value
    return words


def rows(name: str) -> list[dict[str, Any]]:
    """Read one table of tests/notation/."""
    table: list[dict[str, Any]] = yaml.safe_load((HERE / "notation" / f"{name}.yaml").read_text(encoding="utf-8"))
    return table


DOSES = rows("doses")
CRITERIA = rows("criteria")
ERRORS = rows("errors")


@pytest.mark.parametrize("row", DOSES, ids=[row["line"] for row in DOSES])
def test_a_dose_of_the_source_means_what_the_table_says_and_prints_canonically(row: dict[str, Any]) -> None:
    dose = parse_dose(row["line"])
    assert dose_words(dose) == row["means"]
    printed = format_dose(dose)
    assert printed == row.get("prints", row["line"])
    assert parse_dose(printed) == dose
    assert format_dose(parse_dose(printed)) == printed


@pytest.mark.parametrize("row", CRITERIA, ids=[row["line"] for row in CRITERIA])
def test_a_criterion_of_the_source_means_what_the_table_says_and_prints_canonically(row: dict[str, Any]) -> None:
    criterion = parse_criterion(row["line"])
    assert criterion_words(criterion) == row["means"]
    printed = format_criterion(criterion)
    assert printed == row.get("prints", row["line"])
    assert parse_criterion(printed) == criterion


def test_the_tables_hold_no_form_twice() -> None:
    for table in (DOSES, CRITERIA):
        assert len({(row["from"], row["line"]) for row in table}) == len(table)
    assert len({row["line"] for row in DOSES}) >= 120
    assert len({row["line"] for row in CRITERIA}) >= 100


@pytest.mark.parametrize(
    ("line", "means"),
    [
        (
            "add 2 reps after 2 green sessions up to 15, then harder: single-leg-bridge",
            Progression(2, "reps", 2, "green sessions", 15, "single-leg-bridge"),
        ),
        ("add 5 min after 1 week up to 25", Progression(5, "min", 1, "weeks", 25)),
        ("add 10 % after 1 green session up to 70", Progression(10, "%", 1, "green sessions", 70)),
        ("add 1 rep after 1 week up to 8", Progression(1, "reps", 1, "weeks", 8)),
        ("add 2.5 kg after 7 green days", Progression(2.5, "kg", 7, "green days")),
        ("add 10 s after 2 green sessions up to 60", Progression(10, "s", 2, "green sessions", 60)),
        ("add 1 step after 1 green session up to 6", Progression(1, "steps", 1, "green sessions", 6)),
        ("add 1 set after 3 green sessions up to 4", Progression(1, "sets", 3, "green sessions", 4)),
        (
            "harder: side-lying-adduction after 2 green sessions",
            Progression(None, "", 2, "green sessions", None, "side-lying-adduction"),
        ),
        ("next step after 1 green session", Progression(None, "", 1, "green sessions")),
        ("next step after 7 green days", Progression(None, "", 7, "green days")),
    ],
)
def test_a_progression_means_what_it_says_and_prints_the_same(line: str, means: Progression) -> None:
    assert is_progression(line)
    assert parse_progression(line) == means
    assert format_progression(means) == line


@pytest.mark.parametrize(
    "words", ["Add weight when the last set feels easy.", "Harder each week.", "Take the next step slowly.", ""]
)
def test_words_to_the_patient_are_not_taken_for_a_progression(words: str) -> None:
    assert not is_progression(words)


@pytest.mark.parametrize("row", ERRORS, ids=[" ".join(map(str, list(row.values())[:1])) or "empty" for row in ERRORS])
def test_a_bad_line_is_refused_with_its_message_at_its_place(row: dict[str, str]) -> None:
    [kind] = {"dose", "criterion", "progression"} & row.keys()
    with pytest.raises(NotationError) as caught:
        PARSE[kind](row[kind])
    error = caught.value
    assert (error.message, error.hint, " " * error.offset + "^" * error.width) == (
        row["message"],
        row["hint"],
        row["caret"],
    )
    assert str(error) == error.message
    assert error.text == row[kind]


@pytest.mark.parametrize("pace", ["slow", "quick", "own pace"])
def test_a_tempo_in_words_may_stand_behind_the_sign_too(pace: str) -> None:
    assert parse_dose(f"3 x 12 @ {pace}") == parse_dose(f"3 x 12, {pace}")


@pytest.mark.parametrize("line", ["3 x 30 s - 1 min", "2 x 500 m -> 1 km", "3 x 8 reps - 12 reps", "1 set -> 3 sets"])
def test_two_units_of_one_kind_make_a_range(line: str) -> None:
    assert parse_dose(format_dose(parse_dose(line))) == parse_dose(line)


def test_an_untagged_part_has_no_origin_and_a_tag_covers_back_to_the_tag_before() -> None:
    dose = parse_dose("3 x 12, 2/day [V askling-2013], slow [P], rest 60 s")
    assert dose.origin("reps") == dose.origin("times_per_day") == Evidence("V", "askling-2013")
    assert dose.origin("tempo") == Evidence("P")
    assert dose.origin("rest_seconds") is None


SCRAPS = [*"0123456789 x-,>@%/()[]:;.<=VP", "rest ", "min", " s", "hold", "day", "pain", "RM", " of ", "add "]


@pytest.mark.parametrize("kind", ["dose", "criterion", "progression"])
@given(text=st.lists(st.sampled_from(SCRAPS), max_size=12).map("".join))
def test_any_text_is_read_and_printed_back_or_refused_with_a_place_inside_it(kind: str, text: str) -> None:
    refusal, value = None, None
    try:
        value = PARSE[kind](text)
    except NotationError as error:
        refusal = error
    if refusal is None:
        assert PARSE[kind](PRINT[kind](value)) == value
    else:
        assert refusal.message
        assert 0 <= refusal.offset <= len(text)
        assert 1 <= refusal.width <= max(len(text) - refusal.offset, 1)


# Random values -----------------------------------------------------------------------------------------------------


def spans(low: int, high: int, *, tenth: bool = False) -> st.SearchStrategy[Span]:
    """Build one number, a rising range or a step up or down, inside the bounds."""
    numbers = st.integers(low * 10, high * 10).map(lambda n: n / 10) if tenth else st.integers(low, high).map(float)
    pairs = st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1])
    return st.one_of(
        numbers.map(lambda n: Span(n, n)),
        pairs.map(lambda pair: Span(min(pair), max(pair))),
        pairs.map(lambda pair: Span(*pair, step=True)),
    )


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build a value or none."""
    return st.none() | strategy


KEYS = st.from_regex(r"[a-z]{2,8}(-[a-z]{2,6})?-(19|20)[0-9]{2}", fullmatch=True)
EVIDENCE = st.builds(Evidence, st.sampled_from(["V", "R", "P"]), st.just("") | KEYS)
PHRASES = st.from_regex(r"[a-z0-9%][a-z0-9%/.-]{0,6}( [a-z0-9%]{1,6}){0,3}", fullmatch=True)
SECONDS = spans(1, 4 * 3600)
INTERVALS = st.lists(
    st.builds(Interval, st.sampled_from(["run", "walk", "easy jog"]), SECONDS, st.none())
    | st.builds(Interval, st.sampled_from(["run", "side step"]), st.none(), spans(1, 5000)),
    min_size=2,
    max_size=4,
).map(tuple)
LOADS = st.one_of(
    st.builds(Load, st.just("rm"), spans(1, 50)),
    st.builds(Load, st.sampled_from(["mvc", "speed", "percent_body", "one_rm"]), spans(0, 200)),
    st.builds(Load, st.just("weight"), spans(0, 300, tenth=True)),
    st.builds(Load, st.just("words"), st.none(), PHRASES | st.just("bodyweight")),
)
TEMPOS = st.sampled_from(["", "slow", "quick", "own pace"]) | st.tuples(*[st.integers(0, 60)] * 3).map(
    lambda t: "-".join(map(str, t))
)
FREQUENCIES = st.one_of(
    st.builds(Frequency, every_days=st.integers(1, 31), gap_hours=maybe(st.integers(1, 336))),
    st.builds(Frequency, per_week=spans(1, 7), gap_hours=maybe(st.integers(1, 336))),
    st.builds(Frequency, once=st.just(True)),
    st.builds(Frequency, gap_hours=st.integers(1, 336)),
)
REPS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.builds(
        lambda reps, unit: {"reps": reps, "unit": unit}, spans(1, 500), st.sampled_from(["", "", "steps", "laps"])
    ),
    st.builds(lambda share: {"reps_of_max": share}, spans(1, 200)),
    st.lists(st.integers(1, 500), min_size=3, max_size=5).map(lambda reps: {"reps_by_set": tuple(reps)}),
)
LENGTHS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    SECONDS.map(lambda span: {"hold_seconds": span}),
    spans(1, 24 * 3600).map(lambda span: {"duration_seconds": span}),
    spans(1, 50_000).map(lambda span: {"distance_metres": span}),
    INTERVALS.map(lambda legs: {"intervals": legs}),
)
ORDER = (
    "sets", "reps", "reps_by_set", "hold_seconds", "duration_seconds", "distance_metres", "intervals", "tempo", "load", "effort",
    "rest_seconds", "times_per_day", "hourly", "frequency", "each", "reps_of_max", "rest_text", "pause_seconds",
)  # fmt: skip


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    """Build a dose with any fields that may stand together, each with any origin."""
    reps = draw(REPS)
    dose = Dose(
        sets=None if "reps_by_set" in reps else draw(maybe(spans(1, 50))),
        tempo=draw(TEMPOS),
        load=draw(maybe(LOADS)),
        effort=draw(maybe(spans(0, 10, tenth=True))),
        rest_seconds=draw(maybe(SECONDS)),
        frequency=draw(maybe(FREQUENCIES)),
        each=draw(st.sampled_from(["", "side", "direction"])),
        rest_text=draw(st.just("") | PHRASES),
        pause_seconds=draw(maybe(SECONDS)),
        **draw(st.sampled_from([{}, {"hourly": True}]) | spans(1, 24).map(lambda span: {"times_per_day": span})),
        **reps,
        **draw(LENGTHS),
    )
    if draw(st.booleans()) and dose.reps and dose.sets:
        dose = replace(dose, load=Load("rm", dose.reps)) if dose.reps.low <= 50 and dose.reps.high <= 50 else dose
    moves = dose.duration_seconds or dose.distance_metres or dose.intervals or dose.unit
    if dose.load and dose.load.kind == "speed" and not moves:
        dose = replace(dose, load=replace(dose.load, kind="mvc"))
    names = [name for name in ORDER if getattr(dose, name)]
    if dose.frequency and dose.frequency.gap_hours:
        names = [
            name
            for name in names
            if name != "frequency" or dose.frequency != Frequency(gap_hours=dose.frequency.gap_hours)
        ]
        names.append("gap_hours")
    palette = draw(st.lists(EVIDENCE, min_size=1, max_size=3))
    origins = {name: draw(st.none() | st.sampled_from(palette)) for name in names}
    return replace(dose, evidence=tuple((name, origin) for name, origin in origins.items() if origin))


@given(doses().filter(lambda dose: dose != Dose()))
def test_any_dose_survives_printing_and_reading(dose: Dose) -> None:
    printed = format_dose(dose)
    assert parse_dose(printed) == dose
    assert format_dose(parse_dose(printed)) == printed


MEASURES = st.from_regex(r"[a-z][a-z0-9]{1,7}(-[a-z0-9]{1,6}){1,2}", fullmatch=True)
NUMBERS = st.integers(0, 2000).map(lambda n: n / 10)
DAYS = maybe(st.integers(1, 60))
SIGNS: st.SearchStrategy[Any] = st.sampled_from(["<=", ">=", "<", ">", "="])
VALUE_UNITS = st.sampled_from(
    ["", "reps", "cm", "s", "min", "m", "%", "degrees", "of 10", "% of body weight", "points"]
)
BASES: st.SearchStrategy[Any] = st.sampled_from(["day 1", "usual", "baseline", "other side"])
ORIGIN = maybe(EVIDENCE)


@st.composite
def changes(draw: st.DrawFn) -> Criterion:
    """Build a comparison with an earlier value or the other side; no unit without a difference."""
    number = draw(st.integers(-300, 300).map(lambda n: n / 10))
    unit = draw(VALUE_UNITS) if number else ""
    return Criterion(
        "change", draw(MEASURES), draw(SIGNS), number, unit, draw(BASES), for_days=draw(DAYS), within_days=draw(DAYS)
    )


SIMPLE = st.one_of(
    st.builds(Criterion, st.just("value"), MEASURES, SIGNS, NUMBERS, VALUE_UNITS, for_days=DAYS, within_days=DAYS),
    st.builds(
        Criterion,
        st.just("ratio"),
        MEASURES,
        SIGNS,
        NUMBERS,
        base=st.sampled_from(["", "day 1", "usual", "baseline"]),
        within_days=DAYS,
    ),
    changes(),
    st.builds(Criterion, st.just("not_rising"), MEASURES, for_days=DAYS),
    st.builds(Criterion, st.just("test"), MEASURES, expected=st.booleans(), for_days=DAYS, within_days=DAYS),
)
OTHER = st.one_of(
    st.builds(Criterion, st.just("day"), comparison=st.just(">="), number=st.integers(1, 365).map(float)),
    st.builds(Criterion, st.just("cleared")),
    st.builds(Criterion, st.just("no_flag")),
    st.builds(
        Criterion,
        st.just("count"),
        unit=st.sampled_from(["green days", "green sessions", "sessions"]),
        count=st.integers(1, 60),
    ),
)


def tagged(criteria: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    """Give criteria an origin or none."""
    return st.builds(lambda criterion, origin: replace(criterion, evidence=origin), criteria, ORIGIN)


def larger(criteria: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    """Build counts and lists of ``criteria``."""
    lists = st.builds(
        Criterion,
        st.sampled_from(["all", "any"]),
        parts=st.lists(tagged(criteria), min_size=1, max_size=3).map(tuple),
        evidence=ORIGIN,
    )
    countable = (
        tagged(criteria)
        .filter(lambda part: part.form not in ("count", "day", "cleared", "no_flag"))
        .map(lambda part: (part,))
    )
    units = st.sampled_from(["days", "sessions", "days in a row", "sessions in a row"])
    counts = st.builds(
        Criterion, st.just("count"), unit=units, count=st.integers(1, 60), parts=countable, evidence=ORIGIN
    )
    shares = st.builds(
        lambda count, more, unit, parts: Criterion("count", unit=unit, count=count, out_of=count + more, parts=parts),
        st.integers(1, 60),
        st.integers(1, 60),
        st.sampled_from(["days", "sessions"]),
        countable,
    )
    return lists | counts | shares


@given(tagged(st.recursive(SIMPLE | OTHER, larger, max_leaves=5)))
def test_any_criterion_survives_printing_and_reading(criterion: Criterion) -> None:
    assert parse_criterion(format_criterion(criterion)) == criterion


PACES = st.sampled_from(["green sessions", "green days", "weeks"])
PROGRESSIONS = st.one_of(
    st.builds(
        lambda add, unit, after, pace, limit: Progression(add, unit, after, pace, *limit),
        st.integers(1, 5000).map(lambda n: n / 10),
        st.sampled_from(["reps", "sets", "steps", "s", "min", "m", "km", "kg", "%"]),
        st.integers(1, 60),
        PACES,
        st.just((None, "")) | st.tuples(st.integers(1, 5000).map(float), st.just("") | MEASURES),
    ),
    st.builds(
        lambda after, pace, harder: Progression(None, "", after, pace, None, harder),
        st.integers(1, 60),
        PACES,
        MEASURES | st.just(""),
    ),
)


@given(PROGRESSIONS)
def test_any_progression_survives_printing_and_reading(progression: Progression) -> None:
    printed = format_progression(progression)
    assert is_progression(printed)
    assert parse_progression(printed) == progression


# The reference page ------------------------------------------------------------------------------------------------


def examples() -> list[tuple[str, str]]:
    """Read every line of the fenced blocks named dose, criterion or progression."""
    blocks = re.findall(r"^```(dose|criterion|progression)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [(kind, line) for kind, block in blocks for line in block.splitlines() if line]


@pytest.mark.parametrize(("kind", "line"), examples())
def test_every_example_of_the_reference_page_is_canonical(kind: str, line: str) -> None:
    assert PRINT[kind](PARSE[kind](line)) == line


def test_the_reference_page_shows_examples_of_every_notation() -> None:
    assert {kind for kind, _ in examples()} == {"dose", "criterion", "progression"}


def test_every_line_in_the_tables_of_the_reference_page_is_read() -> None:
    parsers = iter(PARSE.items())
    kind, parse = next(parsers)
    count = 0
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## ") and line.removeprefix("## ").split()[0].lower() in ("criteria", "progressions"):
            kind, parse = next(parsers)
        found = re.match(r"\| `([^`]+)` \|", line)
        if found:
            assert parse(found.group(1)), kind
            count += 1
    assert count >= 50


def test_a_very_long_line_is_told_as_it_is_and_not_searched_for_slips() -> None:
    for text, told_anew in (("pain-rest <= 3/10", True), ("pain-rest <= 3/10" + " " * 300, False)):
        error = NotationError("m", text=text, offset=13, width=4, hint="h")
        assert (told(error, CRITERION) is not error) is told_anew
