"""The least of Slack that Socket Mode needs: it opens sockets, delivers, and sees what is acknowledged."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web
from deliveries import Json
from slack_sdk.web.async_client import AsyncWebClient


class LoopbackSlack:
    """A Slack of one app; what is not acknowledged it can deliver again."""

    def __init__(self) -> None:
        self.sockets: list[web.WebSocketResponse] = []
        self.opened = 0
        self.linked = 0
        self.acknowledged: dict[str, Any] = {}
        self._wanted: dict[str, asyncio.Future[None]] = {}
        self._arrived = asyncio.Condition()
        self.url = ""

    async def deliver(self, envelope: str, body: Json, kind: str = "events_api", socket: int = -1) -> None:
        """Deliver through one of the sockets."""
        told = {"type": kind, "envelope_id": envelope, "payload": body, "accepts_response_payload": True}
        await self.sockets[socket].send_str(json.dumps(told))

    async def until_open(self, count: int) -> None:
        """Wait until so many sockets were opened, in all."""
        await self._until(lambda: self.linked >= count)

    async def until_acknowledged(self, *envelopes: str) -> None:
        """Wait until deliveries are acknowledged."""
        await self._until(lambda: set(envelopes) <= set(self.acknowledged))

    async def acknowledgement(self, envelope: str, within: float) -> None:
        """Wait until a delivery is acknowledged; raise `TimeoutError` where it is not within some seconds."""
        acknowledged = self._wanted.setdefault(envelope, asyncio.get_running_loop().create_future())
        try:
            await asyncio.wait_for(acknowledged, within)
        finally:
            del self._wanted[envelope]

    async def _until(self, is_so: Any) -> None:  # noqa: ANN401 - a condition
        async with asyncio.timeout(30), self._arrived:
            await self._arrived.wait_for(is_so)

    async def _open(self, _: web.Request) -> web.Response:
        self.opened += 1
        return web.json_response({"ok": True, "url": f"{self.url}/link?ticket={self.opened}".replace("http", "ws", 1)})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": len(self.sockets) + 1}))
        async with self._arrived:
            self.sockets.append(socket)
            self.linked += 1
            self._arrived.notify_all()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                told = json.loads(message.data)
                async with self._arrived:
                    self.acknowledged[told["envelope_id"]] = told.get("payload")
                    wanted = self._wanted.get(told["envelope_id"])
                    if wanted is not None and not wanted.done():
                        wanted.set_result(None)
                    self._arrived.notify_all()
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    @asynccontextmanager
    async def running(self) -> AsyncIterator[AsyncWebClient]:
        """Serve on a port of its own, and give a client for it."""
        app = web.Application()
        app.add_routes([web.post("/api/apps.connections.open", self._open), web.get("/link", self._link)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield AsyncWebClient("xoxb-1", base_url=f"{self.url}/api/")
        finally:
            await runner.cleanup()
