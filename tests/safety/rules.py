"""What must hold on every day of every followed plan, judged by what was written and by the shipped file alone.

Nothing here asks the engine for its reasons: not for its lights, not for its verdicts, not for its rests. Where the diary
leaves a doubt the rules hold their tongue, so whatever they say is a fault.
"""

from __future__ import annotations

import datetime as dt
import itertools
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rehab.engine.following import Facts, Following
from rehab.engine.ground import number_of
from rehab.engine.laying import Laid
from rehab.engine.timetable import FIRST_STEPS, for_grade
from rehab.models.plan import Day, Task
from rehab.models.protocol import Phase
from rehab.notation import Criterion, Dose, is_progression, parse_progression
from safety.choices import Subject, date_of
from safety.person import Diary

COMPARE = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq}
REST_DAYS = 2
"""A red is followed by 48 hours without exercise (monitoring.md, section 3)."""
TWO_REDS_WITHIN = 7
GREENS_AFTER_A_STEP_BACK = 2
DAILY_TABLES = ("D",)


@dataclass(frozen=True, slots=True)
class Last:
    """On which days heavy exercises and runs were last offered and not written down as not done."""

    heavy: Mapping[str, int]
    run: int | None
    run_rule: str = ""


class Rules:
    """The rules of one subject, seen from the shipped file."""

    def __init__(self, subject: Subject, facts: Facts, side: str | None) -> None:
        self.subject, self.facts, self.side = subject, facts, side
        self.model, self.shelf = subject.model, subject.shelf
        self.phases = list(self.model.phases)
        self.judged: dict[tuple[object, ...], tuple[str, ...]] = {}

    # -- one day after another ---------------------------------------------------------------------------------------

    def broken(self, before: Following, diary: Diary, laid: Laid, day: Day, last: Last) -> Iterator[str]:
        """Yield every rule that a day breaks; ``diary`` is what was written on its morning."""
        after = laid.following
        assert after is not None
        yield from self.phase(before, after, diary, laid.day)
        work = [task for task in day.tasks if task.exercise]
        if work and (why := self.must_rest(diary, laid.day)):
            yield f"exercises {why}"
        current = after.window.phase_id
        if day.phase != current:
            yield f"the day is of {day.phase}, and the person is in {current}"
        for task in day.tasks:
            yield from self._task(task, current, laid.day)
        yield from self._spacing(work, last, laid.day)
        yield from self._windows(after)
        if len({task.id for task in day.tasks}) != len(day.tasks):
            yield "a task stands there twice"

    def phase(self, before: Following, after: Following, diary: Diary, day: int) -> Iterator[str]:
        """Yield what is wrong with the phase that a morning put the person in."""
        if abs(after.at - before.at) > 1:
            yield "a phase was skipped"
        was, now = before.window.phase, after.window.phase
        if now.step in FIRST_STEPS and was.step not in FIRST_STEPS:
            yield "back in the first days"
        if after.at <= before.at:
            return
        if not diary.paused and (why := self.must_rest(diary, day)):  # a pause has no exercises, whatever the phase
            yield f"a phase opened {why}"
        if day < self.floor(after.window.phase_id):
            yield "a phase opened before its earliest day"
        for criterion in self.gate(before.window.phase_id, after.window.phase_id):
            if self.cannot_hold(criterion, diary, day, before.opened):
                yield f"a phase opened on what is not met or not known: {name_of(criterion)}"
        reds = [known for known in diary.told.values() if known >= before.opened]
        if reds and sum(on >= max(reds) for on in diary.greens) < GREENS_AFTER_A_STEP_BACK:
            yield "a phase opened after a red without two green sessions"

    def must_rest(self, diary: Diary, day: int) -> str:
        """Say why no exercise may stand on a day, empty where nothing is certain."""
        if diary.paused:
            return "in a pause"
        known = [red for red in diary.reds if diary.told[red] <= day]
        if any(red < day <= red + REST_DAYS for red in known):
            return "within 48 hours of a red session"
        cleared = max(diary.cleared, default=0)
        since = [red for red in known if diary.told[red] > cleared]
        if any(later - red < TWO_REDS_WITHIN for red, later in itertools.pairwise(since)):
            return "after two reds within a week, and nobody cleared the person"
        return ""

    def floor(self, phase_id: str) -> int:
        """Return the plan day before which a phase never opens."""
        phase = self.model.phases[phase_id]
        nominal = next(window.first for window in self.facts.nominal if window.phase_id == phase_id)
        earliest = for_grade(phase.earliest, self.facts.grade)
        hard = for_grade(phase.hard_minimum, self.facts.grade) or 1
        return max(hard, nominal if earliest is None else earliest + self.facts.shift)

    def gate(self, phase_id: str, coming: str) -> Sequence[Criterion]:
        return (*self.model.phases[phase_id].exit, *self.model.phases[coming].entry)

    def _windows(self, after: Following) -> Iterator[str]:
        for window in after.laid[after.at + 1 :]:
            if window.first < (for_grade(self.model.phases[window.phase_id].hard_minimum, self.facts.grade) or 1):
                yield f"{window.phase_id} is dated before its hard minimum"

    # -- what a gate asks --------------------------------------------------------------------------------------------

    def cannot_hold(self, criterion: Criterion, diary: Diary, day: int, opened: int) -> bool:
        """Tell whether a criterion is not met, or not known, beyond doubt: by the entries themselves."""
        match criterion.form:
            case "all":
                return any(self.cannot_hold(part, diary, day, opened) for part in criterion.parts)
            case "any":
                return all(self.cannot_hold(part, diary, day, opened) for part in criterion.parts)
            case "day":
                return day - self.facts.shift < (criterion.number or 0)
            case "cleared":
                return not any(on > opened for on in diary.cleared)
            case "no_flag":
                return diary.flagged or diary.screened is None or day - diary.screened > 7
            case "count":
                return self._too_few(criterion, diary, day, opened)
            case _:
                return self._value_cannot_hold(criterion, diary, day, opened)

    def _too_few(self, criterion: Criterion, diary: Diary, day: int, opened: int) -> bool:
        needed = criterion.count or 1
        if not criterion.parts:
            days = diary.done if criterion.unit == "sessions" else diary.greens
            return sum(on >= opened for on in days) < needed
        [inner] = criterion.parts
        names = {part.measure for part in (inner.parts or (inner,))}
        least = min(len({entry.date for entry in diary.measures.get(name, ())}) for name in names)
        return least < needed

    def _value_cannot_hold(self, criterion: Criterion, diary: Diary, day: int, opened: int) -> bool:
        measure = self.shelf.measures[criterion.measure]
        if measure.counts:
            done = sum(on >= opened for on in diary.done) if measure.counts == "phase-sessions" else len(diary.done)
            return COMPARE[criterion.comparison](done, criterion.number or 0) is False
        values = self._of_side(criterion.measure, diary, "left")
        newest = max(values, default=None)
        age = criterion.within_days or measure.max_age_days
        if newest is None or (date_of(day) - newest).days > age:
            return True
        days = [newest - dt.timedelta(days=back) for back in range(criterion.for_days or 1)]
        if any(on not in values for on in days):
            return True
        return any(self._violates(criterion, values[on], diary) for on in days)

    def _violates(self, criterion: Criterion, value: float, diary: Diary) -> bool:
        if criterion.form == "test":
            return bool(value) is not criterion.expected
        if criterion.form == "value":
            return not COMPARE[criterion.comparison](value, criterion.number or 0)
        if criterion.form == "ratio" and not criterion.base:
            other = self._of_side(criterion.measure, diary, "right")
            good = other[max(other)] if other else 0
            return not good or not COMPARE[criterion.comparison](100 * value / good, criterion.number or 0)
        return False

    def _of_side(self, name: str, diary: Diary, side: str) -> dict[dt.date, float]:
        wanted = (side, None) if side == "left" else (side,)
        return {
            entry.date: entry.value if entry.value is not None else float(entry.text == "yes")
            for entry in diary.measures.get(name, ())
            if entry.side in wanted
        }

    # -- what stands on a day ----------------------------------------------------------------------------------------

    def _task(self, task: Task, current: str, day: int) -> tuple[str, ...]:
        early = day if day <= self._last_limit else 0
        key = (current, early, task.exercise, task.kind, task.side, task.reason.rule, task.sets, task.reps,
               task.reps_by_set, task.hold_seconds, task.duration_seconds, task.distance_m)  # fmt: skip
        if key not in self.judged:
            self.judged[key] = tuple(self._look(task, current, day))
        return self.judged[key]

    @cached_property
    def _last_limit(self) -> int:
        """The last plan day before which something may not yet be done."""
        slots = [slot for phase in self.model.phases.values() for slot in phase.exercises.values()]
        runs = [phase.run for phase in self.model.phases.values() if phase.run]
        return max(
            (self._not_before(entry) for entry in (*slots, *runs)),
            default=1,
        )

    def _not_before(self, entry: object) -> int:
        by_grade: Mapping[str, int] = getattr(entry, "not_before_by_grade", {})
        return max(getattr(entry, "not_before", None) or 1, for_grade(by_grade, self.facts.grade) or 1)

    def _look(self, task: Task, current: str, day: int) -> Iterator[str]:
        if task.side in ("left", "right") and task.side != self.side:
            yield f"{task.id}: the other side"
        if not task.exercise:
            return
        phase = self.model.phases[current]
        parts = task.reason.rule.split(".")
        yield from self._forbidden(task, phase)
        if parts[0] == "run-tables":
            yield from self._run(task, parts, current, day)
            return
        origin, name = parts[1], parts[3]
        slot = self.model.phases[origin].exercises.get(name) if origin in self.phases else None
        if slot is None:
            yield f"{task.exercise}: the file has no such exercise there"
            return
        reaches = slot.through is not None and self.phases.index(slot.through) >= self.phases.index(current)
        if origin != current and not (reaches and self.phases.index(origin) < self.phases.index(current)):
            yield f"{task.exercise}: of the phase {origin}, in {current}"
        if day < self._not_before(slot):
            yield f"{task.exercise}: before its first day"
        yield from self._dose(task, [dose for dose in (slot.dose, *slot.weeks.values()) if dose], slot.progress)

    def _forbidden(self, task: Task, phase: Phase) -> Iterator[str]:
        assert task.exercise
        rules = self.shelf.frameworks.frameworks[self.model.framework]
        forbidden = {*phase.forbid, *(rules.forbid_first_days if phase.step in FIRST_STEPS else ())}
        exercise = self.shelf.exercises[task.exercise]
        parts = task.reason.rule.split(".")
        codes = set(exercise.counts_as)
        if parts[0] == "run-tables":
            codes = set(self.shelf.run_tables[parts[1]].stages[parts[3]].counts_as)
        if forbidden & codes:
            yield f"{task.exercise}: {', '.join(sorted(forbidden & codes))} is forbidden here"
        own = {self.model.id, self.model.extends}
        if any(own & set(self.shelf.contraindications[code].conditions) for code in exercise.contraindications):
            yield f"{task.exercise}: never in this condition"

    def _run(self, task: Task, parts: Sequence[str], current: str, day: int) -> Iterator[str]:
        here = self.phases.index(current)
        runs = [(at, phase.run) for at, phase in enumerate(self.model.phases.values()) if phase.run and at <= here]
        active = [run for at, run in runs if at == here or (run.through and self.phases.index(run.through) >= here)]
        if not active:
            yield "a run in a phase that has none"
            return
        if not any(run.table == parts[1] and number_of(parts[3]) <= run.stages[1] for _, run in runs):
            yield f"a run of stage {parts[3]}, which no phase has opened"
        if day < min(self._not_before(run) for run in active):
            yield "a run before its first day"

    def _dose(self, task: Task, doses: Sequence[Dose], progress: str) -> Iterator[str]:
        """Never more than the file says: the top of the range, or what the row steps up to."""
        own = parse_progression(progress) if is_progression(progress) else None
        for field, told in (
            ("sets", task.sets), ("reps", task.reps), ("hold_seconds", task.hold_seconds),
            ("duration_seconds", task.duration_seconds), ("distance_metres", task.distance_m),
        ):  # fmt: skip
            spans = [span for dose in doses if (span := getattr(dose, field)) is not None]
            if told is None or not spans:
                continue
            scale = 60 if own and own.unit == "min" else 1
            top = max([span.high for span in spans] + [span.low for span in spans])
            top = max(top, own.up_to * scale) if own and own.up_to else top
            highest = told if isinstance(told, int) else told[1]
            if highest > top and not (own and own.add and not own.up_to):
                yield f"{task.exercise}: {field} {highest} is more than {top}"

    # -- days apart --------------------------------------------------------------------------------------------------

    @cached_property
    def _daily(self) -> set[str]:
        """The exercises that some dose of the file asks for every day, or that it has no dose of."""
        doses = [
            (name, dose)
            for phase in self.model.phases.values()
            for name, slot in phase.exercises.items()
            for dose in filter(None, (slot.dose, *slot.weeks.values()))
        ]
        daily = {name for name, dose in doses if dose.frequency is None or dose.frequency.every_days == 1}
        return daily | (self.shelf.exercises.keys() - {name for name, _ in doses})

    def _spacing(self, work: Sequence[Task], last: Last, day: int) -> Iterator[str]:
        for task in work:
            assert task.exercise
            before = last.heavy.get(task.exercise)
            if before is not None and day - before < 2 and task.exercise not in self._daily:
                yield f"{task.exercise}: heavy on two days running"
        runs = [task for task in work if task.kind == "run" and ".stages." in task.reason.rule]
        if runs and last.run is not None:
            _, table, _, stage = last.run_rule.split(".")
            gap = self.shelf.run_tables[table].stages[stage].gap_days
            if day - last.run < gap or (day - last.run < 2 and table not in DAILY_TABLES):
                yield "a run too soon after the last one"

    def next_last(self, last: Last, work: Sequence[Task], day: int) -> Last:
        """Return when heavy work and runs were last offered, this day counted."""
        heavy = [task.exercise for task in work if task.exercise and self.shelf.exercises[task.exercise].heavy]
        runs = [task.reason.rule for task in work if task.kind == "run" and ".stages." in task.reason.rule]
        if not heavy and not runs:
            return last
        return Last(
            {**last.heavy, **dict.fromkeys(heavy, day)}, day if runs else last.run, runs[-1] if runs else last.run_rule
        )


def name_of(criterion: Criterion) -> str:
    return criterion.measure or criterion.form
