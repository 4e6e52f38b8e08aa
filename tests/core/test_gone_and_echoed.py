"""An alert whose message is deleted gets no card in a thread that is gone; a card that a bot repeats is no alert."""

import asyncio
from functools import reduce
from itertools import combinations

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, POLICY, START, firing, resolved
from histories import posted as signal
from invariants.cast import grouped
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import DAY, MINUTE, SECOND
from ratchet_core.contract.playbook import Playbook, does, done, passes, posted, silence
from ratchet_core.domain import Track
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.replay import NoModel, ReplayedChat
from ratchet_core.rules.own import is_echo
from ratchet_core.rules.topics import without_thread
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
)

NAME = ALERTS[0]
WARNS = signal(START, "C1", firing(NAME, "warning"))
FIRES = signal(START, "C1", firing(NAME))
ENDS = signal(START + 5 * MINUTE, "C1", resolved(NAME))
ALARM = does(WakeMe)
BEGUN = Playbook(POLICY, INTRODUCTIONS)
HELD = BEGUN >> WARNS << ALARM << ALARM
GONE = MessageDeleted("gone", START + MINUTE, "C1", WARNS.ts)
DROPPED = HELD >> GONE << silence(Why.DELETED, by="cards")


def test_an_alert_whose_message_is_deleted_while_its_card_is_held_gets_no_card_in_a_thread_that_is_gone() -> None:
    assert DROPPED >> passes(minutes=1) << silence(Why.DELETED, by="cards") >> passes(hours=1) << silence


def test_an_alert_whose_message_was_deleted_is_told_of_under_the_next_one() -> None:
    again = signal(START + 5 * MINUTE, "C1", firing(NAME, "warning"))
    assert (
        DROPPED
        >> passes(minutes=1)
        << silence
        >> again
        << does(WakeMe, at=again.at)
        >> passes(minutes=0)
        << does(PostMessage, thread=again.ts, says="(2 notifications)")
    )


def test_a_card_that_is_held_goes_under_the_latest_message_that_is_not_deleted() -> None:
    again = signal(START + 30 * SECOND, "C1", firing(NAME, "warning"))
    assert (
        HELD
        >> again
        << silence(Why.HELD, by="cards")
        >> GONE
        << silence
        >> passes(minutes=1)
        << does(PostMessage, thread=again.ts)
        >> posted("1.5")
        << silence
        >> ENDS
        << does(UpdateMessage, ts="1.5", says="Resolved")
    )


def test_where_all_messages_of_an_incident_are_deleted_it_gets_no_card() -> None:
    again = signal(START + 30 * SECOND, "C1", firing(NAME, "warning"))
    gone = MessageDeleted("gone too", START + MINUTE + SECOND, "C1", again.ts)
    assert HELD >> again << silence >> GONE << silence >> gone << silence >> passes(minutes=1) << silence(Why.DELETED)


def test_an_alert_that_turns_critical_after_its_message_was_deleted_is_told_of_under_that_news() -> None:
    worse = signal(START + 90 * SECOND, "C1", firing(NAME))
    assert DROPPED >> worse << does(PostMessage, thread=worse.ts)


def test_an_alert_that_is_heard_after_its_deletion_gets_no_card() -> None:
    gone = MessageDeleted("gone", START - SECOND, "C1", FIRES.ts)
    assert BEGUN >> gone << silence >> FIRES << ALARM >> passes(hours=1) << silence


def test_an_alert_whose_message_was_deleted_gets_none_at_the_end_of_a_hold_in_shadow() -> None:
    shadow = Policy(default=attrs.evolve(POLICY.default, cards=Mode.SHADOW))
    assert (
        Playbook(shadow, INTRODUCTIONS)
        >> WARNS
        << ALARM
        << ALARM
        >> GONE
        << silence
        >> passes(minutes=1)
        << silence(Why.DELETED, by="cards")
    )


def test_a_card_that_is_there_stays_true_when_the_message_above_it_is_deleted() -> None:
    gone = MessageDeleted("gone", START + MINUTE, "C1", FIRES.ts)
    assert (
        BEGUN
        >> FIRES
        << does(PostMessage, thread=FIRES.ts)
        << ALARM
        >> posted("1.5")
        << silence
        >> gone
        << silence(Why.DELETED, by="cards")
        >> ENDS
        << does(UpdateMessage, ts="1.5", says="Resolved")
    )


def test_of_an_alert_the_latest_twenty_messages_that_were_deleted_are_remembered() -> None:
    track = reduce(without_thread, map(str, range(50)), Track("f", "C1", "Alert", None))
    assert track.gone == tuple(map(str, range(30, 50)))


ASKED = BEGUN >> FIRES << does(PostMessage, thread=FIRES.ts) << ALARM
ASKED_AND_GONE = ASKED >> MessageDeleted("gone", START + SECOND, "C1", FIRES.ts) << silence(Why.DELETED, by="cards")


def test_a_card_that_is_on_its_way_is_given_up_when_the_message_above_it_is_deleted() -> None:
    store = MemoryStore(POLICY)
    asyncio.run(ASKED_AND_GONE.play(store, store.outbox))
    assert [one for one in store.outbox.actions.values() if isinstance(one, PostMessage)] == []


def test_a_card_that_was_given_up_goes_under_the_next_news() -> None:
    again = signal(START + MINUTE, "C1", firing(NAME))
    assert ASKED_AND_GONE >> again << does(PostMessage, thread=again.ts) >> posted("2.5") << silence


def test_a_card_that_was_given_up_is_not_asked_for_once_its_incident_is_over() -> None:
    assert ASKED_AND_GONE >> attrs.evolve(ENDS, at=START + MINUTE) << silence >> passes(days=2) << silence


def test_a_card_that_was_given_up_is_not_asked_for_by_news_that_have_no_thread_of_their_own() -> None:
    fires, ends = (
        signal(START + at, "C1", grouped(NAME, state, members))
        for at, state, members in ((0, "FIRING", ("web-1", "web-2")), (MINUTE, "RESOLVED", ("web-1",)))
    )
    asked = BEGUN >> fires << does(PostMessage) << ALARM
    gone = asked >> MessageDeleted("gone", START + SECOND, "C1", fires.ts) << silence
    assert gone >> ends << silence(Why.DELETED, by="cards")


def test_an_answer_that_is_on_its_way_is_given_up_when_its_question_is_deleted() -> None:
    called = Mentioned("m", START, "C1", "9.0", None, "U1", "help")
    store = MemoryStore(POLICY)
    gone = BEGUN >> called << does(PostMessage) >> MessageDeleted("gone", START + SECOND, "C1", "9.0") << silence
    asyncio.run(gone.play(store, store.outbox))
    assert list(store.outbox.actions.values()) == []


CARD = (
    "HighErrorRate on checkout-api, critical",
    "Firing.",
    "Owner: none recorded for checkout-api.",
    "First time seen (ratchet joined this channel recently).",
    "Runbook: none yet.",
)


def mirrored(*lines: str, channel: str = "C1", thread: str | None = None) -> MessageSeen:
    """Return that a bot repeats what ratchet said."""
    text = "\n".join(lines)
    event = signal(START + MINUTE, channel, Content(text=text, title=lines[0]), thread)
    return attrs.evolve(event, bot=Bot("B7", "A7", "mirror"))


def test_a_card_that_a_bot_repeats_opens_no_incident() -> None:
    assert BEGUN >> mirrored(*CARD) << silence(Why.ECHO) >> passes(days=2) << silence


def test_a_card_that_a_bot_repeats_in_another_channel_opens_none_there() -> None:
    assert BEGUN >> mirrored(*CARD, channel="C2") << silence(Why.ECHO)


def test_the_beginning_of_a_card_that_a_bot_repeats_is_recognised() -> None:
    assert BEGUN >> mirrored(*CARD[:3]) << silence(Why.ECHO)


def test_the_two_lines_that_a_card_begins_with_are_recognised() -> None:
    for state in ("Firing.", "Firing (3 notifications).", "Firing (flapping)."):
        assert BEGUN >> mirrored("HighErrorRate on checkout-api, critical", state) << silence(Why.ECHO)


@pytest.mark.parametrize("lines", list(combinations(CARD[1:], 2)), ids=str)
def test_two_lines_of_a_card_below_a_headline_of_the_bots_own_are_recognised(lines: tuple[str, str]) -> None:
    assert BEGUN >> mirrored("A message in #alerts", *lines) << silence(Why.ECHO)


def test_a_person_who_repeats_a_card_is_no_echo_and_a_bot_that_says_nothing_is_none() -> None:
    echo = mirrored(*CARD)
    others = [attrs.evolve(echo, bot=None, person="U1"), attrs.evolve(echo, content=None)]
    assert [is_echo(one) for one in (echo, *others)] == [True, False, False]


def test_a_card_in_capitals_or_in_bold_is_recognised() -> None:
    assert BEGUN >> mirrored(*(one.upper() for one in CARD)) << silence(Why.ECHO)
    assert BEGUN >> mirrored(f"*{CARD[0]}*", *CARD[1:3]) << silence(Why.ECHO)


@pytest.mark.parametrize("severity", ["critical", "warning"])
@pytest.mark.parametrize(
    "form",
    [
        "INC-{number} triggered: {headline}",
        "[FIRING] #{number}: {headline}",
        ":fire: Alert: {headline}",
        "ALERT! {headline} is firing",
        "{headline} - CRITICAL",
        "New incident declared: {headline} (INC-{number})",
    ],
)
def test_a_tool_that_makes_an_incident_of_each_card_makes_no_endless_loop(form: str, severity: str) -> None:
    store, chat, posts = MemoryStore(Policy(default=EVERYTHING)), ReplayedChat(), list[str]()

    async def rounds() -> None:
        for event in (*INTRODUCTIONS, signal(START, "C1", firing(NAME, severity))):
            await take_turn(store, event)
        for number in range(20):
            now = START + (number + 1) * 3 * MINUTE
            chat.now = now
            ports = Ports(chat, NoModel(), store.search)
            for outcome, _ in await work_off(store, store.outbox, ports, now):
                if isinstance(outcome, MessagePosted) and outcome.action.behaviour == "cards":
                    text = form.format(number=number, headline=outcome.action.body.headline)
                    posts.append(text)
                    await take_turn(store, signal(now + 1, "C2", Content(text=text, title=text, colour="danger")))

    asyncio.run(rounds())
    assert len(posts) <= 3


def test_an_alert_whose_title_lists_severities_is_an_alert() -> None:
    title = "FIRING: alerts of info, warning, critical are delayed"
    event = signal(START, "C1", Content(text=title, title=title, colour="a30200"))
    assert BEGUN >> event << does(WakeMe) << ALARM


def test_an_alert_whose_tool_says_that_it_fires_on_some_hosts_is_no_card() -> None:
    text = "Disk full, critical\nFiring: web-1, web-2"
    event = signal(START, "C1", Content(text=text, title="Disk full, critical", colour="a30200"))
    assert BEGUN >> event << does(PostMessage) << ALARM


def test_a_card_that_a_bot_quotes_on_one_line_is_recognised() -> None:
    assert BEGUN >> mirrored("ratchet said: " + " > ".join(CARD)) << silence(Why.ECHO)


def test_a_card_of_several_firings_or_a_flapping_alert_is_recognised() -> None:
    for state in (
        "Firing (3 notifications): web-1, web-2.",
        "Firing (flapping).",
        "Resolved after 2 min.",
        "Given up as stale: x.",
    ):
        assert BEGUN >> mirrored(CARD[0], state, *CARD[2:]) << silence(Why.ECHO)


def test_a_bot_that_repeats_a_card_by_editing_its_own_message_is_not_heard() -> None:
    one = mirrored(*CARD)
    edit = MessageEdited("edit", one.at + 1, "C1", "9.9", None, None, one.text, one.bot, one.content)
    assert BEGUN >> edit << silence(Why.ECHO)


def test_a_bot_that_repeats_a_card_in_the_alerts_thread_adds_no_firing() -> None:
    echo = mirrored(*CARD, thread=FIRES.ts)
    assert BEGUN >> FIRES << does(PostMessage) << ALARM >> posted("1.5") << silence >> echo << silence(Why.ECHO)


def test_an_alert_with_a_line_that_a_card_has_too_is_an_alert() -> None:
    for line in ("Owner: Payments.", "Firing.", "Runbook: none yet."):
        text = f"{firing(NAME).text}\n{line}"
        event = signal(START, "C1", attrs.evolve(firing(NAME), text=text))
        assert BEGUN >> event << does(PostMessage) << ALARM


def test_nothing_is_said_in_a_channel_that_was_archived_while_a_card_was_held() -> None:
    assert HELD >> ChannelArchived("a", START + MINUTE, "C1") << silence >> passes(days=1) << silence(Why.ARCHIVED)


def test_a_bot_that_is_heard_in_an_archived_channel_gets_no_card() -> None:
    late = attrs.evolve(FIRES, at=START + DAY)
    assert BEGUN >> ChannelArchived("a", START, "C1") << silence >> late << ALARM


def test_an_edit_that_is_not_done_yet_goes_with_the_channel() -> None:
    assert (
        BEGUN
        >> FIRES
        << does(PostMessage)
        << ALARM
        >> posted("1.5")
        << silence
        >> ENDS
        << does(UpdateMessage)
        >> done
        << silence
        >> ChannelArchived("a", START + 6 * MINUTE, "C1")
        << silence
        >> signal(START + 7 * MINUTE, "C1", firing(NAME))
        << ALARM
    )
