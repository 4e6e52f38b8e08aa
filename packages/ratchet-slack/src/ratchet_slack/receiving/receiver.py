"""One pipeline for whatever way Slack's deliveries come: read, kept, and only then acknowledged.

Where keeping fails nothing is acknowledged, and Slack delivers again. What needs an answer on somebody's screen waits
a moment for the decision; what needs to be looked up is looked up afterwards.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final, Protocol

from ratchet_core.basis.instants import Instant
from ratchet_core.ports import Refused
from ratchet_core.reading.asking import ask_in
from ratchet_core.vocabulary.actions import Action, RefuseForm
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelLeft,
    CommandGiven,
    Event,
    FormSubmitted,
    Mentioned,
    MessageSeen,
)

from ratchet_slack.receiving.heard import Heard, Identity, NoNews, Unread
from ratchet_slack.receiving.inbox import AllKnown, Decided, Inbox, Known, LookUp, NobodyDecides, NoLookUp
from ratchet_slack.receiving.reading import kind_of, read
from ratchet_slack.receiving.views import in_its_place, loading_view, outdated_view, saving_view, with_problems
from ratchet_slack.wire import COMMANDS_WITH_FORMS, FORM_OPENERS

log = logging.getLogger(__name__)

KEPT_WITHIN: Final = 2.5
"""Seconds; Slack waits for three, and what is not acknowledged by then it delivers again."""

INTRODUCED_WITHIN: Final = 1.0
"""Of these seconds, so many are for asking Slack what a channel is that nobody introduced."""

FORM_WITHIN: Final = 0.8
SAVED_WITHIN: Final = 1.5
_POLL: Final = 0.04
AGAIN: Final = 1.0
"""Seconds until a look-up that failed is made again; each wait is twice the one before."""

_TRIES: Final = 6


class Screen(Protocol):
    """Shows a view to a person, by a trigger that is good for three seconds."""

    async def open(self, trigger: str, view: dict[str, Any]) -> None:
        """Show a view; what goes wrong is said in the log and is no failure, for the decision brings the form."""
        ...


class NoScreen:
    """A `Screen` that shows nothing."""

    async def open(self, trigger: str, view: dict[str, Any]) -> None:
        """Show nothing."""


class NotAcknowledged(Exception):  # noqa: N818 - it is said of a delivery
    """A delivery was not kept, so that Slack has to deliver it again."""


class Receiver:
    """Takes deliveries, as many at once as come.

    `counted` has how many there were of each kind, by what became of them: `heard`, `no news`, `unread` or `refused`.
    """

    def __init__(  # noqa: PLR0913 - each is a port, and all but the first three may be left out
        self,
        inbox: Inbox,
        us: Identity,
        clock: Callable[[], Instant],
        *,
        decided: Decided | None = None,
        look_up: LookUp | None = None,
        screen: Screen | None = None,
        known: Known | None = None,
        took: Callable[[str, float], None] = lambda _kind, _seconds: None,
    ) -> None:
        """Keep what is heard in an inbox; `took` is told the seconds until each delivery could be acknowledged."""
        self._inbox, self._us, self._clock = inbox, us, clock
        self._decided: Decided = decided or NobodyDecides()
        self._look_up: LookUp = look_up or NoLookUp()
        self._screen: Screen = screen or NoScreen()
        self._known: Known = known or AllKnown()
        self._reads_in: set[str] = set()
        self._introducing = asyncio.Lock()
        self._took = took
        self._in_hand: set[asyncio.Future[Any]] = set()
        self._later: set[asyncio.Task[None]] = set()
        self._closed = False
        self.counted: Counter[tuple[str, str]] = Counter()

    async def take(self, body: object) -> dict[str, Any] | None:
        """Keep what a delivery tells, and return what to acknowledge it with, if anything.

        Raises:
            NotAcknowledged: If it is not safely kept; then it must not be acknowledged.
        """
        began, kind = time.perf_counter(), kind_of(body)
        if self._closed:
            raise NotAcknowledged("ratchet is stopping")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._in_hand.add(done)
        try:
            answer = await self._kept(body)
        except Exception as error:
            self.counted[kind, "refused"] += 1
            raise NotAcknowledged(f"{kind} could not be kept ({type(error).__name__})") from error
        else:
            return answer
        finally:
            self._in_hand.discard(done)
            done.set_result(None)
            self._took(kind, time.perf_counter() - began)

    async def tell(self, events: Sequence[Event]) -> None:
        """Keep events that came by no delivery, such as what was found out at the start."""
        await self._inbox.hear(events)

    async def notice_gap(self) -> None:
        """Let the core read what was written while Slack could not deliver."""
        self._begin(self._found(self._look_up.gap))

    async def drain(self, within: float) -> None:
        """Take nothing new, and wait some seconds for what is in hand; what is not done then is delivered again."""
        self._closed = True
        waiting: set[asyncio.Future[Any]] = {*self._in_hand, *self._later}
        if waiting:
            await asyncio.wait(waiting, timeout=within)
        for one in self._later:
            one.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _kept(self, body: object) -> dict[str, Any] | None:
        found = read(body, self._us, self._clock())
        match found:
            case Heard():
                async with asyncio.timeout(KEPT_WITHIN):
                    await self._introduce(found.events)
                    await self._inbox.hear(found.events)
                self.counted[kind_of(body), "heard"] += 1
                self._look_up_what_is_open(found)
                return await self._answer(found.events)
            case NoNews():
                self.counted[found.kind, "no news"] += 1
            case Unread():
                async with asyncio.timeout(KEPT_WITHIN):
                    await self._inbox.keep(found)
                self.counted[found.kind, "unread"] += 1
                log.warning("A delivery of Slack was not read: %s (%s)", found.kind, found.why)
                return in_its_place(outdated_view()) if found.kind == "view_submission" else None
        return None

    async def _answer(self, events: Sequence[Event]) -> dict[str, Any] | None:
        """Return what to acknowledge with: a form that was sent is answered in the form, while that can be done."""
        for event in events:
            match event:
                case FormSubmitted():
                    return await self._answer_to_form(event)
                case ButtonPressed(trigger=str() as trigger, does=does) if does in FORM_OPENERS:
                    self._begin(self._bridge(event.id, trigger))
                case CommandGiven(trigger=trigger) if ask_in(event.text).command in COMMANDS_WITH_FORMS:
                    self._begin(self._bridge(event.id, trigger))
        return None

    async def _answer_to_form(self, event: FormSubmitted) -> dict[str, Any] | None:
        actions = await self._actions_of(event.id, SAVED_WITHIN)
        if actions is None:
            return in_its_place(saving_view(event.view))
        refused = next((one for one in actions if isinstance(one, RefuseForm)), None)
        return None if refused is None else with_problems(refused.problems)

    async def _bridge(self, event: str, trigger: str) -> None:
        """Show something where the form that a person waits for takes longer than the trigger may be kept."""
        if await self._actions_of(event, FORM_WITHIN) is None:
            await self._screen.open(trigger, loading_view(trigger))

    async def _actions_of(self, event: str, within: float) -> Sequence[Action] | None:
        """Return what was decided within some seconds, or None; the event is kept, so a failure here is none of it."""
        try:
            async with asyncio.timeout(within):
                while (actions := await self._decided.actions_of(event)) is None:  # noqa: ASYNC110 - it is decided in another process
                    await asyncio.sleep(_POLL)
                return actions
        except TimeoutError:
            return None
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("What was decided of %s cannot be read: %s", event, error)
            return None

    async def _introduce(self, events: Sequence[Event]) -> None:
        """Introduce the channels that messages come from, where nobody did; else what is said there would be ignored.

        That ratchet was invited may be told later than what is said there, or never. Where Slack does not say in time
        what a channel is, the message is kept as it is.
        """
        self._reads_in -= {one.channel for one in events if isinstance(one, ChannelLeft)}
        places = {one.channel for one in events if isinstance(one, MessageSeen | Mentioned)}
        for channel in sorted(one for one in places if not one.startswith("D")):
            if channel not in self._reads_in:
                async with self._introducing:
                    await self._introduce_one(channel)

    async def _introduce_one(self, channel: str) -> None:
        if channel not in self._reads_in and not await self._known.reads_in(channel):
            try:
                async with asyncio.timeout(INTRODUCED_WITHIN):
                    told = await self._look_up.arrival(channel)
            except Refused as refusal:
                log.warning("Nobody introduced the channel %s, and Slack does not either: %s", channel, refusal)
            except Exception as error:  # noqa: BLE001 - a look-up may fail in any way, and the message must be kept
                log.warning("The channel %s could not be looked up: %s", channel, type(error).__name__)
                return
            else:
                await self._inbox.hear(told)
        self._reads_in.add(channel)

    def _look_up_what_is_open(self, heard: Heard) -> None:
        for channel in heard.channels:
            self._begin(self._found(partial(self._look_up.channel, channel)))
        if heard.groups:
            self._begin(self._found(self._look_up.groups))
        if heard.gap:
            self._begin(self._found(self._look_up.gap))

    async def _found(self, asked: Callable[[], Coroutine[Any, Any, Sequence[Event]]]) -> None:
        """Tell what a look-up finds; where it cannot be made for a while, the next start makes it."""
        for attempt in range(_TRIES):
            try:
                await self._inbox.hear(await asked())
            except Refused as refusal:
                log.warning("A look-up in Slack was refused: %s", refusal)
                return
            except Exception as error:  # noqa: BLE001 - a look-up may fail in any way, and must not end the receiver
                log.warning("A look-up in Slack failed and is made again: %s", error)
                await asyncio.sleep(AGAIN * 2**attempt)
            else:
                return

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)
