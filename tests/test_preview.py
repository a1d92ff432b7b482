"""The preview in the browser: who gets in, what it shows, and that it follows each save."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from shell import run
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from rehab import server
from rehab.cli.preview import Shown, draw
from rehab.errors import UsageError
from rehab.preview.app import app
from rehab.preview.watch import Watcher

PORT = 4567
HOME = f"http://127.0.0.1:{PORT}"
TOKEN = "a-word-nobody-can-guess"
GOOD = """id: mine
extends: delayed-onset-muscle-soreness
author: Example Clinic
why: an example
title: Sore legs
"""


def client(watcher: Watcher) -> TestClient:
    guarded = server.safe(app(lambda: watcher.view), token=TOKEN, hosts=server.names_of(PORT))
    return TestClient(guarded, base_url=HOME, follow_redirects=False)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("REHAB_LIBRARY", raising=False)
    Path("mine.yaml").write_text(GOOD)
    return Path("mine.yaml")


def watching(path: Path) -> Watcher:
    shown = Shown(path, None, None, None, None, "clinic", None, None)
    return Watcher(path.name, lambda: [path], lambda: draw(shown))


def no_steps() -> Iterator[Mapping[str, Any]]:
    yield {"checked": True}


@pytest.fixture
def idle(path: Path) -> TestClient:
    watcher = Watcher(path.name, lambda: [path], no_steps)
    assert watcher.look()
    return client(watcher)


# -- who gets in ------------------------------------------------------------------------------------------------------

REFUSED: Mapping[str, tuple[str, str, dict[str, str], int]] = {
    "no token": ("GET", "/", {}, 404),
    "a wrong token": ("GET", "/a-word-somebody-guessed/", {}, 404),
    "the start of the token": ("GET", f"/{TOKEN[:-1]}/", {}, 404),
    "the token without its slash": ("GET", f"/{TOKEN}", {}, 404),
    "another name": ("GET", f"/{TOKEN}/", {"host": f"evil.example:{PORT}"}, 421),
    "another port": ("GET", f"/{TOKEN}/", {"host": "127.0.0.1:80"}, 421),
    "no name": ("GET", f"/{TOKEN}/", {"host": ""}, 421),
    "a page of another site": ("GET", f"/{TOKEN}/", {"sec-fetch-site": "cross-site"}, 403),
    "a page of another port": ("GET", f"/{TOKEN}/", {"sec-fetch-site": "same-site"}, 403),
    "another origin": ("GET", f"/{TOKEN}/state", {"origin": "https://evil.example"}, 403),
    "a hidden origin": ("GET", f"/{TOKEN}/state", {"origin": "null"}, 403),
    "writing": ("POST", f"/{TOKEN}/", {}, 405),
    "deleting": ("DELETE", f"/{TOKEN}/plan.pdf", {}, 405),
    "a body": ("GET", f"/{TOKEN}/", {"content-length": "1"}, 413),
    "a file above": ("GET", f"/{TOKEN}/%2e%2e/%2e%2e/etc/passwd", {}, 404),
    "a file beside": ("GET", f"/{TOKEN}/mine.yaml", {}, 404),
    "a file of the program": ("GET", f"/{TOKEN}/page.py", {}, 404),
    "a file through a picture": ("GET", f"/{TOKEN}/page-..%2f..%2fmine.yaml-1.png", {}, 404),
    "a file through a backslash": ("GET", f"/{TOKEN}/..%5cmine.yaml", {}, 404),
    "pages that are not there yet": ("GET", f"/{TOKEN}/plan.pdf", {}, 404),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_that_is_not_ours_gets_nothing(idle: TestClient, name: str) -> None:
    method, address, headers, status = REFUSED[name]
    answer = idle.request(method, address, headers=headers)
    assert answer.status_code == status
    assert "mine.yaml" not in answer.text
    assert TOKEN not in answer.text


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "none"}, {"sec-fetch-site": "same-origin", "origin": HOME}])
def test_our_own_page_gets_in_by_either_name(idle: TestClient, headers: dict[str, str]) -> None:
    assert "mine.yaml" in idle.get(f"/{TOKEN}/", headers=headers).text
    assert idle.get(f"/{TOKEN}/", headers={"host": f"localhost:{PORT}"}).status_code == 200


@pytest.mark.parametrize("address", [f"/{TOKEN}/", f"/{TOKEN}/page.js", "/", f"/{TOKEN}/nothing"])
def test_every_answer_is_kept_nowhere_and_takes_nothing_from_elsewhere(idle: TestClient, address: str) -> None:
    headers = idle.get(address).headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_page_needs_nothing_that_its_policy_forbids(idle: TestClient) -> None:
    text = idle.get(f"/{TOKEN}/").text
    assert re.findall(r"\sstyle=|\son[a-z]+=|<script>|<style>|https?://", text) == []
    for name in re.findall(r'(?:src|href)="([^"#]+)"', text):
        assert idle.get(f"/{TOKEN}/{name}").status_code == 200


@pytest.mark.parametrize(("size", "status"), [(10, 200), (11, 413)])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_body_is_never_larger_than_its_limit_whatever_it_claims(size: int, status: int, is_told: bool) -> None:
    async def take(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    inner = Starlette(routes=[Route("/", take, methods=["POST", "PUT"])])
    guarded = server.safe(inner, token=TOKEN, hosts=server.names_of(PORT), methods=("POST",), body_limit=10)
    content = b"x" * size
    body: Any = content if is_told else iter([content[:6], content[6:]])
    sender = TestClient(guarded, base_url=HOME)
    assert sender.post(f"/{TOKEN}/", content=body).status_code == status
    assert sender.put(f"/{TOKEN}/", content=b"x").status_code == 405


def test_a_port_that_is_taken_is_told() -> None:
    with contextlib.closing(server.listen()) as first:
        assert first.getsockname()[0] == "127.0.0.1"
        with pytest.raises(UsageError, match="cannot be used"):
            server.listen(first.getsockname()[1])


def test_a_missing_library_is_told_with_the_command_that_gets_it() -> None:
    server.check_installed()
    with pytest.raises(UsageError) as caught:
        server.check_installed(("starlette", "not_there"))
    [issue] = caught.value.issues
    assert "not_there" in issue.message
    assert issue.hint == 'install it with: pip install "rehab-planner[serve]"'


# -- what it shows ----------------------------------------------------------------------------------------------------


def section(text: str, name: str) -> str:
    [found] = re.findall(rf'<section id="{name}".*?</section>', text, re.S)
    return str(found)


def test_a_broken_save_shows_the_errors_over_the_old_pages_and_a_mended_one_new_pages(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = watching(path)
    browser = client(watcher)
    assert "Reading the file" in browser.get(f"/{TOKEN}/").text

    assert watcher.look()
    first = browser.get(f"/{TOKEN}/").text
    assert "Nothing to mend." in section(first, "findings")
    assert "Sore legs" in section(first, "changes")
    [picture, *_] = re.findall(r'src="(page-\w+-1\.png)"', section(first, "pages"))
    assert browser.get(f"/{TOKEN}/{picture}").content.startswith(b"\x89PNG")
    assert browser.get(f"/{TOKEN}/{picture.replace('-1.png', '-99.png')}").status_code == 404
    assert browser.get(f"/{TOKEN}/plan.pdf").content.startswith(b"%PDF")
    [line] = re.findall(r'src="(timeline-\w+\.svg)"', section(first, "timeline"))
    assert browser.get(f"/{TOKEN}/{line}").text.startswith("<svg")
    assert not watcher.look()  # nothing was saved

    path.write_text(GOOD.replace("author:", "auther:"))
    assert watcher.look()
    broken = browser.get(f"/{TOKEN}/").text
    told = unescape(re.sub(r"<[^>]+>", "\n", section(broken, "findings")))
    for spoken in run(capsys, monkeypatch, "check", str(path)).err.splitlines():
        assert spoken in told
    assert "1 to mend: mine.yaml" in broken
    for name in ("pages", "timeline"):
        assert 'class="old"' in section(broken, name)
        assert "This is not what the file says now." in section(broken, name)
    assert picture in section(broken, "pages")

    path.write_text(GOOD.replace("Sore legs", "Tired legs"))
    assert watcher.look()
    mended = browser.get(f"/{TOKEN}/").text
    assert 'class="old"' not in mended
    assert "Nothing to mend." in section(mended, "findings")
    assert "Tired legs" in section(mended, "pages")
    assert picture not in mended
    assert json.loads(browser.get(f"/{TOKEN}/state").text)["version"] == watcher.view.version


def test_a_file_that_is_gone_for_a_moment_is_told_and_comes_back(path: Path) -> None:
    watcher = watching(path)
    path.unlink()
    assert watcher.look()
    assert "there is no such file" in section(client(watcher).get(f"/{TOKEN}/").text, "findings")
    path.write_text(GOOD.replace("id: mine", "id: <b>mine</b>"))
    assert watcher.look()
    text = client(watcher).get(f"/{TOKEN}/").text
    assert "&lt;b&gt;mine" in text
    assert "<b>" not in text


def test_a_case_that_does_not_hold_is_told_and_the_pages_come_all_the_same(path: Path) -> None:
    case = '{injured: 2026-11-18}\n    as_of: 2026-11-18\n    expect: ["day 1: has nordic-curl"]'
    path.with_name("mine.case.yaml").write_text(f"cases:\n  - name: Wrong\n    case: {case}\n")
    watcher = watching(path)
    told = list(draw(Shown(path, None, None, None, None, "clinic", None, None)))
    assert [issue.code for step in told for issue in step.get("findings", ())] == ["case-differs"]
    assert any(step.get("pages") for step in told)
    assert watcher.view.pages is None


def test_a_condition_that_leads_to_a_clinician_shows_its_page_and_no_athletes(path: Path) -> None:
    path.write_text("id: mine\nextends: acute-compartment-syndrome\nauthor: Example Clinic\ntitle: A tight leg\n")
    watcher = watching(path)
    watcher.look()
    text = client(watcher).get(f"/{TOKEN}/").text
    assert "page-" in section(text, "pages")
    assert "it leads to a clinician" in section(text, "timeline")


def test_a_fault_of_the_program_is_told_and_the_preview_lives_on(path: Path) -> None:
    def steps() -> Iterator[Mapping[str, Any]]:
        yield {"doing": "checking"}
        raise ZeroDivisionError

    watcher = Watcher(path.name, lambda: [path], steps)
    assert watcher.look()
    text = client(watcher).get(f"/{TOKEN}/").text
    assert "fault of the program (ZeroDivisionError)" in section(text, "findings")
    path.write_text(GOOD + "\n")
    assert watcher.look()


def test_a_save_in_the_middle_of_the_work_begins_it_anew(path: Path) -> None:
    seen: list[str] = []

    def steps() -> Iterator[Mapping[str, Any]]:
        seen.append(path.read_text())
        if len(seen) == 1:
            path.write_text(GOOD + "\n")
        yield {"doing": "drawing the pages"}
        yield {"checked": True}

    watcher = Watcher(path.name, lambda: [path], steps)
    watcher.look()
    assert watcher.view.doing == "drawing the pages"
    assert watcher.look()
    assert (watcher.view.doing, seen) == ("", [GOOD, GOOD + "\n"])


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_command_serves_until_ctrl_c_and_ends_well(path: Path) -> None:
    command = [sys.executable, "-m", "rehab", "preview", str(path), "--no-browser"]
    root = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root, "NO_PROXY": "127.0.0.1"}

    def listen() -> None:  # a suite in the background has Ctrl-C turned off, and its children would inherit that
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=listen,  # noqa: PLW1509
    ) as child:
        try:
            assert child.stdout
            address = child.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", address)
            with urllib.request.urlopen(address, timeout=20) as answer:
                assert b"mine.yaml" in answer.read()
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=30)
        finally:
            child.kill()
    assert (child.returncode, out) == (0, "")
    assert err.endswith("Stopped.\n")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nothing.yaml"], 4, "there is no such file"),
        (["mine.yaml", "--template", "nobody"], 2, "there is no template 'nobody'"),
        (["mine.yaml", "--paper", "a3"], 2, "--paper: 'a3' is not one of them"),
        (["no-such-condition"], 5, "there is no protocol for"),
    ],
)
def test_what_cannot_be_shown_is_said_before_a_server_runs(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    result = run(capsys, monkeypatch, "preview", *arguments, "--no-browser")
    assert (result.code, result.out) == (code, "")
    assert told in result.err
