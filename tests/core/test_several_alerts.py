"""One message that tells of several alerts: each has its incident and its card, and they share a thread."""

import asyncio

import attrs
from histories import INTRODUCTIONS, POLICY, START, posted, replayed
from ratchet_core.basis.content import Content, Field, Part
from ratchet_core.basis.instants import HOUR, MINUTE, Instant
from ratchet_core.domain import Incident, IncidentState, Thread
from ratchet_core.domain.storms import Budget
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn, take_turns
from ratchet_core.vocabulary.actions import PostMessage
from ratchet_core.vocabulary.changes import puts
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen

OPEN, RESOLVED = IncidentState.OPEN, IncidentState.RESOLVED
RED, GREEN = "a30200", "2eb886"
DISK, LAG = "Triggered: disk of ledger-db is full", "Triggered: replica of cart-db lags"
DISK_OVER, LAG_OVER = "Resolved: disk of ledger-db is full", "Resolved: replica of cart-db lags"


def part(title: str, *fields: tuple[str, str], severity: str = "critical") -> Part:
    told = tuple(Field(name, value) for name, value in (*fields, ("Severity", severity)))
    text = "\n".join((title, *(f"{one.name}: {one.value}" for one in told)))
    return Part(text, title, fields=told, colour=GREEN if title.startswith("Resolved") else RED)


def content(*parts: Part) -> Content:
    first = parts[0]
    fields = tuple(field for one in parts for field in one.fields)
    text = "\n".join(one.text for one in parts)
    return Content(text, first.title, fields=fields, colour=first.colour, parts=parts if len(parts) > 1 else ())


def said(at: Instant, *parts: Part) -> MessageSeen:
    return posted(START + at, "C1", content(*parts))


BOTH = said(0, part(DISK), part(LAG))


def after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


def incidents(*events: Event) -> dict[str, tuple[IncidentState, str, tuple[str, ...]]]:
    return {
        one.alert.partition("-")[0]: (one.state, one.root_ts, one.seen_members)
        for one in after(*events).of_kind(Incident)
    }


def decided(event: Event) -> Decision:
    store = MemoryStore(POLICY)
    replayed(store, INTRODUCTIONS)
    return asyncio.run(take_turn(store, event))


def test_each_alert_of_a_message_has_an_incident_in_its_thread() -> None:
    assert incidents(BOTH) == {"disk": (OPEN, BOTH.ts, ()), "replica": (OPEN, BOTH.ts, ())}


def test_each_has_a_card_in_the_thread_of_the_message_and_both_count_in_the_budget() -> None:
    decision = decided(BOTH)
    cards = [(one.thread, one.body.headline) for one in decision.actions if isinstance(one, PostMessage)]
    assert (cards, [one.posts_at(START) for one in puts(decision.changes, Budget)]) == (
        [(BOTH.ts, "disk of ledger-db is full, critical"), (BOTH.ts, "replica of cart-db lags, critical")],
        [2],
    )


def test_the_actions_of_all_have_keys_of_their_own() -> None:
    keys = [one.key for one in decided(BOTH).actions]
    assert len(keys) == len(set(keys)) == 4


def test_each_ends_with_its_own_message() -> None:
    over = said(MINUTE, part(LAG_OVER))
    states = {name: state for name, (state, *_) in incidents(BOTH, over).items()}
    assert states == {"disk": OPEN, "replica": RESOLVED}


def test_a_message_may_tell_of_an_end_and_of_a_beginning() -> None:
    events = said(0, part(DISK)), said(MINUTE, part(DISK_OVER), part(LAG))
    assert {name: state for name, (state, *_) in incidents(*events).items()} == {"disk": RESOLVED, "replica": OPEN}


def test_one_message_can_end_all() -> None:
    events = BOTH, said(MINUTE, part(DISK_OVER), part(LAG_OVER))
    assert {name: state for name, (state, *_) in incidents(*events).items()} == {"disk": RESOLVED, "replica": RESOLVED}


def test_an_attachment_that_says_more_of_the_one_before_is_no_alert() -> None:
    more = Part(
        "Further details\nOutput: 97 % used", "Further details", fields=(Field("Output", "97 % used"),), colour=RED
    )
    event = posted(START, "C1", attrs.evolve(content(part(DISK), more), parts=(part(DISK), more)))
    assert list(incidents(event)) == ["disk"]


def test_attachments_that_are_built_alike_are_alerts_without_a_verdict_of_their_own() -> None:
    parts = [part(title, ("Host", host)) for title, host in (("Disk is filling", "db-1"), ("Swap is used", "db-2"))]
    assert len(incidents(said(0, *parts))) == 2


def test_one_alert_of_several_hosts_is_one_incident() -> None:
    event = said(0, *(part(DISK, ("Service", "ledger"), ("Host", host)) for host in ("a-1", "b-1")))
    assert incidents(event) == {"disk": (OPEN, event.ts, ("a-1", "b-1"))}


def edit(at: Instant, *parts: Part) -> MessageEdited:
    told = content(*parts)
    return MessageEdited(f"{BOTH.id}/{at}", START + at, "C1", BOTH.ts, None, None, told.text, BOTH.bot, told)


def test_each_is_ended_by_an_edit_of_the_message_also_hours_later() -> None:
    one = edit(5 * HOUR, part(DISK), part(LAG_OVER))
    all_over = edit(6 * HOUR, part(DISK_OVER), part(LAG_OVER))
    told = [
        {name: state for name, (state, *_) in incidents(BOTH, *edits).items()} for edits in ((one,), (one, all_over))
    ]
    assert told == [{"disk": OPEN, "replica": RESOLVED}, {"disk": RESOLVED, "replica": RESOLVED}]


def test_the_thread_is_that_of_the_first_alert() -> None:
    first, other = sorted(one.alert for one in after(BOTH).of_kind(Incident))
    assert [(one.alert, one.others) for one in after(BOTH).of_kind(Thread)] == [(first, (other,))]


def test_a_batch_comes_to_the_same_and_a_second_hearing_to_nothing() -> None:
    store = MemoryStore(POLICY)
    decisions = asyncio.run(take_turns(store, [*INTRODUCTIONS, BOTH, said(MINUTE, part(LAG_OVER)), BOTH]))
    kept = sorted((one.alert.partition("-")[0], one.state) for one in store.of_kind(Incident))
    assert (kept, decisions[-1].reasons[0].why) == ([("disk", OPEN), ("replica", RESOLVED)], Why.DUPLICATE)
