"""Pictures beside the exercises: strips of walks and runs, care and relief cards, arrows and close looks in words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import contact_sheet
import pytest
from combinations import LIBRARY

from rehab.engine.care import figures_of
from rehab.engine.dosing import session_legs
from rehab.figures.alt import alt_text
from rehab.figures.pdf import content
from rehab.figures.pose import solve
from rehab.figures.scene import draw
from rehab.figures.strip import Bar, strip
from rehab.figures.svg import svg
from rehab.models.figure import Figure, Pose, whole, with_tuples
from rehab.models.figure_look import FigureColours
from rehab.models.figure_props import PROPS, Prop
from rehab.notation.dose_text import parse_dose

SHELF = LIBRARY.shelf
WORDS = LIBRARY.template("clinic").wording.figures
WIDE, ANY_SIZE = 1000.0, 1e6


# -- strips -----------------------------------------------------------------------------------------------------------


def ends(numbers: Sequence[str]) -> float:
    return float(numbers[2]) - float(numbers[0])


def test_a_strip_is_to_scale_and_both_backends_draw_it_alike() -> None:
    bars = [Bar("run", 120), Bar("walk", 60), Bar("run", 180), Bar("walk", 60)]
    drawing = strip(bars, 840, FigureColours())
    code = content(drawing, WIDE, 110, tallest=ANY_SIZE)
    filled = re.findall(r"^(\d+) (\d+) m (\d+) (\d+) l (\d+) (\d+) l .* [fB]$", code, re.M)
    widths = [int(row[4]) - int(row[0]) for row in filled]
    heights = [int(row[3]) - int(row[1]) for row in filled]
    assert [width / widths[1] for width in widths] == pytest.approx([2, 1, 3, 1], abs=0.02)
    assert heights[0] == heights[2] > 2 * heights[1]
    picture = ET.fromstring(svg(drawing, WIDE, 110, tallest=ANY_SIZE))
    paths = [path for path in picture.iter("{http://www.w3.org/2000/svg}path") if path.get("fill") != "none"]
    assert len(paths) == len(bars)
    assert [int(re.match(r"M(\d+)", path.get("d", ""))[1]) for path in paths] == pytest.approx(  # type: ignore[index]
        [int(row[0]) for row in filled], abs=1
    )


@pytest.mark.parametrize(
    ("parts", "legs"),
    [
        (["2 x (2 min run / 1 min walk)"], [("run", 120), ("walk", 60), ("run", 120), ("walk", 60)]),
        (["1 x (5 min walk / 25 min jog)"], [("walk", 300), ("jog", 1500)]),
        (["2 x (20 m walk / 30 m jog) at 25 %"], [("walk", 20), ("jog", 30), ("walk", 20), ("jog", 30)]),
        (["16 min"], [("", 960)]),
        (["6 x 40 m at 60 %, rest 1 min"], []),
        (["16 min", "8 x 10 m, rest: walk back"], []),
    ],
)
def test_a_session_is_told_leg_by_leg_or_not_at_all(parts: list[str], legs: list[tuple[str, int]]) -> None:
    found = session_legs(map(parse_dose, parts))
    assert [(leg.activity, (leg.seconds or leg.metres or (0, 0))[1]) for leg in found] == legs


# -- care and relief cards --------------------------------------------------------------------------------------------


def test_every_care_picture_of_the_library_exists() -> None:
    for condition in LIBRARY.paths:
        protocol = LIBRARY.load(LIBRARY.path_of(condition)).protocol
        assert set(figures_of(protocol, SHELF).values()) <= SHELF.figures.keys()


@pytest.mark.parametrize(
    ("condition", "key", "figure"),
    [
        ("lateral-ankle-sprain", "frameworks.peace-love.tasks.compress", "lower-leg-bandage"),
        ("hamstring-strain", "frameworks.peace-love.tasks.compress", "leg-bandage"),
        ("hamstring-strain", "frameworks.peace-love.tasks.elevate", "elevation"),
        ("thigh-contusion", "tasks.knee-bent-wrap", "knee-bent-wrap"),
        ("thigh-contusion", "frameworks.peace-love.tasks.compress", "leg-bandage-knee-bent"),
        ("nocturnal-leg-cramps", "cards.stop-a-cramp.1", "cramp-release-calf"),
    ],
)
def test_a_care_task_and_a_step_of_a_card_have_the_picture_of_their_part_of_the_body(
    condition: str, key: str, figure: str
) -> None:
    protocol = LIBRARY.load(LIBRARY.path_of(condition)).protocol
    found = figures_of(protocol, SHELF)
    assert found[key] == figure


# -- the contact sheet ------------------------------------------------------------------------------------------------


def test_the_contact_sheet_of_the_docs_was_drawn_from_the_figures_as_they_are() -> None:
    wanted = {region: contact_sheet.digest(figures) for region, figures in contact_sheet.regions(LIBRARY).items()}
    found = {path.stem: contact_sheet.made_from(path) for path in contact_sheet.FOLDER.glob("*.png")}
    assert found == wanted, "draw it anew: make figures"
    assert sum(path.stat().st_size for path in contact_sheet.FOLDER.glob("*.png")) <= 1_500_000
    page = (contact_sheet.FOLDER.parent / "figures.md").read_text(encoding="utf-8")
    assert [region for region in wanted if f"](figures/{region}.png)" not in page] == []


# -- the body ---------------------------------------------------------------------------------------------------------


def test_every_prop_has_a_name_in_the_list_of_props() -> None:
    kinds = Prop.__origin__.__args__  # type: ignore[attr-defined]
    assert sorted(name for kind in kinds for name in kind.model_fields["prop"].annotation.__args__) == sorted(PROPS)


@pytest.mark.parametrize(("side", "medial"), [("r", -1.0), ("l", 1.0)])
def test_a_foot_that_turns_in_lifts_its_inner_edge(side: str, medial: float) -> None:
    base = whole("sitting", SHELF.figures).start
    body = solve(Pose.model_validate({"foot": "free", f"invert_{side}": 30}).over(base))
    assert medial * body.frames[f"foot_{side}"][2][1] > 0.3


def test_a_body_that_stands_beside_a_line_keeps_its_feet_under_it() -> None:
    base = whole("standing", SHELF.figures).start
    pose = Pose.model_validate(with_tuples({"pelvis": [0, None, 30], "foot": [0, 0]})).over(base)
    body = solve(pose)
    assert body.joints["pelvis"][2] == pytest.approx(30)
    assert {body.joints["sole_r"][2] > 30 > body.joints["sole_l"][2], not body.missed} == {True}


@pytest.mark.parametrize("name", ["squat", "sit-to-stand", "cat-cow", "hsr-hack-squat"])
def test_a_number_beside_the_head_makes_two_pictures_no_lower_than_one(name: str) -> None:
    figure = whole(name, SHELF.figures)
    alone = [draw(figure.model_copy(update={"start": pose, "end": None, "arrows": ()})).box() for pose in figure.poses]
    tallest = max(top - bottom for _, bottom, _, top in alone)
    left, bottom, right, top = draw(figure).box()
    assert top - bottom == pytest.approx(tallest, abs=6)  # an arrow may stand out
    low = draw(figure, stacked=True).box()
    assert low[2] - low[0] < 0.7 * (right - left)
    assert low[3] - low[1] > 1.4 * tallest


def test_of_a_close_look_only_the_window_counts() -> None:
    figure = whole("band-eversion", SHELF.figures)
    without = Figure.model_construct(_fields_set=figure.model_fields_set - {"lens"}, **{**dict(figure), "lens": None})
    assert figure.lens is not None
    left, bottom, right, top = draw(figure).box()
    bare = draw(without).box()
    assert (left, bottom) == pytest.approx(bare[:2], abs=16)
    assert right - bare[2] < 2 * figure.lens.radius
    assert top <= bare[3] + 2 * figure.lens.radius


# -- in words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("band-eversion", "With a chair, a firm post and a band. What moves: the sole of the left foot turns out."),
        ("band-inversion", "What moves: the sole of the left foot turns in."),
        ("toe-spread", "With a chair and a towel under the feet. What moves: the toes of both feet spread."),
        ("thigh-set", "The marked muscle tightens and nothing moves."),
        ("leg-press-hold", "With a leg press. Shown by arrow: forwards."),
        ("slide-board", "With a slide board. Shown by arrow: from side to side"),
        ("ball-squeeze-bent", "Shown by arrow: inwards at the left knee and inwards at the right knee."),
        ("heel-dig", "Shown by arrow: towards the head at the left heel."),
        ("easy-walk", "a person walking. Shown by arrow: forwards."),
        ("arm-bike", "With a chair and an arm bike. Shown by arrow: round."),
        ("squat", "What moves: both hips bend, both knees bend and the hips come down."),
        ("single-leg-balance", "a person standing. With a rail. Marked in red"),
        ("elevation", "With pillows. The left foot lies raised."),
        ("elevation-both", "With pillows. Both feet lie raised."),
        ("leg-bandage", "With a bandage round the left leg."),
        ("foam-roll-whole-leg", "Shown by arrow: to and fro."),
        ("short-foot", "A close look shows the ball of the left foot."),
    ],
)
def test_the_words_of_a_picture_tell_props_arrows_and_both_sides(name: str, told: str) -> None:
    text = alt_text(whole(name, SHELF.figures), WORDS, title="T", side="left")
    assert told in text
    assert "{" not in text
