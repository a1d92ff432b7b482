"""Commands of every day: ``today``, ``done``, ``log``, ``undo``, ``start``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from rehab.cli import ahead, keeping
from rehab.cli.asking import add_value, ask, pain_value
from rehab.cli.delivery import read_plan
from rehab.cli.followed import (
    CaseOption,
    Followed,
    JournalOption,
    SharedDay,
    Writing,
    active_cases,
    check_day,
    follow,
    last_batch,
    one_case,
    open_journal,
    shared_day,
)
from rehab.cli.options import LibraryOption, date, now, number_of, open_library
from rehab.cli.options import today as clock
from rehab.engine.following import NONE
from rehab.engine.triage import resolve_flag
from rehab.errors import NotFoundError, UsageError, close_names, fail
from rehab.library import Library
from rehab.models.case import Side
from rehab.models.journal import standing
from rehab.models.plan import Day, Plan, Task
from rehab.models.template import Template

REFUSED = 5
ONE_DAY = dt.timedelta(days=1)
DayOption = Annotated[str | None, typer.Option("--date", help="Another day than today: 2026-11-24, yesterday, -3d.")]
PAINS = {
    "rest": "pain-rest", "before": "pain-before", "during": "pain-during", "after": "pain-after",
    "morning": "pain-next-morning", "night": "pain-night",
}  # fmt: skip
"""The measure behind each pain option of ``log``."""


def today(
    plan_file: Annotated[
        Path | None,
        typer.Argument(readable=False, help="A plan made with --to json; left out: the cases of the journal."),
    ] = None,
    day: DayOption = None,
    case: CaseOption = None,
    journal: JournalOption = None,
    as_text: Annotated[bool, typer.Option("--text", help="A message of at most 600 characters.")] = False,
    discreet: Annotated[bool, typer.Option("--discreet", help="Without a word about health.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    library: LibraryOption = None,
) -> None:
    """Say what to do today: from the journal, or from a plan file.

    \b
    Examples:
      rehab today
      rehab today plan.json --date 2026-11-24
    """
    wanted = date("--date", day, clock()) if day else clock()
    shelf = open_library(library)
    look = shelf.template("clinic")
    if plan_file:
        _from_file(read_plan(plan_file), wanted, look, as_json=as_json, as_text=as_text, discreet=discreet)
        return
    keeping.look()
    with open_journal(journal) as store:
        cases = active_cases(store, case)
        for stored in cases:
            check_day(stored, wanted, max(clock(), wanted))
        followed = [follow(store, stored, wanted, shelf) for stored in cases]
    if as_json:
        shared = {entry.stored.id: found for entry, found in shared_day(followed, wanted, shelf).cases}
        if any(is_emergency(entry.plan) for entry in followed):
            shared = {}
        told = [_as_json(entry, shared.get(entry.stored.id), wanted) for entry in followed]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        said = _told(followed, wanted, look, shelf, as_text=as_text, discreet=discreet)
        typer.echo(said, nl=False)
    if any(is_stopped(entry.plan) for entry in followed):
        raise typer.Exit(REFUSED)
    if not as_json:
        lay([wanted + ONE_DAY] if wanted == clock() < dt.date.max else [], shelf, {wanted.isoformat(): said})


def lay(days: Sequence[dt.date], library: Library, said: Mapping[str, str] | None = None) -> None:
    """Keep the cards of these days for the short way, with those that were ``said`` already."""

    def say(followed: Sequence[Followed], day: dt.date) -> str | None:
        if any(is_stopped(entry.plan) for entry in followed):
            return None
        return _told(followed, day, library.template("clinic"), library, as_text=False, discreet=False)

    ahead.lay(days, library, say, said)


def lay_anew(journal: Path | None, folders: Sequence[Path] | None, library: Library) -> None:
    """Keep the cards of today and tomorrow, after something was written down in the journal that ``today`` looks into."""
    if journal is None and not folders and clock() < dt.date.max:
        lay([clock(), clock() + ONE_DAY], library)


def is_stopped(plan: Plan) -> bool:
    """Tell whether nobody may exercise by this plan now: it is a referral, or two sessions were red."""
    return plan.referral is not None or (plan.standing is not None and plan.standing.barred)


def is_emergency(plan: Plan) -> bool:
    """Tell whether a plan is a page for the emergency services: it is about the person, not about one leg."""
    return plan.referral is not None and plan.disposition == "emergency"


def _told(
    followed: Sequence[Followed], day: dt.date, look: Template, library: Library, *, as_text: bool, discreet: bool
) -> str:
    from rehab.writers import text
    from rehab.writers.day import card_message, day_card, message, referral_message
    from rehab.writers.lines import medium

    referred = [entry.plan for entry in followed if entry.plan.referral]
    if as_text or discreet:
        parts = [referral_message(plan, look, discreet=discreet) + "\n" for plan in referred]
    else:
        parts = [text.write(plan, look).decode() for plan in referred]
    if any(map(is_emergency, referred)):
        return "\n".join(parts)
    cards = [entry.plan for entry in followed if entry.is_card]
    if as_text or discreet:
        parts += [card_message(plan, look, discreet=discreet) + "\n" for plan in cards]
    else:
        parts += [text.write(plan, look).decode() for plan in cards]
    ended = [entry for entry in followed if entry.plan.standing and entry.day(day) is None]
    for entry in ended:
        last = max((phase.end for phase in entry.plan.phases), default=day)
        parts.append(look.wording.today.finished.format(date=medium(last, look.wording)) + "\n")
    together = shared_day(followed, day, library)
    plans = [(entry.plan, found) for entry, found in together.cases]
    if plans and (as_text or discreet):
        parts.append(message(plans, look, discreet=discreet) + "\n")
    elif plans:
        ticked = {entry.stored.id: done_on(entry, day) for entry in followed}
        left_out = [(one.task.short_title, one.why) for one in together.left_out]
        parts.append(day_card(plans, ticked, look, left_out=left_out))
    return "\n".join(parts)


def done_on(followed: Followed, day: dt.date) -> frozenset[str]:
    """Return the ids of the tasks that were ticked off on a day, as it is known now."""
    from rehab.engine.watch import all_of

    entries = all_of(followed.journal, dt.date.max).kind("done")
    return frozenset(entry.subject for entry in entries if entry.date == day and entry.value != 0)


def _as_json(followed: Followed, found: Day | None, day: dt.date) -> dict[str, object]:
    plan = followed.plan
    return {
        "case": followed.stored.id,
        "protocol": plan.protocol.id,
        "day": found.model_dump(mode="json") if found else None,
        "done": sorted(done_on(followed, day)),
        "standing": plan.standing.model_dump(mode="json") if plan.standing else None,
        "referral": plan.referral.model_dump(mode="json") if plan.referral else None,
        "cards": [card.model_dump(mode="json") for card in plan.cards.values()] if followed.is_card else [],
    }


def _from_file(plan: Plan, day: dt.date, look: Template, *, as_json: bool, as_text: bool, discreet: bool) -> None:
    from rehab.writers import text
    from rehab.writers.day import message

    if plan.referral or not plan.days:
        typer.echo(text.write(plan, look).decode(), nl=False)
        if plan.referral:
            raise typer.Exit(REFUSED)
        return
    found = next((entry for entry in plan.days if entry.date == day), None)
    if found is None:
        hint = f"it runs from {plan.days[0].date} to {plan.days[-1].date}"
        raise fail(UsageError, "not-in-plan", f"{day} is not a day of this plan", hint)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    elif as_text or discreet:
        typer.echo(message([(plan, found)], look, discreet=discreet))
    else:
        typer.echo(text.day_text(plan, found, look), nl=False)


# -- writing down ----------------------------------------------------------------------------------------------------


def done(
    tasks: Annotated[list[str], typer.Argument(help="The numbers on the list of today, or all.")],
    day: DayOption = None,
    sets: Annotated[int | None, typer.Option(min=0, max=1000, help="The sets you did.")] = None,
    reps: Annotated[int | None, typer.Option(min=0, max=10000, help="The repetitions you did in a set.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0, max=1440, help="The minutes you did.")] = None,
    load_kg: Annotated[float | None, typer.Option("--kg", min=0, max=1000, help="The weight you used.")] = None,
    pain: Annotated[str | None, typer.Option(help="The worst pain while doing it, 0 to 10.")] = None,
    part: Annotated[int | None, typer.Option(min=0, max=100, help="How much of it you did, in percent.")] = None,
    case: CaseOption = None,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Tick off tasks of today.

    \b
    Examples:
      rehab done 1 3
      rehab done all
      rehab done 2 --reps 8 --pain 3
    """
    on = date("--date", day, clock()) if day else clock()
    shelf = open_library(library)
    worst = pain_value("--pain", pain) if pain is not None else None
    with open_journal(journal) as store:
        stored_cases = active_cases(store, case)
        for stored in stored_cases:
            check_day(stored, on, clock())
        followed = [follow(store, stored, on, shelf) for stored in stored_cases]
        chosen = _chosen(shared_day(followed, on, shelf), on, tasks)
        moment = now()
        count = 0
        for entry in followed:
            writing = Writing(on, moment)
            for owner, task in chosen:
                if owner is entry:
                    fraction = 1.0 if part is None else part / 100
                    writing.add(
                        "done", task.id, replaces=ticked_before(entry, task, on), value=fraction, sets=sets, reps=reps, minutes=minutes, load_kg=load_kg,
                        pain=worst, text=task.dose, side=side_of(task),
                    )  # fmt: skip
            count += store.add(entry.stored.id, writing.entries)
    typer.echo(shelf.template("clinic").wording.today.logged.format(count=count))
    lay_anew(journal, library, shelf)


def side_of(task: Task) -> Side | None:
    """Return the side of a task as an entry names it."""
    sides: dict[str | None, Side] = {"left": "left", "right": "right", "both": "both"}
    return sides.get(task.side)


def ticked_before(followed: Followed, task: Task, day: dt.date) -> str | None:
    """Return the entry that ticked off a task already: the new one corrects it, and both are kept."""
    held = [entry for entry in standing(followed.journal.ordered) if entry.kind == "done" and entry.date == day]
    return next((entry.id for entry in reversed(held) if entry.subject == task.id), None)


def _chosen(shared: SharedDay, day: dt.date, wanted: Sequence[str]) -> list[tuple[Followed, Task]]:
    """Return the tasks that the numbers of the day card mean. Raises UsageError for what is not on it."""
    listed = [(entry, task) for entry, found in shared.cases for task in found.tasks]
    if [word.casefold() for word in wanted] == ["all"]:
        already = {task_id for entry, _ in shared.cases for task_id in done_on(entry, day)}
        return [(entry, task) for entry, task in listed if task.id not in already]
    numbers = []
    for word in wanted:
        if not 1 <= number_of(word) <= len(listed):
            hint = (
                f"it has 1 to {len(listed)}; rehab today shows them" if listed else "there is nothing to do on that day"
            )
            raise fail(UsageError, "not-due", f"'{word}' is not a number on the list of {day}", hint)
        numbers.append(number_of(word))
    return [listed[number - 1] for number in dict.fromkeys(numbers)]


def log(
    day: DayOption = None,
    pain_rest: Annotated[str | None, typer.Option(help="Pain at rest, 0 to 10.")] = None,
    pain_before: Annotated[str | None, typer.Option(help="Pain before the session.")] = None,
    pain_during: Annotated[str | None, typer.Option(help="The worst pain in the session.")] = None,
    pain_after: Annotated[str | None, typer.Option(help="Pain 1 hour after the session.")] = None,
    pain_morning: Annotated[str | None, typer.Option(help="Pain in the morning.")] = None,
    pain_night: Annotated[str | None, typer.Option(help="The worst pain of the night.")] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, or NAME:left=VALUE for one side; may be given again."),
    ] = None,
    flag: Annotated[list[str] | None, typer.Option(help="A safety question answered yes: RF-08.")] = None,
    no_flags: Annotated[bool, typer.Option("--no-flags", help="All safety questions asked again, all no.")] = False,
    note: Annotated[str | None, typer.Option(help="A note in your words.")] = None,
    medicine: Annotated[str | None, typer.Option(help="A medicine you took.")] = None,
    sleep: Annotated[float | None, typer.Option(min=0, max=24, help="Hours of sleep.")] = None,
    drinks: Annotated[float | None, typer.Option(min=0, max=8000, help="What you drank, in ml.")] = None,
    case: CaseOption = None,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Write down pain, measures and notes; without options it asks what is due.

    \b
    Examples:
      rehab log --pain-morning 2 --pain-rest 1
      rehab log --measure single-heel-raise:left=12 --measure single-heel-raise:right=25
      rehab log --note "bad night"
    """
    on = date("--date", day, clock()) if day else clock()
    shelf = open_library(library)
    given = {
        "rest": pain_rest, "before": pain_before, "during": pain_during, "after": pain_after,
        "morning": pain_morning, "night": pain_night,
    }  # fmt: skip
    writing = Writing(on, now())
    for name, text in given.items():
        if text is not None:
            writing.add("measure", PAINS[name], value=pain_value(f"--pain-{name}", text))
    for text in measure or []:
        _add_measure(writing, text, shelf)
    if sleep is not None:
        writing.add("measure", "sleep-hours", value=sleep)
    if drinks is not None:
        writing.add("measure", "fluids", value=drinks)
    _add_flags(writing, flag or [], no_flags, shelf)
    if note:
        writing.add("note", "", text=note)
    if medicine:
        writing.add("medicine", "", text=medicine)
    with open_journal(journal) as store:
        stored = one_case(store, case)
        check_day(stored, on, clock())
        if not writing.entries:
            ask(writing, follow(store, stored, on, shelf), shelf)
        added = store.add(stored.id, writing.entries)
        after = follow(store, stored, clock(), shelf)
    typer.echo(shelf.template("clinic").wording.today.logged.format(count=added))
    tell(after, shelf)
    lay_anew(journal, library, shelf)


def tell(after: Followed, shelf: Library) -> None:
    """Say at once what stands in the way of exercises: a referral, advice in their place, or that they stop."""
    from rehab.writers import text

    stands = after.plan.standing
    if after.plan.referral or after.is_card:
        typer.echo(text.write(after.plan, shelf.template("clinic")).decode(), nl=False)
    elif stands and stands.barred:
        typer.echo(stands.stopped)
    if is_stopped(after.plan):
        raise typer.Exit(REFUSED)


def _add_flags(writing: Writing, flags: Sequence[str], none: bool, library: Library) -> None:
    if flags and none:
        raise fail(UsageError, "flags-and-no-flags", "--flag and --no-flags contradict each other", "give one of them")
    if none:
        writing.add("flag", NONE, text="no")
    try:
        for text in flags:
            writing.add("flag", resolve_flag(library.shelf.red_flags, text), text="yes")
    except NotFoundError as error:
        raise UsageError(error.issues) from None


def _add_measure(writing: Writing, text: str, library: Library) -> None:
    """Read NAME=VALUE or NAME:side=VALUE. Raises UsageError for an unknown name or a value outside its range."""
    name, equals, value = text.partition("=")
    name, _, side = name.strip().partition(":")
    if not equals or not value.strip():
        raise fail(UsageError, "bad-measure", f"--measure: '{text}' is not NAME=VALUE", "such as: --measure swelling=1")
    known = library.shelf.measures
    if name not in known:
        near = ", ".join(close_names(name, known)) or "rehab show CONDITION lists them"
        raise fail(UsageError, "unknown-measure", f"--measure: there is no measure '{name}'", f"close to it: {near}")
    if side and side not in ("left", "right", "both"):
        raise fail(UsageError, "bad-measure", f"--measure: '{side}' is not a side", "left, right or both")
    add_value(writing, name, value.strip(), known[name], side=side or None)


def undo(case: CaseOption = None, journal: JournalOption = None, library: LibraryOption = None) -> None:
    """Take back what was written down last; the journal keeps both."""
    shelf = open_library(library)
    words = shelf.template("clinic").wording.today
    with open_journal(journal) as store:
        stored = one_case(store, case)
        last = last_batch(store.journal(stored.id).entries)
        if not last:
            raise fail(NotFoundError, "nothing-to-undo", words.no_entries)
        writing = Writing(clock(), now())
        for entry in last:
            writing.add("undo", entry.id)
        store.add(stored.id, writing.entries)
    named = ", ".join(dict.fromkeys(filter(None, (entry.subject or entry.kind for entry in last))))
    typer.echo(words.undone.format(what=named))
    lay_anew(journal, library, shelf)
