"""What people say of a help request: whose it is, how it ended, what it was about; and who may say so."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import HelpState, Incident, IncidentKey, MessageRef, OwnedKind, Resolution
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.domain.requests import incidents_asked_about, whole_requests
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import Body, Line, PersonMention, Plain, PostMessage
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    Event,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    ServiceNamed,
    ServicesMerged,
    TeamNamed,
)
from world import World, world_of

OWNED: list[Event] = [
    TeamNamed("t1", 0, "base", "Base"),
    TeamNamed("t2", 0, "money", "Money"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "base"),
    MemberJoined("m1", 0, "U2", "base"),
    MemberJoined("m2", 0, "U5", "money"),
    PersonSeen("p9", 0, "U9", "Guest", external=True),
]
QUESTION = said(START, "C1", "U1", "why is checkout-api so slow today?")
HANDED = HelpRequestHandedOff("h", START + MINUTE, "C1", QUESTION.ts, "money", "U2")
RESOLVED = HelpRequestResolved("r", START + HOUR, "C1", QUESTION.ts, Resolution.DUPLICATE, "U2")
REOPENED = HelpRequestReopened("again", START + 2 * HOUR, "C1", QUESTION.ts, "U1")
FIRES = posted(START + 7 * MINUTE, "C2", firing("HighErrorRate checkout-api"))
OLD = posted(START - 3 * DAY, "C2", firing("HighErrorRate checkout-api"))
KNOWN = posted(START - 2 * HOUR, "C2", firing("HighErrorRate checkout-api"))


def run(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, list[tuple[Event, Decision]]]:
    store = MemoryStore(policy)
    return store, replayed(store, [*INTRODUCTIONS, *OWNED, *events])


def whys(event: Event, *before: Event) -> list[Why]:
    heard = run(*before, event)[1]
    return [reason.why for one, decision in heard if one is event for reason in decision.reasons]


def test_a_question_is_handed_to_a_team_and_its_thread_says_so() -> None:
    heard = run(QUESTION, HANDED)[1]
    body = Body("This question now waits for Money", (Line((Plain("Passed on by "), PersonMention("U2"), Plain("."))),))
    assert [one.body for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)] == [body]


def test_members_of_the_team_it_was_handed_to_answer_it() -> None:
    store = run(QUESTION, HANDED, said(START + 2 * MINUTE, "C1", "U5", "run the rotate job", QUESTION.ts))[0]
    assert [(one.state, one.responders) for one in world_of(store).requests.values()] == [(HelpState.ANSWERED, ("U5",))]


def test_without_a_hand_off_their_reply_is_a_customers() -> None:
    store = run(QUESTION, said(START + 2 * MINUTE, "C1", "U5", "me too", QUESTION.ts))[0]
    assert [one.state for one in world_of(store).requests.values()] == [HelpState.OPEN]


def test_the_team_it_was_handed_to_is_reminded() -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE))
    heard = run(QUESTION, HANDED, said(START + 5 * DAY, "C2", "U3", "hi"), policy=policy)[1]
    said_there = [
        line for _, d in heard for one in d.actions if isinstance(one, PostMessage) for line in one.body.lines
    ]
    assert [line for line in said_there if "It waits for" in repr(line)] == [Line((Plain("It waits for Money."),))]


def test_a_person_says_how_a_request_ended() -> None:
    store = run(QUESTION, RESOLVED)[0]
    assert [(one.state, one.resolution) for one in world_of(store).requests.values()] == [
        (HelpState.RESOLVED, Resolution.DUPLICATE)
    ]


def test_the_asker_may_open_it_again() -> None:
    store = run(QUESTION, RESOLVED, REOPENED)[0]
    assert [(one.state, one.resolution) for one in world_of(store).requests.values()] == [(HelpState.OPEN, None)]


def test_opening_again_opens_the_whole_request_whichever_part_was_resolved() -> None:
    part = said(START + MINUTE, "C1", "U1", "and is the ledger slow too?")
    thanks = said(START + 5 * MINUTE, "C1", "U1", "thanks, it works now", part.ts)
    world = world_of(run(QUESTION, part, thanks, REOPENED)[0])
    assert [one.state for one in whole_requests(world.requests)] == [HelpState.OPEN]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(attrs.evolve(HANDED, by="U9"), Why.NOT_ALLOWED, id="somebody external"),
        pytest.param(attrs.evolve(HANDED, by="U5"), Why.NOT_ALLOWED, id="somebody of another team"),
        pytest.param(attrs.evolve(RESOLVED, by="U5"), Why.NOT_ALLOWED, id="resolved by somebody of another team"),
        pytest.param(attrs.evolve(RESOLVED, by="U1"), Why.REQUEST_RESOLVED, id="resolved by the asker"),
        pytest.param(attrs.evolve(HANDED, team="nobody"), Why.IMPOSSIBLE, id="a team that does not exist"),
        pytest.param(attrs.evolve(HANDED, ts="1.0"), Why.IMPOSSIBLE, id="a request that does not exist"),
        pytest.param(
            attrs.evolve(RESOLVED, resolution=Resolution.THANKS), Why.IMPOSSIBLE, id="what nobody says but the thread"
        ),
        pytest.param(REOPENED, Why.NOTHING_TO_DO, id="opened again while open"),
    ],
)
def test_who_may_say_what(event: Event, why: Why) -> None:
    assert whys(event, QUESTION) == [why]


def linked_in(world: World) -> dict[MessageRef, Incident]:
    return incidents_asked_about(world.requests.values(), world.incidents.values(), world.alerts, world.services, HOUR)


def test_a_question_about_a_part_is_linked_to_the_incident_of_the_whole() -> None:
    merged: list[Event] = [
        ServiceNamed("s", 0, "card-vault", "card-vault"),
        ServicesMerged("m", START - HOUR, "card-vault", "checkout-api"),
    ]
    question = attrs.evolve(QUESTION, text="why is card-vault so slow today?")
    assert [root.ts for root in linked_in(world_of(run(OLD, *merged, question, FIRES)[0]))] == [QUESTION.ts]


def test_a_question_during_an_incident_is_not_what_it_turned_out_to_be() -> None:
    world = world_of(run(KNOWN, QUESTION, FIRES)[0])
    assert linked_in(world) == {}


def test_an_incident_that_opens_soon_after_a_question_about_its_service_is_what_it_was_about() -> None:
    world = world_of(run(OLD, QUESTION, FIRES)[0])
    found = linked_in(world)
    assert [(root.ts, one.root_ts, one.opened_at - START) for root, one in found.items()] == [
        (QUESTION.ts, FIRES.ts, 7 * MINUTE)
    ]


def test_the_card_of_that_incident_links_the_question() -> None:
    heard = run(OLD, QUESTION, FIRES)[1]
    lines = [line for _, d in heard for one in d.actions if isinstance(one, PostMessage) for line in one.body.lines]
    assert [line.pieces[0] for line in lines if "Asked about" in str(line)] == [Plain("Asked about 7 min before: ")]


def test_a_person_links_a_question_to_an_incident() -> None:
    alert = next(iter(world_of(run(OLD)[0]).alerts))
    linked = HelpRequestLinked("l", START + HOUR, "C1", QUESTION.ts, "C2", alert, 1, "U2")
    store = run(OLD, QUESTION, linked)[0]
    assert [one.incident for one in world_of(store).requests.values()] == [IncidentKey("C2", alert, 1)]


def test_an_incident_that_does_not_exist_cannot_be_linked() -> None:
    linked = HelpRequestLinked("l", START + HOUR, "C1", QUESTION.ts, "C2", "none", 1, "U2")
    assert whys(linked, QUESTION) == [Why.IMPOSSIBLE]


PART = said(START + MINUTE, "C1", "U1", "and is the ledger slow too?")


def test_a_hand_off_of_a_part_is_one_of_the_whole() -> None:
    handed = attrs.evolve(HANDED, ts=PART.ts, at=START + 2 * MINUTE)
    store = run(QUESTION, PART, handed, said(START + 3 * MINUTE, "C1", "U5", "looking", PART.ts))[0]
    assert [(one.team_at(START + DAY), one.responders) for one in whole_requests(world_of(store).requests)] == [
        ("money", ("U5",))
    ]


def test_opening_a_part_again_opens_the_whole() -> None:
    thanks = said(START + 5 * MINUTE, "C1", "U1", "thanks, it works now", QUESTION.ts)
    world = world_of(run(QUESTION, PART, thanks, attrs.evolve(REOPENED, ts=PART.ts))[0])
    assert [one.state for one in whole_requests(world.requests)] == [HelpState.OPEN]


def test_hand_offs_stand_in_the_order_of_time_however_they_are_heard() -> None:
    late = HelpRequestHandedOff("h2", START + 2 * HOUR, "C1", QUESTION.ts, "base", "U2")
    one, other = (world_of(run(QUESTION, *both)[0]).requests for both in ((HANDED, late), (late, HANDED)))
    assert [each.handed for each in one.values()] == [each.handed for each in other.values()]


def test_what_a_person_said_resolved_it_before_the_incident_links_nothing() -> None:
    settled = attrs.evolve(RESOLVED, at=START + MINUTE)
    assert linked_in(world_of(run(OLD, QUESTION, settled, FIRES)[0])) == {}


def test_the_names_of_teams_are_known_where_nothing_is_owned() -> None:
    teams = [one for one in OWNED if not isinstance(one, OwnerChanged)]
    store = MemoryStore(Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE)))
    heard = replayed(store, [*INTRODUCTIONS, *teams, QUESTION, HANDED, said(START + 5 * DAY, "C2", "U3", "hi")])
    assert "It waits for Money." in repr([decision.actions for _, decision in heard])
