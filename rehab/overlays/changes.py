"""What differs between two protocols, in clinical words: each change one sentence, made from the word list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rehab import phrases
from rehab.engine import gates
from rehab.engine.timetable import for_grade
from rehab.models.protocol import Phase, Protocol, Run, Slot
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, Dose, format_dose

ABOUT_THE_FILE = {
    "id",
    "extends",
    "author",
    "why",
    "status",
    "reviewed_by",
    "reviewed_on",
    "signature",
    "format",
    "allow",
}
TOLD_APART = {"phases", "screen", "stop_signs", "grades", "version"}
"""Keys of a protocol that have sentences of their own."""
STARTS = ("not_before", "not_before_by_grade", "first", "first_by_grade")
LIMITS = ("earliest", "hard_minimum", "latest_end")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where (a phase, or the whole protocol), of what, and both sides of it in words."""

    where: str
    what: str
    before: str
    after: str
    text: str

    @property
    def line(self) -> str:
        """The change in one line, with its phase."""
        return f"{self.where}: {self.text}" if self.where else self.text


def changes(before: Protocol, after: Protocol, shelf: Shelf) -> tuple[Change, ...]:
    """Return every difference of two protocols, each put together for one type and variant."""
    return tuple(_Telling(before, after, shelf).all())


@dataclass(frozen=True, slots=True)
class _Telling:
    before: Protocol
    after: Protocol
    shelf: Shelf

    def tell(self, key: str, where: str, what: str, before: str = "", after: str = "", **more: object) -> Change:
        words = self.shelf.words[f"change-{key}"]
        return Change(where, what, before, after, words.format(what=what, before=before, after=after, **more))

    def all(self) -> Iterator[Change]:
        one, two = self.before, self.after
        for phase_id in dict.fromkeys((*one.phases, *two.phases)):
            held, now = one.phases.get(phase_id), two.phases.get(phase_id)
            if held is None and now is not None:
                yield self.tell("new", "", self.shelf.words["change-phase"].format(title=now.title))
                yield from self.phase(_empty(now), now)
            elif held is not None and now is None:
                yield self.tell("gone", "", self.shelf.words["change-phase"].format(title=held.title))
            elif held is not None and now is not None:
                yield from self.phase(held, now)
        kept = [phase_id for phase_id in one.phases if phase_id in two.phases]
        if kept != [phase_id for phase_id in two.phases if phase_id in one.phases]:
            yield self.tell("order", "", "")
        yield from self.lists("question", "", one.screen, two.screen)
        for group in ("emergency", "today"):
            yield from self.lists("sign", "", getattr(one.stop_signs, group), getattr(two.stop_signs, group))
        yield from self.grades()
        for key in type(one).model_fields:
            if key not in ABOUT_THE_FILE | TOLD_APART and getattr(one, key) != getattr(two, key):
                yield self.key("", key, getattr(one, key), getattr(two, key))

    def grades(self) -> Iterator[Change]:
        for key in dict.fromkeys((*self.before.grades, *self.after.grades)):
            held, now = self.before.grades.get(key), self.after.grades.get(key)
            what = self.shelf.words["change-grade"].format(grade=key)
            if held is None or now is None:
                yield self.tell("gone" if now is None else "new", "", what)
                continue
            for name in type(held).model_fields:
                if getattr(held, name) != getattr(now, name):
                    yield self.key(what, name, getattr(held, name), getattr(now, name))

    def phase(self, held: Phase, now: Phase) -> Iterator[Change]:
        where = now.title
        yield from self.days(where, held, now)
        for key in dict.fromkeys((*held.exercises, *now.exercises)):
            yield from self.row(where, key, held.exercises.get(key), now.exercises.get(key))
        if held.run != now.run:
            yield from self.run(where, held.run, now.run)
        for group in ("entry", "exit"):
            yield from self.criteria(where, group, getattr(held, group), getattr(now, group))
        yield from self.lists("forbidden", where, held.forbid, now.forbid)
        told = {"days", "exercises", "run", "entry", "exit", "forbid", *LIMITS}
        for key in Phase.model_fields:
            if key not in told and getattr(held, key) != getattr(now, key):
                yield self.key(where, key, getattr(held, key), getattr(now, key))

    def days(self, where: str, held: Phase, now: Phase) -> Iterator[Change]:
        grades = list(dict.fromkeys((*held.days, *now.days)))
        for grade in grades:
            old, new = for_grade(held.days, grade), for_grade(now.days, grade)
            if not old or not new or old == new:
                continue
            longer = (new[1] - new[0]) - (old[1] - old[0])
            whose = "" if grade == "all" else self.shelf.words["change-grade"].format(grade=grade)
            what = self.shelf.words["change-of-grade"].format(grade=whose) if whose else ""
            key = "days-longer" if longer > 0 else "days-shorter" if longer < 0 else "days-moved"
            number = self.number(abs(longer) or abs(new[0] - old[0]))
            way = self.shelf.words["later" if new[0] > old[0] else "earlier"]
            days = {"first": new[0], "last": new[1], "old_first": old[0], "old_last": old[1]}
            before, after = (f"{first}-{last}" for first, last in (old, new))
            text = self.shelf.words[f"change-{key}"].format(what=what, number=number, way=way, **days)
            yield Change(where, what, before, after, text)
        for name in LIMITS:
            limits: tuple[Mapping[str, int], Mapping[str, int]] = (getattr(held, name), getattr(now, name))
            for grade in dict.fromkeys((*limits[0], *limits[1])):
                told = [str(limit.get(grade, "")) or self.shelf.words["change-none"] for limit in limits]
                if told[0] != told[1]:
                    whose = "" if grade == "all" else self.shelf.words["change-grade"].format(grade=grade)
                    what = self.shelf.words[f"change-{name.replace('_', '-')}"]
                    yield self.tell("value", where, f"{what}, {whose}" if whose else what, *told)

    def row(self, where: str, key: str, held: Slot | None, now: Slot | None) -> Iterator[Change]:
        exercise = self.shelf.exercises.get(key)
        title = exercise.title if exercise else key
        if held is None or now is None:
            slot = now or held
            assert slot is not None
            dose = self.dose(next(iter(_doses(slot).values())))
            yield self.tell(
                "new-row" if held is None else "gone", where, title, "" if now else dose, dose if now else ""
            )
            return
        yield from self.doses(where, title, _doses(held), _doses(now))
        yield from self.starts(where, title, held, now)
        for name in Slot.model_fields:
            if name not in ("dose", "weeks", *STARTS) and getattr(held, name) != getattr(now, name):
                yield self.key(where, name, getattr(held, name), getattr(now, name), of=title)

    def doses(self, where: str, title: str, held: Mapping[str, Dose], now: Mapping[str, Dose]) -> Iterator[Change]:
        for weeks in dict.fromkeys((*held, *now)):
            old, new = held.get(weeks), now.get(weeks)
            if old == new:
                continue
            what = title if not weeks else self.shelf.words["change-weeks"].format(what=title, weeks=weeks)
            none = self.shelf.words["change-none"]
            told = [self.dose(dose) if dose else none for dose in (old, new)]
            if old and new and told[0] == told[1]:
                told = [format_dose(old), format_dose(new)]
            change = self.tell("value", where, what, *told)
            sources = _sources(old) - _sources(new)
            if new and sources:
                by = self.after.author or self.shelf.words["change-nobody"]
                text = self.shelf.words["change-own"].format(
                    text=change.text, source=", ".join(sorted(sources)), author=by
                )
                change = Change(where, what, told[0], told[1], text)
            yield change

    def dose(self, dose: Dose) -> str:
        words = self.shelf.words
        rest = phrases.rest(words, dose)
        parts = (
            phrases.said(words, dose),
            phrases.load(words, dose),
            phrases.effort(words, dose),
            words["change-rest"].format(rest=rest) if rest else "",
        )
        return ", ".join(filter(None, parts))

    def starts(self, where: str, title: str, held: Slot | Run, now: Slot | Run) -> Iterator[Change]:
        for name in STARTS:
            old, new = getattr(held, name, None), getattr(now, name, None)
            if old == new:
                continue
            if isinstance(new or old, int) and name == "first":
                shift = (new or 1) - (old or 1)
                way = self.shelf.words["later" if shift > 0 else "earlier"]
                yield self.tell(
                    "starts", where, title, str(old or 1), str(new or 1), number=self.number(abs(shift)), way=way
                )
            else:
                yield self.key(where, name, old, new, of=title)

    def number(self, days: int) -> str:
        return self.shelf.words["change-1-day" if days == 1 else "change-n-days"].format(number=days)

    def run(self, where: str, held: Run | None, now: Run | None) -> Iterator[Change]:
        title = self.shelf.words["kind-run"]
        if held is None or now is None:
            yield self.tell("new" if held is None else "gone", where, title)
            return
        if held.frequency != now.frequency:
            often = [phrases.often(self.shelf.words, run.frequency) for run in (held, now)]
            yield self.tell("value", where, title, *often)
        yield from self.starts(where, title, held, now)
        for name in Run.model_fields:
            if name not in ("frequency", *STARTS) and getattr(held, name) != getattr(now, name):
                yield self.key(where, name, getattr(held, name), getattr(now, name), of=title)

    def criteria(self, where: str, group: str, held: Sequence[Criterion], now: Sequence[Criterion]) -> Iterator[Change]:
        gate = self.shelf.words[f"change-{group}"]
        lost = [rule for rule in held if rule not in now]
        for rule in (rule for rule in now if rule not in held):
            same = next((old for old in lost if old.measure and old.measure == rule.measure), None)
            title, target = self.rule(rule)
            if same:
                lost.remove(same)
                before = self.rule(same)[1]
                key = "criterion" if before != target else "criterion-source"
                yield self.tell(key, where, title, before, target, gate=gate)
            else:
                yield self.tell("criterion-new", where, title, "", target, gate=gate)
        for rule in lost:
            title, target = self.rule(rule)
            yield self.tell("criterion-gone", where, title, target, "", gate=gate)

    def rule(self, rule: Criterion) -> tuple[str, str]:
        told = gates.describe(rule, self.shelf, None)
        target = told.target
        if told.days_in_a_row > 1:
            target = f"{target}, " + self.shelf.words["count-days-row"].format(count=told.days_in_a_row)
        return told.title, target

    def lists(self, key: str, where: str, held: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
        for entry in (entry for entry in now if entry not in held):
            yield self.tell(f"{key}-new", where, self.shown(key, entry), "", entry)
        for entry in (entry for entry in held if entry not in now):
            yield self.tell(f"{key}-gone", where, self.shown(key, entry), entry, "")

    def shown(self, key: str, entry: str) -> str:
        flags = self.shelf.red_flags.flags
        return f"{flags[entry].short} ({entry})" if key == "question" and entry in flags else entry.partition(" | ")[0]

    def key(self, where: str, name: str, before: object, after: object, of: str = "") -> Change:
        """Tell of a key that has no sentence of its own; what is long is only said to be changed."""
        what = self.shelf.words.get(f"change-key-{name.replace('_', '-')}", name.replace("_", " "))
        if of:
            what = self.shelf.words["change-of"].format(of=of, what=what)
        told = [self.plain(value) for value in (before, after)]
        if all(told):
            return self.tell("value", where, what, *told)
        return self.tell("text", where, what, str(before), str(after))

    def plain(self, value: object) -> str:
        none = value is None or value in ("", (), {})
        text = self.shelf.words["change-none"] if none else _short(value)
        return text if len(text) <= 70 and "\n" not in text else ""


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        pair = len(value) == 2 and all(isinstance(part, int) for part in value)
        return (
            ("-" if pair else ", ").join(map(str, value)) if all(isinstance(part, str | int) for part in value) else ""
        )
    if isinstance(value, dict):
        simple = all(isinstance(part, str | int) for part in value.values())
        return ", ".join(f"{key}: {part}" for key, part in value.items()) if simple else ""
    return str(value) if isinstance(value, str | int | float) else ""


def _doses(slot: Slot) -> Mapping[str, Dose]:
    return {"": slot.dose} if slot.dose else slot.weeks


def _sources(dose: Dose | None) -> set[str]:
    return {origin.source for _, origin in dose.evidence if origin.source} if dose else set()


def _empty(phase: Phase) -> Phase:
    """Return a phase without content, to tell all of a new one as new."""
    kept = {key: getattr(phase, key) for key in ("title", "step", "goal")}
    return Phase.model_construct(
        **{
            **phase.__dict__,
            **{key: field.get_default() for key, field in Phase.model_fields.items() if not field.is_required()},
            **kept,
            "days": {},
        }
    )
