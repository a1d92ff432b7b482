"""What is changed, and which tests are asked: the quick ones that are about it."""

from __future__ import annotations

from mutants import ROOT


def _of(folder: str, *left_out: str) -> list[str]:
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("*.py"))
    return [path for path in found if path not in left_out]


TRIAGE = ["rehab/engine/triage.py", "rehab/engine/clearance.py"]
GATES = ["rehab/engine/verdict.py", "rehab/engine/gates.py"]
FOLLOWING = [f"rehab/engine/{name}.py" for name in ("response", "since", "missed", "runs", "following", "follow")]
DOSING = [
    f"rehab/engine/{name}.py" for name in ("dosing", "ground", "placing", "laying", "timetable", "frame", "hydration")
]
AREAS: dict[str, tuple[list[str], list[str]]] = {
    "triage": (TRIAGE, ["test_triage.py", "test_vignettes.py", "test_hydration.py"]),
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
        ["test_dose_details.py", "test_days.py", "test_hydration.py", "test_golden.py", "test_engine.py"],
    ),
    "engine": (
        _of(
            "rehab/engine",
            *TRIAGE,
            *GATES,
            *FOLLOWING,
            *DOSING,
            "rehab/engine/athletes.py",
            "rehab/engine/behaviour.py",
        ),
        ["test_engine.py", "test_following.py", "test_sharing.py", "test_finding.py", "test_missed_days.py"],
    ),
    "notation": (_of("rehab/notation"), ["test_notation.py"]),
    "merge": (
        ["rehab/source/merge.py", "rehab/source/chain.py", *_of("rehab/overlays")],
        ["test_source_merge.py", "test_overlays.py", "test_pins.py"],
    ),
    "escaping": (
        [
            f"rehab/writers/{name}.py"
            for name in ("lines", "csv", "terminal", "markdown", "html/markup", "ics", "svg", "fhir", "pdf/fonts")
        ],
        ["test_notes_and_table.py", "test_ics.py", "test_text_writer.py", "test_page.py", "test_fhir.py"],
    ),
}
PUT_TOGETHER_ONCE = ("triage", "gates", "following", "dosing", "engine")
"""Areas whose code has no part in putting a protocol together from its files: that is done before the first mutant."""
