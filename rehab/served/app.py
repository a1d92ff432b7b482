"""The routes of a served case: its page, and the journal that takes what was ticked; nothing else is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehab.server import NOTHING

if TYPE_CHECKING:
    from starlette.applications import Starlette

BODY_LIMIT = 256 * 1024
KIND = "application/json"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to the browser itself; ``policy`` says what the page may take in."""

    content: bytes
    policy: str
    status: int = 200


def app(page: Callable[[], Page], take: Callable[[bytes], tuple[int, Mapping[str, Any]]]) -> Starlette:
    """Return the app that shows ``page`` and hands to ``take`` what it sends, to be made safe by the server."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
    from starlette.routing import Route

    def home(_: Request) -> Response:
        made = page()
        headers = {"content-security-policy": f"{made.policy}; frame-ancestors 'none'"}
        return HTMLResponse(made.content, made.status, headers)

    async def journal(request: Request) -> Response:
        # A browser always says which page a request comes from; the server has looked at what it says.
        if "origin" not in request.headers:
            raise HTTPException(403, "Only the page itself may send.")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != KIND:
            raise HTTPException(415, "Only what the page sends is taken.")
        status, answer = await run_in_threadpool(take, await request.body())
        return JSONResponse(answer, status)

    def refused(_: Request, error: Exception) -> Response:
        status, words = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
        if status in (404, 405):
            status, words = 404, NOTHING
        return PlainTextResponse(f"{words}\n", status)

    routes = [Route("/", home), Route("/journal", journal, methods=["POST"])]
    found = Starlette(routes=routes, exception_handlers={HTTPException: refused})
    found.router.redirect_slashes = False
    return found
