"""The reference sheet in words: doses, tests, running and windows as runs of small type, each with its tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rehab.models.review import ReviewCriterion, ReviewDose, ReviewRun, ReviewStage, ReviewTest, Stated
from rehab.models.sheet_words import SheetWords
from rehab.writers.pdf.type import STUCK, Run, Runs, Style
from rehab.writers.pdf.words import fill, rich

SMALL = Style(9, 3.4)
NOTE = SMALL("grey")
_LAST_NUMBER = re.compile(r"^(.*?)(\d+)(\D*)$")
_TIMES = re.compile(r"(?<=[\d)]) x (?=[\d(])")


def typeset(notation: str) -> str:
    """Write the notation with the signs of print: ``3 × 12``, ``20 → 30 min``, ``≥ 90 %``."""
    told = _TIMES.sub(" × ", notation).replace("->", "→").replace("<=", "≤").replace(">=", "≥")
    return re.sub(r"([≤≥<>]) ", rf"\1{STUCK}", told)


def tag(words: SheetWords, told: Stated | ReviewTest) -> Runs:
    """The tag and its source in square brackets; a value without a tag names its author."""
    return mark(words, told.evidence, told.source, told.author)


def mark(words: SheetWords, evidence: str, source: str, author: str = "") -> Runs:
    """A tag in square brackets: ``[V askling-2013]``, ``[R askling-2010, to be confirmed]``, ``[set by ...]``."""
    if not evidence:
        return ()
    if evidence == "author":
        return (Run(f"[{fill(words.set_by, author=author) if author else words.no_tag}]", SMALL.bold),)
    rest = (f"{STUCK}{source}" if source else "") + (f", {words.to_be_confirmed}" if evidence == "R" else "")
    return Run("[", NOTE), Run(evidence, SMALL.bold), Run(f"{rest}]", NOTE)


def dose(words: SheetWords, row: ReviewDose, rule: str) -> Runs:
    """A whole dose with its tags, then its conditions, then what the patient is told; ``rule`` is the usual one."""
    told: list[Run] = [Run(words.left_out + " ", SMALL.bold)] if row.left_out else []
    told += _parts(words, row.parts)
    for condition in _conditions(words, row, rule):
        told.append(Run(f"{words.separator}{condition}", SMALL))
    notes = " ".join(filter(None, (row.only_if, row.note)))
    if notes:
        told.append(Run(f"{words.separator}{notes}", NOTE))
    return tuple(told)


def _parts(words: SheetWords, parts: Sequence[Stated]) -> Iterator[Run]:
    """Parts with the same origin in a row share one tag."""
    for number, (_, group) in enumerate(groupby(parts, key=lambda one: (one.evidence, one.source, one.author))):
        same = list(group)
        told = "; ".join(
            f"{fill(words.week, weeks=one.weeks)}: {typeset(one.text)}" if one.weeks else typeset(one.text)
            for one in same
        )
        yield Run(f"{', ' if number else ''}{told} ", SMALL)
        yield from tag(words, same[-1])


def _conditions(words: SheetWords, row: ReviewDose, rule: str) -> Iterator[str]:
    if row.optional:
        yield words.optional
    if row.side and row.side != "both":
        yield words.sides[row.side]
    if row.grades:
        yield fill(words.grades, grades=", ".join(row.grades))
    if row.with_row == "run":
        yield words.before_run if row.before_run else words.on_runs
    elif row.with_row:
        yield fill(words.with_row, title=row.with_row)
    if row.without_row:
        yield words.off_runs if row.without_row == "run" else fill(words.without_row, title=row.without_row)
    if row.before_run and row.with_row != "run":
        yield words.before_run
    if row.from_stage:
        yield fill(words.from_stage, stage=row.from_stage)
    if row.not_before:
        yield fill(words.not_before, day=row.not_before)
    if row.not_after:
        yield fill(words.not_after, day=row.not_after)
    if row.first_day > 1:
        yield fill(words.first_day, day=row.first_day)
    if row.monitoring and row.monitoring != rule:
        yield fill(words.row_monitoring, rule=row.monitoring)


def criterion(words: SheetWords, line: ReviewCriterion) -> Runs:
    """A criterion with each of its thresholds, how long it must hold, and its tag."""
    joint = words.join_or if line.join == "or" else words.join_and
    told: list[Run] = []
    for number, test in enumerate(line.tests):
        if number:
            told.append(Run(joint, SMALL.bold))
        told += _test(words, test)
    return tuple(told)


def _test(words: SheetWords, test: ReviewTest) -> Iterator[Run]:
    yield from rich(words.test if test.target else "{title}", SMALL, title=test.title, target=typeset(test.target))
    if test.by_clinician:
        yield Run(f" ({words.clinician})", SMALL)
    yield Run(" ", SMALL)
    yield from tag(words, test)


def running(words: SheetWords, run: ReviewRun, *, again: bool) -> Runs:
    """What a phase opens of a running table: how often, each stage with its tag, and when not.

    ``again``: an earlier phase has said the pain limit of the table.
    """
    told: list[Run] = [Run(words.left_out + " ", SMALL.bold)] if run.left_out else []
    told += _parts(words, run.frequency)
    conditions = [fill(words.not_before, day=run.not_before)] if run.not_before else []
    conditions += [fill(words.first_day, day=run.first_day)] if run.first_day else []
    conditions += [fill(words.first_stage, stages=run.first_stage)] if run.first_stage else []
    conditions += [] if run.fast_track else [words.no_fast_track]
    conditions += [words.needs_log] if run.needs_log else []
    conditions += [fill(words.sessions, count=run.sessions_by_grade)] if run.sessions_by_grade else []
    conditions += [fill(words.limit, limit=run.pain_limit.rstrip("."))] if run.pain_limit and not again else []
    told += [Run(f"{words.separator}{condition}", SMALL) for condition in conditions]
    told.append(Run(". ", SMALL))
    told += _stages(words, run)
    if run.only_if:
        told.append(Run(" " + run.only_if, NOTE))
    return tuple(told)


def _stages(words: SheetWords, run: ReviewRun) -> Iterator[Run]:
    """Stages in order, the tag after those that share it; stages that differ in one number stand together."""
    intensity, count = "", 0
    for number, (_, group) in enumerate(groupby(run.stages, key=lambda stage: (stage.evidence, stage.source))):
        same = list(group)
        for at, (_, alike) in enumerate(groupby(same, key=_kind_of_stage)):
            stages = list(alike)
            first, extra = stages[0], []
            if first.sessions != count:
                extra.append(words.session if first.sessions == 1 else fill(words.sessions, count=first.sessions))
            if first.gap_days > 2:
                extra.append(fill(words.gap, days=first.gap_days))
            if first.intensity != intensity:
                extra.append(first.intensity.rstrip("."))
            intensity, count = first.intensity, first.sessions
            yield Run("; " if at or number else "", SMALL)
            yield Run(", ".join(stage.label for stage in stages) + ": ", SMALL.bold)
            yield Run(_numbers(stages) + (f" ({', '.join(extra)})" if extra else ""), SMALL)
        yield Run(" ", SMALL)
        yield from mark(words, same[-1].evidence, same[-1].source)
    yield Run(".", SMALL)


def _kind_of_stage(stage: ReviewStage) -> tuple[str, str, int, int, str]:
    """What stages have in common that may stand together: all but the last number of their text."""
    found = _LAST_NUMBER.match(stage.text)
    before, _, after = found.groups() if found else (stage.text, "", "")
    return before, after, stage.sessions, stage.gap_days, stage.intensity


def _numbers(stages: Sequence[ReviewStage]) -> str:
    """``10 × (20 m walk / 30 m jog) at 25, 35, 45 %``: the last number of each stage, in order."""
    found = [_LAST_NUMBER.match(stage.text) for stage in stages]
    if len(stages) == 1 or not all(found):
        return "; ".join(typeset(stage.text) for stage in stages)
    before, _, after = _parts_of(found[0])
    return typeset(before + ", ".join(_parts_of(one)[1] for one in found) + after)


def _parts_of(found: re.Match[str] | None) -> tuple[str, str, str]:
    assert found is not None
    before, number, after = found.groups()
    return before, number, after


def joined(words: SheetWords, parts: Iterable[str]) -> str:
    """Join parts with the separator of the template."""
    return words.separator.join(filter(None, parts))
