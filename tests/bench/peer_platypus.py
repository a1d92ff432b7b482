"""A peer for the benchmark: the days of a plan file as plain Platypus tables, the way the manual shows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

WEEKS = 6


def main(plan_file: str, target: str) -> None:
    """Read a plan and write its first weeks, its exercises and its criteria as a PDF."""
    plan = json.loads(Path(plan_file).read_text())
    styles = getSampleStyleSheet()
    story: list[object] = [Paragraph(escape(plan["protocol"]["title"]), styles["Title"])]
    for day in plan["days"][: WEEKS * 7]:
        story.append(Paragraph(f"Day {day['day']}, {day['date']}", styles["Heading3"]))
        rows = [
            [Paragraph(escape(task["title"]), styles["BodyText"]), task["dose"], "[ ] " * task["times_per_day"]]
            for task in day["tasks"]
        ]
        story.append(Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
    for exercise in plan["exercises"].values():
        story.append(Paragraph(escape(exercise["title"]), styles["Heading3"]))
        story.extend(Paragraph(escape(step), styles["BodyText"]) for step in exercise["steps"])
        story.append(Spacer(1, 6))
    for phase in plan["phases"]:
        story.append(Paragraph(escape(phase["title"]), styles["Heading2"]))
        story.extend(
            Paragraph(escape(f"{line['title']}: {line['target']}"), styles["BodyText"]) for line in phase["criteria"]
        )
    SimpleDocTemplate(target).build(story)


if __name__ == "__main__":
    main(*sys.argv[1:3])
