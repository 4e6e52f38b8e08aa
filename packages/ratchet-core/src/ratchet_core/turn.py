"""The steps that everything runs through: events take their turns, and the actions that are due are attempted."""

from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeAlias, TypeVar

from attrs import field, frozen

from ratchet_core.assembling import Assembly
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.ids import outcomes_of
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.deciding import decide
from ratchet_core.domain.directory import Directory
from ratchet_core.overlay import Overlay
from ratchet_core.ports import (
    LEASE,
    MOST_ATTEMPTS,
    SETTLE,
    Chat,
    Claim,
    History,
    Model,
    NoHistory,
    NoReports,
    NotNow,
    NoTools,
    Outbox,
    Refused,
    Reports,
    Search,
    Store,
    Tools,
    Turn,
    Unknown,
)
from ratchet_core.rules.discretion import discreet, looked_at
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
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AnsweredPrivately,
    Event,
    FormRefused,
    FormShown,
    HistoryRead,
    HomePublished,
    Mentioned,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    SimilarFound,
    TimePassed,
    ToilCounted,
    ToolsRun,
)
from ratchet_core.vocabulary.models import Ending, ModelReply, Usage, is_worth_asking

T = TypeVar("T", bound=Event)
_AGAIN: Final[Duration] = 2 * SECOND

__all__ = [
    "Came",
    "Done",
    "GivenUp",
    "Ports",
    "PutOff",
    "as_heard",
    "attempted",
    "discreetly",
    "let_go",
    "looked_at",
    "take_turn",
    "take_turns",
    "work_off",
]


async def take_turn(store: Store, event: Event) -> Decision:
    """Decide one event and commit what was decided; a duplicate commits nothing."""
    assembly = Assembly(event, store.directory)
    while assembly.lookups:
        assembly.take(await store.find(assembly.lookups))
    snapshot = assembly.snapshot
    decision = decide(snapshot, event)
    if not snapshot.seen:
        await store.commit((Turn(event, decision),))
    return decision


async def take_turns(store: Store, events: Sequence[Event]) -> list[Decision]:
    """Decide events one after the other, each knowing what came of those before it, and commit all of them at once."""
    batch = Overlay(store)
    decisions = [await take_turn(batch, event) for event in events]
    await store.commit(batch.turns)
    return decisions


@frozen
class Ports:
    """What actions are done with."""

    chat: Chat
    model: Model
    search: Search
    history: History = field(factory=NoHistory)
    reports: Reports = field(factory=NoReports)
    tools: Tools = field(factory=NoTools)


@frozen
class Done:
    """An action was done, or will never be: its outcome, and what was read before that, which take turns."""

    outcome: Event
    read: tuple[Event, ...] = ()


@frozen
class PutOff:
    """An action is to be offered again from a moment on; `doubtful` if it may have been done."""

    until: Instant
    doubtful: bool = False


@frozen
class GivenUp:
    """An action is to be set aside, and why."""

    why: str


Came: TypeAlias = Done | PutOff | GivenUp
"""What came of an attempt at an action."""


async def work_off(  # noqa: PLR0913, PLR0917 - a store, its outbox, and what is to be done with what until when
    store: Store, outbox: Outbox, ports: Ports, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 10_000
) -> list[tuple[Event, Decision]]:
    """Do what is due by a moment, and return each outcome with what was decided about it.

    This is for whoever is the writer too. Elsewhere an attempt is made step by step: the claim is held, `discreetly`
    read, and `attempted`, and what came of it is told to the writer, or to the outbox with `let_go`.
    What is asked for meanwhile is left for the next time. What an adapter fails to do for no reason that a port may
    give is tried again after a while, and set aside after `MOST_ATTEMPTS`.
    """
    done: list[tuple[Event, Decision]] = []
    for claimed in await outbox.claim(at, lanes, limit, LEASE):
        claim = await outbox.held(claimed)  # it may have been given up, or lost some of its words, meanwhile
        if claim is None:
            continue
        came = await attempted(discreetly(store.directory, claim), ports, lambda: at)
        if not isinstance(came, Done):
            await let_go(outbox, claim, came)
            continue
        if came.read:
            await take_turns(store, came.read)
        done.append((came.outcome, await take_turn(store, came.outcome)))
    return done


def discreetly(directory: Directory, claim: Claim) -> Claim:
    """Return a claim without what may not be said any more; of the directory it takes what `looked_at` names."""
    action = discreet(directory, claim.action)
    return claim if action is claim.action else evolve(claim, action=action)


async def let_go(outbox: Outbox, claim: Claim, came: PutOff | GivenUp) -> None:
    """Let go of a claim of what was not done."""
    if isinstance(came, PutOff):
        await outbox.postpone(claim, came.until, doubtful=came.doubtful)
    else:
        await outbox.set_aside(claim, came.why)


async def attempted(claim: Claim, ports: Ports, now: Callable[[], Instant]) -> Came:
    """Try to do an action that is held, and return what came of it; nothing is raised but what cancels it."""
    try:
        if isinstance(claim.action, ReadHistory):
            return await _read(claim.action, ports.history, now)
        return Done(await _outcome(claim, ports, now))
    except Refused as refusal:
        _, failed = outcomes_of(claim.action.key)
        return Done(ActionFailed(failed, now(), claim.action, str(refusal)))
    except NotNow as answer:
        return PutOff(answer.retry_at)
    except Unknown:
        return PutOff(now() + SETTLE, doubtful=True)
    except Exception as error:  # noqa: BLE001 - an adapter that breaks its promise must not keep the others from theirs
        return _broken(claim, now(), f"{type(error).__name__}: {error}")


def _broken(claim: Claim, at: Instant, why: str) -> PutOff | GivenUp:
    return GivenUp(why) if claim.attempt >= MOST_ATTEMPTS else PutOff(at + _AGAIN * 2**claim.attempt, doubtful=True)


async def _outcome(claim: Claim, ports: Ports, now: Callable[[], Instant]) -> Event:  # noqa: C901, PLR0911 - one case for each
    action: Action = claim.action
    done, _ = outcomes_of(action.key)
    match action:
        case WakeMe():
            at = now()
            return TimePassed(done, action.at, action, told_at=at if at > action.at else None)
        case PostMessage():
            ts = await _posted(claim, action, ports.chat)
            return MessagePosted(done, now(), action, ts)
        case UpdateMessage():
            await ports.chat.update(action)
            return MessageUpdated(done, now(), action)
        case OpenForm():
            view = await ports.chat.open_form(action)
            return FormShown(done, now(), action, view)
        case RefuseForm():
            await ports.chat.refuse_form(action)
            return FormRefused(done, now(), action)
        case AnswerPrivately():
            await ports.chat.answer_privately(action)
            return AnsweredPrivately(done, now(), action)
        case PublishHome():
            await ports.chat.publish_home(action)
            return HomePublished(done, now(), action)
        case AskModel():
            reply = await _replied(claim, action, ports.model, now)
            return ModelAnswered(done, now(), action, reply)
        case RunTools():
            results = tuple(await ports.tools.run(action))
            return ToolsRun(done, now(), action, results)
        case FindSimilar():
            found = tuple(await ports.search.find(action))
            return SimilarFound(done, now(), action, found)
        case CountToil():
            figures = await ports.reports.count(action)
            return ToilCounted(done, now(), action, figures)
        case ReadHistory():
            raise TypeError("History is read in `_read`, for what it brings takes turns of its own.")


async def _replied(claim: Claim, action: AskModel, model: Model, now: Callable[[], Instant]) -> ModelReply:
    """Ask a model, at most once: what may have been asked for and paid before is not asked for again."""
    spent = Usage(cost=action.allowance.cost, is_known=False)
    if claim.doubtful:
        return ModelReply(Ending.LOST, usage=spent, why="whoever asked is gone, so nobody knows what was answered")
    if now() > action.until:
        return ModelReply(Ending.NOT_ASKED, why="it was too late to be of use")
    if not is_worth_asking(action.material, action.tools):
        return ModelReply(Ending.NOT_ASKED, why="what it was to read may not be shown any more")
    try:
        return await model.ask(action)
    except NotNow as busy:
        if busy.retry_at <= action.until:
            raise
        return ModelReply(Ending.OVERLOADED, why="the model had no time for it until it would have been too late")
    except Unknown:
        return ModelReply(Ending.TIMED_OUT, usage=spent, why="no answer came in time")


async def _read(action: ReadHistory, history: History, now: Callable[[], Instant]) -> Done:
    """Read a page of history, to be heard before its outcome: an attempt made again adds nothing."""
    page = await history.read(action)
    at = now()
    heard = tuple(as_heard(one, action.answered_since, at) for one in page.heard)
    messages = sum(isinstance(one, MessageSeen) for one in heard)
    done, _ = outcomes_of(action.key)
    return Done(HistoryRead(done, at, action, page.cursor, messages, page.covered, page.shown), heard)


def as_heard(event: T, answered_since: Instant | None, at: Instant) -> T:
    """Return what history brings as old, or as heard at a moment where it was written since what is answered."""
    if not isinstance(event, MessageSeen | Mentioned):
        return event
    is_old = answered_since is None or event.at < answered_since
    return evolve(event, old=True) if is_old else evolve(event, heard_at=at)


async def _posted(claim: Claim, action: PostMessage, chat: Chat) -> str:
    """Post a message, unless an attempt of which nobody knew whether it succeeded turns out to have."""
    found = await chat.find(action) if claim.doubtful else None
    return found if found is not None else await chat.post(action)
