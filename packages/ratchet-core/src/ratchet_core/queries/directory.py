"""Who and what there is: the small part of what is remembered, as one value that answers for every row of a list."""

from collections.abc import Mapping

from attrs import frozen

from ratchet_core.domain import Channel, Membership, Merge, OwnedKind, Ownership, Person, Service, Team
from ratchet_core.instants import Instant
from ratchet_core.policy import ChannelPolicy, Policy
from ratchet_core.queries.reader import Reader


@frozen
class Directory:
    """Channels, people, teams and services under their keys, with who owned what and who was where, as known `now`.

    Memberships are kept by person, owners by what they own; the merges are those of the teams and of the services.
    """

    now: Instant
    policy: Policy
    channels: Mapping[str, Channel]
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    services: Mapping[str, Service]
    owners: Mapping[tuple[OwnedKind, str], tuple[Ownership, ...]]
    memberships: Mapping[str, tuple[Membership, ...]]
    team_merges: Mapping[str, tuple[Merge, ...]]
    service_merges: Mapping[str, tuple[Merge, ...]]

    def policy_in(self, channel: str) -> ChannelPolicy:
        """Return what ratchet may do in a channel, also in one that was never seen."""
        known = self.channels.get(channel)
        return self.policy.for_channel(channel, known.name if known is not None else "")


def directory_of(reader: Reader) -> Directory:
    """Return the directory as it is now."""
    teams, services = reader.teams(), reader.services()
    return Directory(
        now=reader.now(),
        policy=reader.policy(),
        channels={one.id: one for one in reader.channels()},
        people={one.id: one for one in reader.people()},
        teams={one.id: one for one in teams},
        services={one.key: one for one in services},
        owners=_by_owned(reader),
        memberships=_by_person(reader),
        team_merges={one.id: one.merges for one in teams if one.merges},
        service_merges={one.key: one.merges for one in services if one.merges},
    )


def _by_owned(reader: Reader) -> dict[tuple[OwnedKind, str], tuple[Ownership, ...]]:
    found: dict[tuple[OwnedKind, str], tuple[Ownership, ...]] = {}
    for one in reader.owners():
        found[one.kind, one.owned] = (*found.get((one.kind, one.owned), ()), one)
    return found


def _by_person(reader: Reader) -> dict[str, tuple[Membership, ...]]:
    found: dict[str, tuple[Membership, ...]] = {}
    for one in reader.memberships():
        found[one.person] = (*found.get(one.person, ()), one)
    return found
