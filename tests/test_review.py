"""The protocol as a clinician reviews it, value by value, without its pages: those are in ``test_reference_sheet.py``."""

from __future__ import annotations

from typing import Any

import pytest
from combinations import LIBRARY, chosen_of

from rehab import phrases
from rehab.engine.review import _care, _cited, _flags, _grades, _measure, _rule, review
from rehab.models.care import CareTask
from rehab.models.measure import Change, Measure
from rehab.models.protocol import Choice, ClearanceItem, Grade, Modifier, Phase, Protocol, Run, Slot
from rehab.models.review import Review, ReviewCare, ReviewDose, ReviewGrade, ReviewPhase, ReviewRun, ReviewTest, Stated
from rehab.notation import parse_criterion, parse_dose

SHELF, WORDS = LIBRARY.shelf, LIBRARY.shelf.words
STRAIN = chosen_of(LIBRARY, "hamstring-strain", None, None).protocol
PLAIN = Phase(title="One", step="build", goal="Load the {side} leg.", days={"all": (1, 7)}, exercises={})
BRIDGE = SHELF.exercises["bridge-on-heels"]
NAME = BRIDGE.short_title or BRIDGE.title


def held(**phases: Phase) -> Protocol:
    """Return a protocol of these phases, of one that is reviewed, with an author."""
    return STRAIN.model_copy(update={"phases": phases, "author": "A", "variants": {}, "types": {}})


def with_rows(**rows: Slot) -> Phase:
    return PLAIN.model_copy(update={"exercises": {key.replace("_", "-"): row for key, row in rows.items()}})


def looked_at(protocol: Protocol, **options: Any) -> Review:
    return review(protocol, SHELF, **{"kind": None, "variant": None, "grade": "2", "side": "left", **options})


def row(grade: str | None = "2", **values: Any) -> ReviewDose:
    """Return one row of a phase as it is reviewed."""
    slot = Slot(**{"dose": parse_dose("3 x 12 [P]"), **values})
    after = PLAIN.model_copy(update={"title": "Two"})
    [dose] = looked_at(held(one=with_rows(bridge_on_heels=slot), two=after), grade=grade).phases[0].doses
    return dose


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, {"exercise": "bridge-on-heels", "title": NAME, "first_day": 1, "not_before": "", "through": None, "left_out": False}),
        ({"through": "two"}, {"through": 2}),
        ({"through": "one"}, {"through": None}),  # it ends where it begins
        ({"first": 3}, {"first_day": 3}),
        ({"not_before": 6}, {"not_before": "6"}),
        ({"not_before": 6, "not_before_by_grade": {"2": 9}}, {"not_before": "9"}),
        ({"not_before": 9, "not_before_by_grade": {"2": 6}}, {"not_before": "9"}),
        ({"not_before_by_grade": {"1": 6}}, {"not_before": ""}),
        ({"not_after": 3}, {"not_after": 3}),
        ({"grades": ("2",)}, {"grades": ()}),  # the grade is chosen
        ({"on_days_of": "diver"}, {"with_row": SHELF.exercises["diver"].short_title or SHELF.exercises["diver"].title}),
        ({"off_days_of": "run"}, {"without_row": "run", "with_row": ""}),
        ({"before_run": True, "from_stage": 2, "on_days_of": "run"}, {"before_run": True, "from_stage": 2, "with_row": "run"}),
        ({"only_if": "No pain in the {side} leg.", "note": "Lie down."}, {"only_if": phrases.fill_side("No pain in the {side} leg.", WORDS, "left"), "note": "Lie down."}),
        ({"progress": "Add a set."}, {"progress": "Add a set."}),
        ({"monitoring": "SM-TENDON", "optional": True}, {"monitoring": "SM-TENDON", "optional": True}),
        ({"side": "each"}, {"side": "each"}),
        ({"side": "both"}, {"side": "both"}),
        ({"side": "affected"}, {"side": "left"}),
    ],
)  # fmt: skip
def test_a_row_is_reviewed_with_all_that_limits_it(values: dict[str, Any], shown: dict[str, Any]) -> None:
    found = row(**values)
    assert {name: getattr(found, name) for name in shown} == shown


@pytest.mark.parametrize(
    ("values", "not_before", "grades"),
    [
        ({"not_before": 6, "grades": ("1", "2")}, "6", ("1", "2")),
        ({"not_before_by_grade": {"1": 6, "2": 9}}, f"{STRAIN.grades['1'].title} 6, {STRAIN.grades['2'].title} 9", ()),
    ],
)
def test_without_a_grade_a_row_says_what_holds_for_each(
    values: dict[str, Any], not_before: str, grades: tuple[str, ...]
) -> None:
    found = row(grade=None, **values)
    assert (found.not_before, found.grades) == (not_before, grades)


def test_a_step_up_in_the_notation_is_reviewed_in_words_with_the_harder_exercise() -> None:
    told = row(progress="add 2 reps after 2 green sessions up to 15, then harder: nordic-curl").progress
    assert "nordic-curl" not in told
    assert SHELF.exercises["nordic-curl"].title in told
    assert "15" in told


def part(text: str, evidence: Any, source: str = "", weeks: str = "", author: str = "") -> Stated:
    return Stated(text=text, evidence=evidence, source=source, weeks=weeks, author=author)


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"dose": parse_dose("3 x 12 [V askling-2013], rest 60 s [P]")}, [part("3 x 12", "V", "askling-2013"), part("rest 60 s", "P")]),
        ({"dose": parse_dose("3 x 12")}, [part("3 x 12", "author", author="A")]),
        (
            {"dose": None, "weeks": {"1": parse_dose("2 x 5 [P], rest 60 s [V beyer-2015]"), "2-3": parse_dose("3 x 5 [P], rest 60 s [V beyer-2015]")}},
            [part("2 x 5", "P", weeks="1"), part("3 x 5", "P", weeks="2-3"), part("rest 60 s", "V", "beyer-2015")],  # what all weeks share comes last
        ),
        ({"dose": None, "weeks": {"1": parse_dose("2 x 5 [P]")}}, [part("2 x 5", "P", weeks="1")]),
    ],
)  # fmt: skip
def test_each_part_of_a_dose_stands_with_who_says_it(values: dict[str, Any], parts: list[Stated]) -> None:
    assert list(row(**values).parts) == parts


def phase_of(phase: Phase, grade: str | None = "2", **protocol: Any) -> ReviewPhase:
    return looked_at(held(one=phase).model_copy(update=protocol), grade=grade).phases[0]


@pytest.mark.parametrize(
    ("phase", "grade", "shown"),
    [
        ({"days": {"all": (4, 10)}}, "2", [("", "", 4, 10, None, None, None, True)]),
        (
            {"days": {"1": (4, 6), "2": (4, 10)}, "hard_minimum": {"2": 6}, "earliest": {"all": 3}, "latest_end": {"1": 20}},
            "2",
            [("1", "mild", 4, 6, 3, None, 20, False), ("2", "moderate", 4, 10, 3, 6, None, True)],
        ),
        (
            {"days": {"1": (4, 6), "2": (4, 10)}},
            None,
            [("1", "mild", 4, 6, None, None, None, True), ("2", "moderate", 4, 10, None, None, None, True)],
        ),
    ],
)  # fmt: skip
def test_the_days_of_a_phase_stand_by_grade_with_their_limits(
    phase: dict[str, Any], grade: str | None, shown: list[tuple[Any, ...]]
) -> None:
    found = phase_of(PLAIN.model_copy(update=phase), grade).windows
    assert [(w.grade, w.title, w.first, w.last, w.earliest, w.hard_minimum, w.latest_end, w.chosen) for w in found] == shown  # fmt: skip


def test_a_phase_is_reviewed_with_its_goal_and_what_is_forbidden() -> None:
    full = PLAIN.model_copy(update={"forbid": ("kicking", "sprinting"), "avoid": ("No hills.",), "notes": ("N.",)})
    found = phase_of(full)
    assert (found.id, found.number, found.title, found.step) == ("one", 1, "One", "build")
    assert found.goal == phrases.fill_side("Load the {side} leg.", WORDS, "left")
    assert (found.forbid, found.avoid, found.notes) == (("kicking", "sprinting"), ("No hills.",), ("N.",))
    assert (found.run, found.run_goes_on, found.goes_on) == (None, False, ())
    first = phase_of(PLAIN.model_copy(update={"step": "peace"}))
    assert set(first.forbid) == set(SHELF.frameworks.frameworks["peace-love"].forbid_first_days)


def test_a_grade_leaves_out_the_phases_it_does_not_have() -> None:
    later = PLAIN.model_copy(update={"days": {"1": (8, 9)}})
    protocol = held(one=PLAIN, two=later, three=PLAIN)
    assert [(phase.id, phase.number) for phase in looked_at(protocol).phases] == [("one", 1), ("three", 2)]
    assert [phase.id for phase in looked_at(protocol, grade=None).phases] == ["one", "two", "three"]


def test_what_goes_on_is_named_in_the_later_phases_unless_it_is_left_out() -> None:
    rows = with_rows(bridge_on_heels=Slot(dose=parse_dose("3 x 12 [P]"), through="two"))
    run = Run(table="A", stages=(1, 2), frequency=parse_dose("3/week [P]"), through="two")
    protocol = held(one=rows.model_copy(update={"run": run}), two=PLAIN, three=PLAIN)
    assert [phase.goes_on for phase in looked_at(protocol).phases] == [(), (NAME,), ()]
    assert [phase.run_goes_on for phase in looked_at(protocol).phases] == [False, True, False]
    out = looked_at(protocol, left_out=lambda exercise, dose: exercise is not None)
    assert [phase.goes_on for phase in out.phases] == [(), (), ()]
    assert out.phases[0].doses[0].left_out
    assert [phase.run_goes_on for phase in out.phases] == [False, True, False]
    without_runs = looked_at(protocol, left_out=lambda exercise, dose: exercise is None)
    assert [phase.goes_on for phase in without_runs.phases] == [(), (NAME,), ()]
    assert [phase.run_goes_on for phase in without_runs.phases] == [False, False, False]


def running(grade: str | None = "2", **values: Any) -> ReviewRun:
    run = Run(**{"table": "A", "stages": (2, 3), "frequency": parse_dose("3/week [V askling-2013]"), **values})
    phases = looked_at(held(one=PLAIN.model_copy(update={"run": run}), two=PLAIN), grade=grade).phases
    assert phases[0].run is not None
    return phases[0].run


def test_running_is_reviewed_with_its_table_its_stages_and_its_limits() -> None:
    table = SHELF.run_tables["A"]
    plain = running()
    assert (plain.table, plain.title, plain.rule, plain.pain_limit) == ("A", table.title, table.rule, table.pain_limit)
    assert plain.frequency == (part("3/week", "V", "askling-2013"),)
    assert [stage.label for stage in plain.stages] == ["A2", "A3"]
    for stage, own in zip(plain.stages, (table.stages["2"], table.stages["3"]), strict=True):
        assert (stage.intensity, stage.gap_days, f"{stage.evidence} {stage.source}".strip()) == (own.intensity, own.gap_days, own.tag)  # fmt: skip
    assert (plain.through, plain.not_before, plain.needs_log, plain.only_if) == (None, "", False, "")
    full = running(not_before=9, needs_log=True, only_if="No pain.", through="two", sessions=4)
    assert (full.through, full.not_before, full.needs_log, full.only_if) == (2, "9", True, "No pain.")
    assert [stage.sessions for stage in full.stages] == [4, 4]
    mild, moderate = (STRAIN.grades[key].title for key in ("1", "2"))
    graded = {"sessions_by_grade": {"1": 1, "2": 3}, "not_before_by_grade": {"1": 8, "2": 12}}
    told = running(None, **graded)
    assert (told.sessions_by_grade, told.not_before) == (f"{mild} 1, {moderate} 3", f"{mild} 8, {moderate} 12")
    told = running("2", **graded)
    assert (told.sessions_by_grade, told.not_before) == ("", "12")


def test_where_and_how_running_begins_is_reviewed() -> None:
    plain = running()
    assert (plain.first_day, plain.first_stage, plain.fast_track) == ("", "", True)
    mild, moderate = (STRAIN.grades[key].title for key in ("1", "2"))
    limits = {"first": 3, "first_by_grade": {"1": 4, "2": 8}, "first_stage_by_grade": {"2": 3}, "fast_track": False}
    told = running(None, **limits)
    assert (told.first_day, told.first_stage) == (f"{mild} 4, {moderate} 8", f"{moderate} 3")
    told = running("2", **limits)
    assert (told.first_day, told.first_stage, told.fast_track) == ("8", "", False)  # the stages begin with the third
    assert [stage.label for stage in told.stages] == ["A3"]


def a_test(title: str, target: str, evidence: Any, **more: Any) -> ReviewTest:
    return ReviewTest(title=title, target=target, evidence=evidence, **more)


HEEL, WALK, GAIT = (SHELF.measures[key].title for key in ("single-heel-raise", "pain-walking", "normal-gait"))
TAKEN = next(key for key, measure in SHELF.measures.items() if measure.who == "clinician" and measure.kind == "yes-no")


@pytest.mark.parametrize(
    ("rule", "tests", "join"),
    [
        ("pain-walking <= 2 for 2 days [V askling-2013]", [a_test(WALK, "pain <= 2 for 2 days", "V", source="askling-2013")], "and"),
        ("pain-walking <= 0 [P]", [a_test(WALK, "pain 0", "P")], "and"),
        ("single-heel-raise >= 20 [P]", [a_test(HEEL, ">= 20 reps", "P")], "and"),
        ("single-heel-raise >= 20 reps [P]", [a_test(HEEL, ">= 20 reps", "P")], "and"),
        ("single-heel-raise >= 20 reps", [a_test(HEEL, ">= 20 reps", "author", author="A")], "and"),
        ("single-heel-raise >= 90 % of other side [P]", [a_test(HEEL, ">= 90 % of other side", "P")], "and"),
        ("normal-gait: yes for 2 days [P]", [a_test(GAIT, f"{WORDS['yes']} for 2 days", "P")], "and"),
        ("pain-walking not rising [P]", [a_test(WALK, "not rising", "P")], "and"),
        (f"{TAKEN}: yes [P]", [a_test(SHELF.measures[TAKEN].title, WORDS["yes"], "P", by_clinician=True)], "and"),
        (
            "all of (normal-gait: yes [P]; any of (pain-walking <= 2 [P]; single-heel-raise >= 20 reps [P]))",
            [
                a_test(GAIT, WORDS["yes"], "P"),
                a_test("any of (pain-walking <= 2 [P]; single-heel-raise >= 20 reps [P])", "", ""),
            ],
            "and",
        ),
        (
            "any of (pain-walking <= 2 [P]; single-heel-raise >= 20 reps [R askling-2013])",
            [a_test(WALK, "pain <= 2", "P"), a_test(HEEL, ">= 20 reps", "R", source="askling-2013")],
            "or",
        ),
    ],
)  # fmt: skip
def test_a_criterion_keeps_its_threshold_its_days_and_its_source(rule: str, tests: list[ReviewTest], join: str) -> None:
    phase = PLAIN.model_copy(update={"exit": (parse_criterion(rule),), "entry": (parse_criterion("no red flag"),)})
    found = phase_of(phase)
    [line] = found.exit
    assert (list(line.tests), line.join) == (tests, join)
    [asked] = found.entry
    assert [(test.evidence, test.author) for test in asked.tests] == [("", "")]  # a rule of all plans, nobody's value


# -- around the phases -----------------------------------------------------------------------------------------------


def test_a_grade_a_type_and_a_variant_are_reviewed_with_the_one_that_is_chosen() -> None:
    grade = STRAIN.grades["2"].model_copy(update={"within_hours": 72, "disposition": "see_doctor", "needs_clearance": True})  # fmt: skip
    protocol = STRAIN.model_copy(update={"grades": {"1": STRAIN.grades["1"], "2": grade}})
    first, second = _grades(protocol, SHELF, "2")
    assert (first.chosen, first.within, second.chosen, second.within) == (False, "", True, SHELF.red_flags.within["72"])
    assert second == ReviewGrade(grade="2", title=grade.title, picture=grade.picture, route=grade.route, needs_clearance=True, disposition="see_doctor", within=second.within, full_sport=grade.full_sport, chosen=True)  # fmt: skip
    told: dict[str, Any] = {"title": "T", "types": ("a",), "offered": False, "synonyms": (), "default": False, "change": {}}  # fmt: skip
    choices = {"a": Choice.model_construct(**told), "b": Choice.model_construct(**{**told, "offered": True})}
    found = looked_at(STRAIN.model_copy(update={"types": choices, "variants": choices}), kind="a", variant="b")
    assert [(one.id, one.title, one.types, one.offered, one.chosen) for one in found.types] == [("a", "T", ("a",), False, True), ("b", "T", ("a",), True, False)]  # fmt: skip
    assert [(one.id, one.chosen) for one in found.variants] == [("a", False), ("b", True)]


def test_what_a_clinician_states_and_what_makes_it_longer_is_reviewed() -> None:
    items = {"a": ClearanceItem(title="A", ask="?", accept=("yes",)), "b": ClearanceItem(title="B", ask="?", accept=("yes",), needed=False)}  # fmt: skip
    older = Modifier(title="Over 40", note="N.", over_age=40, factor=1.25, phases=("two",))
    found = looked_at(held(one=PLAIN, two=PLAIN).model_copy(update={"clearance": items, "modifiers": {"old": older}}))
    assert found.clearance == ("A",)  # B only opens a later phase
    assert [(one.title, one.note, one.factor, one.phases) for one in found.modifiers] == [("Over 40", "N.", 1.25, (2,))]
    assert found.framework == SHELF.frameworks.frameworks["peace-love"].title
    assert found.emergency == tuple(line.partition("|")[0].strip() for line in STRAIN.stop_signs.emergency)
    assert found.today == tuple(line.partition("|")[0].strip() for line in STRAIN.stop_signs.today)


def test_each_rule_that_a_row_follows_is_reviewed_once_the_usual_one_first() -> None:
    rows = with_rows(
        bridge_on_heels=Slot(dose=parse_dose("3 x 12 [P]"), monitoring="SM-TENDON"),
        diver=Slot(dose=parse_dose("3 x 12 [P]"), monitoring="SM-TENDON"),
    )
    found = looked_at(held(one=rows)).monitoring
    assert [rule.id for rule in found] == [STRAIN.monitoring, "SM-TENDON"]
    own, usual = SHELF.monitoring["SM-TENDON"], _rule(STRAIN.monitoring, SHELF, STRAIN)
    assert (found[1].title, found[1].sentences) == (own.title, own.sentences)
    assert (found[1].green, found[1].green_then, found[1].amber, found[1].amber_then, found[1].red, found[1].red_then) == (own.green.when, own.green.then, own.amber.when, own.amber.then, own.red.when, own.red.then)  # fmt: skip
    assert f"{found[1].evidence} {found[1].source}".strip() == own.evidence
    arteries = LIBRARY.protocol("peripheral-artery-disease-claudication")
    [rule] = [one for one in looked_at(arteries, grade=None).monitoring if one.id == arteries.monitoring]
    assert any("14" in line for line in rule.sentences)  # its own number of missed days
    assert rule.sentences[: len(SHELF.monitoring[rule.id].sentences)] == SHELF.monitoring[rule.id].sentences
    assert usual.sentences[: len(SHELF.monitoring[usual.id].sentences)] == SHELF.monitoring[usual.id].sentences


@pytest.mark.parametrize("condition", ["hamstring-strain", "calf-strain"])
def test_a_question_is_reviewed_as_strict_as_it_is_in_its_condition(condition: str) -> None:
    table = SHELF.red_flags
    stricter = next(iter(row.stricter for row in table.flags.values() if row.stricter))
    own, rule = next(iter(stricter.items()))
    flag = next(key for key, row in table.flags.items() if row.stricter is stricter)
    told = {"id": own, "extends": None, "screen": (flag, "RF-20")}
    for change in (told, {**told, "id": "mine", "extends": own}):
        found = {one.flag: one for one in _flags(STRAIN.model_copy(update=change), SHELF)}
        plain = table.flags[flag]
        assert found[flag].effect == (rule.effect or plain.effect)
        assert found[flag].disposition == (rule.disposition or plain.disposition)
        hours = rule.within_hours or plain.within_hours
        assert found[flag].within == ("" if hours is None else table.within[str(hours)])
    usual = {one.flag: one for one in _flags(STRAIN.model_copy(update={"id": condition, "screen": ("RF-20",)}), SHELF)}
    row = table.flags["RF-20"]
    assert set(table.common) <= set(usual)
    assert (usual["RF-20"].short, usual["RF-20"].disposition, usual["RF-20"].effect, usual["RF-20"].within) == (row.short, row.disposition, row.effect, table.within[str(row.within_hours)])  # fmt: skip


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, ("Cold pack", "", None)),
        ({"minutes": 10}, ("Cold pack", "10 min", None)),
        ({"minutes": 10, "short_title": "Ice 10 min"}, ("Ice 10 min", "", None)),  # the title says it
        ({"minutes": 10, "times_per_day": 4, "every_days": 2}, ("Cold pack", "10 min, 4/day, every 2 days", None)),
        ({"days": (1, 3)}, ("Cold pack", "", (1, 3))),
        ({"grades": ("2",)}, ("Cold pack", "", None)),
        ({"grades": ("1",)}, None),
        ({"optional": True}, None),
        ({"kind": "check"}, None),
    ],
)
def test_care_with_a_dose_is_reviewed(values: dict[str, Any], shown: tuple[Any, ...] | None) -> None:
    task = CareTask(**{"kind": "ice", "title": "T", "short_title": "Cold pack", "evidence": "V dubois-2020", **values})
    shared = SHELF.frameworks.frameworks["peace-love"].tasks
    protocol = STRAIN.model_copy(update={"without_tasks": tuple(shared), "tasks": {"mine": task}})
    found = list(_care(protocol, SHELF, "2"))
    assert found == ([ReviewCare(title=shown[0], often=shown[1], days=shown[2], evidence="V", source="dubois-2020")] if shown else [])  # fmt: skip


def test_a_measure_is_reviewed_with_its_range_and_the_change_that_means_something() -> None:
    told = {"people": "with a sore heel", "unit": "points", "evidence": "V beyer-2015"}
    changes = (Change.model_validate({"least": (6, 6), **told}), Change.model_validate({"least": (6, 8.5), **told}))
    measure = Measure(title="Score", kind="score", how="Ask.", range=(0, 100), better="higher", change=changes)
    found = _measure(measure)
    assert (found.title, found.range, found.better) == ("Score", "0 to 100", "higher")
    assert list(found.change) == [part("6 points (with a sore heel)", "V", "beyer-2015"), part("6 to 8.5 points (with a sore heel)", "V", "beyer-2015")]  # fmt: skip
    bare = _measure(Measure(title="Score", kind="score", how="Ask."))
    assert (bare.range, bare.better, bare.change) == ("", "", ())


def test_a_source_is_used_if_any_value_names_it() -> None:
    exit_rule = parse_criterion("pain-walking <= 2 [V beyer-2015]")
    rows = with_rows(bridge_on_heels=Slot(dose=parse_dose("3 x 12 [V askling-2013]")))
    run = Run(table="A", stages=(1, 1), frequency=parse_dose("3/week [V hamilton-2015]"))
    protocol = held(one=rows.model_copy(update={"exit": (exit_rule,), "run": run}))
    protocol = protocol.model_copy(update={"references": ("beyer-2015", "close-2019")})
    found = looked_at(protocol)
    cited = _cited(found)
    assert {"askling-2013", "beyer-2015", "hamilton-2015"} <= cited
    assert "" not in cited
    assert [source.key for source in found.sources] == ["beyer-2015", "close-2019", *sorted(cited - {"beyer-2015", "close-2019"})]  # fmt: skip
    assert all(source.used is (source.key in cited) for source in found.sources)
    own = SHELF.references["beyer-2015"]
    assert (found.sources[0].citation, found.sources[0].link, found.sources[0].evidence) == (own.citation, own.link, own.status)  # fmt: skip


def test_a_grade_that_is_sent_on_has_no_words_for_a_time_it_lacks() -> None:
    only = Grade.model_construct(**{**STRAIN.grades["3"].__dict__, "within_hours": None})
    [found] = _grades(STRAIN.model_copy(update={"grades": {"3": only}}), SHELF, None)
    assert (found.within, found.chosen, found.route) == ("", False, "referral")
