"""The two steps that everything runs through: an event takes its turn, and the actions that are due are worked off."""

from ratchet_core.actions import Action, AskModel, OpenForm, PostMessage, UpdateMessage, WakeMe
from ratchet_core.decide import decide
from ratchet_core.decision import Decision
from ratchet_core.events import (
    ActionFailed,
    Event,
    FormOpened,
    MessagePosted,
    MessageUpdated,
    ModelAnswered,
    TimePassed,
)
from ratchet_core.instants import Instant
from ratchet_core.ports import Chat, Model, NotNow, Refused, Store
from ratchet_core.snapshot import needs


async def take_turn(store: Store, event: Event) -> Decision:
    """Decide one event and commit what was decided; a duplicate commits nothing."""
    async with store.turn(event, needs(event)) as turn:
        snapshot = turn.snapshot
        decision = decide(snapshot, event)
        if not snapshot.seen:
            await turn.commit(decision)
    return decision


async def work_off(store: Store, chat: Chat, model: Model, at: Instant) -> list[tuple[Event, Decision]]:
    """Do every action that is due by a moment and return each outcome with what was decided about it.

    Raises:
        ExceptionGroup: If an adapter broke its port's promise; every other action has been done by then, and those
            that failed so stay due.
    """
    done: list[tuple[Event, Decision]] = []
    broken: list[Exception] = []
    for offered in await store.due(at):
        action = await store.claim(offered)  # it may have been given up, or lost some of its words, meanwhile
        if action is None:
            continue
        try:
            outcome = await _outcome(action, chat, model, at)
        except NotNow as answer:
            await store.postpone(action, answer.retry_at)
        except Exception as error:  # noqa: BLE001 - one action that fails must not keep the others from being done
            await store.release(action)
            broken.append(error)
        else:
            done.append((outcome, await take_turn(store, outcome)))
    if broken:
        raise ExceptionGroup("actions that could not be done for no reason that a port may give", broken)
    return done


async def _outcome(action: Action, chat: Chat, model: Model, at: Instant) -> Event:
    done = f"{action.key}/done"
    try:
        match action:
            case WakeMe():
                return TimePassed(done, action.at, action, told_at=at if at > action.at else None)
            case PostMessage():
                return MessagePosted(done, at, action, await chat.post(action))
            case UpdateMessage():
                await chat.update(action)
                return MessageUpdated(done, at, action)
            case OpenForm():
                await chat.open_form(action)
                return FormOpened(done, at, action)
            case AskModel():
                return ModelAnswered(done, at, action, await model.ask(action))
    except Refused as refusal:
        return ActionFailed(f"{action.key}/failed", at, action, str(refusal))
