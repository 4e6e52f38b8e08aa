"""Runbooks in forms, as conversations: written, read beside the active version, approved by the text that was read."""

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import OwnedKind, RunbookState, RunbookVersion, digest_of
from ratchet_core.domain.policy import Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.rules.discretion import discreet
from ratchet_core.rules.reviewing import fits_in_a_field
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AboutReview,
    AboutRunbook,
    AboutWriting,
    AnswerPrivately,
    FieldKind,
    Form,
    FormProblem,
    OpenForm,
    PostMessage,
    Press,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelSeen,
    Event,
    FormSubmitted,
    FormValue,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    RunbookApproved,
    RunbookWritten,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text

POLICY = Policy(default=EVERYTHING, card_buttons=True)
FIRED = posted(START, "C1", firing(ALERTS[0]))
ENDED = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
AT = START + DAY
INCIDENT = AboutIncident("C1", ALERT, 1, START)
OWNED: list[Event] = [
    TeamNamed("t", 0, "pay", "Payments"),
    MemberJoined("m", 0, "U1", "pay"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "pay"),
]
OLD, NEW = "1. look at it\n2. restart it", "1. look at it\n2. drain it\n3. restart it"
WRITTEN = RunbookWritten("w1", START + HOUR, ALERT, OLD, "U2")
APPROVED = RunbookApproved("a1", START + HOUR + 1, ALERT, 1, digest_of(OLD), "U1")
AGAIN = RunbookWritten("w2", START + 2 * HOUR, ALERT, NEW, "U2")
GIVEN: list[Event] = [*OWNED, FIRED, ENDED, WRITTEN, APPROVED, AGAIN]
READ = AboutReview(ALERT, 2, digest_of(NEW), "C1")
GUEST = PersonSeen("U9/seen", 0, "U9", "Guest", external=True)


def run(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, GUEST, *events])
    return store, next(decision for event, decision in heard if event == events[-1])


def pressed(does: Press, about: AboutIncident | AboutRunbook, person: str = "U1") -> ButtonPressed:
    return ButtonPressed("press", AT, "C1", "1.5", person, does, about, "T1")


STRANGER = "You are external, and only people of the company may do this; ask one of them."
REVIEW = pressed(Press.REVIEW, AboutRunbook(ALERT, 2))


def opened(*events: Event) -> Form:
    (action,) = run(*events)[1].actions
    assert isinstance(action, OpenForm)
    return action.form


def sent(decision: str | None, text: str | None = NEW, person: str = "U1", about: AboutReview = READ) -> FormSubmitted:
    told = {"text": text, "decision": decision}
    values = tuple(FormValue(name, value) for name, value in told.items() if value is not None)
    return FormSubmitted("sent", AT, person, "V1", about, values)


def states(store: MemoryStore) -> dict[int, RunbookState]:
    return {one.number: one.state for one in store.of_kind(RunbookVersion)}


def told(decision: Decision) -> str:
    action = decision.actions[-1]
    assert isinstance(action, AnswerPrivately)
    return action.body.headline


def test_a_runbook_is_edited_from_what_is_active() -> None:
    form = opened(*GIVEN, pressed(Press.EDIT, INCIDENT))
    assert (form.about, [(one.name, one.kind, one.value) for one in form.fields]) == (
        AboutWriting(ALERT, "C1"),
        [("text", FieldKind.LONG_TEXT, OLD)],
    )


def test_what_is_written_is_a_draft_that_can_be_reviewed() -> None:
    written = FormSubmitted("sent", AT, "U3", "V1", AboutWriting(ALERT, "C1"), (FormValue("text", "call Ana"),))
    store, decision = run(*OWNED, FIRED, written)
    answer = decision.actions[-1]
    assert isinstance(answer, AnswerPrivately)
    assert (states(store), told(decision)) == ({1: RunbookState.PROPOSED}, "Your text is draft v1.")
    assert [(one.does, one.about) for one in answer.body.buttons] == [(Press.REVIEW, AboutRunbook(ALERT, 1))]


def test_whoever_writes_a_text_is_told_what_is_doubtful_in_it() -> None:
    text = (FormValue("text", "1. Restart db-7\n2. wait"),)
    answer = run(*OWNED, FIRED, FormSubmitted("sent", AT, "U3", "V1", AboutWriting(ALERT, "C1"), text))[1].actions[-1]
    assert isinstance(answer, AnswerPrivately)
    assert plain_text(answer.body).splitlines()[2:5] == [
        "2 things to look at before others decide; none of it blocks an approval:",
        "• Line 1, belongs to one incident: “db-7”. Write {host}, and say where to find it.",
        "• Line 1, no command or check: “Restart db-7”. Say by which command, or what to check.",
    ]


def test_a_review_shows_what_changes_and_what_the_last_incidents_would_have_shown() -> None:
    form = opened(*GIVEN, REVIEW)
    assert form.intro is not None
    assert plain_text(form.intro).splitlines() == [
        "Draft v2: compared with v1, which is active",
        "Written by @U2 on 5 Jan 12:00 UTC.",
        "2 things to look at before you decide; none of it blocks an approval:",
        "• Line 2, no command or check: “drain it”. Say by which command, or what to check.",
        "• Line 3, no command or check: “restart it”. Say by which command, or what to check.",
        "    1. look at it",
        "- 2. restart it",
        "+ 2. drain it",
        "+ 3. restart it",
        "In the last incidents, v2 cannot be compared: nobody said what helped.",
        "In the last incident in #c1, the card would have shown this text instead of:",
        f"no runbook, on 5 Jan 10:00 UTC, open for 10 min: thread [C1/{FIRED.ts}]",
    ]
    assert (form.about, [(one.name, one.value) for one in form.fields]) == (
        READ,
        [("text", NEW), ("decision", "propose")],
    )


def test_a_review_says_what_people_did_in_the_last_incidents_and_which_steps_say_so() -> None:
    helped = said(START + 5 * MINUTE, "C1", "U3", "drained it: `shipit drain api`, that fixed it", FIRED.ts)
    written = RunbookWritten("w3", START + 3 * HOUR, ALERT, "1. `shipit drain api`\n2. wait", "U2")
    form = opened(*OWNED, FIRED, helped, ENDED, written, REVIEW)
    assert form.intro is not None
    assert plain_text(form.intro).splitlines()[-4:] == [
        "In the last incidents, v2 matches what was done in 1 of 1.",
        "In the last incident in #c1, the card would have shown this text instead of:",
        f"no runbook, on 5 Jan 10:00 UTC, open for 10 min: thread [C1/{FIRED.ts}]",
        f"   what helped: “drained it: shipit drain api, that fixed it”, line 1 message [C1/{helped.ts}]",
    ]


def test_an_approval_makes_the_text_active_that_was_read_and_the_card_shows_it() -> None:
    store, decision = run(*GIVEN, sent("approve"))
    assert (states(store), told(decision)) == (
        {1: RunbookState.RETIRED, 2: RunbookState.ACTIVE},
        "Runbook v2 is active: cards show it from now on.",
    )


def test_the_card_of_the_incident_shows_what_was_approved_at_once() -> None:
    fired = posted(START + 3 * HOUR, "C1", firing(ALERTS[0]))
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *GIVEN, fired, sent("approve")])
    edits = [one.body for _, decision in heard for one in decision.actions if isinstance(one, UpdateMessage)]
    assert "3. restart it" in plain_text(edits[-1]).splitlines()


def test_a_chat_may_send_other_line_breaks_than_it_was_given() -> None:
    assert states(run(*GIVEN, sent("approve", NEW.replace("\n", "\r\n") + "\n"))[0])[2] is RunbookState.ACTIVE


def test_who_edits_the_text_approves_nothing() -> None:
    store, decision = run(*GIVEN, sent("approve", f"{NEW}\n4. rest"))
    assert (states(store), told(decision)) == (
        {1: RunbookState.ACTIVE, 2: RunbookState.PROPOSED, 3: RunbookState.PROPOSED},
        "You changed the text, so nothing was approved. Your text is draft v3.",
    )


def test_a_draft_is_rejected() -> None:
    store, decision = run(*GIVEN, sent("reject"))
    assert (states(store)[2], told(decision)) == (RunbookState.REJECTED, "Runbook draft v2 is rejected.")


def test_a_proposal_that_changes_nothing_says_so() -> None:
    store, decision = run(*GIVEN, sent("propose"))
    assert (states(store)[2], told(decision)) == (
        RunbookState.PROPOSED,
        "Nothing changed: this text is there already.",
    )


@pytest.mark.parametrize(
    ("event", "field", "begins"),
    [
        (sent("approve", person="U2"), "decision", "Only members of Payments may do this"),
        (sent("reject", person="U2"), "decision", "Only members of Payments may do this"),
        (sent("propose", "other", person="U9"), "text", "You are external"),
        (sent("dance"), "decision", "Choose one of these."),
        (sent("propose", ""), "text", "A runbook has from 1 to 20000 characters; this one has 0."),
        (
            sent("approve", about=attrs.evolve(READ, digest="other")),
            "decision",
            "The text changed since you opened this form; close it and read it again.",
        ),
    ],
)
def test_what_may_not_be_goes_back_to_its_field(event: FormSubmitted, field: str, begins: str) -> None:
    store, decision = run(*GIVEN, event)
    (action,) = decision.actions
    assert isinstance(action, RefuseForm)
    ((problem),) = action.problems
    assert (problem.field, problem.what.startswith(begins), states(store)[2]) == (field, True, RunbookState.PROPOSED)


def test_with_four_eyes_nobody_approves_what_they_wrote() -> None:
    own = attrs.evolve(AGAIN, by="U1")
    policy = attrs.evolve(POLICY, four_eyes=True)
    (action,) = run(*GIVEN[:-1], own, sent("approve"), policy=policy)[1].actions
    assert isinstance(action, RefuseForm)
    assert action.problems == (
        FormProblem("decision", "You wrote version 2, so somebody else must approve it; ask another member."),
    )


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([sent("approve"), REVIEW], "Draft v2 no longer awaits approval: it is active."),
        (
            [attrs.evolve(REVIEW, person="U9")],
            "You are external, and only people of the company may do this; ask one of them.",
        ),
        (
            [pressed(Press.EDIT, INCIDENT, "U9")],
            "You are external, and only people of the company may do this; ask one of them.",
        ),
    ],
)
def test_who_cannot_open_a_form_is_told_why(events: list[Event], said: str) -> None:
    assert told(run(*GIVEN, *events)[1]) == f"{said[0].upper()}{said[1:]}"


LONG = "\n".join(f"{n}. restart node {n} and wait until it is back in the pool" for n in range(60))
LOGIN = "1. log in with xoxb-123456789012-abcdefghijklmnop"


@pytest.mark.parametrize("text", [LONG, LOGIN])
def test_a_text_that_no_field_can_hold_as_it_is_is_read_whole_and_decided_on(text: str) -> None:
    written = RunbookWritten("w3", START + 3 * HOUR, ALERT, text, "U2")
    form = opened(*GIVEN, written, pressed(Press.REVIEW, AboutRunbook(ALERT, 3)))
    assert form.intro is not None
    shown = plain_text(form.intro)
    about = AboutReview(ALERT, 3, digest_of(text), "C1")
    store, _ = run(*GIVEN, written, sent("approve", None, about=about))
    assert ([one.name for one in form.fields], "xoxb" in shown) == (["decision"], False)
    assert shown.splitlines()[-1].startswith(("59. restart node 59", "1. log in with [secret"))
    assert states(store)[3] is RunbookState.ACTIVE


def test_a_runbook_that_is_too_long_for_a_form_is_edited_elsewhere() -> None:
    written = RunbookWritten("w3", START + 3 * HOUR, ALERT, LONG, "U2")
    approved = RunbookApproved("a3", START + 3 * HOUR + 1, ALERT, 3, digest_of(LONG), "U1")
    assert told(run(*GIVEN, written, approved, pressed(Press.EDIT, INCIDENT))[1]) == (
        "This runbook is longer than the 3000 characters that a form takes; edit it with `ratchet runbook write`."
    )


def test_a_runbook_that_quotes_a_private_channel_is_shown_only_there() -> None:
    private = ChannelSeen("private", 1, "C2", "c2", private=True)
    written = RunbookWritten("w3", START + 3 * HOUR, ALERT, "> wait <C2/1.0>", "U2")
    assert told(run(private, *GIVEN, written, pressed(Press.REVIEW, AboutRunbook(ALERT, 3)))[1]) == (
        "It quotes a private channel; open it there."
    )


def test_what_became_private_meanwhile_is_not_shown_in_a_form_that_opens() -> None:
    written = RunbookWritten("w3", START + 3 * HOUR, ALERT, "wait <C2/1.0>", "U2")
    store, decision = run(*GIVEN, written, pressed(Press.REVIEW, AboutRunbook(ALERT, 3)))
    (action,) = decision.actions
    private, _ = run(ChannelSeen("private", 1, "C2", "c2", private=True))
    hidden = discreet(private.directory, action)
    assert isinstance(hidden, OpenForm)
    assert hidden.form.intro is not None
    assert ("wait message" in repr(plain_text(hidden.form.intro)), discreet(store.directory, action)) == (False, action)


def test_a_card_with_a_draft_has_a_button_to_review_it() -> None:
    fired = posted(START + 3 * HOUR, "C1", firing(ALERTS[0]))
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *GIVEN, fired])
    posts = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert [one.label for one in posts[-1].body.buttons][-2:] == ["Edit runbook", "Review draft v2"]


def test_a_decision_is_taken_with_the_right_of_whoever_sends_the_form() -> None:
    decision = run(*GIVEN, sent("approve", person="U2"))[1]
    assert (decision.changes, decision.reasons[0].why) == ((), Why.NOT_ALLOWED)


@pytest.mark.parametrize(
    ("text", "fits"),
    [("x" * 3_000, True), ("x" * 2_997 + "<", False), ("x" * 2_996 + "<", True), ("\U0001f600" * 1_501, False)],
    ids=["plain", "escaped", "just", "wide"],
)
def test_a_field_takes_what_fits_in_it_as_a_chat_counts_it(text: str, *, fits: bool) -> None:
    assert fits_in_a_field(text) is fits


def test_a_draft_with_many_citations_that_no_field_takes_is_reviewed_without_one() -> None:
    step = "1. Look at the graph <C1/1767607200.000000>\n"
    written = RunbookWritten("w5", START + HOUR, ALERT, step * 62, "U2")
    form = opened(*OWNED, FIRED, ENDED, written, pressed(Press.REVIEW, AboutRunbook(ALERT, 1)))
    assert (len(step * 62) < 3_000, [one.name for one in form.fields]) == (True, ["decision"])
