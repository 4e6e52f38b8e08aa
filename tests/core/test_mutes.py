"""Mutes and verdicts: silence for a scope and a time, with a reason, that ends by itself and says so."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND
from ratchet_core.domain import Mark, OwnedKind, Verdict
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import PersonMention, Plain, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    Event,
    IncidentMarked,
    MemberJoined,
    MuteEnded,
    OwnerChanged,
    TeamNamed,
)
from world import world_of

FIRST, OVER = posted(START, "C1", firing(ALERTS[0])), posted(START + MINUTE, "C1", resolved(ALERTS[0]))
ALERT = fingerprint_of(FIRST)
LATER = said(START + 10 * DAY, "C2", "U1", "hello")
ORGANISATION: list[Event] = [
    TeamNamed("team", 0, "a", "A"),
    MemberJoined("in", 0, "U1", "a"),
    OwnerChanged("owner", 0, OwnedKind.SERVICE, "checkout-api", "a"),
]


def muted(channel: str | None = "C1", by: str = "U1", days: int = 2, reason: str = "migration") -> AlertMuted:
    return AlertMuted("muted", START + HOUR, ALERT, channel, START + HOUR + days * DAY, reason, by)


def fires(after: int, channel: str = "C1") -> Event:
    return posted(START + after, channel, firing(ALERTS[0]))


def headlines(events: list[Event]) -> list[str]:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, FIRST, OVER, *events, LATER])
    return [one.body.headline for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]


CARD = "HighErrorRate on checkout-api, critical"
ENDED = "HighErrorRate is no longer muted"


def test_a_muted_alert_gets_no_card_and_the_mute_says_when_it_has_ended() -> None:
    assert headlines([muted(), fires(5 * HOUR)]) == [CARD, ENDED]


def test_a_mute_of_one_channel_silences_no_other() -> None:
    assert headlines([muted(), fires(5 * HOUR, "C2")]) == [CARD, CARD, ENDED]


def test_a_mute_of_every_channel_silences_all_and_says_when_it_has_ended() -> None:
    assert headlines([muted(None), fires(5 * HOUR, "C2")]) == [CARD, ENDED]


def test_after_the_mute_the_alert_is_heard_again() -> None:
    assert headlines([muted(), fires(3 * DAY)]) == [CARD, ENDED, CARD]


def test_a_mute_that_was_ended_early_silences_nothing_and_says_nothing_later() -> None:
    ended = MuteEnded("ended", START + 4 * HOUR, ALERT, "U1")
    assert headlines([muted(), ended, fires(5 * HOUR)]) == [CARD, CARD]


OWNED_CHANNELS: list[Event] = [
    TeamNamed("team", 0, "a", "A"),
    TeamNamed("team/b", 0, "b", "B"),
    MemberJoined("in", 0, "U1", "a"),
    MemberJoined("in/2", 0, "U2", "b"),
    OwnerChanged("owner", 0, OwnedKind.CHANNEL, "C1", "a"),
    OwnerChanged("owner/2", 0, OwnedKind.CHANNEL, "C2", "b"),
]


def last_why(*events: Event) -> Why:
    heard = replayed(
        MemoryStore(POLICY), [*INTRODUCTIONS, *OWNED_CHANNELS, FIRST, OVER, fires(HOUR // 2, "C2"), *events]
    )
    return heard[-1][1].reasons[0].why


@pytest.mark.parametrize(("channel", "why"), [("C1", Why.REMEMBERED), ("C2", Why.NOT_ALLOWED), (None, Why.NOT_ALLOWED)])
def test_a_mute_of_everywhere_takes_a_right_to_every_channel(channel: str | None, why: Why) -> None:
    assert last_why(muted(channel)) is why


@pytest.mark.parametrize(("person", "why"), [("U1", Why.MUTE_ENDED), ("U2", Why.NOT_ALLOWED)])
def test_a_mute_is_ended_by_who_may_change_its_channel_whatever_others_have_heard(person: str, why: Why) -> None:
    ended = MuteEnded("ended", START + 2 * HOUR, ALERT, person)
    history = [*INTRODUCTIONS, *OWNED_CHANNELS, FIRST, OVER, fires(HOUR // 2, "C2"), muted("C1"), ended]
    whys = {event.id: decision.reasons[0].why for event, decision in replayed(MemoryStore(POLICY), history)}
    assert whys["ended"] is why


def test_the_end_of_a_mute_is_not_said_while_another_one_lasts() -> None:
    longer = AlertMuted("longer", START + HOUR, ALERT, None, START + 5 * DAY, "still migrating", "U1")
    assert headlines([muted(), longer, fires(3 * DAY)]) == [CARD, ENDED]


def test_the_end_of_two_mutes_at_one_moment_is_said_once() -> None:
    other = AlertMuted("other", START + HOUR, ALERT, None, START + HOUR + 2 * DAY, "migration", "U1")
    assert headlines([muted(), other]) == [CARD, ENDED]


def test_an_incident_that_is_open_when_a_person_ends_its_mute_gets_its_card_then() -> None:
    ended = MuteEnded("ended", START + 6 * HOUR, ALERT, "U1")
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, FIRST, OVER, muted(), fires(5 * HOUR), ended])
    posts = [event.at - START for event, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert posts == [0, 6 * HOUR]


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_an_incident_that_is_open_when_its_mute_ends_gets_its_card_then(severity: str) -> None:
    opened = posted(START + 2 * DAY, "C1", firing(ALERTS[0], severity))
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, FIRST, OVER, muted(), opened, LATER])
    posts = [
        (event.at - START, one.body.headline.startswith("HighErrorRate on checkout-api"))
        for event, decision in heard
        for one in decision.actions
        if isinstance(one, PostMessage)
    ]
    assert posts == [(0, True), (2 * DAY + HOUR, False), (2 * DAY + HOUR, True)]


def test_a_card_that_is_there_is_edited_during_a_mute_and_a_recurrence_gets_no_other() -> None:
    mute = AlertMuted("muted", START + 30 * SECOND, ALERT, None, START + 5 * HOUR, "quiet", "U1")
    again = fires(20 * MINUTE)
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, FIRST, mute, OVER, again])
    said_ = [type(one) for _, decision in heard for one in decision.actions if not isinstance(one, WakeMe)]
    assert said_ == [PostMessage, UpdateMessage, UpdateMessage]


@pytest.mark.parametrize(
    ("mute", "why"),
    [
        (muted(), Why.REMEMBERED),
        (muted(by="U2"), Why.NOT_ALLOWED),
        (muted(reason=" "), Why.IMPOSSIBLE),
        (muted(days=0), Why.IMPOSSIBLE),
        (muted(days=91), Why.IMPOSSIBLE),
    ],
)
def test_a_mute_needs_a_right_a_reason_and_an_end(mute: AlertMuted, why: Why) -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, FIRST, mute])
    assert heard[-1][1].reasons[0].why is why


def test_an_incident_can_be_marked() -> None:
    store = MemoryStore(POLICY)
    mark = IncidentMarked("mark", START + HOUR, "C1", ALERT, 1, Verdict.NOISE, "U1")
    replayed(store, [*INTRODUCTIONS, FIRST, OVER, mark])
    assert list(world_of(store).marks.values()) == [Mark("C1", ALERT, 1, Verdict.NOISE, "U1", START + HOUR)]


def test_an_incident_that_never_was_cannot_be_marked() -> None:
    mark = IncidentMarked("mark", START + HOUR, "C1", ALERT, 7, Verdict.NOISE, "U1")
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRST, OVER, mark])
    assert heard[-1][1].reasons[0].why is Why.IMPOSSIBLE


def worse(after: int, severity: str = "critical", channel: str = "C1") -> Event:
    return posted(START + after, channel, firing(ALERTS[0], severity))


MILD = [worse(0, "warning"), posted(START + MINUTE, "C1", resolved(ALERTS[0]))]


def told(*events: Event) -> list[tuple[int, str, str | None]]:
    """Return what is posted: how long after the beginning, its first words, and in which channel."""
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, *events, LATER])
    return [
        (event.at - START, one.body.headline.partition(" on ")[0], one.channel)
        for event, decision in heard
        for one in decision.actions
        if isinstance(one, PostMessage)
    ]


def test_a_mute_of_everywhere_ends_for_a_channel_that_heard_of_the_alert_only_meanwhile() -> None:
    elsewhere = worse(2 * DAY, "warning", "C2")
    assert told(*MILD, muted(None), elsewhere) == [
        (2 * DAY + HOUR, ENDED, "C1"),
        (2 * DAY + HOUR + 1, "HighErrorRate", "C2"),
    ]


def test_an_incident_that_fires_through_two_mutes_gets_its_card_after_the_later_one() -> None:
    longer = AlertMuted("longer", START + 2 * HOUR, ALERT, None, START + 5 * DAY, "still migrating", "U1")
    posts = told(
        *MILD, muted(None), longer, worse(9 * HOUR, "warning", "C2"), worse(4 * DAY + 9 * HOUR, "warning", "C2")
    )
    assert posts == [(5 * DAY, ENDED, "C1"), (5 * DAY + 1, "HighErrorRate", "C2")]


def test_a_mute_sets_one_alarm_for_an_incident_however_often_that_fires() -> None:
    often = [worse(5 * HOUR + n * MINUTE, "warning") for n in range(1, 50)]
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, *MILD, muted(), *often])
    alarms = [one for _, decision in heard for one in decision.actions if isinstance(one, WakeMe)]
    assert sum(one.at == muted().until + 1 for one in alarms) == 1


TURNED = "HighErrorRate turned critical, so it is no longer muted"


def test_a_mute_ends_when_the_alert_turns_critical_and_who_made_it_hears_of_it() -> None:
    posts = told(*MILD, muted(), worse(5 * HOUR, "warning"), worse(6 * HOUR), posted(START + 7 * HOUR, "C1", OVER_NOW))
    assert posts == [(6 * HOUR, "HighErrorRate", "C1"), (6 * HOUR, TURNED, "C1")]


def test_nothing_is_said_to_be_muted_no_longer_while_another_mute_keeps_it_silent() -> None:
    here = attrs.evolve(muted("C2"), id="here")
    everywhere = attrs.evolve(muted(None), id="all", at=START + 2 * HOUR)  # that was critical in C1 before
    mild = [worse(2 * MINUTE, "warning", "C2"), posted(START + 3 * MINUTE, "C2", OVER_NOW)]
    posts = told(FIRST, OVER, *mild, here, everywhere, worse(6 * HOUR, "critical", "C2"))
    assert [one for one in posts if one[1] == TURNED or one[0] == 6 * HOUR] == []


def test_a_mute_of_what_was_critical_is_not_ended_by_a_longer_one_of_what_is_not() -> None:
    longer = attrs.evolve(muted(), id="longer", at=START + 4 * HOUR, until=START + 3 * DAY)
    mild = [worse(2 * HOUR, "warning"), posted(START + 3 * HOUR, "C1", OVER_NOW)]
    posts = told(FIRST, OVER, muted(), *mild, longer, worse(6 * HOUR))
    assert [one for one in posts if one[0] == 6 * HOUR] == []


OVER_NOW = resolved(ALERTS[0])


def test_it_ends_everywhere_and_what_fires_in_another_channel_gets_its_card_too() -> None:
    posts = told(*MILD, muted(None), worse(5 * HOUR, "warning", "C2"), worse(6 * HOUR))
    assert posts == [
        (6 * HOUR, "HighErrorRate", "C1"),
        (6 * HOUR, TURNED, "C1"),
        (6 * HOUR, "HighErrorRate", "C2"),
    ]


def test_a_mute_of_another_channel_lasts_through_that() -> None:
    assert told(*MILD, muted("C2"), worse(6 * HOUR)) == [
        (6 * HOUR, "HighErrorRate", "C1"),
        (2 * DAY + HOUR, ENDED, "C2"),
    ]


def test_a_mute_of_an_alert_that_was_critical_silences_what_is_critical() -> None:
    assert told(FIRST, OVER, muted(), worse(2 * DAY)) == [
        (0, "HighErrorRate", "C1"),
        (2 * DAY + HOUR, ENDED, "C1"),
        (2 * DAY + HOUR, "HighErrorRate", "C1"),
    ]


def test_the_news_calls_who_made_the_mute() -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *ORGANISATION, *MILD, muted(), worse(6 * HOUR)])
    news = next(
        one
        for _, decision in heard
        for one in decision.actions
        if isinstance(one, PostMessage) and one.behaviour == "mutes"
    )
    assert news.body.lines[0].pieces == (PersonMention("U1"), Plain(" had muted it because: migration"))
