"""What each writer makes of a text that would mean something in its file: the text in, and exactly what is written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import types
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from combinations import LIBRARY
from conftest import PlanMaker
from icalendar import Calendar

from rehab.models.plan import Plan
from rehab.writers import agenda, csv, fhir, ics, markdown, terminal
from rehab.writers.html import document
from rehab.writers.html import markup as html
from rehab.writers.lines import case_code, clean
from rehab.writers.pdf import fonts
from rehab.writers.svg import SvgSheet

TEMPLATE = LIBRARY.template("clinic")
ESC, BELL, RIGHT_TO_LEFT, MARK, JOINER = "\x1b", "\x07", "\u202e", "\u0301", "\u200d"


# -- one clean line ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Jane Example", "Jane Example"),
        ("  two   blanks ", "two blanks"),
        ("one\ntwo\r\nthree\tfour", "one two three four"),
        ("a\vb\fc\x85d\x1ce\x1df\x1eg\u2028h\u2029i", "a b c d e f g h i"),
        (f"a{ESC}[31mb{BELL}", "a[31mb"),
        ("a\x00b\x7fc", "abc"),
        (f"abc{RIGHT_TO_LEFT}fed", "abcfed"),
        ("a\u2066b\u2069c\ufeffd", "abcd"),
        ("half \ud800 letter", "half letter"),
        ("none \ufffe\uffff\U0001fffe of these", "none of these"),
        (f"e{MARK * 8}", f"e{MARK * 8}"),
        (f"e{MARK * 9}x{MARK}", f"e{MARK * 8}x{MARK}"),
        (f"{MARK}a", f"{MARK}a"),
        (f"a{JOINER}b\u200cc", f"a{JOINER}b\u200cc"),
        ("**bold** and *not*", "bold and *not*"),
        ("日本語 Zoë", "日本語 Zoë"),
        ("", ""),
    ],
)
def test_a_cleaned_text_is_one_line_without_signs_that_steer(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Jane", "Jane"), (f"a{ESC}[2Jb", "a[2Jb"), (f"x{RIGHT_TO_LEFT}y", "xy"), ("a\ud800b", "ab"), ("a  b", "a  b")],
)
def test_a_text_on_a_terminal_cannot_steer_it(text: str, shown: str) -> None:
    assert terminal.safe(text) == shown


@pytest.mark.parametrize("plain", ["a", "hamstring-2026.1", "A" * 40, "0"])
def test_a_plain_id_of_a_case_stays(plain: str) -> None:
    assert case_code(plan_with(id=plain)) == plain


@pytest.mark.parametrize("odd", ["", "a b", "-a", ".a", "a" * 41, "ä", "a/b", "a\nb", "\ud800"])
def test_any_other_id_becomes_a_digest_of_it(odd: str) -> None:
    code = hashlib.sha256(odd.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    assert case_code(plan_with(id=odd)) == code


# -- table ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (12, "12"),
        (2.5, "2.5"),
        (3.0, "3"),
        (-4, "-4"),  # a number is a number
        ("3 × 12", "3 × 12"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20x", "'\uff20x"),
        ("|x", "'|x"),
        ("%x", "'%x"),
        ("\t=1", "'=1"),
        (f"{RIGHT_TO_LEFT}=1", "'=1"),
        ("a=1", "a=1"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_cell_is_never_a_formula(value: object, cell: str) -> None:
    assert csv.cell(value) == cell


# -- notes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Bend your knee", "Bend your knee"),
        ("*b* _i_ `c`", r"\*b\* \_i\_ \`c\`"),
        ("[x](http://y)", r"\[x\](http\://y)"),
        ("<img> #tag ~x~ $y$ ^z^ a|b", r"\<img\> \#tag \~x\~ \$y\$ \^z\^ a\|b".replace(r"\>", ">")),
        ("a \\ b", r"a \\ b"),
        ("a == b %% c", r"a \=\= b \%\% c"),
        ("a = b % c", "a = b % c"),
        ("&amp; &#65; & b", r"\&amp; \&#65; & b".replace("#", r"\#")),
        ("8:00", "8:00"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("> said", r"\> said"),
        ("= line", r"\= line"),
        (": line", r"\: line"),
        ("1. item", r"1\. item"),
        ("12) item", r"12\) item"),
        ("12 items", "12 items"),
        ("- *x*", r"\- \*x\*"),
        ("a - b", "a - b"),
        ("📅 2020-01-01 ✅ done", "2020-01-01 done"),
    ],
)
def test_a_text_in_notes_means_nothing_to_markdown(text: str, written: str) -> None:
    assert markdown.safe(text) == written


def test_lines_of_a_list_stand_under_the_line_before_them() -> None:
    assert markdown._bullets(["Do this:", "- rest", "- *cool*", "-no item"]) == [
        "- Do this:",
        "    - rest",
        r"    - \*cool\*",
        r"- \-no item",
    ]


# -- page -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (lambda: html.tag("p", "a < b & \"c\" > 'd'"), "<p>a &lt; b &amp; \"c\" &gt; 'd'</p>"),
        (lambda: html.tag("p", html.tag("b", "x"), " & y"), "<p><b>x</b> &amp; y</p>"),
        (lambda: html.tag("p", " in ", html.tag("b", "x"), "  "), "<p> in <b>x</b> </p>"),
        (lambda: html.tag("p", "two\nlines"), "<p>two lines</p>"),
        (lambda: html.tag("br"), "<br>"),
        (lambda: html.tag("input", type="text", value="a b"), '<input type=text value="a b">'),
        (lambda: html.tag("p", "x", class_="a", data_key="k-1.2"), "<p class=a data-key=k-1.2>x</p>"),
        (lambda: html.tag("p", "x", title='" onclick="y'), '<p title="&quot; onclick=&quot;y">x</p>'),
        (lambda: html.tag("p", "x", title="<b>'"), '<p title="&lt;b&gt;&#x27;">x</p>'),
        (lambda: html.tag("p", "x", title=""), '<p title="">x</p>'),
        (lambda: html.tag("p", "x", title=f"a{ESC}b"), "<p title=ab>x</p>"),
        (lambda: html.tag("p", "x", hidden=True, lang=None, open=False), "<p hidden>x</p>"),
        (lambda: html.joined(["a", html.Html("<i>b</i>"), "<c>"], ", "), "a, <i>b</i>, &lt;c&gt;"),
        (lambda: html.rich("Call **{who}** & go.", who="<A>"), "Call <b>&lt;A&gt;</b> &amp; go."),
        (lambda: html.rich("{who}: *", who="**A**"), "A: *"),
        (lambda: html.listed(["a", "", "<b>"]), "<ul><li>a</li><li>&lt;b&gt;</li></ul>"),
        (lambda: html.listed(["a"], "ol", class_="x"), "<ol class=x><li>a</li></ol>"),
        (lambda: html.listed(["", ""]), ""),
        (lambda: html.paragraphs(["a", "", "<b>"], class_="x"), "<p class=x>a</p><p class=x>&lt;b&gt;</p>"),
    ],
)
def test_only_markup_is_markup_on_a_page(made: Callable[[], str], written: str) -> None:
    assert made() == written
    assert isinstance(made(), html.Html)


@pytest.mark.parametrize(
    ("sentence", "values", "filled"),
    [
        ("{name} of {other}", {"name": "{other}", "other": "x"}, "{other} of x"),
        ("no {such} name", {}, "no {such} name"),
        ("{a}{a} end", {"a": 1}, "11 end"),
        ("open { only", {"a": 1}, "open { only"),
        ("closed } and {a}", {"a": 1}, "closed } and 1"),
        ("{a}", {"a": f"x{ESC}\ny"}, "x y"),
    ],
)
def test_a_value_is_put_in_once_and_never_read_again(sentence: str, values: dict[str, object], filled: str) -> None:
    assert html.filled(sentence, **values) == filled


def test_a_value_in_a_script_cannot_end_it() -> None:
    value = {"a": "</script><!--&", "b": [1, "\u2028"]}
    written = html.embedded(value)
    assert written == r'{"a":"\u003c/script\u003e\u003c!--\u0026","b":[1,"\u2028"]}'
    assert json.loads(written) == value


@pytest.mark.parametrize(
    ("scripts", "served", "script", "reach"),
    [([], False, "'none'", "'none'"), ([], True, "'none'", "'none'"), (["x"], False, "sha", "'none'"), (["x"], True, "sha", "'self'")],
)  # fmt: skip
def test_a_page_takes_in_its_own_style_and_programs_and_nothing_else(
    scripts: list[str], served: bool, script: str, reach: str
) -> None:
    sha = "'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='"
    found = document.policy_of("x", scripts, served=served)
    assert found == (
        f"default-src 'none'; script-src {sha if script == 'sha' else script}; style-src {sha}; img-src 'none'; "
        f"connect-src {reach}; form-action 'none'; base-uri 'none'"
    )
    assert document.policy_of("x", ["x", "x"], served=False).count(sha) == 3


# -- picture ----------------------------------------------------------------------------------------------------------


def test_a_text_of_a_picture_is_only_text() -> None:
    sheet = SvgSheet(50, 20, colours={"ink": "000000"}, title="<t> & x", text='"a" <b>')
    sheet.text(1, 2, "</text><script>", face="semibold", size=10, colour="ink")
    written = sheet.finish().decode()
    assert '<title id="title">&lt;t&gt; &amp; x</title>\n' in written
    assert '<desc id="text">&quot;a&quot; &lt;b&gt;</desc>\n' in written
    assert 'width="50mm" height="20mm" viewBox="0 0 50 20" role="img" aria-labelledby="title text"' in written
    assert written.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
    assert '<rect width="50" height="20" fill="#FFFFFF"/>\n' in written
    [line] = [line for line in written.splitlines() if line.startswith("<text ")]
    length = fonts.width("</text><script>", "semibold", 10) * 25.4 / 72
    assert line == (
        f'<text x="1.00" y="2.00" font-size="3.53" font-weight="600" textLength="{length:.2f}" '
        'lengthAdjust="spacingAndGlyphs" fill="#000000">&lt;/text&gt;&lt;script&gt;</text>'
    )
    assert "font-family=\"'Source Sans Pro'," in written


# -- printed page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Zoë & <b>", "Zoë & <b>"),
        ("one\t\r\ntwo\u2028three", "one two three"),
        ("non\u2010breaking\u2011 5\u2032 6\u2033 7\u202fm 8\u2009s", "non-breaking- 5' 6\" 7\u00a0m 8 s"),
        ("e\u0301", "é"),
        ("\U0001f600", "[U+1F600]"),
        ("水", "[U+6C34]"),
        (f"a{ESC}b", "a[U+001B]b"),
        ("a\x1fb ", "a[U+001F]b "),
    ],
)
def test_what_the_typeface_lacks_prints_as_its_code(text: str, printed: str) -> None:
    assert fonts.printable(text) == printed


def test_what_is_missing_is_named_once_in_order() -> None:
    assert fonts.missing("b 水\n\t水 \U0001f600 \u2010 a\r") == ["水", "\U0001f600"]
    assert fonts.missing("Zoë") == []


# -- calendar and record ----------------------------------------------------------------------------------------------


def plan_with(**case: object) -> Plan:
    plan = PLAN.get("plan") or PLAN.setdefault("plan", PlanMaker(LIBRARY)("calf-strain", yes=["RF-08"]))
    return plan.model_copy(update={"case": plan.case.model_copy(update=case)})


PLAN: dict[str, Plan] = {}
START = dt.datetime(2026, 11, 20, 18, 0)
HARD = 'a; b, c\\n \\ "d"\nBEGIN:VALARM'


def event(**values: object) -> agenda.Event:
    usual = {"uid": "u-1", "summary": HARD, "lines": ("one", HARD), "discreet": "Time", "start": START, "minutes": 30, "days": 1, "skip": (), "day": 3}  # fmt: skip
    return types.SimpleNamespace(**{**usual, **values})  # type: ignore[return-value]


def read_back(made: Any) -> tuple[str, Any]:
    text = made.to_ical().decode()
    return text, Calendar.from_ical(text)


def test_an_event_says_its_text_and_nothing_of_it_is_a_line_of_the_file() -> None:
    text, read = read_back(ics._event(plan_with(), event(), TEMPLATE.wording, discreet=False, zone=None))
    assert [line for line in text.splitlines() if line.startswith("BEGIN:")] == ["BEGIN:VEVENT", "BEGIN:VALARM"]
    assert (str(read["summary"]), str(read["description"])) == (HARD, f"one\n{HARD}")
    assert (read["dtstart"].dt, read["dtend"].dt) == (START, START + dt.timedelta(minutes=30))
    assert str(read["uid"]) == "u-1"
    [alarm] = read.walk("VALARM")
    assert (str(alarm["action"]), str(alarm["description"]), alarm["trigger"].dt) == (
        "DISPLAY",
        HARD,
        dt.timedelta(minutes=-10),
    )
    assert not {"rrule", "exdate"} & {key.lower() for key in read}


def test_a_discreet_event_has_no_word_of_it() -> None:
    text, read = read_back(ics._event(plan_with(), event(), TEMPLATE.wording, discreet=True, zone=None))
    assert "VALARM\\" not in text
    assert str(read["summary"]) == str(read.walk("VALARM")[0]["description"]) == "Time"
    assert str(read["description"]) == TEMPLATE.wording.calendar.discreet_text.format(day=3)


def test_an_event_of_a_whole_day_and_one_of_several_days() -> None:
    whole = event(start=START.date(), days=5, skip=(dt.datetime(2026, 11, 22, 18, 0),))
    _, read = read_back(ics._event(plan_with(), whole, TEMPLATE.wording, discreet=False, zone=None))
    assert (read["dtstart"].dt, read["dtend"].dt) == (START.date(), dt.date(2026, 11, 21))
    assert read["rrule"] == {"FREQ": ["DAILY"], "COUNT": [5]}
    assert [one.dt for one in read["exdate"].dts] == [dt.datetime(2026, 11, 22, 18, 0)]
    assert read.walk("VALARM")[0]["trigger"].dt == dt.timedelta(hours=-4)


def test_an_event_keeps_the_clock_time_of_its_zone() -> None:
    zone = ZoneInfo("Europe/Vienna")
    daily = event(days=3, skip=(START + dt.timedelta(days=1),))
    _, read = read_back(ics._event(plan_with(), daily, TEMPLATE.wording, discreet=False, zone=zone))
    assert read["dtstart"].dt == START.replace(tzinfo=zone)
    assert [read[name].params["TZID"] for name in ("dtstart", "dtend", "exdate")] == ["Europe/Vienna"] * 3


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["a", "", '<b> & "c"'], "<p>a</p><p>&lt;b&gt; &amp; &quot;c&quot;</p>"),
        ([""], "<p>-</p>"),
        ([], "<p>-</p>"),
    ],
)
def test_the_narrative_of_a_record_is_only_text(lines: list[str], rows: str) -> None:
    assert fhir._narrative(lines) == {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{rows}</div>',
    }


@pytest.mark.parametrize(("told", "text"), [("a\nb", "a b"), ("", "-"), (ESC, "-")])
def test_a_concept_of_a_record_is_said_in_words(told: str, text: str) -> None:
    assert fhir._text(told) == {"text": text}


def test_a_record_cannot_end_a_script_that_holds_it_and_names_its_patient() -> None:
    name = "</script><b>Jané"
    written = fhir.write(plan_with(name=name, id="c-1"), TEMPLATE)
    assert b"</script" not in written
    assert "Jané".encode() in written
    assert written.endswith(b"}\n")
    bundle = json.loads(written)
    patient, condition, *_, request = [entry["resource"] for entry in bundle["entry"]]
    assert patient["name"] == [{"text": name}]
    assert patient["text"]["div"].count("&lt;/script&gt;&lt;b&gt;Jané") == 1
    assert patient["identifier"] == [bundle["identifier"]] == [{"system": "urn:rehab:case", "value": "c-1"}]
    assert (bundle["resourceType"], bundle["type"], bundle["id"]) == ("Bundle", "collection", "c-1")
    assert (bundle["language"], bundle["timestamp"]) == (TEMPLATE.language, "2026-11-18T00:00:00Z")
    assert patient["resourceType"] == "Patient"
    assert [patient["id"], condition["resourceType"], request["resourceType"]] == [
        "c-1-patient",
        "Condition",
        "ServiceRequest",
    ]
    assert len({entry["fullUrl"] for entry in bundle["entry"]}) == len(bundle["entry"]) == 3
    nobody = json.loads(fhir.write(plan_with(name=f" {ESC}"), TEMPLATE))["entry"][0]["resource"]
    assert "name" not in nobody
