"""Shows drafts of runbooks to people: who may approve one, and its text with names in the place of ids."""

from collections.abc import Iterable

from ratchet_core.changes import AddRunbookVersion, Change
from ratchet_core.domain import OwnedKind, RunbookVersion
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore, World
from ratchet_core.quotation import rewritten

from ratchet_cli.asof import owning_team, team_called, whole_team
from ratchet_cli.names import channel_name, person_name
from ratchet_cli.steering import visible

_TELLING_DIGITS = 12
_MOST_NAMES = 8


def readable(text: str, world: World) -> str:
    """Return a runbook's text with people by name, and messages as `[CHANNEL/TS]`."""
    return rewritten(
        text,
        lambda person: f"@{person_name(world, person)}",
        lambda message: f"[{channel_name(world, message.channel)}/{message.ts}]",
    )


def drafts_in(changes: Iterable[Change]) -> tuple[RunbookVersion, ...]:
    """Return the versions that changes propose."""
    return tuple(change.version for change in changes if isinstance(change, AddRunbookVersion))


def shown_drafts(drafts: Iterable[RunbookVersion], store: MemoryStore) -> list[str]:
    """Return the lines that show versions as they were proposed: number, digest, who may approve it, and text."""
    return [line for one in drafts for line in _shown(one, store)]


def _shown(one: RunbookVersion, store: MemoryStore) -> list[str]:
    world = store.world
    alert = world.alerts.get(one.alert)
    name = visible(alert.name) if alert is not None else one.alert
    return [
        f"++ proposes version {one.number} of the runbook of {name}, digest {one.digest[:_TELLING_DIGITS]}",
        f"     May be approved by {_approvers(store, alert.service if alert else None, one.written_at)}.",
        *(f"     | {line}" for line in visible(readable(one.text, world)).splitlines()),
    ]


def _approvers(store: MemoryStore, service: str | None, at: Instant) -> str:
    team = owning_team(store, OwnedKind.SERVICE, service, at) if service else None
    if team is None:
        return "nobody yet, for no team owns its service"
    names = sorted({person_name(store.world, person) for person in _members(store, team, at)})
    listed = ", ".join(names[:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")
    return visible(f"members of {team_called(store, team, at)} ({listed or 'it has none'})")


def _members(store: MemoryStore, team: str, at: Instant) -> Iterable[str]:
    for kept in store.world.memberships.values():
        for one in kept:
            person = store.world.people.get(one.person)
            external = person is not None and person.external
            if one.during.covers(at) and not external and whole_team(store, one.team, at) == team:
                yield one.person
