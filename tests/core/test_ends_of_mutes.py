"""How mutes end where several end at once, where they overlap, and where their end is told late."""

import asyncio
from collections import Counter

from histories import INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, resolved, said, worked_off
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage
from ratchet_core.vocabulary.events import AlertMuted, Event, MessageSeen
from ratchet_core.vocabulary.rendering import plain_text

LATER = said(START + DAY, "C2", "U1", "good morning")
NAMES = [f"Full{chr(65 + number % 26)}{chr(65 + number // 26)} checkout-api" for number in range(40)]


def fires(at: Instant, name: str = NAMES[0], severity: str = "warning", channel: str = "C1") -> MessageSeen:
    return posted(START + at, channel, firing(name, severity))


def muted(name: str, since: Instant, until: Instant, channel: str | None = None) -> AlertMuted:
    key = f"muted/{name}/{since}/{channel}"
    return AlertMuted(key, START + since, fingerprint_of(fires(0, name)), channel, START + until, "migration", "U1")


def said_in(*events: Event) -> list[tuple[Instant, PostMessage | UpdateMessage]]:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events, LATER])
    spoken = (PostMessage, UpdateMessage)
    return [(event.at, one) for event, each in heard for one in each.actions if isinstance(one, spoken)]


def test_the_ends_of_many_mutes_stay_within_the_budget_and_each_is_said() -> None:
    begun = [fires(number, name) for number, name in enumerate(NAMES)]
    over = [posted(START + MINUTE + number, "C1", resolved(name)) for number, name in enumerate(NAMES)]
    mutes = [muted(name, HOUR + number, 2 * HOUR) for number, name in enumerate(NAMES)]
    ends = [at for at, one in said_in(*begun, *over, *mutes) if one.behaviour == "mutes"]
    assert (max(Counter(at // MINUTE for at in ends).values()), len(ends)) == (10, 40)


def test_a_card_does_not_say_that_it_is_muted_once_its_alert_turned_critical() -> None:
    mutes = muted(NAMES[0], 5 * MINUTE, 30 * MINUTE, "C1"), muted(NAMES[0], 6 * MINUTE, HOUR)
    spoken = said_in(fires(0), *mutes, fires(10 * MINUTE, severity="critical"))
    cards = [plain_text(one.body) for at, one in spoken if one.behaviour == "cards" and at >= START + 10 * MINUTE]
    assert (len(cards) > 0, [one for one in cards if "Muted" in one]) == (True, [])


def test_the_end_of_a_mute_that_is_told_hours_late_begins_no_card_and_is_no_news() -> None:
    store, chat = MemoryStore(POLICY), ReplayedChat()

    async def told() -> list[PostMessage]:
        for event in (*INTRODUCTIONS, fires(0), posted(START + 1, "C1", resolved(NAMES[0]))):
            await take_turn(store, event)
        for event in (muted(NAMES[0], MINUTE, HOUR), fires(2 * MINUTE)):
            await take_turn(store, event)
        heard = await worked_off(store, chat, START + 9 * HOUR)
        return [one for _, each in heard for one in each.actions if isinstance(one, PostMessage)]

    assert asyncio.run(told()) == []


def test_the_last_of_mutes_that_overlap_says_that_they_are_over() -> None:
    mutes = muted(NAMES[0], 5 * MINUTE, 30 * MINUTE, "C1"), muted(NAMES[0], 6 * MINUTE, HOUR)
    over = posted(START + 2 * MINUTE + 1, "C1", resolved(NAMES[0]))
    ends = [(at, one.body.headline) for at, one in said_in(fires(0), over, *mutes) if one.behaviour == "mutes"]
    assert ends == [(START + HOUR, "FullAA is no longer muted")]
