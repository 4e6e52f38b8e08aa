"""The application: each page under its path with its JSON beside it, errors in plain words, and what monitors ask."""

import logging
from collections.abc import Collection, Sequence
from typing import Any, Final

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.watching import OutOfReachError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from ratchet_web import layout
from ratchet_web.asked import Asked, BadQuestionError, NotThereError
from ratchet_web.guarding import Guard
from ratchet_web.monitoring import Listening, Measures, monitored, needs_none
from ratchet_web.page import Page
from ratchet_web.pages import PAGES
from ratchet_web.ports import Sources
from ratchet_web.telling import as_json
from ratchet_web.times import moment
from ratchet_web.words import for_people, visible

_LOG: Final = logging.getLogger(__name__)
_JSON: Final = ".json"
_IMMUTABLE: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_EXPLAINED: Final = {
    400: "This cannot be asked for",
    404: "There is no such page",
    405: "Nothing can be changed here",
    500: "Something went wrong",
    503: "Nothing can be read now",
}


def pages(
    sources: Sources,
    hosts: Collection[str] = (),
    measures: Measures | None = None,
    others: Sequence[BaseRoute] = (),
    listening: Listening = needs_none,
) -> ASGIApp:
    """Return the application.

    `hosts` are the names under which it is reached besides this machine's own, `measures` what is counted while
    ratchet runs, and `others` are routes of whoever serves more than pages under the same address. `listening` says how
    many connections to the chat are open.
    """
    routes = [
        *others,
        *(route for page in PAGES for route in _routes(page, sources)),
        *monitored(sources.health, measures if measures is not None else Measures(), sources.clock, listening),
        Route(layout.STYLE_PATH, _fixed(layout.STYLE, "text/css")),
        Route(layout.SORT_PATH, _fixed(layout.SORT, "text/javascript")),
        Route(layout.ICON_PATH, _fixed(layout.ICON, "image/svg+xml")),
    ]
    handlers = {
        BadQuestionError: _bad_question,
        OutOfReachError: _out_of_reach,
        NotThereError: _not_there,
        HTTPException: _refused,
        Exception: _broken,
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), hosts)


def _routes(page: Page[Any], sources: Sources) -> Sequence[Route]:
    answers = _Answers(page, sources)
    beside = "/index" if page.path == "/" else page.path
    return Route(beside + _JSON, answers.as_json), Route(page.path, answers.as_page)


@frozen(eq=False)
class _Answers:
    """Answers requests for one page."""

    page: Page[Any]
    sources: Sources

    async def as_page(self, request: Request) -> Response:
        """Answer a person."""
        return await self._as_page(request, request.path_params)

    async def as_json(self, request: Request) -> Response:
        """Answer a program; where the name of a thing itself ends with `.json`, it may be its page that is meant."""
        asked = await self._asked(request, request.path_params)
        try:
            value = await self.page.look(self.sources, asked)
        except NotThereError:
            if not request.path_params:
                raise
            *others, last = request.path_params.items()
            try:
                return await self._as_page(request, dict([*others, (last[0], last[1] + _JSON)]))
            except NotThereError:
                pass
            raise
        return Response(as_json(self.page.tell(value), moment(asked.now)), media_type="application/json")

    async def _as_page(self, request: Request, parts: dict[str, str]) -> Response:
        asked = await self._asked(request, parts)
        looked = await self.page.look(self.sources, asked)
        value, now = for_people(await self.page.draw(looked)), moment(asked.now)
        path = "/index" if request.url.path == "/" else request.url.path
        foot = layout.Foot(
            f"{path}{_JSON}{'?' if request.url.query else ''}{request.url.query}", now, self.sources.about
        )
        body = self.page.body(value, now)
        shown = layout.document(visible(self.page.title(value)), self.page.section, body, foot)
        return HTMLResponse(str(shown))

    async def _asked(self, request: Request, parts: dict[str, str]) -> Asked:
        query = dict(request.query_params)
        if any("\0" in said for said in (*parts.values(), *query.values())):
            raise BadQuestionError("The address has a character in it that no name has; follow a link to the page.")
        strange = [name for name in query if name not in self.page.filters]
        if strange:
            known = ", ".join(self.page.filters) or "nothing"
            raise BadQuestionError(f"This page cannot be asked for {strange[0]}; it takes {known}.")
        return Asked(await _now(self.sources), parts, query)


async def _now(sources: Sources) -> Instant:
    return sources.clock() if sources.clock is not None else await sources.readings.read(lambda reader: reader.now())


def _fixed(content: bytes, kind: str) -> Any:  # noqa: ANN401 - an endpoint
    async def answer(_request: Request) -> Response:
        return Response(content, media_type=kind, headers=_IMMUTABLE)

    return answer


def _answer(request: Request, status: int, what: str) -> Response:
    title = _EXPLAINED.get(status, "This was not possible")
    if request.url.path.endswith(_JSON):
        return JSONResponse({"error": title, "what": what}, status)
    return HTMLResponse(str(layout.problem(title, visible(what))), status)


async def _bad_question(request: Request, error: Exception) -> Response:
    return _answer(request, 400, str(error))


async def _not_there(request: Request, error: Exception) -> Response:
    return _answer(request, 404, str(error))


async def _out_of_reach(request: Request, _error: Exception) -> Response:
    what = (
        "What ratchet remembers is out of reach. Try again in a moment, and look at the database if that does not help."
    )
    return _answer(request, 503, what)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    what = {
        404: "Nothing stands under this address. Begin with the first page, which shows what needs somebody now.",
        405: "These pages are only read; whatever ratchet is to change is said in Slack, or on the command line.",
    }
    return _answer(request, status, what.get(status, "Try again, or begin with the first page."))


async def _broken(request: Request, error: Exception) -> Response:
    _LOG.error("A page could not be made: %s", type(error).__name__)
    return _answer(request, 500, "The page could not be made; what went wrong stands in ratchet's log. Try it again.")
