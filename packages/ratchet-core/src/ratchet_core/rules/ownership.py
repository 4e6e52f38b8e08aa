"""Who owned what the event is about as of a moment, and who its person is; `rights.py` says who may do what."""

from collections.abc import Iterable

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.likeness import nearest
from ratchet_core.domain import HelpRequest, OwnedKind, Standing, Team
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.domain.requests import waits_since
from ratchet_core.rules.owning import holder_of, hours_of, owner_called, owner_of_either, team_called
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.decision import Decision, Why, because

LONGEST_NAME = 80
"""What Slack allows for the name of a channel; teams and services are no longer."""


def owner_at(snapshot: Snapshot, at: Instant, kind: OwnedKind | None = None) -> str | None:
    """Return the team that owned the service, or else the channel, at a moment; merges are followed."""
    channel = None if kind is OwnedKind.SERVICE else snapshot.focus.channel
    service = None if kind is OwnedKind.CHANNEL else snapshot.own_service_key
    return owner_of_either(snapshot.directory, channel, service, at)


def recorded_at(snapshot: Snapshot, at: Instant, kind: OwnedKind) -> str | None:
    """Return the team that is recorded as the owner at a moment, also while it is merged into another."""
    owned = snapshot.focus.channel if kind is OwnedKind.CHANNEL else snapshot.service_key
    return None if owned is None else snapshot.directory.owner_of(kind, owned, at)


def team_at(snapshot: Snapshot, team: str, at: Instant) -> str:
    """Return what a team had become by a moment."""
    return snapshot.directory.team_at(team, at)


def holder_at(snapshot: Snapshot, request: HelpRequest, at: Instant) -> str | None:
    """Return the team that a help request waited for at a moment."""
    return holder_of(snapshot.directory, request, at)


def waits_for(snapshot: Snapshot, request: HelpRequest, team: str, at: Instant) -> bool:
    """Say whether a help request waits for a team already, or for the one of which it has become a part."""
    return holder_at(snapshot, request, at) == snapshot.directory.team_at(team, at)


def remind_at(snapshot: Snapshot, request: HelpRequest) -> Instant:
    """Return when those for whom a question waits are reminded of it: within their working hours."""
    since = waits_since(request)
    return hours_at(snapshot, request, since).next(since + snapshot.policy.remind_after)


def hours_at(snapshot: Snapshot, request: HelpRequest, at: Instant) -> WorkingHours:
    """Return when those work for whom a question waited at a moment."""
    return hours_of(snapshot.directory, holder_at(snapshot, request, at))


def owner_name(snapshot: Snapshot, at: Instant) -> str | None:
    """Return the name, as of a moment, of the owner then, or else of the team that the policy gives the channel."""
    return owner_called(snapshot.directory, snapshot.focus.channel, snapshot.own_service_key, at)


def team_name(snapshot: Snapshot, team: str, at: Instant) -> str:
    """Return what a team was called at a moment; its id where it had no name then."""
    return team_called(snapshot.directory, team, at)


def is_member(snapshot: Snapshot, team: str, at: Instant) -> bool:
    """Say whether the person whom the event names was a member of a team, or of one merged into it, at a moment."""
    person = snapshot.focus.person
    return person is not None and snapshot.directory.is_member(person, team, at)


def members_of(snapshot: Snapshot, team: str | None, at: Instant) -> tuple[str, ...]:
    """Return who belonged to a team, or to one merged into it, at a moment."""
    return () if team is None else snapshot.directory.members_at(team, at)


@frozen
class Audience:
    """Whom a question waits for: a team by its name, those who may be called by a mention, and how many it has."""

    team: str
    people: tuple[str, ...]
    members: int


def people_to_ask(snapshot: Snapshot, request: HelpRequest, at: Instant) -> Audience | None:
    """Return whom a help request waits for at a moment, without its asker; None where nobody is recorded."""
    holder = holder_at(snapshot, request, at)
    name = owner_name(snapshot, at) if holder is None else team_name(snapshot, holder, at)
    if name is None:
        return None
    members = [one for one in members_of(snapshot, holder, at) if one != request.asker]
    return Audience(name, tuple(one for one in members if snapshot.directory.may_be_called(one)), len(members))


def standing(snapshot: Snapshot, at: Instant) -> Standing | None:
    """Return what the event's person was to the channel's owner at a moment; None where nobody owned the channel.

    Who belongs to the team that the request was passed to counts as a member too.
    """
    owner = owner_at(snapshot, at, OwnedKind.CHANNEL)
    if owner is None:
        return None
    external = snapshot.person is not None and snapshot.person.external
    handed = snapshot.head.team_at(at) if snapshot.head is not None else None
    teams = (owner,) if handed is None else (owner, handed)
    member = not external and any(is_member(snapshot, team, at) for team in teams)
    return Standing.MEMBER if member else Standing.CUSTOMER


def why_external(snapshot: Snapshot, by: str) -> str | None:
    """Return why the event's person may do nothing that changes what the company keeps, or None where they may.

    A person whom nobody introduced counts as external.
    """
    person = snapshot.person
    if person is None:
        return f"nobody has said who {by} is, and only people of the company may do this; ask one of them"
    if person.bot or not person.active:
        return f"{by} is {'a bot' if person.bot else 'no longer active'}, and only people of the company may do this"
    if not person.external and not person.guest:
        return None
    return f"{by} is external, and only people of the company may do this; ask one of them"


def refusal(behaviour: str, why: str) -> Decision:
    """Return the decision that a person may not do what they asked for."""
    return because(behaviour, Why.NOT_ALLOWED, why)


def why_no_name(name: str) -> str | None:
    """Return why something cannot be called so, or None where it can."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        return f"a name has from 1 to {LONGEST_NAME} characters that can be seen, on one line"
    return None


def no_alert(behaviour: str, alert: str) -> Decision:
    """Return the decision that there is no such alert."""
    return impossible(behaviour, f"there is no alert {alert}; `ratchet alert list` shows those that there are")


def no_team(snapshot: Snapshot, behaviour: str, team: str) -> Decision:
    """Return the decision that there is no such team, with the one that may be meant."""
    teams = snapshot.directory.teams.values()
    return impossible(behaviour, nothing_called("team", team, (name for one in teams for name in names_of(one))))


def no_service(snapshot: Snapshot, behaviour: str, service: str) -> Decision:
    """Return the decision that there is no such service, with the one that may be meant."""
    services = snapshot.directory.services.values()
    names = (name for one in services for name in (one.name, one.key, *one.aliases))
    return impossible(behaviour, nothing_called("service", service, names))


def names_of(team: Team) -> tuple[str, ...]:
    """Return all that a team is and was called, its present name first, and its id."""
    return (*(one.name for one in reversed(team.names)), team.id)


def nothing_called(what: str, wanted: str, names: Iterable[str]) -> str:
    """Return that nothing is called so, with what may be meant, and where to look."""
    meant = nearest(wanted, names)
    near = "" if meant is None else f"did you mean '{meant}'? "
    return f"there is no {what} '{wanted}'; {near}`ratchet {what} list` shows those that there are"


def impossible(behaviour: str, why: str) -> Decision:
    """Return the decision that what was asked for makes no sense; `why` says what to do instead."""
    return because(behaviour, Why.IMPOSSIBLE, why)
