"""The wheel: what is in it, and that it works where the checkout is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from rehab.library import CONDITION_FOLDERS
from rehab.source.reader import read

CHECKOUT = Path(__file__).parent.parent
DATA = (CHECKOUT / "protocols", CHECKOUT / "templates")
LEFT_OUT = {".git", ".venv", ".outside", "demo", "dist", "build"}


def source_files() -> list[Path]:
    """Return what a build sees, relative to the checkout: what git knows or would take, else the whole tree."""
    if (CHECKOUT / ".git").exists() and shutil.which("git"):
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
        return [Path(name) for name in listed.split("\0") if name and (CHECKOUT / name).is_file()]
    found = (path.relative_to(CHECKOUT) for path in CHECKOUT.rglob("*") if path.is_file())
    return [path for path in found if path.parts[0] not in LEFT_OUT and "__pycache__" not in path.parts]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, without the network and without touching the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    for path in source_files():
        (folder / "source" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / path, folder / "source" / path)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(folder / "source"),
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Install the wheel alone into a folder."""
    target = wheel.parent / "installed"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--disable-pip-version-check",
    ]
    done = subprocess.run([*command, "--target", str(target), str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python where only the installed wheel and its dependencies can be imported.

    ``-S`` keeps the .pth file of an editable install from putting the checkout on the path.
    """
    places = [str(installed), *dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])]
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": os.pathsep.join(places)}
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_program_and_its_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"rehab", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert not [name for name in names if "tests" in name or "/test_" in name or ".pyc" in name]
    for folder in ("protocols", "templates"):
        there = {name.removeprefix("rehab/") for name in names if name.startswith(f"rehab/{folder}/")}
        assert there == {path.as_posix() for path in source_files() if path.parts[0] == folder}
        assert there
    assert not [name for name in names if name.startswith("rehab/protocols/") and name.endswith(".py")]


def test_the_checkout_cannot_be_imported_in_these_tests(installed: Path, tmp_path: Path) -> None:
    code = "import rehab, rehab.library, sys; print(rehab.__file__); print(rehab.library.shipped('protocols')); print(sys.path)"
    shown = run(installed, tmp_path, "-c", code)
    assert shown.returncode == 0, shown.stderr
    program, protocols, path = shown.stdout.splitlines()
    assert Path(program).is_relative_to(installed)
    assert Path(protocols).is_relative_to(installed)
    assert repr(str(CHECKOUT)) not in path


def test_the_installed_program_lists_every_condition(installed: Path, tmp_path: Path) -> None:
    listed = run(installed, tmp_path, "-m", "rehab", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    ids = {entry["id"] for entry in json.loads(listed.stdout)["results"]}
    folders = {Path("protocols") / name for name in CONDITION_FOLDERS}
    files = {path for path in source_files() if path.parent in folders and not path.name.endswith(".case.yaml")}
    assert ids == {path.stem for path in files}
    assert len(ids) >= 5


def test_the_installed_program_makes_a_plan_in_every_format(installed: Path, tmp_path: Path) -> None:
    case = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--as-of", "2026-11-18")
    made = run(
        installed, tmp_path, "-m", "rehab", "plan", *case, "--to", "json,pdf,text,ics,md,csv,fhir,html", "-o", "plans"
    )
    assert made.returncode == 0, made.stderr
    contents = {path.suffix: path.read_bytes() for path in (tmp_path / "plans").iterdir() if ".fhir" not in path.name}
    assert len(list((tmp_path / "plans").iterdir())) == 8
    assert set(contents) == {".json", ".pdf", ".txt", ".ics", ".md", ".csv", ".html"}
    assert len(json.loads(contents[".json"])["days"]) == 126
    assert contents[".pdf"].startswith(b"%PDF-")
    assert b"hamstring strain" in contents[".txt"]
    left = [path for path in (tmp_path / "home").rglob("*") if not path.is_dir()]
    assert left  # what was read of files that come with the program, and nothing else
    ours = [read(path.read_bytes(), path.name).data for folder in DATA for path in folder.rglob("*.yaml")]
    assert all(path.parent.name == "readings" for path in left)
    assert all(json.loads(path.read_bytes().partition(b"\n")[2]) in ours for path in left)
