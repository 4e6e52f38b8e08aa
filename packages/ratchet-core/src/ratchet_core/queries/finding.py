"""Finds what a person names: by an id, by a name, or by the beginning of one that nothing else shares."""

from collections.abc import Iterable
from typing import TypeVar

from ratchet_core.domain import Alert, Channel, Person, Service, Team, service_key
from ratchet_core.queries.errors import AmbiguousError, Names, NotFoundError
from ratchet_core.queries.reader import Reader

_Record = TypeVar("_Record")


def found(what: str, wanted: str, known: Iterable[tuple[_Record, Names]]) -> _Record:
    """Return the one record that has a name, or whose name alone begins so.

    Raises:
        NotFoundError: If there is none.
        AmbiguousError: If there is more than one.
    """
    records = list(known)
    name = wanted.casefold().lstrip("#@")
    exact = [one for one in records if name in map(str.casefold, one[1])]
    begun = exact or [one for one in records if any(called.casefold().startswith(name) for called in one[1])]
    match begun:
        case [(record, _)]:
            return record
        case []:
            raise NotFoundError(what, wanted, (names for _, names in records))
        case _:
            raise AmbiguousError(what, wanted, (names for _, names in begun))


def channel_named(reader: Reader, wanted: str) -> Channel:
    """Return the channel of a name or an id."""
    return found("channel", wanted, ((one, (one.id, one.name)) for one in reader.directory().channels.values()))


def person_named(reader: Reader, wanted: str) -> Person:
    """Return the person of an id or a name; the id of a member who was never seen stands for itself."""
    directory = reader.directory()
    if wanted not in directory.people and directory.memberships(wanted):
        return Person(wanted, wanted, external=True)
    return found("person", wanted, ((one, (one.id, one.name)) for one in directory.people.values()))


def anybody_named(reader: Reader, wanted: str) -> Person:
    """Return the person of an id or a name, also one of whom nothing is known but what they wrote."""
    if reader.messages_of(wanted) and wanted not in reader.directory().people:
        return Person(wanted, wanted, external=True)
    return person_named(reader, wanted)


def team_named(reader: Reader, wanted: str) -> Team:
    """Return the team of an id or of a name that it ever had."""
    teams = reader.directory().teams.values()
    return found("team", wanted, ((one, (*(name.name for name in one.names), one.id)) for one in teams))


def service_named(reader: Reader, wanted: str) -> Service:
    """Return the service of a key, a name or an alias."""
    services = reader.directory().services.values()
    known = ((one, (*map(service_key, one.aliases), service_key(one.name), one.key)) for one in services)
    return found("service", service_key(wanted), known)


def alert_named(reader: Reader, wanted: str, channel: str | None = None) -> Alert:
    """Return the alert of a fingerprint, of a name, or of `SERVICE/NAME` where services share the name.

    With a channel, only of those that had incidents there.
    """
    heard = None if channel is None else {one.alert for one in reader.incidents(channel)}
    alerts = (one for one in reader.alerts() if heard is None or one.fingerprint in heard)
    known = ((one, (one.fingerprint, one.name, f"{one.service or ''}/{one.name}")) for one in alerts)
    return found("alert", wanted, known)
