"""The steps that everything runs through: events take their turns, and the actions that are due are worked off."""

from collections.abc import Collection, Sequence
from typing import Final

from attrs import field, frozen

from ratchet_core.assembling import Assembly
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.deciding import decide
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
    NotNow,
    Outbox,
    Refused,
    Search,
    Store,
    Turn,
    Unknown,
)
from ratchet_core.rules.discretion import discreet
from ratchet_core.vocabulary.actions import (
    Action,
    AnswerPrivately,
    AskModel,
    FindSimilar,
    Lane,
    OpenForm,
    PostMessage,
    PublishHome,
    ReadHistory,
    RefuseForm,
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
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    SimilarFound,
    TimePassed,
)

_AGAIN: Final[Duration] = 2 * SECOND


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


async def work_off(  # noqa: PLR0913, PLR0917 - a store, its outbox, and what is to be done with what until when
    store: Store, outbox: Outbox, ports: Ports, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 10_000
) -> list[tuple[Event, Decision]]:
    """Do what is due by a moment, and return each outcome with what was decided about it.

    What is asked for meanwhile is left for the next time. What an adapter fails to do for no reason that a port may
    give is tried again after a while, and set aside after `MOST_ATTEMPTS`.
    """
    done: list[tuple[Event, Decision]] = []
    for claimed in await outbox.claim(at, lanes, limit, LEASE):
        claim = await outbox.held(claimed)  # it may have been given up, or lost some of its words, meanwhile
        if claim is None:
            continue
        action = discreet(store.directory, claim.action)  # it may be said in fewer places by now
        claim = claim if action is claim.action else evolve(claim, action=action)
        outcome = await _done(store, outbox, claim, ports, at)
        if outcome is not None:
            done.append((outcome, await take_turn(store, outcome)))
    return done


async def _done(store: Store, outbox: Outbox, claim: Claim, ports: Ports, at: Instant) -> Event | None:
    """Return the outcome of an action, or None where there is none yet and it will be offered again."""
    try:
        if isinstance(claim.action, ReadHistory):
            return await _read(store, claim.action, ports.history, at)
        return await _outcome(claim, ports, at)
    except Refused as refusal:
        return ActionFailed(f"{claim.action.key}/failed", at, claim.action, str(refusal))
    except NotNow as answer:
        await outbox.postpone(claim, answer.retry_at)
    except Unknown:
        await outbox.postpone(claim, at + SETTLE, doubtful=True)
    except Exception as error:  # noqa: BLE001 - an adapter that breaks its promise must not keep the others from theirs
        await _broken(outbox, claim, at, f"{type(error).__name__}: {error}")
    return None


async def _broken(outbox: Outbox, claim: Claim, at: Instant, why: str) -> None:
    if claim.attempt >= MOST_ATTEMPTS:
        await outbox.set_aside(claim, why)
    else:
        await outbox.postpone(claim, at + _AGAIN * 2**claim.attempt, doubtful=True)


async def _outcome(claim: Claim, ports: Ports, at: Instant) -> Event | None:  # noqa: C901, PLR0911 - one case for each
    action: Action = claim.action
    done = f"{action.key}/done"
    match action:
        case WakeMe():
            return TimePassed(done, action.at, action, told_at=at if at > action.at else None)
        case PostMessage():
            return MessagePosted(done, at, action, await _posted(claim, action, ports.chat))
        case UpdateMessage():
            await ports.chat.update(action)
            return MessageUpdated(done, at, action)
        case OpenForm():
            return FormShown(done, at, action, await ports.chat.open_form(action))
        case RefuseForm():
            await ports.chat.refuse_form(action)
            return FormRefused(done, at, action)
        case AnswerPrivately():
            await ports.chat.answer_privately(action)
            return AnsweredPrivately(done, at, action)
        case PublishHome():
            await ports.chat.publish_home(action)
            return HomePublished(done, at, action)
        case AskModel():
            return ModelAnswered(done, at, action, await ports.model.ask(action))
        case FindSimilar():
            return SimilarFound(done, at, action, tuple(await ports.search.find(action)))
        case ReadHistory():
            return None  # it is read in `_read`, for what it brings takes turns of its own


async def _read(store: Store, action: ReadHistory, history: History, at: Instant) -> HistoryRead:
    """Let a page of history be heard before its outcome: an attempt that breaks off is made again, and adds nothing."""
    page = await history.read(action)
    old = [evolve(one, old=True) if isinstance(one, MessageSeen) else one for one in page.heard]
    await take_turns(store, old)
    messages = sum(isinstance(one, MessageSeen) for one in old)
    return HistoryRead(f"{action.key}/done", at, action, page.cursor, messages)


async def _posted(claim: Claim, action: PostMessage, chat: Chat) -> str:
    """Post a message, unless an attempt of which nobody knew whether it succeeded turns out to have."""
    found = await chat.find(action) if claim.doubtful else None
    return found if found is not None else await chat.post(action)
