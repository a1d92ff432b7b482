"""The options that say whose case it is and what happened, for every command that asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConditionArgument = Annotated[
    str | None, typer.Argument(help="An id, a name people say ('pulled hammy'), or the path of a protocol file.")
]
InjuredOption = Annotated[str | None, typer.Option(help="The day of the injury: 2026-11-18, today, yesterday, -3d.")]
FromOption = Annotated[str | None, typer.Option("--from", help="For a gradual problem: the first day of the plan.")]
SinceOption = Annotated[str | None, typer.Option(help="For a gradual problem: when it began.")]
GradeOption = Annotated[str | None, typer.Option(help="The grade: 1 to 3, or a word such as mild.")]
TypeOption = Annotated[str | None, typer.Option("--type", help="The type, where the condition has types.")]
VariantOption = Annotated[str | None, typer.Option(help="The programme, where the condition has several.")]
SideOption = Annotated[str | None, typer.Option(help="left, right or both.")]
FlagOption = Annotated[
    list[str] | None,
    typer.Option(help="A safety question answered yes (RF-08), the others no; may be given again."),
]
NoFlagsOption = Annotated[bool, typer.Option("--no-flags", help="All safety questions were asked, all answers are no.")]
ClearedByOption = Annotated[
    str | None, typer.Option(help="The clinician who examined the person and cleared this plan.")
]
ClearedOnOption = Annotated[str | None, typer.Option(help="The day of that; left out: the day of the plan.")]
AgeOption = Annotated[int | None, typer.Option(min=0, max=120, help="Age in full years.")]
WeightOption = Annotated[float | None, typer.Option(min=20, max=350, help="Body weight in kg.")]
CaseFileOption = Annotated[
    Path | None, typer.Option("--case", readable=False, help="A case file; options on the line win over it.")
]
NameOption = Annotated[str | None, typer.Option(help="The name to print.")]
CaseIdOption = Annotated[str | None, typer.Option("--id", help="An id for the case.")]
DaysOption = Annotated[str | None, typer.Option(help="Weekdays for training: mon,wed,fri.")]
WithoutOption = Annotated[
    list[str] | None, typer.Option(help="Equipment the person does not have; may be given again.")
]
