"""One loopback server: an app is made safe, then runs until Ctrl-C. What it shows is somebody else's matter."""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import os
import secrets
import socket
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from rehab.errors import UsageError, fail

if TYPE_CHECKING:
    import asyncio

    import uvicorn
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
PLAIN_PORT = 80
NOWHERE = ("192.0.2.1", 9)
"""An address that stands in documents only (RFC 5737)."""
OWN = ("none", "same-origin")
"""What a browser says of a request that the person, or a page of ours, made."""
NEEDED = ("starlette", "uvicorn", "pypdfium2")
NOTHING = "There is nothing here. Open the whole address that the terminal shows."
"""The one answer to whoever has not the whole address, and to whoever has it and asks for anything else."""
INSTALL = 'pip install "rehab-planner[serve]"'
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""With every answer: nothing is kept, nothing comes from elsewhere, and no other page may hold or read it."""


def check_installed(modules: Collection[str] = NEEDED) -> None:
    """Raise UsageError with the command to type where a library of the extra ``serve`` is missing."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        message = f"this command needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not here"
        raise fail(UsageError, "not-installed", message, f"install it with: {INSTALL}")


def new_token() -> str:
    """Return a word that nobody can guess: whoever has the address with it may look."""
    return secrets.token_urlsafe(24)


def listen(
    port: int = 0, host: str = LOOPBACK, *, hint: str = "leave --port out: any free one is taken"
) -> socket.socket:
    """Return a socket that listens on ``port``, any free one for 0. Raises UsageError for one that is not free."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would take the port from whoever has it
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen()
    except OSError as error:
        found.close()
        message = f"--port: {port} cannot be used: {(error.strerror or str(error)).lower()}"
        raise fail(UsageError, "port-taken", message, hint) from None
    return found


def names_of(port: int, host: str = LOOPBACK) -> frozenset[str]:
    """Return the names by which a server may be called; any other one is a trick to reach it from outside."""
    hosts = (LOOPBACK, "localhost") if host == LOOPBACK else (host,)
    plain = hosts if port == PLAIN_PORT else ()  # a browser leaves out the port that goes without saying
    return frozenset([*(f"{one}:{port}" for one in hosts), *plain])


def address_at_home() -> str:
    """Return the address of this computer in its own network, by asking which one it would send from; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(NOWHERE)
            found = str(asking.getsockname()[0])
        except OSError:
            found = ""
    return check_at_home(found)


def check_at_home(found: str) -> str:
    """Return an address of a network at home. Raises UsageError for none, and for one of the open internet."""
    if not found or ipaddress.ip_address(found).is_loopback or ipaddress.ip_address(found).is_unspecified:
        raise fail(UsageError, "no-network", "--lan: this computer is in no network", "join your Wi-Fi, and try again")
    if ipaddress.ip_address(found).is_global:
        message = f"--lan: the address of this computer, {found}, is one of the open internet, not of a network at home"
        raise fail(UsageError, "open-internet", message, "leave --lan out, or join your own Wi-Fi")
    return found


def safe(
    app: ASGIApp,
    *,
    token: str,
    hosts: Collection[str],
    methods: Collection[str] = ("GET", "HEAD"),
    body_limit: int = 0,
) -> ASGIApp:
    """Return ``app`` below the path ``/token/``, for requests by one of the names ``hosts`` and from no other page.

    A body has at most ``body_limit`` bytes. The app sees its paths without the token.
    """
    from starlette.datastructures import MutableHeaders
    from starlette.responses import PlainTextResponse

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # no sockets of any other kind, and nothing to start or end

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # what the app says of one answer of its own stands
            await send(message)

        refused = _refused(scope, token=token, hosts=hosts, methods=methods, body_limit=body_limit)
        if refused:
            status, words = refused
            await PlainTextResponse(f"{words}\n", status)(scope, receive, send_with_headers)
            return
        inside = {**scope, "root_path": f"/{token}"}
        await app(inside, _limited(receive, body_limit), send_with_headers)

    return guarded


def _refused(
    scope: Scope, *, token: str, hosts: Collection[str], methods: Collection[str], body_limit: int
) -> tuple[int, str] | None:
    """Return why a request gets no answer; the name and the page it comes from before the token is even looked at."""
    headers = _headers(scope)
    host = headers.get("host", "")
    if host not in hosts:
        return 421, "This server does not go by that name."
    if headers.get("origin", f"http://{host}") != f"http://{host}" or headers.get("sec-fetch-site", "none") not in OWN:
        return 403, "Another page may not ask for this."
    first = scope["path"].lstrip("/").partition("/")[0]
    if not secrets.compare_digest(first.encode(), token.encode()) or not scope["path"].startswith(f"/{token}/"):
        return 404, NOTHING
    if scope["method"] not in methods:
        return 405, "This cannot be done here."
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:18]) > body_limit:
        return 413, "This is too large."
    return None


def _headers(scope: Scope) -> Mapping[str, str]:
    """Return the headers by name; one that is there twice is read as both, which then is neither."""
    found: dict[str, str] = {}
    for key, value in scope["headers"]:
        name = key.decode("latin-1").lower()
        found[name] = f"{found[name]},{value.decode('latin-1')}" if name in found else value.decode("latin-1")
    return found


def _limited(receive: Receive, limit: int) -> Receive:
    """Return a reader that stops a body that grows beyond its limit, whatever length it claimed."""
    from starlette.exceptions import HTTPException

    taken = 0

    async def read() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, "This is too large.")
        return message

    return read


def run(app: ASGIApp, listening: socket.socket, *, protocol: type[asyncio.Protocol] | None = None) -> None:
    """Serve ``app`` until Ctrl-C, which is how it is meant to end."""
    with listening, contextlib.suppress(KeyboardInterrupt):
        made(app, protocol=protocol).run(sockets=[listening])


def made(app: ASGIApp, *, protocol: type[asyncio.Protocol] | None = None) -> uvicorn.Server:
    """Return the server of ``app``, which writes no log.

    ``protocol`` speaks HTTP in the place of uvicorn's own, with one request for each connection.
    """
    import uvicorn

    config = uvicorn.Config(
        app,
        http=protocol or "h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        headers=[("connection", "close")] if protocol else [],
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)
