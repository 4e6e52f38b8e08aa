"""Histories as channels live through them, and what is said: changes, guests, late words, storms, restarts."""

import asyncio
from collections import Counter
from collections.abc import Iterable

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved, said
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant, ts_of
from ratchet_core.domain import HelpRequest, OwnedKind, RunbookVersion, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import state_from_json, state_to_json
from ratchet_core.turn import take_turns
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    Event,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    OwnerChanged,
    PersonErased,
    PersonSeen,
    ReactionAdded,
    RunbookApproved,
    ServiceNamed,
    SharingAgreed,
    TeamNamed,
    TeamsMerged,
)
from ratchet_core.vocabulary.rendering import plain_text

LIVE = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.LIVE))
ALERT = fingerprint_of(posted(START, "C1", firing(ALERTS[0])))
GIVEN: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("given/team", 0, "pay", "Pay"),
    *(MemberJoined(f"m/{one}", 0, one, "pay") for one in ("U4", "X1", "X2")),
    *(OwnerChanged(f"o/{one}", 0, OwnedKind.CHANNEL, one, "pay") for one in ("C1", "C2")),
    ServiceNamed("given/service", 0, "checkout-api", "checkout-api"),
    OwnerChanged("given/owner", 0, OwnedKind.SERVICE, "checkout-api", "pay"),
    PersonSeen("x1", 0, "X1", "Xavier", external=True),
    PersonSeen("x2", 0, "X2", "Xenia", external=False, guest=True),
]


def fires(at: Instant, severity: str = "critical", channel: str = "C1", name: str = ALERTS[0]) -> MessageSeen:
    return posted(START + at, channel, firing(name, severity))


def ends(at: Instant, channel: str = "C1", name: str = ALERTS[0]) -> MessageSeen:
    return posted(START + at, channel, resolved(name))


def asks(at: Instant, channel: str = "C1", person: str = "U1") -> MessageSeen:
    return said(START + at, channel, person, "how do I rotate the ledger signing key on vault-7?")


def told(store: MemoryStore, *events: Event, until: Duration = 3 * DAY) -> list[tuple[Instant, str, str, str]]:
    """Return what is said: when, as a post or an edit, by which behaviour and where, and its words."""
    heard = replayed(store, [*events, said(START + until, "C9", "U1", "good morning")])
    return [
        (event.at - START, type(one).__name__, f"{one.behaviour} {one.channel}", plain_text(one.body))
        for event, each in heard
        for one in each.actions
        if isinstance(one, PostMessage | UpdateMessage)
    ]


def spoken(*events: Event, until: Duration = 3 * DAY) -> list[tuple[Instant, str, str, str]]:
    return told(MemoryStore(LIVE), *GIVEN, *sorted(events, key=lambda one: one.at), until=until)


def name_of(number: int) -> str:
    return f"Full{chr(65 + number % 26)}{chr(65 + number // 26)} ledger"


# What is heard late


@pytest.mark.parametrize(
    "event", [fires(0), fires(0, "warning"), asks(0), attrs.evolve(asks(0), id="C1/9.0", ts="9.0", thread="8.0")]
)
def test_what_is_heard_hours_late_begins_nothing(event: MessageSeen) -> None:
    assert spoken(attrs.evolve(event, heard_at=START + 3 * HOUR)) == []


def test_an_end_heard_late_is_said_and_calls_nobody() -> None:
    kinds = [kind for _, kind, *_ in spoken(fires(0), attrs.evolve(ends(MINUTE), heard_at=START + 3 * HOUR))]
    assert kinds == ["PostMessage", "UpdateMessage"]


# What is deleted, or said where nothing can be said


@pytest.mark.parametrize(
    "events",
    [
        (fires(0, "warning"), MessageDeleted("d", START + MINUTE, "C1", ts_of(START))),
        (MessageDeleted("d", START, "C1", ts_of(START + 1)), fires(1)),
        (fires(0, "warning"), ChannelArchived("a", START + MINUTE, "C1"), fires(2 * MINUTE)),
        (fires(0, "warning"), ChannelLeft("a", START + MINUTE, "C1"), fires(2 * MINUTE)),
        (fires(0, "warning"), ChannelReplaced("a", START + MINUTE, "C1", "G1"), fires(2 * MINUTE)),
        (fires(0, "warning"), ChannelShared("a", START + MINUTE, "C1"), fires(2 * MINUTE)),
        (asks(0), MessageDeleted("d", START + MINUTE, "C1", ts_of(START))),
        (asks(0), ChannelArchived("a", START + MINUTE, "C1")),
    ],
)
def test_nothing_is_said_where_nothing_stands_or_can_be_said(events: tuple[Event, ...]) -> None:
    assert spoken(*events) == []


# Storms


def test_critical_and_other_alerts_of_two_channels_keep_to_their_budgets() -> None:
    events = [
        fires(number * 20_000, "critical" if number % 5 == 0 else "warning", f"C{number % 2 + 1}", name_of(number))
        for number in range(300)
    ]
    posts = Counter((place, at // MINUTE) for at, kind, place, _ in spoken(*events) if kind == "PostMessage")
    critical = len(events) // 5
    assert max(posts.values()) <= max(60, critical)


def test_alerts_that_each_flap_thrice_in_a_storm_say_little() -> None:
    events: list[Event] = []
    for number in range(200):
        for turn in range(3):
            at = turn * 4 * MINUTE + number * 20_000
            events += (fires(at, "warning", name=name_of(number)), ends(at + 2 * MINUTE, name=name_of(number)))
    posts = [one for one in spoken(*events) if one[1] == "PostMessage"]
    assert len(posts) <= 40


def test_what_was_queued_when_ratchet_left_is_posted_once_when_it_is_back() -> None:
    first = [fires(number * 20_000, "warning", name=name_of(number)) for number in range(200)]
    away: list[Event] = [ChannelLeft("l", START + 3 * MINUTE, "C1"), ChannelJoined("j", START + 9 * MINUTE, "C1")]
    again = [fires(20 * MINUTE + number * 20_000, "warning", name=name_of(number)) for number in range(200)]
    cards = [one for one in spoken(*first, *away, *again) if one[1:3] == ("PostMessage", "cards C1")]
    minutes = Counter(at // MINUTE for at, *_ in cards)
    assert (len(cards), max(minutes.values()) <= 10) == (200, True)


@pytest.mark.parametrize(("every", "most"), [(MINUTE, 150), (20 * MINUTE, 150)])
def test_an_alert_that_flaps_for_a_day_is_one_card_with_few_edits(every: Duration, most: int) -> None:
    events = [event for at in range(0, DAY, every) for event in (fires(at), ends(at + every // 2))]
    kinds = Counter(kind for _, kind, *_ in spoken(*events, until=2 * DAY))
    assert (kinds["PostMessage"], kinds["UpdateMessage"] <= most) == (1, True)


def test_ten_questions_of_one_channel_are_one_reminder() -> None:
    events = [
        said(
            START + number * 5 * MINUTE // 2,
            "C1",
            f"U{number % 3 + 1}",
            f"how do I rotate the key of {name_of(number)}?",
        )
        for number in range(10)
    ]
    assert [place for _, _, place, _ in spoken(*events) if place.startswith("reminders")] == ["reminders C1"]


# Private words

NOTE = said(START + MINUTE, "C1", "U4", "restarted the zeppelin pods, that fixed it", ts_of(START))


def approved(channel: str = "C1") -> list[Event]:
    """Return an incident whose thread became an approved runbook; the digest is that of the draft."""
    note = attrs.evolve(NOTE, id=f"{channel}/{NOTE.ts}", channel=channel)
    private: list[Event] = [ChannelSeen("p", 0, "P1", "priv", private=True), ChannelJoined("pj", 0, "P1")]
    events: list[Event] = [*private, fires(0, channel=channel), note, ends(5 * MINUTE, channel)]
    store = MemoryStore(LIVE)
    told(store, *GIVEN, *events, until=2 * HOUR)
    (draft,) = store.of_kind(RunbookVersion)
    return [*events, RunbookApproved("a", START + 3 * HOUR, ALERT, 1, digest_of(draft.text), "U4")]


LATER = START + 3 * HOUR + SECOND


@pytest.mark.parametrize(
    ("source", "happens", "says"),
    [
        ("C1", [], True),
        ("C1", [ChannelRenamed("r", LATER, "C1", "new")], True),
        ("C1", [ChannelSeen("r", LATER, "C1", "c1", private=True)], False),
        ("C1", [ChannelReplaced("r", LATER, "C1", "G1")], False),
        (
            "C1",
            [
                ChannelSeen("r", LATER, "C1", "c1", private=True),
                ChannelSeen("s", LATER + 1, "C1", "c1", private=False),
            ],
            True,
        ),
        ("C1", [ChannelShared("r", LATER, "C2"), SharingAgreed("s", LATER + 1, "C2", "U4")], False),
        ("P1", [], False),
    ],
)
def test_a_runbook_is_said_elsewhere_only_while_its_source_may_be_read_there(
    source: str, happens: list[Event], says: bool
) -> None:
    words = [words for *_, words in spoken(*approved(source), *happens, fires(4 * HOUR, channel="C2"))]
    assert any("zeppelin" in one for one in words[1:]) == says


@pytest.mark.parametrize("when", [-MINUTE, MINUTE])
def test_a_deploy_whose_channel_turns_private_is_not_told_of_any_more(when: Duration) -> None:
    title = "Deployed checkout-api v7-zeppelin to production"
    content = Content(text=title, title=title, fields=(Field("Service", "checkout-api"),), colour="good")
    turns = ChannelSeen("p", START + when, "C2", "c2", private=True)
    words = [
        words for *_, words in spoken(posted(START - 10 * MINUTE, "C2", content), turns, fires(0), fires(5 * MINUTE))
    ]
    assert "zeppelin" not in words[-1]


# Taken back


EARLIER = [
    asks(0),
    said(START + MINUTE, "C1", "U4", "run scripts/rotate-zeppelin.sh on the bastion", ts_of(START)),
    said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", ts_of(START)),
]


@pytest.mark.parametrize(
    "event",
    [
        MessageDeleted("d", START + DAY + HOUR, "C1", EARLIER[1].ts),
        MessageEdited(
            "e", START + DAY + HOUR, "C1", EARLIER[1].ts, EARLIER[0].ts, "U4", "the wiki has it, see rotation"
        ),
        PersonErased("e", START + DAY + HOUR, "U4"),
    ],
)
def test_words_that_are_taken_back_are_quoted_no_more(event: Event) -> None:
    words = [words for *_, place, words in spoken(*EARLIER, asks(DAY, "C2", "U2"), event) if place == "answers C2"]
    assert ["zeppelin" in one for one in words] == [True, False]


@pytest.mark.parametrize(
    "happens",
    [
        [PersonSeen("u2", START + DAY - 1, "U2", "U2", external=True)],
        [PersonSeen("u2", START + DAY - 1, "U2", "U2", external=False, guest=True)],
        [ChannelShared("s", START + DAY - 1, "C2")],
        [ChannelShared("s", START + DAY + MINUTE, "C2")],
        [ChannelSeen("s", START + DAY + MINUTE, "C1", "c1", private=True)],
    ],
)
def test_outsiders_are_answered_with_nothing_from_inside(happens: list[Event]) -> None:
    words = [words for *_, words in spoken(*EARLIER, asks(DAY, "C2", "U2"), *happens)]
    assert not any("zeppelin" in one for one in words)


# Guests


@pytest.mark.parametrize("person", ["X1", "X2", "UNKNOWN"])
def test_words_of_outsiders_are_in_no_draft(person: str) -> None:
    store = MemoryStore(LIVE)
    told(store, *GIVEN, fires(0), attrs.evolve(NOTE, person=person), ends(5 * MINUTE))
    assert store.of_kind(RunbookVersion) == []


@pytest.mark.parametrize(
    ("person", "resolves"), [("X1", False), ("X2", False), ("UNKNOWN", False), ("U1", True), ("U4", True)]
)
def test_a_tick_of_an_outsider_resolves_nobody_elses_question(person: str, resolves: bool) -> None:
    store = MemoryStore(LIVE)
    tick = ReactionAdded("r", START + MINUTE, "C1", ts_of(START), None, person, "white_check_mark")
    told(store, *GIVEN, asks(0), tick)
    assert [one.resolution is not None for one in store.of_kind(HelpRequest)] == [resolves]


def test_a_reminder_calls_no_outsider() -> None:
    words = [words for *_, place, words in spoken(asks(0)) if place == "reminders C1"]
    assert ["@X" in one for one in words] == [False]


# In any order, in batches, after restarts

FACTS: list[Event] = [
    ChannelJoined("j", START, "G1"),
    ChannelLeft("l", START + 1, "G1"),
    ChannelJoined("j2", START + 2, "G1"),
    ChannelArchived("a", START + 2, "G1"),
    ChannelUnarchived("u", START + 3, "G1"),
    ChannelSeen("s", START + 1, "G1", "g", private=False),
    ChannelSeen("s2", START + 2, "G1", "g", private=True),
    ChannelShared("h", START + 2, "G1"),
    TeamNamed("n", START + 1, "ops", "Ops"),
    TeamsMerged("m", START + 2, "ops", "pay"),
    MemberJoined("mj", START + 2, "U1", "ops"),
    MemberLeft("ml", START + 3, "U1", "ops"),
    OwnerChanged("oc", START + 3, OwnedKind.CHANNEL, "G1", "ops"),
    PersonSeen("ps", START + 2, "U9", "Uma", external=True),
    PersonSeen("ps2", START + 3, "U9", "Uma", external=False),
]


def known_after(events: Iterable[Event], batch: int = 1) -> list[str]:
    store, told_of = MemoryStore(LIVE), [*GIVEN, *events]
    for at in range(0, len(told_of), batch):
        asyncio.run(take_turns(store, told_of[at : at + batch]))
    return sorted(line for line in state_to_json(store) if '"stay"' in line or '"ops"' in line or '"U9"' in line)


@settings(max_examples=20, deadline=None)
@given(st.permutations(FACTS))
def test_facts_in_any_order_and_in_batches_come_to_the_same(shuffled: list[Event]) -> None:
    without_stays = [[line.split('"stay"')[0] for line in known_after(one, 4)] for one in (FACTS, shuffled)]
    assert without_stays[0] == without_stays[1]


LIVED: dict[str, list[Event]] = {
    "storm": [
        *(fires(number * 20_000, "warning", name=name_of(number)) for number in range(40)),
        *(ends(3 * MINUTE + number, name=name_of(number)) for number in range(0, 40, 3)),
    ],
    "mutes": [
        fires(0, "warning"),
        ends(MINUTE),
        AlertMuted("m", START + 2 * MINUTE, ALERT, None, START + 30 * MINUTE, "migration", "U4"),
        fires(5 * MINUTE, "warning", "C2"),
        fires(6 * MINUTE, "warning"),
        fires(7 * MINUTE, "critical", "C2"),
        fires(40 * MINUTE, "warning"),
    ],
    "away": [
        fires(0),
        ChannelShared("s", START + MINUTE, "C1"),
        ends(3 * MINUTE),
        fires(4 * MINUTE),
        SharingAgreed("y", START + 9 * MINUTE, "C1", "U4"),
        ends(20 * MINUTE),
    ],
    "answers": [*EARLIER, asks(DAY, "C2", "U2"), MessageDeleted("d", START + DAY + HOUR, "C1", EARLIER[1].ts)],
}


@pytest.mark.parametrize("name", LIVED)
def test_a_restart_in_the_middle_changes_nothing_that_is_said(name: str) -> None:
    events, whole = LIVED[name], MemoryStore(LIVE)
    expected = [one[1:] for one in told(whole, *GIVEN, *events)]
    found = []
    for cut in range(1, len(events), 1 + len(events) // 6):
        before = MemoryStore(LIVE)
        first = [
            (type(one).__name__, f"{one.behaviour} {one.channel}", plain_text(one.body))
            for _, each in replayed(before, [*GIVEN, *events[:cut]])
            for one in each.actions
            if isinstance(one, PostMessage | UpdateMessage)
        ]
        restarted, _ = state_from_json(state_to_json(before))
        found.append(first + [one[1:] for one in told(restarted, *events[cut:])])
    assert found == [expected] * len(found)


@pytest.mark.parametrize("name", LIVED)
def test_what_is_told_again_is_said_once(name: str) -> None:
    store = MemoryStore(LIVE)
    told(store, *GIVEN, *LIVED[name])
    assert told(store, *LIVED[name]) == []
