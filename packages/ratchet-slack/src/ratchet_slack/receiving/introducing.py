"""Asks Slack who and what there is: at a start, and where a delivery leaves something open.

At a start everything is introduced that the core does not know, so that a start with nothing new adds nothing but that
ratchet runs. Slack limits how often it is asked; then this waits as long as it says.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from ratchet_core.basis.instants import SECOND, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_core.vocabulary.events import Event, Installed
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.asking import SlackRefused, ask, next_cursor
from ratchet_slack.calls import Call
from ratchet_slack.cleaning import clean_name
from ratchet_slack.receiving.describing import (
    arrival,
    described,
    groups_of,
    news_of_channels,
    news_of_groups,
    news_of_people,
    told_of,
)
from ratchet_slack.receiving.heard import Identity
from ratchet_slack.wire import loading_id

log = logging.getLogger(__name__)

PAGE: Final = 200
"""How many Slack recommends to ask for at once."""

AT_ONCE: Final = 500
"""How many events are told at once."""

MOST_PAGES: Final = 5_000
_UNCLEAR_SECONDS: Final = 5.0

Clock = Callable[[], Instant]
Tell = Callable[[Sequence[Event]], Awaitable[None]]
Wait = Callable[[float], Awaitable[None]]
"""Lets some seconds pass."""


class OtherWorkspace(Exception):  # noqa: N818 - it is said of what is kept
    """What is kept in the database is of another workspace; the message says what to do."""


async def identify(client: AsyncWebClient, clock: Clock) -> Identity:
    """Return who ratchet is, as Slack knows it by its token; raises as a `Chat` does."""
    told = await ask(client, Call("auth.test"), clock())
    bot, site = clean_name(told.get("bot_id")), clean_name(told.get("url")).rstrip("/")
    app = clean_name(told.get("app_id")) or await _app_of(client, bot, clock())
    return Identity(clean_name(told.get("team_id")), clean_name(told.get("user_id")), bot, app, site)


async def _app_of(client: AsyncWebClient, bot: str, at: Instant) -> str:
    """Return the id of a bot's app; "" where Slack does not say it, for messages can be told by their bot alone."""
    try:
        found = (await ask(client, Call("bots.info", {"bot": bot}), at, read=True)).get("bot")
    except (Refused, NotNow, Unknown):
        return ""
    return clean_name(found.get("app_id")) if isinstance(found, dict) else ""


def installed(us: Identity, at: Instant) -> Installed:
    """Return the event that ratchet runs, by which the core asks for what was written while it did not."""
    return Installed(f"installed/{at}", at, us.workspace, us.user, us.bot)


async def introduce(  # noqa: PLR0913 - whom to ask, who asks, what is known, and how it is told
    client: AsyncWebClient, us: Identity, known: Directory, clock: Clock, tell: Tell, *, wait: Wait = asyncio.sleep
) -> None:
    """Tell that ratchet runs, and all that is news: channels, people and user groups, each as soon as it is found.

    What the token may not ask for is left out, and said in the log.

    Raises:
        OtherWorkspace: If what is known is of another workspace; then nothing was told.
    """
    before = known.installation
    if before is not None and before.workspace != us.workspace:
        what = f"This database belongs to the workspace {before.workspace}, and the tokens to {us.workspace}."
        raise OtherWorkspace(f"{what} Use the tokens of {before.workspace}, or another database.")
    asking = _Asking(client, clock, wait)
    await tell((installed(us, clock()),))
    await asyncio.gather(
        _told("channels", _channels(asking, known), tell),
        _told("people", _people(asking, known, us), tell),
        _told("user groups", _groups(asking, known), tell),
    )


async def _told(what: str, news: AsyncIterator[Event], tell: Tell) -> None:
    waiting: list[Event] = []
    try:
        async for event in news:
            waiting.append(event)
            if len(waiting) >= AT_ONCE:
                await tell(tuple(waiting))
                waiting.clear()
    except Refused as refusal:
        log.warning("The %s of the workspace cannot be introduced: %s", what, refusal)
    if waiting:
        await tell(tuple(waiting))


class _Asking:
    """Asks page after page, and waits where Slack wants that."""

    def __init__(self, client: AsyncWebClient, clock: Clock, wait: Wait) -> None:
        self._client, self.clock, self._wait = client, clock, wait

    async def pages(self, method: str, name: str, **arguments: Any) -> AsyncIterator[list[object]]:  # noqa: ANN401 - JSON
        """Yield the list under a name in each page of an answer."""
        cursor = ""
        for _ in range(MOST_PAGES):
            more = {"cursor": cursor} if cursor else {}
            answer = await self.answer(Call(method, {**arguments, **more}))
            found = answer.get(name)
            yield found if isinstance(found, list) else []
            cursor = next_cursor(answer)
            if not cursor:
                return

    async def answer(self, call: Call) -> Mapping[str, Any]:
        """Return an answer, however often it has to be asked for."""
        while True:
            try:
                return await ask(self._client, call, self.clock(), read=True)
            except NotNow as later:
                await self._wait(max(later.retry_at - self.clock(), SECOND) / SECOND)
            except Unknown:
                await self._wait(_UNCLEAR_SECONDS)


async def _channels(asking: _Asking, known: Directory) -> AsyncIterator[Event]:
    """Yield the news of channels, once all are listed: which ones ratchet has left can only be said then."""
    pages = asking.pages("users.conversations", "channels", types="public_channel,private_channel", limit=PAGE)
    listed = [one async for page in pages for one in page]
    found = [one for told in listed if isinstance(told, dict) and (one := described(told, member=True)) is not None]
    for event in news_of_channels(found, known, asking.clock()):
        yield event


async def _people(asking: _Asking, known: Directory, us: Identity) -> AsyncIterator[Event]:
    async for page in asking.pages("users.list", "members", limit=PAGE):
        for event in news_of_people(page, known, us, asking.clock()):
            yield event


async def _groups(asking: _Asking, known: Directory) -> AsyncIterator[Event]:
    for event in news_of_groups(await _listed_groups(asking), known, asking.clock()):
        yield event


async def _listed_groups(asking: _Asking) -> list[object]:
    arguments = {"include_users": "true", "include_disabled": "true"}
    found = (await asking.answer(Call("usergroups.list", arguments))).get("usergroups")
    return found if isinstance(found, list) else []


class SlackLookUp:
    """Finds out in Slack what its deliveries leave open."""

    def __init__(self, client: AsyncWebClient, us: Identity, clock: Clock) -> None:
        """Ask through a client, as this ratchet."""
        self._client, self._us, self._clock = client, us, clock

    async def channel(self, channel: str) -> Sequence[Event]:
        """Return what a channel is called now, who may read it, and whether ratchet is still in it."""
        try:
            answer = await ask(self._client, Call("conversations.info", {"channel": channel}), self._clock(), read=True)
        except SlackRefused as refusal:
            if refusal.error != "channel_not_found":
                raise
            return ()  # a private one that ratchet was put out of: what is known of it stays
        told = answer.get("channel")
        found = described(told) if isinstance(told, dict) else None
        return () if found is None else told_of(found, self._clock())

    async def arrival(self, channel: str) -> Sequence[Event]:
        """Return that ratchet is in a channel, and what it is called and who may read it; nothing where it is not."""
        answer = await ask(self._client, Call("conversations.info", {"channel": channel}), self._clock(), read=True)
        told = answer.get("channel")
        found = described(told) if isinstance(told, dict) else None
        return () if found is None or not found.member else tuple(arrival(found, self._clock()))

    async def groups(self) -> Sequence[Event]:
        """Return the user groups with their members."""
        arguments = {"include_users": "true", "include_disabled": "true"}
        answer = await ask(self._client, Call("usergroups.list", arguments), self._clock(), read=True)
        found = answer.get("usergroups")
        return tuple(groups_of(found if isinstance(found, list) else [], self._clock()))

    async def gap(self) -> Sequence[Event]:
        """Return that ratchet runs, by which the core reads what was written meanwhile."""
        return (installed(self._us, self._clock()),)


class SlackScreen:
    """Shows views by their triggers."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        """Show them through a client."""
        self._client, self._clock = client, clock

    async def open(self, trigger: str, view: dict[str, Any]) -> None:
        """Show a view; where that fails the form comes by itself, if it still can."""
        try:
            await ask(self._client, Call("views.open", {"trigger_id": trigger, "view": view}), self._clock())
        except (Refused, NotNow, Unknown) as failure:
            log.info("The view %s was not opened: %s", loading_id(trigger), failure)
