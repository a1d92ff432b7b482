"""The reference sheet for clinicians: all of the protocol is on it, each value with its tag, and it can be signed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from combinations import LIBRARY, choices_of
from conftest import INJURED, PlanMaker

from rehab import writers
from rehab.errors import SourceError, UsageError
from rehab.library import Library
from rehab.models.plan import Plan
from rehab.models.protocol import Protocol
from rehab.models.review import ReviewTest
from rehab.models.template import Template
from rehab.notation import dose_parts, format_criterion
from rehab.source.plan_file import parse_plan
from rehab.writers.pdf import write
from rehab.writers.pdf.reference_text import typeset

MM = 72 / 25.4
ORDERS: dict[str, dict[str, Any]] = {
    "hamstring": {"condition": "hamstring-strain", "grade": "2"},
    "achilles": {"condition": "achilles-tendinopathy", "side": None},
    "shin": {"condition": "medial-tibial-stress-syndrome", "grade": "mild"},
    "calf": {"condition": "calf-strain", "grade": "2", "side": "right"},
    "gym": {"condition": "achilles-tendinopathy", "variant": "hsr"},
    "heel bone": {"condition": "achilles-tendinopathy", "kind": "insertional"},
    "late": {"condition": "hamstring-strain", "grade": "2", "day": 40},
    "no grade": {"condition": "hamstring-strain", "yes": None},
    "ankle": {"condition": "lateral-ankle-sprain", "side": None, "cleared": True},
    "knee tendon": {"condition": "patellar-tendinopathy", "variant": "ptle"},
    "shin bone": {
        "condition": "tibial-stress-fracture",
        "variant": "table-d",
        "side": None,
        "cleared": True,
    },
}
LONG = ("ankle", "knee tendon", "shin bone")
"""Set in two columns."""
CHOICES = list({choice.condition: choice for choice in choices_of(LIBRARY) if choice.grade is None}.values())
"""Of each protocol, the last of its types and variants: the default ones are in the orders."""


@pytest.fixture(scope="session")
def look(library: Library) -> Template:
    return library.template("clinician")


@pytest.fixture(scope="session")
def plans(make_plan: PlanMaker) -> dict[str, Plan]:
    return {name: make_plan(**order) for name, order in ORDERS.items()}


def pages(plan: Plan, look: Template, **options: Any) -> list[str]:
    document = pdfium.PdfDocument(write(plan, look, **options))
    return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    """Text without any blank, so that a line break does not matter."""
    return re.sub(r"\s+", "", text)


def whole(plan: Plan, look: Template, **options: Any) -> str:
    return squeezed("".join(pages(plan, look, **options)))


def protocol_of(library: Library, order: dict[str, Any]) -> Protocol:
    path = library.path_of(order["condition"])
    return library.load(path, kind=order.get("kind"), variant=order.get("variant")).protocol


def bracket(evidence: str, source: str) -> str:
    return f"[{evidence} {source}{', to be confirmed' if evidence == 'R' else ''}]"


# -- nothing is missing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ORDERS)
def test_every_dose_of_the_protocol_is_there_with_its_tags(
    name: str, plans: dict[str, Plan], library: Library, look: Template
) -> None:
    text, protocol, count = whole(plans[name], look), protocol_of(library, ORDERS[name]), 0
    for phase in protocol.phases.values():
        for key, slot in phase.exercises.items():
            exercise = library.shelf.exercises[key]
            assert squeezed(exercise.short_title or exercise.title) in text
            for week, dose in ({"": slot.dose} if slot.dose else slot.weeks).items():
                for part, origin in dose_parts(dose):
                    assert squeezed(typeset(part)) in text, (key, week)
                    assert origin is not None
                    assert squeezed(bracket(origin.tag, origin.source)) in text
                    count += 1
                if not week:
                    told = ", ".join(
                        f"{typeset(part)} {bracket(at.tag, at.source)}" for part, at in dose_parts(dose) if at
                    )
                    assert squeezed(told) in text, key
    assert count > 8


@pytest.mark.parametrize("name", ORDERS)
def test_every_criterion_of_the_protocol_is_there_with_its_tag(
    name: str, plans: dict[str, Plan], library: Library, look: Template
) -> None:
    plan, protocol = plans[name], protocol_of(library, ORDERS[name])
    text = whole(plan, look)
    assert plan.review is not None
    for told in plan.review.phases:
        phase = protocol.phases[told.id]
        assert len(told.entry) == len(phase.entry)
        assert len(told.exit) == len(phase.exit)
        for line, authored in zip((*told.entry, *told.exit), (*phase.entry, *phase.exit), strict=True):
            parts = authored.parts if authored.form in ("any", "all") else (authored,)
            for test, part in zip(line.tests, parts, strict=True):
                assert squeezed(shown(test)) in text, format_criterion(part)
                assert test.evidence in ((part.evidence.tag,) if part.evidence else ("", "author"))
                assert test.source == (part.evidence.source if part.evidence else "")
                if part.number is not None and part.form in ("value", "ratio"):
                    assert f"{part.number:g}" in test.target
                if part.for_days:
                    assert f"for {part.for_days} days" in test.target


def shown(test: ReviewTest) -> str:
    who = " (by a clinician)" if test.by_clinician else ""
    tag = "[no tag]" if test.evidence == "author" else bracket(test.evidence, test.source) if test.evidence else ""
    return f"{test.title}: {typeset(test.target)}{who} {tag}"


def test_a_test_joined_by_or_keeps_both_thresholds(plans: dict[str, Plan], look: Template) -> None:
    assert squeezed("Last good stage of running table E: ≥ 4 [P] or You do not run in your sport: yes [P]") in whole(
        plans["achilles"], look
    )


def test_windows_minimums_and_routes_are_there(plans: dict[str, Plan], look: Template) -> None:
    text = whole(plans["hamstring"], look)
    for told in (
        "3 Build strength",
        "moderate: days 11 to 24 · mild: days 7 to 13 · hard minimum day 6 · Make the muscle strong while it is long.",
        "2 moderate. full sport day 35 to 56 [P]",
        "3 complete tear: no plan, seen today",
        "SM-ACUTE",
        "Disposition: proceed. Effect: plan goes on.",
        "hamstring-strain, version 1, draft for review",
    ):
        assert squeezed(told) in text


def test_running_is_there_stage_by_stage(plans: dict[str, Plan], look: Template) -> None:
    text = whole(plans["hamstring"], look)
    assert squeezed("10 × (20 m walk / 30 m jog) at 25, 35, 45, 55, 65, 70 %") in text
    assert squeezed("J5: 4 × 30 m at 90-95 %, rest 3 min; 6 × 40 m at 90-95 %, rest 3 min") in text
    assert squeezed("A7, A8, A9, A10, A11: 20, 22, 24, 27, 30 min") in whole(plans["shin"], look)


@pytest.mark.parametrize("name", ORDERS)
def test_what_is_forbidden_asked_and_cited_is_there(name: str, plans: dict[str, Plan], look: Template) -> None:
    plan = plans[name]
    text = whole(plan, look)
    assert plan.review is not None
    for phase in plan.review.phases:
        assert squeezed(phase.goal) in text
        assert squeezed(", ".join(code.replace("-", " ") for code in phase.forbid)) in text
        assert all(squeezed(line) in text for line in phase.avoid)
    for question in plan.screening.asked:
        assert squeezed(question.flag) in text
    for sign in plan.stop_signs:
        assert squeezed(sign.text) in text
    for source in plan.review.sources:
        assert squeezed(source.key) in text
        assert not source.used or squeezed(f"{source.citation} [{source.evidence}") in text


def test_a_late_plan_shows_all_phases_and_says_which_it_has(plans: dict[str, Plan], look: Template) -> None:
    text = whole(plans["late"], look)
    assert squeezed("1 Protect") in text
    assert squeezed("not in this plan") in text
    assert squeezed("in this plan days 40 to") in text


def test_without_answers_and_grade_it_says_so(plans: dict[str, Plan], look: Template) -> None:
    text = whole(plans["no grade"], look)
    assert squeezed("Not asked: the questions print with the plan") in text
    assert squeezed("Disposition: open until they are answered.") in text
    assert squeezed("Not stated: the slowest planned timetable is taken, 2 moderate.") in text


# -- who set it, and what a safety answer takes out -----------------------------------------------------------------


def test_a_value_of_a_clinic_carries_its_name_and_no_tag(tmp_path: Path, make_plan: PlanMaker, look: Template) -> None:
    path = tmp_path / "example-hamstring.yaml"
    path.write_text(
        "id: example-hamstring\nextends: hamstring-strain\nauthor: Example Clinic\nwhy: fewer sets\n"
        'phases: {lengthening: {exercises: {diver: "2 x 6, every 2nd day"}}}\n',
        encoding="utf-8",
    )
    text = whole(make_plan("example-hamstring", path=path, grade="2"), look)
    assert squeezed("Diver 2 × 6, every 2nd day [set by Example Clinic]") in text
    assert squeezed("Changed from hamstring-strain by Example Clinic: fewer sets") in text
    assert squeezed("full sport day 35 to 56. 1 mild") in text


def test_what_a_raised_row_takes_out_is_marked(make_plan: PlanMaker, look: Template) -> None:
    plan = make_plan("calf-strain", grade="2", yes=("RF-20",))
    assert plan.effect == "limit"
    assert plan.review is not None
    marked = [(phase.id, dose) for phase in plan.review.phases for dose in phase.doses if dose.left_out]
    loads = [(phase_id, dose.exercise) for phase_id, dose in marked]
    kept = {(phase.id, dose.exercise) for phase in plan.review.phases for dose in phase.doses} - set(loads)
    planned = {(phase.id, dose.exercise) for phase in plan.phases for dose in phase.exercises if not dose.continued}
    assert loads
    assert planned <= kept
    text = whole(plan, look)
    told = re.escape(squeezed("Not in this plan, left out for safety:"))
    for _, dose in marked:  # alone, or with others of the same dose
        assert re.search(rf"{re.escape(squeezed(dose.title))}(;[^;:.]+)*{told}", text), dose.exercise
    out = {dose.title for phase in plan.review.phases for dose in phase.doses if dose.left_out and dose.through}
    assert out
    assert not any(out & set(phase.goes_on) for phase in plan.review.phases)
    assert not any(phase.run_goes_on for phase in plan.review.phases)
    assert squeezed("Effect: no loading until seen.") in text
    assert squeezed("Yes to RF-20.") in text


def test_a_referral_prints_its_page_and_no_sheet(make_plan: PlanMaker, library: Library, look: Template) -> None:
    plan = make_plan("calf-strain", yes=("RF-08",))
    assert plan.referral is not None
    assert plan.review is None
    assert write(plan, look) == write(plan, library.template("clinic"))


# -- the pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(CHOICES)), ids=["-".join(filter(None, one)) for one in CHOICES])
def test_each_shipped_protocol_has_at_most_two_pages(make_plan: PlanMaker, look: Template, number: int) -> None:
    """On A4 and on Letter in turn; the longest are looked at on both below."""
    choice = CHOICES[number]
    plan = make_plan(choice.condition, kind=choice.kind, variant=choice.variant, side=None, cleared=True)
    content = write(plan, look, paper="a4" if number % 2 else "letter")
    assert len(pdfium.PdfDocument(content)) <= 2


def test_a_page_that_begins_within_a_list_says_which(plans: dict[str, Plan], look: Template) -> None:
    first, second = pages(plans["ankle"], look, paper="letter")
    assert "Move on when" in first
    assert "Move on when, continued" in second
    before, after = second.index("Move on when, continued"), second.index("Side hops in 30 seconds")
    assert before < after


def test_exercises_with_the_same_dose_stand_together_on_a_long_sheet(plans: dict[str, Plan], look: Template) -> None:
    assert squeezed("Calf stretch; Bent calf stretch; Front hip stretch 3 × 30 s hold") in whole(
        plans["shin bone"], look
    )


def test_a_long_title_is_there_to_its_end(plans: dict[str, Plan], look: Template) -> None:
    plan = plans["shin bone"].protocol
    assert squeezed(f"{plan.title}: {plan.type_title} · {plan.variant_title}") in whole(plans["shin bone"], look)


def test_the_head_of_a_later_page_names_the_condition_whole(plans: dict[str, Plan], look: Template) -> None:
    _, second = pages(plans["achilles"], look)
    assert "…" not in second
    assert f"{plans['achilles'].protocol.title}, continued" in second


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", ORDERS)
def test_nothing_is_small_or_near_the_edge(name: str, paper: Any, plans: dict[str, Plan], look: Template) -> None:
    content = write(plans[name], look, paper=paper)
    width, height = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}[paper]
    document = pdfium.PdfDocument(content)
    assert len(document) <= 2
    for page in document:
        assert page.get_size() == pytest.approx((width * MM, height * MM), abs=0.1)
        text = page.get_textpage()
        for at in range(text.count_chars()):
            if not text.get_text_range(at, 1).strip():
                continue
            left, bottom, right, top = text.get_charbox(at)
            assert left >= 10 * MM
            assert right <= (width - 10) * MM
            assert bottom >= 9 * MM
            assert top <= (height - 9) * MM
    for page in pikepdf.open(io.BytesIO(content)).pages:
        sizes = [float(part.operands[1]) for part in pikepdf.parse_content_stream(page) if str(part.operator) == "Tf"]
        assert min(sizes) >= 9


@pytest.mark.parametrize("name", ["hamstring", *LONG])
def test_no_two_lines_overlap(name: str, plans: dict[str, Plan], look: Template) -> None:
    for page in pdfium.PdfDocument(write(plans[name], look)):
        text = page.get_textpage()
        boxes = [text.get_rect(at) for at in range(text.count_rects())]
        for number, (left, bottom, right, top) in enumerate(boxes):
            for other in boxes[number + 1 :]:
                across = min(right, other[2]) - max(left, other[0])
                down = min(top, other[3]) - max(bottom, other[1])
                assert across < 1 or down < 2.5, (boxes[number], other)


def test_it_is_tagged_with_tables_lists_and_headings(plans: dict[str, Plan], look: Template) -> None:
    pdf = pikepdf.open(io.BytesIO(write(plans["hamstring"], look)))
    assert pdf.check_pdf_syntax() == []
    found: dict[str, int] = {}

    def walk(node: Any) -> None:
        found[str(node.S)] = found.get(str(node.S), 0) + 1
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(
        pdf.Root.StructTreeRoot.K
        if not isinstance(pdf.Root.StructTreeRoot.K, pikepdf.Array)
        else pdf.Root.StructTreeRoot.K[0]
    )
    assert found["/H1"] == 1
    assert found["/H2"] >= 7
    assert found["/TH"] == found["/TR"]
    assert found["/TD"] == found["/TR"]
    assert found["/LI"] == found["/LBody"] >= 30


def test_there_is_a_place_to_sign_on_the_last_page(plans: dict[str, Plan], look: Template) -> None:
    plan = plans["hamstring"]
    *others, last = pages(plan, look)
    for told in ("Name and profession", "Date", "Signature", "Remarks", "Approved with changes", plan.made_with.digest):
        assert told in last
    assert not any("Signature" in page for page in others)


def test_the_same_plan_gives_the_same_bytes_also_from_its_file(plans: dict[str, Plan], look: Template) -> None:
    plan = plans["shin"]
    again = parse_plan(writers.write("json", plan, look), "plan.json")
    assert write(again, look) == write(plan, look)


def test_a_long_protocol_goes_on_over_more_pages_and_loses_nothing(plans: dict[str, Plan], look: Template) -> None:
    plan = plans["hamstring"]
    assert plan.review is not None
    longest = plan.review.phases[4]
    exits = tuple(
        line.model_copy(update={"tests": (line.tests[0].model_copy(update={"title": f"Test {number}"}),)})
        for number in range(90)
        for line in longest.exit[:1]
    )
    notes = [f"Word {number}" * 60 for number in range(3)]
    doses = tuple(plan.review.phases[2].doses[0].model_copy(update={"note": note}) for note in notes)
    many = (
        *plan.review.phases[:4],
        longest.model_copy(update={"exit": exits, "doses": doses}),
        *plan.review.phases[5:],
    )
    text = "".join(
        made := pages(plan.model_copy(update={"review": plan.review.model_copy(update={"phases": many})}), look)
    )
    assert len(made) > 2
    assert all(f"Test {number}:" in text for number in range(90))
    assert all(squeezed(note) in squeezed(text) for note in notes)
    assert "continued" in text


def test_a_plan_file_from_before_is_refused_with_its_command(plans: dict[str, Plan], look: Template) -> None:
    with pytest.raises(UsageError, match="does not hold the protocol"):
        write(plans["shin"].model_copy(update={"review": None}), look)


# -- templates that extend each other -------------------------------------------------------------------------------


def test_a_template_of_a_clinic_may_extend_the_sheet(tmp_path: Path, library: Library, plans: dict[str, Plan]) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    file = folder / "template.yaml"
    file.write_text("id: ours\nextends: clinician\nclinic: {name: Riverside}\npaper: letter\n", encoding="utf-8")
    ours = library.template(str(folder))
    assert (ours.layout, ours.paper, ours.clinic.name, ours.clinic.phone) == ("reference", "letter", "Riverside", "")
    assert "Riverside" in pages(plans["shin"], ours)[0]


def test_a_circle_of_templates_is_an_error(tmp_path: Path, library: Library) -> None:
    (tmp_path / "template.yaml").write_text(f"id: ours\nextends: {tmp_path}/\n", encoding="utf-8")
    with pytest.raises(SourceError, match="extends itself"):
        library.template(f"{tmp_path}/")


def test_the_layout_needs_its_words(tmp_path: Path, library: Library) -> None:
    (tmp_path / "template.yaml").write_text("id: ours\nextends: clinic\nlayout: reference\n", encoding="utf-8")
    with pytest.raises(SourceError, match="extends: clinician"):
        library.template(f"{tmp_path}/")


def test_a_reviewed_protocol_names_who_reviewed_it(plans: dict[str, Plan], look: Template) -> None:
    plan = plans["shin"]
    protocol = plan.protocol.model_copy(update={"status": "reviewed", "reviewed_by": "A. Clinician"})
    assert squeezed("reviewed by A. Clinician") in whole(plan.model_copy(update={"protocol": protocol}), look)
    assert plan.as_of == INJURED
