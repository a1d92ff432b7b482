"""What is changed, and which tests are asked: the quick ones that are about it."""

from __future__ import annotations

from mutants import ROOT


def _of(folder: str, *left_out: str) -> list[str]:
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("*.py"))
    return [path for path in found if path not in left_out]


MESSAGE = "test_errors.py::test_a_broken_file_gets_exactly_its_message"
ABOUT_CHAINS = (
    "chain-too-long", "circle", "loosened", "newer-format", "nothing-to-remove", "unknown-after", "unknown-base", "unsigned",
    "wrong-base", "wrong-tag",
)  # fmt: skip
SHOWN = sorted(
    path.name for path in (ROOT / "tests" / "errors").iterdir() if path.name.partition(".")[0] in ABOUT_CHAINS
)
"""Messages about one file that changes another, in their exact words and at their lines."""
WHOLE = (
    "a_raised_row_takes_out_the_exercises_that_must_not_be_done_with_it",
    "both_sides_at_once_raise_the_question_they_stand_for",
    "a_programme_used_late_begins_at_its_beginning",
    "days_1_to_3_hold_peace_only",
    "day_4_opens_love_with_its_gate_printed",
    "starting_in_the_first_phase_of_the_grade_is_in_time",
    "a_not_sure_that_counts_as_no_is_told_as_advice",
    "a_referral_holds_no_exercise_anywhere",
    "a_limit_prints_a_plan_that_names_what_is_left_out",
    "no_side_means_no_side_and_a_box_on_page_1",
    "without_equipment_the_substitute_counts_else_the_easier_exercise_else_it_is_left_out",
    "a_plan_says_when_its_running_steps_take_longer_than_its_dates",
    "what_a_limit_drops_is_in_no_phase_and_no_letter",
)
"""Tests of whole plans that take a few tenths of a second."""
TRIAGE = ["rehab/engine/triage.py", "rehab/engine/clearance.py"]
GATES = ["rehab/engine/verdict.py", "rehab/engine/gates.py"]
FOLLOWING = [f"rehab/engine/{name}.py" for name in ("response", "since", "missed", "runs", "following", "follow")]
DOSING = [f"rehab/engine/{name}.py" for name in ("dosing", "ground", "placing", "laying", "timetable", "hydration")]
WATCHING = [f"rehab/engine/{name}.py" for name in ("watch", "standing", "sharing", "finding")]
PLAYED = [f"rehab/engine/{name}.py" for name in ("athletes", "behaviour")]
"""What virtual athletes do: no plan of a person hangs on it, and much of it only whole months of days reach."""
REVIEWED = [f"rehab/engine/{name}.py" for name in ("review", "review_phases")]
AREAS: dict[str, tuple[list[str], list[str]]] = {
    "triage": (TRIAGE, ["test_triage.py", "test_clearance.py", "test_vignettes.py", "test_hydration.py"]),
    "gates": (GATES, ["test_verdict.py", "test_lights.py"]),
    "following": (
        FOLLOWING,
        [
            "test_mornings.py",
            "test_levels.py",
            "test_lights.py",
            "test_ambers.py",
            "test_missed_days.py",
            "test_since.py",
        ],
    ),
    "dosing": (
        DOSING,
        [
            "test_dose_details.py",
            "test_days.py",
            "test_laying.py",
            "test_hydration.py",
            "test_golden.py",
            "test_case_journals.py",
            "test_runs_followed.py",
        ],
    ),
    "watching": (WATCHING, ["test_watch.py", "test_standing.py", "test_shared_tasks.py", "test_find_words.py"]),
    "frame": (
        _of("rehab/engine", *TRIAGE, *GATES, *FOLLOWING, *DOSING, *WATCHING, *PLAYED, *REVIEWED),
        [
            "test_around.py",
            "test_taken_over.py",
            "test_clearance.py",
            "test_golden.py",
            "test_stopping.py",
            "test_wayback.py",
            "test_late_start.py",
            "test_case_journals.py",
            *(f"test_engine.py::test_{name}" for name in WHOLE),
        ],
    ),
    "review": (REVIEWED, ["test_review.py"]),
    "played": (PLAYED, ["test_behaviour.py"]),
    "notation": (_of("rehab/notation"), ["test_notation.py"]),
    "merge": (
        ["rehab/source/merge.py", "rehab/source/chain.py", *_of("rehab/overlays")],
        [
            "test_source_merge.py",
            "test_changes.py",
            "test_pins.py",
            "test_overlays.py",
            "test_diff.py",
            *(f"{MESSAGE}[{name}]" for name in SHOWN),
        ],
    ),
    "escaping": (
        [
            "rehab/writers/lines.py::clean _kept case_code",
            "rehab/writers/csv.py::cell",
            "rehab/writers/terminal.py::safe",
            "rehab/writers/markdown.py::safe _bullets",
            "rehab/writers/html/markup.py",
            "rehab/writers/ics.py::_event",
            "rehab/writers/svg.py::SvgSheet.__init__ SvgSheet.text",
            "rehab/writers/fhir.py::write _narrative _text",
            "rehab/writers/pdf/fonts.py::printable _printable missing",
            "rehab/writers/html/document.py::policy_of",
        ],
        ["test_escaping.py"],
    ),
}
PUT_TOGETHER_ONCE = ("triage", "gates", "following", "dosing", "watching", "frame")
"""Areas whose code has no part in putting a protocol together from its files: that is done before the first mutant."""
