"""What the printed booklet of a plan says, as plain parts that any engine can set: the same words, boxes and pictures."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from rehab.figures.drawing import Drawing
from rehab.figures.scene import draw
from rehab.figures.svg import svg
from rehab.models.figure import Figure, with_tuples

WEEKS = 2
WIDE, HIGH = 159, 120
_LISTS = ("measures", "screening", "letters", "diary", "hydration", "prognosis", "standing")


class Picture(NamedTuple):
    """A picture, for engines that draw it and for those that read SVG."""

    drawing: Drawing
    svg: str


class Week(NamedTuple):
    """A sheet for the wall: the days along the top, the tasks down the side, boxes to tick."""

    title: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[int, ...]], ...]


class Card(NamedTuple):
    """How an exercise is done."""

    title: str
    dose: str
    steps: tuple[str, ...]
    notes: tuple[str, ...]
    picture: Picture | None


class Section(NamedTuple):
    """A heading with paragraphs and points."""

    title: str
    texts: tuple[str, ...]
    points: tuple[str, ...]


class Booklet(NamedTuple):
    """All of it; ``weeks`` and ``cards`` have pages of their own."""

    title: str
    name: str
    foot: str
    opening: tuple[Section, ...]
    weeks: tuple[Week, ...]
    cards: tuple[Card, ...]
    rest: tuple[Section, ...]


def booklet(plan: dict[str, Any], name: str, pictures: dict[str, Picture] | None = None) -> Booklet:
    """Return the content of a plan file for a person; ``pictures`` keeps what was drawn before."""
    kept = {} if pictures is None else pictures
    phases = plan["phases"]
    doses = {dose["exercise"]: dose for phase in phases[:2] for dose in phase["exercises"]}
    signs = Section("Stop and get help", (), tuple(sign["text"] for sign in plan["stop_signs"]))
    lights = plan["response"]
    return Booklet(
        plan["protocol"]["title"],
        name,
        f"{plan['case']['id']}, {plan['protocol']['id']}, made {plan['as_of']}",
        (
            Section(plan["protocol"]["title"], tuple(notice["text"] for notice in plan["notices"]), ()),
            signs,
            *(Section(card["title"], (), tuple(_strings(card))[1:]) for card in plan["cards"]),
        ),
        tuple(_week(plan["days"][first : first + 7]) for first in range(0, 7 * WEEKS, 7)),
        tuple(_card(plan["exercises"][key], dose, kept) for key, dose in doses.items() if key in plan["exercises"]),
        (
            *(Section(colour, (), tuple(_strings(lights[colour]))) for colour in lights if lights[colour]),
            *(_phase(phase) for phase in phases),
            *(Section(name.capitalize(), (), tuple(_strings(plan[name]))) for name in _LISTS if plan[name]),
            Section("Good to know", tuple(plan["education"]), ()),
            Section("Sources", (), tuple(" ".join(_strings(one)) for one in plan["references"].values())),
        ),
    )


def _strings(value: Any) -> list[str]:
    """Every text inside a value, in its order."""
    if isinstance(value, str):
        return [value] if " " in value else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _strings(part)]


def _week(days: list[dict[str, Any]]) -> Week:
    names = {task["short_title"]: task["dose"] for day in days for task in day["tasks"]}
    counts = [{task["short_title"]: task["times_per_day"] for task in day["tasks"]} for day in days]
    rows = [(title, dose, tuple(min(8, one.get(title) or 0) for one in counts)) for title, dose in names.items()]
    dates = [dt.date.fromisoformat(day["date"]) for day in days]
    shown = tuple(f"{date:%a} {date.day} {date:%b}" for date in dates)
    return Week(f"Week from {shown[0]}", shown, tuple(rows))


def _card(exercise: dict[str, Any], dose: dict[str, Any], kept: dict[str, Picture]) -> Card:
    title, figure = exercise["title"], exercise["figure"]
    if figure and title not in kept:
        drawing = draw(Figure.model_validate(with_tuples(figure)))
        kept[title] = Picture(drawing, svg(drawing, WIDE, HIGH, title=title))
    told = (dose["note"], dose["progress"], exercise["feel"], exercise["not_feel"], exercise["mistake"])
    notes = tuple(text for text in (*told, *exercise["cues"], *exercise["precautions"]) if text)
    return Card(title, dose["text"], tuple(exercise["steps"]), notes, kept.get(title) if figure else None)


def _phase(phase: dict[str, Any]) -> Section:
    points = [f"{one['title']}: {one['target']}" for one in phase["criteria"]]
    texts = (phase["goal"], phase["not_yet"], *(dose["text"] for dose in phase["exercises"]))
    return Section(f"{phase['number']}. {phase['title']}", texts, (*phase["allowed"], *phase["avoid"], *points))
