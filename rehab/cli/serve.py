"""The command that shows a case of the journal to its phone: ``serve``."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from rehab import server
from rehab.cli.daily import is_emergency
from rehab.cli.followed import CaseOption, JournalOption, follow, one_case, open_journal
from rehab.cli.journal import take_in
from rehab.cli.options import LibraryOption, open_library
from rehab.cli.options import today as clock
from rehab.cli.places import journal_path
from rehab.errors import NotFoundError, RehabError, UsageError, WriteError, fail
from rehab.library import Library
from rehab.models.journal import Entry
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.served.app import BODY_LIMIT, Page, app
from rehab.source.journal_file import parse_journal
from rehab.source.phone_file import FIELDS, KINDS
from rehab.store import Store
from rehab.writers.html.served import Served, served, trouble

NEEDED = ("segno", "starlette", "uvicorn")
PORT = 7342
"""REHA on the keys of a phone. The same each time: a browser keeps what waits there by the address with its port."""
OTHER_PORT = "is rehab serve running already? else take another one: --port 7343"
SENT = "what the phone sent"


def serve(
    case: CaseOption = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let phones in your own network open it, not this computer.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; left out: 7342.")] = PORT,
    template: Annotated[str, typer.Option("--template", help="The look of the page.")] = "clinic",
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Show the plan of today on a phone, from this computer: what is ticked there goes to the journal here.

    \b
    Examples:
      rehab serve --lan
      rehab serve --case sam --lan
    """
    server.check_installed(NEEDED)
    shelf = open_library(library)
    look = shelf.template(template)
    with open_journal(journal) as store:
        stored = one_case(store, case)
        active = [one.id for one in store.cases(active=True) if one.id != stored.id]
    serving = Serving(journal_path(journal), stored.id, shelf, look)
    referral = serving.plan().referral
    if referral:
        typer.echo(f"{referral.title}. {referral.urgency}", err=True)
    host = server.address_at_home() if lan else server.LOOPBACK
    _show(serving, host, port, active)


class Serving:
    """One case of a journal as its phone sees it: the page of the day, and what it takes in. One request at a time."""

    def __init__(
        self,
        journal: Path,
        case: str,
        library: Library,
        look: Template,
        draw: Callable[[Plan, Template], Served] = served,
    ) -> None:
        self._journal, self._case, self._library, self._look, self._draw = journal, case, library, look, draw
        self._lock = threading.Lock()
        self._made: tuple[str, Served] | None = None

    @property
    def library(self) -> Library:
        return self._library

    @property
    def case(self) -> str:
        return self._case

    def plan(self) -> Plan:
        """Return the plan of today, as the journal stands now."""
        with self._lock, open_journal(self._journal) as store:
            return self._plan(store)

    def _plan(self, store: Store) -> Plan:
        """An emergency in another case stands in the place of the plan: it is about the person, not about one leg."""
        own = one_case(store, self._case)
        others = (one for one in store.cases(active=True) if one.id != own.id)
        plans = [follow(store, one, clock(), self._library).plan for one in (own, *others)]
        return next(filter(is_emergency, plans), plans[0])

    def page(self) -> Page:
        """Return the page of today, as the journal stands now; where it cannot be made, one that says why."""
        try:
            with self._lock, open_journal(self._journal) as store:
                plan, entries = self._plan(store), store.journal(self._case).ordered
            made = self._page_of(plan)
            told = self._told(entries, digest_of(plan))
            words = self._look.wording.phone.served.model_dump(mode="json")
            return Page(made.with_journal({**told, "words": words}), made.policy)
        except Exception as error:  # the page must say it, whatever it is
            made = trouble(self._look, self._problem(error))
            return Page(made.with_journal({}), made.policy, 503)

    def take(self, body: bytes) -> tuple[int, Mapping[str, Any]]:
        """Take in what the page sent, as ``rehab journal import`` would; return the status and the answer."""
        try:
            with self._lock:
                return 200, self._taken(body)
        except Exception as error:
            status = 422 if isinstance(error, RehabError) and not isinstance(error, NotFoundError | WriteError) else 503
            return status, {"problem": " ".join(self._problem(error))}

    def _taken(self, body: bytes) -> Mapping[str, Any]:
        parsed = parse_journal(body, SENT, csv=False)
        if [(written.id, written.full, bool(written.phone)) for written, _ in parsed] != [(self._case, None, True)]:
            raise fail(UsageError, "other-case", f"{SENT} is of another case", "scan the code of this plan again")
        with open_journal(self._journal) as store:
            added = take_in(store, parsed, SENT, self._library.shelf)
            entries = store.journal(self._case).ordered
            try:
                plan = digest_of(self._plan(store))
            except RehabError:
                plan = ""  # it is written down all the same; the page comes again, and says what is wrong
        return {"taken": added, **self._told(entries, plan)}

    def _told(self, entries: tuple[Entry, ...], plan: str) -> dict[str, Any]:
        """Return what the page must know: which plan it is, its day, and what the journal has of that day."""
        day = clock()
        lines = [line_of(entry) for entry in entries if entry.date >= day and entry.kind in KINDS]
        return {"plan": plan, "day": day.isoformat(), "entries": lines}

    def _page_of(self, plan: Plan) -> Served:
        digest = digest_of(plan)
        if self._made is None or self._made[0] != digest:
            self._made = digest, self._draw(plan, self._look)
        return self._made[1]

    def _problem(self, error: Exception) -> list[str]:
        """Return what is wrong in sentences, without the folders of this computer."""
        if not isinstance(error, RehabError):
            return [f"This is a fault of the program ({type(error).__name__}). Please report it."]
        found = [text for issue in error.issues for text in (issue.message, issue.hint) if text]
        plain = (text.replace(str(self._journal), self._journal.name) for text in found)
        return [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in plain]


def digest_of(plan: Plan) -> str:
    """Return a short name of a plan: it is another one once anything on its page is another."""
    text = plan.model_dump_json(exclude={"logged"})
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def line_of(entry: Entry) -> dict[str, Any]:
    """Return an entry with the fields that the page knows."""
    made = entry.model_dump(mode="json", include=set(FIELDS), exclude_none=True)
    return {key: value for key, value in made.items() if value != "" or key == "subject"}


# -- the terminal -----------------------------------------------------------------------------------------------------


def _show(serving: Serving, host: str, port: int, others: list[str]) -> None:
    """Say how to open it and who else can, and serve until Ctrl-C."""
    from rehab.served.deadlines import Hurried

    words = serving.library.shelf.words
    listening = server.listen(port, host, hint=OTHER_PORT)
    port, token = listening.getsockname()[1], server.new_token()
    lan = host != server.LOOPBACK
    guarded = server.safe(
        app(serving.page, serving.take), token=token, hosts=server.names_of(port, host),
        methods=("GET", "HEAD", "POST"), body_limit=BODY_LIMIT,
    )  # fmt: skip
    address = f"http://{host}:{port}/{token}/"
    try:
        typer.echo(address)
        for line in words["serve-lan" if lan else "serve-here"].format(case=serving.case).splitlines():
            typer.echo(line, err=True)
        if others:
            typer.echo(words["serve-others"].format(cases=", ".join(others)), err=True)
        if lan:
            _show_code(address, words)
        typer.echo(words["serve-stop"], err=True)
        server.run(guarded, listening, protocol=Hurried)
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
    typer.echo(words["serve-stopped"], err=True)


def _show_code(address: str, words: Mapping[str, str]) -> None:
    """Show the code on a terminal that can."""
    from rehab.served.code import code

    if not sys.stderr.isatty():
        return
    drawn = code(address, colour=os.environ.get("TERM") != "dumb")
    try:
        drawn.encode(sys.stderr.encoding or "ascii")
    except UnicodeError:
        typer.echo(words["serve-no-code"], err=True)
        return
    typer.echo(f"{words['serve-scan']}\n\n{drawn}", err=True)
