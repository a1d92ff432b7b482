"""The wheel: what is in it, and that it works where the checkout is not."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from rehab.library import CONDITION_FOLDERS
from rehab.source.reader import read

CHECKOUT = Path(__file__).parent.parent
DATA = (CHECKOUT / "protocols", CHECKOUT / "templates")
LEFT_OUT = {".git", ".venv", ".floors", ".outside", "demo", "dist", "build", "coverage"}
# What a checkout of somebody who works with it holds: caches, plans of people, a copy of everything.
STRAYS = (
    ".venv/lib/site.py",
    ".floors/lowest.txt",
    ".outside/package.json",
    ".mypy_cache/a.json",
    ".hypothesis/a",
    ".coverage.host.1",
    "demo/plan.pdf",
    "dist/old.whl",
    "coverage/index.html",
    "plan.pdf",
    "journal.db",
    "rehab/__pycache__/cases.cpython-311.pyc",
    "tests/__pycache__/a.cpython-311.pyc",
)
KINDS = {"rehab": {".py", ".css", ".js"}, "data": {".yaml"}}


def source_files() -> list[Path]:
    """Return what a build sees, relative to the checkout: what git knows or would take, else the whole tree."""
    if (CHECKOUT / ".git").exists() and shutil.which("git"):
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
        return [Path(name) for name in listed.split("\0") if name and (CHECKOUT / name).is_file()]
    found = (path.relative_to(CHECKOUT) for path in CHECKOUT.rglob("*") if path.is_file())
    return [path for path in found if path.parts[0] not in LEFT_OUT and "__pycache__" not in path.parts]


def built(folder: Path, strays: Iterable[str] = (), mode: int = 0o644) -> dict[str, bytes]:
    """Build both packages from a copy, without the network and without touching the checkout."""
    for path in source_files():
        (folder / "source" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / path, folder / "source" / path)
        (folder / "source" / path).chmod(mode)
    for name in strays:
        (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "source" / name).write_bytes(b"Example name, 2026-11-18")
    command = [sys.executable, "-m", "build", "--sdist", "--wheel", "--no-isolation", "--outdir", str(folder / "made")]
    done = subprocess.run(
        [*command, str(folder / "source")],
        capture_output=True,
        text=True,
        check=False,
        umask=0o666 & ~mode,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1763424000"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: path.read_bytes() for path in (folder / "made").iterdir()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the wheel and the source archive of this tree."""
    folder = tmp_path_factory.mktemp("packages")
    built(folder)
    return folder / "made"


@pytest.fixture(scope="module")
def wheel(packages: Path) -> Path:
    """Return the wheel."""
    [found] = packages.glob("*.whl")
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


@pytest.fixture(scope="module")
def untidy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Build once more: in another folder, later, by somebody with a careful umask, and with much lying about."""
    return built(tmp_path_factory.mktemp("untidy") / "deeper", STRAYS, 0o600)


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
    names = [name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")]
    about = f"{wheel.name.split('-py3')[0]}.dist-info"
    program = {path.as_posix() for path in source_files() if path.parts[0] == "rehab"}
    data = {f"rehab/{path.as_posix()}" for path in source_files() if path.parts[0] in ("protocols", "templates")}
    told = {f"{about}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert len(data) > 50
    assert sorted(names) == sorted(program | data | told)
    assert [name for name in program if Path(name).suffix not in KINDS["rehab"]] == []
    assert [name for name in data if Path(name).suffix not in KINDS["data"]] == []


def test_the_source_archive_holds_the_repository_and_nothing_else(packages: Path) -> None:
    [archive] = packages.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        members = opened.getmembers()
    assert [member.name for member in members if not member.isfile()] == []
    names = [member.name.partition("/")[2] for member in members]
    kept = {path.as_posix() for path in source_files() if path.parts[0] != ".ci"}
    assert sorted(names) == sorted(kept | {"PKG-INFO"})
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert [
        name for name in names if Path(name).suffix in (".pyc", ".orig", ".rej", ".bak", ".swp", ".log", ".db")
    ] == []


def test_two_builds_elsewhere_and_later_give_the_same_bytes(packages: Path, untidy: dict[str, bytes]) -> None:
    assert {path.name for path in packages.iterdir()} == set(untidy)
    assert len(untidy) == 2
    assert [path.name for path in packages.iterdir() if path.read_bytes() != untidy[path.name]] == []


def test_what_lies_about_in_a_checkout_gets_into_no_package(untidy: dict[str, bytes]) -> None:
    for name, content in untidy.items():
        if name.endswith(".whl"):
            kept = zipfile.ZipFile(io.BytesIO(content)).namelist()
        else:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                kept = [found.partition("/")[2] for found in archive.getnames()]
        assert [stray for stray in STRAYS if stray in kept] == [], name


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
