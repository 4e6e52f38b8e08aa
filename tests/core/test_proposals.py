"""Runbook versions that are written or drafted: their numbers, what they add to, who is told, and what is refused."""

from collections.abc import Sequence
from itertools import permutations

import attrs
import pytest
from histories import (
    ALERTS,
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
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant
from ratchet_core.contract.playbook import Playbook, does, done, passes, silence
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import (
    Kept,
    Message,
    OwnedKind,
    RunbookState,
    RunbookVersion,
    Track,
    digest_of,
)
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelSeen,
    Event,
    MemberJoined,
    MessageEdited,
    MessageSeen,
    OwnerChanged,
    PersonSeen,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    TeamNamed,
)

FIRES = posted(START, "C1", firing(ALERTS[0]))
ENDS = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))
ALERT = fingerprint_of(FIRES)
OWNED: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t", 0, "a", "Payments"),
    MemberJoined("m", 0, "U2", "a"),
    OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "a"),
    PersonSeen("p", 0, "U9", "Guest", external=True),
]
NOW = START + 12 * HOUR


def wrote(text: str, by: str = "U3") -> RunbookWritten:
    return RunbookWritten(f"w/{text[:9]}/{by}", NOW, ALERT, text, by)


def approved(number: int, text: str) -> RunbookApproved:
    return RunbookApproved(f"a/{number}/{text}", NOW, ALERT, number, digest_of(text), "U2")


def run(*events: Event) -> tuple[list[RunbookVersion], Sequence[Reason]]:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*OWNED, FIRES, ENDS, *events])
    return sorted(store.of_kind(RunbookVersion), key=lambda one: one.number), heard[-1][1].reasons


@pytest.mark.parametrize(("length", "why"), [(20_000, Why.PROPOSED), (20_001, Why.IMPOSSIBLE)])
def test_a_runbook_has_at_most_twenty_thousand_characters(length: int, why: Why) -> None:
    assert [one.why for one in run(wrote("x" * length))[1]] == [why]


def test_versions_are_numbered_one_by_one() -> None:
    assert [one.number for one in run(wrote("one"), wrote("two"), wrote("three"))[0]] == [1, 2, 3]


def test_the_text_of_a_version_that_there_is_is_not_proposed_again_whoever_writes_it() -> None:
    assert run(wrote("one"), wrote("two"), wrote(" one ", "U2"))[1] == (
        Reason("runbooks", Why.NOTHING_TO_DO, "version 1 has this text"),
    )


@pytest.mark.parametrize(("written", "had"), [([], 0), ([wrote("one"), wrote("two")], 2)])
def test_a_version_that_there_is_not_is_refused_with_how_many_there_are(written: list[Event], had: int) -> None:
    about = f"the runbook has no version 9; `ratchet runbook show` shows the {had} that it has"
    assert run(*written, approved(9, "x"))[1] == (Reason("runbooks", Why.IMPOSSIBLE, about),)


def test_an_approval_of_another_text_tells_where_to_read_this_one_and_not_its_digest() -> None:
    about = (
        "this is not the digest of version 1; read it again with `ratchet runbook show`, and approve the digest shown "
        "there"
    )
    assert run(wrote("one"), approved(1, "two"))[1] == (Reason("runbooks", Why.IMPOSSIBLE, about),)


ACTIVE: list[Event] = [wrote("one"), approved(1, "one")]
ALREADY_REJECTED = (Why.IMPOSSIBLE, "version 1 was rejected by U2; write a new one")
REJECTS = RunbookRejected("r", NOW, ALERT, 1, "U2")
AGAIN = RunbookActivated("again", NOW, ALERT, 1, "U2")


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([*ACTIVE, attrs.evolve(approved(1, "one"), id="2")], (Why.NOTHING_TO_DO, "version 1 is active")),
        ([*ACTIVE, REJECTS], (Why.NOTHING_TO_DO, "version 1 is active")),
        ([*ACTIVE, AGAIN], (Why.NOTHING_TO_DO, "version 1 is active")),
        ([wrote("one"), AGAIN], (Why.IMPOSSIBLE, "version 1 is only proposed; approve it instead")),
        ([wrote("one"), REJECTS, AGAIN], ALREADY_REJECTED),
        (
            [wrote("one"), REJECTS, attrs.evolve(REJECTS, id="r2")],
            (Why.IMPOSSIBLE, "version 1 was rejected by U2; write a new one"),
        ),
        ([wrote("one"), REJECTS], (Why.REJECTED, "version 1")),
        (ACTIVE, (Why.APPROVED, "version 1")),
        ([*ACTIVE, wrote("two"), approved(2, "two"), AGAIN], (Why.ACTIVATED, "version 1")),
        ([*ACTIVE, RunbookVoted("v", NOW, ALERT, 1, False, "U3")], (Why.VOTED, "version 1")),
    ],
)
def test_what_was_decided_already_is_not_decided_again(events: list[Event], reason: tuple[Why, str]) -> None:
    assert [(one.why, one.about) for one in run(*events)[1]] == [reason]


def test_somebody_external_writes_no_runbook() -> None:
    assert [one.why for one in run(wrote("one", "U9"))[1]] == [Why.NOT_ALLOWED]


def test_a_version_that_is_decided_on_names_who_did() -> None:
    found = run(*ACTIVE, wrote("two"), RunbookRejected("r", NOW, ALERT, 2, "U2"))[0]
    assert [(one.state, one.decided_by) for one in found] == [
        (RunbookState.ACTIVE, "U2"),
        (RunbookState.REJECTED, "U2"),
    ]


def test_a_text_that_quotes_two_private_channels_is_refused_and_what_is_in_none_is_shown_anywhere() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, FIRES, ENDS])
    for number, channel in enumerate(("C8", "C9"), 1):
        store.put(RunbookVersion(ALERT, number, channel, digest_of(channel), "U2", NOW, only_in=channel))
    one, both, none = (wrote(f"see {quotes}") for quotes in ("<C8/1.0>", "<C9/1.0> and <C8/1.0>", "<C2/1.0>"))
    heard = replayed(store, [attrs.evolve(event, id=str(at)) for at, event in enumerate((one, both, none))])
    assert ([d.reasons[0].why for _, d in heard], [v.only_in for v in store.of_kind(RunbookVersion)]) == (
        [Why.PROPOSED, Why.IMPOSSIBLE, Why.PROPOSED],
        ["C8", "C9", "C8", None],
    )


# Drafts.


def note(after: Instant, text: str, person: str = "U2") -> MessageSeen:
    return said(START + after, "C1", person, text, FIRES.ts)


STEP = note(5 * MINUTE, "restarted checkout-api")
LATER = said(START + 9 * DAY, "C2", "U1", "hello")
SHOWN = Playbook(POLICY, OWNED) >> FIRES << does(PostMessage) << does(WakeMe) >> is_posted("1.5") << silence
NOTED = SHOWN >> STEP << silence(Why.NOTED)
OVER = NOTED >> ENDS << does(UpdateMessage) << does(WakeMe, at=ENDS.at + 30 * MINUTE) >> done << silence
DRAFTED = does(UpdateMessage, ts="1.5", says="Runbook: draft v1 awaits approval by Payments.")


def test_a_draft_is_read_from_a_thread_half_an_hour_after_the_end_and_the_card_says_so() -> None:
    assert OVER >> passes(minutes=30) << DRAFTED


def test_a_thread_that_nobody_wrote_in_is_not_read() -> None:
    assert SHOWN >> ENDS << does(UpdateMessage) >> done << silence >> passes(hours=5) << silence


def test_a_thread_that_goes_on_is_read_once_it_is_quiet() -> None:
    assert (
        OVER
        >> note(30 * MINUTE, "root cause was a bad deploy")
        << does(WakeMe, at=START + HOUR)
        >> passes(minutes=10)
        << silence(Why.NOTHING_TO_DO, by="triage")
        >> passes(minutes=20)
        << DRAFTED
    )


@pytest.mark.parametrize(("after", "is_read"), [(DAY, True), (DAY + SECOND, False)])
def test_what_is_written_up_to_a_day_after_the_end_is_drafted(after: Instant, *, is_read: bool) -> None:
    late = note(10 * MINUTE + after, "root cause was a bad deploy")
    drafted = OVER >> passes(minutes=30) << DRAFTED >> done << silence >> late
    assert drafted << (does(WakeMe, at=late.at + 30 * MINUTE) if is_read else silence(Why.NOTED))


def test_what_is_written_while_the_alert_fires_asks_for_no_draft_yet() -> None:
    assert NOTED >> note(6 * MINUTE, "scaled the workers to five") << silence(Why.NOTED)


def test_in_shadow_a_draft_is_proposed_and_the_card_says_nothing_of_it() -> None:
    shadow = Policy(default=attrs.evolve(EVERYTHING, drafts=Mode.SHADOW, cards=Mode.LIVE))
    store = MemoryStore(shadow)
    heard = replayed(store, [*OWNED, FIRES, STEP, ENDS, LATER])
    edits = [one for _, decision in heard for one in decision.actions if isinstance(one, UpdateMessage)]
    assert (len(edits), len(store.of_kind(RunbookVersion))) == (1, 1)


def test_a_draft_that_was_switched_off_meanwhile_is_not_made() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, FIRES, STEP, ENDS])
    store.policy = Policy(default=attrs.evolve(EVERYTHING, drafts=Mode.OFF))
    heard = replayed(store, [LATER])
    assert (store.of_kind(RunbookVersion), [r for _, d in heard for r in d.reasons if r.behaviour == "triage"]) == (
        [],
        [Reason("triage", Why.OFF)],
    )


def second(text: str) -> list[Event]:
    again = posted(START + DAY, "C1", firing(ALERTS[0]))
    return [
        again,
        said(START + DAY + MINUTE, "C1", "U2", text, again.ts),
        posted(START + DAY + 2 * MINUTE, "C1", resolved(ALERTS[0])),
    ]


def texts(*events: Event) -> list[str]:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, FIRES, STEP, ENDS, *events, LATER])
    return [one.text for one in sorted(store.of_kind(RunbookVersion), key=lambda one: one.number)]


def test_a_draft_adds_to_the_latest_draft_that_waits_so_that_nothing_is_lost() -> None:
    assert ["restarted checkout-api" in text for text in texts(*second("scaled the workers to five"))] == [True, True]


def test_a_draft_adds_to_the_active_version_where_that_is_later_than_the_draft() -> None:
    mine, yes = wrote("Call the vendor"), RunbookApproved("a", NOW, ALERT, 2, digest_of("Call the vendor"), "U2")
    last = texts(mine, yes, *second("scaled the workers to five"))[-1]
    assert ("Call the vendor" in last, "restarted" in last) == (True, False)


def test_a_draft_adds_to_a_draft_that_is_later_than_the_active_version() -> None:
    mine, yes = wrote("Call the vendor"), RunbookApproved("a", NOW, ALERT, 2, digest_of("Call the vendor"), "U2")
    third = [attrs.evolve(one, id=f"{one.id}/3") for one in second("scaled the workers to five")]
    later = posted(START + 3 * DAY, "C1", firing(ALERTS[0]))
    more: list[Event] = [
        later,
        said(START + 3 * DAY + MINUTE, "C1", "U2", "drained the queue of node-7", later.ts),
        posted(START + 3 * DAY + 2 * MINUTE, "C1", resolved(ALERTS[0])),
    ]
    last = texts(mine, yes, *third, *more)[-1]
    assert ["Call the vendor" in last, "scaled" in last, "drained" in last] == [True, True, True]


def test_nobody_elses_proposal_is_added_to() -> None:
    last = texts(wrote("Call the vendor"), *second("scaled the workers to five"))[-1]
    assert ("restarted" in last, "Call the vendor" in last) == (True, False)


def test_a_draft_from_a_private_channel_is_shown_in_it_alone() -> None:
    store = MemoryStore(POLICY)
    private = ChannelSeen("C1/private", 1, "C1", "c1", private=True)
    replayed(store, [*OWNED, private, FIRES, STEP, ENDS, LATER])
    assert [one.only_in for one in store.of_kind(RunbookVersion)] == ["C1"]


QUICK = [FIRES, note(SECOND, "restarted checkout-api"), posted(START + 2 * SECOND, "C1", resolved(ALERTS[0]))]


@pytest.mark.parametrize("order", list(permutations(QUICK)))
def test_a_thread_is_drafted_from_in_whatever_order_alert_note_and_end_are_heard(order: list[Event]) -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, *order, LATER])
    assert len(store.of_kind(RunbookVersion)) == 1


def noted_at(*events: Event) -> list[Instant | None]:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, *events])
    return [one.noted_at for one in store.of_kind(Track)]


NOTES = [note(MINUTE, "looking"), note(3 * MINUTE, "found it"), note(2 * MINUTE, "hm")]


@pytest.mark.parametrize("events", [[FIRES, *NOTES], [FIRES, *NOTES[::-1]], [*NOTES, FIRES], [*NOTES[::-1], FIRES]])
def test_when_somebody_wrote_last_is_known_in_whatever_order_it_is_heard(events: list[Event]) -> None:
    assert noted_at(*events) == [START + 3 * MINUTE]


def test_an_alert_in_whose_thread_nobody_wrote_has_no_last_word() -> None:
    assert noted_at(FIRES) == [None]


LONG = attrs.evolve(STEP, text=STEP.text + "x" * 2_000)


@pytest.mark.parametrize("events", [[FIRES, LONG], [LONG, FIRES]])
def test_a_note_is_kept_with_its_alert_and_up_to_a_thousand_characters(events: list[Event]) -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*OWNED, *events])
    (message,) = (one for one in store.of_kind(Message) if one.person)
    assert (message.kept, message.alert, message.thread, len(message.text)) == (Kept.NOTE, ALERT, FIRES.ts, 1_000)


def test_a_note_says_what_its_latest_edit_says() -> None:
    edits: list[Event] = [
        MessageEdited(f"e/{at}", STEP.at + at, "C1", STEP.ts, FIRES.ts, "U2", f"restarted node-{at}") for at in (2, 1)
    ]
    assert "node-2" in texts(*edits)[-1]
