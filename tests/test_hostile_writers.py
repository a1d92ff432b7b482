"""Any text of a person, a clinic or a plan, in every format: another program reads it back, and nothing but the text is there."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable

import calendar_lines
import pikepdf
import pypdfium2 as pdfium
import pytest
import sample_plan
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from readings import squeezed
from test_page import Read

from rehab import writers
from rehab.models.plan import Plan
from rehab.models.template import Clinic, Template
from rehab.source.plan_file import parse_plan
from rehab.writers import agenda, text
from rehab.writers.lines import clean
from rehab.writers.pdf import fonts
from rehab.writers.terminal import safe

PIECES = (
    "\x00", "\x07", "\x1b[2J", "\x1b]8;;http://x\x07", "\x7f", "\x9b31m", "\u202e", "\u2066", "\u200f", "\u00ad", "\ufeff", "\U000e0041",
    "\u0301" * 20, "\u200d", "\u2028", "\x85", "\r\n", "\n", "\t", "</script>", "<!--", "]]>", "<img src=x onerror=y>", "&lt;", "&#0;",
    "BEGIN:VEVENT\r\n", "END:VCALENDAR\r\n", "\r\n ", ";", ",", ":", "\\n", "=1+1", "+1", "-1", "@SUM(1)", '"', "'", "|", "`", "*", "_",
    "# ", "- [x] ", "📅 2020-01-01", "[a](javascript:b)", "{name}", "{0}", "%s", "(Tj) ET", "endstream", "/JavaScript", "x" * 300,
    "علی", "שלום", "Ångström", "Łukasz", "Жанна", "李", "👩\u200d⚕️", "ﬁ", "½", "≥", "\ufffe", "\U0010ffff", " ", "  ",
)  # fmt: skip
FIELDS = (
    "name",
    "summary",
    "clinic",
    "phone",
    "notice",
    "education",
    "title",
    "step",
    "task",
    "words",
    "dose",
    "goal",
    "author",
)
"""Where somebody writes: for whom, whose paper, a note, an exercise of a clinic's own, a phase."""
written = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=6).map("".join)
texts = st.fixed_dictionaries(dict.fromkeys(FIELDS, written))
LOOK = sample_plan.template()
SOUND = sample_plan.plan()
SOUND = SOUND.model_copy(update={"days": SOUND.days[:2]})


def marked(told: dict[str, str], name: str) -> str:
    """Return the text of a field between letters that no other text has."""
    return f"Qa{FIELDS.index(name):02}b{told[name]}bQ"


def spoilt(told: dict[str, str]) -> tuple[Plan, Template]:
    """Return the plan with every text that somebody wrote, and the paper of the clinic."""
    say = {name: marked(told, name) for name in FIELDS}
    exercise = {"title": say["title"], "short_title": say["title"], "steps": (say["step"],)}
    days = tuple(
        day.model_copy(
            update={
                "tasks": tuple(
                    task.model_copy(update={"title": say["task"], "short_title": say["task"], "text": say["words"], "dose": say["dose"]})
                    for task in day.tasks
                )
            }
        )
        for day in SOUND.days
    )  # fmt: skip
    plan = SOUND.model_copy(
        update={
            "case": SOUND.case.model_copy(update={"name": say["name"], "summary": say["summary"]}),
            "protocol": SOUND.protocol.model_copy(update={"author": say["author"]}),
            "notices": (SOUND.notices[0].model_copy(update={"text": say["notice"]}),),
            "education": (say["education"],),
            "exercises": {key: one.model_copy(update=exercise) for key, one in SOUND.exercises.items()},
            "phases": tuple(phase.model_copy(update={"goal": say["goal"]}) for phase in SOUND.phases),
            "days": days,
        }
    )
    return plan, LOOK.model_copy(update={"clinic": Clinic(name=say["clinic"], phone=say["phone"][:200])})


Test = Callable[[dict[str, str]], None]


def any_text(examples: int) -> Callable[[Test], Callable[[], None]]:
    """Try a test with so many plans, the same ones each time."""

    def made(test: Test) -> Callable[[], None]:
        some = settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        tried: Callable[[], None] = some(given(told=texts)(test))
        return tried

    return made


def tasks_of(plan: Plan) -> int:
    return sum(len(day.tasks) for day in plan.days)


@any_text(8)
def test_json_is_read_back_as_the_very_plan_that_was_written(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    content = writers.write("json", plan, look)
    assert json.loads(content)["case"]["name"] == plan.case.name
    assert parse_plan(content, "a.json") == plan


@any_text(30)
def test_a_table_has_one_row_for_each_task_and_no_formula(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    plan = plan.model_copy(
        update={
            "days": tuple(
                day.model_copy(update={"tasks": tuple(one.model_copy(update={"title": told["task"]}) for one in day.tasks)})
                for day in plan.days
            )
        }
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(writers.write("csv", plan, look).decode(), newline=""), strict=True))
    assert len(rows) == tasks_of(plan)
    for row in rows:
        assert None not in row
        assert row["title"].removeprefix("'") == clean(told["task"]).removeprefix("'")
        assert row["text"] == clean(marked(told, "words"))
        assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@|%\t\r＝＋－＠")]


@any_text(20)
def test_notes_have_the_boxes_of_the_plan_and_no_others(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    content = writers.write("md", plan, look).decode()
    sound = writers.write("md", *spoilt(dict.fromkeys(FIELDS, "word"))).decode()
    assert content.count("\n- [ ] ") == sound.count("\n- [ ] ") == tasks_of(plan)
    assert "- [x]" not in content
    kinds = [[token.type for token in MarkdownIt().parse(one)] for one in (content, sound)]
    for kind in ("heading_open", "bullet_list_open", "html_block", "fence", "code_block", "blockquote_open", "hr"):
        assert kinds[0].count(kind) == kinds[1].count(kind), kind
    inner = [part.type for token in MarkdownIt().parse(content) for part in token.children or ()]
    assert not {"image", "html_inline", "code_inline"} & {*inner}


@any_text(20)
def test_a_calendar_has_the_events_of_the_plan_and_each_line_in_its_place(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    calendar = calendar_lines.read(writers.write("ics", plan, look))
    assert len(calendar.parts) == len(agenda.events_of(plan, look.wording))
    shown = "\n".join(calendar_lines.text(event.value("DESCRIPTION")) for event in calendar.parts)
    assert f"Plan for {clean(marked(told, 'name'))}\n" in shown
    assert clean(marked(told, "words")) in shown


@any_text(15)
def test_a_record_is_plain_json_that_holds_each_text_as_it_was_cleaned(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    content = writers.write("fhir", plan, look)
    assert b"</script" not in content
    found = [entry["resource"] for entry in json.loads(content)["entry"]]
    [patient] = [one for one in found if one["resourceType"] == "Patient"]
    assert patient["name"][0]["text"] == clean(marked(told, "name"))
    [care] = [one for one in found if one["resourceType"] == "CarePlan"]
    assert {one["detail"]["code"]["text"] for one in care["activity"]} == {clean(marked(told, "task"))}


@any_text(15)
def test_a_page_has_the_elements_of_the_sound_one_and_each_text_only_as_text(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    page = writers.write("html", plan, look).decode()
    read, sound = Read(page), Read(writers.write("html", SOUND, look).decode())
    assert {tag for tag, _ in read.elements} <= {tag for tag, _ in sound.elements}
    for tag in ("script", "style", "meta", "input", "button", "a", "svg", "h1", "h2"):
        assert len(read.all(tag)) == len(sound.all(tag)), tag
    names = {name for _, attributes in sound.elements for name in attributes}
    assert {name for _, attributes in read.elements for name in attributes} <= names
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    shown = squeezed(read.shown)
    for name in ("name", "notice", "task", "step", "goal", "education"):
        assert squeezed(clean(marked(told, name))) in shown, name
    data = json.loads(page.partition("id=data>")[2].partition("</script>")[0])
    assert {way["dose"] for way in data["tasks"]} == {clean(marked(told, "dose"))}


@any_text(20)
def test_plain_text_holds_no_sign_that_steers_a_terminal_and_no_line_of_somebody_else(told: dict[str, str]) -> None:
    plan, look = spoilt(told)
    page = writers.write("text", plan, look).decode()
    assert not [sign for sign in set(page) - {"\n"} if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
    assert not [line for line in page.split("\n") if re.match(r"\s*(BEGIN:|END:)", line)]
    shown = squeezed(page)
    for name in ("notice", "summary"):
        assert squeezed(safe(marked(told, name).replace("**", ""))) in shown, name
    day = text.day_text(plan, plan.days[0], look)
    assert not [sign for sign in set(day) - {"\n"} if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
    assert safe(marked(told, "goal")) in day


@pytest.mark.parametrize("form", ["booklet", "form"])
def test_paper_holds_each_text_sign_by_sign_and_nothing_that_acts(form: str) -> None:
    @settings(
        max_examples=2,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(told=texts)
    def printed(told: dict[str, str]) -> None:
        plan, look = spoilt(told)
        content = writers.write("pdf", plan, look, writers.Looks(fillable=form == "form", weeks=1))
        shown = squeezed(" ".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(content)))
        for name in ("name", "step", "goal"):
            wanted = squeezed(fonts.printable(marked(told, name).replace("**", "")))
            assert _plain(wanted) in _plain(shown), (name, wanted)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert not {"/OpenAction", "/AA", "/Names"} & {*pdf.Root.keys()}
            for part in pdf.objects:
                if isinstance(part, pikepdf.Dictionary):
                    assert not {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile"} & {*part.keys(), part.get("/S")}

    printed()


def _plain(text: str) -> str:
    """Return a text without what a reader of pages may tell in another way: soft hyphens and how a sign is put together."""
    return unicodedata.normalize("NFKC", text.replace("\u00ad", ""))
