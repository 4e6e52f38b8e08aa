"""Slack as the service's chat: who ratchet is there, how it hears, and how it speaks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.ports import Model, NotNow, Refused, Search, Unknown
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from ratchet_slack.asking import ToMend, ask
from ratchet_slack.calls import Call
from ratchet_slack.chat import SlackChat
from ratchet_slack.history import SlackHistory
from ratchet_slack.receiving.bolt import bolt_app
from ratchet_slack.receiving.heard import Identity
from ratchet_slack.receiving.inbox import Decided, Inbox, Known
from ratchet_slack.receiving.introducing import SlackLookUp, SlackScreen, identify, introduce
from ratchet_slack.receiving.receiver import Receiver
from ratchet_slack.receiving.sockets import Sockets
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

T = TypeVar("T")

Tried = Callable[[str, str], None]
"""Is told of each action that was tried: what it is, and `done`, `refused`, `not_now`, `unknown` or `broken`."""

_DRAIN: Final = 4.0
"""Seconds in which what is in hand can be acknowledged once the service is told to stop."""

_OPEN_WITHIN: Final = 5.0
"""Seconds after which ratchet begins also where no connection to Slack is open yet."""


@frozen(eq=False)
class Connected:
    """A workspace that answers: who ratchet is there, and what it speaks and is told with."""

    us: Identity
    client: AsyncWebClient
    ports: Ports
    receiver: Receiver
    app: AsyncApp


async def connected(  # noqa: PLR0913 - what it is wired with
    client: AsyncWebClient,
    *,
    signing_secret: str | None,
    inbox: Inbox,
    decided: Decided,
    known: Known,
    search: Search,
    model: Model,
    clock: Callable[[], Instant],
    took: Callable[[str, float], None],
    tried: Tried,
) -> Connected:
    """Ask Slack who ratchet is, and return what it speaks and is told with; raises as a `Chat` does."""
    us = await _identified(client, clock)
    chat = CountedChat(SlackChat(client, us.site, clock), tried)
    receiver = Receiver(
        inbox,
        us,
        clock,
        decided=decided,
        look_up=SlackLookUp(client, us, clock),
        screen=SlackScreen(client, clock),
        known=known,
        took=took,
    )
    ports = Ports(chat, model, search, SlackHistory(client, us, clock))
    return Connected(us, client, ports, receiver, bolt_app(receiver, client, signing_secret))


class SlackAwayError(Exception):
    """Slack cannot be asked now; the message says so, and nothing of anybody's words."""


async def _identified(client: AsyncWebClient, clock: Callable[[], Instant]) -> Identity:
    try:
        return await identify(client, clock)
    except ToMend as error:
        raise SlackAwayError(
            f"Slack refuses RATCHET_SLACK_BOT_TOKEN ({error.error}); `ratchet doctor` says how to mend it."
        ) from error
    except (NotNow, Unknown) as error:
        raise SlackAwayError(
            f"Slack cannot be reached at {client.base_url}, or wants a pause; `ratchet doctor` looks at the way there."
        ) from error


async def check_connecting(client: AsyncWebClient, clock: Callable[[], Instant]) -> None:
    """Raise `SlackAwayError` where Slack will open no connection with an app-level token; else it is tried again.

    Bolt tries again for ever, and says only in its log why.
    """
    try:
        await ask(client, Call("apps.connections.open", {}), clock(), read=True)
    except ToMend as error:
        raise SlackAwayError(
            f"Slack refuses RATCHET_SLACK_APP_TOKEN ({error.error}); `ratchet doctor` says how to mend it."
        ) from error
    except (NotNow, Unknown, Refused):
        return


Remembered = Callable[[], Awaitable[Directory]]
"""Returns what is known of the workspace."""


async def hear_from(
    slack: Connected, sockets: Sockets | None, known: Remembered, clock: Callable[[], Instant], stop: asyncio.Event
) -> None:
    """Open the connections, introduce what there is, and take deliveries until told to stop.

    Without connections Slack delivers over HTTP, and the pages' server takes that.
    """
    if sockets is not None:
        await sockets.start()
    introducing = asyncio.create_task(_introduce(slack, sockets, known, clock))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({introducing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if introducing.done():
            introducing.result()
        await stopping
    finally:
        for task in (introducing, stopping):
            task.cancel()
        await asyncio.gather(introducing, stopping, return_exceptions=True)
        await (slack.receiver.drain(_DRAIN) if sockets is None else sockets.stop(_DRAIN))


async def _introduce(
    slack: Connected, sockets: Sockets | None, known: Remembered, clock: Callable[[], Instant]
) -> None:
    """Introduce what there is once Slack is heard: what was written before that moment is read then."""
    if sockets is not None:
        await sockets.until_open(_OPEN_WITHIN)
    await introduce(slack.client, slack.us, await known(), clock, slack.receiver.tell)


class CountedChat:
    """A `Chat` that tells what came of each action."""

    def __init__(self, chat: SlackChat, tried: Tried) -> None:
        """Count what another chat does."""
        self._chat = chat
        self._tried = tried

    async def post(self, action: PostMessage) -> str:
        """Post a message and return its timestamp."""
        return await self._counted("PostMessage", self._chat.post(action))

    async def find(self, action: PostMessage) -> str | None:
        """Return the timestamp of a post that may have been made."""
        return await self._chat.find(action)

    async def update(self, action: UpdateMessage) -> None:
        """Replace a message."""
        await self._counted("UpdateMessage", self._chat.update(action))

    async def open_form(self, action: OpenForm) -> str:
        """Show a form, and return what the chat calls it."""
        return await self._counted("OpenForm", self._chat.open_form(action))

    async def refuse_form(self, action: RefuseForm) -> None:
        """Say in a form that was sent what is wrong with it."""
        await self._counted("RefuseForm", self._chat.refuse_form(action))

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Tell a person something that nobody else sees."""
        await self._counted("AnswerPrivately", self._chat.answer_privately(action))

    async def publish_home(self, action: PublishHome) -> None:
        """Show a person their home page."""
        await self._counted("PublishHome", self._chat.publish_home(action))

    async def _counted(self, what: str, call: Awaitable[T]) -> T:
        try:
            answer = await call
        except Exception as error:
            self._tried(what, _RESULTS.get(type(error), "refused" if isinstance(error, Refused) else "broken"))
            raise
        self._tried(what, "done")
        return answer


_RESULTS: Final[dict[type[Exception], str]] = {NotNow: "not_now", Unknown: "unknown"}
