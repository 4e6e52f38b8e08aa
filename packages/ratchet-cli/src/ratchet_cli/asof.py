"""Who and what something belonged to at a moment, by the rules of the core, for a whole store instead of one event."""

from ratchet_core.behaviours.ownership import holder_at, owner_at, owner_name, team_at, team_name
from ratchet_core.domain import HelpRequest, OwnedKind
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore, World
from ratchet_core.merging import part_of, whole_of
from ratchet_core.snapshot import Needs, Snapshot


def scene(store: MemoryStore, channel: str | None, service: str | None, at: Instant) -> Snapshot:
    """Return what the core would be shown of a channel and a service at a moment, to ask it who owned them."""
    world = store.world
    of_channel = world.owners.get((OwnedKind.CHANNEL, channel), ()) if channel else ()
    of_service = world.owners.get((OwnedKind.SERVICE, whole_service(world, service, at)), ()) if service else ()
    return Snapshot(
        Needs((), at),
        store.policy,
        channel=world.channels.get(channel or ""),
        owners=of_channel + of_service,
        teams=tuple(world.teams.values()),
    )


def whole_service(world: World, key: str, at: Instant) -> str:
    """Return the key of what a service had become by a moment."""
    return whole_of({one.key: one.merges for one in world.services.values()}, key, at)


def whole_team(store: MemoryStore, team: str, at: Instant) -> str:
    """Return the id of what a team had become by a moment."""
    return team_at(scene(store, None, None, at), team, at)


def keys_of(world: World, whole: str, at: Instant) -> frozenset[str]:
    """Return the keys of a service and of all that was part of it at a moment."""
    merges = {one.key: one.merges for one in world.services.values()} | {whole: ()}
    return frozenset(key for key in merges if whole_of(merges, key, at) == whole)


def part_now(world: World, key: str, at: Instant) -> str | None:
    """Return the key of the service that another one was merged into at a moment, or None."""
    service = world.services.get(key)
    return part_of(service.merges, at) if service is not None else None


def owner_of(store: MemoryStore, channel: str | None, service: str | None, at: Instant) -> str:
    """Return the name of the team that owned a service, or else a channel, at a moment, or nobody."""
    return owner_name(scene(store, channel, service, at), at) or "nobody"


def owning_team(store: MemoryStore, kind: OwnedKind, owned: str, at: Instant) -> str | None:
    """Return the id of the team that owned a channel or a service at a moment; merges are followed."""
    channel, service = (owned, None) if kind is OwnedKind.CHANNEL else (None, owned)
    return owner_at(scene(store, channel, service, at), at, kind)


def holder_of(store: MemoryStore, request: HelpRequest, at: Instant) -> str | None:
    """Return the id of the team that a help request waited for at a moment."""
    return holder_at(scene(store, request.root.channel, request.service, at), request, at)


def team_called(store: MemoryStore, team: str, at: Instant) -> str:
    """Return what a team was called at a moment."""
    return team_name(scene(store, None, None, at), team, at)
