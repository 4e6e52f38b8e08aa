"""What one message of a tool comes to: the whole decision, and the service that it introduces."""

import asyncio

import attrs
import pytest
from histories import (
    ALERTS,
    BOT,
    EVERYTHING,
    INTRODUCTIONS,
    POLICY,
    START,
    fingerprint_of,
    firing,
    posted,
    replayed,
    resolved,
    said,
)
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant
from ratchet_core.contract.playbook import Playbook, does, done, passes, silence
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import (
    Alert,
    HeldReply,
    Incident,
    IncidentState,
    Kept,
    Message,
    MessageRef,
    Reading,
    ServiceEntry,
    Signal,
    SignalKind,
    Thread,
    Tie,
    Track,
)
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.domain.traces import traced
from ratchet_core.memory import MemoryStore
from ratchet_core.recognise.recognised import Severity
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.recognise.traits import traits_of
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import AboutIncident, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.changes import Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import AlertTied, Event, MessageDeleted, MessageEdited, ServiceNamed

QUIET = Policy(default=attrs.evolve(EVERYTHING, cards=Mode.OFF))
NAME = ALERTS[0]
FIRES = posted(START, "C1", firing(NAME))
ALERT = fingerprint_of(FIRES)
ENDS = posted(START + MINUTE, "C1", resolved(NAME))


def decided(*events: Event, policy: Policy = QUIET) -> Decision:
    """Return what was decided about the last of some events."""
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, *events[:-1]])
    return asyncio.run(take_turn(store, events[-1]))


def after(*events: Event, policy: Policy = QUIET) -> MemoryStore:
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


INCIDENT = Incident(ALERT, "C1", 1, START, FIRES.ts, START, Severity.CRITICAL)
FIRED = Signal(START, FIRES.ts, SignalKind.FIRING, Severity.CRITICAL)
TRACK = Track(ALERT, "C1", "HighErrorRate", "checkout-api", recent=(FIRED,))
ABOUT = AboutIncident("C1", ALERT, 1, START)


TRACE = traced("C1", ALERT, BOT.key, START, FIRES.ts, traits_of(firing(NAME)))


def alarm(event: Event, until: Instant, ordinal: int = 0) -> WakeMe:
    return WakeMe(f"{event.id}/incidents/{ordinal}/stale/{until}", "incidents", "C1", until, ABOUT)


SKELETON = skeleton_of(firing(NAME))
OFF = Reason("cards", Why.OFF)


def test_the_first_firing_introduces_its_alert_and_service_and_opens_an_incident() -> None:
    assert decided(FIRES) == Decision(
        (
            Put(Reading("C1", START)),
            Put(Alert(ALERT, "HighErrorRate", "checkout-api", Tie.WORDS)),
            Put(ServiceEntry("checkout-api", "checkout-api")),
            Put(INCIDENT),
            Put(TRACK),
            Put(TRACE),
            Put(Thread(MessageRef("C1", FIRES.ts), ALERT, BOT.key, SKELETON, Severity.CRITICAL)),
        ),
        (alarm(FIRES, START + DAY),),
        (Reason("incidents", Why.INCIDENT_OPENED, "#1"), OFF),
    )


AGAIN = posted(START + 30 * SECOND, "C1", firing(NAME))


def test_a_further_firing_is_told_of_the_same_incident_and_sets_no_further_alarm() -> None:
    at = START + 30 * SECOND
    again = Signal(at, AGAIN.ts, SignalKind.FIRING, Severity.CRITICAL)
    assert decided(FIRES, AGAIN) == Decision(
        (
            Put(attrs.evolve(INCIDENT, firings=2, last_at=at)),
            Put(attrs.evolve(TRACK, recent=(FIRED, again))),
            Put(attrs.evolve(TRACE, messages=(FIRES.ts, AGAIN.ts))),
            Put(Thread(MessageRef("C1", AGAIN.ts), ALERT, BOT.key, SKELETON, Severity.CRITICAL)),
        ),
        (),
        (Reason("incidents", Why.INCIDENT_FOLLOWED, "#1"), OFF),
    )


def test_an_end_resolves_the_incident() -> None:
    at = START + MINUTE
    ended = attrs.evolve(INCIDENT, state=IncidentState.RESOLVED, last_at=at, ended_at=at, ended_ts=ENDS.ts)
    track = attrs.evolve(TRACK, recent=(FIRED, Signal(at, ENDS.ts, SignalKind.RESOLVED, Severity.CRITICAL)))
    assert decided(FIRES, ENDS) == Decision(
        (Put(ended), Put(track), Put(attrs.evolve(TRACE, fires=False))),
        (),
        (Reason("incidents", Why.INCIDENT_RESOLVED, "#1"), OFF),
    )


def test_an_end_of_what_never_began_is_remembered_and_opens_nothing() -> None:
    decision = decided(ENDS)
    assert ([one.why for one in decision.reasons], after(ENDS).of_kind(Incident)) == (
        [Why.NOTHING_TO_RESOLVE, Why.OFF],
        [],
    )


def test_an_incident_that_a_late_firing_joins_to_the_one_before_is_dropped() -> None:
    def host(at: int, state: str, name: str) -> Event:
        title = f"[{state}] {NAME}"
        colour = "2eb886" if state == "RESOLVED" else "a30200"
        fields = (Field("Instance", name),)
        return posted(
            START + at * SECOND, "C1", Content(f"{title}\nInstance: {name}", title, fields=fields, colour=colour)
        )

    late = host(5, "FIRING:1", "web-2")
    decision = decided(host(0, "FIRING:1", "web-1"), host(10, "RESOLVED", "web-1"), host(20, "FIRING:1", "web-3"), late)
    assert [one for one in decision.changes if isinstance(one, Drop)] == [Drop("incident", ("C1", ALERT, 2))]


def test_an_incident_that_goes_on_after_all_gets_an_alarm_of_its_own() -> None:
    stale = after(FIRES, said(START + DAY + 5 * SECOND, "C2", "U1", "hello"))
    late = posted(START + DAY - 30 * SECOND, "C1", firing(NAME))
    decision = asyncio.run(take_turn(stale, late))
    assert decision.actions == (alarm(late, START + 2 * DAY - 30 * SECOND),)


def test_an_alarm_that_rings_too_early_is_set_again_from_the_last_word_on() -> None:
    at = START + 5 * HOUR
    playbook = (
        Playbook(QUIET, INTRODUCTIONS)
        >> FIRES
        << does(WakeMe, at=START + DAY)
        >> posted(at, "C1", firing(NAME))
        << silence
        >> passes(hours=19)
        << alarm(FIRES, at + DAY)
        >> passes(hours=5)
        << silence(Why.INCIDENT_STALE)
    )
    assert playbook


def test_an_alarm_of_an_incident_that_is_over_does_nothing() -> None:
    over = Playbook(QUIET, INTRODUCTIONS) >> FIRES << does(WakeMe) >> ENDS << silence
    assert over >> passes(days=1) << silence(Why.NOTHING_TO_DO, by="incidents")


def test_an_alarm_of_an_incident_does_not_end_the_next_one() -> None:
    again = posted(START + 23 * HOUR, "C1", firing(NAME))
    over = Playbook(QUIET, INTRODUCTIONS) >> FIRES << does(WakeMe) >> ENDS << silence >> again << does(WakeMe)
    assert over >> passes(hours=1) << silence(Why.NOTHING_TO_DO, by="incidents")


def test_a_service_that_is_known_keeps_its_name_when_an_alert_is_about_it() -> None:
    store = after(ServiceNamed("s", 0, "checkout-api", "Check Out"), FIRES)
    assert [one.name for one in store.directory.services.values()] == ["Check Out"]


DISK = Content(text="CRITICAL: disk is full", title="CRITICAL: disk is full", colour="danger")


def test_an_alert_that_names_no_service_introduces_none_or_else_that_of_its_channel() -> None:
    event = posted(START, "C1", DISK)
    about = attrs.evolve(QUIET, default=attrs.evolve(QUIET.default, service="ledger"))
    assert [list(after(event, policy=one).directory.services) for one in (QUIET, about)] == [[], ["ledger"]]


def test_an_alert_that_a_person_tied_to_a_service_introduces_no_other() -> None:
    shop = ServiceNamed("s", 0, "shop", "Shop")
    store = after(shop, FIRES, AlertTied("t", START + SECOND, ALERT, "shop", "U1"))
    store.drop("service", ("checkout-api",))
    replayed(store, [AGAIN])
    assert list(store.directory.services) == ["shop"]


# Replies and edits that are heard before what they belong to.

NOTE = said(START + SECOND, "C1", "U2", "restarted it", FIRES.ts)


def edited(content: Content, at: Instant, message: Event = FIRES) -> MessageEdited:
    ts = message.id.removeprefix("C1/")
    return MessageEdited(f"e/{at}", START + at, "C1", ts, None, None, content.text, BOT, content)


@pytest.mark.parametrize("events", [[FIRES, NOTE], [NOTE, FIRES]])
def test_a_note_is_kept_whether_it_is_heard_before_its_alert_or_after(events: list[Event]) -> None:
    store = after(*events)
    assert (store.of_kind(HeldReply), [(one.text, one.kept) for one in store.of_kind(Message)]) == (
        [],
        [("restarted it", Kept.NOTE)],
    )


def test_a_reply_to_a_message_that_is_edited_into_an_alert_is_a_note_of_it() -> None:
    store = after(NOTE, edited(firing(NAME), 2 * SECOND))
    assert [one.kept for one in store.of_kind(Message) if one.text] == [Kept.NOTE]


def test_a_reply_to_an_end_whose_firing_was_not_heard_waits_on() -> None:
    store = after(NOTE, edited(resolved(NAME), 2 * SECOND))
    assert len(store.of_kind(HeldReply)) == 1


@pytest.mark.parametrize("events", [[FIRES, ENDS], [ENDS, FIRES]])
def test_within_the_reordering_time_an_end_may_be_heard_before_its_firing(events: list[Event]) -> None:
    assert [one.state for one in after(*events).of_kind(Incident)] == [IncidentState.RESOLVED]


def test_an_alert_whose_message_is_deleted_or_edited_first_is_an_incident_all_the_same() -> None:
    gone = MessageDeleted("g", START + 2 * SECOND, "C1", FIRES.ts)
    orders: list[list[Event]] = [[gone, FIRES], [edited(firing(NAME), 3 * SECOND), FIRES]]
    assert [[one.firings for one in after(*order).of_kind(Incident)] for order in orders] == [[1], [1]]


def test_ratchets_own_message_is_no_news() -> None:
    own = attrs.evolve(FIRES, ours=True)
    assert decided(own).reasons == (Reason("core", Why.OWN_MESSAGE),)


def test_an_older_edit_that_says_that_it_is_over_counts_with_the_newer_one() -> None:
    newer, older = edited(firing(NAME), 50 * SECOND), edited(resolved(NAME), 40 * SECOND)
    found = [
        [one.state for one in after(FIRES, *order).of_kind(Incident)] for order in ((older, newer), (newer, older))
    ]
    assert found == [[IncidentState.RESOLVED, IncidentState.OPEN]] * 2


def test_a_card_whose_words_change_by_an_edit_of_the_tools_message_is_edited() -> None:
    worse = edited(firing(NAME, "critical"), 10 * SECOND)
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> posted(START, "C1", firing(NAME, "warning"))
        << does(WakeMe)
        << does(WakeMe)
        >> worse
        << does(PostMessage, says="Firing.")
        >> is_posted("1.5")
        << silence
        >> edited(resolved(NAME), MINUTE)
        << does(UpdateMessage, says="Resolved after 1 min.")
        >> done
        << silence
    )
