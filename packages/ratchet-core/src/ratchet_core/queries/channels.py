"""Channels: who owns one, what ratchet may do there, and how much came up."""

from collections import Counter

from attrs import frozen

from ratchet_core.domain import Channel, HelpState, IncidentState
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import owner_called


def channels(directory: Directory) -> list[Channel]:
    """Return the channels, by name."""
    return sorted(directory.channels.values(), key=lambda one: (one.name, one.id))


@frozen
class ChannelDetails:
    """What belongs to a channel now: its owner's name, what ratchet may do there, and how much came up there."""

    owner: str | None
    policy: ChannelPolicy
    alerts: int
    incidents: Counter[IncidentState]
    requests: Counter[HelpState]
    notices: int


def channel_details(reader: Reader, channel: str) -> ChannelDetails:
    """Return what belongs to a channel now."""
    directory, incidents = reader.directory(), reader.incidents(channel)
    return ChannelDetails(
        owner=owner_called(directory, channel, None),
        policy=directory.place(channel),
        alerts=len({one.alert for one in incidents}),
        incidents=Counter(one.state for one in incidents),
        requests=Counter(one.state for one in requests(reader, channel)),
        notices=len(reader.notifications(channel)),
    )
