"""A strict reading of RFC 5545, line by line: what any reader of a calendar file may expect of ours."""

from __future__ import annotations

import re
from typing import NamedTuple

NAME = re.compile(r"[A-Z0-9-]+")
LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^;:\",\x00-\x1f\x7f]*)*):(.*)", re.DOTALL)
ESCAPED = re.compile(r"(?:[^\\;,]++|\\[\\;,nN])*+")
TEXTS = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "UID", "PRODID"}
ONCE = {
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
    "SEQUENCE",
    "CLASS",
    "TRANSP",
    "RRULE",
    "STATUS",
}
VALUES = {
    "DTSTAMP": r"\d{8}T\d{6}Z",
    "DTSTART": r"\d{8}(T\d{6})?",
    "DTEND": r"\d{8}(T\d{6})?",
    "EXDATE": r"\d{8}T\d{6}(,\d{8}T\d{6})*",
    "RRULE": r"FREQ=DAILY;COUNT=[1-9]\d*",
    "SEQUENCE": r"\d+",
    "TRIGGER": r"-PT\d+[HM]",
    "ACTION": "DISPLAY",
    "STATUS": "CANCELLED",
    "CLASS": "PRIVATE",
    "TRANSP": "TRANSPARENT",
}


class Component(NamedTuple):
    name: str
    values: dict[str, list[tuple[str, str]]]
    parts: list[Component]

    def value(self, name: str) -> str:
        [(_, value)] = self.values[name]
        return value


def read(content: bytes) -> Component:
    """Return the calendar of a file, every rule of its lines asserted."""
    assert content.endswith(b"\r\n")
    physical = content.split(b"\r\n")[:-1]
    assert not [line for line in physical if b"\r" in line or b"\n" in line or len(line) > 75]
    for raw in physical:
        raw.decode()  # a letter is never cut in two
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert not [line for line in lines if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)]
    root = Component("", {}, [])
    open_parts = [root]
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            part = Component(value, {}, [])
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            assert open_parts.pop().name == value
        else:
            assert re.fullmatch(VALUES.get(name, ".*"), value), line
            assert name not in TEXTS or ESCAPED.fullmatch(value), line
            open_parts[-1].values.setdefault(name, []).append((parameters, value))
    assert open_parts == [root]
    [calendar] = root.parts
    assert calendar.name == "VCALENDAR"
    assert calendar.value("VERSION") == "2.0"
    assert calendar.value("PRODID")
    for event in calendar.parts:
        if event.name == "VEVENT":
            _event(event)
    return calendar


def _event(event: Component) -> None:
    for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"):
        assert name in event.values, name
    assert not [name for name in ONCE if len(event.values.get(name, ())) > 1]
    if "STATUS" in event.values:
        assert not event.parts
        return
    assert event.value("DTEND") > event.value("DTSTART")
    [alarm] = event.parts
    assert alarm.name == "VALARM"
    assert {"ACTION", "TRIGGER", "DESCRIPTION"} == set(alarm.values)


def text(value: str) -> str:
    """Undo the escapes of a text."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
