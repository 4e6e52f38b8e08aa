"""What stands elsewhere and tells of a channel that becomes private, or is erased, is taken back: told as histories."""

import asyncio

import attrs
import pytest
from asked_of_ratchet import NOW, Company, after, calling
from histories import EVERYTHING, INTRODUCTIONS, START, replayed, said, worked_off
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, ts_of
from ratchet_core.behaviours import privacy
from ratchet_core.contract.playbook import Playbook, does, passes, silence, similar
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import Citation, GivenAnswer, HelpRequest, MessageRef
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import AboutChannel, Body, FindSimilar, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.events import (
    ChannelConfigured,
    ChannelErased,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    Event,
    FoundQuestion,
    MessageEdited,
    SharingAgreed,
)
from ratchet_core.wants import erasure as wants_of_erasure
from test_agents_meanwhile import GIVEN as ASKED_OF
from test_agents_meanwhile import NAME
from test_discretion import ALERT, CITED, FIRES, HIDDEN_WORD, LATER, deployed, runbook
from test_discretion import ASKED_BEFORE as QUESTION
from test_discretion import GIVEN as WITH_ALERTS

POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE))
EARLIER = said(START, "C1", "U1", "how do I rotate the ledger signing key on vault-7?")
REPLY = said(START + MINUTE, "C1", "U2", "run the xyzzy rotate job with `vaultctl rotate`", EARLIER.ts)
TAKEN = said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", EARLIER.ts)
AGAIN = said(START + 12 * HOUR, "C2", "U3", "how do I rotate the ledger signing key on vault-7?")
FOUND = similar(FoundQuestion(MessageRef("C1", EARLIER.ts), 90))
ASKED = Playbook(POLICY, [*INTRODUCTIONS, EARLIER, REPLY, TAKEN]) >> AGAIN << does(WakeMe) >> passes(minutes=2)
ANSWERED = ASKED << does(FindSimilar) >> FOUND << does(PostMessage, says="xyzzy") >> is_posted("1.5") << silence
TOMORROW = START + DAY
PRIVATE = ChannelSeen("private", TOMORROW, "C1", "c1", private=True)
MOVED = ChannelReplaced("moved", TOMORROW, "C1", "C8")
KNOWN = ChannelSeen("known", TOMORROW + MINUTE, "C8", "c1", private=False)

TWICE = [
    ChannelReplaced("twice", TOMORROW + HOUR // 2, "C8", "C9"),
    ChannelSeen("last", TOMORROW + HOUR // 2 + MINUTE, "C9", "c1", private=False),
]
GONE_PRIVATE = attrs.evolve(PRIVATE, id="gone", at=TOMORROW + 2 * HOUR, channel="C9")


def edits_after(*events: Event) -> list[tuple[str, bool]]:
    """Return how the answer that stands is edited, and whether it then has the words of the other channel."""
    store = MemoryStore(POLICY)
    asyncio.run(ANSWERED.play(store, store.outbox))
    heard = replayed(store, [*events, said(START + 2 * DAY, "C2", "U1", "good morning")])
    edits = [one for _, each in heard for one in each.actions if isinstance(one, UpdateMessage)]
    return sorted((one.ts, HIDDEN_WORD in repr(one.body)) for one in edits)


@pytest.mark.parametrize(
    ("events", "edits"),
    [
        ([PRIVATE], [("1.5", False)]),
        ([ChannelErased("erased", TOMORROW, "C1")], [("1.5", False)]),
        ([MOVED], [("1.5", False)]),
        ([MOVED, KNOWN], []),
        ([MOVED, KNOWN, *TWICE], []),
        ([MOVED, KNOWN, *TWICE, GONE_PRIVATE], [("1.5", False)]),
        ([*TWICE, MOVED, GONE_PRIVATE], [("1.5", False)]),
        ([MOVED, KNOWN, *TWICE, attrs.evolve(KNOWN, id="again", at=TOMORROW + HOUR), GONE_PRIVATE], [("1.5", False)]),
        ([MOVED, KNOWN, attrs.evolve(PRIVATE, at=TOMORROW + HOUR, channel="C8")], [("1.5", False)]),
        ([attrs.evolve(PRIVATE, channel="C2")], []),
        ([attrs.evolve(PRIVATE, private=False)], []),
    ],
)
def test_an_answer_is_taken_back_once_the_channel_that_it_quotes_is_not_for_everybody(
    events: list[Event], edits: list[tuple[str, bool]]
) -> None:
    assert edits_after(*events) == edits


@pytest.mark.parametrize("tool", ["history", "how_often"])
def test_what_a_model_told_of_a_channel_is_taken_back_once_that_becomes_private(tool: str) -> None:
    company = Company(after(tool, alert=NAME), given=ASKED_OF)
    before = company.ask("what of the hooves?")
    company.hear(ChannelSeen("private", company.now, "C2", "crossings", private=True))
    company.until(company.now + MINUTE)
    (now,) = company.room.reads.values()
    assert (NAME in before, NAME in now, "may not be shown here any more" in now) == (True, False, True)


@pytest.mark.parametrize(
    ("history", "word"),
    [
        (runbook(ALERT, CITED), HIDDEN_WORD),
        ([deployed(LATER - MINUTE, "C9")], HIDDEN_WORD),
        ([QUESTION], QUESTION.ts),
    ],
    ids=["a runbook", "a deploy", "a question"],
)
def test_a_card_loses_what_it_tells_of_a_channel_once_that_becomes_private(history: list[Event], word: str) -> None:
    store = MemoryStore(POLICY)
    shown = replayed(store, sorted([*WITH_ALERTS, *history, FIRES], key=lambda one: one.at))
    gone = replayed(store, [ChannelSeen("private", LATER + HOUR, "C9", "c9", private=True)])
    posts, edits = (
        [word in repr(one.body) for _, each in heard for one in each.actions if isinstance(one, kind)]
        for heard, kind in ((shown, PostMessage), (gone, UpdateMessage))
    )
    assert (posts[-1], edits) == (True, [False])


def test_a_card_tells_nothing_of_others_once_somebody_agrees_that_ratchet_speaks_before_another_company() -> None:
    store = MemoryStore(POLICY)
    replayed(store, sorted([*WITH_ALERTS, deployed(LATER - MINUTE, "C9"), FIRES], key=lambda one: one.at))
    shared = ChannelShared("shared", LATER + HOUR, FIRES.channel)
    agreed = SharingAgreed("agreed", LATER + 2 * HOUR, FIRES.channel, "U1")
    edits = [
        [HIDDEN_WORD in repr(one.body) for _, each in heard for one in each.actions if isinstance(one, UpdateMessage)]
        for heard in (replayed(store, [shared]), replayed(store, [agreed]))
    ]
    assert edits == [[], [False]]


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.SHADOW])
def test_a_card_that_stands_loses_it_also_where_there_are_no_cards_any_more(mode: Mode) -> None:
    off = ChannelConfigured("off", LATER + HOUR, FIRES.channel, attrs.evolve(EVERYTHING, cards=mode), "U2")
    private = ChannelSeen("private", LATER + 2 * HOUR, "C9", "c9", private=True)
    store = MemoryStore(POLICY)
    replayed(store, sorted([*WITH_ALERTS, deployed(LATER - MINUTE, "C9"), FIRES], key=lambda one: one.at))
    gone = replayed(store, [off, private])
    edits = [one for _, each in gone for one in each.actions if isinstance(one, UpdateMessage)]
    assert [HIDDEN_WORD in repr(one.body) for one in edits] == [False]


def test_a_card_follows_the_edit_of_the_notice_that_it_links() -> None:
    deploy = deployed(LATER - MINUTE, "C9")
    store = MemoryStore(POLICY)
    replayed(store, sorted([*WITH_ALERTS, deploy, FIRES], key=lambda one: one.at))
    told = Content(
        text="Deployed ledger", title="Deployed ledger", fields=deploy.content.fields if deploy.content else ()
    )
    edited = MessageEdited("edited", LATER + HOUR, "C9", deploy.ts, None, None, told.text, deploy.bot, told)
    (edit,) = (one for _, each in replayed(store, [edited]) for one in each.actions if isinstance(one, UpdateMessage))
    assert (HIDDEN_WORD in repr(edit.body), "Deployed ledger" in repr(edit.body)) == (False, True)


def test_where_ratchet_looked_in_vain_is_said_no_longer_than_everybody_may_know_of_it() -> None:
    company = Company(lambda asked: calling("history", alert=NAME) if len(asked.steps) == 1 else "{}", given=ASKED_OF)
    before = company.ask("what of the hooves?")
    company.hear(ChannelSeen("private", company.now, "C2", "crossings", private=True))
    company.until(company.now + MINUTE)
    (now,) = company.room.reads.values()
    assert (NAME in before, NAME in now) == (True, False)


def test_what_quotes_a_channel_is_looked_at_in_turns_of_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (wants_of_erasure, privacy):
        monkeypatch.setattr(module, "MOST_CITING", 2)
    store = MemoryStore(POLICY)
    asyncio.run(ANSWERED.play(store, store.outbox))
    for number in range(7):
        root = MessageRef("C2", f"{number}.0")
        store.put(HelpRequest(root, "U3", AGAIN.at, answered_at=AGAIN.at))
        store.put(GivenAnswer(root, "9.5", MessageRef("C1", EARLIER.ts), REPLY.ts))
        store.put(Citation(MessageRef("C1", REPLY.ts), request=root))
    heard = replayed(store, [PRIVATE])
    alarms = [len([one for one in each.actions if isinstance(one, WakeMe)]) for _, each in heard if each.actions]
    edits = {one.about for _, each in heard for one in each.actions if isinstance(one, UpdateMessage)}
    assert (max(alarms) <= 3, len(edits)) == (True, 8)


class Chat(ReplayedChat):
    """Remembers how what it is given to say begins."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def post(self, action: PostMessage) -> str:
        self.said.append(action.body.headline)
        return await super().post(action)


@pytest.mark.parametrize(("channel", "says"), [("C1", "I may not say this here any more"), ("C2", "Why: xyzzy")])
def test_a_headline_is_looked_at_once_more_when_it_is_said(channel: str, says: str) -> None:
    store, chat = MemoryStore(POLICY), Chat()
    replayed(store, INTRODUCTIONS)
    post = PostMessage("1", "cards", "C2", None, Body("Why: xyzzy", of=(channel,)), AboutChannel("C2"))
    store.outbox.ask([post])

    async def go_on() -> None:
        await take_turn(store, PRIVATE)
        await worked_off(store, chat, TOMORROW)

    asyncio.run(go_on())
    assert [one[: len(says)] for one in chat.said] == [says]


def test_what_is_told_of_another_channel_on_request_says_so() -> None:
    company = Company(after("history", alert=NAME), given=ASKED_OF)
    company.ask(f"why https://acme.slack.com/archives/C2/p{ts_of(NOW - 2 * HOUR).replace('.', '')}", channel="C1")
    assert [one.body.of for one in company.room.said if one.body.headline.startswith(f"Why: {NAME}")] == [("C2",)]
