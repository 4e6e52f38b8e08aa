"""Finds in an export the channels and people that options and files name, and tells of names that it lacks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs
from ratchet_core.basis.likeness import nearest
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.rules.owning import team_named
from ratchet_core.settings.organisation_file import said_of
from ratchet_core.vocabulary.events import Event, MemberJoined, MemberLeft, OwnerChanged, PersonSeen
from ratchet_slack.export import Export, ExportChannel

from ratchet_cli.errors import UnusableInputError

_NAMES_SHOWN = 20


def channels_called(channels: Sequence[ExportChannel], wanted: str) -> list[ExportChannel]:
    """Return the channels that an id, or a name in any case, stands for."""
    name = wanted.removeprefix("#")
    by_id = [one for one in channels if one.id == name]
    return by_id or [one for one in channels if one.name.casefold() == name.casefold()]


def no_channel(wanted: str, names: Iterable[str]) -> str:
    """Return that there is no such channel, with the one that may be meant, or else those that there are."""
    known = sorted(names)
    meant = nearest(wanted.removeprefix("#"), known)
    if meant is not None:
        return f"the export has no such channel; did you mean {meant}?"
    more = ", ..." if len(known) > _NAMES_SHOWN else ""
    return f"the export has no such channel; it has {', '.join(known[:_NAMES_SHOWN])}{more}."


class Known:
    """The names that an export has, each with the ids that it stands for."""

    def __init__(self, export: Export) -> None:
        """Look the names up; of people with one name, those whose accounts are in use come before all others."""
        self._channels = export.channels
        self._ids = {person.id for person in export.people}
        self._people: dict[str, list[str]] = {}
        active = {person.id for person in export.people if not person.bot and not person.deleted}
        for person in export.people:
            self._people.setdefault(person.name.casefold(), []).append(person.id)
        for name, ids in self._people.items():
            self._people[name] = [one for one in ids if one in active] or ids
        self._names = [person.name for person in export.people if person.name]

    def strangers_in(self, path: Path, policy: Policy) -> list[str]:
        """Return a warning for each channel and admin of a policy whom the export lacks, or who is named twice."""
        known = {one.id for one in self._channels} | {one.name for one in self._channels}
        missing = [name for name in policy.channels if name not in known]
        twice = [one for one in self._channels if one.id != one.name and {one.id, one.name} <= policy.channels.keys()]
        return [
            *(f"{path}: {one.id} is {one.name}, and only what is written for {one.name} holds." for one in twice),
            *(f"{path}: the export has no channel {name}; what is written for it does nothing." for name in missing),
            *(self._no_admin(path, one) for one in policy.admins if one not in self._ids),
        ]

    def _no_admin(self, path: Path, admin: str) -> str:
        ids = self._people.get(admin.casefold(), [])
        remedy = f"write {' or '.join(ids)} for {admin}" if ids else "whoever it names is no admin"
        return f"{path}: the export has nobody with the id {admin}, and admins are named by their ids; {remedy}."

    def by_id(self, path: Path, text: str, events: Iterable[Event], warnings: list[str]) -> tuple[Event, ...]:
        """Return an organisation's events with channels and people under their ids; warn of those that are unknown.

        Raises:
            UnusableInputError: If a channel, or a member of a team, is named in two ways, or several people are called
                as one of them is named.
        """
        called: dict[tuple[str, str], str] = {}
        found: list[Event] = []

        def once(event: Event, where: str, one: str, name: str, what: str) -> None:
            other = called.setdefault((where, one), name)
            if other != name:
                message = f"{other} and {name} are one {what}; write only one of them."
                raise UnusableInputError(f"{path}: {said_of(event, text, message)}")

        for event in events:
            match event:
                case OwnerChanged(kind=OwnedKind.CHANNEL, owned=name):
                    channel = self._channel(path, name, warnings)
                    once(event, "", channel, name, "channel")
                    found.append(attrs.evolve(event, owned=channel))
                case PersonSeen(person=name):
                    found.append(attrs.evolve(event, person=self._person(path, text, event, name, warnings)))
                case MemberJoined(person=name, team=team) | MemberLeft(person=name, team=team):
                    person = self._person(path, text, event, name, warnings)
                    once(event, team, person, name, "person")
                    found.append(attrs.evolve(event, person=person))
                case _:
                    found.append(event)
        return tuple(found)

    def _channel(self, path: Path, name: str, warnings: list[str]) -> str:
        channels = channels_called(self._channels, name)
        if channels:
            return channels[0].id
        bare = name.removeprefix("#")
        _warn(warnings, f"{path}: the export has no channel {bare}.", bare, (one.name for one in self._channels))
        return bare

    def _person(self, path: Path, text: str, event: Event, name: str, warnings: list[str]) -> str:
        if name in self._ids:
            return name
        ids = self._people.get(name.casefold(), [])
        if len(ids) > 1:
            message = f"{len(ids)} people are called {name}; write the id of one: {', '.join(sorted(ids))}."
            raise UnusableInputError(f"{path}: {said_of(event, text, message)}")
        if ids:
            return ids[0]
        _warn(warnings, f"{path}: the export has nobody called {name}.", name, self._names)
        return name


def _warn(warnings: list[str], warning: str, name: str, names: Iterable[str]) -> None:
    meant = nearest(name, names)
    said = warning if meant is None else f"{warning} Did you mean {meant}?"
    if said not in warnings:
        warnings.append(said)


def teams_missing(path: Path, policy: Policy, directory: Directory) -> list[str]:
    """Return a warning for each team to which a policy gives something, and that an organisation does not have."""
    given = {one.team: None for one in (policy.default, *policy.channels.values()) if one.team is not None}
    return [
        f"{path}: the organisation has no team {team}; what is given to it belongs to nobody."
        for team in given
        if team_named(directory, team) is None
    ]
