"""Events on their way to the app: over one of its sockets, or to its address; again until it acknowledges them."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import ClientSession, web
from attrs import define, field

from slack_stand_in.faults import Faults
from slack_stand_in.workspace import APP, BOT_USER, TEAM, Json

MOST_ATTEMPTS: Final = 4
SECRET: Final = "a signing secret of the stand-in"  # noqa: S105 - it signs nothing else


@define
class Deliveries:
    """What was told to the app, and which of it was acknowledged, with what."""

    faults: Faults
    now: Any
    sockets: list[web.WebSocketResponse] = field(factory=list)
    address: str | None = None
    """Where events are posted to, in the place of sockets."""
    acknowledged: list[Json] = field(factory=list)
    """The events that were acknowledged, in that order; one that was acknowledged twice stands here twice."""
    given_up: list[Json] = field(factory=list)
    _waiting: dict[str, "asyncio.Future[Json]"] = field(factory=dict)
    _held: list[Json] = field(factory=list)
    _tasks: set["asyncio.Task[None]"] = field(factory=set)
    _latest: tuple["asyncio.Task[None]", ...] = ()
    _arrived: asyncio.Event = field(factory=asyncio.Event)
    _number: int = 0
    _next: int = 0

    def tell(self, event: Json) -> None:
        """Send an event on its way, out of order where the faults say so."""
        self._number += 1
        self._held.append(_callback(event, f"Ev{self._number:08d}", self.now() // 1_000_000))
        if len(self._held) > self.faults.disorder:
            self._release()

    def _release(self) -> None:
        for payload in self._held[::-1]:
            before = self._latest if self.faults.one_by_one else ()
            self._latest = tuple(self._start(payload, before) for _ in range(1 + self.faults.duplicates))
        self._held = []

    def _start(self, payload: Json, before: Sequence["asyncio.Task[None]"]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(self._deliver(payload, before))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self) -> None:
        """Wait until everything is acknowledged or given up."""
        self._release()
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Deliver nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in self.sockets:
            await socket.close()

    async def ask(self, kind: str, payload: Json) -> Json | None:
        """Send what somebody does and waits for; one by one, it comes after all that happened before."""
        if self.faults.one_by_one:
            await self.settled()
        return await self.send(kind, payload, self.faults.patience)

    async def _deliver(self, payload: Json, before: Sequence["asyncio.Task[None]"]) -> None:
        await asyncio.gather(*before)
        for attempt in range(MOST_ATTEMPTS):
            retry = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
            seconds = self.faults.redeliver_after * self.faults.longer**attempt
            answer = await self.send("events_api", payload, seconds, **retry)
            if answer is not None:
                self.acknowledged.append(payload)
                return
        self.given_up.append(payload)

    async def send(self, kind: str, payload: Json, seconds: float, **more: Any) -> Json | None:  # noqa: ANN401 - JSON
        """Send something to the app and return what it acknowledges it with; None where it does not in time."""
        if self.address is not None:
            return await self._post(payload, seconds, more)
        socket = await self._socket()
        self._number += 1
        name = f"envelope-{self._number}"
        envelope = {"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True, **more}
        self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            await socket.send_str(json.dumps(envelope))
            return await asyncio.wait_for(self._waiting[name], seconds)
        except TimeoutError:
            return None
        except ConnectionError:  # its process is gone, and nothing more goes there
            self._without(socket)
            return None
        finally:
            del self._waiting[name]

    async def connected(self, number: int = 1) -> None:
        """Wait until the app has so many sockets open."""
        while len(self.sockets) < number:
            self._arrived.clear()
            await self._arrived.wait()

    async def _socket(self) -> web.WebSocketResponse:
        """Return the socket whose turn it is, as soon as there is one."""
        await self.connected()
        self._next += 1
        return self.sockets[self._next % len(self.sockets)]

    async def _post(self, payload: Json, seconds: float, more: Json) -> Json | None:
        body = json.dumps(payload).encode()
        moment = str(self.now() // 1_000_000)
        signed = hmac.new(SECRET.encode(), b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": moment}
        headers |= {"X-Slack-Signature": f"v0={signed}"}
        if more.get("retry_attempt"):
            headers |= {"X-Slack-Retry-Num": str(more["retry_attempt"]), "X-Slack-Retry-Reason": "http_timeout"}
        try:
            async with (
                asyncio.timeout(seconds),
                ClientSession() as session,
                session.post(str(self.address), data=body, headers=headers) as answer,
            ):
                text = await answer.text()
                return None if answer.status != 200 else (json.loads(text) if text.startswith("{") else {})
        except (TimeoutError, OSError):
            return None

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Keep a socket open, and take the acknowledgements that come over it."""
        await socket.send_str(json.dumps(_hello(len(self.sockets) + 1)))
        self.sockets.append(socket)
        self._arrived.set()
        try:
            async for message in socket:
                self._acknowledge(json.loads(message.data))
        finally:
            self._without(socket)

    def _without(self, socket: web.WebSocketResponse) -> None:
        self.sockets = [one for one in self.sockets if one is not socket]

    def _acknowledge(self, told: Json) -> None:
        waiting = self._waiting.get(str(told.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(told.get("payload") or {})

    async def disconnect(self, reason: str = "refresh_requested", *, warn: bool = True) -> None:
        """Close the oldest socket, after saying so where Slack does."""
        socket = self.sockets.pop(0)
        if warn:
            told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}
            await socket.send_str(json.dumps(told))
        await socket.close()


def _hello(number: int) -> Json:
    about = {"host": "stand-in", "build_number": 1, "approximate_connection_time": 18_060}
    return {"type": "hello", "num_connections": number, "debug_info": about, "connection_info": {"app_id": APP}}


def _callback(event: Json, name: str, second: int) -> Json:
    who = [
        {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
    ]
    about = {"token": "verification", "team_id": TEAM, "api_app_id": APP, "event_id": name, "event_time": second}
    return {"type": "event_callback", "event": event, **about, "authorizations": who, "is_ext_shared_channel": False}
