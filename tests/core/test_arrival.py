"""Facts that are told late: each holds from its own moment on, and what is known of later stays as it is."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.playbook import Playbook, does, silence
from ratchet_core.contract.playbook import posted as done
from ratchet_core.domain import Interval, Membership, Merge, OwnedKind, digest_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import PersonMention, PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelConfigured,
    ChannelJoined,
    ChannelLeft,
    ChannelReplaced,
    ChannelSeen,
    ChannelUnarchived,
    Event,
    HelpRequestHandedOff,
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonSeen,
    RunbookApproved,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

FIRES = posted(START + DAY, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRES)
TEAMS: list[Event] = [TeamNamed(f"{one}/named", 0, one, one.title()) for one in ("ants", "bees", "cats")]


def known(*events: Event) -> Directory:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *TEAMS, *events])
    return store.directory


def why(*events: Event) -> Why:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *TEAMS, *events])
    return next(decision for event, decision in heard if event is events[-1]).reasons[0].why


# Channels.

LEFT, BACK = ChannelLeft("left", START, "C1"), ChannelJoined("back", START + 1, "C1")
SHUT, OPEN = ChannelArchived("shut", START, "C1"), ChannelUnarchived("open", START + 1, "C1")


@pytest.mark.parametrize("late", [LEFT, SHUT, ChannelSeen("s", START, "C1", "c1", private=False, archived=True)])
def test_news_of_an_end_that_is_told_late_silences_no_channel_that_was_joined_or_opened_after_it(late: Event) -> None:
    again: list[Event] = [BACK, OPEN]
    assert Playbook(POLICY, [*INTRODUCTIONS, *again, late]) >> FIRES << does(PostMessage, channel="C1") << does(WakeMe)


def test_a_leave_that_is_told_late_gives_up_nothing_that_is_still_to_be_said() -> None:
    assert (
        Playbook(POLICY, [*INTRODUCTIONS, BACK])
        >> FIRES
        << does(PostMessage, channel="C1")
        << does(WakeMe)
        >> LEFT
        << silence(Why.NOTHING_TO_DO)
        >> done("1.5")
        << silence
    )


@pytest.mark.parametrize(
    ("later", "earlier"),
    [(ChannelLeft("out", START + HOUR, "C1"), BACK), (ChannelArchived("shut", START + HOUR, "C1"), OPEN)],
)
def test_a_join_or_an_opening_that_is_told_after_a_later_end_lets_nothing_be_said(later: Event, earlier: Event) -> None:
    assert Playbook(POLICY, [*INTRODUCTIONS, later, earlier]) >> FIRES << does(WakeMe)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("since", "private"), [((5, 9), True), ((9, 5), False), ((9, 9), True)])
def test_who_may_read_a_channel_is_as_it_was_said_for_the_latest_moment_and_of_one_moment_the_careful_word_holds(
    order: tuple[int, int], since: tuple[int, int], private: bool
) -> None:
    seen = [ChannelSeen(f"s{one}", since[one], "C1", "c1", private=bool(one)) for one in (0, 1)]
    assert known(*(seen[one] for one in order)).is_private("C1") is private


def test_what_held_of_a_channel_until_it_was_replaced_holds_of_its_successor_also_where_it_is_told_afterwards() -> None:
    replaced = ChannelReplaced("r", START, "C1", "G1")
    told: list[Event] = [
        ChannelConfigured("c", 4, "C1", attrs.evolve(POLICY.default, cards=Mode.SHADOW), "U1"),
        OwnerChanged("o", 5, OwnedKind.CHANNEL, "C1", "ants"),
        said(7, "C1", "U1", "hello"),
    ]
    directories = [known(*told, replaced), known(replaced, *told)]
    assert [
        (one.owner_of(OwnedKind.CHANNEL, "G1", START), one.place("G1").cards, one.readings["G1"], one.channels["G1"])
        for one in directories
    ] == [("ants", Mode.SHADOW, 7, directories[0].channels["G1"])] * 2


# People and memberships.


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("since", "external"), [((5, 9), True), ((9, 5), False), ((9, 9), True)])
def test_who_is_external_is_so_as_of_the_latest_moment(
    order: tuple[int, int], since: tuple[int, int], external: bool
) -> None:
    seen = [PersonSeen(f"s{one}", since[one], "U5", "Eve", external=bool(one)) for one in (0, 1)]
    assert known(*(seen[one] for one in order)).people["U5"].external is external


JOINS, LEAVES = MemberJoined("in", 3, "U1", "ants"), MemberLeft("out", 5, "U1", "ants")


@pytest.mark.parametrize("by", [None, "U1"])
def test_a_right_ends_with_a_leave_that_was_told_before_its_join(by: str | None) -> None:
    owned = OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "ants")
    members: list[Event] = [attrs.evolve(LEAVES, by=by), JOINS, MemberJoined("U2/in", 0, "U2", "ants")]
    wrote = RunbookWritten("w", START + DAY, ALERT, "restart it", "U3")
    approved = RunbookApproved("a", START + DAY, ALERT, 1, digest_of("restart it"), "U1")
    assert why(owned, *members, FIRES, wrote, approved) is Why.NOT_ALLOWED


def test_a_membership_that_was_told_backwards_is_the_one_that_it_was() -> None:
    assert known(LEAVES, JOINS).memberships("U1") == (Membership("U1", "ants", Interval(3, 5)),)


# Merges.

MERGED, UNDONE = TeamsMerged("m", 3, "ants", "bees"), TeamMergeUndone("u", 5, "ants")


def test_an_undo_that_was_told_before_its_merge_is_not_lost() -> None:
    assert known(UNDONE, MERGED).teams["ants"].merges == (Merge("bees", Interval(3, 5)),)


def test_a_split_that_was_told_before_its_merge_is_not_lost() -> None:
    named: list[Event] = [ServiceNamed(f"s/{one}", 0, one, one) for one in ("cart", "shop")]
    told: list[Event] = [ServiceSplit("x", 5, "shop"), ServicesMerged("m", 3, "shop", "cart")]
    assert known(*named, *told).services["shop"].merges == (Merge("cart", Interval(3, 5)),)


def test_a_merge_that_was_told_before_its_teams_begins_at_its_moment() -> None:
    assert known(TeamsMerged("m", 3, "new", "bees"), TeamNamed("n", 0, "new", "New")).team_at("new", 4) == "bees"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_merges_that_would_close_a_circle_the_later_one_does_not_count(order: tuple[int, int]) -> None:
    told = [TeamsMerged("m1", 3, "ants", "bees"), TeamsMerged("m2", 5, "bees", "ants")]
    teams = known(*(told[one] for one in order)).teams
    assert (teams["ants"].merges, teams["bees"].merges) == ((Merge("bees", Interval(3)),), ())


def test_an_owner_that_was_told_under_an_alias_is_the_services_once_the_alias_is_known() -> None:
    told: list[Event] = [
        OwnerChanged("o", 3, OwnedKind.SERVICE, "basket", "ants"),
        ServiceNamed("s", 0, "cart", "Cart"),
        ServiceAliased("a", 1, "cart", "basket"),
    ]
    assert [known(*order).owner_of(OwnedKind.SERVICE, "cart", 5) for order in (told, told[::-1])] == ["ants"] * 2


# Reminders after merges call the members whom the list shows.

MONDAY = 20_458 * DAY
ASKED = said(MONDAY + 10 * HOUR, "C1", "U4", "how do I rotate the ledger key?")
REMINDING = Policy(default=attrs.evolve(POLICY.default, reminders=Mode.LIVE))
OWNED: list[Event] = [
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "ants"),
    MemberJoined("U1/in", 0, "U1", "ants"),
    MemberJoined("U2/in", 0, "U2", "bees"),
    MemberJoined("U3/in", 0, "U3", "cats"),
]
HANDED = HelpRequestHandedOff("h", ASKED.at + MINUTE, "C1", ASKED.ts, "Bees", "U1")


@pytest.mark.parametrize(
    ("merges", "called"),
    [
        ([], {"U1"}),
        ([TeamsMerged("m", ASKED.at + HOUR, "ants", "bees")], {"U1", "U2"}),
        ([TeamsMerged("m", ASKED.at + HOUR, "bees", "ants")], {"U1", "U2"}),
        ([HANDED, TeamsMerged("m", ASKED.at + HOUR, "bees", "cats")], {"U2", "U3"}),
        ([HANDED, TeamsMerged("m", ASKED.at + HOUR, "cats", "bees")], {"U2", "U3"}),
        (
            [
                TeamsMerged("m1", ASKED.at + HOUR, "ants", "bees"),
                TeamsMerged("m2", ASKED.at + HOUR + 1, "bees", "cats"),
            ],
            {"U1", "U2", "U3"},
        ),
    ],
)
def test_a_reminder_calls_all_members_of_what_the_team_has_become(merges: list[Event], called: set[str]) -> None:
    store = MemoryStore(REMINDING)
    later = said(MONDAY + DAY, "C2", "U4", "hello")
    heard = replayed(store, [*INTRODUCTIONS, *TEAMS, *OWNED, ASKED, *merges, later])
    posts = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    pieces = [piece for line in posts[-1].body.lines for piece in line.pieces]
    assert {one.person for one in pieces if isinstance(one, PersonMention)} == called


def test_the_team_that_the_policy_gives_a_channel_is_called_by_its_members() -> None:
    place = attrs.evolve(REMINDING.default, team="CATS")
    store = MemoryStore(attrs.evolve(REMINDING, channels={"c2": place}))
    asked = attrs.evolve(ASKED, id="C2/q", channel="C2")
    heard = replayed(store, [*INTRODUCTIONS, *TEAMS, *OWNED, asked, said(MONDAY + DAY, "C1", "U4", "hello")])
    posts = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    pieces = [piece for line in posts[-1].body.lines for piece in line.pieces]
    assert {one.person for one in pieces if isinstance(one, PersonMention)} == {"U3"}
