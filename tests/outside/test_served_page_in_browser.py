"""A served page in a real Chromium: ticks are in the journal at once, and nothing is lost when the computer is away."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import test_daily
from conftest import CHROMIUM
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from test_daily import START, Rehab
from test_page_in_browser import SWITCHES, task

from rehab import server
from rehab.cli.serve import Serving
from rehab.library import Library
from rehab.models.journal import standing
from rehab.served.app import BODY_LIMIT, app
from rehab.served.deadlines import Hurried

DAY = "2026-11-07"
PHONE = ViewportSize(width=390, height=844)
NOON = dt.datetime(2026, 11, 7, 12, tzinfo=dt.UTC)
rehab = test_daily.rehab


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "there is no chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield started
        started.close()


class Computer:
    """The computer at home, which can be switched off and on; a new start has a new word in its address."""

    def __init__(self, path: Path, library: Library) -> None:
        self.serving = Serving(path, "sam", library, library.template("clinic"))
        self.port = 0
        self.token = server.new_token()
        self._off: Callable[[], None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def on(self) -> None:
        listening = server.listen(self.port)
        self.port = listening.getsockname()[1]
        guarded = server.safe(
            app(self.serving.page, self.serving.take), token=self.token, hosts=server.names_of(self.port),
            methods=("GET", "HEAD", "POST"), body_limit=BODY_LIMIT,
        )  # fmt: skip
        made = server.made(guarded, protocol=Hurried)
        thread = threading.Thread(target=lambda: made.run(sockets=[listening]))
        thread.start()

        def off() -> None:
            made.should_exit = True
            thread.join(10)
            listening.close()

        self._off = off

    def off(self) -> None:
        if self._off:
            self._off()
        self._off = None


@pytest.fixture
def computer(rehab: Rehab, library: Library) -> Iterator[Computer]:
    rehab("start", *START, "--id", "sam")
    rehab.at(DAY)
    found = Computer(rehab.path, library)
    found.on()
    yield found
    found.off()


@pytest.fixture
def phone(browser: Browser, computer: Computer) -> Iterator[Page]:
    """A phone that has opened the address; at the end it asked nobody else for anything, and no error was told."""
    context = browser.new_context(viewport=PHONE, timezone_id="UTC")
    heard: list[str] = []
    home = computer.address.rpartition("/")[0].rpartition("/")[0] + "/"
    context.on("request", lambda request: heard.append(request.url) if not request.url.startswith(home) else None)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    page.goto(computer.address)
    yield page
    context.close()
    assert heard == []


def until(rehab: Rehab, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until what stands in the journal is as wanted; return it."""
    for _ in range(150):
        found = {entry.subject: entry.value for entry in standing(rehab.entries()) if entry.kind in ("done", "measure")}
        if wanted(found):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def reopened(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)


def waiting(page: Page) -> int:
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => /^rehab:[0-9a-f]+$/.test(key))[0]?.[1]")
    return len(json.loads(kept)["entries"]) if kept else 0


def test_a_tick_is_in_the_journal_at_once_and_shows_again_on_every_phone(
    rehab: Rehab, computer: Computer, phone: Page, browser: Browser
) -> None:
    task(phone, "Heel slide").get_by_label("18:00").check()
    phone.get_by_role("group", name="Before the").get_by_label("2", exact=True).check()
    found = until(rehab, lambda found: len(found) == 2)
    assert found == {"6.heel-slide.1": 0.333, "pain-before": 2}
    expect(phone.locator("#sent")).to_have_text("Your journal has all of it.")
    assert waiting(phone) == 0
    reopened(phone, computer.address)
    assert task(phone, "Heel slide").get_by_label("18:00").is_checked()  # this phone knows which box it was
    assert not task(phone, "Heel slide").get_by_label("08:00").is_checked()

    rehab("done", "2")  # on the computer meanwhile
    other = browser.new_context(viewport=PHONE, timezone_id="UTC")
    with contextlib.closing(other):
        page = other.new_page()
        page.clock.set_fixed_time(NOON)
        page.goto(computer.address)
        assert page.get_by_role("group", name="Before the").get_by_label("2", exact=True).is_checked()
        assert page.locator(".task.is-done").count() == 1
        page.get_by_role("group", name="Before the").get_by_role("button", name="Take it back").click()
        until(rehab, lambda found: "pain-before" not in found)
    assert [entry.kind for entry in rehab.entries()].count("undo") == 1
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # somebody looks at the first phone again
    expect(phone.get_by_role("group", name="Before the").get_by_label("2", exact=True)).not_to_be_checked()
    assert phone.locator(".task.is-done").count() == 1


def test_a_computer_that_is_away_is_said_aloud_and_gets_everything_when_it_is_back(
    rehab: Rehab, computer: Computer, phone: Page
) -> None:
    alert = phone.locator("#link")
    expect(alert).to_have_text("")
    computer.off()
    task(phone, "Heel slide").get_by_label("08:00").check()
    expect(alert).to_contain_text("Your computer cannot be reached.", timeout=10000)
    expect(alert).to_contain_text("Waiting on this phone: 1.")
    phone.get_by_role("group", name="Worst during").get_by_label("3", exact=True).check()
    task(phone, "Heel slide").get_by_label("13:00").check()  # the line was offered: this one replaces it
    expect(alert).to_contain_text("Waiting on this phone: 3.")
    phone.evaluate("window.scrollTo(0, 2000)")
    assert phone.evaluate("document.getElementById('link').getBoundingClientRect().top >= 0")
    computer.on()
    found = until(rehab, lambda found: "pain-during" in found)
    expect(alert).to_have_text("", timeout=20000)
    assert found == {"6.heel-slide.1": 0.667, "pain-during": 3}
    slides = {entry.replaces for entry in rehab.entries() if entry.subject == "6.heel-slide.1"}
    assert len(slides) == 2
    assert "x] Heel slide" in rehab("today").out
    assert waiting(phone) == 0


def test_a_new_start_has_a_new_address_and_what_waited_at_the_old_one_is_sent_from_there(
    rehab: Rehab, computer: Computer, phone: Page
) -> None:
    computer.off()
    task(phone, "Heel slide").get_by_label("08:00").check()
    expect(phone.locator("#link")).to_contain_text("cannot be reached", timeout=10000)
    computer.token = server.new_token()
    computer.on()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#link")).to_contain_text("Scan the new code", timeout=10000)
    assert "6.heel-slide.1" not in {entry.subject for entry in rehab.entries()}
    reopened(phone, computer.address)
    assert task(phone, "Heel slide").get_by_label("08:00").is_checked()
    until(rehab, lambda found: found == {"6.heel-slide.1": 0.333})
    expect(phone.locator("#sent")).to_have_text("Your journal has all of it.")


def test_a_stop_that_was_written_down_takes_the_exercises_off_the_page(
    rehab: Rehab, computer: Computer, phone: Page
) -> None:
    rehab("log", "--flag", "RF-08", code=5)
    task(phone, "Heel slide").get_by_label("08:00").check()
    expect(phone.get_by_role("heading", name="Do this now")).to_be_visible(timeout=20000)
    assert phone.locator(".task").count() == 0
    until(rehab, lambda found: found == {"6.heel-slide.1": 0.333})


def test_a_line_that_the_journal_does_not_take_stays_and_can_be_taken_back(
    rehab: Rehab, computer: Computer, phone: Page
) -> None:
    rehab.at("2026-11-06")  # the clock of the computer is a day behind
    task(phone, "Heel slide").get_by_label("08:00").check()
    alert = phone.locator("#link")
    expect(alert).to_contain_text("Your journal did not take the last lines:", timeout=10000)
    expect(alert).to_contain_text("2026-11-07 is still to come")
    assert waiting(phone) == 1
    rehab.at(DAY)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    until(rehab, lambda found: found == {"6.heel-slide.1": 0.333})
    expect(alert).to_have_text("")


def test_a_new_day_brings_a_new_page(rehab: Rehab, computer: Computer, phone: Page) -> None:
    assert phone.locator(".day-name").inner_text().startswith("Day 6, Sat 7 Nov")
    rehab.at("2026-11-08")
    phone.clock.set_fixed_time(NOON + dt.timedelta(days=1))
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.locator(".day-name")).to_contain_text("Day 7, Sun 8 Nov", timeout=20000)
    expect(phone.locator("#d-2026-11-07")).to_have_count(0, timeout=20000)
    expect(phone.locator("#said")).to_have_text("Your plan was made anew, with what you wrote down.", timeout=5000)
    computer.off()
    phone.clock.set_fixed_time(NOON + dt.timedelta(days=2))
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.locator("#link")).to_contain_text("This is the plan as it was on Sun 8 Nov", timeout=10000)
