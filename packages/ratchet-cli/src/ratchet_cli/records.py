"""Finds in a saved state what a person names on the command line; says what is there when a name stands for nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from ratchet_core.domain import (
    Alert,
    Channel,
    HelpRequest,
    Incident,
    MessageRef,
    Notification,
    Person,
    Service,
    Team,
    service_key,
)
from ratchet_core.instants import Instant
from ratchet_core.memory import World
from ratchet_core.requests import head_of

from ratchet_cli.errors import UnusableInputError

_Record = TypeVar("_Record")
_SHOWN = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[0-9]{1,9}")


def moment_of(text: str) -> Instant:
    """Return the moment that a person wrote, as `2026-01-31` or `2026-01-31T14:30`, in UTC where no offset is given.

    Raises:
        UnusableInputError: If it is not a moment.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableInputError(f"{text}: this is no moment; write it as 2026-01-31 or 2026-01-31T14:30.") from None
    try:
        return (_aware(moment) - _EPOCH) // timedelta(microseconds=1)
    except OverflowError:
        raise UnusableInputError(f"{text}: this moment lies beyond the calendar.") from None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def found(what: str, wanted: str, known: Iterable[tuple[_Record, tuple[str, ...]]]) -> _Record:
    """Return the one record that has a name, or whose name alone begins so.

    Raises:
        UnusableInputError: If there is none, or more than one; names those that there are.
    """
    records = list(known)
    name = wanted.casefold().lstrip("#@")
    exact = [record for record, names in records if name in map(str.casefold, names)]
    begun = exact or [record for record, names in records if any(one.casefold().startswith(name) for one in names)]
    if len(begun) == 1:
        return begun[0]
    shown = _listed([names for record, names in records if not begun or record in begun])
    if begun:
        raise UnusableInputError(f"{wanted}: more than one {what} is called so: {shown}. Write more of it, or the id.")
    raise UnusableInputError(f"{wanted}: there is no such {what}; there are {shown or 'none'}.")


def _listed(known: list[tuple[str, ...]]) -> str:
    """Return what records are called, with the ids of those that are called the same."""
    called = Counter(names[-1] for names in known)
    told = (names[-1] if called[names[-1]] == 1 else f"{names[-1]} ({names[0]})" for names in known)
    return ", ".join(sorted(told)[:_SHOWN]) + (", ..." if len(known) > _SHOWN else "")


def person_of(world: World, wanted: str) -> Person:
    """Return the person of an id or a name; an id that was never seen stands for itself."""
    if wanted in world.memberships and wanted not in world.people:
        return Person(wanted, wanted)
    return found("person", wanted, ((one, (one.id, one.name)) for one in world.people.values()))


def anybody_of(world: World, wanted: str) -> Person:
    """Return the person of an id or a name, also one of whom nothing is known but what they wrote."""
    wrote = {one.asker for one in world.requests.values()}
    wrote |= {one.person for kept in (*world.notes.values(), *world.replies.values()) for one in kept}
    if wanted in wrote and wanted not in world.people:
        return Person(wanted, wanted)
    return person_of(world, wanted)


def team_of(world: World, wanted: str) -> Team:
    """Return the team of an id or of a name that it ever had."""
    return found("team", wanted, ((one, (*(name.name for name in one.names), one.id)) for one in world.teams.values()))


def channel_of(world: World, wanted: str) -> Channel:
    """Return the channel of a name or an id."""
    return found("channel", wanted, ((one, (one.id, one.name)) for one in world.channels.values()))


def service_of(world: World, wanted: str) -> Service:
    """Return the service of a key, a name or an alias."""
    key = service_key(wanted)
    services: Mapping[str, Service] = world.services
    known = ((one, (*map(service_key, one.aliases), service_key(one.name), one.key)) for one in services.values())
    return found("service", key, known)


def alert_of(world: World, wanted: str) -> Alert:
    """Return the alert of a fingerprint, of a name, or of `SERVICE/NAME` where services share the name."""
    return _alert_among(world.alerts.values(), wanted)


def _alert_among(alerts: Iterable[Alert], wanted: str) -> Alert:
    known = ((one, (one.fingerprint, one.name, f"{one.service or ''}/{one.name}")) for one in alerts)
    return found("alert", wanted, known)


def incident_of(world: World, wanted: str) -> Incident:
    """Return the incident written as `CHANNEL/ALERT/NUMBER`."""
    parts = wanted.rsplit("/", 1)
    place, _, alert = parts[0].partition("/")
    if len(parts) != 2 or not alert or not _NUMBER.fullmatch(parts[1]):  # noqa: PLR2004 - what stands before and after a slash
        raise UnusableInputError(f"{wanted}: this names no incident; write CHANNEL/ALERT/NUMBER.")
    channel = channel_of(world, place)
    heard = {key for where, key, _ in world.incidents if where == channel.id}
    known = _alert_among((world.alerts[key] for key in sorted(heard) if key in world.alerts), alert)
    incident = world.incidents.get((channel.id, known.fingerprint, int(parts[1])))
    if incident is None:
        had = sum((where, key) == (channel.id, known.fingerprint) for where, key, _ in world.incidents)
        raise UnusableInputError(f"{wanted}: there is no such incident; the alert had {had} there.")
    return incident


def request_of(world: World, wanted: str) -> HelpRequest:
    """Return the help request of which a question is written as `CHANNEL/TS`, under its first one.

    That is how events, ids and listings name it; the core takes any of its questions for the whole.
    """
    found = world.requests.get(_message_of(world, wanted, "help request"))
    if found is None:
        raise UnusableInputError(f"{wanted}: there is no help request; `ratchet help list` shows those that there are.")
    return head_of(found, world.requests)


def notice_of(world: World, wanted: str) -> Notification:
    """Return the notice that is written as `CHANNEL/TS`."""
    found = world.notifications.get(_message_of(world, wanted, "notice"))
    if found is None:
        known = "`ratchet notification list` shows those that there are"
        raise UnusableInputError(f"{wanted}: there is no notice; {known}.")
    return found


def _message_of(world: World, wanted: str, what: str) -> MessageRef:
    place, _, ts = wanted.rpartition("/")
    if not place or not ts.replace(".", "", 1).isdigit():
        raise UnusableInputError(f"{wanted}: this names no {what}; write CHANNEL/TS, such as help/1709543171.993908.")
    return MessageRef(channel_of(world, place).id, ts)
