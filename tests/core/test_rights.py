"""Who may do what: every event that somebody wants, by all who may not have it, and by those who may."""

from typing import Any, get_args, get_type_hints

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import (
    MembershipStart,
    MessageRef,
    OwnedKind,
    OwnershipStart,
    Resolution,
    TeamNameStart,
    Verdict,
    digest_of,
)
from ratchet_core.domain.policy import ChannelPolicy, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.runbooks import Approvers, approvers_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.rights import RIGHTS
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutIncident,
    AboutMuting,
    AboutRequest,
    AboutRunbook,
    AnswerPrivately,
    Press,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    AlertTied,
    ButtonPressed,
    ChannelConfigured,
    ChannelErased,
    ChannelReadmitted,
    ChannelShared,
    CommandGiven,
    Event,
    FormSubmitted,
    FormValue,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    IncidentMarked,
    IncidentResolved,
    MemberJoined,
    MemberLeft,
    MessageCorrected,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    SharingAgreed,
    Shortcut,
    ShortcutUsed,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

NOW = START + HOUR
FIRED = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
ASKED = said(START + MINUTE, "C2", "U4", "how do I rotate the ledger key?")
NOTICE = posted(START + 2 * MINUTE, "C2", attrs.evolve(firing("x"), text="Deployed ledger", title="Deployed ledger"))
PEOPLE: list[Event] = [
    PersonSeen("boss/seen", 0, "boss", "Boss", external=False, admin=True),
    PersonSeen("guest/seen", 0, "guest", "Guest", external=False, guest=True),
    PersonSeen("outside/seen", 0, "outside", "Outsider", external=True, admin=True),
    PersonSeen("gone/seen", 0, "gone", "Gone", external=False, active=False, admin=True),
    PersonSeen("bot/seen", 0, "bot", "Bot", external=False, bot=True),
]
TEAMS: list[Event] = [
    *(TeamNamed(f"{one}/named", 0, one, one.title()) for one in ("payments", "platform", "empty", "inside")),
    TeamsMerged("inside/merged", 0, "inside", "payments"),
    MemberJoined("U1/in", 0, "U1", "payments"),
    MemberJoined("U2/in", 0, "U2", "platform"),
    *(MemberJoined(f"{one}/in", 0, one, "payments") for one in ("guest", "outside", "gone", "bot", "nobody")),
]
SERVICES: list[Event] = [
    *(ServiceNamed(f"{one}/named", 0, one, one) for one in ("checkout-api", "ledger", "loose", "part")),
    OwnerChanged("checkout-api/owner", 0, OwnedKind.SERVICE, "checkout-api", "payments"),
    OwnerChanged("ledger/owner", 0, OwnedKind.SERVICE, "ledger", "payments"),
    ServicesMerged("part/merged", 0, "part", "ledger"),
    *(OwnerChanged(f"{one}/owner", 0, OwnedKind.CHANNEL, one, "payments") for one in ("C1", "C2")),
]
WRITTEN = RunbookWritten("w1", START + 5 * MINUTE, ALERT, "restart it", "U1")
GIVEN: list[Event] = [
    *INTRODUCTIONS,
    ChannelShared("C2/shared", 0, "C2"),
    *PEOPLE,
    *TEAMS,
    *SERVICES,
    FIRED,
    ASKED,
    NOTICE,
    WRITTEN,
    RunbookApproved("a1", START + 6 * MINUTE, ALERT, 1, digest_of("restart it"), "U1"),
    RunbookWritten("w2", START + 7 * MINUTE, ALERT, "restart it twice", "U1"),
    AlertMuted("m1", START + 8 * MINUTE, ALERT, "C1", NOW + DAY, "resizing", "U1"),
]


def wanted(by: Any) -> list[Event]:  # noqa: ANN401 - also what is no person
    """Return an event of every kind that somebody wants: a member of payments may have each, and nobody else."""
    about = "e", NOW
    return [
        PersonErased(*about, "U4", by),
        PersonReadmitted(*about, "U4", by),
        ChannelErased(*about, "C1", by),
        ChannelReadmitted(*about, "C1", by),
        TeamNamed(*about, "payments", "Money", by),
        TeamsMerged(*about, "payments", "platform", by),
        TeamMergeUndone(*about, "inside", by),
        MemberJoined(*about, "U3", "payments", by),
        MemberLeft(*about, "U1", "payments", by),
        OwnerChanged(*about, OwnedKind.SERVICE, "ledger", "platform", by),
        OwnerChanged(*about, OwnedKind.CHANNEL, "C1", "platform", by),
        ServiceNamed(*about, "ledger", "Books", by),
        ServiceAliased(*about, "ledger", "books", by),
        ServicesMerged(*about, "ledger", "checkout-api", by),
        ServiceSplit(*about, "part", by),
        AlertTied(*about, ALERT, "ledger", by),
        NotificationTied(*about, "C2", NOTICE.ts, "ledger", by),
        HelpRequestTied(*about, "C2", ASKED.ts, "ledger", by),
        HelpRequestHandedOff(*about, "C2", ASKED.ts, "platform", by),
        HelpRequestLinked(*about, "C2", ASKED.ts, "C1", ALERT, 1, by),
        HelpRequestResolved(*about, "C2", ASKED.ts, Resolution.FIXED, by),
        HelpRequestReopened(*about, "C2", ASKED.ts, by),
        RunbookWritten(*about, ALERT, "another text", by),
        RunbookVoted(*about, ALERT, 1, True, by),
        RunbookApproved(*about, ALERT, 2, digest_of("restart it twice"), by),
        RunbookRejected(*about, ALERT, 2, by),
        RunbookActivated(*about, ALERT, 1, by),
        AlertMuted(*about, ALERT, "C1", NOW + DAY, "resizing", by),
        AlertMuted(*about, ALERT, None, NOW + DAY, "resizing", by),
        MuteEnded(*about, ALERT, by),
        IncidentMarked(*about, "C1", ALERT, 1, Verdict.NOISE, by),
        IncidentResolved(*about, "C1", ALERT, 1, by),
        ChannelConfigured(*about, "C1", ChannelPolicy(), by),
        MessageCorrected(*about, "C1", FIRED.ts, "B1", "skeleton", Kind.OTHER, by),
        SharingAgreed(*about, "C2", by),
    ]


OF_INCIDENTS = (
    Press.NOT_AN_ALERT,
    Press.RESOLVE,
    Press.UNMUTE,
    Press.EDIT,
    Press.WHY,
    Press.SUMMARY,
)


def pressed(by: str) -> list[Event]:
    """Return a press, a form or a shortcut for each event that one stands for."""
    forms = (FormValue("lasts", "4h"), FormValue("reason", "resizing"), FormValue("where", "everywhere"))
    about = "e", NOW, "C1", FIRED.ts, by
    return [
        *(ButtonPressed(*about, does, AboutRunbook(ALERT, 1)) for does in (Press.HELPED, Press.DID_NOT_HELP)),
        *(ButtonPressed(*about, does, AboutIncident("C1", ALERT, 1), "T") for does in (Press.NOISE, Press.MUTE)),
        *(ButtonPressed(*about, does, AboutIncident("C1", ALERT, 1), "T") for does in OF_INCIDENTS),
        ButtonPressed(*about, Press.REVIEW, AboutRunbook(ALERT, 2), "T"),
        ButtonPressed(*about, Press.SET_UP, AboutChannel("C1"), "T"),
        ButtonPressed(*about, Press.HAND_OFF, AboutRequest(MessageRef("C2", ASKED.ts)), "T"),
        FormSubmitted("e", NOW, by, "V1", AboutRequest(MessageRef("C2", ASKED.ts)), (FormValue("team", "platform"),)),
        FormSubmitted("e", NOW, by, "V1", AboutMuting(ALERT, "C1"), forms),
        CommandGiven("e", NOW, by, "C1", f"mute {ALERTS[0].split()[0]}", "T"),
        ShortcutUsed("e", NOW, by, Shortcut.NOT_AN_ALERT, "C1", FIRED.ts, "T", FIRED.bot, FIRED.content),
    ]


STRANGERS = ("nobody", "guest", "outside", "gone", "bot", "")
OWN = (PersonErased,)


def last(*events: Event, policy: Policy = POLICY) -> Decision:
    heard = replayed(MemoryStore(policy), [*GIVEN, *events])
    return next(decision for event, decision in heard if event is events[-1])


def why(*events: Event, policy: Policy = POLICY) -> Why:
    return last(*events, policy=policy).reasons[0].why


def kind_and_field(event: Event) -> str:
    return type(event).__name__


def test_every_event_that_somebody_wants_has_a_line_in_the_table_and_is_tried_here() -> None:
    wants = {one for one in get_args(Event) if "by" in attrs.fields_dict(one)}
    assert (wants, {type(one) for one in wanted("U1")}) == (set(RIGHTS), set(RIGHTS))


def test_the_organisation_itself_may_say_what_it_has_a_line_for() -> None:
    optional = {one for one in RIGHTS if type(None) in get_args(get_type_hints(one)["by"])}
    assert {one for one, right in RIGHTS.items() if right.organisation} == optional


@pytest.mark.parametrize("by", STRANGERS)
@pytest.mark.parametrize("number", range(len(wanted(""))), ids=lambda one: f"{one} {kind_and_field(wanted('')[one])}")
def test_who_is_unknown_external_or_gone_changes_nothing_though_they_are_recorded_as_members(
    number: int, by: str
) -> None:
    decision = last(wanted(by)[number])
    assert ([one.why for one in decision.reasons], decision.changes) == ([Why.NOT_ALLOWED], ())


@pytest.mark.parametrize("by", STRANGERS)
@pytest.mark.parametrize("number", range(len(pressed(""))), ids=str)
def test_a_button_or_a_form_is_asked_as_the_event_it_stands_for(number: int, by: str) -> None:
    decision = last(pressed(by)[number])
    refused = {Why.NOT_ALLOWED, Why.FORM_REFUSED}.intersection(one.why for one in decision.reasons)
    assert (bool(refused), decision.changes) == (True, ())


NOTHING_THERE: list[Event] = [*INTRODUCTIONS, *PEOPLE, *TEAMS]
"""The people and their teams, and none of what they may want something of."""


def told_of(known: list[Event], event: Event) -> tuple[Any, ...]:
    """Return what a person is told, and why."""
    decision = replayed(MemoryStore(POLICY), [*known, event])[-1][1]
    told = [one.body if isinstance(one, AnswerPrivately) else getattr(one, "problems", one) for one in decision.actions]
    return decision.reasons, told


SAID_OR_PRESSED = [*wanted(""), *pressed("")]


@pytest.mark.parametrize("by", ["guest", "outside", "nobody"])
@pytest.mark.parametrize("number", range(len(SAID_OR_PRESSED)), ids=str)
def test_who_has_no_right_is_not_told_whether_what_they_name_is_there(number: int, by: str) -> None:
    event = [*wanted(by), *pressed(by)][number]
    assert told_of(GIVEN, event) == told_of(NOTHING_THERE, event)


OF_CHANNELS: list[Event] = [OwnerChanged(f"{one}/given", 0, OwnedKind.CHANNEL, one, "payments") for one in ("C1", "C2")]
OF_A_PLACE = (
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestResolved,
    HelpRequestReopened,
    HelpRequestTied,
    IncidentResolved,
    NotificationTied,
)


@pytest.mark.parametrize(
    "event", [one for one in wanted("U2") if isinstance(one, OF_A_PLACE)], ids=lambda one: type(one).__name__
)
def test_who_has_no_right_to_a_place_is_not_told_what_is_there(event: Event) -> None:
    assert told_of(GIVEN, event) == told_of([*NOTHING_THERE, *OF_CHANNELS], event)


@pytest.mark.parametrize(
    "event", [one for one in wanted("U3") if isinstance(one, (*OF_A_PLACE, RunbookApproved, MuteEnded))]
)
def test_who_would_have_the_right_is_told_that_there_is_no_such_thing(event: Event) -> None:
    assert told_of(NOTHING_THERE, event)[0][0].why is Why.IMPOSSIBLE


TAKES_A_PERSON = [one for one in wanted(None) if not RIGHTS[type(one)].organisation]


@pytest.mark.parametrize("event", TAKES_A_PERSON)
def test_what_takes_a_person_is_refused_where_nobody_is_named(event: Event) -> None:
    decision = last(event)
    assert ([one.why for one in decision.reasons], decision.changes) == ([Why.NOT_ALLOWED], ())


OF_ADMINS = (ChannelErased, ChannelReadmitted)
ANYBODY = (RunbookWritten, RunbookVoted, IncidentMarked)
REFUSED_TO_ALL = (PersonErased, HelpRequestReopened, TeamsMerged)


@pytest.mark.parametrize("by", ["U2", "U3", "boss"])
@pytest.mark.parametrize("number", range(len(wanted(""))), ids=lambda one: f"{one} {kind_and_field(wanted('')[one])}")
def test_what_a_team_owns_is_changed_by_its_members_and_not_by_an_admin(number: int, by: str) -> None:
    event = wanted(by)[number]
    allowed = isinstance(event, ANYBODY) or (by == "boss" and isinstance(event, OF_ADMINS))
    assert (Why.NOT_ALLOWED not in [one.why for one in last(event).reasons]) is allowed


@pytest.mark.parametrize("number", range(len(wanted(""))), ids=lambda one: f"{one} {kind_and_field(wanted('')[one])}")
def test_a_member_may_change_what_the_team_owns(number: int) -> None:
    event = wanted("U1")[number]
    expected = isinstance(event, PersonErased | PersonReadmitted | TeamsMerged | ChannelErased | ChannelReadmitted)
    assert (Why.NOT_ALLOWED in [one.why for one in last(event).reasons]) is expected


# A team without members, a service and a channel without an owner.

LOOSE: list[Event] = [
    OwnerChanged("o/loose", START, OwnedKind.SERVICE, "loose", None),
    OwnerChanged("o/checkout", START, OwnedKind.SERVICE, "checkout-api", "empty"),
    OwnerChanged("o/C2", START, OwnedKind.CHANNEL, "C2", None),
]


def unowned(by: str) -> list[Event]:
    about = "e", NOW
    return [
        MemberJoined(*about, by, "empty", by),
        TeamNamed(*about, "empty", "Full", by),
        TeamNamed(*about, "new", "New", by, founds=True),
        TeamMergeUndone(*about, "empty", by),
        OwnerChanged(*about, OwnedKind.SERVICE, "loose", "platform", by),
        OwnerChanged(*about, OwnedKind.SERVICE, "checkout-api", "platform", by),
        OwnerChanged(*about, OwnedKind.CHANNEL, "C2", "platform", by),
        ServiceNamed(*about, "loose", "Mine", by),
        ServiceAliased(*about, "loose", "mine", by),
        RunbookApproved(*about, ALERT, 2, digest_of("restart it twice"), by),
        RunbookRejected(*about, ALERT, 2, by),
        AlertMuted(*about, ALERT, "C1", NOW + DAY, "resizing", by),
        AlertTied(*about, ALERT, "ledger", by),
        ChannelConfigured(*about, "C2", ChannelPolicy(team="platform"), by),
        ChannelConfigured(*about, "C2", ChannelPolicy(service="ledger"), by),
    ]


@pytest.mark.parametrize(("by", "allowed"), [("U2", False), ("U3", False), ("boss", True), ("outside", False)])
@pytest.mark.parametrize("number", range(len(unowned(""))), ids=lambda one: f"{one} {kind_and_field(unowned('')[one])}")
def test_what_nobody_has_the_right_to_is_changed_by_an_admin_alone(number: int, by: str, allowed: bool) -> None:
    event = unowned(by)[number]
    assert (Why.NOT_ALLOWED not in [one.why for one in last(*LOOSE, event).reasons]) is allowed


def test_an_admin_is_named_in_the_policy_or_by_the_workspace() -> None:
    join = MemberJoined("e", NOW, "U3", "empty", "U3")
    assert [why(join, policy=one) for one in (POLICY, attrs.evolve(POLICY, admins=("U3",)))] == [
        Why.NOT_ALLOWED,
        Why.REMEMBERED,
    ]


def test_a_refusal_says_whom_to_ask() -> None:
    join = MemberJoined("e", NOW, "U3", "empty", "U3")
    nobody = PersonSeen("boss/left", START, "boss", "Boss", external=False)
    assert [last(*before, join).reasons[0].about for before in ([], [nobody])] == [
        "Empty has no members, so it takes an admin; ask Boss",
        "Empty has no members, so it takes an admin; name one in the policy, as `admins = [...]`",
    ]


def test_a_refusal_names_three_admins_in_the_order_of_their_ids() -> None:
    admins = [PersonSeen(f"{one}/seen", 0, one, one.title(), external=False, admin=True) for one in ("dee", "ann")]
    more = [PersonSeen(f"{one}/seen", 0, one, one.title(), external=False, admin=True) for one in ("eve", "cem")]
    assert last(*admins, *more, MemberJoined("e", NOW, "U3", "empty", "U3")).reasons[0].about == (
        "Empty has no members, so it takes an admin; ask Ann, Boss, Cem"
    )


def test_a_team_without_members_is_not_taken_over_by_joining_it_and_approving() -> None:
    owned = OwnerChanged("o", START, OwnedKind.SERVICE, "checkout-api", "empty")
    joins = MemberJoined("j", NOW, "U3", "empty", "U3")
    assert (
        why(owned, joins, RunbookApproved("a", NOW, ALERT, 2, digest_of("restart it twice"), "U3")) is Why.NOT_ALLOWED
    )


def test_a_team_whose_last_member_has_left_the_company_is_an_admins() -> None:
    left = PersonSeen("U2/left", START, "U2", "Ben", external=False, active=False)
    assert [why(left, TeamNamed("e", NOW, "platform", "Base", by)) for by in ("U3", "boss")] == [
        Why.NOT_ALLOWED,
        Why.REMEMBERED,
    ]


def test_the_work_of_every_day_is_for_anybody_where_nobody_owns_anything() -> None:
    nobodys = [
        OwnerChanged("o/1", START, OwnedKind.SERVICE, "checkout-api", None),
        *(OwnerChanged(f"o/{one}", START, OwnedKind.CHANNEL, one, None) for one in ("C1", "C2")),
    ]
    every_day: list[Event] = [
        AlertMuted("e", NOW, ALERT, None, NOW + DAY, "resizing", "U3"),
        MuteEnded("e", NOW, ALERT, "U3"),
        MessageCorrected("e", NOW, "C1", FIRED.ts, "B1", "skeleton", Kind.OTHER, "U3"),
        ChannelConfigured("e", NOW, "C1", ChannelPolicy(), "U3"),
        HelpRequestResolved("e", NOW, "C2", ASKED.ts, Resolution.FIXED, "U3"),
        AlertTied("e", NOW, ALERT, "loose", "U3"),
    ]
    assert [Why.NOT_ALLOWED in [one.why for one in last(*nobodys, event).reasons] for event in every_day] == [False] * 6


def test_an_alert_of_a_service_without_an_owner_is_not_tied_to_a_service_of_ones_own() -> None:
    nobodys = [
        OwnerChanged("o/1", START, OwnedKind.SERVICE, "checkout-api", None),
        OwnerChanged("o/2", START, OwnedKind.CHANNEL, "C1", None),
    ]
    assert why(*nobodys, AlertTied("e", NOW, ALERT, "ledger", "U1")) is Why.NOT_ALLOWED


# Names: found in any case, refused with what may be meant, and new ones only where that is said.


@pytest.mark.parametrize(
    "event",
    [
        TeamNamed("e", NOW, "Pyaments", "Money", "U1"),
        TeamNamed("e", NOW, "pyaments", "Money", "boss"),
        MemberJoined("e", NOW, "U3", "Pyaments", "U1"),
        MemberLeft("e", NOW, "U1", "Pyaments", "U1"),
        TeamsMerged("e", NOW, "Pyaments", "platform", "U1"),
        TeamsMerged("e", NOW, "payments", "Pyaments", "U1"),
        TeamMergeUndone("e", NOW, "Pyaments", "U1"),
        OwnerChanged("e", NOW, OwnedKind.SERVICE, "ledger", "Pyaments", "U1"),
        OwnerChanged("e", NOW, OwnedKind.CHANNEL, "C1", "Pyaments", "U1"),
        HelpRequestHandedOff("e", NOW, "C2", ASKED.ts, "Pyaments", "U1"),
        ChannelConfigured("e", NOW, "C1", ChannelPolicy(team="Pyaments"), "U1"),
    ],
)
def test_a_misspelt_team_is_refused_with_the_one_that_may_be_meant_and_founds_none(event: Event) -> None:
    decision = last(event)
    assert (decision.changes, [one.why for one in decision.reasons]) == ((), [Why.IMPOSSIBLE])
    assert "; did you mean 'Payments'? `ratchet team list`" in decision.reasons[0].about


@pytest.mark.parametrize(
    "event",
    [
        OwnerChanged("e", NOW, OwnedKind.SERVICE, "legder", "platform", "U1"),
        AlertTied("e", NOW, ALERT, "legder", "U1"),
    ],
)
def test_a_misspelt_service_is_refused_with_the_one_that_may_be_meant(event: Event) -> None:
    (reason,) = last(event).reasons
    assert (reason.why, "did you mean 'ledger'?" in reason.about) == (Why.IMPOSSIBLE, True)


@pytest.mark.parametrize("team", ["payments", "Payments", "PAYMENTS", " payments "])
def test_a_team_is_found_in_any_case(team: str) -> None:
    upper = team.upper().replace("PAYMENTS", "platForm")
    changes = [
        last(TeamNamed("e", NOW, team, "Money", "U1")).changes,
        last(MemberJoined("e", NOW, "U3", team, "U1")).changes,
        last(OwnerChanged("e", NOW, OwnedKind.CHANNEL, "C1", upper, "U1")).changes,
    ]
    assert changes == [
        (Put(TeamNameStart("payments", NOW, "Money")),),
        (Put(MembershipStart("payments", "U3", NOW, member=True)),),
        (Put(OwnershipStart(OwnedKind.CHANNEL, "C1", NOW, "platform")),),
    ]


@pytest.mark.parametrize(
    "event",
    [
        TeamNamed("e", NOW, "platform", "PAYMENTS", "U2"),
        TeamNamed("e", NOW, "new", "Payments", "boss", founds=True),
        TeamNamed("e", NOW, "Payments", "New", "boss", founds=True),
    ],
)
def test_no_team_takes_the_name_of_another(event: Event) -> None:
    decision = last(event)
    assert (decision.changes, decision.reasons[0].why) == ((), Why.IMPOSSIBLE)


def test_an_owner_is_not_locked_out_by_a_team_that_does_not_exist() -> None:
    away = OwnerChanged("o", START + MINUTE, OwnedKind.SERVICE, "ledger", "ghosts")
    assert why(away, ServiceNamed("e", NOW, "ledger", "Books", "U1")) is Why.REMEMBERED


# Four eyes.


@pytest.mark.parametrize(
    ("four_eyes", "by", "expected"),
    [(False, "U1", Why.APPROVED), (True, "U1", Why.NOT_ALLOWED), (True, "U4", Why.APPROVED)],
)
def test_where_the_policy_wants_four_eyes_nobody_approves_what_they_wrote(
    four_eyes: bool, by: str, expected: Why
) -> None:
    policy = attrs.evolve(POLICY, four_eyes=four_eyes)
    approved = RunbookApproved("e", NOW, ALERT, 2, digest_of("restart it twice"), by)
    assert why(MemberJoined("U4/in", 0, "U4", "payments"), approved, policy=policy) is expected


def test_what_a_person_alone_approved_of_their_own_is_not_activated_by_them_under_four_eyes() -> None:
    store = MemoryStore(POLICY)
    second = RunbookApproved("a2", NOW, ALERT, 2, digest_of("restart it twice"), "U1")
    replayed(store, [*GIVEN, second])
    store.policy = attrs.evolve(POLICY, four_eyes=True)
    again = RunbookActivated("e", NOW + 1, ALERT, 1, "U1")
    assert replayed(store, [again])[-1][1].reasons[0].why is Why.NOT_ALLOWED


# The owner of the service, or else of the channel, everywhere.


def test_without_an_owner_of_the_service_the_owner_of_the_channel_approves() -> None:
    nobodys = OwnerChanged("o/1", START, OwnedKind.SERVICE, "checkout-api", None)
    approved = RunbookApproved("e", NOW, ALERT, 2, digest_of("restart it twice"), "U1")
    assert why(nobodys, approved) is Why.APPROVED


def test_the_team_that_the_policy_gives_a_channel_owns_it_wherever_nobody_else_is_recorded() -> None:
    policy = attrs.evolve(POLICY, channels={"c1": attrs.evolve(POLICY.default, team="Platform")})
    nobodys = [
        OwnerChanged("o/1", START, OwnedKind.SERVICE, "checkout-api", None),
        OwnerChanged("o/2", START, OwnedKind.CHANNEL, "C1", None),
    ]
    approved = [RunbookApproved("e", NOW, ALERT, 2, digest_of("restart it twice"), by) for by in ("U1", "U2")]
    assert [why(*nobodys, one, policy=policy) for one in approved] == [Why.NOT_ALLOWED, Why.APPROVED]


@pytest.mark.parametrize(("by", "expected"), [("U2", Why.NOT_ALLOWED), (None, Why.REMEMBERED)])
def test_nobody_takes_channels_by_taking_the_name_to_which_the_policy_gives_them(by: str | None, expected: Why) -> None:
    policy = attrs.evolve(POLICY, channels={"c1": attrs.evolve(POLICY.default, team="Money")})
    assert why(TeamNamed("e", NOW, "platform", "MONEY", by), policy=policy) is expected


def test_who_is_shown_to_approve_a_draft_is_who_may_approve_it() -> None:
    nobodys = OwnerChanged("o/1", START, OwnedKind.SERVICE, "checkout-api", None)
    stores = [MemoryStore(POLICY) for _ in range(2)]
    replayed(stores[0], GIVEN)
    replayed(stores[1], [*GIVEN, nobodys])
    readers = [MemoryReader(store) for store in stores]
    shown = [approvers_of(one, one.alert(ALERT), one.versions(ALERT)[-1]) for one in readers]
    assert shown == [Approvers("Payments", frozenset({"U1"}))] * 2


def test_an_asker_says_how_their_own_question_ended_also_a_guest_and_nobody_who_is_unknown() -> None:
    asked = [said(START + one * MINUTE, "C2", by, ASKED.text) for one, by in ((11, "guest"), (12, "nobody"))]
    ended = [HelpRequestResolved("e", NOW, "C2", one.ts, Resolution.FIXED, one.person or "") for one in asked]
    assert [why(asked[one], ended[one]) for one in (0, 1)] == [Why.REQUEST_RESOLVED, Why.NOT_ALLOWED]


def test_a_person_leaves_a_team_by_themself() -> None:
    assert why(MemberLeft("e", NOW, "U2", "platform", "U2")) is Why.REMEMBERED
