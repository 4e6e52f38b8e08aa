"""Erasing one person takes their words and proposals, and nobody else's; what the team approved stays."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import (
    Kept,
    Message,
    Mute,
    Notification,
    OwnedKind,
    Person,
    RunbookState,
    RunbookVersion,
    digest_of,
)
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import AboutPerson, WakeMe
from ratchet_core.vocabulary.events import (
    AlertMuted,
    Event,
    MemberJoined,
    MessageDeleted,
    OwnerChanged,
    PersonErased,
    PersonSeen,
    RunbookApproved,
    RunbookRejected,
    RunbookWritten,
    TeamNamed,
)

FIRES = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRES)
NOTE = said(START + MINUTE, "C1", "U1", "restarted the consumer on kafka-3", FIRES.ts)
QUOTING = f"1. See “restarted the consumer on kafka-3” <C1/{NOTE.ts}>\n2. Call the vendor"
OWNED: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t", 0, "a", "Payments"),
    MemberJoined("m", 0, "U2", "a"),
    OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "a"),
    PersonSeen("p1", 0, "U1", "Ann", external=False),
    PersonSeen("p2", 0, "U2", "Ben", external=False),
    FIRES,
    NOTE,
    posted(START + 2 * MINUTE, "C1", resolved(ALERTS[0])),
]


def wrote(text: str, by: str) -> RunbookWritten:
    return RunbookWritten(f"w/{text}", START + 5 * MINUTE, ALERT, text, by)


def approved(number: int, text: str) -> RunbookApproved:
    return RunbookApproved(f"a/{number}", START + 6 * MINUTE, ALERT, number, digest_of(text), "U2")


def rejected(number: int) -> RunbookRejected:
    return RunbookRejected(f"r/{number}", START + 6 * MINUTE, ALERT, number, "U2")


ERASED = PersonErased("e", START + 10 * MINUTE, "U1", "U1")


def after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, *events])
    return store


def versions(*events: Event) -> list[tuple[str, RunbookState, bool]]:
    """Return the texts of all versions, their states, and whether each is named by its digest."""
    return [
        (one.text, one.state, one.digest == digest_of(one.text))
        for one in sorted(after(*events).of_kind(RunbookVersion), key=lambda one: one.number)
    ]


def test_proposals_of_an_erased_person_are_erased_and_rejected_and_nobody_elses() -> None:
    events: list[Event] = [
        wrote("one", "U1"),
        wrote("two", "U2"),
        wrote("three", "U1"),
        rejected(3),
        wrote("four", "U2"),
        rejected(4),
    ]
    assert versions(*events, ERASED) == [
        ("(erased)", RunbookState.REJECTED, True),
        ("two", RunbookState.PROPOSED, True),
        ("(erased)", RunbookState.REJECTED, True),
        ("four", RunbookState.REJECTED, True),
    ]


@pytest.mark.parametrize("more", [[], [rejected(1)]], ids=["waits", "rejected"])
def test_a_proposal_in_which_an_erased_person_quotes_themselves_is_erased_whole(more: list[Event]) -> None:
    assert versions(wrote(QUOTING, "U1"), *more, ERASED) == [("(erased)", RunbookState.REJECTED, True)]


def test_what_the_team_approved_of_an_erased_person_stays_also_once_it_is_retired() -> None:
    events: list[Event] = [wrote("one", "U1"), approved(1, "one"), wrote("two", "U1"), approved(2, "two")]
    assert versions(*events, ERASED) == [("one", RunbookState.RETIRED, True), ("two", RunbookState.ACTIVE, True)]


@pytest.mark.parametrize("event", [ERASED, MessageDeleted("d", START + 10 * MINUTE, "C1", NOTE.ts)])
def test_a_quotation_of_what_is_gone_is_taken_out_of_what_others_wrote_and_the_rest_stays(event: Event) -> None:
    assert versions(wrote(QUOTING, "U2"), wrote("Call the vendor", "U3"), event) == [
        ("1. See (message deleted)\n2. Call the vendor", RunbookState.PROPOSED, True),
        ("Call the vendor", RunbookState.PROPOSED, True),
    ]


def test_a_person_who_is_erased_is_not_known_any_more_and_others_are() -> None:
    known = after(ERASED).of_kind(Person)
    assert [one.name for one in known] == ["Ben", "U3", "U4"]


def test_a_mute_of_an_erased_person_goes_on_without_its_reason() -> None:
    mutes = [
        AlertMuted(f"m/{by}", START + 5 * MINUTE, ALERT, channel, START + DAY, f"{by} knows", by)
        for by, channel in (("U1", "C1"), ("U2", None))
    ]
    open_to_all = OwnerChanged("o2", START, OwnedKind.SERVICE, "checkout-api", None)
    assert [(one.person, one.reason) for one in after(open_to_all, *mutes, ERASED).of_kind(Mute)] == [
        ("U1", ""),
        ("U2", "U2 knows"),
    ]


def test_the_words_of_an_erased_person_are_gone_and_not_that_they_wrote() -> None:
    other = said(START + 3 * MINUTE, "C1", "U2", "the vendor was called", FIRES.ts)
    texts = [(one.person, one.text, one.kept) for one in after(other, ERASED).of_kind(Message) if one.person]
    assert texts == [("U1", "", None), ("U2", "the vendor was called", Kept.NOTE)]


def test_a_deleted_message_is_remembered_as_gone_without_words() -> None:
    gone = MessageDeleted("d", START + 10 * MINUTE, "C1", NOTE.ts)
    (message,) = (one for one in after(gone).of_kind(Message) if one.person)
    assert (message.text, message.kept, message.gone, message.person) == ("", None, True, "U1")


def test_a_deleted_notice_is_forgotten_and_no_other() -> None:
    title = "Deployed checkout-api v12 to production"
    deploys = [
        posted(START + at, "C2", attrs.evolve(firing("x"), text=title, title=title, colour="good")) for at in (1, 2)
    ]
    gone = MessageDeleted("d", START + HOUR, "C2", deploys[0].ts)
    assert [one.message.ts for one in after(*deploys, gone).of_kind(Notification)] == [deploys[1].ts]


def test_an_erasure_that_has_more_to_do_than_one_turn_takes_goes_on_at_once_until_nothing_is_left() -> None:
    notes = [said(START + HOUR + number, "C1", "U1", f"looking at {number}", FIRES.ts) for number in range(450)]
    store = MemoryStore(POLICY)
    heard = replayed(store, [*OWNED, *notes, attrs.evolve(ERASED, at=START + 2 * HOUR)])
    asked = [
        one.at
        for _, decision in heard
        for one in decision.actions
        if isinstance(one, WakeMe) and isinstance(one.about, AboutPerson)
    ]
    assert (asked, [one.text for one in store.of_kind(Message) if one.text]) == ([START + 2 * HOUR] * 2, [])
