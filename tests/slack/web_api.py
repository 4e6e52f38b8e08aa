"""A Web API on this machine whose answers a test gives, method by method; it remembers what it was asked."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from deliveries import Json
from ratchet_slack.asking import client_of
from slack_sdk.web.async_client import AsyncWebClient

T = TypeVar("T")
LIMITED = (429, {"ok": False, "error": "ratelimited"})


class WebApi:
    """Answers of each method in their order, the last one for ever; one is JSON, or a status with JSON."""

    def __init__(self, answers: Mapping[str, list[Any]], date: str = "", granted: str = "") -> None:
        self.answers = {method: list(given) for method, given in answers.items()}
        self.headers = {"Date": date, "x-oauth-scopes": granted}
        self.url = ""
        self.asked: list[tuple[str, Json]] = []

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        is_json = request.can_read_body and request.content_type == "application/json"
        body = await request.json() if is_json else dict(await request.post())
        self.asked.append((method, {**request.query, **body}))
        given = self.answers.get(method) or [{"ok": False, "error": "unknown_method"}]
        told = given.pop(0) if len(given) > 1 else given[0]
        status, answer = told if isinstance(told, tuple) else (200, {"ok": True, **told})
        headers = {"Retry-After": "7"} if status == 429 else {}
        headers |= {name: one for name, one in self.headers.items() if one}
        return web.json_response(answer, status=status, headers=headers)

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        async for _ in socket:
            pass
        return socket

    @asynccontextmanager
    async def running(self) -> AsyncIterator[AsyncWebClient]:
        """Serve on a port of its own, and give a client for it that repeats nothing."""
        app = web.Application()
        app.add_routes([web.route("*", "/api/{method}", self._answer), web.get("/link", self._link)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        if "apps.connections.open" not in self.answers:
            self.answers["apps.connections.open"] = [{"url": f"{self.url}/link".replace("http", "ws", 1)}]
        try:
            async with aiohttp.ClientSession() as session:
                yield client_of("xoxb-1", session, f"{self.url}/api/")
        finally:
            await runner.cleanup()


async def with_api(api: WebApi, work: Callable[[AsyncWebClient], Awaitable[T]]) -> T:
    """Return what work with a client comes to."""
    async with api.running() as client:
        return await work(client)


def page(name: str, *found: Json, cursor: str = "") -> Json:
    """Return a page of an answer."""
    return {name: list(found), "response_metadata": {"next_cursor": cursor}}
