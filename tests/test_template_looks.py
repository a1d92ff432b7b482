"""What a clinic's template may move: the order of sections."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from conftest import PlanMaker
from test_pdf_pages import no_two_overlap, words_on
from test_templates import clinic, pages_of

from rehab.errors import SourceError
from rehab.library import Library
from rehab.models.template import Template
from rehab.writers.pdf import write


@pytest.fixture(scope="session")
def planned(make_plan: PlanMaker) -> Any:
    return cache(lambda: make_plan("hamstring-strain", grade="2", name="Maximiliane Featherstonehaugh"))


def ours(folder: Path, library: Library, text: str, base: str = "clinic") -> Template:
    return library.template(clinic(folder, f"id: ours\nextends: {base}\n{text}\n"))


def outline(data: bytes) -> list[str]:
    return [str(entry.get_title()) for entry in pdfium.PdfDocument(data).get_toc()]


# -- sections ---------------------------------------------------------------------------------------------------------

TURNED = "sections: [safety, cover, cards, education, weeks, phases, gates, sources]"


@pytest.mark.parametrize("base", ["clinic", "large-print"])
def test_sections_print_in_the_order_of_the_template_and_none_of_their_words_is_lost(
    base: str, tmp_path: Path, library: Library, planned: Any
) -> None:
    usual, turned = library.template(base), ours(tmp_path, library, TURNED, base)
    data, before = write(planned(), turned), write(planned(), usual)
    no_two_overlap(words_on(data))
    words, titles = turned.wording, outline(data)
    shown = [
        next(phase.title for phase in planned().phases),
        words.education.title,
        words.care.title,
        words.phase.title,
        words.gate.title,
        words.sources.title,
    ]
    assert sorted(shown, key=titles.index) == shown

    def told(content: bytes) -> set[str]:
        return set(re.findall(r"[A-Za-z]{4,}", " ".join(pages_of(content))))

    assert told(before) - told(data) <= {words.page.continued.partition("{")[0].strip()}


def test_a_page_that_names_another_names_the_right_one_in_any_order(
    tmp_path: Path, library: Library, planned: Any
) -> None:
    turned = ours(tmp_path, library, TURNED)
    pages = pages_of(write(planned(), turned))
    words = turned.wording
    for pattern, title in {
        r"box on page (\d+) is ticked": words.gate.title,
        r"See page (\d+)\.": words.stop.title,
        r"tick, see page (\d+)": words.care.title,
    }.items():
        found = {int(number) for page in pages for number in re.findall(pattern, page)}
        assert found, pattern
        assert all(title in pages[number - 1] for number in found), pattern


WRONG = {
    "sections: [safety, cover, weeks, sources]": "the section 'gates' cannot be left out: it holds the three lights",
    "sections: [safety, weeks, gates, sources]": "the section 'cover' cannot be left out: it holds the stop signs",
    "sections: [cover, safety, gates, sources]": "'safety' and 'cover' come first",
    "sections: [safety, cover, sources, gates]": "'sources' comes last",
    "sections: [safety, cover, gates, gates, sources]": "the section 'gates' stands twice",
    "sections: [safety, cover, poems, gates, sources]": "cannot be 'poems'",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_told_where_it_stands(line: str, tmp_path: Path, library: Library) -> None:
    with pytest.raises(SourceError) as found:
        ours(tmp_path, library, line)
    [issue] = found.value.issues
    assert WRONG[line] in issue.message
    assert issue.location is not None
    assert (issue.location.line, issue.location.file.endswith("template.yaml")) == (3, True)
