"""Channels: what each is for, whose it is, what ratchet may do there, and what it saw."""

from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import Channel, HelpState, IncidentState, OwnedKind
from ratchet_core.domain.policy import MODES, ChannelPolicy, Mode, Purpose
from ratchet_core.queries.channels import channel_details
from ratchet_core.queries.incidents import incidents
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.reports import ChannelCounts, channel_counts
from ratchet_core.rules.owning import owner_called

from ratchet_web.asked import Asked, Listed, NotThereError, by_name, first_of
from ratchet_web.links import Link, Names
from ratchet_web.page import Page, over
from ratchet_web.pages.incidents import IncidentLine, incident_line, incident_table
from ratchet_web.pages.spans import Span, owners, spans
from ratchet_web.pieces import Column, count, facts, more, part, place, rest, said, state, table, to, when
from ratchet_web.times import moment, moment_or_none

_SHOWN: Final = 10
_COUNTED: Final = 30 * DAY
"""What came up so long ago is counted on the page of its channel alone."""
_DOES: Final = {
    "incidents": "follows alerts as incidents",
    "cards": "keeps a card in each alert's thread",
    "notifications": "keeps what bots post about services",
    "help_requests": "follows questions to their end",
    "answers": "points out earlier answers",
    "reminders": "reminds owners of questions",
    "drafts": "drafts runbooks from threads",
}


@frozen
class Behaviour:
    """A behaviour of ratchet's, and how far it goes."""

    behaviour: str
    mode: Mode


def _modes(policy: ChannelPolicy) -> tuple[Behaviour, ...]:
    return tuple(Behaviour(name, getattr(policy, name)) for name in MODES)


@frozen
class ChannelLine:
    """A channel as a list tells of it: how far each behaviour goes there, and what came up within 30 days."""

    channel: Link
    id: str
    purpose: Purpose
    owner: str | None
    joined: bool
    modes: tuple[Behaviour, ...]
    incidents: int
    open_incidents: int
    requests: int
    open_requests: int
    deploys: int
    notices: int


def _channel_line(names: Names, one: ChannelCounts) -> ChannelLine:
    channel = one.channel
    return ChannelLine(
        channel=names.channel(channel.id),
        id=channel.id,
        purpose=one.purpose,
        owner=owner_called(names.directory, channel.id, None),
        joined=channel.joined,
        modes=_modes(names.directory.place(channel.id)),
        incidents=one.incidents.opened,
        open_incidents=one.incidents.open,
        requests=one.requests.opened,
        open_requests=one.requests.unanswered,
        deploys=one.deploys,
        notices=one.notices,
    )


@frozen
class Channels:
    """Channels, by name."""

    channels: Listed[ChannelLine]


def _channels(reader: Reader, asked: Asked) -> Channels:
    names = Names(reader.directory())
    listed = asked.listed(
        channel_counts(reader, asked.now - _COUNTED), lambda one: by_name(one.channel.name, one.channel.id)
    )
    return Channels(listed.told(lambda counts: _channel_line(names, counts)))


def _channels_body(view: Channels, _now: datetime) -> Node:
    columns: tuple[Column[ChannelLine], ...] = (
        Column("Channel", lambda one: [to(one.channel), not one.joined and [" ", state("not joined")]]),
        Column("For", lambda one: str(one.purpose)),
        Column("Owner", lambda one: _named(one.owner)),
        Column("ratchet may", lambda one: _modes_in_short(one.modes)),
        Column("Incidents", lambda one: _with_open(one.incidents, one.open_incidents), figure=True),
        Column("Questions", lambda one: _with_open(one.requests, one.open_requests), figure=True),
        Column("Deploys", lambda one: count(one.deploys), figure=True),
        Column("Other notices", lambda one: count(one.notices), figure=True),
    )
    return [
        table(
            "Channels, by name, with what came up within the last 30 days",
            columns,
            view.channels.items,
            "No channel is known yet.",
        ),
        more(view.channels, "channel"),
    ]


def _named(name: str | None) -> Node:
    return h.span(".nothing")["nobody recorded"] if name is None else said(name)


def _with_open(number: int, waiting: int) -> Node:
    return [count(number), waiting > 0 and [" ", h.span(".state.is-open")[f"{waiting:,} open"]]]


def _modes_in_short(modes: tuple[Behaviour, ...]) -> Node:
    """Return which behaviours are live, and which decide in shadow."""
    by_mode = [
        (mode, [one.behaviour.replace("_", " ") for one in modes if one.mode is mode])
        for mode in (Mode.LIVE, Mode.SHADOW)
    ]
    shown = [h.div[state(mode), " ", ", ".join(names)] for mode, names in by_mode if names]
    return shown or state(Mode.OFF)


@frozen
class ChannelPage:
    """One channel with all that belongs to it now."""

    channel: Link
    id: str
    purpose: Purpose
    owner: str | None
    service: Link | None
    private: bool
    joined: bool
    archived: bool
    shared: bool
    silent_because_shared: bool
    modes: tuple[Behaviour, ...]
    posts_per_minute: int
    set_by: Link | None
    set_at: datetime | None
    read_since: datetime | None
    heard_up_to: datetime | None
    owners: tuple[Span, ...]
    alerts: int
    incident_counts: dict[str, int]
    request_counts: dict[str, int]
    notices: int
    incidents: Listed[IncidentLine]


def _channel(reader: Reader, asked: Asked) -> ChannelPage:
    key, names = asked.parts["id"], Names(reader.directory())
    channel = names.directory.channels.get(key)
    if channel is None:
        raise NotThereError(f"There is no channel {key}. All that are known are under Channels.")
    return _page(reader, names, channel, asked.now)


def _page(reader: Reader, names: Names, channel: Channel, now: int) -> ChannelPage:
    directory, details = names.directory, channel_details(reader, channel.id)
    had = incidents(reader, channel=channel.id)
    told, heard = directory.settings.get(channel.id), directory.caught_up.get(channel.id)
    return ChannelPage(
        channel=names.channel(channel.id),
        id=channel.id,
        purpose=details.policy.purpose,
        owner=details.owner,
        service=names.service(details.policy.service),
        private=channel.private,
        joined=channel.joined,
        archived=channel.archived,
        shared=channel.shared,
        silent_because_shared=channel.is_hushed,
        modes=_modes(details.policy),
        posts_per_minute=details.policy.posts_per_minute,
        set_by=names.person(told.person) if told is not None else None,
        set_at=moment(told.at) if told is not None else None,
        read_since=moment_or_none(directory.readings.get(channel.id)),
        heard_up_to=moment(heard.until) if heard is not None else None,
        owners=owners(names, OwnedKind.CHANNEL, channel.id),
        alerts=details.alerts,
        incident_counts={each.value: details.incidents[each] for each in IncidentState},
        request_counts={each.value: details.requests[each] for each in HelpState},
        notices=details.notices,
        incidents=first_of(had, _SHOWN, lambda entry: incident_line(names, entry, now)),
    )


def _channel_body(view: ChannelPage, now: datetime) -> Node:
    return [
        h.p(".lead")[", ".join(_kinds(view))],
        view.silent_because_shared
        and h.p[
            "ratchet is silent here: the channel is shared with another company, and nobody agreed that it speaks."
        ],
        _facts(view, now),
        part(
            "What ratchet may do here",
            _mode_table(view.modes),
            h.p["Said by ", to(view.set_by), " ", when(view.set_at, now), "."]
            if view.set_by is not None
            else h.p(".empty")["As the policy says; nobody said otherwise in Slack."],
        ),
        part("Owners over time", spans(view.owners, "Nobody was ever recorded as its owner.")),
        part(
            "Incidents",
            incident_table("The latest incidents here", view.incidents.items, now, "There was no incident here."),
            rest(view.incidents, f"/incidents?channel={view.id}"),
            number=view.incidents.total,
        ),
        h.p[h.a(href=f"/help-requests?channel={view.id}")["Help requests of this channel"]],
    ]


def _facts(view: ChannelPage, now: datetime) -> Node:
    return facts(
        (
            ("For", str(view.purpose)),
            ("Owner", _named(view.owner)),
            ("Service by default", to(view.service)),
            ("Read since", when(view.read_since, now) or "nothing was read yet"),
            ("Heard up to", when(view.heard_up_to, now)),
            ("Posts a minute", f"at most {view.posts_per_minute:,}"),
            ("Alerts", f"{view.alerts:,}"),
            ("Incidents", _counted(view.incident_counts)),
            ("Help requests", _counted(view.request_counts)),
            ("Notices", f"{view.notices:,}"),
            ("Id", place(view.id)),
        )
    )


def _kinds(view: ChannelPage) -> list[str]:
    return [
        "private" if view.private else "public",
        "joined" if view.joined else "not joined",
        *(("archived",) if view.archived else ()),
        *(("shared with another company",) if view.shared else ()),
    ]


def _counted(counts: dict[str, int]) -> Node:
    parts = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    return f"{sum(counts.values()):,}{f' ({parts})' if parts else ''}"


def _mode_table(modes: tuple[Behaviour, ...]) -> Node:
    columns: tuple[Column[Behaviour], ...] = (
        Column("Behaviour", lambda one: one.behaviour.replace("_", " ")),
        Column("Mode", lambda one: state(one.mode)),
        Column("What it does", lambda one: _DOES.get(one.behaviour, "")),
    )
    return table("live speaks; shadow decides and records, and says nothing", columns, modes, "")


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/channels", "/channels", over(_channels), lambda _: "Channels", _channels_body, ("limit", "before")),
    Page("/channels/{id}", "/channels", over(_channel), lambda view: view.channel.text, _channel_body),
)
