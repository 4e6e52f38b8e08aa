"""Who belonged to which team and what was part of what: intervals, in whatever order they are told."""

from itertools import permutations

import pytest
from histories import POLICY, replayed
from ratchet_core.domain import (
    Channel,
    Interval,
    Membership,
    MembershipStart,
    Merge,
    MergedKind,
    MergeStart,
    OwnedKind,
    Ownership,
    OwnershipStart,
    Person,
    Reading,
    Service,
    ServiceEntry,
    TeamName,
    TeamNameStart,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelSeen,
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

TEAMS: list[Event] = [TeamNamed(f"t/{one}", 0, one, one.upper()) for one in "abcdefgh"]


PEOPLE = [PersonSeen(f"{one}/seen", 0, one, one, external=False) for one in ("U1", "U2")]


def run(*events: Event) -> tuple[Directory, tuple[Reason, ...]]:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*PEOPLE, *TEAMS, *events])
    return store.directory, heard[-1][1].reasons


def joins(at: int, person: str = "U1", team: str = "a") -> MemberJoined:
    return MemberJoined(f"in/{at}/{person}/{team}", at, person, team)


def leaves(at: int) -> MemberLeft:
    return MemberLeft(f"out/{at}", at, "U1", "a")


@pytest.mark.parametrize(
    ("events", "intervals"),
    [
        ([joins(3), leaves(5), joins(9)], [(3, 5), (9, None)]),
        ([joins(5), leaves(6), joins(9), joins(3)], [(3, 6), (9, None)]),
        ([joins(9), joins(5)], [(5, None)]),
        ([joins(9), joins(5), leaves(7)], [(5, 7), (9, None)]),
        ([joins(3), leaves(9), leaves(5), joins(7)], [(3, 5), (7, 9)]),
        ([joins(3), leaves(9), leaves(5)], [(3, 5)]),
        ([joins(3), joins(5), leaves(9)], [(3, 9)]),
        ([joins(3), leaves(9), joins(5)], [(3, 9)]),
        ([leaves(5)], []),
        ([leaves(5), joins(3)], [(3, 5)]),
        ([leaves(5), joins(5)], [(5, None)]),
        ([joins(3), leaves(5), leaves(7)], [(3, 5)]),
    ],
)
def test_a_membership_lasts_from_its_beginning_to_the_next_end_whatever_was_told_first(
    events: list[Event], intervals: list[tuple[int, int | None]]
) -> None:
    assert run(*events)[0].memberships("U1") == tuple(Membership("U1", "a", Interval(*one)) for one in intervals)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (joins(5), "U1 is a member of A then; `ratchet team show` shows members"),
        (MemberLeft("out", 5, "U1", "b"), "U1 is no member of B then; `ratchet team show` shows members"),
    ],
)
def test_who_joins_again_or_leaves_a_team_without_being_a_member_changes_nothing_yet(event: Event, why: str) -> None:
    assert run(joins(3), event)[1] == (Reason("organisation", Why.WITHOUT_EFFECT, why),)


def test_the_memberships_of_a_person_stand_in_the_order_of_the_teams() -> None:
    directory, _ = run(*(joins(1, team=team) for team in "hgfedcba"))
    assert [one.team for one in directory.memberships("U1")] == list("abcdefgh")


def test_the_members_of_a_team_with_those_of_its_parts_stand_in_order_each_once() -> None:
    people = [f"U{number}" for number in range(9, 0, -1)]
    parts: list[Event] = [TeamsMerged(f"m/{team}", 3, team, "a") for team in "hgfedcb"]
    everywhere: list[Event] = [joins(1, person, team) for person in people for team in "hab"]
    assert run(*everywhere, *parts)[0].members_at("a", 5) == tuple(sorted(people))


MERGES: list[Event] = [TeamsMerged("m/1", 3, "a", "b"), TeamsMerged("m/2", 6, "b", "c"), TeamMergeUndone("m/3", 9, "a")]


@pytest.mark.parametrize(("at", "whole"), [(2, "a"), (3, "b"), (5, "b"), (6, "c"), (8, "c"), (9, "a")], ids=str)
def test_a_team_is_what_it_had_become_by_a_moment(at: int, whole: str) -> None:
    assert run(*MERGES)[0].team_at("a", at) == whole


def test_a_team_that_is_part_of_one_already_is_merged_into_no_other() -> None:
    both = [joins(1, team=team) for team in "abc"]
    assert run(*both, TeamsMerged("m/1", 3, "a", "b"), TeamsMerged("m/2", 6, "a", "c", "U1"))[1] == (
        Reason("organisation", Why.IMPOSSIBLE, "a is part of b then; undo that merge first"),
    )


def test_a_team_that_is_merged_into_the_same_again_is_no_news() -> None:
    both = [joins(1, team=team) for team in "ab"]
    assert run(*both, TeamsMerged("m/1", 3, "a", "b"), TeamsMerged("m/2", 6, "a", "b", "U1"))[1] == (
        Reason("organisation", Why.NOTHING_TO_DO),
    )


@pytest.mark.parametrize(("team", "into"), [("a", "nobody"), ("nobody", "a")])
def test_a_team_that_does_not_exist_is_merged_with_none(team: str, into: str) -> None:
    assert run(TeamsMerged("m", 3, team, into, "U1"))[1] == (
        Reason(
            "organisation", Why.IMPOSSIBLE, "there is no team 'nobody'; `ratchet team list` shows those that there are"
        ),
    )


PARTS = [f"part-{number}" for number in range(9, 0, -1)]
SERVICES: list[Event] = [ServiceNamed(f"s/{one}", 0, one, one) for one in ("cart", "shop", "till", *PARTS)]


def test_what_is_part_of_a_service_stands_in_order_and_only_while_it_is() -> None:
    parts = [ServicesMerged(f"m/{one}", 3, one, "cart") for one in PARTS]
    directory, _ = run(*SERVICES, *parts, ServiceSplit("x", 6, "part-5"))
    whole = ["cart", *sorted(PARTS)]
    assert [directory.services_within("cart", at) for at in (2, 3, 6)] == [
        ["cart"],
        whole,
        [one for one in whole if one != "part-5"],
    ]


def test_the_owner_that_is_recorded_for_an_alias_or_a_part_is_that_of_the_whole() -> None:
    owned: list[Event] = [
        ServiceAliased("al", 1, "shop", "store"),
        ServicesMerged("m", 3, "shop", "cart"),
        OwnerChanged("o", 5, OwnedKind.SERVICE, "store", "a"),
    ]
    assert run(*SERVICES, *owned)[0].ownerships(OwnedKind.SERVICE, "cart") == (
        Ownership(OwnedKind.SERVICE, "cart", "a", Interval(5)),
    )


C1 = ChannelSeen("C1/seen", 0, "C1", "c1", private=False)
OWNERS = [
    OwnerChanged("o/1", 3, OwnedKind.CHANNEL, "C1", "a"),
    OwnerChanged("o/2", 6, OwnedKind.CHANNEL, "C1", None),
    OwnerChanged("o/3", 9, OwnedKind.CHANNEL, "C1", "b"),
]


@pytest.mark.parametrize("order", list(permutations(OWNERS)))
def test_who_owned_a_channel_is_known_for_every_moment_in_whatever_order_it_is_told(order: list[Event]) -> None:
    directory, _ = run(*order)
    assert [directory.owner_of(OwnedKind.CHANNEL, "C1", at) for at in (2, 3, 5, 6, 8, 9)] == [
        None,
        "a",
        "a",
        None,
        None,
        "b",
    ]


def test_what_is_transferred_to_its_owner_is_no_news() -> None:
    again = OwnerChanged("o/2", 6, OwnedKind.CHANNEL, "C1", "a", "U1")
    assert run(C1, joins(1), OWNERS[0], again)[1] == (Reason("organisation", Why.NOTHING_TO_DO, "A"),)


def test_a_person_gives_what_is_owned_to_a_team_that_exists_and_what_is_read_in_waits_for_it() -> None:
    given = [OwnerChanged(f"o/{by}", 6, OwnedKind.CHANNEL, "C1", "later", by) for by in (None, "U1")]
    assert [run(C1, joins(1), OWNERS[0], one)[1][0].why for one in given] == [Why.WITHOUT_EFFECT, Why.IMPOSSIBLE]


def test_a_channel_that_does_not_exist_is_given_to_nobody() -> None:
    why = "there is no channel C9; `ratchet channel list` shows those that there are"
    given = OwnerChanged("o", 6, OwnedKind.CHANNEL, "C9", "a", "U1")
    assert run(C1, joins(1), given)[1] == (Reason("organisation", Why.IMPOSSIBLE, why),)


def test_until_a_team_is_founded_that_was_given_something_the_owner_before_goes_on() -> None:
    given = OwnerChanged("o/9", 6, OwnedKind.CHANNEL, "C1", "later")
    before, after = (run(OWNERS[0], given, *more)[0] for more in ([], [TeamNamed("t", 9, "later", "Later")]))
    assert [one.owner_of(OwnedKind.CHANNEL, "C1", 7) for one in (before, after)] == ["a", "later"]


GUEST = PersonSeen("p", 0, "U9", "Guest", external=True)


@pytest.mark.parametrize(
    "event",
    [
        TeamNamed("x", 5, "a", "Ants", "U9"),
        TeamsMerged("x", 5, "a", "b", "U9"),
        MemberJoined("x", 5, "U9", "a", "U9"),
        OwnerChanged("x", 5, OwnedKind.CHANNEL, "C1", "a", "U9"),
        ServiceNamed("x", 5, "cart", "Cart", "U9"),
        ServiceAliased("x", 5, "cart", "trolley", "U9"),
        ServicesMerged("x", 5, "shop", "cart", "U9"),
    ],
)
def test_somebody_external_changes_nothing_of_the_organisation(event: Event) -> None:
    reasons = run(*SERVICES, GUEST, event)[1]
    assert [(one.why, one.about) for one in reasons] == [
        (Why.NOT_ALLOWED, "U9 is external, and only people of the company may do this; ask one of them")
    ]


@pytest.mark.parametrize(("by", "why"), [("U1", Why.REMEMBERED), ("U2", Why.NOT_ALLOWED), (None, Why.REMEMBERED)])
def test_who_belongs_to_the_owning_team_names_its_service(by: str | None, why: Why) -> None:
    owned: list[Event] = [joins(1), OwnerChanged("o", 1, OwnedKind.SERVICE, "cart", "a")]
    assert run(*SERVICES, *owned, ServiceNamed("x", 5, "cart", "Cart", by))[1][0].why is why


# The directory lets go of what it was told, and is then as if it had never been told.

TOLD = [
    Channel("C1", "alerts", private=False),
    Person("U1", "Ann", external=False),
    Reading("C1", 5),
    ServiceEntry("cart", "Cart"),
    TeamNameStart("a", 3, "Ants"),
    OwnershipStart(OwnedKind.CHANNEL, "C1", 3, "a"),
    MembershipStart("a", "U1", 3, member=True),
]


@pytest.mark.parametrize("record", TOLD, ids=lambda one: type(one).__name__)
def test_a_record_that_is_let_go_of_is_not_there_any_more(record: object) -> None:
    known = Directory(POLICY).with_record(record)
    assert (list(known.records()), list(known.without(record).records())) == ([record], [])


def told(*records: object) -> Directory:
    directory = Directory(POLICY)
    for one in records:
        directory = directory.with_record(one)
    return directory


NAMES = TeamNameStart("a", 3, "Ants"), TeamNameStart("a", 6, "Bees")


def test_a_name_that_is_let_go_of_leaves_the_one_before_to_last() -> None:
    assert told(*NAMES).without(NAMES[1]).teams["a"].names == (TeamName("Ants", Interval(3)),)


def test_a_team_without_a_name_is_none() -> None:
    assert dict(told(NAMES[0]).without(NAMES[0]).teams) == {}


MERGED = MergeStart(MergedKind.TEAM, "a", 3, "b")


def test_a_merge_that_is_let_go_of_leaves_a_team_on_its_own() -> None:
    known = told(NAMES[0], TeamNameStart("b", 0, "B"), MERGED)
    assert [one.teams["a"].merges for one in (known, known.without(MERGED))] == [(Merge("b", Interval(3)),), ()]


def test_merges_with_the_same_goal_that_follow_each_other_are_one() -> None:
    known = told(NAMES[0], TeamNameStart("b", 0, "B"), MERGED, MergeStart(MergedKind.TEAM, "a", 6, "b"))
    assert known.teams["a"].merges == (Merge("b", Interval(3)),)


def test_a_merge_of_services_that_is_told_before_the_service_is_not_lost() -> None:
    merged = MergeStart(MergedKind.SERVICE, "shop", 3, "cart")
    known = told(merged, ServiceEntry("shop", "Shop"), ServiceEntry("cart", "Cart"))
    assert known.services["shop"] == Service("shop", "Shop", (), (Merge("cart", Interval(3)),))


def test_the_directory_counts_its_changes() -> None:
    assert told(*NAMES, *TOLD[:2]).version == 4


def test_another_policy_is_one_change_of_the_directory() -> None:
    store = MemoryStore(POLICY)
    store.policy = Policy()
    assert (store.directory.version, store.directory.policy) == (1, Policy())
