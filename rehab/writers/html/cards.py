"""How to do everything: exercise cards with pictures, care and checks, cards for any time, what to know."""

from __future__ import annotations

from collections.abc import Iterator

from rehab.models.plan import PhaseDose, Plan, PlanCard, PlanExercise
from rehab.models.wording import Wording
from rehab.writers.html.markup import Html, filled, joined, listed, paragraphs, tag
from rehab.writers.html.pictures import Drawn
from rehab.writers.html.tasks import Told


def how(plan: Plan, words: Wording, told: Told, drawn: Drawn) -> Html:
    """Return the section of everything that the days link to."""
    phone = words.phone
    exercises = [_exercise(name, one, plan, words, told, drawn) for name, one in plan.exercises.items()]
    care = [
        tag("article", tag("h4", title), *(tag("p", text, id=key) for text, key in texts.items()))
        for (kind, title), texts in told.texts.items()
        if kind
    ]
    return tag(
        "section",
        tag("h2", phone.how, id="h-how"),
        *((tag("h3", phone.exercises), *exercises) if exercises else ()),
        *((tag("h3", phone.care), *care) if care else ()),
        *((tag("h3", words.selfcare.title), *own_cards(plan, words)) if plan.cards else ()),
        *known(plan, words),
        id="how",
        data_view="how",
        aria_labelledby="h-how",
    )


def own_cards(plan: Plan, words: Wording) -> Iterator[Html]:
    """Yield the cards that have no day."""
    for card in plan.cards.values():
        yield tag("article", tag("h4", card.title), *_card(card, words))


def _card(card: PlanCard, words: Wording) -> Iterator[Html]:
    yield paragraphs([card.when])
    yield listed(card.steps, "ol")
    if card.do_not:
        yield tag("p", tag("b", words.selfcare.do_not))
        yield listed(card.do_not, class_="not")
    yield paragraphs([card.note])


def known(plan: Plan, words: Wording) -> Iterator[Html]:
    """Yield what to know about it, and how long it takes."""
    about = words.education.education if plan.case.onset == "sudden" else words.education.problem
    for title, lines in ((about, plan.education), (words.education.prognosis, plan.prognosis)):
        if lines:
            yield tag("h3", title)
            yield listed(lines)


def _exercise(name: str, one: PlanExercise, plan: Plan, words: Wording, told: Told, drawn: Drawn) -> Html:
    cards, phone = words.cards, words.phone
    each = one.each_side_step if any(dose.each_side and dose.exercise == name for dose in _doses(plan)) else ""
    rows = [
        _row(cards.feel, one.feel),
        _row(cards.not_feel, one.not_feel),
        _row(cards.hard, one.easier),
        _row(cards.easy, one.harder),
        _row(cards.needs, ", ".join(_needed(one, words))),
        _row(cards.care, " ".join(one.precautions)),
    ]
    progress = dict.fromkeys(dose.progress for dose in _doses(plan) if dose.exercise == name and dose.progress)
    texts = told.texts.get(("", name), {})
    amounts = [tag("p", text, id=key) for text, key in texts.items()]
    return tag(
        "article",
        tag("h4", one.title),
        drawn.shown(name, one),
        listed([each, *one.steps], "ol"),
        paragraphs([*one.cues, one.mistake]),
        listed(rows, class_="rows"),
        *((tag("h5", phone.amounts), *amounts) if amounts else ()),
        paragraphs(f"{cards.progress} {line}" for line in progress),
        id=told.card(name),
    )


def _doses(plan: Plan) -> Iterator[PhaseDose]:
    return (dose for phase in plan.phases for dose in phase.exercises)


def _row(name: str, text: str) -> Html:
    return joined((tag("b", name), text), " ") if text else Html("")


def _needed(one: PlanExercise, words: Wording) -> Iterator[str]:
    for thing in one.equipment:
        other = one.substitutes.get(thing)
        yield filled(words.cards.instead, item=thing, other=other) if other else thing
