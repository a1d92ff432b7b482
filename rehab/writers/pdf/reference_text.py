"""The reference sheet in words: doses, tests, running and windows as runs of small type, each with its tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rehab.models.review import ReviewCriterion, ReviewDose, ReviewRun, ReviewTest, Stated
from rehab.models.sheet_words import SheetWords
from rehab.writers.pdf.type import Run, Runs, Style
from rehab.writers.pdf.words import fill, rich

SMALL = Style(9, 3.72)
NOTE = SMALL("grey")
_TIMES = re.compile(r"(?<=[\d)]) x (?=[\d(])")


def typeset(notation: str) -> str:
    """Write the notation with the signs of print: ``3 × 12``, ``20 → 30 min``."""
    return _TIMES.sub(" × ", notation).replace("->", "→")


def tag(words: SheetWords, told: Stated | ReviewTest) -> Runs:
    """The tag and its source in square brackets; a value without a tag names its author."""
    return mark(words, told.evidence, told.source, told.author)


def mark(words: SheetWords, evidence: str, source: str, author: str = "") -> Runs:
    """A tag in square brackets: ``[V askling-2013]``, ``[R askling-2010, to be confirmed]``, ``[set by ...]``."""
    if not evidence:
        return ()
    if evidence == "author":
        return (Run(f"[{fill(words.set_by, author=author) if author else words.no_tag}]", SMALL.bold),)
    rest = (f" {source}" if source else "") + (f", {words.to_be_confirmed}" if evidence == "R" else "")
    return Run("[", NOTE), Run(evidence, SMALL.bold), Run(f"{rest}]", NOTE)


def dose(words: SheetWords, row: ReviewDose, rule: str) -> Runs:
    """A whole dose with its tags, then its conditions, then what the patient is told; ``rule`` is the usual one."""
    told: list[Run] = [*_parts(words, row.parts)]
    for condition in _conditions(words, row, rule):
        told.append(Run(f"{words.separator}{condition}", SMALL))
    notes = " ".join(filter(None, (row.only_if, row.note, row.progress)))
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
    if row.left_out:
        yield words.left_out
    if row.optional:
        yield words.optional
    if row.side:
        yield words.sides[row.side]
    if row.grades:
        yield fill(words.grades, grades=", ".join(row.grades))
    if row.with_row:
        yield fill(words.with_row, title=words.run_row if row.with_row == "run" else row.with_row)
    if row.without_row:
        yield fill(words.without_row, title=words.run_row if row.without_row == "run" else row.without_row)
    if row.before_run:
        yield words.before_run
    if row.from_stage:
        yield fill(words.from_stage, stage=row.from_stage)
    if row.not_before:
        yield fill(words.not_before, day=row.not_before)
    if row.first_day > 1:
        yield fill(words.first_day, day=row.first_day)
    if row.monitoring and row.monitoring != rule:
        yield fill(words.row_monitoring, rule=row.monitoring)
    if row.through:
        yield fill(words.through, number=row.through)


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
    yield from rich(words.test if test.target else "{title}", SMALL, title=test.title, target=test.target)
    more = [fill(words.days_in_a_row, count=test.days_in_a_row)] if test.days_in_a_row > 1 else []
    more += [fill(words.within, count=test.within_days)] if test.within_days else []
    if more:
        yield Run(", " + ", ".join(more), SMALL.bold)
    if test.by_clinician:
        yield Run(f" ({words.clinician})", SMALL)
    yield Run(" ", SMALL)
    yield from tag(words, test)


def running(words: SheetWords, run: ReviewRun) -> Runs:
    """What a phase opens of a running table: how often, each stage with its tag, and when not."""
    told: list[Run] = [*_parts(words, run.frequency)] if run.frequency else []
    conditions = [words.left_out] if run.left_out else []
    conditions += [fill(words.not_before, day=run.not_before)] if run.not_before else []
    conditions += [words.needs_log] if run.needs_log else []
    conditions += [fill(words.through, number=run.through)] if run.through else []
    conditions += [fill(words.sessions, count=run.sessions_by_grade)] if run.sessions_by_grade else []
    told += [Run(f"{words.separator}{condition}", SMALL) for condition in conditions]
    told.append(Run(". ", SMALL))
    told += _stages(words, run)
    limits = [fill(words.limit, limit=run.pain_limit)] if run.pain_limit else []
    told.append(Run(" " + " ".join(filter(None, (run.only_if, run.rule, *limits))), NOTE))
    return tuple(told)


def _stages(words: SheetWords, run: ReviewRun) -> Iterator[Run]:
    """Stages in order; those in a row with one origin share its tag, and what is the same is said once."""
    intensity, count = "", 0
    for number, (_, group) in enumerate(groupby(run.stages, key=lambda stage: (stage.evidence, stage.source))):
        same = list(group)
        for at, stage in enumerate(same):
            extra = []
            if stage.sessions != count:
                extra.append(words.session if stage.sessions == 1 else fill(words.sessions, count=stage.sessions))
            if stage.gap_days > 2:
                extra.append(fill(words.gap, days=stage.gap_days))
            if stage.intensity != intensity:
                extra.append(stage.intensity.rstrip("."))
            intensity, count = stage.intensity, stage.sessions
            yield Run("; " if at or number else "", SMALL)
            yield Run(f"{stage.label} ", SMALL.bold)
            yield Run(typeset(stage.text) + (f" ({', '.join(extra)})" if extra else "") + " ", SMALL)
        yield from mark(words, same[-1].evidence, same[-1].source)
    yield Run(".", SMALL)


def joined(words: SheetWords, parts: Iterable[str]) -> str:
    """Join parts with the separator of the template."""
    return words.separator.join(filter(None, parts))
