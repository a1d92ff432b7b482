"""PDFs to fill in: their fields, what the journal takes from them, and PDFs with a password."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import sample_plan as sample
from conftest import PlanMaker
from shell import Result, run

from rehab.library import Library
from rehab.models.form import RECORD
from rehab.models.plan import DiaryEntry, Plan
from rehab.writers.pdf import write

LAYOUTS = ("clinic", "week", "large-print")
READ_ALOUD = (*LAYOUTS, "one-page")


@pytest.fixture(scope="session")
def planned(make_plan: PlanMaker) -> Any:
    return cache(lambda: make_plan("hamstring-strain", grade="2"))


@pytest.fixture(scope="session")
def printed(planned: Any, library: Library) -> Any:
    return cache(lambda layout: write(planned(), library.template(layout), fillable=True))


def fields_of(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {str(one.T) for one in pdf.Root.AcroForm.Fields} - {RECORD}


# -- the fields -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_box_of_a_printed_day_is_a_field_and_none_stands_twice(
    layout: str, printed: Any, planned: Any, library: Library
) -> None:
    plan: Plan = planned()
    left_out = library.template(layout).wording.week.left_out
    pdf = pikepdf.open(io.BytesIO(printed(layout)))
    names = [str(one.T) for one in pdf.Root.AcroForm.Fields]
    assert len(set(names)) == len(names)
    shown = {int(name.split("_")[1]) for name in names if name.startswith("pain_")}
    assert len(shown) in (7, 14)
    wanted = {
        f"tick_{task.id.replace('.', '_')}_{box}"
        for day in plan.days
        if day.day in shown
        for task in day.tasks
        if (task.kind not in left_out and not (task.kind == "mobility" and task.exercise is None))
        for box in range(1, task.times_per_day * (2 if task.each_side and task.times_per_day == 1 else 1) + 1)
    }
    ticked = {name for name in names if name.startswith("tick_") and "_hydrate_" not in name}
    warm_up = {
        name for name in ticked if plan_task(plan, name).kind == "mobility" and not plan_task(plan, name).exercise
    }
    assert ticked - warm_up == wanted
    glasses = sum(day.glasses or 0 for day in plan.days if day.day in shown)
    assert sum("_hydrate_" in name for name in names) == glasses


def plan_task(plan: Plan, name: str) -> Any:
    subject = ".".join(name.removeprefix("tick_").split("_")[:3])
    return next(task for day in plan.days for task in day.tasks if task.id == subject)


@pytest.mark.parametrize("layout", READ_ALOUD)
def test_every_field_has_a_name_to_read_aloud_and_a_place_in_the_tree_of_tags(layout: str, printed: Any) -> None:
    pdf = pikepdf.open(io.BytesIO(printed(layout)))
    assert pdf.check_pdf_syntax() == []
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}
    assert list(parents) == sorted(parents)
    count = 0
    for page in pdf.pages:
        for widget in page.get("/Annots", []):
            if widget.Subtype != "/Widget":
                continue
            count += 1
            assert re.search(r"\d+ \w{3}", str(widget.TU)), widget.TU
            element = parents[int(widget.StructParent)]
            assert (str(element.S), str(element.K.Type)) == ("/Form", "/OBJR")
            assert str(element.K.Obj.T) == str(widget.T)
            assert element.K.Pg.objgen == page.objgen
            assert str(element.P.S) in ("/TD", "/Sect")
    assert count == len(pdf.Root.AcroForm.Fields) - 1


def test_the_same_plan_gives_the_same_fields_byte_for_byte(printed: Any, planned: Any, library: Library) -> None:
    assert write(planned(), library.template("week"), fillable=True) == printed("week")


def test_a_layout_without_days_says_that_nothing_can_be_filled_in(planned: Any, library: Library) -> None:
    said: list[str] = []
    data = write(planned(), library.template("clinician"), fillable=True, say=said.append)
    assert library.template("clinician").wording.page.say_no_fields in said
    assert b"/AcroForm" not in data


def test_each_box_of_the_one_page_is_a_field_of_today(library: Library, make_plan: PlanMaker) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2")
    today = plan.days[0]
    assert today.date == plan.as_of
    wanted = {f"pain_{today.day}_pain-{name}" for name in ("before", "during", "next-morning")}
    for task in today.tasks:
        boxes = task.times_per_day * (2 if task.each_side and task.times_per_day == 1 else 1)
        boxes = today.glasses or 0 if task.kind == "hydrate" else boxes
        if task.exercise or task.kind in ("hydrate", "protect", "elevate", "compress", "check"):
            wanted |= {f"tick_{task.id.replace('.', '_')}_{box}" for box in range(1, boxes + 1)}
    assert fields_of(write(plan, library.template("one-page"), paper="letter", fillable=True)) == wanted


@pytest.mark.parametrize("layout", ["week", "one-page"])
def test_the_pages_look_the_same_with_empty_fields_as_without(
    layout: str, printed: Any, planned: Any, library: Library
) -> None:
    import pypdfium2 as pdfium

    plain = pdfium.PdfDocument(write(planned(), library.template(layout)))
    empty = pdfium.PdfDocument(printed(layout))
    for one, two in zip(plain, empty, strict=True):
        assert one.render(scale=1, may_draw_forms=False).to_pil().tobytes() == two.render(scale=1).to_pil().tobytes()


def test_what_a_plan_has_its_diary_for_is_a_line_of_text(library: Library) -> None:
    diary = (DiaryEntry(name="Steps", unit="a day"), DiaryEntry(name="Walk", unit="minutes"))
    data = write(sample.plan(diary=diary), library.template("week"), fillable=True)
    assert {name for name in fields_of(data) if not name.startswith("tick_")} == {
        f"diary_{day}_{number}" for day in range(1, 8) for number in (0, 1)
    }


# -- into the journal -------------------------------------------------------------------------------------------------


_MADE: dict[str, bytes] = {}
"""The journal and the PDF that each of these tests begins with, made by the first of them."""


class Clinic:
    """A folder with a journal in which a case began, and its PDF to fill in."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("REHAB_TODAY", "2026-11-21")
        monkeypatch.setenv("REHAB_JOURNAL", str(folder / "journal.db"))
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        for name, content in _MADE.items():
            (folder / name).write_bytes(content)
        if not _MADE:
            self.begin()

    def begin(self) -> None:
        start = "hamstring-strain --injured 2026-11-20 --grade 2 --side left --no-flags --id sam"
        assert self.run("start", *start.split()).code == 0
        assert self.run("plan", "--id", "sam", "--as-of", "2026-11-20", "--template", "week", "--fillable", "-o", "week.pdf").code == 0  # fmt: skip
        _MADE.update({name: (self.folder / name).read_bytes() for name in ("journal.db", "week.pdf")})

    def run(self, *words: str) -> Result:
        return run(self.capsys, self.monkeypatch, *words)

    def fill(self, values: dict[str, str], name: str = "week.pdf", save_as: str = "done.pdf") -> None:
        with pikepdf.open(self.folder / name) as pdf:
            fields = {str(one.T): one for one in pdf.Root.AcroForm.Fields}
            for field, value in values.items():
                fields[field].V = pikepdf.Name(f"/{value}") if field.startswith("tick") else value
            pdf.save(self.folder / save_as)

    def take(self, values: dict[str, str]) -> Result:
        self.fill(values)
        return self.run("journal", "import", "done.pdf")

    def entries(self) -> list[dict[str, Any]]:
        [case] = json.loads(self.run("journal", "export").out)["cases"]
        entries: list[dict[str, Any]] = [entry for entry in case["entries"] if entry["id"].startswith("pdf.")]
        return entries


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return Clinic(tmp_path, capsys, monkeypatch)


FIRST = {
    "tick_1_protect_1_1": "Yes",
    "tick_2_heel-dig_1_1": "Yes",
    "tick_2_heel-dig_1_3": "Yes",
    "tick_1_hydrate_1_1": "Yes",
    "tick_1_hydrate_1_2": "Yes",
    "pain_1_pain-before": "3",
    "pain_1_pain-next-morning": "2,5",
}


def test_ticks_and_pains_come_into_the_journal_once(desk: Clinic) -> None:
    assert desk.take(FIRST).out == "5 written down.\n"
    told = {(one["kind"], one["subject"], one["date"]): one for one in desk.entries()}
    assert {key: one["value"] for key, one in told.items()} == {
        ("done", "1.protect.1", "2026-11-20"): 1.0,
        ("done", "2.heel-dig.1", "2026-11-21"): 0.667,
        ("done", "1.hydrate.1", "2026-11-20"): 0.25,
        ("measure", "pain-before", "2026-11-20"): 3.0,
        ("measure", "pain-next-morning", "2026-11-21"): 2.5,
    }
    assert told["done", "2.heel-dig.1", "2026-11-21"]["text"].startswith("3 × 5")
    assert desk.run("journal", "import", "done.pdf").out == "0 written down.\n"
    assert desk.take({}).out == "0 written down.\n"  # an empty copy takes nothing back


def test_the_one_page_is_read_back_like_the_week_sheet(desk: Clinic) -> None:
    order = ("--id", "sam", "--as-of", "2026-11-21", "--template", "one-page", "--fillable", "-o", "one.pdf")
    assert desk.run("plan", *order).code == 0
    values = {"tick_2_heel-dig_1_1": "Yes", "tick_2_heel-dig_1_3": "Yes", "tick_2_protect_1_1": "Yes"}
    desk.fill(values, "one.pdf", "one-done.pdf")
    assert desk.run("journal", "import", "one-done.pdf").out == "2 written down.\n"
    told = {(one["subject"], one["date"]): one["value"] for one in desk.entries()}
    assert told == {("2.heel-dig.1", "2026-11-21"): 0.667, ("2.protect.1", "2026-11-21"): 1.0}
    desk.fill(values | {"tick_2_heel-dig_1_2": "Yes"}, "one.pdf", "one-done.pdf")
    assert desk.run("journal", "import", "one-done.pdf").out == "1 written down.\n"


def test_another_value_corrects_what_the_pdf_said_before_there_and_back(desk: Clinic) -> None:
    desk.take(FIRST)
    for value in ("5", "3", "5"):
        assert desk.take(FIRST | {"pain_1_pain-before": value}).out == "1 written down.\n"
    pains = [one for one in desk.entries() if one["subject"] == "pain-before"]
    assert [one["value"] for one in pains] == [3.0, 5.0, 3.0, 5.0]
    assert [one.get("replaces") for one in pains] == [None, *(one["id"] for one in pains[:3])]


def test_what_was_taken_back_stays_taken_back(desk: Clinic) -> None:
    desk.take(FIRST)
    assert desk.run("undo").code == 0
    assert desk.run("journal", "import", "done.pdf").out == "0 written down.\n"


def test_a_tick_of_the_terminal_and_the_same_of_the_pdf_are_one(desk: Clinic) -> None:
    assert desk.run("done", "all", "--date", "2026-11-20").code == 0
    assert desk.take({"tick_1_protect_1_1": "Yes"}).out == "0 written down.\n"


def rename(pdf: pikepdf.Pdf) -> None:
    next(one for one in pdf.Root.AcroForm.Fields if one.T == "pain_1_pain-before").T = "pain_1_pain-after"


def drop(pdf: pikepdf.Pdf) -> None:
    gone = pdf.Root.AcroForm.Fields[3].objgen
    del pdf.Root.AcroForm.Fields[3]
    for page in pdf.pages:
        page.Annots = pikepdf.Array([one for one in page.get("/Annots", []) if one.objgen != gone])


def add(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(pikepdf.Dictionary(T="mine", FT=pikepdf.Name.Tx)))


def record(old: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        field = next(one for one in pdf.Root.AcroForm.Fields if one.T == RECORD)
        assert old in str(field.V)
        field.V = str(field.V).replace(old, new)

    return change


def flatten(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm
    for page in pdf.pages:
        page.Annots = pikepdf.Array()


WRONG: dict[str, tuple[Callable[[pikepdf.Pdf], None], int, str]] = {
    "a field renamed": (rename, 3, "it has a field 'pain_1_pain-after' that was not in it"),
    "a field taken out": (drop, 3, "its field 'tick_"),
    "a field put in": (add, 3, "it has a field 'mine' that was not in it"),
    "another case": (record('"sam"', '"tom"'), 3, "what it says about itself was changed"),
    "another day": (record("2026-11-20", "2026-11-19"), 3, "what it says about itself was changed"),
    "no record": (record("{", "["), 3, "what it says about itself cannot be read"),
    "another version": (record('"version":1', '"version":2'), 3, "another version of the fillable PDF"),
    "flattened": (flatten, 3, "has no fields of this program"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_pdf_that_is_not_as_it_was_made_is_refused_with_its_reason(case: str, desk: Clinic) -> None:
    change, code, message = WRONG[case]
    with pikepdf.open("week.pdf") as pdf:
        change(pdf)
        pdf.save("done.pdf")
    ran = desk.run("journal", "import", "done.pdf")
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert desk.entries() == []


BAD_VALUES = {
    "pain_1_pain-before": ("eleven", "done.pdf: pain-before, 2026-11-20: 'eleven' is not a pain from 0 to 10"),
    "pain_1_pain-during": ("11", "done.pdf: pain-during, 2026-11-20: '11' is not a pain from 0 to 10"),
    "pain_3_pain-before": ("2", "done.pdf: pain-before of 2026-11-22: 2026-11-22 is still to come"),
    "tick_3_protect_1_1": ("Yes", "done.pdf: 3.protect.1 of 2026-11-22: 2026-11-22 is still to come"),
    "tick_1_protect_1_1": ("Maybe", "done.pdf: 1.protect.1, 2026-11-20: 'Maybe' is no tick"),
}


@pytest.mark.parametrize("field", BAD_VALUES)
def test_a_value_that_cannot_be_is_named_and_nothing_is_taken_in(field: str, desk: Clinic) -> None:
    value, message = BAD_VALUES[field]
    ran = desk.take(FIRST | {field: value})
    assert ran.code == 3
    assert message in ran.err
    assert desk.entries() == []


def test_a_pdf_of_no_case_or_another_plan_names_the_command_or_the_plan(desk: Clinic) -> None:
    order = "calf-strain --injured 2026-11-20 --grade 2 --side left --no-flags --template week --fillable"
    assert desk.run("plan", *order.split(), "--id", "tom", "-o", "tom.pdf").code == 0
    tom = desk.run("journal", "import", "tom.pdf")
    assert tom.code == 2
    assert "begin it with: rehab start calf-strain --injured 2026-11-20 --id tom" in re.sub(r"\s+", " ", tom.err)
    assert desk.run("plan", *order.split(), "--id", "sam", "-o", "sam.pdf").code == 0
    sam = desk.run("journal", "import", "sam.pdf")
    assert sam.code == 2
    assert "sam.pdf is of another plan: calf-strain, day 1 on 2026-11-20" in sam.err


def test_a_file_that_only_begins_like_a_pdf_is_no_bug_of_the_program(desk: Clinic) -> None:
    whole = (desk.folder / "week.pdf").read_bytes()
    for number, content in enumerate((b"%PDF-1.7\nhello", whole[:5000], b"%PDF-" + bytes(5000), b"")):
        (desk.folder / f"{number}.pdf").write_bytes(content)
        ran = desk.run("journal", "import", f"{number}.pdf")
        assert ran.code == 3, content[:20]
        assert "Traceback" not in ran.err


# -- passwords --------------------------------------------------------------------------------------------------------

ORDER = [
    "plan",
    "hamstring-strain",
    "--injured",
    "2026-11-20",
    "--as-of",
    "2026-11-20",
    "--no-flags",
    "--template",
    "week",
]


def test_a_password_locks_the_pdf_with_aes_256_and_says_so(desk: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHAB_PDF_PASSWORD", "Köln 1!")
    ran = desk.run(*ORDER, "--password", "-o", "locked.pdf")
    assert ran.code == 0
    assert "AES-256" in ran.err
    assert "bytes differ each time" in ran.err
    assert "Köln" not in ran.err + ran.out
    path = desk.folder / "locked.pdf"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password="Köln 1!") as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert pdf.Root.MarkInfo.Marked
    assert b"hamstring" not in path.read_bytes()


def test_a_locked_pdf_is_filled_in_and_read_back(desk: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fill(FIRST)
    with pikepdf.open("done.pdf") as pdf:
        pdf.save("locked.pdf", encryption=pikepdf.Encryption(owner="x", user="x", R=6))
    asked = desk.run("journal", "import", "locked.pdf")
    assert (asked.code, "set REHAB_PDF_PASSWORD" in asked.err) == (2, True)
    monkeypatch.setenv("REHAB_PDF_PASSWORD", "y")
    assert "this is not the password of locked.pdf" in desk.run("journal", "import", "locked.pdf").err
    monkeypatch.setenv("REHAB_PDF_PASSWORD", "x")
    assert desk.run("journal", "import", "locked.pdf").out == "5 written down.\n"


def typed_secretly(answers: list[bytes], *words: str) -> tuple[int, bytes]:
    """Run ``rehab`` on a terminal, wait for each question before the answer; return the exit code and what was shown."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "rehab", *words]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    shown, answered = b"", 0
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        shown += part
        if answered < min(shown.count(b": "), len(answers)) and shown.endswith(b": "):
            os.write(master, answers[answered] + b"\n")
            answered += 1
    os.close(master)
    return process.wait(), shown


@pytest.mark.parametrize(("again", "code"), [(b"geheim", 0), (b"gehiem", 2)])
def test_a_password_is_asked_for_twice_and_never_shown(again: bytes, code: int, desk: Clinic) -> None:
    found, shown = typed_secretly([b"geheim", again], *ORDER, "--password", "-o", "locked.pdf")
    assert found == code, shown
    assert b"geh" not in shown
    assert (b"the two are not the same" in shown) is bool(code)
    assert (desk.folder / "locked.pdf").exists() is not bool(code)
    if not code:
        pikepdf.open("locked.pdf", password="geheim").close()


def test_without_the_package_for_it_the_message_says_how_to_get_it(
    desk: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    for words in ((*ORDER, "--password"), ("journal", "import", "week.pdf")):
        ran = desk.run(*words)
        assert ran.code == 2
        assert "pip install 'rehab-planner[pdf]'" in ran.err


NO_LOCK = {
    "nobody to ask": (None, (), "there is nobody to ask for it"),
    "empty": ("", (), "an empty password protects nothing"),
    "too long": ("ä" * 64, (), "it has more than 127 bytes"),
    "beside an open file": ("x", ("--to", "pdf,json"), "a file of the format json cannot have a password"),
}


@pytest.mark.parametrize("case", NO_LOCK)
def test_a_password_that_would_not_protect_is_refused_and_nothing_is_written(
    case: str, desk: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, more, message = NO_LOCK[case]
    if password is not None:
        monkeypatch.setenv("REHAB_PDF_PASSWORD", password)
    before = set(desk.folder.iterdir())
    ran = desk.run(*ORDER, "--password", *more)
    assert ran.code == 2
    assert message in ran.err
    assert set(desk.folder.iterdir()) == before
