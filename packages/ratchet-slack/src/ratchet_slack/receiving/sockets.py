"""Socket Mode: several connections to Slack, any of which gets a delivery, so that one may be renewed or break.

While none is open Slack delivers nothing, and what it would have delivered it may never deliver: that is a gap, of
which the receiver is told as soon as one is open again.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.limits import CONNECTIONS
from ratchet_slack.receiving.receiver import Receiver

log = logging.getLogger(__name__)

PING_EVERY: Final = 5.0
_LOOK_EVERY: Final = 0.5


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
        was_open = False
        closed_since: float | None = None
        while True:
            if await self.open_now():
                if was_open and closed_since is not None:
                    self.gaps += 1
                    log.warning("No connection to Slack was open for %.1f s", self._clock() - closed_since)
                    await self._receiver.notice_gap()
                was_open, closed_since = True, None
            elif closed_since is None:
                closed_since = self._clock()
            await asyncio.sleep(_LOOK_EVERY)


def _left_over(handler: AsyncSocketModeHandler) -> "asyncio.Future[None] | None":
    """Return what the client of a connection leaves running when it is closed."""
    return handler.client.message_receiver
