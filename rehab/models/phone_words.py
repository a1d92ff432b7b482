"""The words of the page for the phone: what stands on it, and what its program says."""

from __future__ import annotations

from typing import Annotated, Literal

from rehab.models.authored import Authored
from rehab.models.filling import Plain, fills


class AppWords(Authored):
    """What the program of the page says; it fills in the {names} itself."""

    today: Plain
    other_day: Plain
    before: Plain
    after: Plain
    back: Plain
    not_begun: Annotated[str, fills("date")]
    over: Annotated[str, fills("date")]
    to_come: Plain
    here: Annotated[str, fills("day", "of")]
    open_day: Plain
    done: Annotated[str, fills("done", "of")]
    done_mark: Plain
    tick: Plain
    tick_at: Annotated[str, fills("time")]
    tick_for: Annotated[str, fills("task")]
    ticked: Annotated[str, fills("task")]
    unticked: Annotated[str, fills("task")]
    glasses: Annotated[str, fills("done", "of")]
    glass_more: Plain
    glass_less: Plain
    pain: Plain
    pain_morning: Plain
    pain_before: Plain
    pain_during: Plain
    pain_set: Annotated[str, fills("name", "value")]
    pain_none: Plain
    pain_gone: Annotated[str, fills("name")]
    diary: Plain
    diary_kept: Annotated[str, fills("name")]
    kept: Plain
    storage_off: Plain
    storage_full: Plain
    storage_damaged: Plain
    nudge: Annotated[str, fills("days")]
    nudge_never: Annotated[str, fills("days")]
    sent_never: Plain
    sent: Annotated[str, fills("date")]
    entries: Annotated[str, fills("count")]
    nothing_to_send: Plain
    file_made: Annotated[str, fills("name")]
    shared: Plain
    share_failed: Plain
    copied: Plain
    copy_failed: Plain
    clear: Plain
    clear_once: Plain
    clear_twice: Plain
    cleared: Plain
    asked: Annotated[str, fills("date")]
    timer: Plain
    timer_for: Annotated[str, fills("task")]
    timer_round: Annotated[str, fills("number", "of")]
    timer_done: Plain
    legs: dict[Literal["hold", "rest", "do", "go", "ready"], Plain]


class ServedWords(Authored):
    """What the page says more where its own computer serves it."""

    record: Plain
    lead: Plain
    private: Plain
    all_kept: Plain
    waiting: Annotated[str, fills("count")]
    away: Plain
    back: Plain
    gone: Plain
    refused: Annotated[str, fills("problem")]
    busy: Annotated[str, fills("problem")]
    stale: Plain
    renewed: Plain
    old: Annotated[str, fills("date")]
    other_clock: Annotated[str, fills("date")]
    trouble: Plain
    trouble_lead: Plain
    trouble_kept: Plain


class PhoneWords(Authored):
    """The page for the phone."""

    parts: Plain
    skip: Plain
    today: Plain
    days: Plain
    phases: Plain
    how: Plain
    stop: Plain
    title_referral: Annotated[str, fills("title")]
    no_program: Plain
    days_lead: Plain
    week: Annotated[str, fills("first", "last", "number")]
    day: Annotated[str, fills("date", "day", "phase")]
    at: Annotated[str, fills("clocks")]
    at_many: Annotated[str, fills("count", "first", "last")]
    nothing: Plain
    minutes: Annotated[str, fills("minutes")]
    list_first: Annotated[str, fills("phase")]
    list_link: Plain
    list_not_yet: Annotated[str, fills("before")]
    phase: Annotated[str, fills("number", "title")]
    phase_days: Annotated[str, fills("dates", "days")]
    exercises: Plain
    care: Plain
    amounts: Plain
    steps: Plain
    picture: Annotated[str, fills("title")]
    read_more: Annotated[str, fills("title")]
    lights: Plain
    about: Plain
    again: Plain
    all_no: Plain
    all_no_text: Plain
    record: Plain
    record_lead: Plain
    record_private: Plain
    send_file: Plain
    send_share: Plain
    send_copy: Plain
    send_text: Plain
    yes: Plain
    no: Plain
    start: Plain
    pause: Plain
    go_on: Plain
    next: Plain
    close: Plain
    app: AppWords
    served: ServedWords
