"""A small honest part of YAML: text to plain data, with the place of every key and value.

Built on PyYAML's event stream and an explicit stack. PyYAML's own loaders are not used: the fast one crashes the
process on deep nesting, and both read ``no`` as False, ``1:30`` as 90 and keep the last of two equal keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from rehab.errors import Issue, KeyPath, Location, SourceError
from rehab.source.characters import CURLY_QUOTES, UNSEEN, character_name, unseen_words
from rehab.source.complaints import VAGUE, explained, from_lines
from rehab.source.document import Document, Place

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_VALUES = 20_000
MAX_TEXT = 4_000
MAX_NUMBER = 40
MAX_ISSUES = 100
BELOW = 3
"""Text that cannot be read so few lines below a key without a value is the value, not indented."""

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
ODD_AFTER = re.compile(r"[:-]((?![ \t])\s)")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}


def read(text: str | bytes, name: str) -> Document:
    """Read one file; ``name`` is what messages call it.

    UTF-8 with or without a byte order mark, any line ends, at most 256 KiB, 20 levels, 20,000 values and 4,000
    characters in one text (all inclusive). The top level must be a mapping. Raises SourceError with every problem, up to 100.
    """
    source, issues = _decode(text, name)
    if issues:
        raise SourceError(issues)
    reading = _Reading(name, tuple(source.split("\n")))
    clean = reading.check_characters()
    try:
        for event in yaml.parse(clean, Loader=_LOADER):
            if not reading.take(event):
                break
    except yaml.MarkedYAMLError as error:
        reading.not_yaml(error)
    reading.finish()
    if reading.issues:
        raise SourceError(tuple(sorted(reading.issues, key=_by_place)))
    return Document(name, reading.root, reading.keys, reading.values, {name: reading.lines})


def _by_place(issue: Issue) -> tuple[int, int]:
    assert issue.location is not None
    return issue.location.line, issue.location.column


def _decode(text: str | bytes, name: str) -> tuple[str, tuple[Issue, ...]]:
    """Return the text with plain line ends, or why it cannot be read at all."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MAX_BYTES:
        message = f"the file has {len(raw):,} bytes; {MAX_BYTES:,} are allowed"
        return "", (Issue("too-large", message, "split it into several files", location=Location(name, 1, 1)),)
    if isinstance(text, str):
        source = text
    else:
        try:
            source = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            before = raw[: error.start]
            start = before.rfind(b"\n") + 1
            line, column = before.count(b"\n") + 1, len(before[start:].decode("utf-8")) + 1
            excerpt = raw[start:].split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
            issue = Issue(
                "not-utf-8",
                f"the file is not UTF-8 text (byte {raw[error.start]:#04x})",
                "save it as UTF-8",
                location=Location(name, line, column, 1, excerpt),
            )
            return "", (issue,)
    return source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), ()


@dataclass(slots=True)
class _Level:
    """An open mapping or list while its events come in."""

    path: KeyPath
    content: dict[str, Any] | list[Any]
    line: int
    column: int
    flow: bool
    key: str | None = None  # the key that waits for its value
    skip_value: bool = False  # the key was refused, so its value is read but not kept
    seen: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """The state of one reading: events in, data, places and issues out."""

    name: str
    lines: tuple[str, ...]
    root: dict[str, Any] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    ignored: int = 0  # how many levels deep inside a part that was refused
    count: int = 0
    documents: int = 0
    first_tab: int | None = None  # the line of the first tab in an indentation: what follows cannot be judged
    has_root: bool = False

    # -- characters, before any YAML --------------------------------------------------------------------------

    def check_characters(self) -> str:
        """Note what cannot be seen, and return the text with stand-ins of the same width so that the rest is read."""
        clean: list[str] = []
        for number, text in enumerate(self.lines, 1):
            line = text
            indent = len(line) - len(line.lstrip())
            if line.isascii() and line.isprintable():
                clean.append(line)
                continue
            for found in UNSEEN.finditer(line):
                self.add("control-character", unseen_words(found.group()), number, found.start() + 1, hint="delete it")
            tab = line.find("\t")
            if tab >= 0 and tab < indent:
                self.add("tab", "a tab stands in the indentation", number, tab + 1, hint="use spaces")
                self.first_tab = self.first_tab or number
            elif tab >= 0:
                self.add("tab", "a tab stands in this line", number, tab + 1, hint="use a space")
                line = line.replace("\t", " ")
            odd = next((at for at in range(indent) if line[at] not in " \t" and not UNSEEN.match(line[at])), None)
            if odd is not None and line.strip():
                words = f"{character_name(line[odd])} stands in the indentation"
                self.add("odd-space", words, number, odd + 1, hint="use ordinary spaces")
                line = line[:indent].replace(line[odd], " ") + line[indent:]
            for found in ODD_AFTER.finditer(line):
                at = found.start(1)
                if line.count('"', 0, at) % 2 or line.count("'", 0, at) % 2:  # inside quotes it is part of a text
                    continue
                words = f"{character_name(line[at])} stands after the '{line[found.start()]}'"
                self.add("odd-space", words, number, at + 1, hint="use an ordinary space")
                line = line[:at] + " " + line[at + 1 :]
            clean.append(UNSEEN.sub("\N{REPLACEMENT CHARACTER}", line))
        return "\n".join(clean)

    # -- events -----------------------------------------------------------------------------------------------

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False when reading on makes no sense."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if event.version or event.tags:
                self.add_at(event, "directive", "a line that starts with % is not allowed", hint="remove it")
            if self.documents > 1:
                words = "a second document starts here; a file holds one"
                self.add_at(event, "several-documents", words, hint="remove the line '---'", width=3)
                return False
        elif isinstance(event, yaml.AliasEvent):
            hint = "write the value out again"
            self.add_at(event, "alias", f"'*{event.anchor}' refers to another place; that is not allowed", hint=hint)
            return self.refused_node(event)
        elif isinstance(event, yaml.ScalarEvent):
            self.check_node(event)
            return self.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.check_node(event)
            return self.open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close(event)
        return True

    def check_node(self, event: yaml.NodeEvent) -> None:
        anchor, tag = event.anchor, getattr(event, "tag", None)
        if anchor is not None:
            hint = "write the value out where it is needed"
            width = len(anchor) + 1
            self.add_at(event, "anchor", f"'&{anchor}' names a value; that is not allowed", hint=hint, width=width)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            words = f"the tag '{shown}' is not allowed"
            self.add_at(event, "tag", words, hint="remove it; put a text in quotes", width=len(shown))

    def open(self, event: yaml.CollectionStartEvent) -> bool:
        if self.ignored:
            self.ignored += 1
            return self.within_limits(event, len(self.levels) + self.ignored)
        if self.waits_for_key():
            words = "a key must be one plain text, not a list or a mapping"
            hint = "put the text in quotes if it starts with [ or {" if event.flow_style else "remove the '?'"
            self.add_at(event, "key-not-text", words, hint=hint)
            self.levels[-1].skip_value = True
            self.ignored = 1
            return True
        path = self.next_path()
        if path is None:
            self.ignored = 1
            return True
        content: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if not self.levels:
            if isinstance(content, list):
                words = "the file must start with a key and a value, not with a list"
                self.add_at(event, "not-a-mapping", words, hint="such as 'id: my-protocol'")
                return False
            self.root, self.has_root = content, True
        else:
            self.put(content)
        self.note_value(event, path)
        self.levels.append(_Level(path, content, *_start(event), bool(event.flow_style)))
        return self.within_limits(event, len(self.levels))

    def close(self, event: yaml.CollectionEndEvent) -> None:
        if self.ignored:
            self.ignored -= 1
            return
        level = self.levels.pop()
        end_line, end_column = _end(event)
        if level.flow and level.line == end_line:
            self.values[level.path] = Place(self.name, level.line, level.column, end_column - level.column)

    def scalar(self, event: yaml.ScalarEvent) -> bool:
        if self.ignored:
            return self.within_limits(event, 0)
        if self.waits_for_key():
            self.key(event)
            return self.within_limits(event, 0)
        path = self.next_path()
        if path is None:
            return True
        if not self.levels:
            if not event.value and not event.style:
                return False
            words = "the file must start with a key and a value, not with a text"
            self.add_at(event, "not-a-mapping", words, hint="such as 'id: my-protocol'")
            return False
        self.note_value(event, path)
        self.put(self.value(event))
        return self.within_limits(event, 0)

    def key(self, event: yaml.ScalarEvent) -> None:
        level = self.levels[-1]
        text: str = event.value
        level.key, level.skip_value = text, True
        path = (*level.path, text)
        if text == "<<" and not event.style:
            self.add_at(event, "merge-key", "'<<' takes over another mapping; that is not allowed", hint="write it out")
        elif text == "":
            self.add_at(event, "empty-key", "a key is missing before the ':'")
        elif text in level.seen:
            words = f"the key '{_short(text)}' stands twice in one mapping; the first is in line {level.seen[text]}"
            self.add_at(event, "duplicate-key", words, hint="keep one of them")
        else:
            self.check_text(event, text)
            level.skip_value = False
            level.seen[text] = _start(event)[0]
            self.keys[path] = self.place(event)

    def value(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.style:  # the C parser gives "" for a plain scalar, the Python one None
            self.check_text(event, text)
            return text
        if text == "":
            self.empty(event)
            return None
        if text in _WORDS:
            return _WORDS[text]
        is_whole = _WHOLE.fullmatch(text) is not None
        if is_whole or _DECIMAL.fullmatch(text):
            if len(text) > MAX_NUMBER:
                self.add_at(event, "number-too-long", f"a number has at most {MAX_NUMBER} digits", hint="is it a text?")
                return 0
            return int(text) if is_whole else float(text)
        if text[0] in CURLY_QUOTES:
            words = f"{character_name(text[0])} does not put a text in quotes"
            self.add_at(event, "curly-quote", words, hint="use straight quotes: \" or '", width=1)
        self.check_text(event, text)
        return text

    def empty(self, event: yaml.ScalarEvent) -> None:
        level = self.levels[-1]
        if level.key is None:
            self.add_at(event, "empty-value", "a list has an empty place", hint="remove the '-' or ','")
            return
        key = self.keys[(*level.path, level.key)]
        words = f"the key '{_short(level.key)}' has no value"
        hint = "null removes it, '' is an empty text, [] an empty list, {} an empty mapping"
        if level.flow:
            hint = "inside { } a text with a comma needs quotes"
        self.add("empty-value", words, key.line, key.column, width=key.width, hint=hint)

    # -- small steps ------------------------------------------------------------------------------------------

    def waits_for_key(self) -> bool:
        level = self.levels[-1] if self.levels else None
        return level is not None and isinstance(level.content, dict) and level.key is None and not level.skip_value

    def next_path(self) -> KeyPath | None:
        """Return the path of the value that comes now, or None when its key was refused."""
        if not self.levels:
            return ()
        level = self.levels[-1]
        if level.skip_value:
            level.key, level.skip_value = None, False
            return None
        return (*level.path, len(level.content) if level.key is None else level.key)

    def put(self, value: Any) -> None:
        level = self.levels[-1]
        if isinstance(level.content, list):
            level.content.append(value)
        else:
            assert level.key is not None
            level.content[level.key] = value
            level.key = None

    def refused_node(self, event: yaml.NodeEvent) -> bool:
        """Step over an alias: as a key it takes its value with it, as a value it leaves nothing."""
        if self.ignored:
            return True
        if not self.levels:
            return False
        if self.waits_for_key():
            self.levels[-1].skip_value = True
        elif self.next_path() is not None:
            self.put(None)
        return self.within_limits(event, 0)

    def within_limits(self, event: yaml.Event, depth: int) -> bool:
        self.count += 1
        if depth > MAX_DEPTH:
            self.add_at(event, "too-deep", f"the file nests deeper than {MAX_DEPTH} levels", width=1)
            return False
        if self.count > MAX_VALUES:
            words = f"the file has more than {MAX_VALUES:,} keys and values"
            self.add_at(event, "too-many-values", words, hint="split it into several files")
            return False
        return True

    def finish(self) -> None:
        if not self.has_root and not self.issues:
            hint = "start with a key and a value, such as 'id: my-protocol'"
            self.add("empty-file", "the file is empty", 1, 1, hint=hint)

    def check_text(self, event: yaml.ScalarEvent, text: str) -> None:
        if len(text) > MAX_TEXT:
            words = f"a text has {len(text):,} characters; {MAX_TEXT:,} are allowed"
            self.add_at(event, "text-too-long", words, hint="split it")
        elif event.style == '"' and (found := UNSEEN.search(text) or re.search("\t", text)):
            self.add_at(event, "control-character", unseen_words(found.group()), hint="delete it")

    def note_value(self, event: yaml.NodeEvent, path: KeyPath) -> None:
        self.values[path] = self.place(event)

    def place(self, event: yaml.Event) -> Place:
        line, column = _start(event)
        end_line, end_column = _end(event)
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        width = end_column - column if end_line == line else len(text.rstrip()) - column + 1
        if isinstance(event, yaml.CollectionStartEvent):
            width = 1
        return Place(self.name, line, column, max(1, width))

    def add_at(self, event: yaml.Event, code: str, message: str, *, hint: str = "", width: int | None = None) -> None:
        place = self.place(event)
        self.add(code, message, place.line, place.column, width=width or place.width, hint=hint)

    def add(self, code: str, message: str, line: int, column: int, *, width: int = 1, hint: str = "") -> None:
        if len(self.issues) >= MAX_ISSUES:
            return
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        self.issues.append(Issue(code, message, hint, location=Location(self.name, line, column, width, excerpt)))

    def not_yaml(self, error: yaml.MarkedYAMLError) -> None:
        """Say in plain words why the text cannot be read on, unless a tab above explains it."""
        words, hint, at_context = explained(error.problem or "", error.context or "")
        mark = (at_context and error.context_mark) or error.problem_mark or error.context_mark
        line = min(mark.line if mark else 0, len(self.lines) - 1)
        column = min(mark.column if mark else 0, len(self.lines[line]))
        if self.first_tab is not None and line + 1 >= self.first_tab:
            return
        last = self.issues[-1] if self.issues else None
        indent = len(self.lines[line]) - len(self.lines[line].lstrip())
        place = last.location if last and last.code == "empty-value" else None
        if last and place and 0 < line + 1 - place.line <= BELOW and indent >= place.column:
            self.issues[-1] = replace(last, hint="indent the lines that belong to it, two spaces deeper")
            return
        if words in VAGUE and (slip := from_lines(self.lines, line)):
            line, column, words, hint = slip
        self.add("not-yaml", words, line + 1, column + 1, hint=hint)


def _start(event: yaml.Event) -> tuple[int, int]:
    """Return line and column of the first character, from 1."""
    assert event.start_mark is not None
    return event.start_mark.line + 1, event.start_mark.column + 1


def _end(event: yaml.Event) -> tuple[int, int]:
    """Return line and column just after the last character, from 1."""
    assert event.end_mark is not None
    return event.end_mark.line + 1, event.end_mark.column + 1


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
