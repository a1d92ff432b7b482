"""What people who do not program type by mistake: one message they can act on, at the right line; or it simply works.

The table was made by hand: a file that is right, what is typed in place of what, and the whole message.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from combinations import LIBRARY

from rehab.cli.author import check_file

RIGHT = """\
id: mine
author: Example Clinic
framework: programme
title: Example
summary: A made-up problem of the {side} leg.
onset: none
part: leg
stop_signs:
  emergency: [Short of breath | RF-01]
  today: [Swollen calf | RF-08]
monitoring: SM-DEFAULT
phases:
  calm:
    title: Calm down
    step: relief
    goal: Let it settle.
    days: {all: 1-7}
    exercises:
      heel-dig: 3 x 10, daily
      heel-slide:
        dose: 2 x 10, 3/week
        note: Slowly.
    exit:
      - pain-walking <= 2 for 2 days
      - "normal-gait: yes"
  build:
    title: Build up
    step: build
    goal: Get stronger.
    days: {all: 8-28}
"""
WORKS = [
    ("no spaces", "3 x 10, daily", "3x10, daily"),
    ("a real times sign", "3 x 10, daily", "3 × 10, daily"),
    ("a capital X", "3 x 10, daily", "3 X 10, daily"),
    ("every day", "3 x 10, daily", "3 x 10, every day"),
    ("spaces round the stroke", "3/week", "3 / week"),
    ("a curly apostrophe in a text", "Slowly.", "Don\u2019t rush."),
    ("a long dash in a range of days", "{all: 1-7}", "{all: 1\u20137}"),
    ("'to' in a range of days", "{all: 1-7}", "{all: 1 to 7}"),
    ("the word day before the days", "{all: 1-7}", "{all: day 1-7}"),
    ("a real sign for at most", "<= 2", "\u2264 2"),
    ("a question with a colon and no quotes", '"normal-gait: yes"', "normal-gait: yes"),
]
TOLD = [
    # indentation and signs of the format
    ("a row under its key is not indented", "        dose: 2", "      dose: 2", 20,
     "the key 'heel-slide' has no value", "indent the lines that belong to it, two spaces deeper"),
    ("a row one space too far left", "      heel-dig: 3", "     heel-dig: 3", 20,
     "this line is indented deeper than the one above", "start both lines below each other"),
    ("a tab in the indentation", "      heel-dig: 3", "\theel-dig: 3", 19, "a tab stands in the indentation", "use spaces"),
    ("a tab after the colon", "heel-dig: 3", "heel-dig:\t3", 19, "a tab stands in this line", "use a space"),
    ("a space from a web page", "heel-dig: 3", "heel-dig:\u00a03", 19,
     "a no-break space stands after the ':'", "use an ordinary space"),
    ("curly quotes round a text", "Slowly.", "\u201cSlowly.\u201d", 22,
     "a left double quotation mark does not put a text in quotes", "use straight quotes: \" or '"),
    ("a quote that is never closed", "Slowly.", '"Slowly.', 22,
     "the quote that opens here is not closed in this line", "close it"),
    ("a missing colon", "heel-dig: 3", "heel-dig 3", 19, "this line is no 'key: value'", "add ': ' after the key"),
    ("a missing colon after a key with lines below", "    exercises:", "    exercises", 18,
     "this line is no 'key: value'", "add ': ' after the key, or check the indentation"),
    ("no space after the colon", "heel-dig: 3", "heel-dig:3", 19, "a space is missing after the ':'", "write the ':' and a space"),
    ("no space after the hyphen of a list", "- pain", "-pain", 24,
     "a space is missing after the '-'", "write: - and a space, then the text"),
    ("a hyphen before one exercise", "      heel-dig", "      - heel-dig", 20,
     "the line above starts with '-', this one does not", "take the '-' away from the line above, or indent this line"),
    ("a colon inside a text", "Slowly.", "Slowly: three seconds.", 22,
     "a ':' is not expected here", "quote a text with ': ' in it, or check the indentation"),
    ("a comma inside braces", "3 x 10, daily", "{dose: 3 x 10, daily}", 19,
     "the key 'daily' has no value", "inside { } a text with a comma needs quotes"),
    ("a brace that is not closed", "{all: 1-7}", "{all: 1-7", 17,
     "the mapping that opens with '{' is not closed properly", "close it with '}', or quote a text with [ ] { } or ':' in it"),
    ("a remark with strokes", "author: Example Clinic", "// our file", 2, "this line is no 'key: value'", "a remark starts with '#'"),
    ("the same key twice", "        note: Slowly.", "        note: Slowly.\n        note: Gently.", 23,
     "the key 'note' stands twice in one mapping; the first is in line 22", "keep one of them"),
    # doses
    ("twice a day", "3 x 10, daily", "3 x 10, twice a day", 19, "how often is written with a stroke", "write: 2/day"),
    ("times a week", "3/week", "3 times a week", 21, "how often is written with a stroke", "write: 3/week"),
    ("per week", "3/week", "3 per week", 21, "how often is written with a stroke", "write: 3/week"),
    ("an x before the week", "3/week", "3x/week", 21, "how often is written with a stroke", "write: 3/week"),
    ("weekdays", "3/week", "Mon, Wed, Fri", 21,
     "a protocol names no weekdays: each person chooses their own", "write how often: 3/week"),
    ("every other day", "daily", "every other day", 19, "which day is not clear", "write: every 2nd day"),
    ("a star for times", "3 x 10, daily", "3 * 10, daily", 19, "sets and repetitions are joined with an x", "write: 3 x 10"),
    ("sets of", "3 x 10, daily", "3 sets of 10, daily", 19, "sets and repetitions are joined with an x", "write: 3 x 10"),
    ("a decimal comma", "3 x 10, daily", "3 x 10, load 2,5 kg, daily", 19,
     "a decimal number has a point, not a comma", "write: 2.5"),
    ("a missing comma", "3 x 10, daily", "3 x 10 daily", 19,
     "a comma is missing before 'daily'", "write for example: 3 x 12, 2/day, rest 60 s"),
    ("semicolons", "3 x 10, daily", "3 x 10; daily", 19, "parts are separated by commas", "write for example: 3 x 12, 2/day, rest 60 s"),
    ("RPE", "3 x 10, daily", "3 x 10, RPE 4, daily", 19, "'RPE' is not known in a dose", "write: effort"),
    ("seconds in full", "3 x 10, daily", "3 x 10 seconds hold, daily", 19, "the unit 'seconds' is not known", "write 's'"),
    # names and days
    ("the name of an exercise", "heel-dig:", "Heel dig:", 19, "'Heel dig' is not an id", "write: heel-dig"),
    ("an underscore", "heel-dig:", "heel_dig:", 19, "'heel_dig' is not an id", "write: heel-dig"),
    ("a misspelt exercise", "heel-dig:", "heel-digs:", 19, "there is no exercise 'heel-digs'", "did you mean 'heel-dig'?"),
    ("the title of an exercise as its id", "heel-dig:", "exercise-bike:", 19,
     "there is no exercise 'exercise-bike'", "its id is 'stationary-bike'"),
    ("the name of a phase", "  calm:", "  Calm down:", 13, "'Calm down' is not an id", "write: calm-down"),
    ("weeks in place of days", "{all: 1-7}", "{all: week 1}", 17,
     "plan days belong here, not weeks; that would be days 1-7", ""),
    ("the larger day first", "{all: 1-7}", "{all: 7-1}", 17, "the smaller number comes first: 1-7", ""),
    ("days without a grade", "{all: 1-7}", "1-7", 17,
     "'days' must be a mapping of keys, not the text '1-7'", "write: {all: 1-7}, or one for each grade"),
    ("a capital letter in a key", "phases:", "Phases:", 12, "a protocol has no key 'Phases'", "did you mean 'phases'?"),
    ("yes for true", "note: Slowly.", "optional: yes", 22, "'optional' must be true or false, not the text 'yes'", "write true or false"),
    # criteria
    ("words for a sign", "pain-walking <= 2", "pain walking below 2", 24,
     "a criterion is a measure, a sign and a number", "write: pain-walking < 2"),
    ("the sign turned round", "<= 2", "=< 2", 24, "'=<' is not a comparison", "write: <="),
    ("of 10 as a fraction", "<= 2", "<= 2/10", 24, "the number stands alone: the measure knows its scale", "write: 2"),
    ("weeks in a criterion", "for 2 days", "for 2 weeks", 24, "how long is counted in days", "write: for 14 days"),
    ("a comma at the end of a line", "for 2 days", "for 2 days,", 24, "nothing follows the comma", "leave the comma out"),
]  # fmt: skip


def said(folder: Path, typed: str, right: str) -> list[tuple[int, str, str]]:
    """Return line, message and hint of everything that is said about the file with ``typed`` in place of ``right``."""
    assert RIGHT.count(right) >= 1
    path = folder / "mine.yaml"
    path.write_text(RIGHT.replace(right, typed, 1), encoding="utf-8")
    found = check_file(LIBRARY, path)
    return [(issue.location.line if issue.location else 0, issue.message, issue.hint) for issue in found]


def test_the_file_without_a_mistake_is_right(tmp_path: Path) -> None:
    assert said(tmp_path, "id: mine", "id: mine") == []


@pytest.mark.parametrize(("right", "typed"), [row[1:] for row in WORKS], ids=[row[0] for row in WORKS])
def test_what_is_clear_simply_works(tmp_path: Path, right: str, typed: str) -> None:
    assert said(tmp_path, typed, right) == []


@pytest.mark.parametrize(
    ("right", "typed", "line", "message", "hint"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD]
)
def test_a_typical_mistake_has_one_message_at_its_line(
    tmp_path: Path, right: str, typed: str, line: int, message: str, hint: str
) -> None:
    assert said(tmp_path, typed, right) == [(line, message, hint)]


def test_there_are_thirty_typical_mistakes_and_more() -> None:
    assert len(WORKS) + len(TOLD) >= 30
