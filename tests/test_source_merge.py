"""The one merge: by key, null removes, after places, everything else replaces, and each value keeps its line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehab.errors import Issue, SourceError
from rehab.source.document import Document, Place
from rehab.source.merge import merge, subtree, without
from rehab.source.reader import read


def merged(base: str, change: str) -> dict[str, Any]:
    return merge(read(base, "base.yaml"), read(change, "change.yaml")).data


def problems(base: str, change: str) -> tuple[Issue, ...]:
    with pytest.raises(SourceError) as caught:
        merged(base, change)
    return caught.value.issues


def shown(document: Document, place: Place) -> tuple[str, int, str]:
    return place.file, place.line, document.line(place)[place.column - 1 :][: place.width]


@pytest.mark.parametrize(
    ("base", "change", "result"),
    [
        ("a: 1\nb: 2", "b: 3", {"a": 1, "b": 3}),
        ("a: 1", "b: 2", {"a": 1, "b": 2}),
        ("a: {b: 1, c: 2}", "a: {c: 3, d: 4}", {"a": {"b": 1, "c": 3, "d": 4}}),
        ("a: [1, 2, 3]", "a: [4]", {"a": [4]}),
        ("a: [1, 2, 3]", "a: []", {"a": []}),
        ("a: {b: 1}", "a: text", {"a": "text"}),
        ("a: text", "a: {b: 1}", {"a": {"b": 1}}),
        ("a: {b: 1}", "a: [1]", {"a": [1]}),
        ("a: [1]", "a: {b: 1}", {"a": {"b": 1}}),
        ("a: {b: 1}", "a: {}", {"a": {"b": 1}}),
        ("a: 1\nb: 2", "a: null", {"b": 2}),
        ("a: {b: 1, c: {d: 2}}", "a: {c: null}", {"a": {"b": 1}}),
        ("a: null", "a: null", {}),
        ("a: 1", "a: 'null'", {"a": "null"}),
        ("a: 1", "a: ''", {"a": ""}),
        ("a: 1", "a: false", {"a": False}),
    ],
)
def test_a_change_merges_by_key_and_null_removes(base: str, change: str, result: dict[str, Any]) -> None:
    assert merged(base, change) == result


def test_removing_what_is_not_there_is_told_at_its_line_with_a_close_name() -> None:
    [issue] = problems("phases: {speed: {goal: x}}", "phases:\n  spead: null\n")
    assert issue.code == "nothing-to-remove"
    assert issue.hint == "did you mean 'speed'?"
    assert issue.path == ("phases", "spead")
    assert issue.location is not None
    assert (issue.location.file, issue.location.line, issue.location.column) == ("change.yaml", 2, 3)


def test_all_problems_of_a_change_are_told_at_once() -> None:
    change = "x: null\nphases:\n  a: {y: null}\n  b: {after: c}\n  d: {e: null}\n"
    assert [issue.path for issue in problems("phases: {a: {}}", change)] == [
        ("x",),
        ("phases", "a", "y"),
        ("phases", "d", "e"),
        ("phases", "b", "after"),
    ]


ABC = "phases: {a: {t: 1}, b: {t: 2}, c: {t: 3}}"


@pytest.mark.parametrize(
    ("change", "order"),
    [
        ("d: {t: 4}", "abcd"),
        ("d: {after: a, t: 4}", "adbc"),
        ("d: {after: c, t: 4}", "abcd"),
        ("a: {after: c}", "bca"),
        ("c: {after: a}", "acb"),
        ("b: {after: a}", "abc"),
        ("d: {after: a}\n  e: {after: a}", "adebc"),
        ("d: {after: a}\n  e: {after: d}", "adebc"),
        ("e: {after: d}\n  d: {after: a}", "adebc"),
        ("a: {after: b}\n  b: {after: c}", "cba"),
        ("b: null\n  d: {after: a}", "adc"),
    ],
)
def test_after_places_an_entry_and_is_used_up(change: str, order: str) -> None:
    phases = merged(ABC, f"phases:\n  {change}\n")["phases"]
    assert "".join(phases) == order
    assert not any("after" in phase for phase in phases.values())


def test_a_placed_entry_keeps_what_it_had() -> None:
    assert merged(ABC, "phases: {a: {after: c}}")["phases"]["a"] == {"t": 1}


@pytest.mark.parametrize(
    ("after", "hint"),
    [("bb", ""), ("a", ""), ("3", "write the id of an entry"), ("phase-on", "did you mean 'phase-one'?")],
)
def test_after_must_name_another_entry(after: str, hint: str) -> None:
    [issue] = problems("phases: {a: {}, phase-one: {}}", f"phases:\n  a: {{after: {after}}}\n")
    assert issue.code == "unknown-after"
    assert issue.hint == hint
    assert issue.location is not None
    assert (issue.location.line, issue.location.column) == (2, 14)


@pytest.mark.parametrize(
    "change", ["a: {after: b}\n  b: {after: a}", "a: {after: b}\n  b: {after: c}\n  c: {after: a}"]
)
def test_entries_placed_after_each_other_in_a_circle_are_each_told(change: str) -> None:
    found = problems(ABC, f"phases:\n  {change}\n")
    assert {issue.message for issue in found} == {"'after:' leads in a circle"}
    assert [issue.location.line for issue in found if issue.location] == list(range(2, 2 + len(found)))
    assert len(found) == change.count("after")


def test_after_means_something_only_where_order_does() -> None:
    assert merged("grades: {a: {}, b: {}}", "grades: {c: {after: a}}")["grades"]["c"] == {"after": "a"}


@pytest.mark.parametrize(
    ("base", "change", "result"),
    [
        ("3 x 12", "2 x 5", "2 x 5"),
        ("3 x 12", "{note: slow}", {"dose": "3 x 12", "note": "slow"}),
        ("3 x 12", "{dose: 2 x 5}", {"dose": "2 x 5"}),
        ("{dose: 3 x 12, note: slow}", "2 x 5", {"dose": "2 x 5", "note": "slow"}),
        ("{weeks: {1: 2 x 5}, note: slow}", "2 x 5", {"note": "slow", "dose": "2 x 5"}),
        ("3 x 12", "{dose: null, weeks: {1: 2 x 5}}", {"weeks": {"1": "2 x 5"}}),
    ],
)
def test_a_dose_line_and_a_slot_meet_as_slots(base: str, change: str, result: object) -> None:
    found = merged(f"exercises:\n  x: {base}\n", f"exercises:\n  x: {change}\n")
    assert found["exercises"]["x"] == result


def test_text_is_promoted_only_where_asked() -> None:
    base, change = read("exercises: {x: 3 x 12}", "b"), read("exercises: {x: {note: n}}", "c")
    assert merge(base, change, promote={}).data == {"exercises": {"x": {"note": "n"}}}
    assert merged("others: {x: text}", "others: {x: {note: n}}") == {"others": {"x": {"note": "n"}}}


def test_each_value_keeps_its_own_file_and_line() -> None:
    base = read(
        "id: a\nphases:\n  speed:\n    goal: run\n    exit: [one, two]\n    exercises:\n      x: 3 x 12\n      y: 1 x 1\n",
        "base.yaml",
    )
    change = read("id: b\nphases:\n  speed:\n    exit: [three]\n    exercises:\n      x: {note: n}\n", "change.yaml")
    document = merge(base, change)
    at = {path: shown(document, place) for path, place in document.values.items()}
    speed = ("phases", "speed")
    assert at[("id",)] == ("change.yaml", 1, "b")
    assert at[(*speed, "goal")] == ("base.yaml", 4, "run")
    assert at[(*speed, "exit", 0)] == ("change.yaml", 4, "three")
    assert (*speed, "exit", 1) not in document.values
    assert at[(*speed, "exercises", "x", "dose")] == ("base.yaml", 7, "3 x 12")
    assert at[(*speed, "exercises", "x", "note")] == ("change.yaml", 6, "n")
    assert shown(document, document.keys[(*speed, "exercises", "x", "dose")]) == ("base.yaml", 7, "x")
    assert shown(document, document.keys[(*speed, "exercises", "x", "note")]) == ("change.yaml", 6, "note")
    assert at[(*speed, "exercises", "y")] == ("base.yaml", 8, "1 x 1")
    assert document.name == "change.yaml"
    assert document.values[()].file == "change.yaml"


def test_a_dose_line_over_a_slot_keeps_its_own_line() -> None:
    base = read("exercises:\n  x: {dose: 3 x 12, note: n}\n", "base.yaml")
    document = merge(base, read("exercises:\n  x: 2 x 5\n", "change.yaml"))
    assert shown(document, document.values[("exercises", "x", "dose")]) == ("change.yaml", 2, "2 x 5")
    assert shown(document, document.keys[("exercises", "x", "dose")]) == ("change.yaml", 2, "x")
    assert shown(document, document.values[("exercises", "x", "note")]) == ("base.yaml", 2, "n")


def test_a_variant_of_the_same_file_is_a_change_with_its_own_lines() -> None:
    text = "phases:\n  a: {t: 1}\nvariants:\n  old:\n    title: Old\n    change:\n      phases:\n        a: {t: 2}\n        b: null\n"
    document = read(text, "f.yaml")
    change = subtree(document, ("variants", "old", "change"))
    with pytest.raises(SourceError) as caught:
        merge(without(document, ["variants"]), change)
    [issue] = caught.value.issues
    assert issue.location is not None
    assert (issue.location.line, issue.location.column) == (9, 9)


def test_a_subtree_is_a_document_with_its_places() -> None:
    document = read("a:\n  b:\n    c: 1\n", "f.yaml")
    inner = subtree(document, ("a", "b"))
    assert inner.data == {"c": 1}
    assert shown(inner, inner.values[("c",)]) == ("f.yaml", 3, "1")
    assert shown(inner, inner.keys[()]) == ("f.yaml", 2, "b")


@pytest.mark.parametrize("path", [("x",), ("a", "c"), ("a", "b", "c")])
def test_a_subtree_that_is_no_mapping_is_a_key_error(path: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        subtree(read("a: {b: {c: 1}}", "f.yaml"), path)


def test_keys_left_out_take_their_places_with_them() -> None:
    document = without(read("a: {b: 1}\nc: 2\n", "f.yaml"), ["a", "z"])
    assert document.data == {"c": 2}
    assert set(document.values) == {(), ("c",)}
    assert set(document.keys) == {("c",)}


def test_merging_changes_neither_document() -> None:
    base, change = read("phases: {a: {t: [1]}}", "b"), read("phases: {a: {t: null}, c: {after: a}}", "c")
    before = json.dumps([base.data, change.data]), dict(base.values), dict(change.values)
    merge(base, change)
    assert (json.dumps([base.data, change.data]), base.values, change.values) == before


NAMES = st.sampled_from(["phases", "exercises", "a", "b", "c"])
TREES = st.recursive(
    st.integers(0, 9) | st.sampled_from(["x", "y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(NAMES, TREES, max_size=4)


def document(data: dict[str, Any], name: str) -> Document:
    return read(json.dumps(data, indent=1), name)


@given(MAPPINGS)
def test_an_empty_change_changes_nothing(data: dict[str, Any]) -> None:
    base = document(data, "b")
    assert merge(base, document({}, "c")).data == data


@given(MAPPINGS)
def test_a_change_equal_to_its_base_changes_nothing(data: dict[str, Any]) -> None:
    assert merge(document(data, "b"), document(data, "c")).data == data


@given(MAPPINGS, MAPPINGS)
def test_merging_twice_is_merging_once(data: dict[str, Any], other: dict[str, Any]) -> None:
    change = document(other, "c")
    once = merge(document(data, "b"), change)
    assert merge(once, change).data == once.data


@given(MAPPINGS, MAPPINGS)
def test_every_part_of_a_merged_document_has_a_place_that_shows_it(data: dict[str, Any], other: dict[str, Any]) -> None:
    result = merge(document(data, "b"), document(other, "c"))

    def check(value: Any, path: tuple[str | int, ...]) -> int:
        place = result.values[path]
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            return 1 + sum(check(part, (*path, key)) for key, part in inner)
        assert shown(result, place)[2] == json.dumps(value)
        return 1

    assert check(result.data, ()) == len(result.values)
    assert all(path in result.keys for path in result.values if path and isinstance(path[-1], str))
