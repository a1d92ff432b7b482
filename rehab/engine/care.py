"""The tasks that are no exercise: raise the leg, put the bandage on, read, check, write down, drink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rehab import phrases
from rehab.engine import hydration
from rehab.engine.dosing import cited, reason_for, tag_of, usual_times
from rehab.models.care import CareTask
from rehab.models.case import Case
from rehab.models.plan import Hydration, Task
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

WARM_UP = "warm-up"
"""What a protocol's ``without_tasks:`` calls the warm-up of all plans."""


def tasks_of(protocol: Protocol, shelf: Shelf) -> Mapping[str, CareTask]:
    """Return the care tasks by id: those of the framework that suit the condition, then its own."""
    shared = shelf.frameworks.frameworks[protocol.framework].tasks
    kept = {key: task for key, task in shared.items() if key not in protocol.without_tasks}
    return {**kept, **protocol.tasks}


def figures_of(protocol: Protocol, shelf: Shelf) -> Mapping[str, str]:
    """Return the figures of the care tasks by their rule, and of the steps of the cards."""
    tasks = {
        rule_of(key, protocol): protocol.pictures.get(key, task.figure)
        for key, task in tasks_of(protocol, shelf).items()
    }
    steps = {
        f"cards.{key}.{step}": figure for key, card in protocol.cards.items() for step, figure in card.figures.items()
    }
    return {**{rule: figure for rule, figure in tasks.items() if figure}, **steps}


def rule_of(key: str, protocol: Protocol) -> str:
    """Return where a care task is written: in the protocol, or in its framework."""
    return f"tasks.{key}" if key in protocol.tasks else f"frameworks.{protocol.framework}.tasks.{key}"


def is_on(
    task: CareTask, key: str, day: int, phase_id: str, *, grade: str | None, protocol: Protocol, case: Case
) -> bool:
    """Tell whether a care task belongs to plan day ``day`` of this case."""
    if task.phases and phase_id not in task.phases:
        return False
    if task.grades and grade not in task.grades:
        return False
    if task.optional and task.kind not in case.with_optional and key not in case.with_optional:
        return False
    if task.needs_exception and not any(low <= day <= high for low, high in protocol.ask_daily.values()):
        return False
    if task.days and not task.days[0] <= day <= task.days[1]:
        return False
    return day % task.every_days == 0


def care_task(
    key: str, care: CareTask, number: int, own: str | None, phase_id: str, protocol: Protocol, case: Case, shelf: Shelf
) -> Task:
    """Return a care task without a day; ``number`` tells it from others of its kind, ``own`` is the text of one day."""
    where = rule_of(key, protocol)
    evidence = tag_of(care.evidence)
    at = care.at or usual_times(care.times_per_day, shelf.frameworks.timing)
    return Task(
        id=f"{care.kind}.{number}",
        kind=care.kind,
        title=care.title,
        short_title=care.short_title,
        duration_seconds=(care.minutes * 60, care.minutes * 60) if care.minutes else None,
        times_per_day=len(at),
        side=None,
        at=at,
        minutes=care.minutes,
        dose=care.detail,
        text=phrases.fill_side(care.text if own is None else own, shelf.words, case.side),
        only_if=care.only_if,
        reason=reason_for(protocol, phase_id, where, evidence),
        references=cited(evidence),
    )


def hydrate_task(
    phase_id: str, protocol: Protocol, case: Case, shelf: Shelf, drink: Hydration, *, hot: bool, minutes: int
) -> Task | None:
    """Return the one drinking task of a day, without that day, or None where no amount may be printed."""
    rules = shelf.hydration
    count = hydration.glasses(rules, case, drink.state, hot=hot, minutes=minutes)
    if count is None:
        return None
    at = hydration.slots(rules, count, wake=case.wake, bed=case.bed)
    evidence = tag_of(rules.evidence)
    return Task(
        id="hydrate.1",
        kind="hydrate",
        title=rules.title,
        short_title=rules.short_title,
        amount_ml=case.glass_ml,
        times_per_day=len(at),
        at=at,
        minutes=0,
        dose=rules.dose_text.format(glasses=len(at), ml=case.glass_ml),
        text=" ".join(filter(None, (drink.warning, drink.text, rules.stop_text))),
        reason=reason_for(protocol, phase_id, "hydration", evidence),
        references=cited(evidence),
    )


def _main_time(work: Iterable[Task]) -> str:
    """Return the time of day at which most of the work is done; of two such times the later one."""
    times = Counter(time for task in work for time in task.at)
    return max(times, key=lambda time: (times[time], time))


def warm_up_on(day: int, shelf: Shelf) -> int:
    """Return which of the warm-ups, counted from 1, is done on a plan day: the last that is open; 0: none is yet."""
    opened = [at for at, warm_up in enumerate(shelf.frameworks.warm_ups, start=1) if warm_up.from_day <= day]
    return opened[-1] if opened else 0


def warm_up_task(
    opened: int, phase_id: str, protocol: Protocol, case: Case, shelf: Shelf, work: Sequence[Task]
) -> tuple[Task, ...]:
    """Return the warm-up of a day that has work which calls for one, or nothing; ``opened``: see ``warm_up_on``.

    A run brings its own walk before and after, as its table says.
    """
    rules = shelf.frameworks
    if WARM_UP in protocol.without_tasks:
        return ()
    if not any(task.kind in rules.warm_up_kinds for task in work) or any(task.kind == "run" for task in work):
        return ()
    if not opened:
        return ()
    warm_up = rules.warm_ups[opened - 1]
    evidence = tag_of(warm_up.evidence)
    return (
        Task(
            id="warm-up.1",
            kind="mobility",
            title=warm_up.title,
            short_title=warm_up.short_title,
            duration_seconds=(warm_up.minutes * 60, warm_up.minutes * 60),
            at=(_main_time(task for task in work if task.kind in rules.warm_up_kinds),),
            minutes=warm_up.minutes,
            dose=warm_up.detail,
            text=phrases.fill_side(warm_up.text, shelf.words, case.side),
            reason=reason_for(protocol, phase_id, "frameworks.warm_ups", evidence),
            references=cited(evidence),
        ),
    )
