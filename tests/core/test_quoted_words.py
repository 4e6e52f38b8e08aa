"""Words that are edited out or deleted: drafts that wait and posts of ratchet's own lose them at once."""

import asyncio

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.behaviours import erasure
from ratchet_core.contract.playbook import Playbook, does, done, passes, refused, silence, similar
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import Citation, GivenAnswer, HelpRequest, MessageRef, OwnedKind, RunbookVersion
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.reading.quotation import without_old_quotes_of
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import AboutCard, FindSimilar, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    Event,
    FoundQuestion,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    OwnerChanged,
    PersonErased,
    RunbookApproved,
    RunbookWritten,
    TeamNamed,
)
from ratchet_core.wants import erasure as wants_of_erasure

POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE))
FIRES = posted(START, "C1", firing(ALERTS[0]))
NOTE = said(START + MINUTE, "C1", "U2", "restarted the xyzzy box", FIRES.ts)
ENDS = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))
ALERT, OTHER = (fingerprint_of(posted(START, "C1", firing(one))) for one in ALERTS)
GIVEN: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t", 0, "a", "A"),
    MemberJoined("m", 0, "U1", "a"),
    *(OwnerChanged(f"o/{one}", 0, OwnedKind.SERVICE, one, "a") for one in ("checkout-api", "ledger")),
]
DRAFTED: list[Event] = [*GIVEN, FIRES, NOTE, ENDS, said(START + 2 * HOUR, "C2", "U1", "hello")]


def edited(one: MessageSeen, text: str, name: str = "edited") -> MessageEdited:
    return MessageEdited(name, START + DAY, one.channel, one.ts, one.thread, one.person, text)


def deleted(one: MessageSeen) -> MessageDeleted:
    return MessageDeleted("deleted", START + DAY, one.channel, one.ts)


ERASED = PersonErased("erased", START + DAY, "U2")


def versions(store: MemoryStore) -> list[RunbookVersion]:
    return sorted(store.of_kind(RunbookVersion), key=lambda one: (one.alert, one.number))


@pytest.mark.parametrize("event", [edited(NOTE, "never mind"), deleted(NOTE), ERASED])
def test_what_was_edited_out_or_deleted_goes_from_the_draft_that_waits_and_its_digest_is_another(event: Event) -> None:
    store = MemoryStore(POLICY)
    replayed(store, DRAFTED)
    (before,) = versions(store)
    replayed(store, [event])
    heard = replayed(store, [RunbookApproved("a", START + DAY + 1, ALERT, 1, before.digest, "U1")])
    texts = [one.text for one in versions(store)]
    assert ("xyzzy" in before.text, any("xyzzy" in one for one in texts), heard[0][1].reasons[0].why) == (
        True,
        False,
        Why.IMPOSSIBLE,
    )


def test_what_an_edit_leaves_stays_in_the_draft() -> None:
    store = MemoryStore(POLICY)
    replayed(store, DRAFTED)
    (before,) = versions(store)
    replayed(store, [edited(NOTE, "restarted the xyzzy box, twice")])
    assert versions(store) == [before]


@pytest.mark.parametrize("event", [edited(NOTE, "never mind"), deleted(NOTE), ERASED])
def test_a_copy_in_another_runbook_loses_the_words_too(event: Event) -> None:
    copied = RunbookWritten("w", START + 3 * HOUR, OTHER, f"“restarted the xyzzy box” <C1/{NOTE.ts}>", "U1")
    store = MemoryStore(POLICY)
    replayed(store, [*DRAFTED, posted(START + 1, "C1", firing(ALERTS[1])), copied, event])
    assert [one.text for one in versions(store) if "xyzzy" in one.text] == []


@pytest.mark.parametrize("gone", [deleted(NOTE), ERASED])
def test_a_runbook_that_is_written_afterwards_quotes_nothing_from_a_message_that_is_gone(gone: Event) -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*DRAFTED, gone])
    for number, marker in enumerate((f"<C1/{NOTE.ts}>", f"[c1/{NOTE.ts}]")):
        text = f"{number}. do this: “restarted the xyzzy box” {marker}\n2. wait"
        replayed(store, [RunbookWritten(f"w{number}", START + 2 * DAY + number, ALERT, text, "U1")])
    assert [("xyzzy" in one.text, "2. wait" in one.text) for one in versions(store)[-2:]] == [(False, True)] * 2


def test_the_card_that_quotes_a_deleted_message_is_edited_at_once() -> None:
    store = MemoryStore(POLICY)
    replayed(store, DRAFTED)
    (draft,) = versions(store)
    approved = RunbookApproved("a", START + 3 * HOUR, ALERT, 1, draft.digest, "U1")
    again = posted(START + 4 * HOUR, "C1", firing(ALERTS[0]))
    shown = replayed(store, [approved, again])
    gone = replayed(store, [deleted(NOTE)])
    posts, edits = (
        [one.body for _, each in heard for one in each.actions if isinstance(one, kind)]
        for heard, kind in ((shown, PostMessage), (gone, UpdateMessage))
    )
    assert (["xyzzy" in repr(one) for one in posts], ["xyzzy" in repr(one) for one in edits]) == ([True], [False])


def test_a_card_that_quotes_a_message_is_looked_at_again_also_while_it_is_on_its_way() -> None:
    store = MemoryStore(POLICY)
    replayed(store, DRAFTED)
    (draft,) = versions(store)
    approved = RunbookApproved("a", START + 3 * HOUR, ALERT, 1, draft.digest, "U1")
    again = posted(START + 4 * HOUR, "C1", firing(ALERTS[0]))
    for event in (approved, again):
        asyncio.run(take_turn(store, event))
    alarms = asyncio.run(take_turn(store, edited(NOTE, "never mind"))).actions
    assert [one.about for one in alarms if one.behaviour == "cards"] == [AboutCard("C1", ALERT)]


EARLIER = said(START, "C1", "U1", "how do I rotate the ledger signing key on vault-7?")
REPLY = said(START + MINUTE, "C1", "U2", "run the xyzzy rotate job with `vaultctl rotate`", EARLIER.ts)
TAKEN = said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", EARLIER.ts)
VAULT_8 = "how do I rotate the ledger signing key on vault-8?"
AGAIN = said(START + 12 * HOUR, "C2", "U3", "how do I rotate the ledger signing key on vault-7?")
FOUND = similar(FoundQuestion(MessageRef("C1", EARLIER.ts), 90))
ASKED = Playbook(POLICY, [*INTRODUCTIONS, EARLIER, REPLY, TAKEN]) >> AGAIN << does(WakeMe) >> passes(minutes=2)
ANSWERED = ASKED << does(FindSimilar) >> FOUND << does(PostMessage, says="xyzzy") >> is_posted("1.5") << silence


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (edited(REPLY, "run the rotate job with `vaultctl turn`"), "vaultctl turn"),
        (edited(EARLIER, VAULT_8), "vault-8"),
        (deleted(REPLY), "was deleted"),
        (deleted(EARLIER), "was deleted"),
        (ERASED, "was deleted"),
    ],
)
def test_an_answer_that_quotes_a_message_says_at_once_what_it_says_now(event: Event, says: str) -> None:
    store = MemoryStore(POLICY)
    asyncio.run(ANSWERED.play(store, store.outbox))
    heard = replayed(store, [event])
    edits = [one for _, each in heard for one in each.actions if isinstance(one, UpdateMessage)]
    assert [(one.ts, says in repr(one.body), "xyzzy" in repr(one.body)) for one in edits] == [
        ("1.5", True, event == edited(EARLIER, VAULT_8))
    ]


def test_an_answer_that_is_edited_while_it_is_on_its_way_is_edited_when_it_stands() -> None:
    asked = ASKED << does(FindSimilar) >> FOUND << does(PostMessage, says="xyzzy")
    event = attrs.evolve(edited(REPLY, "run the rotate job with `vaultctl turn`"), at=AGAIN.at + 3 * MINUTE)
    turned = asked >> event << does(WakeMe, behaviour="answers") >> is_posted("1.5")
    assert turned << does(UpdateMessage, ts="1.5", says="vaultctl turn")


@pytest.mark.parametrize("gone", [edited(REPLY, "never mind"), deleted(REPLY), ERASED])
def test_an_answer_that_is_on_its_way_loses_the_words_of_a_message_that_is_gone(gone: Event) -> None:
    store = MemoryStore(POLICY)
    asked = ASKED << does(FindSimilar) >> FOUND << does(PostMessage, says="xyzzy")
    asyncio.run(asked.play(store, store.outbox))
    asyncio.run(take_turn(store, attrs.evolve(gone, at=AGAIN.at + 3 * MINUTE)))
    posts = [one for one in store.outbox.actions.values() if isinstance(one, PostMessage)]
    assert ["xyzzy" in repr(one.body) for one in posts] == [False]


@pytest.mark.parametrize(
    ("closed", "opened"),
    [
        (ChannelArchived("no", AGAIN.at + HOUR, "C2"), ChannelUnarchived("yes", AGAIN.at + 2 * DAY, "C2")),
        (ChannelLeft("no", AGAIN.at + HOUR, "C2"), ChannelJoined("yes", AGAIN.at + 2 * DAY, "C2")),
        (ChannelShared("no", AGAIN.at + HOUR, "C2"), ChannelUnshared("yes", AGAIN.at + 2 * DAY, "C2")),
    ],
)
def test_an_answer_whose_words_were_deleted_while_nothing_could_be_said_is_edited_once_it_can_be(
    closed: Event, opened: Event
) -> None:
    store = MemoryStore(POLICY)
    asyncio.run(ANSWERED.play(store, store.outbox))
    heard = replayed(store, [closed, deleted(REPLY), opened, said(AGAIN.at + 3 * DAY, "C1", "U1", "good morning")])
    edits = [event.at for event, each in heard for one in each.actions if isinstance(one, UpdateMessage)]
    assert [opened.at <= at <= opened.at + HOUR for at in edits] == [True]


def test_an_answer_that_could_not_be_edited_is_tried_again() -> None:
    again = does(WakeMe, behaviour="answers")
    failed = ANSWERED >> deleted(REPLY) << again >> passes(seconds=0) << does(UpdateMessage) >> refused("it broke")
    assert failed << again >> passes(minutes=2) << does(UpdateMessage, says="was deleted") >> done << silence


def test_an_edit_that_changes_nothing_edits_nothing() -> None:
    store = MemoryStore(POLICY)
    asyncio.run(ANSWERED.play(store, store.outbox))
    heard = replayed(store, [edited(REPLY, REPLY.text)])
    assert [one for _, each in heard for one in each.actions] == []


def test_many_posts_are_edited_in_turns_of_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (wants_of_erasure, erasure):
        monkeypatch.setattr(module, "MOST_CITING", 2)
    store = MemoryStore(POLICY)
    asyncio.run(ANSWERED.play(store, store.outbox))
    for number in range(7):
        root = MessageRef("C2", f"{number}.0")
        store.put(HelpRequest(root, "U3", AGAIN.at, answered_at=AGAIN.at))
        store.put(GivenAnswer(root, "9.5", MessageRef("C1", EARLIER.ts), REPLY.ts))
        store.put(Citation(MessageRef("C1", REPLY.ts), request=root))
    heard = replayed(store, [deleted(REPLY)])
    alarms = [len([one for one in each.actions if isinstance(one, WakeMe)]) for _, each in heard if each.actions]
    edits = {one.about for _, each in heard for one in each.actions if isinstance(one, UpdateMessage)}
    assert (max(alarms) <= 3, len(edits)) == (True, 8)


def test_a_quotation_stays_whose_words_are_still_said() -> None:
    ref = MessageRef("C1", "1.0")
    text = "- “ran it, twice” <C1/1.0>\n- `kubectl get pods` <C1/1.0>\n- https://x.example/a <C1/1.0>"
    assert without_old_quotes_of(text, ref, "ran it,\n twice: `kubectl get pods` https://x.example/a") == text
    assert without_old_quotes_of(text, ref, "https://x.example/a") == (
        "- (message edited)\n- (message edited)\n- https://x.example/a <C1/1.0>"
    )
