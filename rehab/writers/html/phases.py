"""The phases of a plan: what each is for, what is fine, how much, and what must be true before the next."""

from __future__ import annotations

from collections.abc import Iterator

from rehab.models.plan import EarlyBand, Magnitude, PhaseDose, Plan, PlanPhase
from rehab.models.wording import Wording
from rehab.writers.html.markup import Html, filled, joined, listed, paragraphs, rich, tag
from rehab.writers.html.tasks import Told
from rehab.writers.lines import criterion, dates_told, days_told


def phases(plan: Plan, words: Wording, told: Told) -> Html:
    """Return the section of the phases and the lights."""
    phone = words.phone
    return tag(
        "section",
        tag("h2", phone.phases, id="h-phases"),
        tag("p", words.phase.lead_all, class_="lead"),
        *(_phase(plan, phase, words, told) for phase in plan.phases),
        *lights(plan, words),
        id="phases",
        data_view="phases",
        aria_labelledby="h-phases",
    )


def _phase(plan: Plan, phase: PlanPhase, words: Wording, told: Told) -> Html:
    phone = words.phone
    days, dates = days_told(phase.first_day, phase.last_day, words), dates_told(phase.start, phase.end, words)
    parts: list[str] = [
        tag("h3", filled(phone.phase, number=phase.number, title=phase.title)),
        tag(
            "p",
            filled(phone.phase_days, days=days.capitalize(), dates=dates),
            class_="min",
        ),
        tag("p", phase.goal, class_="goal") if phase.goal else "",
        paragraphs(phase.notes),
        *_named(words.cards.allowed, phase.allowed, class_="fine"),
        *_named(words.cards.avoid, phase.avoid, class_="not"),
        *_named(words.phase.doses, [_dose(plan, dose, words, told) for dose in phase.exercises]),
        *_running(phase, words),
        *_gate(plan, phase, words),
    ]
    attributes = {"id": f"p-{phase.number}", "data_first": phase.start.isoformat(), "data_last": phase.end.isoformat()}
    return tag("article", *parts, class_="phase", **attributes)


def _named(title: str, lines: list[Html] | tuple[str, ...], class_: str | None = None) -> Iterator[Html]:
    if lines:
        yield tag("h4", title)
        yield listed(lines, class_=class_)


def _dose(plan: Plan, dose: PhaseDose, words: Wording, told: Told) -> Html:
    """Return one exercise of a phase with its dose, and when it may be done at all."""
    known = plan.exercises.get(dose.exercise)
    name = tag("a", known.title, href=f"#{told.card(dose.exercise)}") if known else joined([dose.exercise])
    weeks = [
        f"{filled(words.cards.week if '-' not in span else words.cards.week_span, **_span(span))}: {text}."
        for span, text in dose.weeks
    ]
    only = f"{words.cards.only_if} {dose.only_if}" if dose.only_if and dose.only_if not in dose.text else ""
    later = words.cards.not_dated if dose.first_date is None and not dose.continued else ""
    return joined((name, joined(filter(None, (dose.text, *weeks, only, later)), " ")), ". ")


def _span(span: str) -> dict[str, str]:
    first, dash, last = span.partition("-")
    return {"first": first, "last": last} if dash else {"week": first}


def _running(phase: PlanPhase, words: Wording) -> Iterator[Html]:
    if phase.running_goes_on and not phase.running:
        yield tag("p", rich(words.cards.running_goes_on))
    if not phase.running:
        return
    yield tag("h4", words.cards.running)
    yield paragraphs([phase.running_only_if, words.cards.running_lead, *phase.running_before])
    rows = []
    for stage in phase.running:
        count = stage.sessions
        sessions = words.cards.session if count == 1 else filled(words.cards.sessions, count=count)
        text = " ".join(filter(None, (stage.text, stage.intensity)))
        rows.append(joined((tag("b", stage.title), joined(filter(None, (text, sessions)), ", ")), ": "))
    yield listed(rows)
    yield paragraphs([phase.running_rule])


def _gate(plan: Plan, phase: PlanPhase, words: Wording) -> Iterator[Html]:
    """Yield what must be true before the next phase; with a journal also what is known of it."""
    if not phase.criteria:
        return
    yield tag("h4", words.gate.heading)
    rows = [
        joined((tag("b", criterion(line, words)), *((filled(words.gate.how, how=line.how),) if line.how else ())), ". ")
        for line in phase.criteria
    ]
    yield listed(rows, class_="gate")
    standing = plan.standing
    if standing and standing.phase == phase.id:
        missing = [
            filled(words.today.line, title=line.title, reason=line.reason)
            for line in standing.gate
            if line.truth != "met"
        ]
        yield paragraphs([filled(words.today.not_yet, lines="; ".join(missing))] if missing else [])
    minimum = filled(words.gate.minimum, day=phase.hard_minimum) if phase.hard_minimum else ""
    yield paragraphs([minimum, phase.not_yet, words.gate.not_yet])


def lights(plan: Plan, words: Wording) -> Iterator[Html]:
    """Yield the three lights, what counts on the first days, and how to go on after missed days."""
    response, gate = plan.response, words.gate
    if response is None:
        return
    yield tag("h3", words.phone.lights, id="lights")
    rows = [
        tag(
            "li",
            tag("b", f"{getattr(gate, name)}: {getattr(gate, f'{name}_verb')}"),
            " ",
            light.when,
            " ",
            light.then,
            class_=name,
        )
        for name, light in (("green", response.green), ("amber", response.amber), ("red", response.red))
    ]
    yield tag("ul", *rows, class_="lights")
    early = response.early
    if early and not any(_says(early, sentence, words) for sentence in response.sentences):
        bands = {name: _range(getattr(early, name), words) for name in ("green", "amber", "red")}
        yield tag("p", filled(gate.early, day=early.last_day, **bands))
    yield paragraphs(response.sentences)
    for name, text in ((gate.missed, response.missed), (gate.missed_runs, response.missed_runs)):
        if text:
            yield tag("p", tag("b", name), " ", text)


def _says(early: EarlyBand, sentence: str, words: Wording) -> bool:
    """Whether a sentence of the plan already gives the limits of the first days."""
    return all(_range(value, words) in sentence for value in (early.green, early.amber, early.red))


def _range(value: Magnitude, words: Wording) -> str:
    low, high = value
    if low == high:
        return f"{low:g}"
    if high >= 10:
        return filled(words.gate.and_up, low=f"{low:g}")
    return filled(words.gate.up, low=f"{low:g}", high=f"{high:g}")
