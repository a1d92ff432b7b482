"""A roster becomes plans: each row once, whatever stops the program, and a bad row stops no other."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import pickle
import resource
import shlex
import signal
import stat
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from combinations import LIBRARY
from shell import Result as Said
from shell import run

from rehab.batch import Ledger, Result, run_batch
from rehab.cli.rows import Setting, Task, compose, data_of, tasks
from rehab.errors import SourceError, UsageError
from rehab.library import Library
from rehab.source.roster import COLUMNS, Row, Wrong, decoded, rows_of

TODAY = "2026-11-22"
HEADER = "id,condition,injured,from,grade,side,flags,name,age"
SETTING = Setting("out", dt.date(2026, 11, 22), ("pdf",), "clinic", None, None, False, None, False, (), False, "data")
GOOD = [
    "a1,hamstring-strain,2026-11-18,,2,left,none,Jane Example,34",
    "a2,shin splints,,2026-11-02,mild,both,,,",
    "a3,calf-strain,2026-11-21,,1,right,RF-08,,",
]


class Batch:
    def __init__(self, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.capture, self.monkeypatch, self.folder = capture, monkeypatch, folder
        self.out = folder / "out"

    def __call__(self, *lines: str, code: int = 0, header: str = HEADER, options: tuple[str, ...] = ()) -> Said:
        (self.folder / "roster.csv").write_text("\n".join([header, *lines]) + "\n")
        told = run(
            self.capture, self.monkeypatch, "batch", "roster.csv", "-o", "out", "--workers", 1,
            *(() if "--to" in options else ("--to", "json")), *options,
        )  # fmt: skip
        assert told.code == code, told.err
        return told

    @property
    def plans(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.out.glob("*.json"))}

    @property
    def report(self) -> list[dict[str, str]]:
        with (self.out / "report.csv").open(newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def batch(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Batch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REHAB_TODAY", TODAY)
    return Batch(capfd, monkeypatch, tmp_path)


# -- rows that are right, and rows that are not ---------------------------------------------------------------------


def test_each_row_becomes_a_private_file_named_by_its_id_and_never_by_its_person(batch: Batch) -> None:
    batch(*GOOD)
    assert list(batch.plans) == [
        "a1-hamstring-strain.json",
        "a2-medial-tibial-stress-syndrome.json",
        "a3-calf-strain.json",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in batch.out.iterdir()} == {0o600}
    assert stat.S_IMODE(batch.out.stat().st_mode) == 0o700
    assert [row["result"] for row in batch.report] == ["done", "done", "referred"]
    ledger = (batch.out / "batch.jsonl").read_text()
    assert "Jane" not in ledger + (batch.out / "report.csv").read_text()
    first = json.loads(batch.plans["a1-hamstring-strain.json"])
    assert first["case"]["name"] == "Jane Example"
    assert first["screening"]["status"] == "answered"
    assert json.loads(batch.plans["a2-medial-tibial-stress-syndrome.json"])["screening"]["status"] != "answered"


def test_the_command_in_the_plan_of_a_row_makes_that_plan_again(batch: Batch) -> None:
    batch(*GOOD)
    for content in batch.plans.values():
        command = shlex.split(json.loads(content)["made_with"]["command"])
        assert command[0] == "rehab"
        told = run(batch.capture, batch.monkeypatch, *command[1:], "--to", "json", "-o", "again.json", "--force")
        assert told.code in (0, 5)
        assert Path("again.json").read_bytes().replace(b" --to json", b"") == content


BAD = {
    "a date": ("b,calf-strain,soon,,1,left,none,,", "injured: 'soon' is not a date I can read"),
    "a day to come": ("b,calf-strain,2026-12-24,,1,left,none,,", "the day 2026-12-24 is after the day of the plan"),
    "a side": ("b,calf-strain,2026-11-18,,1,up,none,,", "side: 'up' is not one of them"),
    "a condition": ("b,calf-strian-x,2026-11-18,,1,left,none,,", "there is no protocol for 'calf-strian-x'"),
    "no condition": ("b,,2026-11-18,,1,left,none,,", "say which condition"),
    "a file": ("b,/etc/passwd,2026-11-18,,1,left,none,,", "'/etc/passwd' is a file; a roster names conditions"),
    "a file of protocols": ("b,own.yaml,2026-11-18,,1,left,none,,", "'own.yaml' is a file"),
    "a grade": ("b,calf-strain,2026-11-18,,9,left,none,,", "calf-strain has no grade '9'"),
    "a flag": ("b,calf-strain,2026-11-18,,1,left,RF-99,,", "there is no red flag 'RF-99'"),
    "an age": ("b,calf-strain,2026-11-18,,1,left,none,,200", "age: '200' is not a number from 0 to 120"),
    "an age in words": ("b,calf-strain,2026-11-18,,1,left,none,,old", "age: 'old' is not a number"),
    "two dates": ("b,calf-strain,2026-11-18,2026-11-18,1,left,none,,", "injured and --from mean the same"),
    "too many cells": ("b,calf-strain,2026-11-18,,1,left,none,,,,", "it has 11 cells, and the header 9"),
    "a huge cell": (f"b,calf-strain,2026-11-18,,1,left,none,{'x' * 2001},", "a cell has more than 2,000 signs"),
    "words that mean several": ("b,pulled groin or hip,2026-11-18,,1,left,none,,", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_row_that_is_wrong_is_named_and_the_others_are_made(batch: Batch, name: str) -> None:
    line, said = BAD[name]
    told = batch(line, GOOD[0], code=3)
    bad, good = batch.report
    assert bad["result"] == "invalid"
    assert bad["line"] == "2"
    assert bad["message"].startswith(said)
    assert said in told.err
    assert good["result"] == "done"
    assert list(batch.plans) == ["a1-hamstring-strain.json"]


def test_a_second_row_with_the_same_id_is_refused_and_the_first_stands(batch: Batch) -> None:
    batch(GOOD[0], GOOD[2].replace("a3", "A1"), code=3)
    assert [row["message"] for row in batch.report] == ["", "the id 'A1' is that of line 2 too"]
    assert list(batch.plans) == ["a1-hamstring-strain.json"]


@pytest.mark.parametrize("told_id", ["../../evil", "=cmd()", "a/b", "Jörg", "con", ".hidden", "x" * 300])
def test_an_id_of_any_kind_makes_a_plain_name_in_the_folder(batch: Batch, told_id: str) -> None:
    batch(f"{told_id},calf-strain,2026-11-18,,1,left,none,,")
    [name] = batch.plans
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert len(name) < 120
    assert not batch.report[0]["id"].startswith(("=", "+", "-", "@"))
    assert sorted(path.name for path in batch.folder.iterdir()) == ["out", "roster.csv"]


# -- the table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("condition,sied", "there is no column 'sied'"),
        ("condition,side,side", "the column 'side' is there twice"),
        ("injured,side", "has no column 'condition'"),
        ("condition,,side", "column 2 has no name"),
        ("", "has no header"),
    ],
)
def test_a_header_that_cannot_be_meant_makes_nothing(batch: Batch, header: str, said: str) -> None:
    told = batch("calf-strain,left,left", header=header, code=3)
    assert said in told.err
    assert not batch.out.exists()


def test_a_header_alone_is_told_as_such(batch: Batch) -> None:
    assert "has a header and no rows" in batch(code=3).err
    assert not batch.out.exists()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding_of_a_spreadsheet_gives_the_same_rows(separator: str, encoding: str) -> None:
    text = "Condition;Cleared by;ID\r\ncalf-strain;Dr Ex\u00e4mple;7\r\n\r\n".replace(";", separator)
    [row] = rows_of(decoded(text.encode(encoding), "roster.csv"), "roster.csv")
    assert row == Row(2, {"condition": "calf-strain", "cleared_by": "Dr Ex\u00e4mple", "id": "7"})


@pytest.mark.parametrize("content", [b"condition\n\0", b"\xff\xfe\x00", b"condition\n\x81\x8d"])
def test_what_is_no_text_is_told_as_such(content: bytes) -> None:
    with pytest.raises(SourceError, match="is not a table of text"):
        list(rows_of(decoded(content, "roster.csv"), "roster.csv"))


def test_a_quote_that_never_ends_ends_the_table_with_a_word() -> None:
    found = list(rows_of('condition,name\ncalf-strain,x\ncalf-strain,"open\ncalf-strain,y\n', "roster.csv"))
    assert found[0] == Row(2, {"condition": "calf-strain", "name": "x"})
    assert isinstance(found[1], Wrong)
    assert len(found) == 2


def test_the_columns_are_the_options_of_plan() -> None:
    from rehab.cli.ordering import Asked

    asked = {name.replace("_", "-") for name in Asked.__dataclass_fields__} - {"case-file"}
    names = {"start": "from", "kind": "type", "case-id": "id"}
    assert {names.get(name, name).replace("-", "_") for name in asked} | {"flags"} == set(COLUMNS)


# -- again, and after a fall ----------------------------------------------------------------------------------------


def test_a_row_that_is_done_is_not_made_again_and_one_whose_file_is_gone_is(batch: Batch) -> None:
    batch(*GOOD)
    before = batch.plans
    old = batch.out / "a1-hamstring-strain.json"
    stamp = old.stat().st_mtime_ns
    (batch.out / "a2-medial-tibial-stress-syndrome.json").unlink()
    told = batch(*GOOD)
    assert "before          2" in told.err
    assert old.stat().st_mtime_ns == stamp
    assert batch.plans == before


def test_a_row_that_changed_replaces_its_file_only_with_force(batch: Batch) -> None:
    batch(GOOD[0])
    before = batch.plans
    changed = GOOD[0].replace(",left,", ",right,")
    batch(changed, code=3)
    assert batch.plans == before
    assert "says something else; --force replaces it" in batch.report[0]["message"]
    batch(changed, options=("--force",))
    assert json.loads(batch.plans["a1-hamstring-strain.json"])["case"]["side"] == "right"


SECRET = "Köln-1!"


def test_a_password_locks_every_pdf_and_stands_nowhere(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHAB_PDF_PASSWORD", SECRET)
    options = ("--to", "pdf", "--template", "week", "--fillable", "--password")
    told = batch(GOOD[0], GOOD[2], options=options)
    assert told.err.count("AES-256") == 1
    made = sorted(batch.out.glob("*.pdf"))
    assert len(made) == 2
    for path in made:
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(path)
    with pikepdf.open(made[0], password=SECRET) as pdf:
        assert len(pdf.Root.AcroForm.Fields) > 50
    for kept in (batch.out / "batch.jsonl", batch.out / "report.csv"):
        assert SECRET not in kept.read_text()
    assert SECRET not in told.err + told.out

    # a run that was killed before it could say so left whole files: they are known again, though no bytes are the same
    before = {path: path.read_bytes() for path in made}
    (batch.out / "batch.jsonl").unlink()
    batch(GOOD[0], GOOD[2], options=options)
    assert {path: path.read_bytes() for path in made} == before
    (batch.out / "batch.jsonl").unlink()
    monkeypatch.setenv("REHAB_PDF_PASSWORD", "another")
    batch(GOOD[0], options=options, code=3)
    assert "is there already and says something else" in batch.report[0]["message"]


def test_no_key_of_a_row_and_no_message_tells_of_its_password() -> None:
    one, two = (replace(SETTING, locked=True, password=word) for word in ("geheim", "secret"))
    row = "condition,injured\ncalf-strain,2026-11-18\n"
    keys = [next(tasks(row, "roster.csv", setting)).key for setting in (one, two, SETTING)]
    assert keys[0] == keys[1] != keys[2]
    assert "geheim" not in repr(one)


def test_a_password_is_for_pdfs_alone(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHAB_PDF_PASSWORD", SECRET)
    assert "a file of the format json cannot have a password" in batch(GOOD[0], options=("--password",), code=2).err
    assert not batch.out.exists()


def test_a_line_of_the_ledger_that_was_cut_off_is_made_again(batch: Batch) -> None:
    batch(*GOOD)
    ledger = batch.out / "batch.jsonl"
    before = batch.plans
    ledger.write_bytes(ledger.read_bytes()[:-20])
    batch(*GOOD)
    assert batch.plans == before
    assert [row["result"] for row in batch.report] == ["done", "done", "referred"]


def program(folder: Path, *options: str, **limits: int) -> subprocess.Popen[bytes]:
    def limit() -> None:
        if "size" in limits:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limits["size"], limits["size"]))

    command = [sys.executable, "-m", "rehab", "batch", "roster.csv", "-o", "out", "--to", "json", *options]
    environment = {**os.environ, "REHAB_TODAY": TODAY, "HOME": str(folder)}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, preexec_fn=limit)  # noqa: PLW1509


def test_after_kill_9_the_rest_is_made_and_nothing_is_half(batch: Batch) -> None:
    rows = [f"k{number},calf-strain,2026-11-{number:02},,1,left,none,," for number in range(1, 9)]
    (batch.folder / "roster.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    killed = program(batch.folder, "--workers", "2")
    ledger = batch.out / "batch.jsonl"
    until = time.monotonic() + 120
    while time.monotonic() < until and not (ledger.exists() and ledger.read_bytes().count(b"\n") >= 2):
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    done = ledger.read_bytes().count(b"\n")
    assert done >= 2
    told = batch(*rows)
    assert len(batch.plans) == len(rows)
    assert all(json.loads(content)["case"]["side"] == "left" for content in batch.plans.values())
    assert int(told.err.split("before")[1].split()[0]) >= 2


def test_a_full_disk_stops_with_a_word_and_leaves_no_half_file(batch: Batch) -> None:
    (batch.folder / "roster.csv").write_text("\n".join([HEADER, *GOOD]) + "\n")
    stopped = program(batch.folder, "--workers", "1", size=20_000)
    _, said = stopped.communicate()
    assert stopped.returncode == 4
    assert b"the file would be larger than allowed here" in said
    assert b"Traceback" not in said
    assert not list(batch.out.glob("*.json"))
    assert not list(batch.out.glob(".rehab-*"))
    batch(*GOOD)
    assert len(batch.plans) == 3


# -- workers of any kind --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    key: str


def double(row: Number) -> Result:
    if row.key == "13":
        raise OSError("disk")
    return Result(row.key, int(row.key), "", "", "done")


def test_any_executor_makes_every_row_once_with_few_in_work(tmp_path: Path) -> None:
    most, taken, told = 0, 0, 0

    def rows() -> list[Number]:
        return [Number(str(number)) for number in range(100, 160)]

    def watched() -> object:
        nonlocal taken, most
        for row in rows():
            taken += 1
            most = max(most, taken - told)
            yield row

    def tell(_: Result | None) -> None:
        nonlocal told
        told += 1

    with Ledger(tmp_path / "l") as ledger, ThreadPoolExecutor(3) as pool:
        counts = run_batch(watched(), double, ledger, executor=pool, workers=3, tell=tell)  # type: ignore[arg-type]
    assert counts == {"done": 60}
    assert most <= 3 * 4 + 1
    assert {json.loads(line)["line"] for line in (tmp_path / "l").read_text().splitlines()} == set(range(100, 160))


def test_what_stops_the_whole_keeps_what_was_done(tmp_path: Path) -> None:
    rows = [Number("1"), Number("2"), Number("13"), Number("4")]
    with Ledger(tmp_path / "l") as ledger, pytest.raises(OSError, match="disk"):
        run_batch(rows, double, ledger)
    after = Ledger(tmp_path / "l")
    assert [after.get(key) is not None for key in ("1", "2", "13", "4")] == [True, True, False, False]


def test_memory_does_not_grow_with_the_roster(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with Ledger(tmp_path / str(count)) as ledger:
            for told in ("done", "before"):  # the second time all of them are in the ledger
                rows = (Number(str(number)) for number in range(100, 100 + count))
                assert run_batch(rows, double, ledger) == {told: count}
        assert Ledger(tmp_path / str(count)).get(str(99 + count))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(10)  # what is imported and made once
    assert peak(8_000) < peak(800) + 500_000  # held as values they would be 5,000,000


def test_the_report_tells_the_rows_of_this_roster_in_its_order_and_no_others(batch: Batch) -> None:
    batch(*GOOD)
    batch(GOOD[2], "b,calf-strain,soon,,1,left,none,,", GOOD[0], code=3)
    assert [(row["line"], row["id"], row["result"]) for row in batch.report] == [
        ("2", "a3", "referred"), ("3", "b", "invalid"), ("4", "a1", "done")
    ]  # fmt: skip


def test_a_cluster_without_its_extra_is_told_with_what_to_install(batch: Batch) -> None:
    batch.monkeypatch.setitem(sys.modules, "distributed", None)
    told = batch(GOOD[0], code=2, options=("--dask", "tcp://127.0.0.1:9"))
    assert told.err.startswith("rehab: --dask needs Dask, which is not installed")
    assert "pip install 'rehab-planner[dask]'" in told.err


def test_a_worker_with_other_protocols_makes_no_plan() -> None:
    right = data_of(LIBRARY, "clinic")
    setting = Setting(
        "out", dt.date(2026, 11, 22), ("json",), "clinic", None, None, False, None, False, (), False, right
    )
    task = Task("k", 2, {"condition": "calf-strain", "injured": "2026-11-18"})
    assert (
        json.loads(compose(task, setting).contents["line-000002-calf-strain.json"])["protocol"]["id"] == "calf-strain"
    )
    with pytest.raises(UsageError, match="another version of the program or of its files") as caught:
        compose(task, replace(setting, data="0" * 64))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # it comes back from another process


@pytest.mark.parametrize("name", ["exercises/own.yaml", "figures/own.yaml", "own-strain.yaml"])
def test_a_clinic_s_own_file_is_part_of_what_a_row_was_made_from(name: str, tmp_path: Path) -> None:
    def data(text: str) -> str:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        return data_of(Library((tmp_path,)), "clinic")

    assert data("own: 1\n") == data("own: 1\n") != data("own: 2\n")
    assert data("own: 1\n") != data_of(LIBRARY, "clinic")
