"""The words of the reference sheet for clinicians."""

from __future__ import annotations

from typing import Annotated, Literal

from rehab.models.authored import Authored
from rehab.models.filling import Plain, fills
from rehab.models.redflag import Disposition, Effect


class SheetWords(Authored):
    """The reference sheet for clinicians."""

    kind: Plain
    title: Annotated[str, fills("programme", "title")]
    document_title: Annotated[str, fills("title")]
    continued: Annotated[str, fills("title")]
    separator: Plain
    protocol: Plain
    protocol_text: Annotated[str, fills("framework", "id", "status", "version")]
    draft: Plain
    reviewed: Annotated[str, fills("names")]
    changed: Annotated[str, fills("author", "base", "why")]
    risk: Annotated[str, fills("reason")]
    type: Plain
    programme: Plain
    others: Annotated[str, fills("chosen", "others")]
    grade: Plain
    grade_given: Annotated[str, fills("grade")]
    grade_taken: Annotated[str, fills("grade")]
    grade_plan: Annotated[str, fills("grade")]
    grade_card: Annotated[str, fills("grade")]
    grade_referral: Annotated[str, fills("disposition", "grade")]
    grade_clearance: Annotated[str, fills("disposition", "grade")]
    grade_name: Annotated[str, fills("key", "title")]
    full_sport: Annotated[str, fills("first", "last")]
    modifiers: Plain
    modifier: Annotated[str, fills("note", "title")]
    modifier_factor: Annotated[str, fills("factor", "title")]
    modifier_phases: Annotated[str, fills("factors", "phases")]
    clearance: Plain
    plan: Plain
    plan_text: Annotated[str, fills("date", "day", "start")]
    side: Annotated[str, fills("side")]
    side_unknown: Plain
    cleared: Annotated[str, fills("date", "name")]
    screening: Plain
    screening_no: Plain
    screening_yes: Annotated[str, fills("flags")]
    screening_unsure: Annotated[str, fills("flags")]
    screening_not_asked: Plain
    outcome: Annotated[str, fills("disposition", "effect")]
    outcome_open: Plain
    dropped: Annotated[str, fills("kinds")]
    dispositions: dict[Disposition, Plain]
    effects: dict[Effect, Plain]
    monitoring: Plain
    light: Annotated[str, fills("then", "when")]
    green: Plain
    amber: Plain
    red: Plain
    row_rule: Annotated[str, fills("rule")]
    key: Plain
    key_text: Plain
    to_be_confirmed: Plain
    set_by: Annotated[str, fills("author")]
    no_tag: Plain
    days: Annotated[str, fills("first", "last")]
    window: Annotated[str, fills("first", "grade", "last")]
    earliest: Annotated[str, fills("day")]
    minimum: Annotated[str, fills("day")]
    latest: Annotated[str, fills("day")]
    in_plan: Annotated[str, fills("dates", "first", "last")]
    not_in_plan: Plain
    opens: Plain
    moves_on: Plain
    no_list: Plain
    test: Annotated[str, fills("target", "title")]
    clinician: Plain
    join_or: Plain
    join_and: Plain
    week: Annotated[str, fills("weeks")]
    sides: dict[Literal["left", "right", "affected", "other", "each"], Plain]
    first_day: Annotated[str, fills("day")]
    not_before: Annotated[str, fills("day")]
    not_after: Annotated[str, fills("day")]
    first_stage: Annotated[str, fills("stages")]
    no_fast_track: Plain
    grades: Annotated[str, fills("grades")]
    with_row: Annotated[str, fills("title")]
    without_row: Annotated[str, fills("title")]
    on_runs: Plain
    off_runs: Plain
    run_row: Plain
    before_run: Plain
    from_stage: Annotated[str, fills("stage")]
    row_monitoring: Annotated[str, fills("rule")]
    optional: Plain
    left_out: Plain
    goes_on: Plain
    running: Annotated[str, fills("table")]
    needs_log: Plain
    stage: Annotated[str, fills("label", "text")]
    sessions: Annotated[str, fills("count")]
    session: Plain
    gap: Annotated[str, fills("days")]
    limit: Annotated[str, fills("limit")]
    forbidden: Plain
    care: Plain
    care_days: Annotated[str, fills("first", "last")]
    flags: Plain
    flag: Annotated[str, fills("flag", "short")]
    stop: Plain
    sources: Plain
    background: Plain
    sign: Plain
    sign_text: Annotated[str, fills("digest", "id", "version")]
    approved: Plain
    approved_changes: Plain
    name: Plain
    date: Plain
    signature: Plain
    remarks: Plain
    box_alt: Plain
