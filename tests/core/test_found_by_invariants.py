"""Histories in which the state machines of `invariants` once found an invariant broken, each as short as it gets."""

import asyncio

import attrs
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant
from ratchet_core.domain import Interval, Merge, MergedKind, MergeStart, MessageRef, TeamNameStart, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import state_to_json
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import AboutMute, PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelSeen,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PersonErased,
    RunbookApproved,
    TimePassed,
)
from world import world_of

ANSWERING = Policy(default=attrs.evolve(POLICY.default, answers=Mode.LIVE))
ASKED = said(START, "C1", "U1", "how do I rotate the xyzzy key?")
ANSWERED = said(START + SECOND, "C1", "U2", "use the xyzzy gateway", ASKED.ts)
OVER = Content(text="[RESOLVED] " + ALERTS[0], title="[RESOLVED] " + ALERTS[0])
FIRES = posted(START, "C1", firing(ALERTS[0]))


def deploy(service: str) -> Content:
    title = f"Deployed {service} xyzzy to production"
    return Content(text=title, title=title, fields=(Field("Service", service),), colour="good")


def gone(message: MessageSeen) -> MessageDeleted:
    return MessageDeleted(f"{message.id}/deleted", START + MINUTE, message.channel, message.ts)


def now_says(message: MessageSeen, text: str, content: Content | None = None) -> MessageEdited:
    at, bot = START + 30 * SECOND, message.bot
    return MessageEdited(
        f"{message.id}/edited", at, message.channel, message.ts, message.thread, message.person, text, bot, content
    )


def after(*events: Event) -> MemoryStore:
    store = MemoryStore(ANSWERING)

    async def feed() -> None:
        for event in (*INTRODUCTIONS, *events):
            await take_turn(store, event)

    asyncio.run(feed())
    return store


def words_left(*events: Event) -> bool:
    return "xyzzy" in "".join(state_to_json(after(*events)))


def test_a_deleted_deploy_is_forgotten_with_the_service_that_it_was_tied_to_first() -> None:
    announced = posted(START, "C1", deploy("cart"))
    assert not words_left(announced, now_says(announced, "", deploy("ledger")), gone(announced))


def test_the_words_of_a_message_that_is_heard_after_its_deletion_are_not_kept() -> None:
    assert not words_left(gone(ASKED), ASKED, now_says(ASKED, "where is the xyzzy key?"))


def test_an_answer_can_be_deleted_after_its_question() -> None:
    assert not words_left(ASKED, ANSWERED, gone(ASKED), gone(ANSWERED))


def test_answers_go_with_a_question_that_turns_out_to_be_none() -> None:
    assert world_of(after(ASKED, ANSWERED, now_says(ASKED, "never mind"))).replies == {}


def test_a_question_between_two_others_is_found_from_the_first_whatever_the_order() -> None:
    questions = [said(START + n * SECOND, "C1", "U1", f"how do I rotate the key {n}?") for n in range(3)]
    late = after(questions[0], questions[2], questions[1], now_says(questions[0], "never mind"))
    assert world_of(late).requests == world_of(after(*questions, now_says(questions[0], "never mind"))).requests


def test_what_is_written_below_an_alert_is_noted_when_it_is_heard_before_the_alert() -> None:
    noted = said(START + SECOND, "C1", "U1", "restarted it", FIRES.ts)
    assert world_of(after(noted, FIRES)).notes == world_of(after(FIRES, noted)).notes


def test_a_deploy_of_a_private_channel_is_shown_on_no_card_elsewhere() -> None:
    private = ChannelSeen("C2/private", 0, "C2", "c2", private=True)
    announced = posted(START - MINUTE, "C2", deploy("checkout-api"))
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, private, announced, FIRES])
    assert "xyzzy" not in repr([decision.actions for _, decision in heard])


def test_a_merge_that_becomes_known_late_holds_up_to_the_next_one() -> None:
    store = MemoryStore(POLICY)
    for since, into in ((10, "b"), (20, None), (30, "c"), (5, "c")):
        store.put(MergeStart(MergedKind.TEAM, "a", since, into))
    for team in ("a", "b", "c"):
        store.put(TeamNameStart(team, 0, team.upper()))
    assert store.directory.teams["a"].merges == (
        Merge("c", Interval(5, 10)),
        Merge("b", Interval(10, 20)),
        Merge("c", Interval(30)),
    )


def test_an_approval_of_the_text_before_a_quotation_was_erased_is_void() -> None:
    noted = said(START + SECOND, "C1", "U1", "restarted the xyzzy box", FIRES.ts)
    store = MemoryStore(POLICY)
    over = posted(START + MINUTE, "C1", OVER)
    replayed(store, [*INTRODUCTIONS, FIRES, noted, over, said(START + HOUR, "C1", "U1", "good morning")])
    alert, (version,) = next(iter(world_of(store).runbooks.items()))
    approved = RunbookApproved("yes", START + HOUR, alert, 1, version.digest, "U1", assumed=True)
    heard = replayed(store, [gone(noted), approved])
    (left,) = world_of(store).runbooks[alert]
    assert (heard[-1][1].reasons[0].why, left.digest) == (Why.IMPOSSIBLE, digest_of(left.text))


def test_a_reply_is_held_for_no_message_that_is_gone() -> None:
    assert MessageRef("C1", ASKED.ts) not in world_of(after(ANSWERED, gone(ASKED), ASKED)).early


def test_no_draft_quotes_two_private_channels() -> None:
    private = [ChannelSeen(f"{one}/private", 0, one, one, private=True) for one in ("C1", "C2")]
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *private, *worked_on(START, "C1", "restarted the box")])
    alert, (version,) = next(iter(world_of(store).runbooks.items()))
    replayed(store, [RunbookApproved("yes", START + DAY, alert, 1, version.digest, "U1", assumed=True)])
    replayed(store, worked_on(START + 2 * DAY, "C2", "turns out the disk was full"))
    assert [one.only_in for one in world_of(store).runbooks[alert]] == ["C1"]


def worked_on(at: Instant, channel: str, text: str) -> list[Event]:
    fires = posted(at, channel, firing(ALERTS[0]))
    noted = said(at + SECOND, channel, "U1", text, fires.ts)
    return [fires, noted, posted(at + MINUTE, channel, OVER), said(at + HOUR, channel, "U1", "good morning")]


def test_the_news_that_a_mute_has_ended_says_no_words_of_a_person_who_was_erased_meanwhile() -> None:
    alert = fingerprint_of(FIRES)
    muted = AlertMuted("mute", START + SECOND, alert, "C1", START + MINUTE, "xyzzy knows", "U1")
    alarm = WakeMe("mute/mutes/0", "mutes", "C1", START + MINUTE, AboutMute(alert, "mute"))
    ended = TimePassed("mute/mutes/0/done", START + MINUTE, alarm)
    store = after(FIRES, muted, ended, PersonErased("gone", START + HOUR, "U1"))
    posts = [one for one in store.outbox.actions.values() if isinstance(one, PostMessage)]
    assert [one.body.lines for one in posts if one.behaviour == "mutes"] == [()]
