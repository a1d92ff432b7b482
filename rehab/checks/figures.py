"""Are the pictures possible, and does each exercise have one or say why not?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from rehab.errors import Issue, KeyPath, Severity, close_names, did_you_mean
from rehab.figures import posture
from rehab.models.exercise import Exercise
from rehab.models.figure import Figure, whole
from rehab.source.issues import KEY

_PINS = {"knee": "foot", "ankle": "foot", "hip": "foot", "abd": "foot", "thigh": "foot", "lower leg": "foot",
         "elbow": "hand", "wrist": "hand", "shoulder": "hand", "upper arm": "hand", "forearm": "hand"}  # fmt: skip
WARNINGS = frozenset({"target-hidden", "floating", "through-floor", "through-prop"})


def check(
    figures: Mapping[str, Figure], limits: Mapping[str, tuple[float, float]], *, only: Collection[str] | None = None
) -> Iterator[Issue]:
    """Yield an issue for each figure that extends nothing that exists, or shows what no body can do.

    The first part of an issue's path is the id of the figure.
    """
    for key, figure in figures.items():
        if only is not None and key not in only:
            continue
        broken = list(_links(key, figure, figures))
        yield from broken
        if not broken and not figure.base:
            yield from of_one(key, figures, limits)


def of_one(key: str, figures: Mapping[str, Figure], limits: Mapping[str, tuple[float, float]]) -> Iterator[Issue]:
    """Yield an issue for each fault of the poses of one figure."""
    drawn = whole(key, figures)
    for fault in posture.faults(drawn, limits):
        if fault.code in drawn.allow:
            continue
        severity = Severity.WARNING if fault.code in WARNINGS else Severity.ERROR
        moment = ("at the start, ", "at the end, ")[fault.pose] if drawn.end is not None else ""
        path = _path(key, figures[key], fault)
        yield Issue(fault.code, f"'{key}': {moment}{fault.message}", fault.hint, severity, path)


def _links(key: str, figure: Figure, figures: Mapping[str, Figure]) -> Iterator[Issue]:
    for field in ("extends", "end_extends"):
        base = getattr(figure, field)
        if base is not None and base not in figures:
            hint = did_you_mean(base, figures) or "the positions are in protocols/figures/base.yaml"
            yield Issue("unknown-figure", f"there is no figure '{base}' to extend", hint, path=(key, field))
            return
    seen, name = [key], figure.extends
    while name is not None and name in figures:
        if name in seen:
            circle = " -> ".join([*seen, name])
            message = f"the figures extend each other in a circle: {circle}"
            yield Issue("figure-circle", message, "let one of them extend a position", path=(key, "extends"))
            return
        seen.append(name)
        name = figures[name].extends


def _path(key: str, figure: Figure, fault: posture.Fault) -> KeyPath:
    """Return where in the author's own lines a fault comes from: the nearest key that could have made it."""
    if fault.key == "target":
        return (key, "target")
    name, _, side = fault.key.rpartition("_")
    pin = _PINS.get(name, name)
    wanted = [fault.key, name, f"{pin}_{side}", pin, "pelvis", "lean", "pin"]
    moments = ("end", "start") if fault.pose else ("start",)
    for one in wanted:
        for moment in moments:
            pose = getattr(figure, moment)
            if pose is not None and one in pose.model_fields_set:
                return (key, moment, one)
    return (
        key,
        next(
            (moment for moment in moments if getattr(figure, moment) is not None and moment in figure.model_fields_set),
            "extends",
        ),
    )


def check_links(exercises: Mapping[str, Exercise], figures: Mapping[str, Figure]) -> Iterator[Issue]:
    """Yield an issue for each exercise whose figure does not exist, or that has one and says that it has none."""
    for key, exercise in exercises.items():
        if exercise.figure is not None and exercise.figure not in figures:
            near = close_names(exercise.figure, figures, limit=1)
            hint = f"did you mean '{near[0]}'?" if near else "figures are in protocols/figures/"
            yield Issue("unknown-figure", f"there is no figure '{exercise.figure}'", hint, path=(key, "figure"))
        if exercise.no_figure and (exercise.figure or key in figures):
            message = f"'{key}' says why it has no figure, and there is one"
            yield Issue("two-minds", message, "remove 'no_figure:' or the figure", path=(key, "no_figure"))


def check_own(
    own: Collection[str], exercises: Mapping[str, Exercise], figures: Mapping[str, Figure]
) -> Iterator[Issue]:
    """Yield a note for each of a clinic's ``own`` exercises that has no picture and does not say why."""
    for key in own:
        exercise = exercises[key]
        if not (exercise.figure or exercise.no_figure or key in figures):
            hint = "draw one, name one with 'figure:', or say why there is none: 'no_figure:'"
            yield Issue("no-picture", f"there is no picture of '{key}'", hint, Severity.NOTE, path=(key, KEY))
