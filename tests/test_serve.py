"""A case served to its phone: who gets in, what is taken, what a slow or large client can do, and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
import test_daily
from starlette.testclient import TestClient
from test_daily import START, Rehab
from test_page import Read
from test_phone_file import DAY, pain, sent, ticked

from rehab import server
from rehab.cli.serve import Serving, digest_of
from rehab.errors import UsageError
from rehab.library import Library
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.served import deadlines
from rehab.served.app import BODY_LIMIT, Page, app
from rehab.served.code import EDGE, code
from rehab.served.deadlines import Hurried
from rehab.source.phone_file import check_of
from rehab.store import opened
from rehab.writers.html.served import Served, served

PORT = 7342
HOME = f"http://127.0.0.1:{PORT}"
TOKEN = "a-word-nobody-can-guess"
OWN = {"origin": HOME, "content-type": "application/json"}
NOTHING = f"{server.NOTHING}\n"
rehab = test_daily.rehab


def guarded(serving: Serving, host: str = server.LOOPBACK, port: int = PORT) -> Any:
    return server.safe(
        app(serving.page, serving.take), token=TOKEN, hosts=server.names_of(port, host),
        methods=("GET", "HEAD", "POST"), body_limit=BODY_LIMIT,
    )  # fmt: skip


BEGUN: list[bytes] = []
"""The journal of a case that has just begun: made once."""


@pytest.fixture
def sam(rehab: Rehab) -> Rehab:
    if not BEGUN:
        rehab("start", *START, "--id", "sam")
        BEGUN.append(rehab.path.read_bytes())
    rehab.path.parent.mkdir(exist_ok=True)
    rehab.path.write_bytes(BEGUN[0])
    rehab.at(DAY)
    return rehab


DRAWN: dict[str, Served] = {}
"""The pages of all tests by their plan: to draw one takes a second."""


def drawn(plan: Plan, look: Template) -> Served:
    if digest_of(plan) not in DRAWN:
        DRAWN[digest_of(plan)] = served(plan, look)
    return DRAWN[digest_of(plan)]


@pytest.fixture
def serving(sam: Rehab, library: Library) -> Serving:
    return Serving(sam.path, "sam", library, library.template("clinic"), drawn)


@pytest.fixture
def phone(serving: Serving) -> TestClient:
    return TestClient(guarded(serving), base_url=HOME, follow_redirects=False)


def send(phone: TestClient, data: Any, status: int = 200) -> dict[str, Any]:
    """Send to the journal as the page does, and return the answer."""
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    answer = phone.post(f"/{TOKEN}/journal", content=text, headers=OWN)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def told_by(page: str) -> dict[str, Any]:
    """Return what the program of the page is told of the journal."""
    found: dict[str, Any] = json.loads(page.partition("id=served>")[2].partition("</script>")[0])
    return found


# -- who gets in ------------------------------------------------------------------------------------------------------

OTHERS: dict[str, tuple[str, str, dict[str, str], int]] = {
    "no token": ("GET", "/", {}, 404),
    "a wrong token": ("GET", "/a-word-somebody-guessed/", {}, 404),
    "the start of the token": ("GET", f"/{TOKEN[:-1]}/", {}, 404),
    "the token and more": ("GET", f"/{TOKEN}x/", {}, 404),
    "the token in other letters": ("GET", f"/{TOKEN.upper()}/", {}, 404),
    "the token without its slash": ("GET", f"/{TOKEN}", {}, 404),
    "the token elsewhere": ("GET", f"/?token={TOKEN}", {}, 404),
    "sending without a token": ("POST", "/journal", OWN, 404),
    "sending with a wrong token": ("POST", "/a-word-somebody-guessed/journal", OWN, 404),
    "a file above": ("GET", f"/{TOKEN}/../../etc/passwd", {}, 404),
    "a file above, in other signs": ("GET", f"/{TOKEN}/%2e%2e/%2e%2e/etc/passwd", {}, 404),
    "a file above, by backslash": ("GET", f"/{TOKEN}/..%5c..%5cjournal.sqlite3", {}, 404),
    "a file above, twice in other signs": ("GET", f"/{TOKEN}/%252e%252e%252fetc%252fpasswd", {}, 404),
    "a path with an end in it": ("GET", f"/{TOKEN}/%00", {}, 404),
    "the journal as a file": ("GET", f"/{TOKEN}/journal.sqlite3", {}, 404),
    "the journal as a page": ("GET", f"/{TOKEN}/journal", {}, 404),
    "the documents of a frame": ("GET", f"/{TOKEN}/docs", {}, 404),
    "an empty name": ("GET", f"/{TOKEN}//", {}, 404),
    "a page of the browser": ("GET", "/favicon.ico", {}, 404),
    "sending to the page": ("POST", f"/{TOKEN}/", OWN, 404),
    "asking first from elsewhere": ("OPTIONS", f"/{TOKEN}/journal", {"origin": "https://evil.example"}, 403),
    "deleting": ("DELETE", f"/{TOKEN}/journal", {}, 405),
    "another name": ("GET", f"/{TOKEN}/", {"host": f"evil.example:{PORT}"}, 421),
    "another port": ("GET", f"/{TOKEN}/", {"host": "127.0.0.1:80"}, 421),
    "an address of the network, without --lan": ("GET", f"/{TOKEN}/", {"host": f"192.168.1.5:{PORT}"}, 421),
    "no name": ("GET", f"/{TOKEN}/", {"host": ""}, 421),
    "a frame of another site": ("GET", f"/{TOKEN}/", {"sec-fetch-site": "cross-site"}, 403),
    "sending from another site": ("POST", f"/{TOKEN}/journal", {**OWN, "origin": "https://evil.example"}, 403),
    "sending from another port": ("POST", f"/{TOKEN}/journal", {**OWN, "origin": "http://127.0.0.1:80"}, 403),
    "sending from a file": ("POST", f"/{TOKEN}/journal", {**OWN, "origin": "null"}, 403),
    "sending from nowhere": ("POST", f"/{TOKEN}/journal", {"content-type": "application/json"}, 403),
    "sending across, as the browser says": ("POST", f"/{TOKEN}/journal", {**OWN, "sec-fetch-site": "same-site"}, 403),
    "sending a form": ("POST", f"/{TOKEN}/journal", {**OWN, "content-type": "text/plain"}, 415),
    "a length that is none": ("POST", f"/{TOKEN}/journal", {**OWN, "content-length": "-1"}, 413),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_from_the_page_itself_reads_nothing_and_writes_nothing(name: str) -> None:
    written: list[bytes] = []

    def take(body: bytes) -> tuple[int, dict[str, Any]]:
        written.append(body)
        return 200, {}

    inner = app(lambda: Page(b"the plan of sam", "default-src 'none'"), take)
    hosts = server.names_of(PORT)
    outer = server.safe(inner, token=TOKEN, hosts=hosts, methods=("GET", "HEAD", "POST"), body_limit=BODY_LIMIT)
    phone = TestClient(outer, base_url=HOME, follow_redirects=False)
    method, address, headers, status = OTHERS[name]
    content = json.dumps(sent()) if method == "POST" and "content-length" not in headers else None
    answer = phone.request(method, address, headers=headers, content=content)
    assert answer.status_code == status
    assert status != 404 or answer.text == NOTHING  # a wrong word and a wrong name look alike
    assert not re.search(rf"{TOKEN}|sam|Traceback", answer.text)
    assert written == []
    assert phone.get(f"/{TOKEN}/").text == "the plan of sam"
    assert phone.post(f"/{TOKEN}/journal", content="{}", headers=OWN).status_code == 200


def test_a_network_at_home_has_one_name_and_its_own_page(serving: Serving) -> None:
    home = f"http://192.168.1.5:{PORT}"
    phone = TestClient(guarded(serving, "192.168.1.5"), base_url=home)
    assert phone.get(f"/{TOKEN}/").status_code == 200
    assert phone.get(f"/{TOKEN}/", headers={"host": f"127.0.0.1:{PORT}"}).status_code == 421
    assert phone.post(f"/{TOKEN}/journal", json=sent(), headers={"origin": home}).status_code == 200
    assert phone.post(f"/{TOKEN}/journal", json=sent(), headers={"origin": HOME}).status_code == 403


@pytest.mark.parametrize("address", ["192.168.178.20", "10.0.0.3", "172.16.4.4", "100.64.0.7", "169.254.3.4"])
def test_an_address_at_home_is_taken(address: str) -> None:
    assert server.check_at_home(address) == address


@pytest.mark.parametrize(
    ("address", "said"), [("", "no network"), ("127.0.0.1", "no network"), ("8.8.8.8", "open internet")]
)
def test_no_other_address_is_served(address: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        server.check_at_home(address)


def test_the_plain_port_goes_without_saying() -> None:
    assert server.names_of(80, "192.168.1.5") == {"192.168.1.5:80", "192.168.1.5"}
    assert server.names_of(7342) == {"127.0.0.1:7342", "localhost:7342"}


@pytest.mark.parametrize("size", [BODY_LIMIT, BODY_LIMIT + 1])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_body_above_the_limit_is_refused_whatever_length_it_claims(
    sam: Rehab, phone: TestClient, size: int, is_told: bool
) -> None:
    text = json.dumps(sent()).encode().ljust(size)
    body: Any = text if is_told else iter([text[:-1], text[-1:]])
    answer = phone.post(f"/{TOKEN}/journal", content=body, headers=OWN)
    assert answer.status_code == (200 if size == BODY_LIMIT else 413)
    assert bool([entry for entry in sam.entries() if entry.kind == "done"]) == (size == BODY_LIMIT)


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_is_kept_nowhere_and_may_send_to_its_own_computer_only(phone: TestClient) -> None:
    answer = phone.get(f"/{TOKEN}/")
    read = Read(answer.text)
    [policy] = [one["content"] for one in read.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert answer.headers["content-security-policy"] == f"{policy}; frame-ancestors 'none'"
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'self'"
    assert {rules[name] for name in ("img-src", "form-action", "base-uri")} == {"'none'"}
    assert len(rules["script-src"].split()) == 2
    assert all(one.startswith("'sha256-") for one in rules["script-src"].split())
    for name, value in (("cache-control", "no-store"), ("referrer-policy", "no-referrer")):
        assert answer.headers[name] == value
    assert TOKEN not in answer.text
    assert not re.search(r"https?://(?!www\.w3\.org/)", answer.text)


def test_the_page_shows_the_day_of_today_and_what_the_journal_has_of_it(sam: Rehab, phone: TestClient) -> None:
    sam("done", "1", "--date", "yesterday")
    sam("done", "2", "--sets", "3", "--pain", "2")
    sam("log", "--pain-during", "3", "--note", "slept badly", "--sleep", "7")
    page = phone.get(f"/{TOKEN}/").text
    told = told_by(page)
    assert told["day"] == DAY
    today = json.loads(sam("today", "--json").out)[0]
    read = json.loads(page.partition("id=data>")[2].partition("</script>")[0])
    assert (read["first"], read["case"]) == (DAY, "sam")
    day = page.partition(f"<details id=d-{DAY} ")[2].partition("</details>")[0]
    assert day.count("<li") == len(today["day"]["tasks"])
    done = [entry["subject"] for entry in told["entries"] if entry["kind"] == "done"]
    assert done == today["done"]
    assert {entry["kind"] for entry in told["entries"]} == {"done", "measure", "note"}
    allowed = {"id", "date", "logged", "kind", "subject", "value", "text", "side", "replaces"}
    assert set().union(*(entry.keys() for entry in told["entries"])) <= allowed


def test_a_text_in_the_journal_cannot_end_its_place_on_the_page(sam: Rehab, phone: TestClient) -> None:
    evil = "</script><script>alert(1)</script><!--\u2028"
    sam("log", "--note", evil)
    page = phone.get(f"/{TOKEN}/").text
    assert [entry["text"] for entry in told_by(page)["entries"] if entry["kind"] == "note"] == [evil]
    assert "alert(1)</script>" not in page
    assert len(Read(page).all("script")) == 4


def test_the_page_in_trouble_says_so_without_an_exercise_or_a_folder(sam: Rehab, phone: TestClient) -> None:
    assert phone.get(f"/{TOKEN}/").status_code == 200
    sam.path.rename(sam.path.with_name("elsewhere"))
    answer = phone.get(f"/{TOKEN}/")
    assert answer.status_code == 503
    assert "This page cannot be made now" in answer.text
    assert "There is no journal at journal.sqlite3." in answer.text
    assert str(sam.path.parent) not in answer.text
    assert "Heel slide" not in answer.text
    sam.path.with_name("elsewhere").rename(sam.path)
    assert phone.get(f"/{TOKEN}/").status_code == 200


# -- what it takes ----------------------------------------------------------------------------------------------------


def test_a_tick_is_in_the_journal_once_and_means_what_an_import_means(sam: Rehab, phone: TestClient) -> None:
    answer = send(phone, sent())
    assert answer["taken"] == 2
    assert [entry["id"] for entry in answer["entries"]] == ["phone.0a-000", "phone.1a-001"]
    assert "x] Heel slide" in sam("today").out
    assert send(phone, sent())["taken"] == 0
    Path("ticks.json").write_text(json.dumps(sent()), encoding="utf-8")
    assert sam("journal", "import", "ticks.json").out == "0 written down.\n"
    assert {entry["id"] for entry in told_by(phone.get(f"/{TOKEN}/").text)["entries"]} == {
        "phone.0a-000",
        "phone.1a-001",
    }
    undo = {
        "id": "phone.2a-000",
        "date": DAY,
        "logged": f"{DAY}T19:00:00+01:00",
        "kind": "undo",
        "subject": "phone.0a-000",
    }
    assert send(phone, sent(undo))["taken"] == 1
    assert "x] Heel slide" not in sam("today").out


def test_asking_without_a_line_says_how_things_stand_and_writes_nothing(sam: Rehab, phone: TestClient) -> None:
    page = told_by(phone.get(f"/{TOKEN}/").text)
    sam("done", "1")
    before = sam.path.read_bytes()
    empty = sent() | {"entries": []}
    answer = send(phone, empty | {"check": check_of(empty)})
    assert (answer["taken"], answer["plan"], len(answer["entries"])) == (0, page["plan"], 1)
    assert sam.path.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (sent(case="kim"), "What the phone sent is of another case."),
        (sent(protocol="calf-strain"), "What the phone sent is of another plan: calf-strain"),
        (sent(day_one="2026-11-01", entries=[pain()]), "is of another plan: hamstring-strain, day 1 on 2026-11-01"),
        (sent() | {"check": "00000000"}, "was changed after the phone page made it"),
        (sent(ticked("6.quad-set.1")), "'quad-set' is not an exercise of this plan"),
        (sent(ticked(), pain(value=11)), "11 is not a number from 0 to 10"),
        (sent(pain(date="2026-11-08")), "2026-11-08 is still to come"),
        (sent(exported="2026-11-09T08:00:00+01:00"), "set the clock of the phone"),
        ({"format": "rehab/journal", "version": 1, "cases": []}, "is of another case"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        ("7" * 5000, "is not"),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_does_not_belong_to_this_case_is_refused_in_words_and_nothing_is_written(
    sam: Rehab, phone: TestClient, data: Any, said: str
) -> None:
    before = sam.path.read_bytes()
    assert said in send(phone, data, 422)["problem"]
    assert sam.path.read_bytes() == before


def test_a_whole_export_brings_in_no_other_case(sam: Rehab, phone: TestClient) -> None:
    sam("start", "calf-strain", "--injured", DAY, "--side", "left", "--no-flags", "--id", "kim")
    sam("journal", "export", "-o", "all.json")
    sam("journal", "forget", "--case", "kim", "--sure")
    assert "is of another case" in send(phone, Path("all.json").read_bytes(), 422)["problem"]
    with opened(sam.path) as store:
        assert [case.id for case in store.cases()] == ["sam"]


def test_a_journal_in_use_says_so_and_takes_it_when_it_is_free(
    sam: Rehab, phone: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehab.store.WAIT_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(sam.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        problem = send(phone, sent(), 503)["problem"]
        assert problem.startswith("The journal journal.sqlite3 is in use by another program. Nothing was written")
        assert str(sam.path.parent) not in problem
        assert phone.get(f"/{TOKEN}/").status_code == 503
        other.execute("ROLLBACK")
    assert send(phone, sent())["taken"] == 2


def test_what_stops_the_exercises_is_another_plan_and_the_page_comes_again_without_them(
    sam: Rehab, phone: TestClient, library: Library
) -> None:
    page = told_by(phone.get(f"/{TOKEN}/").text)
    assert send(phone, sent())["plan"] == page["plan"]  # a tick of today changes nothing today
    sam("log", "--flag", "RF-08", code=5)
    after = send(phone, sent())
    assert after["plan"] != page["plan"]
    again = phone.get(f"/{TOKEN}/").text
    assert "<script" not in again
    assert "Heel slide" not in again
    assert f"<h2>{library.template('clinic').wording.referral.do_now}</h2>" in again


def test_an_emergency_in_another_case_leaves_no_exercise_on_the_page(sam: Rehab, phone: TestClient) -> None:
    sam(
        "start",
        "lateral-ankle-sprain",
        "--injured",
        "2026-11-06",
        "--grade",
        "1",
        "--side",
        "right",
        "--no-flags",
        "--id",
        "foot",
    )
    page = phone.get(f"/{TOKEN}/").text
    assert "Heel slide" in page
    assert "Foot up and down" not in page
    sam("log", "--case", "foot", "--measure", "temperature=38.6", code=5)
    assert send(phone, sent())["plan"] != told_by(page)["plan"]
    again = phone.get(f"/{TOKEN}/").text
    assert "Heel slide" not in again
    assert "<script" not in again


def test_a_closed_day_makes_a_new_page(sam: Rehab, phone: TestClient) -> None:
    first = told_by(phone.get(f"/{TOKEN}/").text)
    sam.at("2026-11-08")
    later = send(phone, sent())
    assert (later["day"], later["entries"]) == ("2026-11-08", [])
    assert later["plan"] != first["plan"]
    assert "d-2026-11-07 " not in phone.get(f"/{TOKEN}/").text


# -- slow and many ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(serving: Serving, port: int = 0) -> Iterator[int]:
    """Serve in a thread, and return the port."""
    listening = server.listen(port)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)  # the system keeps no whole page for a slow reader
    number = listening.getsockname()[1]
    made = server.made(guarded(serving, port=number), protocol=Hurried)
    thread = threading.Thread(target=lambda: made.run(sockets=[listening]))
    thread.start()
    try:
        yield number
    finally:
        made.should_exit = True
        thread.join(10)
        listening.close()
    assert not thread.is_alive()


def rest_of(connection: socket.socket) -> tuple[bytes, float]:
    """Return what still comes until the connection ends, and how long that took."""
    begun, found = time.monotonic(), b""
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            found += part
    return found, time.monotonic() - begun


@pytest.fixture
def hurried(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(deadlines, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(deadlines, "WHOLE_SECONDS", 4.0)
    serving.page()  # so that no test waits for the first drawing
    with running(serving) as port:
        yield port


def post(port: int, length: int) -> bytes:
    own = f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    return f"POST /{TOKEN}/journal HTTP/1.1\r\n{own}Content-Length: {length}\r\n\r\n".encode()


@pytest.mark.parametrize("begin", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_never_ends_is_cut(hurried: int, begin: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hurried), timeout=10) as slow:
        slow.sendall(begin)
        found, seconds = rest_of(slow)
    assert (found, 0.2 < seconds < 3.5) == (b"", True)


def test_a_head_in_drops_is_cut_as_well(hurried: int) -> None:
    with socket.create_connection(("127.0.0.1", hurried), timeout=10) as slow:
        begun = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for sign in b"GET /" + b"x" * 75:
                slow.sendall(bytes([sign]))
                time.sleep(0.05)
        assert time.monotonic() - begun < 3.5


def test_a_body_that_never_ends_is_cut_and_nothing_of_it_is_written(sam: Rehab, hurried: int) -> None:
    with socket.create_connection(("127.0.0.1", hurried), timeout=10) as slow:
        slow.sendall(post(hurried, 100) + b'{"format": "rehab/phone"')
        found, seconds = rest_of(slow)
    assert (found, 2 < seconds < 9) == (b"", True)
    assert [entry.kind for entry in sam.entries()] == ["flag"]


def test_a_reader_that_does_not_read_is_cut(hurried: int) -> None:
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(10)
        slow.connect(("127.0.0.1", hurried))
        slow.sendall(f"GET /{TOKEN}/ HTTP/1.1\r\nHost: 127.0.0.1:{hurried}\r\n\r\n".encode())
        assert slow.recv(64).startswith(b"HTTP/1.1 200 ")
        time.sleep(5)
        assert b"</html>" not in rest_of(slow)[0]


def test_a_body_that_claims_too_much_is_refused_before_it_comes(hurried: int) -> None:
    with socket.create_connection(("127.0.0.1", hurried), timeout=10) as large:
        large.sendall(post(hurried, 10**12))
        found, seconds = rest_of(large)
    assert found.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in found
    assert seconds < 3


def test_a_body_in_pieces_is_cut_off_at_the_limit(sam: Rehab, hurried: int) -> None:
    head = post(hurried, 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with socket.create_connection(("127.0.0.1", hurried), timeout=10) as large:
        found = b""
        with contextlib.suppress(ConnectionError):
            large.sendall(head)
            for _ in range(40):
                large.sendall(b"4000\r\n" + b" " * 0x4000 + b"\r\n")
            found, _ = rest_of(large)
        assert found == b"" or found.startswith(b"HTTP/1.1 413 ")
    assert [entry.kind for entry in sam.entries()] == ["flag"]


def test_a_crowd_is_kept_out_and_the_phone_gets_in_when_it_is_gone(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "HEAD_SECONDS", 2.0)
    with running(serving) as port, contextlib.ExitStack() as crowd:
        many = [
            crowd.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            for _ in range(deadlines.MOST)
        ]
        time.sleep(0.3)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as late:
            assert rest_of(late)[1] < 1
        assert [rest_of(one)[0] for one in many] == [b""] * len(many)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{TOKEN}/", timeout=60) as answer:
            assert b"Heel slide" in answer.read()


# -- the command ------------------------------------------------------------------------------------------------------


def read_back(drawn: str, dark: Callable[[str], tuple[bool, bool]]) -> list[list[bool]]:
    """Return the squares of a drawn code without its edge."""
    rows: list[list[bool]] = []
    for line in drawn.splitlines():
        pairs = [dark(sign) for sign in re.sub(r"\x1b\[[\d;]*m", "", line)]
        rows += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    size = len(rows[0]) - 2 * EDGE
    return [row[EDGE : EDGE + size] for row in rows[EDGE : EDGE + size]]


@pytest.mark.parametrize("colour", [True, False])
def test_the_code_on_the_terminal_is_that_of_the_address_and_fits(colour: bool) -> None:
    address = f"http://192.168.178.123:7342/{server.new_token()}/"
    drawn = code(address, colour=colour)
    ink = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
    squares = read_back(drawn, lambda sign: ink[sign] if colour else (not ink[sign][0], not ink[sign][1]))
    wanted = segno.make_qr(address, error="l", boost_error=False)
    assert squares == [[bool(square) for square in row] for row in wanted.matrix]
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in drawn.splitlines()]
    assert max(map(len, lines)) <= 60
    assert len(lines) <= 22


@contextlib.contextmanager
def started(rehab: Rehab, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    root = str(Path(__file__).parent.parent)

    def listen() -> None:  # a suite in the background has Ctrl-C turned off, and its children would inherit that
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        [sys.executable, "-m", "rehab", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root, "NO_PROXY": "127.0.0.1"},
        preexec_fn=listen,  # noqa: PLW1509
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def test_the_command_serves_until_ctrl_c_says_no_name_and_ends_well(sam: Rehab) -> None:
    with started(sam, "--port", "0") as child:
        assert child.stdout
        address = child.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", address)
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert b"Heel slide" in answer.read()
        origin = address.rpartition("/")[0].rpartition("/")[0]
        headers = {"origin": origin, "content-type": "application/json"}
        request = urllib.request.Request(f"{address}journal", json.dumps(sent()).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer)["taken"] == 2
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (0, "")
    assert err.splitlines()[0].startswith("The plan of the case sam. Only this computer can open it.")
    assert err.splitlines()[-1].startswith("Stopped.")
    assert "POST" not in err
    assert {entry.subject for entry in sam.entries()} >= {"6.heel-slide.1", "pain-during"}


def test_what_cannot_be_served_is_said_before_a_server_runs(rehab: Rehab) -> None:
    rehab.at(DAY)
    assert "there is no journal" in rehab("serve", code=5).err
    rehab("start", *START, "--id", "sam")
    assert "the journal has no case 'kim'" in rehab("serve", "--case", "kim", code=5).err
    assert "there is no template 'nobody'" in rehab("serve", "--template", "nobody", code=2).err
    with contextlib.closing(server.listen()) as taken:
        port = taken.getsockname()[1]
        told = rehab("serve", "--port", str(port), code=2).err
        assert f"--port: {port} cannot be used" in told
        assert "is rehab serve running already?" in told
    rehab("start", "calf-strain", "--injured", DAY, "--side", "left", "--no-flags", "--id", "kim")
    assert "say which with --case:" in rehab("serve", code=2).err
