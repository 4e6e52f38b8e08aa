"""Invariant 7: messages that arrive in another order within the window come to the same ledger."""

import asyncio

import attrs
import pytest
from histories import BOT, START, posted, said
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invariants.cast import ALERTS, ANSWERS, INTRODUCTIONS, POLICY, QUESTIONS, SERVICES, deployed, grouped
from invariants.checks import must
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import SECOND, Instant
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageEdited, MessageSeen, ReactionAdded
from world import world_of

WINDOW = 50 * SECOND
LONG = "restarted the box " + "and looked at it " * 100
ALERTS_ONLY = Policy(default=attrs.evolve(POLICY.default, help_requests=Mode.OFF))
CHECKED = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
_KINDS = (
    "asks",
    "asks",
    "says",
    "replies",
    "replies",
    "fires",
    "fires",
    "resolves",
    "deploys",
    "ticks",
    "edits",
    "edits",
    "deletes",
)
"""An edit makes no question of a statement, nor the reverse, and no firing of an end: words below are not kept."""


@st.composite
def batches(draw: st.DrawFn, kinds: tuple[str, ...] = _KINDS) -> list[Event]:
    """Return what happens within the window, each at its own moment: grouped alerts, and questions that follow on."""
    moments = sorted(draw(st.lists(st.integers(0, WINDOW), min_size=2, max_size=7, unique=True)))
    events: list[Event] = []
    for moment in moments:
        seen = [one for one in events if isinstance(one, MessageSeen)]
        events.append(draw(_event(START + moment, seen, draw(st.sampled_from(kinds)))))
    return events


@st.composite
def _event(draw: st.DrawFn, at: Instant, seen: list[MessageSeen], kind: str) -> Event:
    person = draw(st.sampled_from(("U1", "U3")))
    one = draw(st.sampled_from(seen)) if seen else None
    if kind in {"fires", "resolves"}:
        members = draw(st.lists(st.sampled_from(("web-1", "web-2")), unique=True))
        return posted(at, "C1", grouped(ALERTS[0], "FIRING" if kind == "fires" else "RESOLVED", tuple(members)))
    if kind == "deploys":
        return posted(at, "C1", deployed(draw(st.sampled_from(SERVICES)), "now"))
    if one is None or kind == "asks":
        return said(at, "C1", person, draw(st.sampled_from(QUESTIONS)))
    return _about(draw, at, one, kind, person)


def _about(draw: st.DrawFn, at: Instant, one: MessageSeen, kind: str, person: str) -> Event:
    """Return what happens to a message, or beside it."""
    text = draw(st.sampled_from((*QUESTIONS, *ANSWERS, LONG)))
    match kind:
        case "replies":
            return said(at, "C1", person, text, one.thread or one.ts)
        case "ticks":
            return ReactionAdded(f"tick/{at}", at, "C1", one.ts, one.thread, person, "white_check_mark")
        case "edits" if one.person is not None and (one.thread is not None or one.text in QUESTIONS):
            text = text if one.thread is not None else draw(st.sampled_from(QUESTIONS))
            return MessageEdited(f"edit/{at}", at, "C1", one.ts, one.thread, one.person, text)
        case "edits" if one.content is not None:
            content = draw(_content_like(one.content))
            return MessageEdited(f"edit/{at}", at, "C1", one.ts, one.thread, None, content.text, BOT, content)
        case "deletes":
            return MessageDeleted(f"{one.id}/deleted", at, "C1", one.ts)
        case _:
            return said(at, "C1", person, text)


def _content_like(content: Content) -> st.SearchStrategy[Content]:
    """Return what a tool may say in the place of its message: another state of the alert, or another deploy."""
    if content.title.startswith("Deployed"):
        return st.builds(deployed, st.sampled_from(SERVICES), st.just("after all"))
    states = ("RESOLVED",) if content.title.startswith("[RESOLVED]") else ("FIRING", "RESOLVED")
    members = st.lists(st.sampled_from(("web-1", "web-2")), unique=True).map(tuple)
    return st.builds(grouped, st.just(ALERTS[0]), st.sampled_from(states), members)


def ledger(store_class: type[MemoryStore], events: list[Event], policy: Policy = POLICY) -> dict[str, object]:
    """Return what events come to, in the order in which they are heard."""
    store = store_class(policy)

    async def feed() -> None:
        for event in [*INTRODUCTIONS, *events]:
            await take_turn(store, event)

    asyncio.run(feed())
    world = world_of(store)
    return {
        "incidents": world.incidents,
        "requests": world.requests,
        "notifications": world.notifications,
        "early": {root: sorted(held) for root, held in world.early.items()},
        "notes": {place: notes for place, notes in world.notes.items() if notes},
        "replies": {root: replies for root, replies in world.replies.items() if replies},
    }


def check_orders(
    store_class: type[MemoryStore], events: list[Event], order: list[Event], policy: Policy = POLICY
) -> None:
    one, other = ledger(store_class, events, policy), ledger(store_class, order, policy)
    for name, known in one.items():
        must(7, f"{name} differ: {known} and {other[name]}", hold=known == other[name])


class Hasty(MemoryStore):
    """Settles every signal at once, so that one which is late finds its place taken."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(attrs.evolve(policy, reorder_seconds=0))


@CHECKED
@given(st.data(), batches())
def test_any_order_within_the_window_comes_to_the_same_ledger(data: st.DataObject, events: list[Event]) -> None:
    check_orders(MemoryStore, events, data.draw(st.permutations(events)))


@CHECKED
@given(st.data(), batches())
def test_notes_are_kept_alike_in_any_order_where_nobody_asks_for_help(data: st.DataObject, events: list[Event]) -> None:
    check_orders(MemoryStore, events, data.draw(st.permutations(events)), ALERTS_ONLY)


def test_what_is_said_below_an_alert_is_kept_where_the_edit_that_ends_it_is_heard_first() -> None:
    fires = posted(START, "C1", grouped(ALERTS[0], "FIRING", ()))
    reply = said(START + 1, "C1", "U1", ANSWERS[1], fires.ts)
    content = grouped(ALERTS[0], "RESOLVED", ())
    ends = MessageEdited("edit", START + 2, "C1", fires.ts, None, None, content.text, BOT, content)
    check_orders(MemoryStore, [fires, reply, ends], [reply, ends, fires])


def test_a_reply_that_is_heard_after_its_edit_counts_once() -> None:
    asks = said(START, "C1", "U1", QUESTIONS[0])
    reply = said(START + 1, "C1", "U3", ANSWERS[1], asks.ts)
    edit = MessageEdited("edit", START + 2, "C1", reply.ts, asks.ts, "U3", ANSWERS[2])
    check_orders(MemoryStore, [asks, reply, edit], [asks, edit, reply])


def test_a_core_that_settles_at_once_is_caught() -> None:
    @settings(CHECKED, phases=(Phase.generate,), database=None)
    @given(st.data(), batches(("fires", "fires", "resolves")))
    def orders(data: st.DataObject, events: list[Event]) -> None:
        check_orders(Hasty, events, data.draw(st.permutations(events)))

    with pytest.raises(AssertionError, match=r"^invariant 7: "):
        orders()
