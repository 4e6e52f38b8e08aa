"""Teams, channels and people, as rows."""

from collections import Counter
from collections.abc import Iterable

import attrs
from ratchet_core.domain import Channel, HelpRequest, Membership, OwnedKind, Person, Team
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore
from ratchet_core.merging import part_of
from ratchet_core.policy import Policy
from ratchet_core.requests import whole_requests

from ratchet_cli.asof import holder_of, owner_of, owning_team, team_called, whole_team
from ratchet_cli.listings.rows import Row, during, merged, owners, service_called
from ratchet_cli.names import channel_name, person_name

_NO_BEHAVIOURS = ("purpose", "service", "team")


def teams(store: MemoryStore) -> list[Row]:
    """Return the teams, by id."""
    return [team_row(store, one) for one in sorted(store.world.teams.values(), key=lambda one: one.id)]


def team_row(store: MemoryStore, team: Team) -> Row:
    """Return a team with its names, merges and members."""
    world = store.world
    members = (one for each in world.memberships.values() for one in each if one.team == team.id)
    into = part_of(team.merges, store.now)
    return {
        "team": team.id,
        "names": [f"{name.name} {during(name.during)}" for name in team.names],
        "merged": merged(team.merges),
        "now part of": team_called(store, into, store.now) if into else "",
        "members": sorted(f"{person_name(world, one.person)} {during(one.during)}" for one in members),
    }


def shown_team(store: MemoryStore, team: Team) -> Row:
    """Return all that there is to say of a team; what belongs to it is as of now."""
    world, now = store.world, store.now
    parts = [one for one in world.teams if one != team.id and whole_team(store, one, now) == team.id]
    waiting = [one for one in _unresolved(store) if holder_of(store, one, now) == team.id]
    return {
        **team_row(store, team),
        "called now": team_called(store, team.id, now),
        "consists of": sorted(team_called(store, part, now) for part in parts),
        "channels": [channel_name(world, one) for one in _owned(store, OwnedKind.CHANNEL, team.id)],
        "services": [service_called(store, one) for one in _owned(store, OwnedKind.SERVICE, team.id)],
        "requests that wait for it": len(waiting),
    }


def _unresolved(store: MemoryStore) -> list[HelpRequest]:
    return [one for one in whole_requests(store.world.requests) if one.resolution is None]


def _owned(store: MemoryStore, kind: OwnedKind, team: str) -> list[str]:
    known = sorted(owned for of, owned in store.world.owners if of is kind)
    return [one for one in known if owning_team(store, kind, one, store.now) == team]


def channels(store: MemoryStore) -> list[Row]:
    """Return the channels, by name."""
    known = sorted(store.world.channels.values(), key=lambda one: (one.name, one.id))
    return [channel_row(store, one) for one in known]


def channel_row(store: MemoryStore, one: Channel) -> Row:
    """Return a channel with its owners."""
    return {"channel": one.name, "id": one.id, "owners": owners(store, OwnedKind.CHANNEL, one.id)}


def shown_channel(store: MemoryStore, one: Channel) -> Row:
    """Return all that there is to say of a channel."""
    world, policy = store.world, store.policy.for_channel(one.id, one.name)
    opened = [incident for incident in world.incidents.values() if incident.channel == one.id]
    return {
        **channel_row(store, one),
        "owner now": owner_of(store, one.id, None, store.now),
        "is": _kind_of(one),
        "purpose": policy.purpose.value,
        "service by default": policy.service or "",
        "policy": _allowed(store.policy, one),
        "alerts": len({incident.alert for incident in opened}),
        "incidents": _counted(incident.state.value for incident in opened),
        "help requests": _counted(
            request.state.value for request in whole_requests(world.requests) if request.root.channel == one.id
        ),
        "notices": sum(notice.channel == one.id for notice in world.notifications),
    }


def _kind_of(one: Channel) -> str:
    said = ("private" if one.private else "public", "joined" if one.joined else "not joined")
    return ", ".join((*said, *(("archived",) if one.archived else ())))


def _allowed(policy: Policy, one: Channel) -> list[str]:
    allowed = attrs.asdict(policy.for_channel(one.id, one.name))
    return [f"{name}: {mode}" for name, mode in allowed.items() if name not in _NO_BEHAVIOURS]


def _counted(states: Iterable[str]) -> str:
    counts = Counter(states)
    found = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    return f"{counts.total()} ({found})" if found else "0"


def people(store: MemoryStore) -> list[Row]:
    """Return the people, by name."""
    known = sorted(store.world.people.values(), key=lambda one: (one.name.casefold(), one.id))
    return [person_row(store, one) for one in known]


def person_row(store: MemoryStore, one: Person) -> Row:
    """Return a person with the teams that they are and were a member of."""
    of_teams = sorted(store.world.memberships.get(one.id, ()), key=_begin)
    return {
        "person": one.name,
        "id": one.id,
        "external": "yes" if one.external else "",
        "memberships": [f"{team_called(store, member.team, store.now)} {during(member.during)}" for member in of_teams],
    }


def _begin(membership: Membership) -> tuple[Instant, str]:
    return membership.during.since, membership.team
