"""The routes of a preview: a few fixed names, each made from the view in memory; no file of the disk is reachable."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING

from rehab.preview import page
from rehab.preview.view import View

if TYPE_CHECKING:
    from starlette.applications import Starlette

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""What the viewer of a browser needs to show a PDF: it is the browser's own page around it."""
KINDS = {"page.css": "text/css", "page.js": "text/javascript"}


def app(view: Callable[[], View]) -> Starlette:
    """Return the app that shows what ``view`` returns, to be made safe by the server."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Route

    looks = {name: (resources.files("rehab") / "preview" / name).read_bytes() for name in KINDS}

    def home(_: Request) -> Response:
        return HTMLResponse(page.html(view()))

    def state(_: Request) -> Response:
        now = view()
        told = {"version": now.version, "doing": now.doing}
        return Response(json.dumps(told), media_type="application/json")

    def look(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        return Response(looks[name], media_type=KINDS[name])

    def picture(request: Request) -> Response:
        pages = view().pages
        if pages is None or pages.key != request.path_params["key"]:
            raise HTTPException(404, "These pages were drawn anew.")
        try:
            return Response(pages.picture(request.path_params["number"]), media_type="image/png")
        except IndexError:
            raise HTTPException(404, "There is no such page.") from None

    def pdf(_: Request) -> Response:
        pages = view().pages
        if pages is None:
            raise HTTPException(404, "There are no pages yet.")
        return Response(pages.pdf, media_type="application/pdf", headers={"content-security-policy": PDF_POLICY})

    def timeline(_: Request) -> Response:
        shown = view().timeline
        if shown is None:
            raise HTTPException(404, "There is no timeline yet.")
        return Response(shown.svg, media_type="image/svg+xml")

    routes = [
        Route("/", home),
        Route("/state", state),
        *(Route(f"/{name}", look) for name in KINDS),
        Route("/page-{key:str}-{number:int}.png", picture),
        Route("/plan.pdf", pdf),
        Route("/timeline-{version:str}.svg", timeline),
    ]
    found = Starlette(routes=routes)
    found.router.redirect_slashes = False
    return found
