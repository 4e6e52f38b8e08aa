"""What a receiver works with in tests: an inbox in memory that can refuse, and given decisions and look-ups."""

import asyncio
from collections.abc import Sequence
from typing import Any

from deliveries import NOW, US, Json
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.events import ChannelSeen, Event, GroupSeen, Installed
from ratchet_slack.receiving.bolt import bolt_app
from ratchet_slack.receiving.heard import Unread
from ratchet_slack.receiving.receiver import Receiver
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

SIGNS = "8f742231b10e8888abcd99yyyzzz85a5"


class ListInbox:
    """An inbox in memory; it refuses so many writes first, and each takes so many seconds."""

    def __init__(self, refuses: int = 0, takes: float = 0.0) -> None:
        self.refuses, self.takes = refuses, takes
        self.begun = asyncio.Event()
        """Set once something is being written."""
        self.events: list[Event] = []
        self.unread: list[Unread] = []

    async def hear(self, events: Sequence[Event]) -> None:
        await self._write()
        known = {one.id for one in self.events}
        self.events += [one for one in events if one.id not in known]

    async def keep(self, unread: Unread) -> None:
        await self._write()
        self.unread.append(unread)

    async def _write(self) -> None:
        self.begun.set()
        await asyncio.sleep(self.takes)
        if self.refuses:
            self.refuses -= 1
            raise ConnectionError("the database is away")


class GivenDecisions:
    """What was decided, under the ids of events; nothing of what is not in it."""

    def __init__(self, **actions: Sequence[Action]) -> None:
        self.actions = actions

    async def actions_of(self, event: str) -> Sequence[Action] | None:
        return next((asked for part, asked in self.actions.items() if part in event), None)


class GivenLookUp:
    """A look-up that fails so many times first."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails

    async def channel(self, channel: str) -> Sequence[Event]:
        self._try()
        return (ChannelSeen(f"{channel}/seen", NOW, channel, "alerts", private=False),)

    async def arrival(self, channel: str) -> Sequence[Event]:
        return await self.channel(channel)

    async def groups(self) -> Sequence[Event]:
        self._try()
        return (GroupSeen("S1/seen", NOW, "S1", "payments", ("U1",)),)

    async def gap(self) -> Sequence[Event]:
        self._try()
        return (Installed("installed/again", NOW, "T1", "UBOT", "BBOT"),)

    def _try(self) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Slack is away")


class NoneKnown:
    """Knows no channel."""

    async def reads_in(self, channel: str) -> bool:
        return channel == ""


class ListScreen:
    """A screen that remembers what was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, dict[str, Any]]] = []

    async def open(self, trigger: str, view: dict[str, Any]) -> None:
        self.shown.append((trigger, view))


def receiver_of(inbox: ListInbox, **ports: Any) -> Receiver:  # noqa: ANN401 - the ports of a receiver
    """Return a receiver whose clock stands still."""
    return Receiver(inbox, US, lambda: NOW, **ports)


def app_of(receiver: Receiver) -> AsyncApp:
    """Return a receiver's app; where its client would ask Slack anything, it would fail."""
    return bolt_app(receiver, AsyncWebClient(base_url="http://127.0.0.1:9/"), SIGNS)


async def delivered(receiver: Receiver, body: Json) -> BoltResponse:
    """Deliver as Socket Mode does."""
    return await app_of(receiver).async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
