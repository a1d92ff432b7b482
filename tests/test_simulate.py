"""Virtual athletes: what each of them shows about a protocol, and what the report of a simulation prints."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from combinations import LIBRARY
from conftest import INJURED, PlanMaker
from journals import all_no

from rehab import schedule
from rehab.cli import app
from rehab.engine import athletes as playing
from rehab.engine import follow as deciding
from rehab.engine.athletes import opened_case, play_with_diary, simulate
from rehab.engine.case import weigh
from rehab.engine.compile import follow
from rehab.engine.order import Order
from rehab.engine.triage import Triage
from rehab.models.simulation import Played, Simulation
from rehab.writers import simulation as writer
from rehab.writers import timeline

MAKER = PlanMaker(LIBRARY)
NAMES = list(LIBRARY.athletes.athletes)
PROTOCOLS = ["hamstring-strain", "delayed-onset-muscle-soreness", "leg-overuse-muscle-fatigue", "muscle-cramps"]
"""With runs and without, sudden and not, long and short."""
GOLDEN = Path(__file__).parent / "simulate" / "hamstring.txt"


def order_of(condition: str) -> Order:
    chosen = MAKER.chosen(condition, None, None)
    return Order(
        protocol=chosen.protocol,
        case=opened_case(chosen.protocol, INJURED),
        type=chosen.type,
        variant=chosen.variant,
        grade=None,
        as_of=INJURED,
        program="rehab test",
        digest=chosen.digest,
        command="rehab simulate",
    )


def triage_of(order: Order) -> Triage:
    return weigh(order, LIBRARY.shelf, all_no(LIBRARY, order.protocol))


@functools.cache
def simulated(condition: str) -> Simulation:
    return simulate(order_of(condition), LIBRARY.shelf, LIBRARY.athletes, NAMES)


def played(condition: str, name: str) -> Played:
    return next(one for one in simulated(condition).athletes if one.id == name)


def fired(one: Played) -> dict[str, tuple[int, ...]]:
    return {entry.code: entry.days for entry in one.fired}


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_a_smooth_athlete_opens_every_phase_in_order_and_none_before_its_earliest_day(condition: str) -> None:
    one, phases = played(condition, "smooth"), simulated(condition).phases
    assert [stay.phase for stay in one.stays] == [phase.id for phase in phases]
    for stay, phase in zip(one.stays, phases, strict=True):
        assert stay.first_day >= (phase.earliest or 1)
    assert one.reached_last_phase
    assert not one.waits_for


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_a_slow_athlete_opens_no_phase_before_the_smooth_one(condition: str) -> None:
    smooth = {stay.phase: stay.first_day for stay in played(condition, "smooth").stays}
    for stay in played(condition, "slow").stays:
        assert stay.first_day >= smooth[stay.phase]


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_who_never_logs_never_leaves_the_first_phase(condition: str) -> None:
    one = played(condition, "never-logs")
    assert [stay.number for stay in one.stays] == [1]
    assert not one.reached_last_phase
    assert any("not known" in reason for reason in one.waits_for)


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_no_phase_opens_once_nothing_is_written_down(condition: str) -> None:
    one = played(condition, "stops-logging")
    assert one.logged_through is not None
    # What is known by the next morning may still count for one more day.
    assert all(day <= one.logged_through + 1 for day in fired(one)["opened"])


def test_who_is_too_keen_gets_ambers_and_reds_and_is_held() -> None:
    one = played("hamstring-strain", "too-keen")
    assert {"amber", "red"} <= set(one.lights.values())
    assert {"less", "red-rest", "two-reds"} <= set(fired(one))
    assert not one.reached_last_phase
    assert one.rested


def test_every_red_is_followed_by_rest() -> None:
    one = played("hamstring-strain", "too-keen")
    reds = [day for day, light in one.lights.items() if light == "red"]
    assert reds
    for day in reds:
        assert day + 1 in one.rested or day + 1 > one.last_day


def test_a_flare_up_rests_and_comes_back() -> None:
    one = played("hamstring-strain", "flare-up")
    assert [day for day, light in one.lights.items() if light == "red"] == [8]  # by the pain of the next morning
    assert one.rested == (9, 10)
    smooth = played("hamstring-strain", "smooth")
    assert one.stays[2].first_day > smooth.stays[2].first_day
    assert one.reached_last_phase


def test_single_missed_days_are_not_punished() -> None:
    one = played("hamstring-strain", "misses-every-third")
    assert one.missed
    assert not {"missed", "reduced", "restarted", "sent-back"} & set(fired(one))
    assert "run-again" in fired(one)  # it writes the run down as not done, and gets it the next day
    assert one.reached_last_phase


def test_the_same_athlete_does_the_same_again() -> None:
    condition = "delayed-onset-muscle-soreness"
    again = simulate(order_of(condition), LIBRARY.shelf, LIBRARY.athletes, NAMES)
    assert again == simulated(condition)


@pytest.mark.parametrize("name", ["smooth", "flare-up", "too-keen", "stops-logging"])
def test_what_an_athlete_wrote_decides_the_same_when_it_is_a_journal(name: str) -> None:
    order = order_of("leg-overuse-muscle-fatigue")
    triage = triage_of(order)
    one, journal = play_with_diary(order, LIBRARY.shelf, LIBRARY.athletes, name, triage)
    as_of = schedule.date_of(INJURED, one.last_day)
    typed = follow(replace(order, journal=journal, started=INJURED, as_of=as_of), triage, LIBRARY.shelf).following
    found: dict[str, tuple[int, ...]] = {}
    for change in typed.changes:
        found[change.code] = tuple(dict.fromkeys((*found.get(change.code, ()), change.day)))
    assert found == {code: days for code, days in fired(one).items() if code in found}
    assert {schedule.plan_day(INJURED, date): light for date, light in typed.judged.items()} == one.lights
    assert typed.window.phase_id == one.stays[-1].phase


def test_days_of_rest_are_no_green_sessions() -> None:
    order = order_of("tibial-stress-fracture")  # its rule looks at each morning
    athletes = LIBRARY.athletes.model_copy(
        update={"playing": LIBRARY.athletes.playing.model_copy(update={"share": 0.1, "more_days": 30})}
    )
    one, journal = play_with_diary(order, LIBRARY.shelf, athletes, "too-keen", triage_of(order))
    worked = {schedule.plan_day(INJURED, entry.date) for entry in journal.entries if entry.kind == "done"}
    assert "red" in one.lights.values()
    assert {day for day, light in one.lights.items() if light == "green"} <= worked


def test_the_clearance_to_begin_ends_no_phase() -> None:
    order = order_of("fracture")
    found = simulate(order, LIBRARY.shelf, LIBRARY.athletes, ["smooth", "never-logs"])
    smooth, silent = found.athletes
    assert smooth.stays[0].phase == "immobilised"
    assert smooth.stays[0].last_day > 1
    assert [stay.phase for stay in silent.stays] == ["immobilised"]


def test_sessions_counted_by_several_signs_at_once_can_be_met() -> None:
    order = order_of("chronic-exertional-compartment-syndrome")
    one, _ = play_with_diary(order, LIBRARY.shelf, LIBRARY.athletes, "smooth", triage_of(order))
    assert one.reached_last_phase


def test_the_list_of_rules_is_closed() -> None:
    text = Path(deciding.__file__).read_text(encoding="utf-8") + Path(playing.__file__).read_text(encoding="utf-8")
    for code in LIBRARY.athletes.rules:
        assert f'"{code}"' in text, code
    known = {*LIBRARY.athletes.rules, *LIBRARY.shelf.red_flags.flags}
    for condition in PROTOCOLS:
        for one in simulated(condition).athletes:
            assert set(fired(one)) <= known


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_a_rule_either_fired_or_is_named_as_one_that_never_did(condition: str) -> None:
    found = simulated(condition)
    never = {entry.code for entry in found.never_fired}
    ever = {code for one in found.athletes for code in fired(one)}
    assert not never & ever
    assert {"opened", "more", "less", "red-rest"} <= never | ever


# -- what is printed -------------------------------------------------------------------------------------------------


def test_the_report_of_the_hamstring_prints_as_kept() -> None:
    text = writer.write(simulated("hamstring-strain"))
    if os.environ.get("REHAB_UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_no_line_of_the_report_is_wider_than_80_columns(condition: str) -> None:
    assert max(map(len, writer.write(simulated(condition)).splitlines())) < 80


@pytest.mark.parametrize("condition", PROTOCOLS)
def test_the_picture_holds_every_athlete_and_every_phase_inside_its_frame(condition: str) -> None:
    found = simulated(condition)
    root = ElementTree.fromstring(timeline.write(found, "svg", accent="0B5C6B", language="en"))
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    said = " ".join(element.text or "" for element in root.iter() if element.tag.endswith("}text"))
    for one in found.athletes:
        assert one.title in said
    for phase in found.phases:
        assert phase.title in said
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.get("x", 0)) + float(box.attrib["width"]) <= width
        assert float(box.get("y", 0)) + float(box.attrib["height"]) <= height


def test_the_picture_is_the_same_each_time_and_the_pdf_has_one_page() -> None:
    found = simulated("muscle-cramps")
    one, other = (timeline.write(found, "pdf", accent="0B5C6B", language="en") for _ in range(2))
    assert one == other
    assert len(pypdfium2.PdfDocument(one)) == 1


# -- the command -----------------------------------------------------------------------------------------------------


def run(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("REHAB_TODAY", INJURED.isoformat())
    monkeypatch.setattr(sys, "argv", ["rehab", "simulate", *words])
    with pytest.raises(SystemExit) as stop:
        app.main()
    return int(stop.value.code or 0)


def test_the_command_prints_json_of_the_athletes_asked_for_and_writes_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "timeline.svg"
    words = ["delayed-onset-muscle-soreness", "--athlete", "slow", "--athlete", "too-keen", "--json"]
    assert run([*words, "-o", str(target)], monkeypatch) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in data["athletes"]] == ["slow", "too-keen"]
    assert Simulation.model_validate(data)
    assert target.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["muscle-cramps", "--athlete", "smoth"], 2, "did you mean 'smooth'"),
        (["muscle-cramps", "-o", "picture.png"], 2, "end it with .svg or .pdf"),
        (["deep-vein"], 5, "there is no protocol"),
        (["acute-compartment-syndrome"], 2, "leads to a clinician"),
        (["hamstring-strain", "--grade", "3"], 2, "leads to a clinician"),
        (["muscle-cramps", "--paper", "a5"], 2, "a4, letter"),
    ],
)
def test_what_cannot_be_played_is_said(
    words: list[str], code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words, monkeypatch) == code
    assert message in re.sub(r"\s+", " ", capsys.readouterr().err)
