"""What the phone page sends goes into the journal once, and only into its own case; what was changed is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import test_daily
from test_daily import START, Rehab

from rehab.source.phone_file import check_of

DAY = "2026-11-07"
rehab = test_daily.rehab


def ticked(subject: str = "6.heel-slide.1", **more: Any) -> dict[str, Any]:
    entry = {"id": "phone.0a-000", "date": DAY, "logged": f"{DAY}T18:30:00+01:00", "kind": "done", "subject": subject}
    return entry | {"value": 1, "text": "2 × 10", "side": "both"} | more


def pain(number: int = 1, value: float = 3, **more: Any) -> dict[str, Any]:
    entry = {"id": f"phone.1a-00{number}", "date": DAY, "logged": f"{DAY}T18:40:00+01:00", "kind": "measure"}
    return entry | {"subject": "pain-during", "value": value} | more


def sent(*entries: Any, **more: Any) -> dict[str, Any]:
    """Return what the page sends, with the check that belongs to it."""
    data = {
        "format": "rehab/phone",
        "version": 1,
        "case": "sam",
        "protocol": "hamstring-strain",
        "day_one": "2026-11-02",
        "exported": f"{DAY}T20:00:00+01:00",
        "entries": list(entries or (ticked(), pain())),
        **more,
    }
    return data | {"check": check_of(data)}


@pytest.fixture
def sam(rehab: Rehab) -> Rehab:
    rehab("start", *START, "--id", "sam")
    rehab.at(DAY)
    return rehab


def take(rehab: Rehab, data: Any, *, code: int = 0) -> str:
    """Import what the page sent and return what the program says."""
    Path("ticks.json").write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    before = len(rehab.entries())
    result = rehab("journal", "import", "ticks.json", code=code)
    assert code == 0 or (result.out == "" and len(rehab.entries()) == before)
    return result.out or result.err


def test_what_the_page_sent_is_in_the_journal_once_however_often_it_is_taken_in(sam: Rehab) -> None:
    assert take(sam, sent()) == "2 written down.\n"
    assert take(sam, sent()) == "0 written down.\n"
    later = sent(ticked(), pain(), pain(2, 5, replaces="phone.1a-001"))
    assert take(sam, later) == "1 written down.\n"
    found = {entry.id: entry for entry in sam.entries()}
    assert (found["phone.0a-000"].subject, found["phone.0a-000"].value) == ("6.heel-slide.1", 1)
    assert found["phone.1a-002"].replaces == "phone.1a-001"


def test_a_tick_taken_back_on_the_page_is_undone_in_the_journal(sam: Rehab) -> None:
    undo = {
        "id": "phone.2a-000",
        "date": DAY,
        "logged": f"{DAY}T19:00:00+01:00",
        "kind": "undo",
        "subject": "phone.0a-000",
    }
    take(sam, sent(ticked()))
    assert "x] Heel slide" in sam("today").out
    take(sam, sent(ticked(), undo))
    assert "x] Heel slide" not in sam("today").out


def test_a_text_that_was_pasted_into_a_file_is_read_as_well(sam: Rehab) -> None:
    text = "\ufeff" + json.dumps(sent(), ensure_ascii=False, indent=1).replace("\n", "\r\n")
    assert take(sam, text) == "2 written down.\n"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"entries": [pain(value=1)]}, "was changed after the phone page made it"),
        ({"exported": f"{DAY}T20:00:01+01:00"}, "was changed after the phone page made it"),
        ({"check": "00000000"}, "was changed after the phone page made it"),
        ({"__proto__": {"admin": True}}, "the file has a field '__proto__' that the page never writes"),
        ({"entries": [ticked() | {"constructor": "x"}]}, "has a field 'constructor' that the page never writes"),
        ({"version": 2}, "is of version 2 of the phone page; this program reads version 1"),
        ({"version": True}, "is of version True of the phone page; this program reads version 1"),
        ({"entries": {}}, "'entries' is not a list"),
        ({"entries": ["x"]}, "line 1 of its entries is not an entry"),
        ({"entries": [{"id": "a"}]}, "line 1 of its entries has no 'date'"),
        ({"entries": [pain() | {"value": "3"}]}, "'value' of line 1 of its entries is of the wrong kind"),
        ({"entries": [pain() | {"value": True}]}, "'value' of line 1 of its entries is of the wrong kind"),
        ({"entries": [pain() | {"kind": "flag"}]}, "'flag' of line 1 of its entries is nothing that the page writes"),
        ({"day_one": "Monday"}, "'day_one' or 'exported' is no date"),
        ({"day_one": "9999-12-31"}, "'day_one' or 'exported' is far from any year of ours"),
        ({"exported": f"{DAY}T20:00:00"}, "'exported' has no offset from UTC"),
        ({"case": 7}, "a field of the file is not a text"),
    ],
)
def test_a_file_that_the_page_did_not_make_is_refused(sam: Rehab, changed: dict[str, Any], said: str) -> None:
    assert said in take(sam, sent() | changed, code=3).replace("\n       ", " ")


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (sent(protocol="calf-strain"), 2, "is of another plan: calf-strain, day 1 on 2026-11-02"),
        (sent(day_one="2026-11-01", entries=[pain()]), 2, "is of another plan: hamstring-strain, day 1 on 2026-11-01"),
        (sent(case="kim"), 2, "begin it with: rehab start hamstring-strain --injured 2026-11-02 --id kim"),
        (sent(exported="2026-11-09T08:00:00+01:00"), 2, "was made on 2026-11-09, which is still to come"),
        (sent(pain(date="2026-11-08")), 3, "2026-11-08 is still to come"),
        (sent(ticked(date="2026-11-06")), 3, "the task '6.heel-slide.1' is not one of 2026-11-06"),
        (sent(ticked("6.quad-set.1")), 3, "'quad-set' is not an exercise of this plan"),
        (sent(ticked("rubbish")), 3, "'rubbish' is not the id of a task"),
        (sent(pain(value=11)), 3, "pain-during: 11 is not a number from 0 to 10"),
        (sent(pain(), pain(value=4)), 3, "the id 'phone.1a-001' stands for two entries"),
    ],
)
def test_ticks_of_another_plan_or_of_another_day_are_refused(sam: Rehab, data: Any, code: int, said: str) -> None:
    assert said in take(sam, data, code=code).replace("\n       ", " ")


def test_two_fields_of_one_name_and_what_is_no_number_are_refused(sam: Rehab) -> None:
    text = json.dumps(sent())
    assert "the field 'kind' stands twice" in take(sam, text.replace('"kind":', '"kind": "note", "kind":', 1), code=3)
    assert "wrong kind" in take(sam, text.replace('"value": 3', '"value": 1e999'), code=3)
    assert "wrong kind" in take(sam, text.replace('"value": 3', '"value": NaN'), code=3)
    assert "is not JSON" in take(sam, text.replace('"value": 3', f'"value": {"9" * 5000}'), code=3)


def test_without_a_journal_or_for_another_case_it_says_so(rehab: Rehab) -> None:
    Path("ticks.json").write_text(json.dumps(sent()), encoding="utf-8")
    assert "there is no journal" in rehab("journal", "import", "ticks.json", code=5).err
    rehab("start", *START, "--id", "sam")
    rehab.at(DAY)
    assert "has nothing of the case 'kim'" in rehab("journal", "import", "ticks.json", "--case", "kim", code=2).err
