"""The file itself: tagged, embedded, sound, and the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
import sample_plan as sample
from pydantic import ValidationError
from reportlab import rl_config

from rehab.models.template import Template
from rehab.writers.pdf import write

PLANS: dict[str, Any] = {"plan": sample.plan, "not asked": sample.not_asked, "referral": sample.referral}


@cache
def opened(name: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(write(PLANS[name](), sample.template())))


@pytest.mark.parametrize("name", PLANS)
def test_the_file_has_no_fault_that_qpdf_finds(name: str) -> None:
    assert opened(name).check_pdf_syntax() == []


@pytest.mark.parametrize("name", PLANS)
def test_the_same_plan_gives_the_same_bytes(name: str) -> None:
    assert write(PLANS[name](), sample.template()) == write(PLANS[name](), sample.template())


@pytest.mark.parametrize("name", PLANS)
def test_every_font_is_embedded(name: str) -> None:
    names = set()
    for page in opened(name).pages:
        for font in page.Resources.Font.values():
            descriptor = font.FontDescriptor
            assert "/FontFile2" in descriptor, font.BaseFont
            names.add(str(font.BaseFont))
    assert names
    assert not any("Helvetica" in one for one in names)


def elements(node: Any) -> Iterator[Any]:
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from elements(kid)


def tree(pdf: pikepdf.Pdf) -> list[Any]:
    return list(elements(pdf.Root.StructTreeRoot.K))


@pytest.mark.parametrize("name", PLANS)
def test_every_mark_has_a_parent_that_knows_it(name: str) -> None:
    pdf = opened(name)
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    parents = {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}
    pages: dict[Any, Any] = {page.objgen: page for page in pdf.pages}
    owned = set()
    for element in tree(pdf):
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                continue
            page, number = (
                (pages[kid.Pg.objgen], int(kid.MCID))
                if isinstance(kid, pikepdf.Dictionary)
                else (pages[element.Pg.objgen], int(kid))
            )
            assert parents[int(page.StructParents)][number].objgen == element.objgen
            owned.add((int(page.StructParents), number))
    marked = {(int(page.StructParents), number) for page in pdf.pages for number in marks(page)}
    assert marked == owned
    assert marked


def operations(page: Any) -> Iterator[tuple[Any, Any]]:
    for instruction in pikepdf.parse_content_stream(page):
        yield instruction.operands, instruction.operator


def marks(page: Any) -> Iterator[int]:
    for operands, operator in operations(page):
        if str(operator) == "BDC" and "/MCID" in operands[1]:
            yield int(operands[1].MCID)


@pytest.mark.parametrize("name", PLANS)
def test_everything_drawn_is_tagged_or_furniture_and_marks_never_nest(name: str) -> None:
    for page in opened(name).pages:
        depth = 0
        for _, operator in operations(page):
            if str(operator) in ("BDC", "BMC"):
                depth += 1
                assert depth == 1
            elif str(operator) == "EMC":
                depth -= 1
            elif str(operator) in ("Tj", "TJ", "S", "f", "B", "f*", "B*"):
                assert depth == 1
        assert depth == 0


@pytest.mark.parametrize("name", PLANS)
def test_the_document_says_its_language_title_and_that_it_is_tagged(name: str) -> None:
    pdf = opened(name)
    assert pdf.Root.Lang == "en-GB"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert "hamstring" in str(pdf.docinfo["/Title"]).lower()
    assert "/Trans" not in pdf.pages[0]
    with pdf.open_outline() as outline:
        assert outline.root
        assert len({entry.title for entry in outline.root}) == len(outline.root)


def test_the_name_of_the_person_is_in_no_metadata() -> None:
    pdf = opened("plan")
    assert all("Example name" not in str(value) for value in pdf.docinfo.values())


@pytest.mark.parametrize("name", PLANS)
def test_tables_lists_and_figures_are_whole(name: str) -> None:
    rows = {"/Table": {"/TR"}, "/TR": {"/TH", "/TD"}, "/L": {"/LI"}, "/LI": {"/Lbl", "/LBody"}}
    seen = set()
    for element in tree(opened(name)):
        role = str(element.S)
        seen.add(role)
        kids = {str(kid.S) for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid}
        if role in rows:
            assert kids, role
            assert kids <= rows[role], (role, kids)
        if role == "/Figure":
            assert str(element.Alt)
            assert len(element.A.BBox) == 4
        if role == "/TH":
            assert str(element.A.Scope) in ("/Row", "/Column")
    assert {"/Document", "/Sect", "/H1", "/H2", "/P", "/L", "/Figure"} <= seen


def test_headings_come_in_order_in_each_section() -> None:
    for section in opened("plan").Root.StructTreeRoot.K.K:
        roles = [str(element.S) for element in elements(section) if str(element.S) in ("/H1", "/H2", "/H3")]
        assert roles.count("/H1") == 1
        assert roles[0] == "/H1"


def test_a_dose_is_read_aloud_in_words() -> None:
    spoken = {str(element.ActualText) for element in tree(opened("plan")) if "/ActualText" in element}
    for phase in sample.PHASES[:2]:
        for dose in phase.exercises:
            assert dose.text in spoken


def test_the_writers_package_does_not_load_reportlab() -> None:
    code = "import sys, rehab.writers, rehab.writers.pdf; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=sample.ROOT, check=False).returncode == 0


def test_only_the_sheet_its_fields_its_structure_and_the_fonts_touch_reportlab() -> None:
    folder = sample.ROOT / "rehab/writers"
    users = {
        path.name
        for path in folder.rglob("*.py")
        if "reportlab" in path.read_text(encoding="utf-8").replace("ReportLab", "")
    }
    assert users == {"fonts.py", "form.py", "sheet.py", "structure.py"}


def test_reportlab_may_open_nothing_and_evaluate_nothing() -> None:
    write(sample.referral(), sample.template())
    assert rl_config.toColorCanUse is None
    assert rl_config.trustedHosts is None
    assert rl_config.trustedSchemes == []


@pytest.mark.parametrize("accent", ["777777", "F0B030", "red", "12345"])
def test_an_accent_too_pale_to_read_is_refused(accent: str) -> None:
    with pytest.raises(ValidationError, match=r"too pale|six digits"):
        sample.template(accent=accent)


def test_another_accent_changes_the_page() -> None:
    assert write(sample.plan(), sample.template(accent="5A2A6B")) != write(sample.plan(), sample.template())


def test_a_template_may_not_leave_the_safety_pages_out() -> None:
    with pytest.raises(ValidationError, match="cannot be left out"):
        sample.template(sections=["cover", "weeks", "sources"])


def test_an_unknown_name_in_a_sentence_of_the_template_is_refused() -> None:
    data = sample.template().model_dump(mode="json")
    data["wording"]["cover"]["day"] = "Day {date}"
    with pytest.raises(ValidationError, match="cannot be filled in here"):
        Template.model_validate(data, strict=False)
