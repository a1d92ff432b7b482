"""The 45 published doses, one line for each exercise.

Every figure below was taken by hand from the table of published doses, and the plan days from the timetable of the
condition; none was taken from the protocols. A figure that a line leaves out is not stated in the source: where the
plan has one there, it must be marked P.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class At(NamedTuple):
    """Which plan a row is in. ``recorded``: a variant that is never planned; its rows are those of the merged file."""

    condition: str
    variant: str | None = None
    grade: str | None = None
    kind: str | None = None
    cleared: bool = False
    optional: tuple[str, ...] = ()
    recorded: bool = False


AMOUNT = {"sets", "reps", "by_set", "hold", "bout"}
Figure = int | tuple[int, int] | None


@dataclass(frozen=True)
class Line:
    """One exercise of a row. ``days`` are plan days, ``when`` is how often, ``since`` the day from which that counts."""

    row: int
    at: At
    exercise: str
    days: tuple[int, int]
    when: str
    tag: str
    sets: Figure = None
    reps: Figure = None
    by_set: tuple[int, ...] | None = None
    hold: Figure = None
    bout: Figure = None
    tempo: str | None = None
    rest: Figure = None
    pause: int | None = None
    load: str | None = None
    percent: int | None = None
    a_day: int = 1
    since: int | None = None
    week: int = 1
    phase: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    says: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where a recorded row stands: its exercise and its phase."""
        return self.exercise, self.phase

    def tag_for(self, name: str) -> str:
        """Return the tag of a figure: that of the line, unless it has another for the figure or the whole amount."""
        amount = self.tags.get("amount", self.tag) if name in AMOUNT else self.tag
        return self.tags.get(name, amount)


def plan_name(at: At) -> str:
    """Return a name for a plan: the first word of its condition, its type, its variant and its grade."""
    return "-".join(filter(None, (at.condition.partition("-")[0], at.kind, at.variant, at.grade)))


def name_of(line: Line) -> str:
    """Return a name for a line: its row, its exercise, its plan and its first day."""
    return f"{line.row}-{line.exercise}-{plan_name(line.at)}-day-{line.days[0]}"


HAM1, HAM2 = (At("hamstring-strain", "l-protocol", grade) for grade in "12")
C_ARM = At("hamstring-strain", "c-protocol", "2", recorded=True)
PATS, ASPETAR = At("hamstring-strain", "pats", "2"), At("hamstring-strain", "aspetar", "2")
PATS1, ASPETAR1 = At("hamstring-strain", "pats", "1"), At("hamstring-strain", "aspetar", "1")
LEVEL2, LEVEL3 = (At("prevention-maintenance", kind=kind) for kind in ("level-2", "level-3"))
HOLMICH = At("adductor-groin-strain", "holmich-modified", kind="long-standing")
HOLMICH99 = At("adductor-groin-strain", "holmich-1999", kind="long-standing", recorded=True)
CAE = At("adductor-groin-strain", "cae-8wk", "2", "acute")
ASP = At("adductor-groin-strain", "asp", "2", "acute")
SILBERNAGEL = At("achilles-tendinopathy", "silbernagel", kind="midportion")
ALFREDSON = At("achilles-tendinopathy", "alfredson", kind="midportion")
BEYER = At("achilles-tendinopathy", "hsr", kind="midportion")
JONSSON = At("achilles-tendinopathy", "jonsson-insertional", kind="insertional")
PTLE = At("patellar-tendinopathy", "ptle", "3")
KONGSGAARD = At("patellar-tendinopathy", "hsr", "2")
DECLINE = At("patellar-tendinopathy", "decline-eccentric", "2")
BEFORE_SPORT = "knee-extension-hold-before-sport"
IN_SEASON = At("patellar-tendinopathy", "in-season", "2", cleared=True, optional=(BEFORE_SPORT,))
IN_SEASON_LIFT = At("patellar-tendinopathy", "in-season-isotonic", "2", cleared=True)
ALTERG = At("tibial-stress-fracture", "anti-gravity", "2", "low-risk", recorded=True)

MOST = "5-7/week"


def week(first: int, number: int) -> tuple[int, int]:
    """Return the plan days of a week that is counted from the plan day ``first``."""
    return first + 7 * (number - 1), first + 7 * number - 1


def askling() -> Iterator[Line]:
    for at, days in ((HAM1, (7, 28)), (HAM2, (11, 56))):
        tag = "V askling-2013"
        yield Line(
            1, at, "extender", days, "daily", tag, sets=3, reps=12, tempo="slow", a_day=2, says="before it hurts"
        )
        yield Line(2, at, "diver", days, "every 2", tag, sets=3, reps=6, tempo="slow", says="[Ff]aster")
        yield Line(3, at, "glider", days, "every 3", tag, sets=3, reps=4)
    tag, days, phase = "R askling-2013", (11, 56), "lengthening"
    said = "10 seconds.* 10 seconds.* 20 seconds"
    yield Line(
        4, C_ARM, "contract-relax-stretch", days, "daily", tag, sets=3, reps=4, hold=20, a_day=2, says=said, phase=phase
    )
    yield Line(5, C_ARM, "cable-pendulum", days, "every 2", tag, sets=3, reps=6, phase=phase)
    yield Line(5, C_ARM, "pelvic-lift", days, "every 3", tag, sets=3, reps=8, phase=phase)


def nordic() -> Iterator[Line]:
    """In the hamstring file from the first day of phase 4; in prevention from plan week 5."""
    weeks: list[tuple[int, dict[str, Any], int]] = [
        (1, {"sets": 2, "reps": 5}, 1),
        (2, {"sets": 2, "reps": 6}, 2),
        (3, {"sets": 3, "reps": (6, 8)}, 3),
        (4, {"sets": 3, "reps": (8, 10)}, 3),
        *((number, {"by_set": (12, 10, 8)}, 3) for number in range(5, 11)),
    ]
    plans = {HAM1: 14, ASPETAR1: 14, PATS1: 14, HAM2: 25, ASPETAR: 25, PATS: 25, LEVEL2: 29, LEVEL3: 29}
    last = {14: 98, 25: 126, 29: 182}
    tag, said = "V petersen-2011", "Brake .* as long as"
    for at, first in plans.items():
        for number, amount, a_week in weeks:
            # Moderate strain: in this week the full sprints are 72 hours apart, and Nordics share their days.
            when = "2/week" if first == 25 and number == 3 else f"{a_week}/week"
            yield Line(6, at, "nordic-curl", week(first, number), when, tag, says=said, **amount)
        season = (week(first, 11)[0], last[first])
        yield Line(7, at, "nordic-curl", season, "1/week", tag, by_set=(12, 10, 8))


def pats() -> Iterator[Line]:
    tag = "V heiderscheit-2010"
    for at, days in ((PATS1, (4, 6)), (PATS, (4, 10))):
        yield Line(8, at, "stationary-bike", days, "daily", tag, sets=1, bout=600)
        yield Line(8, at, "side-step", days, "daily", tag, sets=3, bout=60)
        yield Line(8, at, "grapevine", days, "daily", tag, sets=3, bout=60)
        yield Line(8, at, "fast-feet", days, "daily", tag, sets=2, bout=60)
        yield Line(8, at, "prone-bridge", days, "daily", tag, sets=5, reps=1, hold=10)
        yield Line(8, at, "side-bridge", days, "daily", tag, sets=5, reps=1, hold=10)
        yield Line(8, at, "bridge-on-heels", days, "daily", tag, sets=10, reps=1, hold=5)
        yield Line(8, at, "single-leg-balance", days, "daily", tag, sets=4, reps=1, hold=20)
    for at, days in ((PATS1, (7, 13)), (PATS, (11, 24))):
        yield Line(9, at, "stationary-bike", days, MOST, tag, sets=1, bout=600)
        yield Line(9, at, "side-shuffle", days, MOST, tag, sets=3, bout=60)
        yield Line(9, at, "grapevine-jog", days, MOST, tag, sets=3, bout=60)
        yield Line(9, at, "boxer-shuffle", days, MOST, tag, sets=2, bout=60)
        yield Line(9, at, "rotating-bridge", days, MOST, tag, sets=2, reps=10, hold=5, says="both sides|each side")
        yield Line(9, at, "bridge-walk-outs", days, MOST, tag, sets=3, reps=10)
        yield Line(9, at, "windmill", days, MOST, tag, sets=4, reps=8, says="8 with each arm")
        yield Line(9, at, "lunge-walk-rotation", days, MOST, tag, sets=2, reps=10, says="steps")
        yield Line(9, at, "balance-lean", days, MOST, tag, sets=5, reps=1, hold=10)


def aspetar() -> Iterator[Line]:
    """The source states no days in a week: those of the plan are ours."""
    tag, ours = "V hamilton-2015", {"when": "P"}
    yield Line(
        10, ASPETAR, "double-leg-bridge", (4, 10), "daily", tag, sets=4, reps=15, tempo="2-0-2", tags=ours,
        says="not hurt",
    )  # fmt: skip
    yield Line(
        11, ASPETAR, "single-leg-bridge", (11, 24), "every 2", tag, sets=4, reps=15, tempo="2-0-2", tags=ours
    )  # fmt: skip
    yield Line(
        11, ASPETAR, "resisted-knee-bend", (11, 24), "every 2", tag, sets=4, reps=15, tempo="2-0-2", tags=ours,
        says="until the muscle is tired",
    )  # fmt: skip
    yield Line(
        12, ASPETAR, "fast-single-leg-bridge", (25, 38), "every 2", tag, sets=4, reps=8, pause=2, tags=ours,
        says="1 second, rest for 2 seconds",
    )  # fmt: skip


def groin() -> Iterator[Line]:
    tag, recalled, days = "V yousefzadeh-2018", {"when": "R yousefzadeh-2018"}, (4, 17)
    figures: dict[str, dict[str, Any]] = {
        "stationary-bike": {"sets": 1, "bout": 600, "load": "25 W"},
        "ball-squeeze-bent": {"sets": 3, "reps": 10, "hold": 10, "pause": 10, "rest": 120},
        "v-sit-leg-raise": {"sets": 3, "reps": 10, "hold": 10, "pause": 10},
        "band-adduction-hold": {"sets": 5, "reps": 10, "hold": 10, "pause": 10},
        "sit-up": {"sets": 4, "reps": 15, "rest": 60, "says": "straight .* oblique"},
        "prone-bridge": {"sets": 10, "reps": 1, "hold": 15},
        "side-bridge": {"sets": 10, "reps": 1, "hold": 15, "says": "both sides"},
        "alternating-bridge": {"sets": 10, "reps": 1, "hold": 12},
        "wobble-board": {"sets": 1, "bout": 480},
    }
    for exercise, amount in figures.items():
        yield Line(14, HOLMICH, exercise, days, "3/week", tag, tags=recalled, **amount)
    tag = "V holmich-1999"
    for exercise in ("ball-squeeze-feet", "ball-squeeze-bent"):
        yield Line(15, HOLMICH99, exercise, (4, 17), "3/week", tag, sets=10, reps=1, hold=30, phase="part-1")
    module = ("side-lying-hip-abduction", "side-lying-adduction", "pulley-abduction", "pulley-adduction")
    for at in (HOLMICH99, HOLMICH):  # from week 3; the modified programme has the same second part
        for exercise in module:
            yield Line(15, at, exercise, (18, 87), "3/week", tag, sets=5, reps=10, phase="part-2")
    yield Line(15, HOLMICH, "wobble-board", (18, 87), "3/week", tag, sets=1, bout=300)  # of the condition file


def copenhagen() -> Iterator[Line]:
    amounts: list[dict[str, Any]] = [
        {"sets": 2, "reps": 6, "hold": 20},
        {"sets": 2, "reps": 6, "hold": 20},
        {"sets": 3, "reps": 6, "hold": 20},
        {"sets": 3, "reps": 8, "hold": 20},
        {"sets": 3, "reps": 8, "hold": 20},
        {"sets": 3, "reps": 6, "tempo": "3-0-3"},
        {"sets": 3, "reps": 8, "tempo": "3-0-3"},
        {"sets": 3, "reps": 10, "tempo": "3-0-3"},
    ]
    tag, said = "V copenhagen-eight-weeks", "both sides.* One level a week.* week 6 on it is level 6"
    for number, amount in enumerate(amounts, start=1):
        days = week(35, number)
        yield Line(16, CAE, "copenhagen-levels", days, "2/week", tag, says=said, **amount)
    tag, said = "V haroy-2019", "both sides.* above 3 of 10"
    # The amounts of the weeks between are recalled in the source and not given there: they stay out of the plan.
    for days, when, reps in (
        ((35, 41), "3/week", (3, 5)),
        (week(35, 8), "3/week", (12, 15)),
        ((91, 104), "1/week", (12, 15)),
    ):
        yield Line(17, ASP, "copenhagen-choice", days, when, tag, sets=1, reps=reps, tempo="3-0-3", says=said)
    between = (42, 83)
    yield Line(
        17, ASP, "copenhagen-choice", between, "3/week", tag, sets=1, reps=(5, 12), tempo="3-0-3", tags={"amount": "P"}
    )


def ankle() -> Iterator[Line]:
    early = {"1": (4, 7), "2": (4, 7), "3": (6, 12)}
    later = {"1": (22, 77), "2": (43, 98), "3": (85, 140)}
    for grade in "123":
        at = At("lateral-ankle-sprain", "bleakley-early", grade, cleared=grade == "3")
        block, said = "early-ankle-block", "[Pp]ain .* 3 of 10"
        yield Line(18, at, block, early[grade], "daily", "R bleakley-2010", sets=1, bout=1200, a_day=3, says=said)
        for plan in (at, at._replace(variant="home-default")):
            tag, said = "R hupperets-2009", "At most 30 minutes.* 8 weeks"
            yield Line(19, plan, "balance-programme", later[grade], "3/week", tag, sets=1, bout=1800, says=said)


def achilles() -> Iterator[Line]:
    tag = "V alfredson-1998"
    for exercise in ("heel-drop-straight", "heel-drop-bent"):
        yield Line(21, ALFREDSON, exercise, (4, 87), "daily", tag, sets=3, reps=15, tempo="slow", a_day=2)
    tag, at = "V silbernagel-2020", SILBERNAGEL
    yield Line(22, at, "double-heel-raise", (4, 14), "daily", tag, sets=3, reps=(10, 15))
    for exercise in ("single-heel-raise", "seated-heel-raise", "eccentric-heel-raise"):
        yield Line(22, at, exercise, (4, 14), "daily", tag, sets=3, reps=10)
    for exercise in ("double-heel-raise-step", "step-heel-raise", "seated-heel-raise", "eccentric-heel-raise-step"):
        yield Line(23, at, exercise, (15, 35), "daily", tag, sets=3, reps=15)
    yield Line(23, at, "quick-rebound", (15, 35), "daily", tag, sets=3, reps=20, tags={"tempo": "P"})
    heavy = {
        "step-heel-raise-pack": "step-heel-raise",
        "seated-heel-raise-weight": "seated-heel-raise",
        "eccentric-heel-raise-pack": "eccentric-heel-raise-step",
    }
    for loaded, plain in heavy.items():  # daily; the added load on 3 of the days
        yield Line(24, at, loaded, (36, 84), "2-3/week", tag, sets=3, reps=15)
        yield Line(24, at, plain, (36, 84), f"not with {loaded}", tag, sets=3, reps=15)
    yield Line(24, at, "quick-rebound", (36, 84), "daily", tag, sets=3, reps=20)
    tag = "R silbernagel-2020"
    for plan, days in ((at, (85, 180)), (ALFREDSON, (88, 180)), (BEYER, (88, 180))):
        for exercise in ("step-heel-raise-pack", "eccentric-heel-raise-pack"):
            yield Line(25, plan, exercise, days, "2-3/week", tag, sets=3, reps=15)
        yield Line(25, plan, "quick-rebound", days, "2-3/week", tag, sets=3, reps=20)
    tag = "R jonsson-2008"
    yield Line(
        27,
        JONSSON,
        "eccentric-heel-raise",
        (4, 87),
        "daily",
        tag,
        sets=3,
        reps=15,
        tempo="slow",
        a_day=2,
        says="stops at the floor",
    )


def heavy_slow() -> Iterator[Line]:
    """Week k starts on day 4 + 7 (k - 1). The reps are those of the weight: 15RM is lifted 15 times."""
    most = {1: 15, 2: 12, 3: 12, 4: 10, 5: 10, 6: 8, 7: 8, 8: 8, 9: 6, 10: 6, 11: 6, 12: 6}
    for number, reps in most.items():
        shared: dict[str, Any] = {
            "reps": reps, "load": f"a weight you could lift {reps} times", "tempo": "3-0-3", "rest": (120, 180),
        }  # fmt: skip
        amount = {"amount": "R beyer-2015", "load": "R beyer-2015"} if number in (6, 7, 8) else {}
        for exercise in ("hsr-seated-calf", "hsr-leg-press-calf", "hsr-standing-calf"):
            said = "" if exercise == "hsr-standing-calf" else "Rest 5 minutes before the next exercise"
            sets = 3 if number < 4 else 4
            yield Line(
                26,
                BEYER,
                exercise,
                week(4, number),
                "3/week",
                "V beyer-2015",
                sets=sets,
                tags=amount,
                says=said,
                **shared,
            )
        for exercise in ("hsr-squat", "hsr-leg-press", "hsr-hack-squat"):
            yield Line(30, KONGSGAARD, exercise, week(4, number), "3/week", "V kongsgaard-2009", sets=4, **shared)


def knee() -> Iterator[Line]:
    tag = "V young-2005"
    recalled: dict[str, str] = {"amount": "R young-2005"}
    yield Line(
        31,
        DECLINE,
        "decline-squat",
        (4, 87),
        "daily",
        tag,
        sets=3,
        reps=15,
        a_day=2,
        tags=recalled,
        says="3 seconds with the sore leg",
    )
    tag, recalled = "V ptle-stages", {"percent": "R breda-2021", "tempo": "R breda-2021"}
    hold: dict[str, Any] = {"sets": 5, "reps": 1, "hold": 45, "percent": 70, "tags": recalled}
    said = "Knee at 60 degrees.* below 4 of 10"
    yield Line(32, PTLE, "knee-extension-hold", (4, 14), "daily", tag, says=said, **hold)
    yield Line(33, PTLE, "knee-extension-hold", (15, 56), "not with single-leg-press", tag, **hold)
    yield Line(33, PTLE, "knee-extension-hold", (57, 112), "every 3", tag, since=59, **hold)
    press: dict[str, Any] = {"sets": 4, "tempo": "3-0-3", "tags": recalled}
    for number, reps in enumerate((15, 12, 10, 8, 6, 6), start=1):
        load = f"a weight you could lift {reps} times"
        yield Line(
            33,
            PTLE,
            "single-leg-press",
            week(15, number),
            "every 2",
            tag,
            reps=reps,
            load=load,
            since=15,
            says="10 to 60 degrees.* below 4 of 10",
            **press,
        )
    start, end = (f"a weight you could lift {reps} times" for reps in (8, 6))
    yield Line(33, PTLE, "single-leg-press", (57, 112), "every 3", tag, reps=(8, 6), load=start, since=58, **press)
    yield Line(33, PTLE, "single-leg-press", (113, 182), "2/week", tag, reps=6, load=end, **press)
    for exercise in ("jump-squat", "split-jump-squat", "box-jump"):
        yield Line(34, PTLE, exercise, (57, 112), "every 3", tag, sets=3, reps=10)
    tag = "R rio-2015"
    yield Line(35, IN_SEASON, BEFORE_SPORT, (4, 31), "once", tag, sets=5, reps=1, hold=45, rest=120, percent=70)
    tag = "V rio-2017"
    yield Line(36, IN_SEASON, "knee-extension-hold", (4, 31), "4/week", tag, percent=80, says="60 degrees")
    load = "80 % of the weight you can lift 8 times"
    yield Line(36, IN_SEASON_LIFT, "single-leg-knee-extension", (4, 31), "4/week", tag, load=load)
    last = {"mild": (21, 42), "moderate": (28, 56), "persistent": (42, 98)}
    tag = "R ferber-2015"
    for grade, (base, functional) in last.items():
        at = At("patellofemoral-pain", None, grade, "runner")
        for exercise in ("double-leg-bridge", "quad-set", "straight-leg-raise", "short-range-press"):
            yield Line(37, at, exercise, (1, base), "3/week", tag, sets=3, reps=10)
        yield Line(37, at, "wall-squat", (4, base), "3/week", tag, sets=3, reps=10)
        yield Line(37, at, "step-down", (4, functional), "3/week", tag, sets=3, reps=10)


def rolling() -> Iterator[Line]:
    for grade in ("mild", "moderate", "severe"):
        at = At("delayed-onset-muscle-soreness", "roll-20min", grade)
        yield Line(39, at, "foam-roll-whole-leg", (1, 3), "daily", "V pearcey-2015", sets=1, bout=1200)
        at = At("delayed-onset-muscle-soreness", "roll-2min", grade)
        yield Line(40, at, "foam-roll-sore-muscle", (1, 4), "daily", "V pmc6961644", sets=1, bout=120)


def anti_gravity() -> Iterator[Line]:
    weeks: list[tuple[Figure, tuple[int, int], int]] = [
        ((4, 5), (1, 1), 50), (5, (1, 2), 60), (5, (1, 3), 70), (5, (2, 3), 80), (5, (3, 4), 90), (5, (4, 5), 100),
    ]  # fmt: skip
    tag, said = "V alterg-case", "Never on 2 days in a row.* 24 hours"
    for number, (bouts, minutes, percent) in enumerate(weeks, start=1):
        seconds = (60 * minutes[0], 60 * minutes[1])
        yield Line(
            43,
            ALTERG,
            "anti-gravity-run",
            week(1, number),
            "2-3/week",
            tag,
            sets=bouts,
            bout=seconds,
            percent=percent,
            week=number,
            says=said,
            phase="walk-run",
        )


TABLE = [
    *askling(), *nordic(), *pats(), *aspetar(), *groin(), *copenhagen(), *ankle(), *achilles(), *heavy_slow(), *knee(),
    *rolling(), *anti_gravity(),
]  # fmt: skip
ELSEWHERE = {13, 20, 28, 29, 38, 41, 42, 44, 45}
"""Rows without a line: each has a test of its own."""

_HAMSTRING = {"petersen-2011": ("Petersen", "2011")}
_SILBERNAGEL = {"silbernagel-2020": ("Silbernagel", "2020")}
_AGILITY = {"heiderscheit-2010": ("Heiderscheit", "2010")}
_ASPETAR = {"hamilton-2015": ("Hamilton", "2015", "table 1")}
_ASKLING = {"askling-2013": ("Askling", "2013")}
_BREDA = {"ptle-stages": ("Breda", "2021"), "breda-2021": ("Breda", "2021")}
PAPERS: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(range(1, 6), _ASKLING),
    **dict.fromkeys((6, 7), _HAMSTRING),
    **dict.fromkeys((8, 9), _AGILITY),
    **dict.fromkeys((10, 11, 12), _ASPETAR),
    14: {"yousefzadeh-2018": ("Yousefzadeh", "2018")},
    15: {"holmich-1999": ("Holmich", "1999")},
    16: {"copenhagen-eight-weeks": ("BMJ Open S",)},
    17: {"haroy-2019": ("Haroy", "2019")},
    18: {"bleakley-2010": ("Bleakley", "2010")},
    19: {"hupperets-2009": ("Hupperets", "2009")},
    21: {"alfredson-1998": ("Alfredson", "1998")},
    **dict.fromkeys((22, 23, 24, 25), _SILBERNAGEL),
    26: {"beyer-2015": ("Beyer", "2015")},
    27: {"jonsson-2008": ("Jonsson", "2008")},
    30: {"kongsgaard-2009": ("Kongsgaard", "2009")},
    31: {"young-2005": ("Young", "2005")},
    **dict.fromkeys((32, 33, 34), _BREDA),
    35: {"rio-2015": ("Rio", "2015")},
    36: {"rio-2017": ("Rio", "2017")},
    37: {"ferber-2015": ("Ferber", "2015")},
    39: {"pearcey-2015": ("Pearcey", "2015")},
    40: {"pmc6961644": ("PMC6961644",)},
    43: {"alterg-case": ("PMC8811491",)},
}
"""The papers of each row, by their keys, and what their references must name."""
