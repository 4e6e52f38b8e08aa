"""Where a store, its outbox and its search live, as the contract asks an adapter for it; the words of its checks."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol, TypeAlias

from ratchet_core.basis.instants import SECOND, Instant, ts_of
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS, key_of
from ratchet_core.ports import Claim, Outbox, Search, Store, Turn
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
    WakeMe,
)
from ratchet_core.vocabulary.changes import Change, Drop, Put
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    AnsweredPrivately,
    Event,
    FormRefused,
    FormShown,
    HistoryRead,
    HomePublished,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    SimilarFound,
    TimePassed,
    ToilCounted,
    ToolsRun,
)
from ratchet_core.vocabulary.models import Ending, ModelReply
from ratchet_core.vocabulary.toil import ToilFigures

START: Final[Instant] = 1_767_607_200 * SECOND
POLICY: Final = Policy()
LEASE: Final = 100
"""The lease of a check's claims, in microseconds: whole figures show who is off by one."""


class Place(Protocol):
    """A store with its outbox and its search, empty at first, in which things can go wrong."""

    @property
    def store(self) -> Store:
        """The store as it was last opened."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Its outbox."""
        ...

    @property
    def search(self) -> Search:
        """Its search."""
        ...

    async def reopen(self) -> None:
        """Go on as after a crash: let go of the store and the outbox without a word, and open them anew."""
        ...

    def fail_at(self, step: int) -> None:
        """Let the next commit raise at its step of that number, from 1 on; one with fewer steps goes through."""
        ...

    async def together(self, *work: Awaitable[Any]) -> Sequence[Any]:
        """Do some work at the same time, as `asyncio.gather` does, and return what came of each."""
        ...


Open: TypeAlias = Callable[[Policy], AbstractAsyncContextManager[Place]]
Check: TypeAlias = Callable[[Open], Coroutine[Any, Any, None]]


def name_of(check: Check) -> str:
    """Return what a check is called."""
    return str(getattr(check, "__name__", check))


def same(found: object, expected: object, what: str = "") -> None:
    """Refuse what is not as expected.

    Raises:
        AssertionError: With both, a line each.
    """
    if found != expected:
        raise AssertionError(f"{what or 'not as expected'}\n  expected {expected!r}\n  found    {found!r}")


def heard(name: str, at: Instant = START) -> Event:
    """Return an event that changes nothing by itself, under a name."""
    return MessageSeen(f"heard/{name}", at, "C1", ts_of(at), None, "U1", "hello")


async def decided(place: Place, name: str, *changes: Change, actions: Sequence[Action] = ()) -> None:
    """Commit one turn: an event under a name, with what was decided of it."""
    await place.store.commit([Turn(heard(name), Decision(changes, tuple(actions)))])


async def put(place: Place, name: str, *records: Any) -> None:  # noqa: ANN401 - records of every kind
    """Commit one turn that puts records."""
    await decided(place, name, *map(Put, records))


def dropping(record: object) -> Drop:
    """Return the change that lets go of a record."""
    return Drop(KINDS[type(record)].name, key_of(record))


async def ask(place: Place, *actions: Action) -> None:
    """Commit one turn that asks for actions."""
    await decided(place, f"asked/{'+'.join(one.key for one in actions)}", actions=actions)


def outcome_of(action: Action, at: Instant = START) -> Event:  # noqa: C901, PLR0911 - one case for each
    """Return that an action was done."""
    done = f"{action.key}/done"
    match action:
        case PostMessage():
            return MessagePosted(done, at, action, "1.0")
        case UpdateMessage():
            return MessageUpdated(done, at, action)
        case OpenForm():
            return FormShown(done, at, action, "V1")
        case RefuseForm():
            return FormRefused(done, at, action)
        case AnswerPrivately():
            return AnsweredPrivately(done, at, action)
        case PublishHome():
            return HomePublished(done, at, action)
        case ReadHistory():
            return HistoryRead(done, at, action, None, 0)
        case AskModel():
            return ModelAnswered(done, at, action, ModelReply(Ending.ANSWERED))
        case RunTools():
            return ToolsRun(done, at, action, ())
        case FindSimilar():
            return SimilarFound(done, at, action, ())
        case CountToil():
            return ToilCounted(done, at, action, ToilFigures(action.since, action.until, action.since))
        case WakeMe():
            return TimePassed(done, at, action)


async def settle(place: Place, action: Action) -> None:
    """Commit the outcome of an action."""
    await place.store.commit([Turn(outcome_of(action), Decision())])


async def claims(place: Place, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 100) -> Sequence[Claim]:
    """Take in hand what may be."""
    return await place.outbox.claim(at, lanes, limit, LEASE)


async def claimed(place: Place, at: Instant, lanes: Collection[Lane] = tuple(Lane)) -> list[str]:
    """Take in hand what may be, and return its keys."""
    return [one.action.key for one in await claims(place, at, lanes)]


async def claim(place: Place, at: Instant) -> Claim:
    """Take in hand what is first, of which there must be some."""
    found = await place.outbox.claim(at, tuple(Lane), 1, LEASE)
    if not found:
        raise AssertionError(f"nothing is offered at {at}, and something should be")
    return found[0]
