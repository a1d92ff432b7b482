"""The reader: an honest part of YAML, and every refusal with its place."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rehab.errors import Issue, SourceError
from rehab.source import reader
from rehab.source.document import Document
from rehab.source.reader import MAX_BYTES, MAX_DEPTH, MAX_ISSUES, MAX_TEXT, MAX_VALUES, read

PARSERS = [yaml.CSafeLoader, yaml.SafeLoader]


@contextmanager
def parsing_with(parser: Any) -> Iterator[None]:
    kept = reader._LOADER
    reader._LOADER = parser
    try:
        yield
    finally:
        reader._LOADER = kept


def problems(text: str | bytes) -> tuple[Issue, ...]:
    with pytest.raises(SourceError) as caught:
        read(text, "f.yaml")
    return caught.value.issues


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    found = []
    for issue in problems(text):
        assert issue.location is not None
        found.append((issue.code, issue.location.line, issue.location.column))
    return found


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        ("-0.25", -0.25),
        ("10.0", 10.0),
        ("010", "010"),
        ("0o10", "0o10"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("1e3", "1e3"),
        ("1.5e3", "1.5e3"),
        (".5", ".5"),
        ("5.", "5."),
        ("+5", "+5"),
        ("-.5", "-.5"),
        (".inf", ".inf"),
        ("inf", "inf"),
        (".nan", ".nan"),
        ("NaN", "NaN"),
        ("1:30", "1:30"),
        ("08:00", "08:00"),
        ("2026-11-18", "2026-11-18"),
        ("2026-11-18T08:00:00Z", "2026-11-18T08:00:00Z"),
        ("4-10", "4-10"),
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("True", "True"),
        ("TRUE", "TRUE"),
        ("Null", "Null"),
        ("~", "~"),
        ("=", "="),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'null'", "null"),
        ("''", ""),
        ("3 x 12, 2/day [V askling-2013]", "3 x 12, 2/day [V askling-2013]"),
        ("pain-walking <= 3 for 2 days [P]", "pain-walking <= 3 for 2 days [P]"),
        ("12-10-8, 3/week # why", "12-10-8, 3/week"),
        ("'it''s'", "it's"),
        ('"a\\nb"', "a\nb"),
        ("a\n  b", "a b"),
        (">-\n  a\n  b", "a b"),
        ("|-\n  a\n  b", "a\nb"),
        ("\u00bd glass \u00b7 \U0001f3c3", "\u00bd glass \u00b7 \U0001f3c3"),
        ("[1, no, 2.5]", [1, "no", 2.5]),
        ("{1: 4-6, all: 010}", {"1": "4-6", "all": "010"}),
        ("[]", []),
        ("{}", {}),
    ],
)
def test_a_value_is_what_a_person_would_read(parser: Any, written: str, value: object) -> None:
    with parsing_with(parser):
        found = read(f"key: {written}\n", "f.yaml").data["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("written", ["1", "1.5", "true", "null", "no", "010", "2026-11-18"])
def test_a_key_is_always_text(written: str) -> None:
    assert list(read(f"{written}: x\n", "f.yaml").data) == [written]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: !!int 3\n", "tag", 2, 4),
        ("a: !!python/object/apply:os.system [ls]\n", "tag", 1, 4),
        ("a: ! b\n", "tag", 1, 4),
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: &a [*a]\n", "anchor", 1, 4),
        ("a: 1\nb: *x\n", "alias", 2, 4),
        ("*x : 1\n", "alias", 1, 1),
        ("a: {<<: {b: 1}}\n", "merge-key", 1, 5),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
        ("a: {b: 1, b: 2}\n", "duplicate-key", 1, 11),
        ("1: a\n'1': b\n", "duplicate-key", 2, 1),
        ("? [a, b]\n: 1\n", "key-not-text", 1, 3),
        ("{[a]: 1}\n", "key-not-text", 1, 2),
        ("a:\n  {b: c}: 1\n", "key-not-text", 2, 3),
        ("'': 1\n", "empty-key", 1, 1),
        ("a:\n\tb: 1\n", "tab", 2, 1),
        ("a:\n  \tb: 1\n", "tab", 2, 3),
        ("a: 1\t# why\n", "tab", 1, 5),
        ('a: "b\\tc"\n', "control-character", 1, 4),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
        ("a: 1\n...\n---\nb: 2\n", "several-documents", 3, 1),
        ("%YAML 1.1\n---\na: 1\n", "directive", 1, 1),
        ("a: b\x00c\n", "control-character", 1, 5),
        ("a: b\x1b[31mc\n", "control-character", 1, 5),
        ("a: \x85b\n", "control-character", 1, 4),
        ("a: b\u2028c\n", "control-character", 1, 5),
        ("a: 3 x \u202e21\n", "control-character", 1, 8),
        ("a: b\u200bc\n", "control-character", 1, 5),
        ("a: b\ufeffc\n", "control-character", 1, 5),
        ("a: b\ud800c\n", "control-character", 1, 5),
        ('a: "b\\0c"\n', "control-character", 1, 4),
        ('a: "b\\u202ec"\n', "control-character", 1, 4),
        ("a:\n\u00a0 b: 1\n", "odd-space", 2, 1),
        ("a: \u201cb\u201d\n", "curly-quote", 1, 4),
        ("a:\nb: 1\n", "empty-value", 1, 1),
        ("a:\n  - 1\n  -\n", "empty-value", 3, 4),
        ("a: {dose: 3 x 12, 2/day}\n", "empty-value", 1, 19),
        ("", "empty-file", 1, 1),
        ("\n# only a remark\n", "empty-file", 1, 1),
        ("---\n", "empty-file", 1, 1),
        ("- a\n- b\n", "not-a-mapping", 1, 1),
        ("just words\n", "not-a-mapping", 1, 1),
        ("12\n", "not-a-mapping", 1, 1),
        ("a: " + "9" * 41 + "\n", "number-too-long", 1, 4),
        ("a: 'b\n", "not-yaml", 1, 4),
        ("a: b: c\n", "not-yaml", 1, 5),
        ("a: @b\n", "not-yaml", 1, 4),
        ("a: `b`\n", "not-yaml", 1, 4),
        ("a: %b\n", "not-yaml", 1, 4),
        ("a: [1, 2\nb: 3\n", "not-yaml", 1, 4),
        ("a: {b: 1\n", "not-yaml", 1, 4),
        ("a:\n  b: 1\n c: 2\n", "not-yaml", 3, 2),
        ("a: 'b' c\n", "not-yaml", 1, 8),
        ("a: ]\n", "not-yaml", 1, 4),
        ("a: - b\n", "not-yaml", 1, 4),
        ("a: 1\nwords\n", "not-yaml", 2, 1),
    ],
)
def test_what_is_refused_is_refused_at_its_place(parser: Any, text: str, code: str, line: int, column: int) -> None:
    with parsing_with(parser):
        assert (code, line, column) in places(text)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "text",
    [
        "a: 'b\n", "a: b: c\n", "a: @b\n", "a: %b\n", "%b\n", "a: [1, 2\nb: 3\n", "a: {b: 1\n", "a: {b: 1]\n",
        "a:\n  b: 1\n c: 2\n", "a: 'b' c\n", "a: ]\n", "a: - b\n", "a: 1\nwords\n", 'a: "\\q"\n', 'a: "\\xzz"\n', "a: |z\n",
        "a: !<x\n", "a: *\n", "a: &\n", "a: 1\n]\n", "a: ? b\n", "? a: b: c\n", "a: 1\n- b\n", "a: >\n    b\n  c\n d\n", "%TAG ! x\na: 1\n",
    ],
)  # fmt: skip
def test_trouble_is_told_in_plain_words_and_with_a_hint(parser: Any, text: str) -> None:
    with parsing_with(parser):
        for issue in problems(text):
            assert issue.hint
            for jargon in ("YAML", "token", "scalar", "node", "block", "expected <", "flow"):
                assert jargon not in issue.message


def test_the_message_of_a_doubled_key_names_the_first_line() -> None:
    [issue] = problems("b: 2\na: 1\na: 3\n")
    assert "line 2" in issue.message


def test_a_file_full_of_mistakes_is_told_about_a_hundred_times() -> None:
    assert len(problems("a: *x\nb: *x\n" + "\t\n" * 5_000)) == MAX_ISSUES


def test_a_doubled_key_does_not_lose_the_problems_after_it() -> None:
    assert places("a: 1\na: {c: &x 1}\nb: !t 2\nb: 3\n") == [
        ("duplicate-key", 2, 1),
        ("anchor", 2, 8),
        ("tag", 3, 4),
        ("duplicate-key", 4, 1),
    ]


def test_ten_mistakes_are_told_in_one_run_at_their_lines() -> None:
    text = (
        "id: &x calf\n"  # 1 anchor
        "title: *x\n"  # 2 alias
        "version: !!int 1\n"  # 3 tag
        "<<: {a: 1}\n"  # 4 merge key
        "id: other\n"  # 5 doubled
        "? [a]\n: 1\n"  # 6 key not text
        "empty:\n"  # 8
        "quote: \u201cx\u201d\n"  # 9
        "bell: a\x07b\n"  # 10
        "flow: {dose: 3 x 12, 2/day}\n"  # 11
        "gap: a\tb\n"  # 12 tab
        "end: 'x\n"  # 13 open quote
    )
    found = places(text)
    assert [line for _, line, _ in found] == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13]
    assert len({code for code, _, _ in found}) == 11  # 'empty-value' comes twice


def test_what_follows_a_tab_in_the_indentation_is_not_judged() -> None:
    assert places("a:\n  b: 1\n\tc: 2\n d: 3\n") == [("tab", 3, 1)]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "bomb", ["[" * 50_000, "a: " + "[" * 50_000, "a: " + "{a: " * 50_000, "- " * 50_000, "? " * 50_000, "a: &x " + "[*x, " * 20_000]
)  # fmt: skip
def test_a_nesting_bomb_is_answered_at_once(parser: Any, bomb: str) -> None:
    with parsing_with(parser):
        started = time.monotonic()
        assert problems(bomb)
        assert time.monotonic() - started < 5


def nested(levels: int) -> str:
    """A mapping whose deepest list is on that level, the top one being level 1."""
    return "a: " + "[" * (levels - 1) + "]" * (levels - 1)


def test_the_limit_of_depth_is_inclusive() -> None:
    assert read(nested(MAX_DEPTH), "f.yaml").data
    assert [code for code, _, _ in places(nested(MAX_DEPTH + 1))] == ["too-deep"]


def test_a_refused_part_counts_towards_the_depth() -> None:
    assert "too-deep" in [code for code, _, _ in places("? " + "[" * 40 + "]" * 40 + "\n: 1\n")]


def test_the_limit_of_values_is_inclusive() -> None:
    fits = "a: [" + "1," * (MAX_VALUES - 3) + "]"
    assert len(read(fits, "f.yaml").data["a"]) == MAX_VALUES - 3
    assert [code for code, _, _ in places(fits.replace("[", "[1,", 1))] == ["too-many-values"]


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_the_limit_of_one_text_is_inclusive(quote: str) -> None:
    fits = f"a: {quote}{'b' * MAX_TEXT}{quote}\n"
    assert len(read(fits, "f.yaml").data["a"]) == MAX_TEXT
    assert places(fits.replace("b", "bb", 1)) == [("text-too-long", 1, 4)]


def test_the_limit_of_bytes_is_inclusive() -> None:
    start = b"a: 1\n#"
    assert read(start + b"x" * (MAX_BYTES - len(start)), "f.yaml").data == {"a": 1}
    assert places(start + b"x" * (MAX_BYTES - len(start) + 1)) == [("too-large", 1, 1)]
    assert places("\u00e9" * (MAX_BYTES // 2 + 1)) == [("too-large", 1, 1)]


def test_a_byte_order_mark_and_any_line_ends_are_accepted() -> None:
    for text in (
        b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n",
        b"a: 1\rb: |\r  x\r  y\r",
        "\ufeffa: 1\nb: |\n  x\n  y\n",
    ):
        document = read(text, "f.yaml")
        assert document.data == {"a": 1, "b": "x\ny\n"}
        assert document.keys[("b",)].line == 2
        assert document.keys[("a",)].column == 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: caf\u00e9\n".encode("latin-1"), 1, 7),
        ("a: \u00e9\nb: x".encode() + b"\xff", 2, 5),
        ("a: 1\n".encode("utf-16"), 1, 1),
        (b"a: \xed\xa0\x80\n", 1, 4),
        (b"a: \xc0\x80\n", 1, 4),
    ],
)
def test_other_encodings_are_refused_at_the_first_bad_byte(text: bytes, line: int, column: int) -> None:
    assert places(text) == [("not-utf-8", line, column)]


def test_columns_count_characters_also_after_wide_ones() -> None:
    document = read("\u00fc\U0001f3c3: {\u00e9: [x, yy]}\n", "f.yaml")
    place = document.values[("\u00fc\U0001f3c3", "\u00e9", 1)]
    assert document.line(place)[place.column - 1 :][: place.width] == "yy"


def test_each_key_and_value_knows_its_place() -> None:
    document = read("a: 1\nphases:\n  speed:\n    - {b: 'cc', d: ee ff}\n", "f.yaml")
    found = {
        path: document.line(place)[place.column - 1 :][: place.width]
        for path, place in {**document.keys, **document.values}.items()
    }
    assert found[("a",)] == "1"
    assert found[("phases", "speed", 0, "b")] == "'cc'"
    assert found[("phases", "speed", 0, "d")] == "ee ff"
    assert found[("phases", "speed", 0)] == "{b: 'cc', d: ee ff}"
    assert document.keys[("phases", "speed")].line == 3
    assert document.keys[("phases", "speed", 0, "d")].column == 17


# What is allowed inside a text; quotes of JSON keep their meaning in YAML, surrogate escapes do not.
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))
    | st.sampled_from("\n:#[]{}&*!|>-?%@`'\""),
    max_size=30,
)
NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: "e" not in repr(number) and len(repr(number)) <= 40
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS.filter(bool), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXTS.filter(bool), VALUES, max_size=4), st.sampled_from(PARSERS), st.sampled_from([None, 2]))
def test_json_text_reads_back_as_what_it_was(data: dict[str, Any], parser: Any, indent: int | None) -> None:
    with parsing_with(parser):
        document = read(json.dumps(data, ensure_ascii=False, indent=indent), "f.json")
    assert document.data == data
    assert json.dumps(document.data) == json.dumps(data)  # the types too: 1 is not 1.0 nor true


@given(st.dictionaries(TEXTS.filter(bool), VALUES, min_size=1, max_size=4))
def test_every_part_of_what_was_read_has_a_place(data: dict[str, Any]) -> None:
    document = read(json.dumps(data, ensure_ascii=False, indent=1), "f.json")

    def paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
        yield path
        if isinstance(value, dict | list):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                yield from paths(inner, (*path, key))

    everything = set(paths(data, ()))
    assert set(document.values) == everything
    assert set(document.keys) == {path for path in everything if path and isinstance(path[-1], str)}


PIECES = st.lists(
    st.sampled_from(["a", "b", "1", ": ", ":", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ", ", "'", '"', "&x ", "*x", "!t ", "? ",
                     "<<", "#", " #", "|", ">", "%", "@", "\t", "\n\t", "\x00", "\u200b", "\u00a0", "\u201c", "\\", "---\n", "...\n", "\ufeff", "\r",
                     "null", "\u2028", "\U0001f3c3", "\x85"])
    | st.text(max_size=3),
    max_size=40,
).map("".join)  # fmt: skip


def outcome(text: str, parser: Any) -> Document | tuple[Issue, ...]:
    with parsing_with(parser):
        try:
            return read(text, "f.yaml")
        except SourceError as error:
            return error.issues


@given(PIECES)
@settings(max_examples=400)
@example("a: |\n  b\n\u2028c")
@example("a: \ud800")
@example("\ufffe: 1")
def test_any_text_is_read_or_refused_inside_the_file(text: str) -> None:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for parser in PARSERS:
        found = outcome(text, parser)
        if isinstance(found, Document):
            assert isinstance(found.data, dict)
            continue
        assert found
        for issue in found:
            place = issue.location
            assert place is not None
            assert 1 <= place.line <= len(lines)
            assert place.excerpt == lines[place.line - 1]
            assert 1 <= place.column <= len(place.excerpt) + 1
            assert place.width >= 1


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read(raw, "f.yaml")
    except SourceError as error:
        found = error.issues
    else:
        return
    assert found


@given(PIECES)
def test_both_parsers_read_the_same(text: str) -> None:
    fast, plain = (outcome(text, parser) for parser in PARSERS)
    if isinstance(fast, Document) and isinstance(plain, Document):
        assert fast.data == plain.data
        assert fast.keys == plain.keys
        assert fast.values == plain.values
