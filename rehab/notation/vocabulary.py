"""The words, units and bounds of a dose line."""

from __future__ import annotations

from rehab.notation.dose import Dose
from rehab.notation.scanner import Limits

# Bounds that catch a slip of the pen, not clinical limits.
SETS = Limits(1, 50, "the number of sets", whole=True)
REPS = Limits(1, 500, "the number of repetitions", whole=True)
SECONDS = Limits(0.5, 4 * 3600, "this time", text="0.5 s to 4 h")
BOUT_SECONDS = Limits(0.5, 24 * 3600, "this time", text="0.5 s to 24 h")  # a brace is worn a whole day
METRES = Limits(1, 50_000, "this distance", text="1 m to 50 km")
PERCENT = Limits(0, 200, "the percentage")
KILOGRAMS = Limits(0, 300, "the weight in kg")
RM = Limits(1, 50, "the number before RM", whole=True)
EFFORT = Limits(0, 10, "effort")
PER_DAY = Limits(1, 24, "times a day", whole=True)
PER_WEEK = Limits(1, 7, "days a week", whole=True)
EVERY = Limits(2, 31, "the number of days", whole=True)
GAP = Limits(1, 336, "the hours apart", whole=True)
TEMPO = Limits(0, 60, "each second of the tempo")

TIME = {"s": 1.0, "min": 60.0, "h": 3600.0}
LENGTH = {"m": 1.0, "km": 1000.0}
COUNTED = ("steps", "laps", "runs", "jumps", "hops", "contacts", "throws", "kicks", "breaths")
UNITS = (*TIME, *LENGTH, "%", "RM", "kg", "rep", "reps", "set", "sets", "days", *COUNTED)
ALIASES = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "metres": "m", "meters": "m", "metre": "m", "rm": "RM", "kgs": "kg",
    "percent": "%", "step": "steps", "repetitions": "reps", "times": "x",
}  # fmt: skip
OTHER_WORDS = {
    "RPE": "effort", "rpe": "effort", "alternate": "every 2nd day", "alt": "every 2nd day", "weekly": "1/week",
    "twice": "2/day", "fast": "quick", "explosive": "quick", "slowly": "slow", "body": "bodyweight", "band": "load: band",
    "light": "load: light band", "none": "load: none", "pause": "rest 60 s", "hold": "20 s hold", "tempo": "@ 2-1-3",
    "MVC": "at 70 % MVC", "both": "each side", "per": "each side", "week": "3/week", "weight": "load 5 kg",
}  # fmt: skip
WORDS = (
    "slow", "quick", "own pace", "bodyweight", "rest", "effort", "load", "at", "each", "every", "daily", "hourly", "once",
)  # fmt: skip
NOT_UNITS = ("x", "X", "own", *WORDS)  # words that may follow a number without being its unit
NAMES = {
    "sets": "the sets", "reps": "the repetitions", "reps_by_set": "the repetitions", "reps_of_max": "the repetitions",
    "hold_seconds": "the hold", "duration_seconds": "the time", "distance_metres": "the distance",
    "intervals": "the intervals", "tempo": "the tempo", "load": "the load", "effort": "the effort", "rest_seconds": "the rest",
    "rest_text": "the rest in words", "pause_seconds": "the pause between reps", "times_per_day": "the times a day",
    "hourly": "the times a day", "frequency": "the days", "gap_hours": "the hours apart", "each": "'each ...'",
}  # fmt: skip
ONE_OF = (
    ("reps", "reps_by_set", "reps_of_max"),
    ("sets", "reps_by_set"),
    ("hold_seconds", "duration_seconds", "distance_metres", "intervals"),
    ("times_per_day", "hourly"),
)
FIELDS = tuple(name for name in (*Dose.__dataclass_fields__, "gap_hours") if name not in ("evidence", "unit"))
HOLDS = "write: 3 x 5 x 10 s hold"
INTERVALS = "write: 8 x (2 min run / 1 min walk)"
EXAMPLE = "write for example: 3 x 12, 2/day, rest 60 s"
