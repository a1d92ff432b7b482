"""What comes first on a page: whose it is, what to read first, the safety questions, the stop signs; or a referral."""

from __future__ import annotations

from collections.abc import Iterator

from rehab.models.plan import Notice, Plan
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.html.markup import Html, filled, joined, listed, paragraphs, rich, tag
from rehab.writers.lines import asked, clean, medium, titled

FIRST = ("limit", "continue", "accept-risk")
"""Notices that stand above everything else."""


def head(plan: Plan, template: Template, title: str) -> Html:
    """Return the head of the page: clinic, title, for whom, what it is about."""
    words = template.wording
    whose = words.page.referral_for if plan.referral else words.page.plan_for
    name = filled(whose, name=plan.case.name) if clean(plan.case.name) else ""
    clinic = " ".join(filter(None, (template.clinic.name, template.clinic.phone)))
    return tag(
        "header",
        tag("p", tag("span", clinic), tag("span", name), class_="whose"),
        tag("h1", title),
        "" if plan.referral else paragraphs([plan.case.summary], class_="lead"),
    )


def first(plan: Plan, template: Template) -> Iterator[Html]:
    """Yield what must be read before anything is done: what is stopped, the limits, the questions nobody asked, notices."""
    words = template.wording
    standing = plan.standing
    told = [standing.stopped, standing.resting, standing.stuck] if standing else []
    told += [notice.text for notice in plan.notices if notice.code in FIRST]
    if lines := [line for line in told if line]:
        yield tag(
            "section",
            tag("h2", words.cover.limit, id="h-limit"),
            paragraphs(lines),
            class_="alert",
            aria_labelledby="h-limit",
            data_view="today",
        )
    if plan.screening.status == "not-asked" and plan.screening.asked:
        yield tag(
            "details",
            tag("summary", tag("h2", words.safety.title)),
            tag("p", words.safety.lead, " ", tag("b", words.record.not_sure)),
            *_questions(plan, words),
            tag("p", tag("b", words.safety.all_no), " ", words.phone.all_no_text),
            tag("p", id="asked-on", hidden=True),
            tag("button", words.phone.all_no, type="button", id="all-no", hidden=True, class_="wide"),
            class_="alert",
            open=True,
            id="safety",
            data_view="today",
        )
    yield from _notices(plan, template, last=False)


def _questions(plan: Plan, words: Wording) -> Iterator[Html]:
    for meaning, questions in asked(plan, words).items():
        yield tag("h3", meaning)
        yield listed(questions)


def _notices(plan: Plan, template: Template, *, last: bool) -> Iterator[Html]:
    """Yield what page 1 of the booklet says beside the plan, or what its last page says."""
    shown = [one for one in plan.notices if one.code not in FIRST]
    lines = [_told(one) for one in shown if (one.code in template.last_notices) == last]
    if lines:
        told = listed(lines) if len(lines) > 1 or any(one.tests for one in shown) else paragraphs(lines)
        yield (
            told
            if last
            else tag(
                "aside",
                tag("h2", template.wording.cover.notices, id="h-note"),
                told,
                class_="note",
                aria_labelledby="h-note",
                data_view="today",
            )
        )


def _told(notice: Notice) -> Html | str:
    """Return the text of a notice; its tests as a list: whoever must check each of them needs them line by line."""
    before, tests, after = notice.text.partition(" ".join(notice.tests)) if notice.tests else (notice.text, "", "")
    return joined((before, listed(notice.tests), after)) if tests else before


def stop(plan: Plan, words: Wording) -> Html:
    """Return the stop signs, the most urgent first, and the questions to ask again."""
    say = words.stop
    groups: list[Html] = []
    for name in ("emergency", "same_day", "see_doctor", "proceed"):
        signs = [sign.text for sign in plan.stop_signs if sign.disposition == name]
        if signs:
            groups += [tag("h3", getattr(say, name)), listed(signs)]
    if plan.screening.status == "answered" and plan.screening.asked and not plan.referral:
        again = (tag("p", words.safety.again_lead), *_questions(plan, words))
        groups.append(tag("details", tag("summary", words.safety.again), *again))
    title = tag("h2", say.title, id="h-stop")
    return tag(
        "section",
        title,
        tag("p", say.lead, class_="lead"),
        *groups,
        id="stop",
        class_="stop",
        data_view="stop",
        aria_labelledby="h-stop",
    )


def referral(plan: Plan, words: Wording) -> Html:
    """Return the page that stands in place of a plan: what to do now comes first."""
    page, say = plan.referral, words.referral
    assert page is not None
    parts: list[Html] = [tag("p", page.reason, class_="lead")]
    if page.urgency:
        parts.append(tag("p", tag("b", say.urgency), " ", page.urgency, class_="lead"))
    if page.emergency_if:
        parts.append(tag("div", tag("h2", say.emergency_now), paragraphs([page.emergency_if]), class_="band"))
    if page.do_now:
        parts += [tag("h2", say.do_now), listed(page.do_now, "ol")]
    if page.do_not:
        parts += [tag("h2", say.do_not), listed(page.do_not, class_="not")]
    parts += [tag("h2", say.show), *_show(plan, words)]
    parts.append(tag("p", rich(say.never_planned if page.never_planned else say.no_exercises)))
    return tag("section", *parts)


def _show(plan: Plan, words: Wording) -> Iterator[Html]:
    """Yield what the clinician should see: the signs, the injury, what to tell."""
    page, say, case = plan.referral, words.referral, plan.case
    assert page is not None
    signs = ", ".join(page.signs)
    flags = ", ".join(page.flags)
    what = ", ".join(filter(None, (titled(plan, words), case.grade_title)))
    when = filled(say.injury_on, what=what, date=medium(case.injured, words)) if case.injured else f"{what}."
    yield paragraphs(
        [
            filled(say.yes_to, signs=signs) if signs else "",
            when,
            filled(say.flags, flags=flags) if flags else "",
        ]
    )
    if page.tell_the_clinician:
        yield tag("h3", say.tell)
        yield listed(page.tell_the_clinician)


def about(plan: Plan, template: Template) -> Html:
    """Return the limits of the plan, who reviewed it, and how it is made again."""
    words = template.wording
    say, ref, made = words.sources, plan.protocol, plan.made_with
    review = filled(say.reviewed_by, names=ref.reviewed_by) if ref.reviewed_by else say.not_reviewed
    cleared = ""
    if plan.case.cleared_by and plan.case.cleared_on:
        cleared = filled(words.cover.cleared, name=plan.case.cleared_by, date=medium(plan.case.cleared_on, words))
    lines = [
        say.limits_text,
        review,
        cleared,
        filled(say.written_by, author=ref.author) if ref.author else "",
        filled(say.variant, title=ref.variant_title) if ref.variant_title else "",
        filled(say.changed, base=ref.extends, why=ref.why) if ref.extends else "",
        filled(say.risk, reason=ref.accept_risk) if ref.accept_risk else "",
        f"{say.again}: {made.command}",
        filled(
            words.notes.record, id=ref.id, version=ref.version, status=ref.status, program=made.program,
            digest=made.digest,
        ),
    ]  # fmt: skip
    return tag(
        "section",
        tag("h2", words.phone.about, id="h-about"),
        *_notices(plan, template, last=True),
        paragraphs(lines),
        id="about",
        data_view="today",
        aria_labelledby="h-about",
    )
