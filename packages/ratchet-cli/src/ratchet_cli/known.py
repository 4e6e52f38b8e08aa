"""Finds in an export the channels and people that a policy or an organisation names, and tells of names it lacks."""

from collections.abc import Iterable
from pathlib import Path

import attrs
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.policy import Policy
from ratchet_core.settings.organisation_file import said_of
from ratchet_core.vocabulary.events import Event, MemberJoined, MemberLeft, OwnerChanged, PersonSeen
from ratchet_slack.export import Export

from ratchet_cli.errors import UnusableInputError


class Known:
    """The names that an export has, each with the id that it stands for."""

    def __init__(self, export: Export) -> None:
        """Look the names up."""
        self._channels = {channel.id: channel.id for channel in export.channels}
        self._channels |= {channel.name: channel.id for channel in export.channels}
        self._people = {person.name: person.id for person in export.people}
        self._people |= {person.id: person.id for person in export.people}

    def strangers_in(self, path: Path, policy: Policy) -> list[str]:
        """Return a warning for each channel of a policy that the export does not have."""
        missing = (name for name in policy.channels if name not in self._channels)
        return [f"{path}: the export has no channel {name}; what is written for it does nothing." for name in missing]

    def by_id(self, path: Path, text: str, events: Iterable[Event], warnings: list[str]) -> tuple[Event, ...]:
        """Return an organisation's events with channels and people under their ids; warn of those that are unknown.

        Raises:
            UnusableInputError: If a channel is named in two ways.
        """
        called: dict[str, str] = {}
        found: list[Event] = []
        for event in events:
            match event:
                case OwnerChanged(kind=OwnedKind.CHANNEL, owned=name):
                    channel = self._id(
                        name.removeprefix("#"), self._channels, f"{path}: the export has no channel", warnings
                    )
                    if called.setdefault(channel, name) != name:
                        other = called[channel]
                        message = f"{other} and {name} are one channel; write it only once."
                        raise UnusableInputError(f"{path}: {said_of(event, text, message)}")
                    found.append(attrs.evolve(event, owned=channel))
                case PersonSeen(person=name) | MemberJoined(person=name) | MemberLeft(person=name):
                    person = self._id(name, self._people, f"{path}: the export has nobody called", warnings)
                    found.append(attrs.evolve(event, person=person))
                case _:
                    found.append(event)
        return tuple(found)

    def _id(self, name: str, ids: dict[str, str], missing: str, warnings: list[str]) -> str:
        if name not in ids and (warning := f"{missing} {name}.") not in warnings:
            warnings.append(warning)
        return ids.get(name, name)
