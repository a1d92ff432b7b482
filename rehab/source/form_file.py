"""Reading a fillable PDF back: whose plan it is, and what was filled in; a file that is not ours is told as such."""

from __future__ import annotations

import io
import re
from typing import Any, NamedTuple

from pydantic import ValidationError

from rehab.errors import Issue, SourceError, UsageError, fail
from rehab.models.form import RECORD, YES, FormField, FormRecord
from rehab.models.journal import Entry

MAGIC = b"%PDF-"
HINT = "make it with: rehab plan --fillable, fill it in, and save it as a PDF with its fields"
_PAIN = re.compile(r"(10(?:[.,]0)?|[0-9](?:[.,][0-9])?)(?: ?/ ?10)?", re.ASCII)
_MOST_TEXT = 100


class Filled(NamedTuple):
    """What stands in the fields of one thing: the part that was ticked, the pain, or the words."""

    field: FormField
    value: float | None = None
    text: str = ""

    def says_the_same(self, entry: Entry) -> bool:
        """Whether an entry holds just this; a task without a part was done whole."""
        if entry.kind == "done":
            return (1.0 if entry.value is None else entry.value) == self.value
        return entry.value == self.value and (self.value is not None or entry.text == self.text)


class LockedError(Exception):
    """The file has a password, and this was not it."""


def parse_form(content: bytes, name: str, password: str = "") -> tuple[FormRecord, list[Filled]]:
    """Return whose fields a PDF has, and those that are filled in. Raises SourceError, and LockedError for a password."""
    try:
        import pikepdf
    except ImportError:
        message, hint = "reading a PDF needs pikepdf", "install it with: pip install 'rehab-planner[pdf]'"
        raise fail(UsageError, "not-installed", message, hint) from None
    try:
        with pikepdf.open(io.BytesIO(content), password=password) as pdf:
            values = _values(pdf)
    except pikepdf.PasswordError:
        raise LockedError from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise SourceError((Issue("not-a-form", f"{name} cannot be read as a PDF", HINT),)) from error
    record = _record(values.pop(RECORD, ""), name)
    known = {field.name for field in record.fields}
    for other in values.keys() - known:
        raise _edited(name, f"it has a field '{other}' that was not in it")
    for field in record.fields:
        if field.name not in values:
            raise _edited(name, f"its field '{field.name}' is gone")
    return record, _filled(record, values, name)


def _values(pdf: Any) -> dict[str, str]:
    """The text of each field of a PDF; that of a box that is ticked is Yes."""
    form = pdf.Root.get("/AcroForm")
    found: dict[str, str] = {}
    for field in form.get("/Fields", []) if form is not None else []:
        value = field.get("/V")
        found[str(field.get("/T", ""))] = "" if value is None else str(value).lstrip("/")
    return found


def _record(text: str, name: str) -> FormRecord:
    if not text:
        message = f"{name} has no fields of this program: it was printed without --fillable, or a program took them out"
        raise SourceError((Issue("not-a-form", message, HINT),))
    try:
        record = FormRecord.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["loc"] == ("version",):
            message = f"{name} is of another version of the fillable PDF; this program reads version 1"
            raise SourceError((Issue("other-version", message, "use the newer program"),)) from None
        raise _edited(name, "what it says about itself cannot be read") from None
    if record.check != record.checked.check:
        raise _edited(name, "what it says about itself was changed")
    return record


def _edited(name: str, why: str) -> SourceError:
    return SourceError((Issue("edited-form", f"{name} is not as this program made it: {why}", HINT),))


def _filled(record: FormRecord, values: dict[str, str], name: str) -> list[Filled]:
    """What is filled in, each task once. Raises SourceError with every value that is not one."""
    ticked: dict[str, list[FormField]] = {}
    found: list[Filled] = []
    problems: list[Issue] = []
    for field in record.fields:
        text = values[field.name].strip()
        if not text or (field.kind == "tick" and text == "Off"):
            continue
        where = f"{name}: {field.subject}, {field.date}"
        if field.kind == "tick" and text == YES:
            ticked.setdefault(field.subject, []).append(field)
        elif field.kind == "tick":
            problems.append(Issue("bad-value", f"{where}: '{text[:40]}' is no tick", HINT))
        elif field.kind == "diary" and len(text) <= _MOST_TEXT:
            found.append(Filled(field, text=f"{field.text}: {text}"))
        elif field.kind == "diary":
            problems.append(
                Issue("bad-value", f"{where}: the text has more than {_MOST_TEXT} characters", "shorten it")
            )
        elif match := _PAIN.fullmatch(text):
            found.append(Filled(field, float(match[1].replace(",", "."))))
        else:
            hint = "correct it in the PDF, and save it"
            problems.append(Issue("bad-pain", f"{where}: '{text[:40]}' is not a pain from 0 to 10", hint))
    if problems:
        raise SourceError(tuple(problems))
    return [*(Filled(boxes[0], round(min(len(boxes) / boxes[0].of, 1.0), 3)) for boxes in ticked.values()), *found]
