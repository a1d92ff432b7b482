"""The page for the phone in a real Chromium: what it shows, keeps, sends and asks for, by finger, by keyboard, without its program."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import readings
import test_daily
import test_one_meaning
from conftest import CHROMIUM, OUTSIDE, PlanMaker
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from test_daily import START, Rehab
from test_one_meaning import CONDITIONS, of_days

from rehab import writers
from rehab.library import Library
from rehab.models.plan import Plan

SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
"""Plan day 7 of an injury of 18 November."""
rehab, planned = test_daily.rehab, test_one_meaning.planned
PHONE = {"width": 390, "height": 844}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "there is no chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page from a file, on a day; at the end nothing was asked for outside it, and no error was told."""
    contexts: list[BrowserContext] = []
    heard: list[str] = []
    home = tmp_path.as_uri()

    def open_page(content: bytes | Path, *, at: dt.datetime = NOON, before: str = "", **looks: Any) -> Page:
        path = content if isinstance(content, Path) else tmp_path / "page.html"
        if isinstance(content, bytes):
            path.write_bytes(content)
        context = browser.new_context(**{"viewport": PHONE, "timezone_id": "UTC", **looks})
        contexts.append(context)
        context.on("request", lambda request: heard.append(request.url) if not request.url.startswith(home) else None)
        context.on("weberror", lambda error: heard.append(str(error.error)))
        context.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
        page = context.new_page()
        if looks.get("java_script_enabled", True):
            page.clock.set_fixed_time(at)
        if before:
            page.add_init_script(before)
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [one for one in heard if not one.startswith("blob:")] == []


@pytest.fixture(scope="module")
def strain(make_plan: PlanMaker) -> Plan:
    plan = make_plan("hamstring-strain", grade="2")
    return plan.model_copy(update={"days": plan.days[:21]})  # all that can happen on a page happens in three weeks


@pytest.fixture(scope="module")
def written(strain: Plan, library: Library) -> bytes:
    return writers.write("html", strain, library.template("clinic"))


@pytest.fixture(scope="module")
def brief(strain: Plan, library: Library) -> bytes:
    """A page of a few days and exercises, for what looks at each element of it."""
    few = dict(list(strain.exercises.items())[:6])
    plan = strain.model_copy(update={"days": strain.days[5:9], "exercises": few})
    return writers.write("html", plan, library.template("clinic"))


@pytest.fixture(scope="module")
def others(make_plan: PlanMaker, library: Library) -> dict[str, bytes]:
    plans = {
        "referral": make_plan("calf-strain", yes=["RF-08"]),
        "not-asked": make_plan("calf-strain", yes=None),
        "diary": make_plan("muscle-cramps"),
    }
    return {name: writers.write("html", plan, library.template("clinic")) for name, plan in plans.items()}


def task(page: Page, name: str) -> Any:
    return page.locator(".task").filter(has=page.get_by_role("heading", name=name, exact=True))


def record(page: Page) -> dict[str, Any]:
    """Return what the page would send now."""
    made: dict[str, Any] = json.loads(page.locator("#send-text").input_value())
    return made


# -- standards --------------------------------------------------------------------------------------------------------


def test_an_independent_checker_finds_no_fault_in_the_pages(written: bytes, others: dict[str, bytes]) -> None:
    pages = [content.decode() for content in (written, *others.values())]
    broken = written.decode().replace("<main>", "<main><button>x</button><p><div>y</div></p>")
    environment = {**os.environ, "NODE_PATH": str(OUTSIDE / "node_modules")}
    done = subprocess.run(
        ["node", str(Path(__file__).parent / "page.cjs")],
        input=json.dumps([*pages, broken]).encode(), env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    *found, seen = json.loads(done.stdout)
    assert found == [[]] * len(pages)
    assert seen


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 568}},
    "zoomed": {"viewport": {"width": 195, "height": 422}},
}
AXE = (OUTSIDE / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8") if OUTSIDE.is_dir() else ""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE}; 0")
    run = "rules => axe.run({exclude: ['.symbols']}, {runOnly: rules, resultTypes: ['violations']})"
    found = page.evaluate(run, RULES)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_violation_and_nothing_runs_out_of_the_screen(opened: Open, brief: bytes, look: str) -> None:
    page = opened(brief, **LOOKS[look])
    for view in ("today", "days", "phases", "how", "stop"):
        page.locator(f"nav .to-{view}").click()
        assert faults(page) == [], view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    page.locator("nav .to-today").click()
    task(page, "Knee-bend hold").get_by_role("button", name="Timer").click()
    assert faults(page) == []


@pytest.mark.parametrize("name", ["referral", "not-asked", "diary"])
def test_axe_finds_no_violation_on_other_pages(opened: Open, others: dict[str, bytes], name: str) -> None:
    for scheme in ("light", "dark"):
        page = opened(others[name], color_scheme=scheme, viewport=LOOKS["narrow"]["viewport"])
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_tapped_is_at_least_44_pixels_high_and_wide(opened: Open, written: bytes) -> None:
    page = opened(written, viewport=LOOKS["narrow"]["viewport"])
    small = page.evaluate("""() => [...document.querySelectorAll('nav a, button, .tick, .scale label, summary')]
        .filter(one => one.checkVisibility())
        .map(one => [one.textContent, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([text, box]) => `${text} ${box.width}x${box.height}`)""")
    assert small == []


# -- one meaning ------------------------------------------------------------------------------------------------------

READ = """() => {
  const named = new Map([...document.querySelectorAll('#days details[data-day]')]
    .map(day => [day.querySelector('summary').textContent, day.id.slice(2)]));
  const rows = [];
  for (;;) {
    const date = named.get(document.querySelector('.day-name').textContent);
    for (const part of document.querySelectorAll('#now .task')) {
      const text = selector => part.querySelector(selector)?.textContent ?? '';
      rows.push([date, [text('h3'), text('.dose'), text('.side')], text('.at')]);
    }
    const after = [...document.querySelectorAll('#now .row button')].find(one => one.textContent === 'Day after');
    if (after.disabled) return rows;
    after.click();
  }
}"""


def of_page(page: Page) -> readings.Times:
    """Return the tasks that a person sees who goes from day to day."""
    found: readings.Times = Counter()
    for date, (title, dose, side), at in page.evaluate(READ):
        name = ", ".join(filter(None, (title, dose, "" if "glasses" in side else side))).partition(". ")[0]
        clocks = at.removeprefix("at ").split(", ") if at.startswith("at ") else [at]
        found.update(Counter((dt.date.fromisoformat(date), clock, name) for clock in clocks))
    return found


def shown(opened: Open, plan: Plan, library: Library) -> readings.Times:
    """Return what the page of a plan shows, without its pictures, which take time."""
    bare = {name: one.model_copy(update={"figure": None}) for name, one in plan.exercises.items()}
    content = writers.write("html", plan.model_copy(update={"exercises": bare}), library.template("clinic"))
    return of_page(opened(content, at=dt.datetime.combine(plan.days[0].date, dt.time(12), tzinfo=dt.UTC)))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_page_shows_the_tasks_of_the_plan_and_no_other(
    opened: Open, planned: Any, library: Library, condition: str
) -> None:
    plan = planned(condition)
    found, wanted = shown(opened, plan, library), of_days(plan.model_dump(mode="json", include={"days"}))
    assert (wanted - found, found - wanted) == (Counter(), Counter())


def test_a_task_on_one_day_too_few_is_seen(opened: Open, strain: Plan, library: Library) -> None:
    day = strain.days[9]
    fewer = day.model_copy(update={"tasks": day.tasks[:-1]})
    plan = strain.model_copy(update={"days": (*strain.days[:9], fewer, *strain.days[10:])})
    missing = of_days(strain.model_dump(mode="json", include={"days"})) - shown(opened, plan, library)
    assert {when for when, _, _ in missing} == {day.date}


# -- the day ----------------------------------------------------------------------------------------------------------


def test_today_is_the_day_of_the_phone(opened: Open, written: bytes, strain: Plan) -> None:
    page = opened(written)
    assert page.locator("#h-today").inner_text() == "Today"
    assert page.locator(".day-name").inner_text().startswith("Day 7, Tue 24 Nov")
    page.get_by_role("button", name="Day after").click()
    assert page.locator("#h-today").inner_text() == "Another day"
    assert page.locator("#now input:not(:disabled)").count() == 0
    page.get_by_role("button", name="Back to today").click()
    assert page.locator("#now input:not(:disabled)").count() > 0
    early = opened(written, at=NOON - dt.timedelta(days=30))
    assert "This plan starts on Wed 18 Nov" in early.locator("#now").inner_text()
    late = opened(written, at=NOON + dt.timedelta(days=300))
    assert strain.days[-1].date == dt.date(2026, 12, 8)
    assert "This plan ended on Tue 8 Dec" in late.locator("#now").inner_text()
    assert late.locator(".task").count() == 0


def test_today_goes_in_the_order_of_its_hours(opened: Open, written: bytes) -> None:
    told = opened(written).locator("#now .task .at").all_inner_texts()
    hours = [found[0] for text in told if (found := re.search(r"\d\d:\d\d", text))]
    assert len(hours) > 5
    assert hours == sorted(hours)


def test_on_every_day_of_a_phase_it_says_that_its_list_must_be_true(opened: Open, written: bytes) -> None:
    said = "Early load is for you only once every line of its list is true. See the list. Not yet? Do the last day of Protect again."
    for days, count in ((-6, 0), (-4, 0), (-3, 1), (0, 1), (3, 1)):
        page = opened(written, at=NOON + dt.timedelta(days=days))
        assert [one.strip() for one in page.locator("#now .first").all_inner_texts()] == [said] * count
    page.get_by_role("link", name="See the list").click()
    assert page.get_by_role("heading", name="1 Protect").is_visible()


def test_the_stop_signs_are_one_tap_away_from_everywhere(opened: Open, written: bytes, strain: Plan) -> None:
    page = opened(written, viewport=LOOKS["narrow"]["viewport"])
    for view in ("today", "days", "phases", "how"):
        page.locator(f"nav .to-{view}").click()
        page.get_by_role("link", name="Stop signs").click()
        assert all(page.get_by_text(sign.text).first.is_visible() for sign in strain.stop_signs)


def test_ticks_and_pain_survive_a_reload_and_a_second_page_of_another_plan(
    opened: Open, written: bytes, others: dict[str, bytes], tmp_path: Path
) -> None:
    page = opened(written)
    task(page, "Knee-bend hold").get_by_label("18:00").check()
    task(page, "Bridge on your heels").get_by_label("Done", exact=True).check()
    page.get_by_role("button", name="One glass more").click()
    page.get_by_role("group", name="Worst during").get_by_label("4", exact=True).check()
    other = tmp_path / "other.html"
    other.write_bytes(others["diary"])
    page.goto(other.as_uri())
    assert page.locator("#now input:checked").count() == 0
    page.goto((tmp_path / "page.html").as_uri())
    assert not task(page, "Knee-bend hold").get_by_label("08:00").is_checked()
    assert task(page, "Knee-bend hold").get_by_label("18:00").is_checked()
    assert task(page, "Bridge on your heels").get_by_label("Done", exact=True).is_checked()
    assert page.get_by_text("1 of 8 glasses").is_visible()
    assert page.get_by_role("group", name="Worst during").get_by_label("4", exact=True).is_checked()
    values = {entry["subject"]: entry["value"] for entry in record(page)["entries"]}
    assert values == {"7.prone-knee-bend-hold.1": 0.5, "7.bridge-on-heels.1": 1, "7.hydrate.1": 0.125, "pain-during": 4}


def test_the_whole_day_is_done_by_keyboard_alone(opened: Open, written: bytes) -> None:
    page = opened(written, reduced_motion="reduce")
    keys = page.keyboard
    total = page.locator(".task").count()
    for _ in range(200):
        keys.press("Tab")
        kind = page.evaluate("""() => { const one = document.activeElement; const box = one.getBoundingClientRect();
            const bar = document.querySelector('nav').getBoundingClientRect();
            if (one.closest('main') && (box.bottom < 1 || box.top > bar.top)) return `covered ${one.outerHTML} ${box.top} ${box.bottom}`;
            return one.type === 'checkbox' || one.type === 'radio' ? one.type : one.ariaLabel === 'One glass more' ? 'glass' : '' }""")
        assert "covered" not in kind
        if kind in ("checkbox", "radio"):
            keys.press("Space")
        elif kind == "glass":
            for _ in range(8):
                keys.press("Enter")
        if page.locator("#progress").inner_text() == f"{total} of {total} done":
            break
    assert page.locator("#progress").inner_text() == f"{total} of {total} done"
    pains = [entry for entry in record(page)["entries"] if entry["kind"] == "measure"]
    assert {entry["subject"] for entry in pains} == {"pain-next-morning", "pain-before", "pain-during"}
    timer = task(page, "Knee-bend hold").get_by_role("button", name="Timer")
    timer.focus()
    keys.press("Enter")
    assert page.locator("#timer").is_visible()
    keys.press("Escape")
    assert not page.locator("#timer").is_visible()
    assert timer.evaluate("one => one === document.activeElement")


def test_the_timer_counts_holds_and_rests_as_the_plan_says(opened: Open, written: bytes) -> None:
    page = opened(written)
    page.clock.install(time=NOON)
    page.reload()
    task(page, "Knee-bend hold").get_by_role("button", name="Timer").click()
    page.get_by_role("button", name="Start").click()
    seen = []
    for _ in range(40):
        seen.append((page.locator("#timer-leg").inner_text(), int(page.locator("#timer-left").inner_text() or 0)))
        page.clock.run_for(5000)
    assert seen[0] == ("Hold", 20)
    assert seen[1] == ("Hold", 15)
    assert ("Rest", 30) in [(leg, round(left, -1)) for leg, left in seen]
    assert page.locator("#timer-round").inner_text().endswith("of 10")  # 5 holds on each side


# -- what is kept and sent --------------------------------------------------------------------------------------------


def test_what_the_page_sends_is_taken_into_the_journal_once(opened: Open, rehab: Rehab) -> None:
    rehab("start", *START, "--id", "sam")
    rehab.at("2026-11-07")
    rehab("plan", "--id", "sam", "-o", "plan.html")
    page = opened(Path("plan.html").absolute(), at=dt.datetime(2026, 11, 7, 12, tzinfo=dt.UTC))
    task(page, "Heel slide").get_by_label("08:00").check()
    page.get_by_role("group", name="Before the").get_by_label("2", exact=True).check()
    page.get_by_role("group", name="Before the").get_by_label("3", exact=True).check()

    def sent(count: int) -> None:
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as a file").click()
        assert download.value.suggested_filename == "rehab-hamstring-strain-2026-11-07.json"
        download.value.save_as("ticks.json")
        assert rehab("journal", "import", "ticks.json").out == f"{count} written down.\n"
        assert rehab("journal", "import", "ticks.json").out == "0 written down.\n"

    sent(2)
    task(page, "Heel slide").get_by_label("13:00").check()
    page.get_by_role("group", name="Before the").get_by_role("button", name="Take it back").click()
    page.reload()
    sent(2)
    assert "x] Heel slide" in rehab("today").out
    [slide] = [one for one in rehab.entries() if one.replaces]
    assert (slide.subject, slide.value) == ("6.heel-slide.1", 0.667)
    assert [one.kind for one in rehab.entries()].count("undo") == 1


def test_a_note_of_any_letters_has_the_check_that_the_journal_expects(opened: Open, others: dict[str, bytes]) -> None:
    from rehab.source.phone_file import check_of

    page = opened(others["diary"])
    for name in ('Zoë 👩‍⚕️ \\ "x"', "\u202egnp", "</script>"):
        page.locator("#now input[type=text]").first.fill(name)
        page.locator("#now input[type=text]").first.blur()
        sent = record(page)
        assert sent["entries"][-1]["text"].endswith(name)
        assert check_of(sent) == sent["check"]


def test_storage_that_is_off_full_or_damaged_is_said_aloud(opened: Open, written: bytes) -> None:
    broken = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') };"
    page = opened(written, before=broken)
    assert "This browser keeps nothing" in page.get_by_role("alert").inner_text()
    task(page, "Bridge on your heels").get_by_label("Done", exact=True).check()
    assert len(record(page)["entries"]) == 1
    blocked = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } });"
    )
    assert "This browser keeps nothing" in opened(written, before=blocked).get_by_role("alert").inner_text()
    page = opened(written)
    page.evaluate(f"{broken} 0")
    task(page, "Bridge on your heels").get_by_label("Done", exact=True).check()
    assert "no room left" in page.get_by_role("alert").inner_text()
    for kept in ('{"__proto__": {"entries": []}}', "[]", "x", '{"entries":[{"id":"a","constructor":"b"}],"count":0}'):
        page = opened(written)
        key = page.evaluate("'rehab:' + JSON.parse(document.getElementById('data').textContent).key")
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, kept])
        page.reload()
        assert "cannot be read" in page.get_by_role("alert").inner_text()
        assert page.evaluate("key => localStorage.getItem(`${key}:aside`)", key) == kept


def test_after_a_week_it_asks_to_send_and_clearing_asks_twice(opened: Open, written: bytes) -> None:
    page = opened(written)
    task(page, "Bridge on your heels").get_by_label("Done", exact=True).check()
    assert page.locator("#nudge").is_hidden()
    page.clock.set_fixed_time(NOON + dt.timedelta(days=7))
    page.reload()
    assert "7 days" in page.locator("#nudge").inner_text()
    page.get_by_role("button", name="Copy the text").click()
    assert page.locator("#nudge").is_hidden()
    clear, sure = page.get_by_role("button", name="Clear this phone"), page.locator("#sure")
    for answers in (["No"], ["Yes", "No"]):
        clear.click()
        for answer in answers:
            sure.get_by_role("button", name=answer, exact=True).click()
        assert record(page)["entries"]
    clear.click()
    for _ in range(2):
        sure.get_by_role("button", name="Yes", exact=True).click()
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("#send-text").input_value() == ""


def test_questions_that_were_answered_no_make_room_for_the_day(opened: Open, others: dict[str, bytes]) -> None:
    page = opened(others["not-asked"])
    assert page.locator("#safety").get_attribute("open") is not None
    page.get_by_role("button", name="All no").click()
    page.reload()
    assert page.locator("#safety").get_attribute("open") is None


# -- without its program ----------------------------------------------------------------------------------------------


def test_without_its_program_everything_can_be_read(opened: Open, written: bytes, strain: Plan) -> None:
    page = opened(written, java_script_enabled=False)
    assert page.get_by_text("This browser keeps no ticks").is_visible()
    assert page.get_by_role("button").count() == 0
    assert all(
        page.get_by_role("heading", name=name).first.is_visible() for name in ("Days", "Phases", "How to", "Stop signs")
    )
    page.locator("#days .week > summary").nth(1).click()
    day = page.locator("#d-2026-11-25")
    day.locator("summary").click()
    shown = day.inner_text()
    assert all(one.title in shown for one in strain.days[7].tasks)
    day.get_by_role("link", name="Knee-bend hold").click()
    assert page.get_by_role("heading", name="Knee-bend hold").first.is_visible()
    assert all(page.get_by_text(sign.text).first.is_visible() for sign in strain.stop_signs)


def test_what_is_printed_has_the_lights_and_the_stop_signs_and_no_link_to_them(
    opened: Open, written: bytes, strain: Plan
) -> None:
    page = opened(written)
    page.emulate_media(media="print")
    assert strain.response
    for light in (strain.response.green, strain.response.amber, strain.response.red):
        assert page.locator(".lights li", has_text=light.when).is_visible()
    assert all(page.locator("#stop li", has_text=sign.text).first.is_visible() for sign in strain.stop_signs)
    assert not page.locator("#phases > h2").is_visible()
    assert not page.get_by_role("link", name="Which light was it?").is_visible()
