"""Whoever is erased leaves no words behind, and no name; what happened because of them stays."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.playbook import Playbook, does, passes, silence
from ratchet_core.domain import OwnedKind, Verdict, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import state_to_json
from ratchet_core.rules.discretion import discreet
from ratchet_core.vocabulary.actions import AboutPerson, Body, Line, PersonMention, Plain, PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    CommandGiven,
    Event,
    HomeOpened,
    IncidentMarked,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    RunbookApproved,
    RunbookWritten,
    TeamNamed,
)
from world import world_of

POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE))
FIRES = posted(START, "C1", firing("HighErrorRate checkout-api"))
ENDS = posted(START + 10 * MINUTE, "C1", resolved("HighErrorRate checkout-api"))
ASKED = said(START + DAY, "C1", "U1", "how do I rotate the xyzzy key?")
HISTORY: list[Event] = [
    PersonSeen("p", 0, "U1", "Xyzzy Person", external=False),
    FIRES,
    said(START + MINUTE, "C1", "U1", "restarted the xyzzy box", FIRES.ts),
    ENDS,
    said(START + HOUR, "C1", "U2", "how do I reach the staging cluster?"),
    said(START + HOUR + MINUTE, "C1", "U1", "use the xyzzy gateway for that", "1767610800.000000"),
    ASKED,
    said(START + DAY + MINUTE, "C1", "U2", "like this", ASKED.ts),
    said(START + 2 * DAY, "C1", "U1", "an early xyzzy reply", "1767500000.000000"),
]
ERASED = PersonErased("e", START + 3 * DAY, "U1", "U1")


def test_nothing_that_an_erased_person_wrote_is_left() -> None:
    store = MemoryStore(POLICY)
    alert = next(iter(world_of(_after(FIRES)).alerts))
    mute = AlertMuted("m", START + 2 * DAY, alert, None, START + 9 * DAY, "xyzzy knows", "U1")
    mark = IncidentMarked("mark", START + 5 * MINUTE, "C1", alert, 1, Verdict.NOISE, "U1", "the xyzzy again")
    replayed(store, [*INTRODUCTIONS, *HISTORY[:3], mark, *HISTORY[3:], mute])
    held = "xyzzy" in "".join(state_to_json(store)).casefold()
    replayed(store, [ERASED])
    assert (held, "xyzzy" in "".join(state_to_json(store)).casefold()) == (True, False)


def test_what_happened_because_of_them_stays() -> None:
    store = _after(*HISTORY, ERASED)
    versions = [one for each in world_of(store).runbooks.values() for one in each]
    assert (len(world_of(store).requests), len(versions)) == (2, 1)


def _after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


@pytest.mark.parametrize(("by", "why"), [("U2", Why.NOT_ALLOWED), ("U1", Why.ERASED), (None, Why.ERASED)])
def test_only_the_person_or_the_installer_may_ask_for_it(by: str | None, why: Why) -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, attrs.evolve(ERASED, by=by)])
    assert [reason.why for reason in heard[-1][1].reasons] == [why]


def test_a_reply_that_was_deleted_is_not_quoted() -> None:
    gone = MessageDeleted("g", START + 2 * HOUR, "C1", HISTORY[5].id.removeprefix("C1/"))
    assert "gateway" not in "".join(state_to_json(_after(*HISTORY, gone)))


def test_a_proposal_of_theirs_is_erased_and_what_was_approved_stays() -> None:
    alert = next(iter(world_of(_after(FIRES)).alerts))
    proposal = RunbookWritten("w", START + HOUR, alert, "call xyzzy", "U1")
    approved = RunbookApproved("a", START + HOUR, alert, 1, digest_of("call xyzzy"), "", assumed=True)
    kept, erased = _after(FIRES, proposal, approved, ERASED), _after(FIRES, proposal, ERASED)
    texts = [[one.text for one in world_of(store).runbooks[alert]] for store in (kept, erased)]
    assert texts == [["call xyzzy"], ["(erased)"]]


def test_what_others_answered_to_an_erased_person_stays() -> None:
    texts = [note.text for notes in world_of(_after(*HISTORY, ERASED)).replies.values() for note in notes]
    assert "like this" in texts


# What comes after an erasure.

LATER = START + 4 * DAY
AFTERWARDS: list[Event] = [
    PersonSeen("roster", LATER, "U1", "Xyzzy Person", external=False),
    MessageEdited("edit", LATER, "C1", ASKED.ts, None, "U1", "how do I rotate the xyzzy lock?"),
    said(LATER, "C1", "U1", "how do I open the xyzzy door?"),
    said(LATER + 1, "C1", "U1", "restarted the xyzzy box again", FIRES.ts),
    attrs.evolve(said(START + 2 * HOUR, "C1", "U1", "a late xyzzy word?"), heard_at=LATER),
]


@pytest.mark.parametrize("event", AFTERWARDS, ids=lambda one: one.id)
def test_nothing_that_tells_of_an_erased_person_is_taken(event: Event) -> None:
    store = _after(*HISTORY, ERASED)
    heard = replayed(store, [event])
    reasons = {reason.why for _, decision in heard[-1:] for reason in decision.reasons}
    assert (reasons, "xyzzy" in "".join(state_to_json(store)).casefold()) == ({Why.ERASED_PERSON}, False)


@pytest.mark.parametrize("by", ["U1", None])
def test_who_is_readmitted_is_heard_again_and_what_was_erased_stays_so(by: str | None) -> None:
    store = _after(*HISTORY, ERASED, PersonReadmitted("again", LATER, "U1", by))
    erased = "xyzzy" not in "".join(state_to_json(store)).casefold()
    replayed(store, AFTERWARDS[:1])
    assert (erased, world_of(store).people["U1"].name) == (True, "Xyzzy Person")


@pytest.mark.parametrize(("by", "person", "why"), [("U2", "U1", Why.NOT_ALLOWED), (None, "U3", Why.NOTHING_TO_DO)])
def test_who_may_readmit_whom(by: str | None, person: str, why: Why) -> None:
    heard = replayed(_after(*HISTORY, ERASED), [PersonReadmitted("again", LATER, person, by)])
    assert [reason.why for reason in heard[-1][1].reasons] == [why]


OWNED: list[Event] = [
    TeamNamed("t", 0, "a", "A"),
    *(MemberJoined(f"m/{one}", 0, one, "a") for one in ("U1", "U2", "U3")),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
]
REMINDING = attrs.evolve(POLICY, default=attrs.evolve(POLICY.default, answers=Mode.OFF, reminders=Mode.LIVE))
WAITS = said(START, "C1", "U4", "how do I rotate the ledger key?")
REMINDED = Playbook(REMINDING, [*INTRODUCTIONS, *OWNED]) >> WAITS << does(WakeMe)


MORE = (Plain(", "), PersonMention("U3"), Plain("?"))


def test_an_erased_person_is_not_called_in_a_reminder() -> None:
    erased = attrs.evolve(ERASED, at=START + HOUR)
    body = Body(
        "This question has waited for 4 h",
        (
            Line((Plain("It waits for A."),)),
            Line(
                (Plain("Can one of you answer it: "), PersonMention("U2"), Plain(", "), PersonMention("U3"), Plain("?"))
            ),
        ),
    )
    assert REMINDED >> erased << silence >> passes(hours=4) << does(PostMessage, body=body)


def test_who_is_erased_while_a_reminder_waits_is_not_called() -> None:
    body = Body("", (Line((PersonMention("U1"), Plain(" and "), PersonMention("U2"))),))
    post = PostMessage("k", "reminders", "C1", None, body, AboutPerson("U1"))
    said_now = discreet(_after(ERASED).directory, post)
    shown = Body("", (Line((Plain("somebody"), Plain(" and "), PersonMention("U2"))),))
    assert said_now == attrs.evolve(post, body=shown)


@pytest.mark.parametrize(
    "page", [HomeOpened("h", LATER, "U2"), CommandGiven("c", LATER, "U2", "C1", "status", "T")], ids=lambda one: one.id
)
def test_an_erased_person_is_named_on_no_page(page: Event) -> None:
    waits = said(START + 2 * DAY, "C1", "U1", "how do I rotate the ledger key?")
    shown = repr(replayed(_after(waits, ERASED), [page])[0][1].actions)
    assert ("PersonMention" in shown, "Somebody" in shown) == (False, True)
