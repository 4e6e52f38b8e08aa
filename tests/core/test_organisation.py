"""Who owned what as of when: teams over time, merges that can be undone, members and customers, rights."""

import asyncio

import pytest
from histories import INTRODUCTIONS, POLICY, START, firing, posted
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY, HOUR, Instant
from ratchet_core.domain import Interval, Membership, Merge, OwnedKind, TeamName
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Line, Plain, PostMessage
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    Event,
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonSeen,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)
from world import world_of

TEAMS: list[Event] = [TeamNamed(f"named/{one}", 0, one, one.upper()) for one in ("a", "b", "c")]


def fed(events: list[Event]) -> tuple[MemoryStore, list[Decision]]:
    store = MemoryStore(POLICY)

    async def feed() -> list[Decision]:
        return [await take_turn(store, event) for event in events]

    return store, asyncio.run(feed())


def merges(team: str, into: str, at: Instant, by: str | None = None) -> TeamsMerged:
    return TeamsMerged(f"{team}->{into}@{at}", at, team, into, by)


def owner_line(events: list[Event], at: Instant) -> Line:
    """Return what a card says of the owner when an alert fires at a moment."""
    _, decisions = fed([*INTRODUCTIONS, *events, posted(START + at, "C1", firing("HighErrorRate checkout-api"))])
    post = next(action for action in decisions[-1].actions if isinstance(action, PostMessage))
    return post.body.lines[1]


OWNED: list[Event] = [
    *TEAMS,
    OwnerChanged("owner/1", START, OwnedKind.SERVICE, "checkout-api", "a"),
    OwnerChanged("owner/2", START + 2 * DAY, OwnedKind.SERVICE, "checkout-api", "b"),
    TeamNamed("renamed", START + 3 * DAY, "b", "Bees"),
    merges("b", "c", START + 4 * DAY),
    TeamMergeUndone("undone", START + 5 * DAY, "b"),
]


@pytest.mark.parametrize(("after", "owner"), [(1, "A"), (2, "B"), (3, "Bees"), (4, "C"), (5, "Bees")], ids=str)
def test_a_card_names_the_owner_as_of_the_moment_the_alert_fired(after: int, owner: str) -> None:
    assert owner_line(OWNED, after * DAY) == Line((Plain(f"Owner: {owner}."),))


def test_a_team_keeps_every_name_that_it_had() -> None:
    store, _ = fed([*TEAMS, TeamNamed("renamed", DAY, "a", "Ants")])
    assert world_of(store).teams["a"].names == (TeamName("A", Interval(0, DAY)), TeamName("Ants", Interval(DAY)))


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.permutations([merges("a", "b", DAY), merges("b", "c", 2 * DAY), merges("a", "b", 3 * DAY)]))
def test_the_order_of_merges_does_not_matter_and_merging_twice_is_merging_once(order: list[Event]) -> None:
    store, _ = fed([*TEAMS, *order])
    assert {one.id: one.merges for one in world_of(store).teams.values()} == {
        "a": (Merge("b", Interval(DAY)),),
        "b": (Merge("c", Interval(2 * DAY)),),
        "c": (),
    }


def test_a_cycle_is_refused_with_a_message_that_shows_it() -> None:
    everywhere: list[Event] = [MemberJoined(f"in/{team}", 0, "U1", team) for team in ("a", "b", "c")]
    told = [merges("a", "b", DAY), merges("b", "c", DAY), merges("c", "a", 2 * DAY, "U1")]
    _, decisions = fed([*INTRODUCTIONS, *TEAMS, *everywhere, *told])
    assert [(one.why, one.about) for one in decisions[-1].reasons] == [
        (Why.IMPOSSIBLE, "this would be a cycle: c -> a -> b -> c; undo one of these first")
    ]


def test_an_undone_merge_stays_in_the_past() -> None:
    store, _ = fed([*TEAMS, merges("a", "b", DAY), TeamMergeUndone("undone", 3 * DAY, "a")])
    assert world_of(store).teams["a"].merges == (Merge("b", Interval(DAY, 3 * DAY)),)


def test_a_merge_that_is_not_there_yet_is_undone_without_effect() -> None:
    _, decisions = fed([*TEAMS, TeamMergeUndone("undone", DAY, "a")])
    assert decisions[-1].reasons[0].why is Why.WITHOUT_EFFECT


def test_a_member_is_one_for_the_time_that_they_were() -> None:
    store, _ = fed([*TEAMS, MemberJoined("in", DAY, "U1", "a"), MemberLeft("out", 2 * DAY, "U1", "a")])
    assert world_of(store).memberships["U1"] == (Membership("U1", "a", Interval(DAY, 2 * DAY)),)


MEMBERS: list[Event] = [
    *TEAMS,
    PersonSeen("U1/seen", 0, "U1", "Ann", external=False),
    PersonSeen("U2/seen", 0, "U2", "Ben", external=False),
    PersonSeen("U4/seen", 0, "U4", "Dee", external=False),
    PersonSeen("U3/seen", 0, "U3", "Guest", external=True),
    MemberJoined("in/1", 0, "U1", "a"),
    MemberJoined("in/2", 0, "U2", "b"),
]


@pytest.mark.parametrize(
    ("person", "why"),
    [("U1", Why.NOT_ALLOWED), ("U2", Why.NOT_ALLOWED), ("U3", Why.NOT_ALLOWED), ("U4", Why.REMEMBERED)],
)
def test_teams_are_merged_by_who_is_a_member_of_both(person: str, why: Why) -> None:
    both: list[Event] = [MemberJoined("in/4a", 0, "U4", "a"), MemberJoined("in/4b", 0, "U4", "b")]
    _, decisions = fed([*MEMBERS, *both, merges("a", "b", DAY, person)])
    assert decisions[-1].reasons[0].why is why


def test_nobody_joins_by_themself_a_team_whose_members_come_from_a_part_of_it() -> None:
    joins = MemberJoined("in/9", 2 * DAY, "U9", "c", "U9")
    _, decisions = fed([*MEMBERS, merges("a", "c", DAY), joins])
    assert decisions[-1].reasons[0].why is Why.NOT_ALLOWED


def test_a_service_is_merged_by_who_may_change_both() -> None:
    owned: list[Event] = [
        ServiceNamed("s1", 0, "ledger", "ledger"),
        ServiceNamed("s2", 0, "shipper", "shipper"),
        OwnerChanged("o", 0, OwnedKind.SERVICE, "ledger", "b"),
    ]
    _, decisions = fed([*MEMBERS, *owned, ServicesMerged("m", DAY, "shipper", "ledger", "U1")])
    assert decisions[-1].reasons[0].why is Why.NOT_ALLOWED


def test_a_membership_that_becomes_known_to_begin_earlier_is_one_and_ends_once() -> None:
    joined = [MemberJoined("in/b", 5 * DAY, "U1", "a"), MemberJoined("in/a", 3 * DAY, "U1", "a")]
    store, _ = fed([*TEAMS, *joined, MemberLeft("out", 6 * DAY, "U1", "a")])
    assert world_of(store).memberships["U1"] == (Membership("U1", "a", Interval(3 * DAY, 6 * DAY)),)


def test_members_of_a_merged_team_have_the_rights_of_the_whole() -> None:
    rename = TeamNamed("renamed", 2 * DAY, "b", "Bees", "U1")
    _, decisions = fed([*MEMBERS, merges("a", "b", DAY), rename])
    assert decisions[-1].reasons[0].why is Why.REMEMBERED


def test_what_nobody_owns_is_given_away_by_an_admin_alone() -> None:
    admins: list[Event] = [
        PersonSeen("U3/admin", 0, "U3", "Guest", external=True, admin=True),
        PersonSeen("U4/admin", 0, "U4", "Dee", external=False, admin=True),
    ]
    takes = [OwnerChanged(f"take/{one}", DAY, OwnedKind.SERVICE, "api", "b", one) for one in ("U3", "U2", "U4", "U1")]
    _, decisions = fed([*MEMBERS, *admins, ServiceNamed("api", 0, "api", "API"), *takes])
    refused = Why.NOT_ALLOWED
    assert [one.reasons[0].why for one in decisions[-4:]] == [refused, refused, Why.REMEMBERED, refused]


SERVICES: list[Event] = [
    ServiceNamed("s/1", 0, "checkout-api", "Checkout API"),
    ServiceNamed("s/2", 0, "shop", "Shop"),
    ServiceAliased("s/3", 0, "checkout-api", "chk"),
]


def keys_of_alerts(events: list[Event]) -> list[str | None]:
    store, _ = fed([*INTRODUCTIONS, *events])
    return [one.service for one in world_of(store).alerts.values()]


def test_an_alert_of_an_alias_belongs_to_the_service() -> None:
    assert keys_of_alerts([*SERVICES, posted(START, "C1", firing("HighErrorRate chk"))]) == ["checkout-api"]


def test_an_alias_of_another_service_is_refused() -> None:
    owned: list[Event] = [OwnerChanged("o", 0, OwnedKind.SERVICE, "shop", "a")]
    _, decisions = fed([*MEMBERS, *SERVICES, *owned, ServiceAliased("s/4", 0, "shop", "chk", "U1")])
    assert decisions[-1].reasons[0].why is Why.IMPOSSIBLE


def test_a_merged_service_has_the_owner_of_the_whole_until_it_is_split() -> None:
    events: list[Event] = [
        *TEAMS,
        *SERVICES,
        OwnerChanged("o/1", START, OwnedKind.SERVICE, "checkout-api", "a"),
        OwnerChanged("o/2", START, OwnedKind.SERVICE, "shop", "b"),
        ServicesMerged("m", START + DAY, "checkout-api", "shop"),
        ServiceSplit("sp", START + 2 * DAY, "chk"),
    ]
    owners = [owner_line(events, at) for at in (HOUR, DAY + HOUR, 2 * DAY + HOUR)]
    assert owners == [Line((Plain(f"Owner: {owner}."),)) for owner in ("A", "B", "A")]


def test_a_service_cannot_be_merged_in_a_circle() -> None:
    owned = [OwnerChanged(f"o/{one}", 0, OwnedKind.SERVICE, one, "a") for one in ("shop", "checkout-api")]
    circle = [ServicesMerged("m/1", DAY, "shop", "chk"), ServicesMerged("m/2", DAY, "checkout-api", "shop", "U1")]
    _, decisions = fed([*MEMBERS, *SERVICES, *owned, *circle])
    assert (
        decisions[-1].reasons[0].about
        == "this would be a cycle: checkout-api -> shop -> checkout-api; split one of these first"
    )
