"""What the core needs of the world, as protocols; adapters fulfil them, and one contract runs on each.

The turns of a workspace are taken one after the other, in one order, by one writer; so a store needs no locks between
turns. Actions are done by any number of workers: an outbox gives each to one of them at a time.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final, Protocol

from attrs import frozen

from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Lookup
from ratchet_core.vocabulary.actions import (
    Action,
    AnswerPrivately,
    AskModel,
    CountToil,
    FindSimilar,
    Lane,
    OpenForm,
    PostMessage,
    PublishHome,
    ReadHistory,
    RefuseForm,
    RunTools,
    UpdateMessage,
)
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    Event,
    Found,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionAdded,
)
from ratchet_core.vocabulary.foreign import ForeignCall, ForeignReply, ForeignTool
from ratchet_core.vocabulary.models import ModelReply, ToolResult
from ratchet_core.vocabulary.toil import ToilFigures

LEASE: Final[Duration] = 60 * SECOND
"""For how long a claim holds; longer than any call may take, with the time until a post can be looked up."""

SETTLE: Final[Duration] = 5 * SECOND
"""How long after a post of which nobody knows whether it was made it can be looked up: histories lag behind posts."""

MOST_ATTEMPTS: Final = 5
"""After so many claims without an outcome an action is set aside, so that it stops nothing else."""

LOST: Final = f"Each of {MOST_ATTEMPTS} workers that had it in hand was gone without a word; it may be what ended them."
"""Why an action is set aside of which nobody lived to say anything."""


class Refused(Exception):  # noqa: N818 - it says what the other side did
    """What was asked will certainly not be done; the message says why."""


class NotNow(Exception):  # noqa: N818 - it says what the other side answered
    """What was asked was certainly not done, and may be asked for again from `retry_at` on."""

    def __init__(self, retry_at: Instant) -> None:
        """Remember the moment from which on it may be asked for again."""
        super().__init__(f"not before {retry_at}")
        self.retry_at = retry_at


class Unknown(Exception):  # noqa: N818 - it says what is known
    """Nobody knows whether what was asked was done: the answer was lost on its way."""


@frozen
class Turn:
    """An event, and what was decided of it."""

    event: Event
    decision: Decision


class Store(Protocol):
    """What is remembered: rows under keys. It knows no rule."""

    @property
    def directory(self) -> Directory:
        """The directory as of the last commit."""
        ...

    async def find(self, lookups: Sequence[Lookup]) -> Sequence[Any]:
        """Return what is known under some keys, in their order.

        A `Get` gives a record or None, a `Range` a tuple of records, a `Taken` whether there was such an event.
        """
        ...

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Remember events with what was decided of them, in their order: all of it, or nothing."""
        ...


@frozen
class Claim:
    """An action in hand: who holds the newest `token` of an action may do it.

    `attempt` counts how often it was claimed. `doubtful` says that an earlier attempt may have done it. `lost` counts
    the leases in a row that were over without a word before this one.
    """

    action: Action
    token: int
    attempt: int = 1
    doubtful: bool = False
    lost: int = 0


@frozen
class SetAside:
    """An action that could not be done again and again, with how often it was tried, and what was wrong last."""

    action: Action
    attempts: int
    why: str


class Outbox(Protocol):
    """The actions still to be done, each until an outcome settles it.

    In a lane what was asked for first is offered first, and alarms in the order of their moments, then of their keys.
    Of one message only one edit is in hand, and an edit that was overtaken by newer words is not offered any more.
    When a lease is over without a word, the action may have been done; after `MOST_ATTEMPTS` such leases in a row it is
    set aside.
    What a stale claim wants is not done; those methods then return False.
    """

    async def claim(
        self, at: Instant, lanes: Collection[Lane] = ..., limit: int = ..., lease: Duration = ...
    ) -> Sequence[Claim]:
        """Take actions of some lanes in hand, until an outcome settles them, they are let go, or the lease is over."""
        ...

    async def held(self, claim: Claim) -> Claim | None:
        """Return a claim with its action as it is now; None where it was given up, overtaken, or taken by another."""
        ...

    async def postpone(self, claim: Claim, until: Instant, *, doubtful: bool = False) -> bool:
        """Let go of a claim, and offer its action not before a moment; `doubtful` if it may have been done."""
        ...

    async def set_aside(self, claim: Claim, why: str) -> bool:
        """Let go of a claim for good: its action is listed, and not offered any more."""
        ...

    async def aside(self) -> Sequence[SetAside]:
        """Return what was set aside, in the order of asking."""
        ...

    async def retry(self, key: str) -> bool:
        """Offer again what was set aside."""
        ...

    async def drop(self, key: str) -> bool:
        """Give up what was set aside."""
        ...

    async def next_due(self, lanes: Collection[Lane] = ...) -> Instant | None:
        """Return from which moment on something may be claimed, 0 where it may be at once, None where nothing waits."""
        ...


class Chat(Protocol):
    """The chat system that people see.

    Every method raises `Refused` when what was asked can certainly not be done, `NotNow` when it was certainly not done
    and can be later, and `Unknown` when nobody knows whether it was done.
    """

    async def post(self, action: PostMessage) -> str:
        """Post a message and return its timestamp."""
        ...

    async def find(self, action: PostMessage) -> str | None:
        """Return the timestamp of a post that may have been made, or None where it certainly was not."""
        ...

    async def update(self, action: UpdateMessage) -> None:
        """Replace a message; doing so twice is the same as once."""
        ...

    async def open_form(self, action: OpenForm) -> str:
        """Show a form, and return what the chat calls it."""
        ...

    async def refuse_form(self, action: RefuseForm) -> None:
        """Say in a form that was sent what is wrong with it."""
        ...

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Tell a person something that nobody else sees."""
        ...

    async def publish_home(self, action: PublishHome) -> None:
        """Show a person their home page; doing so twice is the same as once."""
        ...


@frozen
class Page:
    """A page of what was written before, with its reactions, and the cursor of the next page, if there is one.

    What was edited or deleted meanwhile is heard too, as far as the page tells, and who called ratchet where that is
    still answered; `covered` and `shown` are as in
    `HistoryRead`.
    """

    heard: tuple[MessageSeen | Mentioned | MessageEdited | MessageDeleted | ReactionAdded, ...] = ()
    cursor: str | None = None
    covered: tuple[Instant, Instant] | None = None
    shown: tuple[str, ...] = ()


class History(Protocol):
    """What was written before ratchet was there, or while it was away."""

    async def read(self, action: ReadHistory) -> Page:
        """Return a page of history; raises as `Chat` does."""
        ...


class Tools(Protocol):
    """Looks up what a model wants to know for a question to ratchet; it raises as a `Chat` does."""

    async def run(self, action: RunTools) -> Sequence[ToolResult]:
        """Return what each call of an action finds, in their order."""
        ...


class Elsewhere(Protocol):
    """Tools of servers that others run. Nothing is raised: a server that is not there, or fails, is an answer too."""

    async def offered(self, *, private: bool = False) -> Sequence[ForeignTool]:
        """Return the tools that there are now, and that the settings allow.

        With `private` these are only those that may be given words that few may read; no other server is asked.
        """
        ...

    async def call(self, calls: Sequence[ForeignCall], within: Duration) -> Sequence[ForeignReply]:
        """Return what each of some calls is answered, in their order, within a time for all of them."""
        ...


class NothingElsewhere:
    """An `Elsewhere` where there is no tool of others."""

    async def offered(self, *, private: bool = False) -> Sequence[ForeignTool]:  # noqa: ARG002 - there is none
        """Return none."""
        return ()

    async def call(self, calls: Sequence[ForeignCall], within: Duration) -> Sequence[ForeignReply]:  # noqa: ARG002 - none is called
        """Say of each that it is not there."""
        return [ForeignReply("It is not there any more.", failed=True) for _ in calls]


class NoTools:
    """`Tools` where nothing can be looked up."""

    async def run(self, action: RunTools) -> Sequence[ToolResult]:  # noqa: ARG002 - nothing is run
        """Refuse to run any."""
        raise Refused("Nothing can be looked up here.")


class NoHistory:
    """A `History` in which nothing was ever written."""

    async def read(self, action: ReadHistory) -> Page:  # noqa: ARG002 - nothing is there to be read
        """Return an empty page, the last one."""
        return Page()


class Search(Protocol):
    """Finds what is like a question. It may rank as it likes: what it found becomes an event, and is decided on."""

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        """Return earlier questions and runbooks, the most similar first; raises as `Chat` does."""
        ...


class Reports(Protocol):
    """Looks at all that happened in a stretch of time; what it counted becomes an event, and is told as it is then."""

    async def count(self, action: CountToil) -> ToilFigures:
        """Return where the hours went; raises as `Chat` does."""
        ...


class NoReports:
    """A `Reports` where nothing is counted."""

    async def count(self, action: CountToil) -> ToilFigures:  # noqa: ARG002 - nothing is counted
        """Refuse to count."""
        raise Refused("Nothing is counted here.")


class Model(Protocol):
    """A language model; what it answers is a proposal and decides nothing."""

    async def ask(self, action: AskModel) -> ModelReply:
        """Return what came of asking it, within the allowance; raises as `Chat` does.

        `Unknown` says that the model may have answered, and is to be paid for that. It is never asked again then.
        """
        ...
