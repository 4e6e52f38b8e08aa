"""Finds what a person names: by an id, by a name, or by the beginning of one that nothing else shares.

An id counts more than a name, so that nobody takes another's id as a name and stands in their way.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from ratchet_core.domain import Alert, Channel, Person, Service, Team, service_key
from ratchet_core.queries.errors import AmbiguousError, Names, NotFoundError
from ratchet_core.queries.reader import Reader

_Record = TypeVar("_Record")


def found(what: str, wanted: str, known: Iterable[tuple[_Record, str, Names]], *, whole: bool = False) -> _Record:
    """Return the one record that has an id or a name, or whose name alone begins so; an empty name is nobody's.

    With `whole`, the beginning of a name is not enough.

    Raises:
        NotFoundError: If there is none.
        AmbiguousError: If there is more than one.
    """
    records = list(known)
    bare = wanted.lstrip("#@")
    name = bare.casefold()
    ways: list[Callable[[str, Names], bool]] = [
        lambda key, _: key == bare,
        lambda key, _: key.casefold() == name,
        lambda _, names: name in map(str.casefold, names),
    ]
    if not whole:
        ways.append(lambda _, names: any(called.casefold().startswith(name) for called in names))
    for meant in ways if bare else ():
        matches = [(record, names) for record, key, names in records if meant(key, names)]
        if len(matches) == 1:
            return matches[0][0]
        if matches:
            raise AmbiguousError(what, wanted, (names for _, names in matches))
    raise NotFoundError(what, wanted, (names for _, _, names in records))


def channel_named(reader: Reader, wanted: str, *, whole: bool = False) -> Channel:
    """Return the channel of a name or an id."""
    channels = reader.directory().channels.values()
    return found("channel", wanted, ((one, one.id, (one.id, one.name)) for one in channels), whole=whole)


def person_named(reader: Reader, wanted: str, *, whole: bool = False) -> Person:
    """Return the person of an id or a name; the id of a member who was never seen stands for itself."""
    directory = reader.directory()
    if wanted not in directory.people and directory.memberships(wanted):
        return Person(wanted, wanted, external=True)
    people = directory.people.values()
    return found("person", wanted, ((one, one.id, (one.id, one.name)) for one in people), whole=whole)


def anybody_named(reader: Reader, wanted: str) -> Person:
    """Return the person of an id or a whole name, also one who was erased, or of whom only what they wrote is known."""
    directory = reader.directory()
    if wanted not in directory.people and (directory.is_erased(wanted) or reader.messages_of(wanted)):
        return Person(wanted, wanted, external=True)
    return person_named(reader, wanted, whole=True)


def team_named(reader: Reader, wanted: str) -> Team:
    """Return the team of an id or of a name that it ever had."""
    teams = reader.directory().teams.values()
    return found("team", wanted, ((one, one.id, (*(name.name for name in one.names), one.id)) for one in teams))


def service_named(reader: Reader, wanted: str) -> Service:
    """Return the service of a key, a name or an alias."""
    services = reader.directory().services.values()
    known = ((one, one.key, (*map(service_key, one.aliases), service_key(one.name), one.key)) for one in services)
    return found("service", service_key(wanted), known)


def bot_named(reader: Reader, wanted: str) -> str:
    """Return the id of a bot of which something was taught, or that was heard of."""
    directory = reader.directory()
    heard = {one.bot for channel in directory.channels for one in directory.traces_in(channel).values() if one.bot}
    bots = heard.union(one.bot for of_bot in directory.lessons.values() for one in of_bot.values())
    return found("bot", wanted, ((one, one, (one,)) for one in sorted(bots)))


def alert_named(reader: Reader, wanted: str, channel: str | None = None) -> Alert:
    """Return the alert of a fingerprint, of a name, or of `SERVICE/NAME` where services share the name.

    With a channel, only of those that had incidents there.
    """
    heard = None if channel is None else {one.alert for one in reader.incidents(channel)}
    alerts = (one for one in reader.alerts() if heard is None or one.fingerprint in heard)
    known = ((one, one.fingerprint, (one.fingerprint, one.name, f"{one.service or ''}/{one.name}")) for one in alerts)
    return found("alert", wanted, known)
