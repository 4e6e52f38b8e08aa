"""The outbox in PostgreSQL does what the one in memory does, whatever is asked for, done, put off and given up."""

import asyncio
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import in_memory
from postgres_places import in_postgres
from ratchet_core.contract.place import POLICY, START, Place, heard, outcome_of
from ratchet_core.domain import MessageRef
from ratchet_core.ports import Claim, Turn
from ratchet_core.vocabulary.actions import (
    AboutRequest,
    Action,
    Body,
    Lane,
    Line,
    MessageLink,
    PostMessage,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.changes import DropActions, EraseLines, EraseQuotes
from ratchet_core.vocabulary.decision import Decision
from server import Server

ABOUT = AboutRequest(MessageRef("C1", "1.0"))
LEASE = 10
CAUSES, CHANNELS, STAMPS = ("e1", "e2", "e_"), ("C1", "C2"), ("7.0", "8.0")
LANES = [tuple(Lane), (Lane.SPEECH,), (Lane.TIME,)]


@frozen
class Step:
    """One thing that is done to an outbox: what, and with what."""

    what: str
    value: Any = None
    number: int = 0
    at: int = 0


def body(text: str) -> Body:
    return Body(text, (Line((MessageLink("C1", "9.0", text),)), Line((MessageLink("C2", "9.0", text),))))


def action(cause: str, kind: str, number: int, channel: str, stamp: str, at: int) -> Action:  # noqa: PLR0913, PLR0917 - drawn
    key = f"{cause}/{kind}/{number}"  # what a key stands for never changes its kind
    if kind == "post":
        return PostMessage(key, "cards", channel, stamp, body(key), ABOUT)
    if kind == "edit":
        return UpdateMessage(key, "cards", channel, stamp, body(key), ABOUT)
    return WakeMe(key, "cards", channel, START + at, ABOUT)


KINDS = ("post", "edit", "alarm")
KEYS = st.builds("{}/{}/{}".format, st.sampled_from(CAUSES), st.sampled_from(KINDS), st.integers(0, 2))
ACTIONS = st.builds(
    action,
    st.sampled_from(CAUSES),
    st.sampled_from([*KINDS, "edit"]),
    st.integers(0, 2),
    st.sampled_from(CHANNELS),
    st.sampled_from(STAMPS),
    st.integers(0, 40),
)
TURNS = st.one_of(
    st.builds(lambda asked: Decision(actions=tuple(asked)), st.lists(ACTIONS, min_size=1, max_size=3)),
    st.builds(
        lambda change: Decision((change,)),
        st.one_of(
            st.builds(DropActions, st.sampled_from(CHANNELS), st.sampled_from([None, *STAMPS])),
            st.just(EraseQuotes(MessageRef("C1", "9.0"))),
            st.builds(EraseLines, st.sampled_from(CAUSES)),
        ),
    ),
    KEYS,
)
STEPS = st.one_of(
    st.builds(Step, st.just("commit"), st.lists(TURNS, min_size=1, max_size=4)),
    st.builds(Step, st.just("commit"), st.lists(TURNS, min_size=1, max_size=4)),
    st.builds(Step, st.just("claim"), st.sampled_from(LANES), st.integers(1, 4), st.integers(0, 15)),
    st.builds(Step, st.just("claim"), st.sampled_from(LANES), st.integers(1, 4), st.integers(0, 15)),
    st.builds(
        Step, st.sampled_from(["held", "postpone", "set aside"]), number=st.integers(0, 9), at=st.integers(0, 20)
    ),
    st.builds(Step, st.sampled_from(["retry", "drop"]), KEYS),
    st.builds(Step, st.just("due"), st.sampled_from(LANES)),
    st.just(Step("aside")),
    st.just(Step("reopen")),
)


def turns(step: Step, place: int) -> list[Turn]:
    """Return what is committed: decisions, and for each bare key the outcome of its action."""
    told = []
    for number, decision in enumerate(step.value):
        if isinstance(decision, str):
            told.append(Turn(outcome_of(WakeMe(decision, "cards", "C1", START, ABOUT)), Decision()))
        else:
            told.append(Turn(heard(f"{place}/{number}"), decision))
    return list({turn.event.id: turn for turn in told}.values())


async def seen(place: Place, steps: Sequence[Step]) -> list[object]:
    """Do steps one after the other, and return what was seen of each."""
    now, claims, told = START, list[Claim](), list[object]()
    for number, step in enumerate(steps):
        now += step.at if step.what == "claim" else 0
        told.append((step.what, await _done(place, step, number, now, claims)))
    return told


async def _done(place: Place, step: Step, number: int, now: int, claims: list[Claim]) -> object:  # noqa: C901, PLR0911 - one case for each
    outbox = place.outbox
    claim = claims[-1 - step.number % len(claims)] if claims else None
    match step.what:
        case "commit":
            await place.store.commit(turns(step, number))
            return None
        case "claim":
            found = await outbox.claim(now, step.value, step.number, LEASE)
            claims += found
            return [(one.action, one.attempt, one.doubtful) for one in found]
        case "held" if claim:
            kept = await outbox.held(claim)
            return None if kept is None else kept.action
        case "postpone" if claim:
            return await outbox.postpone(claim, now + step.at, doubtful=step.at > LEASE)
        case "set aside" if claim:
            return await outbox.set_aside(claim, "why")
        case "retry":
            return await outbox.retry(step.value)
        case "drop":
            return await outbox.drop(step.value)
        case "due":
            return await outbox.next_due(step.value)
        case "aside":
            return sorted((one.action.key, one.attempts, one.why) for one in await outbox.aside())
        case "reopen":
            await place.reopen()
            return None
        case _:
            return None


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=25))
def test_it_does_what_the_outbox_in_memory_does(server: Server, steps: list[Step]) -> None:
    async def both() -> tuple[list[object], list[object]]:
        async with in_memory(POLICY) as memory, in_postgres(server, POLICY) as postgres:
            return await seen(memory, steps), await seen(postgres, steps)

    in_the_one, in_the_other = asyncio.run(both())
    assert in_the_other == in_the_one
