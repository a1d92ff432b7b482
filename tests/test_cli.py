"""The command line: what it promises about exit codes, streams, files and wrong input."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Result, run, typed

from rehab.cli import delivery

CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--as-of", "2026-11-18")


class Rehab:
    """Runs the program inside this process, as a shell would, without a terminal."""

    def __init__(self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capfd, self.monkeypatch = capfd, monkeypatch

    def __call__(self, *arguments: str | Path) -> Result:
        return run(self.capfd, self.monkeypatch, *arguments)


@pytest.fixture
def rehab(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rehab:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    monkeypatch.delenv("REHAB_LIBRARY", raising=False)
    return Rehab(capfd, monkeypatch)


# -- the main job ---------------------------------------------------------------------------------------------------


def test_a_plan_is_written_as_a_pdf_and_said_on_stderr(rehab: Rehab) -> None:
    result = rehab("plan", *CASE, "-o", "plan.pdf")
    assert (result.code, result.out, result.err) == (0, "", "wrote plan.pdf\n")
    assert Path("plan.pdf").read_bytes().startswith(b"%PDF-")


def test_a_plan_file_is_private(rehab: Rehab) -> None:
    rehab("plan", *CASE, "-o", "plan.json")
    assert Path("plan.json").stat().st_mode & 0o777 == 0o600


def test_without_a_target_the_name_is_the_condition_and_day_1(rehab: Rehab) -> None:
    assert rehab("plan", *CASE, "--to", "json").code == 0
    assert Path("hamstring-strain-2026-11-18.json").is_file()


def test_several_formats_go_to_a_folder(rehab: Rehab) -> None:
    assert rehab("plan", *CASE, "--to", "json", "--to", "text", "-o", "out").code == 0
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "hamstring-strain-2026-11-18.json",
        "hamstring-strain-2026-11-18.txt",
    ]


def test_json_goes_to_stdout_and_nothing_else_does(rehab: Rehab) -> None:
    result = rehab("plan", *CASE, "--to", "json", "-o", "-")
    plan = json.loads(result.out)
    assert (plan["format"], plan["version"]) == ("rehab/plan", 1)
    assert plan["days"][0]["day"] == 1
    assert result.err == ""


ENDINGS = ("pdf", "ics", "fhir.json", "json", "md", "csv", "txt", "html")


@pytest.mark.parametrize(
    ("options", "endings"),
    [((), ENDINGS), (("--discreet", "--tz", "Europe/London", "--excel"), ("ics", "json", "csv"))],
    ids=["usual", "with-options"],
)
def test_writing_a_plan_file_again_gives_the_same_bytes(
    rehab: Rehab, options: tuple[str, ...], endings: tuple[str, ...]
) -> None:
    formats = ",".join(delivery.ENDINGS[f".{ending}"] for ending in endings)
    name = "plan" if options else "hamstring-strain"
    assert rehab("plan", *CASE, "--no-flags", *options, "--to", formats, "-o", "one").code == 0
    assert sorted(path.name for path in Path("one").iterdir()) == sorted(f"{name}-2026-11-18.{end}" for end in endings)
    assert rehab("write", f"one/{name}-2026-11-18.json", *options, "--to", formats, "-o", "two").code == 0
    for ending in endings:
        made = Path(f"one/{name}-2026-11-18.{ending}").read_bytes()
        assert made
        assert Path(f"two/{name}-2026-11-18.{ending}").read_bytes() == made


def test_the_ending_of_a_name_says_the_format() -> None:
    told = {ending: delivery.formats_of(None, f"my.plan.{ending}")[0] for ending in ENDINGS}
    assert told == {ending: (form,) for ending, form in zip(ENDINGS, delivery.FORMATS, strict=True)}
    assert delivery.formats_of(None, "PLAN.FHIR.JSON")[0] == ("fhir",)


@pytest.mark.parametrize("form", ["ics", "md"])
def test_a_format_is_the_same_whichever_other_formats_were_asked_for(rehab: Rehab, form: str) -> None:
    alone = rehab("plan", *CASE, "--no-flags", "--to", form, "-o", "-").out
    rehab("plan", *CASE, "--no-flags", "-o", "plan.json")
    assert rehab("write", "plan.json", "--to", form, "-o", "-").out == alone != ""


def test_a_referral_goes_into_every_format_and_exits_5(rehab: Rehab) -> None:
    asked = ("calf-strain", "--injured", "2026-11-18", "--flag", "RF-08")
    assert rehab("plan", *asked, "--to", ",".join(delivery.FORMATS), "-o", "page").code == 5
    assert len(list(Path("page").iterdir())) == len(delivery.FORMATS)


def test_a_time_zone_that_there_is_not_is_a_usage_error(rehab: Rehab) -> None:
    for zone in ("Europe/Atlantis", "../../etc/passwd", "Europe", "a\x1bb"):
        result = rehab("plan", *CASE, "--tz", zone, "-o", "plan.ics")
        assert (result.code, Path("plan.ics").exists()) == (2, False)
        assert "Europe/London" in result.err


def test_bytes_that_are_no_text_in_a_name_are_shown_as_such(rehab: Rehab) -> None:
    name = os.fsdecode(b"J\xfcrgen")
    assert rehab("plan", *CASE, "--name", name, "--to", "json,ics,md", "-o", "out").code == 0
    assert json.loads(Path("out/hamstring-strain-2026-11-18.json").read_text())["case"]["name"] == "J\ufffdrgen"


def test_the_command_in_the_plan_makes_this_very_plan_again(rehab: Rehab) -> None:
    import shlex

    first = rehab(
        "plan", "hamstring-strain", "--injured", "2026-11-18", "--side", "left", "--to", "json", "-o", "-"
    ).out
    command = shlex.split(json.loads(first)["made_with"]["command"])
    assert command[0] == "rehab"
    assert command[-2:] == ["--as-of", "2026-11-22"]
    again = json.loads(rehab(*command[1:], "-o", "-").out)
    assert again["days"] == json.loads(first)["days"]


def test_a_hostile_name_prints_as_itself(rehab: Rehab) -> None:
    name = '<img src="x.png"> O\'Brien & Söhne <b>\x1b[31m'
    result = rehab("plan", *CASE, "--name", name, "--to", "text", "-o", "-")
    assert '<img src="x.png"> O\'Brien & Söhne <b>' in result.out
    assert "\x1b" not in result.out


def test_today_says_what_to_do_on_a_day_of_a_plan_file(rehab: Rehab) -> None:
    rehab("plan", *CASE, "--no-flags", "-o", "plan.json")
    result = rehab("today", "plan.json", "--date", "2026-11-19")
    assert result.code == 0
    assert "Day 2" in result.out
    assert "Heel dig" in result.out
    assert max(map(len, result.out.splitlines())) <= 80
    day = json.loads(rehab("today", "plan.json", "--json").out)
    assert day["day"] == 5


def test_today_outside_the_plan_says_how_far_it_runs(rehab: Rehab) -> None:
    rehab("plan", *CASE, "-o", "plan.json")
    result = rehab("today", "plan.json", "--date", "2026-11-17")
    assert result.code == 2
    assert "it runs from 2026-11-18 to" in result.err


# -- looking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("pulled hammy", "hamstring-strain"),
        ("shin splints", "medial-tibial-stress-syndrome"),
        ("tennis leg", "calf-strain"),
        ("achilles tendonitis", "achilles-tendinopathy"),
        ("Blood Clot", "deep-vein-thrombosis"),
        ("hamstring strian", "hamstring-strain"),
    ],
)
def test_lay_names_find_their_condition(rehab: Rehab, words: str, condition: str) -> None:
    found = json.loads(rehab("find", words, "--json").out)
    assert found["results"][0]["id"] == condition
    assert set(found) == {"results", "flags", "question"}


def test_list_names_every_condition(rehab: Rehab) -> None:
    result = rehab("list")
    assert result.code == 0
    for condition in ("hamstring-strain", "calf-strain", "deep-vein-thrombosis"):
        assert condition in result.out


def test_list_names_all_others_beside_a_broken_protocol(rehab: Rehab, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\nextends: nothing-there\nauthor: Example Clinic\n")
    result = rehab("list", "--library", str(tmp_path))
    assert result.code == 3
    assert "hamstring-strain" in result.out
    assert "mine.yaml:2:10: error: there is no protocol 'nothing-there' to extend [unknown-base]" in result.err
    told = json.loads(rehab("list", "--library", str(tmp_path), "--json").out)
    assert [issue["code"] for issue in told["issues"]] == ["unknown-base"]
    assert "hamstring-strain" in [entry["id"] for entry in told["results"]]


def test_check_takes_an_id_of_the_library_or_a_path(rehab: Rehab, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\nextends: nothing-there\nauthor: Example Clinic\n")
    by_id = rehab("check", "mine", "--library", str(tmp_path))
    assert by_id.code == 6
    assert by_id == rehab("check", str(tmp_path / "mine.yaml"), "--library", str(tmp_path))
    assert rehab("check", "hamstring-strain").code == 0


def test_show_prints_doses_and_criteria_in_80_columns(rehab: Rehab) -> None:
    result = rehab("show", "achilles-tendinopathy", "--variant", "alfredson")
    assert result.code == 0
    assert "3 x 15" in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize("command", ["plan", "write", "today", "list", "show", "find", "check", "schema"])
def test_every_command_has_help(rehab: Rehab, command: str) -> None:
    result = rehab(command, "--help")
    assert result.code == 0
    assert "Usage:" in result.out


def test_schemas_are_printed(rehab: Rehab) -> None:
    for what in ("protocol", "case"):
        assert json.loads(rehab("schema", what).out)["type"] == "object"


# -- refused for safety ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deep-vein-thrombosis",), "today"),
        (("calf-strain", "--injured", "2026-11-18", "--flag", "RF-08"), "today"),
        (("calf-strain", "--injured", "2026-11-18", "--flag", "RF-01"), "112/911/999"),
        (("calf-strain", "--injured", "2026-11-18", "--flag", "RF-05"), "112/911/999"),
        (("hamstring-strain", "--injured", "2026-11-18", "--grade", "3", "--no-flags"), "today"),
        (("calf-strain", "--injured", "2026-11-18", "--grade", "complete tear", "--no-flags"), "today"),
        (("shin splints", "--grade", "severe", "--no-flags"), "within 48 hours"),
    ],
)
def test_a_referral_is_written_and_exits_5(rehab: Rehab, arguments: tuple[str, ...], said: str) -> None:
    result = rehab("plan", *arguments, "-o", "page.json")
    assert result.code == 5
    assert said in result.err
    plan = json.loads(Path("page.json").read_text())
    assert plan["referral"]["do_now"]
    assert plan["days"] == plan["phases"] == []
    assert plan["exercises"] == {}
    assert rehab("write", "page.json", "-o", "page.pdf").code == 5
    assert Path("page.pdf").is_file()


def test_a_name_opens_what_a_name_may_open_and_prints(rehab: Rehab) -> None:
    arguments = (
        "plan",
        "calf-strain",
        "--injured",
        "2026-11-18",
        "--flag",
        "RF-08",
        "--cleared-by",
        "Example Clinician",
    )
    result = rehab(*arguments, "--to", "json", "-o", "-")
    assert result.code == 0
    assert any("Example Clinician" in notice["text"] for notice in json.loads(result.out)["notices"])


def test_no_name_opens_an_emergency(rehab: Rehab) -> None:
    result = rehab(
        "plan",
        "calf-strain",
        "--injured",
        "2026-11-18",
        "--flag",
        "RF-01",
        "--cleared-by",
        "Example Clinician",
        "-o",
        "p.json",
    )
    assert result.code == 5


def test_an_unknown_injury_gets_close_names_and_never_another_plan(rehab: Rehab) -> None:
    result = rehab("plan", "hamstrig strane", "--injured", "2026-11-18", "-o", "plan.pdf")
    assert result.code == 5
    assert "hamstring-strain" in result.err
    assert not Path("plan.pdf").exists()


def test_on_a_terminal_the_safety_questions_are_asked(tmp_path: Path) -> None:
    code, shown = typed(b"n\n" * 40, tmp_path, "plan", *CASE, "-o", "plan.json")
    assert code == 0
    assert b"short of breath" in shown
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["screening"]["status"] == "answered"
    assert plan["screening"]["yes"] == []


def test_an_emergency_answer_stops_the_questions_and_prints_the_referral(tmp_path: Path) -> None:
    code, shown = typed(b"n\nperhaps\n?\n", tmp_path, "plan", *CASE, "-o", "page.json")
    assert code == 5
    assert b"cold, pale" in shown
    assert b"skin around your private parts" not in shown
    assert json.loads((tmp_path / "page.json").read_text())["disposition"] == "emergency"


def test_closing_the_input_at_a_question_exits_130(tmp_path: Path) -> None:
    code, _ = typed(b"n\n\x04", tmp_path, "plan", *CASE, "-o", "plan.json")
    assert code == 130
    assert not (tmp_path / "plan.json").exists()


# -- wrong input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-02-30", "01/02/2026", "20261118", "1949-12-31", "2026-11-23", "soon"])
def test_a_wrong_date_exits_2_with_an_example_of_a_right_one(rehab: Rehab, text: str) -> None:
    result = rehab("plan", "hamstring-strain", "--injured", text, "-o", "plan.pdf")
    assert result.code == 2
    assert "2026-11-18" in result.err
    assert not Path("plan.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--grade", "4"), "1 (mild), 2 (moderate), 3 (complete tear)"),
        (("--type", "insertional"), "has no types"),
        (("--variant", "l-protocl"), "did you mean 'l-protocol'?"),
        (("--variant", "c-protocol"), "l-protocol, aspetar, pats"),
        (("--side", "up"), "left, right, both"),
        (("--flag", "RF-99"), "there is no red flag 'RF-99'"),
        (("--flag", "RF-08", "--no-flags"), "contradict"),
        (("--to", "docx"), "pdf, ics, fhir, json, md, csv, text"),
        (("-o", "plan.doc"), "cannot tell the format"),
        (("--paper", "a5"), "a4, letter"),
        (("--days", "mon,foo"), "mon, tue"),
        (("--template", "none"), "clinic"),
        (("--library", "nowhere"), "no folder nowhere"),
        (("--age", "-1"), "Invalid value"),
        (("--nonsense",), "No such option"),
    ],
)
def test_a_wrong_option_exits_2_and_says_what_there_is(rehab: Rehab, arguments: tuple[str, ...], said: str) -> None:
    result = rehab("plan", "hamstring-strain", "--injured", "2026-11-18", *arguments)
    assert result.code == 2
    assert said in result.err
    assert list(Path().glob("hamstring*")) == []


def test_a_sudden_injury_needs_its_day(rehab: Rehab) -> None:
    result = rehab("plan", "hamstring-strain")
    assert result.code == 2
    assert "--injured 2026-11-18" in result.err


def test_a_gradual_problem_starts_on_the_as_of_day(rehab: Rehab) -> None:
    plan = json.loads(rehab("plan", "shin splints", "--to", "json", "-o", "-").out)
    assert plan["case"]["injured"] == "2026-11-22"
    assert plan["days"][0]["day"] == 1


# -- files ----------------------------------------------------------------------------------------------------------


def test_an_existing_file_is_kept_unless_forced(rehab: Rehab) -> None:
    Path("plan.pdf").write_text("mine")
    result = rehab("plan", *CASE, "-o", "plan.pdf")
    assert result.code == 4
    assert "--force" in result.err
    assert Path("plan.pdf").read_text() == "mine"
    assert rehab("plan", *CASE, "--force", "-o", "plan.pdf").code == 0
    assert Path("plan.pdf").read_bytes().startswith(b"%PDF-")


def test_a_missing_folder_exits_4(rehab: Rehab) -> None:
    result = rehab("plan", *CASE, "-o", "nowhere/plan.pdf")
    assert result.code == 4
    assert "nowhere" in result.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b'{"format": "rehab/plan", "version": 2}',
        b'{"format": "rehab/plan", "version": 1}',
        b"\xff\xfe",
    ],
)
def test_what_is_not_a_plan_file_exits_3(rehab: Rehab, content: bytes) -> None:
    Path("plan.json").write_bytes(content)
    result = rehab("write", "plan.json", "-o", "plan.pdf")
    assert result.code == 3
    assert not Path("plan.pdf").exists()


def test_a_missing_plan_file_exits_4(rehab: Rehab) -> None:
    assert rehab("write", "missing.json").code == 4


def _program(arguments: list[str], folder: Path, before: Callable[[], None]) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "REHAB_TODAY": "2026-11-22", "HOME": str(folder)}
    command = [sys.executable, "-m", "rehab", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, preexec_fn=before)


def test_a_full_disk_exits_4_and_keeps_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_text("mine")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    result = _program(["plan", *CASE, "--force", "-o", "plan.pdf"], tmp_path, limit)
    assert result.returncode == 4
    assert b"Traceback" not in result.stderr
    assert (tmp_path / "plan.pdf").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


def test_a_full_standard_output_exits_4(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        environment = {**os.environ, "HOME": str(tmp_path)}
        command = [sys.executable, "-m", "rehab", "plan", *CASE, "--to", "json", "-o", "-"]
        result = subprocess.run(
            command, cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert result.returncode == 4
    assert b"Traceback" not in result.stderr


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m rehab plan {' '.join(CASE)} --to json -o - | head -c 10"
    result = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert b"Traceback" not in result.stderr
    assert result.stdout == b'{\n  "forma'


def test_help_loads_neither_the_pdf_library_nor_the_protocols(tmp_path: Path) -> None:
    code = "import sys; sys.argv=['rehab','--help']\nfrom rehab.cli.app import main\ntry: main()\nexcept SystemExit: pass\nprint([m for m in ('reportlab','PIL','icalendar') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path)
    assert result.stdout.endswith(b"[]\n")


# -- a clinic's own file --------------------------------------------------------------------------------------------

CLINIC = """\
id: example-hamstring
extends: hamstring-strain
author: Example Clinic
phases: {lengthening: {exercises: {diver: "2 x 6, every 2nd day"}}}
"""
CLINIC_PLAN = ("plan", "example-hamstring.yaml", "--injured", "2026-11-18", "--to", "json", "-o", "-")


def test_a_short_clinic_file_prints_its_dose_as_its_own(rehab: Rehab) -> None:
    Path("example-hamstring.yaml").write_text(CLINIC)
    result = rehab(*CLINIC_PLAN, "--grade", "2", "--no-flags")
    assert result.code == 0, result.err
    plan = json.loads(result.out)
    divers = [task for day in plan["days"] for task in day["tasks"] if task["exercise"] == "diver"]
    assert divers
    assert all((task["sets"], task["reps"]) == (2, [6, 6]) for task in divers)
    assert {task["reason"]["evidence"] for task in divers} == {"author"}
    assert {task["reason"]["author"] for task in divers} == {"Example Clinic"}
    assert divers[0]["references"] == []
    extenders = [task for day in plan["days"] for task in day["tasks"] if task["exercise"] == "extender"]
    assert {task["reason"]["evidence"] for task in extenders} == {"V"}
    assert rehab("check", "example-hamstring.yaml").code == 0


def test_a_clinic_file_in_a_library_folder_is_found_by_its_id(rehab: Rehab) -> None:
    Path("mine").mkdir()
    Path("mine/example-hamstring.yaml").write_text(CLINIC)
    assert "example-hamstring" in rehab("list", "--library", "mine").out
    assert rehab("plan", "example-hamstring", "--injured", "2026-11-18", "--library", "mine", "-o", "p.json").code == 0


def test_an_id_in_two_files_is_an_error_that_names_both(rehab: Rehab) -> None:
    Path("mine").mkdir()
    Path("mine/calf-strain.yaml").write_text(CLINIC)
    result = rehab("list", "--library", "mine")
    assert result.code == 3
    assert "mine/calf-strain.yaml" in result.err


def test_a_dose_of_one_variant_does_not_appear_in_another(rehab: Rehab) -> None:
    Path("example-hamstring.yaml").write_text(CLINIC)
    plan = json.loads(rehab(*CLINIC_PLAN, "--variant", "aspetar").out)
    assert not [task for day in plan["days"] for task in day["tasks"] if task["exercise"] == "diver"]


def test_loosening_a_safety_rule_is_refused_without_a_name(rehab: Rehab) -> None:
    loosened = CLINIC.replace("phases: {lengthening: {", "phases: {lengthening: {hard_minimum: {all: 5}, ")
    Path("example-hamstring.yaml").write_text(loosened)
    result = rehab("plan", "example-hamstring.yaml", "--injured", "2026-11-18", "-o", "plan.pdf")
    assert result.code == 3
    assert "hard minimum" in result.err
    assert "example-hamstring.yaml:4:" in result.err
    assert not Path("plan.pdf").exists()
    Path("example-hamstring.yaml").write_text(loosened + "accept_risk: {name: Example Clinician, reason: an example}\n")
    result = rehab(*CLINIC_PLAN)
    assert result.code == 0
    assert any("Example Clinician" in notice["text"] for notice in json.loads(result.out)["notices"])


def test_a_forbidden_exercise_is_never_scheduled(rehab: Rehab) -> None:
    Path("example-hamstring.yaml").write_text(
        CLINIC.replace(
            '{lengthening: {exercises: {diver: "2 x 6, every 2nd day"}}}',
            '{peace: {exercises: {hamstring-stand: "2 x 30 s hold, daily"}}}',
        )
    )
    result = rehab("plan", "example-hamstring.yaml", "--injured", "2026-11-18", "-o", "plan.pdf")
    assert result.code == 3
    assert "forbids hamstring-stretch" in result.err


def test_what_ships_has_no_errors(rehab: Rehab) -> None:
    result = rehab("check")
    assert (result.code, result.out) == (0, "")
    assert "nothing to mend" in result.err
