"""Who owned what, and who belonged where, as of a moment; what belongs to a team, a service or a channel now."""

from collections import Counter

import pytest
from histories import EVERYTHING, START, firing, introduced, posted, replayed
from ratchet_core.basis.instants import DAY, HOUR, Instant
from ratchet_core.domain import (
    HelpState,
    IncidentState,
    Interval,
    Membership,
    OwnedKind,
    Ownership,
    OwnershipStart,
    Person,
    TeamNameStart,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.alerts import alerts
from ratchet_core.queries.channels import ChannelDetails, channel_details, channels
from ratchet_core.queries.help_requests import request_entry, requests
from ratchet_core.queries.incidents import incident_details
from ratchet_core.queries.notifications import notifications
from ratchet_core.queries.people import people
from ratchet_core.queries.services import ServiceDetails, service_details, services
from ratchet_core.queries.teams import TeamDetails, team_details, team_key, teams
from ratchet_core.rules.owning import (
    holder_of,
    owned_by,
    owner_called,
    owner_of,
    owners_of_alert,
    service_part_of,
    team_called,
    team_named,
    team_part_of,
    teams_of,
)
from ratchet_core.vocabulary.actions import Line, Plain, PostMessage
from ratchet_core.vocabulary.events import OwnerChanged
from remembered import HISTORY, ORGANISED, directory, remembered

KNOWN = directory()
THEN = START + DAY
CHANNEL, SERVICE = OwnedKind.CHANNEL, OwnedKind.SERVICE
CHECKOUT = "checkout-api"


@pytest.mark.parametrize(
    ("kind", "owned", "at", "owner"),
    [
        (CHANNEL, "C1", THEN, "payments"),
        (CHANNEL, "C2", THEN, "tools"),
        (CHANNEL, "C2", ORGANISED, "platform"),
        (CHANNEL, "C3", THEN, None),
        (CHANNEL, "C1", -1, None),
        (SERVICE, "ledger", THEN, "tools"),
        (SERVICE, "ledger", ORGANISED, "payments"),
    ],
)
def test_the_owner_is_that_of_the_moment_with_what_was_merged_by_then(
    kind: OwnedKind, owned: str, at: Instant, owner: str | None
) -> None:
    assert owner_of(KNOWN, kind, owned, at) == owner


@pytest.mark.parametrize(
    ("channel", "service", "at", "name"),
    [
        ("C1", None, THEN, "Payments"),
        ("C1", None, ORGANISED, "Money"),
        ("C1", "ledger", THEN, "Tools"),
        ("C1", "unknown", THEN, "Payments"),
        (None, "unknown", THEN, None),
        (None, None, THEN, None),
    ],
)
def test_an_owner_is_called_as_it_was_then_the_services_before_the_channels(
    channel: str | None, service: str | None, at: Instant, name: str | None
) -> None:
    assert owner_called(KNOWN, channel, service, at) == name


def test_where_no_owner_is_recorded_it_is_the_team_of_the_policy() -> None:
    store = MemoryStore(Policy(channels={"c7": ChannelPolicy(team="everybody")}))
    replayed(store, introduced("C7"))
    assert owner_called(MemoryReader(store).directory(), "C7", None, THEN) == "everybody"


def test_merges_of_teams_and_services_are_followed_as_of_a_moment() -> None:
    before = (KNOWN.team_at("tools", THEN), KNOWN.service_at("ledger", THEN))
    after = (KNOWN.team_at("tools", ORGANISED), KNOWN.service_at("ledger", ORGANISED))
    assert (before, after) == (("tools", "ledger"), ("platform", "checkout-api"))


def test_what_is_part_of_something_was_not_so_before() -> None:
    assert [
        (team_part_of(KNOWN, "tools", at), service_part_of(KNOWN, "ledger", at), KNOWN.services_within(CHECKOUT, at))
        for at in (THEN, ORGANISED)
    ] == [(None, None, [CHECKOUT]), ("platform", CHECKOUT, [CHECKOUT, "ledger"])]


def test_a_service_has_its_parts_also_while_it_is_part_of_another() -> None:
    assert KNOWN.services_within("ledger", ORGANISED) == ["ledger"]


def test_a_team_is_called_by_its_name_then_and_by_its_id_where_it_had_none() -> None:
    called = [team_called(KNOWN, "payments", at) for at in (-1, THEN, ORGANISED)]
    assert called == ["payments", "Payments", "Money"]


def test_members_of_a_team_are_those_of_its_parts_too() -> None:
    assert [KNOWN.members_at("platform", at) for at in (THEN, ORGANISED)] == [("U4",), ("U3", "U4")]


def test_the_teams_of_a_person_are_what_they_had_become() -> None:
    assert [teams_of(KNOWN, "U3", at) for at in (-1, THEN, ORGANISED)] == [set(), {"tools"}, {"platform"}]


def test_memberships_are_those_of_a_person_or_in_a_team_itself() -> None:
    cem, dee = (Membership(person, team, Interval(0)) for person, team in (("U3", "tools"), ("U4", "platform")))
    assert (KNOWN.memberships("U3"), KNOWN.members("platform")) == ((cem,), (dee,))


def test_a_request_waits_for_the_owner_of_the_service_that_it_names() -> None:
    named, unnamed = requests(remembered())
    assert [holder_of(KNOWN, one, ORGANISED) for one in (named, unnamed)] == ["payments", "payments"]


def test_what_a_team_owns_is_as_of_a_moment() -> None:
    assert [
        (owned_by(KNOWN, CHANNEL, team, at), owned_by(KNOWN, SERVICE, team, at))
        for team, at in (("tools", THEN), ("platform", ORGANISED), ("payments", ORGANISED))
    ] == [(("C2",), ("ledger",)), (("C2",), ()), (("C1",), ("checkout-api", "ledger"))]


def test_owners_over_time_are_those_that_were_recorded() -> None:
    assert KNOWN.ownerships(SERVICE, "ledger") == (Ownership(SERVICE, "ledger", "tools", Interval(0)),)


def test_owners_that_followed_each_other_come_in_the_order_of_time() -> None:
    moved = remembered([OwnerChanged("moved", ORGANISED, CHANNEL, "C1", None)])
    assert moved.directory().ownerships(CHANNEL, "C1") == (
        Ownership(CHANNEL, "C1", "payments", Interval(0, ORGANISED)),
        Ownership(CHANNEL, "C1", None, Interval(ORGANISED)),
    )


def test_a_team_has_what_belongs_to_it_now() -> None:
    reader = remembered()
    assert [team_details(reader, one) for one in ("platform", "payments")] == [
        TeamDetails(parts=("tools",), channels=("C2",), services=(), waiting=()),
        TeamDetails((), ("C1",), ("checkout-api", "ledger"), tuple(requests(reader))),
    ]


def test_a_service_has_what_belongs_to_it_now() -> None:
    reader = remembered()
    assert service_details(reader, CHECKOUT) == ServiceDetails(
        owner="Money",
        parts=("ledger",),
        alerts=tuple(alerts(reader)),
        deploys=tuple(notifications(reader)),
        requests=(request_entry(reader, requests(reader)[0]),),
    )


def test_a_channel_has_what_came_up_in_it() -> None:
    reader = remembered()
    assert channel_details(reader, "C1") == ChannelDetails(
        owner="Money",
        policy=reader.directory().policy.default,
        alerts=1,
        incidents=Counter({IncidentState.RESOLVED: 2}),
        requests=Counter({HelpState.OPEN: 1}),
        notices=0,
    )


def test_lists_are_in_the_order_of_ids_or_names() -> None:
    assert (
        [one.id for one in teams(KNOWN)],
        [one.key for one in services(KNOWN)],
        [one.name for one in channels(remembered(introduced("C0")).directory())],
        [one.name for one in people(KNOWN)],
    ) == (["payments", "platform", "tools"], [CHECKOUT, "ledger"], ["c0", "c1", "c2"], ["Ann", "Ben", "Cem", "Dee"])


@pytest.mark.parametrize(
    ("name", "team"),
    [("tools", "tools"), ("Payments", "payments"), ("MONEY", "payments"), ("PAYMENTS", "payments"), ("new", None)],
)
def test_a_team_is_found_by_its_id_and_by_every_name_that_it_had_in_any_case(name: str, team: str | None) -> None:
    assert team_named(KNOWN, name) == team


def test_a_new_team_has_an_id_made_of_its_name() -> None:
    assert team_key("Data  Platform") == "data-platform"


def test_without_a_moment_it_is_as_things_stand_now() -> None:
    assert (team_called(KNOWN, "payments"), owner_of(KNOWN, SERVICE, "ledger"), teams_of(KNOWN, "U3")) == (
        "Money",
        "payments",
        frozenset({"platform"}),
    )


def test_a_directory_knows_people_and_what_is_allowed_also_where_nobody_introduced_a_channel() -> None:
    assert (KNOWN.people["U4"], KNOWN.place("C9").cards) == (Person("U4", "Dee", external=True), Mode.LIVE)


@pytest.mark.parametrize("organised", [0, 1], ids=["before", "after"])
@pytest.mark.parametrize(("channel", "alert"), [("C1", "QueueStuck ledger"), ("C2", "DiskFull unheard-of")])
def test_an_incident_is_told_of_with_the_owner_that_its_card_named(channel: str, alert: str, organised: int) -> None:
    at = ORGANISED + (2 * organised - 1) * HOUR
    store = MemoryStore(Policy(default=EVERYTHING))
    heard = replayed(store, sorted([*HISTORY, posted(at, channel, firing(alert))], key=lambda one: one.at))
    said = (action for event, decision in heard if event.at == at for action in decision.actions)
    lines = [line for one in said if isinstance(one, PostMessage) for line in one.body.lines]
    (incident,) = (one for one in MemoryReader(store).incidents() if one.opened_at == at)
    owner = incident_details(MemoryReader(store), incident).owner
    assert [one for one in lines if "Owner" in str(one)] == [Line((Plain(f"Owner: {owner}."),))]


MANY = [f"C{number}" for number in range(9, 0, -1)]


def test_what_a_team_owns_and_who_owned_an_alert_stand_in_order_whichever_was_told_first() -> None:
    known = Directory(Policy())
    for one in MANY:
        known = known.with_record(TeamNameStart(f"team-{one}", 0, one))
        known = known.with_record(OwnershipStart(CHANNEL, one, 0, "team-C5"))
    shared = owned_by(known, CHANNEL, "team-C5")
    for one in MANY:
        known = known.with_record(OwnershipStart(CHANNEL, one, 1, f"team-{one}"))
    assert (shared, owners_of_alert(known, None, MANY)) == (
        tuple(sorted(MANY)),
        tuple(sorted(f"team-{one}" for one in MANY)),
    )
