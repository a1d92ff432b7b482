"""The pictures: a knee never bends backwards, what is pinned stays, and both backends draw the same."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from combinations import LIBRARY
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from shell import run

from rehab.checks import figures as checks
from rehab.figures import posture
from rehab.figures.alt import alt_text
from rehab.figures.drawing import fit
from rehab.figures.pdf import content
from rehab.figures.pose import solve
from rehab.figures.scene import draw
from rehab.figures.skeleton import LENGTH, SIDES, midway, reach
from rehab.figures.space import Vector, across, dot, length, sub, unit
from rehab.figures.svg import svg
from rehab.models.figure import Figure, Pose, whole, with_tuples
from rehab.models.figure_look import FigureColours, FigureLook

FIGURES: Mapping[str, Figure] = {
    key: whole(key, LIBRARY.shelf.figures) for key, one in LIBRARY.shelf.figures.items() if not one.base
}
POSITIONS = sorted(key for key, one in LIBRARY.shelf.figures.items() if one.base)
NAMES = sorted(FIGURES)
WIDTH, HEIGHT = 170.0, 136.0


@cache
def drawn(name: str) -> Any:
    return draw(FIGURES[name])


def pose_of(position: str, **changes: Any) -> Pose:
    patch = Pose.model_validate(with_tuples(changes))
    return patch.over(whole(position, LIBRARY.shelf.figures).start)


angle = st.floats(-20, 120)
place = st.tuples(st.floats(-60, 90), st.floats(0, 60)).map(list)
vector = st.tuples(*[st.floats(-90, 90)] * 3)


# -- reach and limits -------------------------------------------------------------------------------------------------


@given(vector, vector, st.booleans())
def test_reach_keeps_both_bones_and_the_middle_joint_on_the_side_of_the_pole(
    target: Vector, pole: Vector, knee: bool
) -> None:
    if length(target) < 1 or length(pole) < 1:
        return
    upper, lower = LENGTH["thigh"], LENGTH["shank"]
    found = reach((0.0, 0.0, 0.0), target, upper, lower, pole, knee=knee)
    assert length(found.middle) == pytest.approx(upper, rel=1e-6)
    assert length(sub(found.end, found.middle)) == pytest.approx(lower, rel=1e-6)
    assert length(sub(found.end, target)) == pytest.approx(found.missed, abs=1e-6)
    if abs(dot(pole, target)) < 0.99 * length(pole) * length(target):
        assert dot(found.middle, across(pole, unit(found.end))) >= -1e-6


@given(st.sampled_from(POSITIONS), angle, angle, place, place)
def test_no_knee_and_no_elbow_ever_bends_backwards(
    position: str, lean: float, curl: float, foot: list[float], hand: list[float]
) -> None:
    pose = pose_of(position, lean=lean, curl=curl, foot_r=foot, hand=hand)
    found = posture.angles(solve(pose), pose)
    assert min(found[key] for key in ("knee_r", "elbow_r", "elbow_l")) >= -0.01


@given(st.sampled_from(POSITIONS), place)
def test_a_pinned_foot_is_where_it_was_pinned_or_is_reported(position: str, foot: list[float]) -> None:
    body = solve(pose_of(position, foot_r={"at": foot}))
    assert body.joints["sole_r"][1] == pytest.approx(foot[1], abs=1.6) or "foot_r" in body.missed


@given(st.sampled_from(POSITIONS), st.floats(-160, 160), st.floats(-60, 170))
def test_a_joint_beyond_its_limit_is_always_named(position: str, knee: float, elbow: float) -> None:
    pose = pose_of(position, foot="free", hand="free", knee=knee, elbow=elbow)
    pose = Pose.model_construct(_fields_set=pose.model_fields_set - {"pin"}, **{**dict(pose), "pin": None})
    figure = Figure(start=pose)
    named = {fault.key for fault in posture.faults(figure, LIBRARY.shelf.joint_limits) if fault.code == "joint-limit"}
    assert ("knee_r" in named) == (not -1 <= knee <= 151)
    assert ("elbow_l" in named) == (not -1 <= elbow <= 151)


@pytest.mark.parametrize("position", POSITIONS)
def test_a_position_is_possible_and_touches_the_ground(position: str) -> None:
    figure = whole(position, LIBRARY.shelf.figures)
    assert list(posture.faults(figure, LIBRARY.shelf.joint_limits)) == []


def test_between_two_poses_bones_keep_their_length() -> None:
    figure = FIGURES["hamstring-supine-strap"]
    start, end = (solve(pose) for pose in figure.poses)
    half = midway(start, end, 0.5)
    for side, _ in SIDES:
        assert length(sub(half.joints[f"hip_{side}"], half.joints[f"knee_{side}"])) == pytest.approx(LENGTH["thigh"])
        assert length(sub(half.joints[f"elbow_{side}"], half.joints[f"wrist_{side}"])) == pytest.approx(LENGTH["farm"])


# -- every picture of the library -------------------------------------------------------------------------------------


def test_the_library_has_no_impossible_picture_and_no_dead_link() -> None:
    shelf = LIBRARY.shelf
    found = [*checks.check(shelf.figures, shelf.joint_limits), *checks.check_links(shelf.exercises, shelf.figures)]
    assert [issue.message for issue in found] == []


def test_every_exercise_has_a_picture_or_says_why_not() -> None:
    shelf = LIBRARY.shelf
    without = [key for key, one in shelf.exercises.items() if not one.no_figure and (one.figure or key) not in FIGURES]
    assert without == []


@pytest.mark.parametrize("name", NAMES)
def test_both_backends_draw_every_picture_alike_and_inside_its_box(name: str) -> None:
    drawing = drawn(name)
    box = fit(drawing, WIDTH, HEIGHT)
    for x, y in drawing.seen():
        assert -1 <= box.dx + box.scale * x <= WIDTH + 1
        assert -1 <= box.dy + box.scale * y <= HEIGHT + 1
    code = content(drawing, WIDTH, HEIGHT)
    picture = ET.fromstring(svg(drawing, WIDTH, HEIGHT, title=name))
    space = "{http://www.w3.org/2000/svg}"
    paths = [path for path in picture.iter(f"{space}path") if path.get("fill")]
    code = re.sub(r"^(.*) B$", r"\1 f\n\1 S", code, flags=re.M)  # filled and stroked in one go
    assert len(re.findall(r" [fS]$", code, re.M)) == len(paths)
    assert code.count(" W n") == code.split("\n").count("Q") == len(list(picture.iter(f"{space}clipPath")))
    starts = [tuple(map(int, spot)) for spot in re.findall(r"^(?:q )?(-?\d+) (-?\d+) m", code, re.M)]
    drawn_at = [tuple(map(int, re.match(r"M(-?\d+) ?(-?\d+)", path.get("d", ""))[0][1:].replace("-", " -").split())) for path in picture.iter(f"{space}path")]  # type: ignore[index]  # fmt: skip
    assert len(starts) == len(drawn_at)
    for (px, py), (sx, sy) in zip(starts, drawn_at, strict=True):  # tenths, from below and from above
        assert abs(px - sx) <= 1
        assert abs(HEIGHT * 10 - py - sy) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_mirrored_picture_is_the_same_the_other_way_round(name: str) -> None:
    left, bottom, right, top = drawn(name).box()
    mirrored = draw(FIGURES[name], mirrored=True).box()
    if FIGURES[name].layout == "ghost":
        assert mirrored == pytest.approx((-right, bottom, -left, top), abs=0.5)
    else:
        assert mirrored[3] - mirrored[1] == pytest.approx(top - bottom, abs=0.5)
        assert mirrored[2] - mirrored[0] == pytest.approx(right - left, abs=2 * 10)  # numbers stand left in both


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_survives_the_plan_file_and_tells_itself_in_words(name: str) -> None:
    figure = FIGURES[name]
    again = Figure.model_validate(with_tuples(json.loads(figure.model_dump_json())))
    assert again == figure
    assert repr(again) == repr(figure)  # also the order of its parts, which decides what is drawn over what
    words = LIBRARY.template("clinic").wording.figures
    text = alt_text(figure, words, title="Title", side="left")
    assert text.startswith("Title: a person ")
    assert text.endswith(".")
    assert "{" not in text
    assert "  " not in text


@pytest.mark.parametrize("build", ["slim", "large"])
def test_another_build_keeps_every_joint_over_the_floor(build: Any) -> None:
    for name in ("wall-sit", "bridge-on-heels", "side-lying-hip-abduction"):
        small, other = solve(FIGURES[name].poses[-1]), solve(FIGURES[name].poses[-1], build)
        assert other.joints["hip_r"][1] >= small.joints["hip_r"][1] - 2
        assert draw(FIGURES[name], FigureLook(build=build)).marks != drawn(name).marks


# -- words and colours ------------------------------------------------------------------------------------------------


def test_the_side_in_words_is_the_sore_side_of_the_person() -> None:
    words = LIBRARY.template("clinic").wording.figures
    told = {
        side: alt_text(FIGURES["straight-leg-raise"], words, title="T", side=side) for side in ("left", "right", None)
    }
    assert "the left hip bends" in told["left"]
    assert "the right hip bends" in told["right"]
    assert "the sore hip bends" in told[None]


@pytest.mark.parametrize(
    ("colours", "said"),
    [
        ({"muscle": "F0C0B0"}, "'muscle' is too like 'skin'"),
        ({"skin": "26333D"}, "is too like 'skin'"),
        ({"arrow": "F0E0A0"}, "'arrow' is too pale"),
        ({"shirt": "blue"}, "six digits"),
    ],
)
def test_a_colour_that_cannot_be_told_apart_is_refused(colours: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        FigureColours(**colours)


# -- what an author is told -------------------------------------------------------------------------------------------


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str) -> Any:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return run(capsys, monkeypatch, "figures", "draw", "own.yaml", "-o", "own.pdf", "--force")


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("start: {knee_r: -20}", "3:19", "knee_r is at -20 degrees; it goes from 0 to 150"),
        ("start: {hand_r: {at: [200, 100]}}", "3:11", "hand_r cannot get there: 1"),
        ("props: [{prop: wal, x: 3}]", "3:", "there is no prop 'wal'"),
        ("target: [hamstring]", "3:", "there is no muscle 'hamstring' to show; did you mean 'hamstrings'?"),
        ("start: {hand: kneee}", "3:", "there is no point 'kneee' on the body; did you mean 'knee"),
        ("view: sideways", "3:", "there is no view 'sideways'"),
        ("arrows: [{trace: knee_r, line: [knee_r, hip_r]}]", "3:", "an arrow has one of"),
        ("strat: {}", "3:3", "has no key 'strat'"),
        ("start: {foot_r: free, hip_r: 10, knee_r: 20, pelvis: [0, 80]}", "3:", "under the floor"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    line: str,
    place: str,
    said: str,
) -> None:
    result = told(monkeypatch, capsys, tmp_path, f"own-pose:\n  extends: standing\n  {line}\n")
    assert said in result.err
    assert f"own.yaml:{place}" in result.err
    assert "Traceback" not in result.err


def test_draw_and_sheet_write_what_was_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = told(monkeypatch, capsys, tmp_path, "own-pose:\n  extends: standing\n  start: {knee_r: 20}\n")
    assert (result.code, result.err) == (0, "wrote own.pdf\n")
    assert (tmp_path / "own.pdf").read_bytes().startswith(b"%PDF")
    first = (tmp_path / "own.pdf").read_bytes()
    told(monkeypatch, capsys, tmp_path, "own-pose:\n  extends: standing\n  start: {knee_r: 20}\n")
    assert (tmp_path / "own.pdf").read_bytes() == first
    result = run(capsys, monkeypatch, "figures", "sheet", "--region", "knee", "-o", "knee.svg")
    assert result.code == 0
    ET.fromstring((tmp_path / "knee.svg").read_text())
    assert run(capsys, monkeypatch, "figures", "sheet", "--region", "nose").code == 2
    assert run(capsys, monkeypatch, "figures", "sheet", "--region", "knee", "-o", "knee.gif").code == 2
