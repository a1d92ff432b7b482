"""The Markdown notes and the table: every task of the plan, read back, and no text that means more than it says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from conftest import PlanMaker
from hostile import NAMES, texts
from hypothesis import given, settings
from markdown_it import MarkdownIt

from rehab.library import Library
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.writers import csv as table
from rehab.writers import markdown
from rehab.writers.lines import clean, details, facts

PLANS: dict[str, dict[str, Any]] = {
    "strain": {"condition": "hamstring-strain", "grade": "2"},
    "veins": {"condition": "chronic-venous-insufficiency-poor-circulation", "cleared": True},
    "not-asked": {"condition": "calf-strain", "yes": None, "side": None},
    "referral": {"condition": "calf-strain", "yes": ["RF-08"]},
}


@pytest.fixture(scope="module")
def template(library: Library) -> Template:
    return library.template("clinic")


@pytest.fixture(scope="module")
def planned(make_plan: PlanMaker) -> Any:
    return cache(lambda name: make_plan(**PLANS[name]))


def with_text(plan: Plan, text: str) -> Plan:
    """A plan of one day in which somebody wrote ``text`` wherever one can."""
    day = plan.days[0]
    tasks = tuple(task.model_copy(update={"title": text, "dose": "", "text": text, "load": text}) for task in day.tasks)
    case = plan.case.model_copy(update={"name": text, "summary": text})
    days = (day.model_copy(update={"tasks": tasks}),)
    return plan.model_copy(update={"days": days, "case": case, "education": (text,)})


# -- notes ----------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    done: bool
    said: str
    dates: dict[str, str]


def task_lines(content: bytes) -> Iterator[Line]:
    """Read task lines as the Tasks plugin does: a box, and from the end on whatever is a sign with a date."""
    for line in content.decode().split("\n"):
        if box := re.fullmatch(r" *[-*+] \[(.)\] (.*)", line):
            said = box[2]
            dates: dict[str, str] = {}
            while found := re.fullmatch(r"(.*?) *([📅⏳🛫➕✅❌]) *(\d{4}-\d{2}-\d{2})", said):
                said, dates = found[1], {found[2]: found[3]} | dates
            yield Line(box[1] != " ", said, dates)


def plain(markdown_text: str) -> str:
    """What a reader of Markdown shows of a line."""
    [inline] = MarkdownIt("gfm-like", {"linkify": False}).parseInline(markdown_text)
    assert {part.type for part in inline.children or ()} <= {"text", "text_special"}, markdown_text
    return "".join(part.content for part in inline.children or ())


@pytest.mark.parametrize("name", ["strain", "veins", "not-asked"])
def test_each_task_is_one_line_with_its_date(planned: Any, template: Template, name: str) -> None:
    wanted = Counter(
        (day.date.isoformat(), f"{facts(task, template.wording)}, {' '.join(task.at)}")
        for day in planned(name).days
        for task in day.tasks
    )
    lines = list(task_lines(markdown.write(planned(name), template)))
    assert not any(line.done for line in lines)
    assert all(set(line.dates) == {markdown.DUE, markdown.SCHEDULED} for line in lines)
    assert Counter((line.dates[markdown.DUE], plain(line.said)) for line in lines) == wanted


@pytest.mark.parametrize("name", PLANS)
def test_notes_lose_no_sign_no_notice_and_no_question(planned: Any, template: Template, name: str) -> None:
    plan = planned(name)
    tokens = MarkdownIt().parse(markdown.write(plan, template).decode())
    shown = "\n".join("".join(part.content for part in token.children) for token in tokens if token.children)
    lines = [sign.text for sign in plan.stop_signs]
    if plan.referral:
        lines += [plan.referral.reason, plan.referral.urgency, *plan.referral.do_now, *plan.referral.do_not]
    else:
        lines += [notice.text for notice in plan.notices] + list(plan.education)
        lines += [details(task) for day in plan.days for task in day.tasks]
        lines += [line.title for phase in plan.phases for line in phase.criteria]
        lines += [step for exercise in plan.exercises.values() for step in exercise.steps]
    if name == "not-asked":
        lines += [entry.question for entry in plan.screening.asked]
    assert not [line for line in lines if clean(line) not in shown]


@settings(max_examples=200)
@given(text=texts)
def test_a_text_shows_as_it_was_cleaned_and_means_nothing(text: str) -> None:
    escaped = markdown.safe(text)
    wanted = clean("".join(letter for letter in text if letter not in "📅📆🗓⏳⌛🛫➕✅❌🔁🆔⛔🏁🔺⏫🔼🔽⏬"))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"- {escaped}")
    kinds = [token.type for token in tokens]
    assert kinds.count("bullet_list_open") == 1
    assert not {"heading_open", "ordered_list_open", "hr", "html_block", "blockquote_open", "fence", "code_block"} & {
        *kinds
    }
    shown = [token for token in tokens if token.type == "inline"]
    assert all(part.type in ("text", "text_special") for token in shown for part in token.children or ())
    assert "".join(part.content for token in shown for part in token.children or ()) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_text_makes_no_task_and_changes_no_date(planned: Any, template: Template, name: str) -> None:
    plan = with_text(planned("strain"), NAMES[name])
    lines = list(task_lines(markdown.write(plan, template)))
    assert len(lines) == len(plan.days[0].tasks)
    day = plan.days[0].date.isoformat()
    assert all(line.dates == {markdown.DUE: day, markdown.SCHEDULED: day} for line in lines)
    assert not any(line.done for line in lines)
    assert not [line.said for line in lines if set(line.said) & set("📅⏳✅🔁🆔")]


# -- table ----------------------------------------------------------------------------------------------------------


def rows(content: bytes, *, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize("name", ["strain", "veins", "not-asked"])
def test_each_task_of_each_day_is_one_row_with_its_numbers(planned: Any, template: Template, name: str) -> None:
    plan = planned(name)
    found = rows(table.write(plan, template))
    tasks = [(day, task) for day in plan.days for task in day.tasks]
    assert len(found) == len(tasks)
    for row, (day, task) in zip(found, tasks, strict=True):
        assert (row["date"], row["day"], row["phase"]) == (day.date.isoformat(), str(day.day), day.phase)
        assert (row["task"], row["kind"], row["title"]) == (task.id, task.kind, clean(task.title))
        assert row["sets"] == ("" if task.sets is None else str(task.sets))
        for key in table.SPANS:
            span = getattr(task, key)
            ends = [f"{value:g}" for value in sorted(span)] if span else ["", ""]
            assert [row[f"{key}_low"], row[f"{key}_high"]] == ends
        assert row["at"].split() == list(task.at)
        assert (row["side"], row["each_side"]) == (task.side or "", "yes" if task.each_side else "no")
        assert (row["text"], row["load"]) == (clean(task.text), task.load or "")
        assert (row["evidence"], row["rule"]) == (task.reason.evidence, task.reason.rule)


def test_a_referral_is_one_row_that_says_what_to_do(planned: Any, template: Template) -> None:
    [row] = rows(table.write(planned("referral"), template))
    assert row["kind"] == "referral"
    assert all(clean(line) in row["text"] for line in planned("referral").referral.do_now)
    page = planned("referral").referral
    assert clean(f"Call 112, 911 or 999 at once {page.emergency_if}") in row["text"]
    assert clean(page.urgency) in row["text"]


def test_the_table_for_excel_differs_only_in_its_signs(planned: Any, template: Template) -> None:
    usual, excel = table.write(planned("strain"), template), table.write(planned("strain"), template, excel=True)
    assert not usual.startswith(b"\xef\xbb\xbf")
    assert excel.startswith(b"\xef\xbb\xbf")
    assert rows(excel.removeprefix(b"\xef\xbb\xbf"), delimiter=";") == rows(usual)


@settings(max_examples=100)
@given(text=texts)
def test_no_cell_is_a_formula_and_every_text_comes_back(planned: Any, template: Template, text: str) -> None:
    found = rows(table.write(with_text(planned("strain"), text), template))
    assert len(found) == len(planned("strain").days[0].tasks)
    for row in found:
        assert not [
            value
            for value in row.values()
            if value.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
        ]
        assert row["title"].removeprefix("'") == clean(text).removeprefix("'")


def test_a_name_never_stands_in_the_table(planned: Any, template: Template) -> None:
    plan = planned("strain")
    plan = plan.model_copy(update={"case": plan.case.model_copy(update={"name": "Jane Example"})})
    assert b"Jane" not in table.write(plan, template)


# -- what all of them clean -----------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(text=texts)
def test_a_cleaned_text_is_one_line_that_steers_nothing_and_is_clean(text: str) -> None:
    cleaned = clean(text)
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]", cleaned
    )
    assert cleaned == cleaned.strip()
    assert clean(cleaned) == cleaned
    cleaned.encode()


@pytest.mark.parametrize("name", ["quotes", "persian", "thai", "formula", "markup", "backslash"])
def test_cleaning_loses_nothing_that_is_written(name: str) -> None:
    assert clean(NAMES[name]) == NAMES[name]


def test_a_thousand_marks_on_a_letter_become_a_few_and_the_word_stays() -> None:
    assert clean(NAMES["marks"]) == "Z" + "\u0301" * 8 + "oe"
    assert clean("*\u202e*bold*\u202e*") == "bold"
    assert clean("one\r\ntwo\tthree") == "one two three"
    assert clean(dt.date(2026, 11, 18).isoformat()) == "2026-11-18"
