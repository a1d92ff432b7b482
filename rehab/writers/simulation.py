"""What virtual athletes came to, for the terminal: timelines, weekly load and rules, in 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from rehab.models.simulation import Fired, NominalPhase, Played, Simulation

WIDTH = 79
WEEKS_IN_A_ROW = 12
DAYS_SHOWN = 7
NAME = 30
INVENTED = (
    "Invented behaviour, to see what the rules of a protocol do. It is no clinical data and no forecast for anybody."
)


def write(simulation: Simulation) -> str:
    """Return the whole report."""
    named = {phase.id: phase for phase in simulation.phases}
    lines = [heading(simulation), *_wrapped(INVENTED), "", "Timetable"]
    lines += [f"  {phase.title:<{NAME}} days {_span(phase)}" for phase in simulation.phases]
    for played in simulation.athletes:
        lines += ["", *_athlete(played, named)]
    lines += ["", "Rules that never fired"]
    for fired in simulation.never_fired:
        lines += _wrapped(f"{fired.code:<14} {fired.text}", "  ", under=17)
    if not simulation.never_fired:
        lines.append("  none: each of them did")
    return "\n".join(lines) + "\n"


def heading(simulation: Simulation) -> str:
    """Return the title of a simulation: the condition, and what was chosen for it."""
    grade = f"grade {simulation.grade}" if simulation.grade else ""
    chosen = [part for part in (grade, simulation.type, simulation.variant) if part]
    return ", ".join([simulation.title, *chosen])


def _span(phase: NominalPhase) -> str:
    opens = f", not before day {phase.earliest}" if phase.earliest and phase.earliest < phase.first_day else ""
    return f"{phase.first_day}-{phase.last_day}{opens}"


def _athlete(played: Played, named: Mapping[str, NominalPhase]) -> Iterator[str]:
    yield played.title.upper()
    yield from _wrapped(played.text, "  ")
    yield f"  {'phase':<{NAME}} {'opened':>8} {'days':>5}   against the timetable"
    seen: set[str] = set()
    for stay in played.stays:
        phase = named[stay.phase]
        length = stay.last_day - stay.first_day + 1
        again = "sent back" if stay.phase in seen else _against(stay.first_day - phase.first_day)
        seen.add(stay.phase)
        yield f"  {phase.title:<{NAME}} {'day ' + str(stay.first_day):>8} {length:>5}   {again}"
    if not played.reached_last_phase:
        yield from _stuck(played, named)
    yield from _sessions(played)
    yield from _load(played)
    yield "  rules"
    for fired in played.fired:
        yield from _fired(fired)
    if not played.fired:
        yield "    none"


def _against(days: int) -> str:
    if days == 0:
        return "on its day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'later' if days > 0 else 'earlier'}"


def _stuck(played: Played, named: Mapping[str, NominalPhase]) -> Iterator[str]:
    title = named[played.stays[-1].phase].title
    yield from _wrapped(f"! Still in '{title}' on day {played.last_day}. It waits for:", "  ", under=4)
    waits = played.waits_for or ("enough green sessions, or the end of a rest",)
    for reason in waits:
        yield from _wrapped(f"- {reason}", "    ", under=6)


def _sessions(played: Played) -> Iterator[str]:
    lights = list(played.lights.values())
    told = [f"{lights.count(light)} {light}" for light in ("green", "amber", "red", "unknown") if light in lights]
    more = [
        f"{len(days)} {what}" for days, what in ((played.missed, "missed"), (played.rested, "days of rest")) if days
    ]
    yield from _wrapped(f"sessions: {', '.join([*told, *more]) or 'none judged'}", "  ", under=4)


def _load(played: Played) -> Iterator[str]:
    for first in range(0, len(played.weeks), WEEKS_IN_A_ROW):
        weeks = played.weeks[first : first + WEEKS_IN_A_ROW]
        yield "  week   " + "".join(f"{week.number:>5}" for week in weeks)
        yield "  sets   " + "".join(f"{week.sets:>5}" for week in weeks)
        yield "  minutes" + "".join(f"{week.minutes:>5}" for week in weeks)
        if any(week.runs for week in played.weeks):
            yield "  runs   " + "".join(f"{week.runs or '-':>5}" for week in weeks)


def _fired(fired: Fired) -> Iterator[str]:
    rule = f" [{fired.rule}]" if fired.rule not in (fired.code, "") else ""
    yield from _wrapped(f"{fired.code:<14} {fired.text}{rule}: {days_text(fired.days)}", "    ", under=19)


def days_text(days: Sequence[int]) -> str:
    """Return plan days in words; of many, the first ones."""
    shown = ", ".join(map(str, days[:DAYS_SHOWN]))
    more = f" and {len(days) - DAYS_SHOWN} more" if len(days) > DAYS_SHOWN else ""
    return f"{'day' if len(days) == 1 else 'days'} {shown}{more}"


def _wrapped(text: str, indent: str = "", *, under: int | None = None) -> list[str]:
    below = " " * under if under is not None else indent
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=below)
