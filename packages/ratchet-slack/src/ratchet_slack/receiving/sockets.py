"""Socket Mode: several connections to Slack, any of which gets a delivery, so that one may be renewed or break.

While none is open Slack delivers nothing, and what it would have delivered it may never deliver: that is a gap, of
which the receiver is told as soon as one is open again. It may be shorter than the time between two looks: where none
is open any more that was at the look before, there may have been one.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.limits import CONNECTIONS
from ratchet_slack.receiving.receiver import Receiver

log = logging.getLogger(__name__)

PING_EVERY: Final = 5.0
_LOOK_EVERY: Final = 0.5
_LOOK_AT_FIRST: Final = 0.02


class Sockets:
    """The connections of one process; use it as an async context manager, or start and stop it."""

    def __init__(  # noqa: PLR0913 - what it is made of, and how many of it
        self,
        app: AsyncApp,
        receiver: Receiver,
        app_token: str,
        client: AsyncWebClient,
        *,
        connections: int = 2,
        ping_every: float = PING_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open so many connections, from 1 to 10, with an app-level token; raise `ValueError` for another number."""
        if not 1 <= connections <= CONNECTIONS:
            raise ValueError(f"An app has from 1 to {CONNECTIONS} connections, not {connections}.")
        self._app, self._receiver, self._token, self._client = app, receiver, app_token, client
        self._count, self._ping_every, self._clock = connections, ping_every, clock
        self._handlers: list[AsyncSocketModeHandler] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._opened = asyncio.Event()
        self._is_late = False
        self.gaps = 0

    async def start(self) -> None:
        """Open the connections; it returns at once, and they are opened again and again where that fails."""
        for _ in range(self._count):
            handler = AsyncSocketModeHandler(
                self._app, self._token, web_client=self._client, ping_interval=self._ping_every
            )
            self._handlers.append(handler)
            self._tasks.append(asyncio.create_task(handler.connect_async()))  # type: ignore[no-untyped-call]  # Bolt's own
        self._tasks.append(asyncio.create_task(self._watch()))

    async def until_open(self, within: float) -> None:
        """Wait until one is open; where that takes longer than some seconds, there is a gap until one is."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._opened.wait(), within)
        self._is_late = not self._opened.is_set()

    async def stop(self, within: float = 5.0) -> None:
        """Let what is in hand be acknowledged, then close."""
        await self._receiver.drain(within)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        closing = [one.close_async() for one in self._handlers]  # type: ignore[no-untyped-call]  # Bolt's own
        await asyncio.gather(*closing, return_exceptions=True)
        await asyncio.gather(*filter(None, map(_left_over, self._handlers)), return_exceptions=True)

    async def open_now(self) -> int:
        """Return how many connections are open."""
        return sum([await one.client.is_connected() for one in self._handlers])

    async def _watch(self) -> None:
        before: list[object] = []
        was_closed, seen = False, self._clock()
        while True:
            now = [one.client.current_session for one in self._handlers if await one.client.is_connected()]
            if now:
                self._opened.set()
                none_stayed = was_closed or not any(one is other for one in now for other in before)
                is_gap = none_stayed if before else self._is_late
                if is_gap:
                    self.gaps += 1
                    log.warning("No connection to Slack was open for up to %.1f s", self._clock() - seen)
                    await self._receiver.notice_gap()
                before, seen = list(now), self._clock()
            was_closed = not now
            await asyncio.sleep(_LOOK_EVERY if before else _LOOK_AT_FIRST)


def _left_over(handler: AsyncSocketModeHandler) -> "asyncio.Future[None] | None":
    """Return what the client of a connection leaves running when it is closed."""
    return handler.client.message_receiver
