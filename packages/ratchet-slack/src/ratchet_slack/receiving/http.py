"""The Events API over HTTP: a Starlette app with one address, for workspaces that may not use Socket Mode."""

import re
from typing import Final

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATH: Final = "/slack/events"
MOST_BYTES: Final = 2 * 2**20
"""Slack's largest deliveries are some hundred kilobytes."""

_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_BAD_REQUEST, _NOT_SIGNED, _TOO_LARGE = 400, 401, 413


def http_app(app: AsyncApp, path: str = PATH) -> Starlette:
    """Return the app that takes Slack's requests, for events, buttons, forms and commands alike."""
    handler = AsyncSlackRequestHandler(app)

    async def taken(request: Request) -> Response:
        if not _TIMESTAMP.fullmatch(request.headers.get("x-slack-request-timestamp", "")):
            return PlainTextResponse("This request is not signed by Slack.", _NOT_SIGNED)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return PlainTextResponse("This request is too large.", _TOO_LARGE)
        request._body = body  # noqa: SLF001 - what a request keeps of a body that was read, as Starlette does itself
        try:
            body.decode()
            return await handler.handle(request)
        except (ValueError, RecursionError):
            return PlainTextResponse("This request cannot be read.", _BAD_REQUEST)

    return Starlette(routes=[Route(path, taken, methods=["POST"])])
