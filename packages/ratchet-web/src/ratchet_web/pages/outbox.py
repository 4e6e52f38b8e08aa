"""The outbox: what is still to be done in each lane, since when, and what was set aside and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.ports import SetAside
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.watching import Condition, Waiting
from ratchet_core.vocabulary.actions import Action, Lane, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.rendering import plain_text

from ratchet_web.asked import Asked, Listed
from ratchet_web.links import Link, Names
from ratchet_web.page import Page
from ratchet_web.pages.now import AsideAction, HealthLine, LaneLine, aside_action, aside_table, health, health_line
from ratchet_web.pieces import Column, count, narrowed, part, place, quoted, state, table, to, when
from ratchet_web.ports import Sources
from ratchet_web.times import moment, moment_or_none


@frozen
class ActionShown:
    """An action as pages tell of it; `words` is what it says to people, and `at` when an alarm rings."""

    key: str
    action: str
    behaviour: str
    channel: Link | None
    words: str | None
    at: datetime | None


def action_shown(names: Names, one: Action) -> ActionShown:
    """Return an action."""
    channel = getattr(one, "channel", None)
    return ActionShown(
        key=one.key,
        action=type(one).__name__,
        behaviour=one.behaviour,
        channel=names.channel(channel) if channel else None,
        words=plain_text(one.body, names.directory.name_of) if isinstance(one, PostMessage | UpdateMessage) else None,
        at=moment(one.at) if isinstance(one, WakeMe) else None,
    )


@frozen
class WaitingAction:
    """An action that is still to be done."""

    action: ActionShown
    since: datetime | None
    not_before: datetime | None
    attempts: int


@frozen
class LaneWaiting:
    """The first actions of a lane."""

    lane: Lane
    waiting: Listed[WaitingAction]


@frozen
class OutboxPage:
    """What is still to be done, and what was set aside."""

    health: HealthLine
    only: dict[str, str]
    aside: Listed[AsideAction]
    lanes: tuple[LaneWaiting, ...]


async def _outbox(sources: Sources, asked: Asked) -> OutboxPage:
    lane, limit = asked.choice("lane", Lane), asked.limit
    lanes = tuple(Lane) if lane is None else (lane,)
    condition = await sources.health.condition(asked.now)
    aside = await sources.outgoing.aside(limit)
    waiting = {one: await sources.outgoing.waiting(one, limit) for one in lanes}
    return await sources.readings.read(lambda reader: _page(reader, asked, condition, aside, waiting))


def _page(
    reader: Reader,
    asked: Asked,
    condition: Condition,
    aside: Sequence[SetAside],
    waiting: Mapping[Lane, Sequence[Waiting]],
) -> OutboxPage:
    names = Names(reader.directory())
    depths = {one.lane: one.waiting + one.later for one in condition.outbox}
    return OutboxPage(
        health=health_line(condition),
        only=asked.only("lane"),
        aside=Listed(tuple(aside_action(names, one) for one in aside), sum(one.aside for one in condition.outbox)),
        lanes=tuple(
            LaneWaiting(lane, Listed(tuple(_waiting(names, one) for one in known), depths.get(lane, len(known))))
            for lane, known in waiting.items()
        ),
    )


def _waiting(names: Names, one: Waiting) -> WaitingAction:
    return WaitingAction(
        action_shown(names, one.action), moment_or_none(one.since), moment_or_none(one.not_before), one.attempts
    )


def _body(view: OutboxPage, now: datetime) -> Node:
    return [
        health(view.health, now),
        narrowed(view.only),
        part("Lanes", lane_table("What is still to be done, by lane", view.health.outbox, now)),
        part("Inbox", lane_table("What was heard and not yet decided", view.health.inbox, now)),
        part("Set aside", aside_table(view.aside.items), number=view.aside.total),
        [
            part(f"Lane {one.lane}", _waiting_table(one, now), number=one.waiting.total)
            for one in view.lanes
            if one.waiting.total
        ],
    ]


def lane_table(caption: str, lanes: tuple[LaneLine, ...], now: datetime) -> Node:
    """Return how much waits in each lane, as a table."""
    columns: tuple[Column[LaneLine], ...] = (
        Column("Lane", lambda one: one.lane),
        Column("Waiting", lambda one: count(one.waiting), figure=True),
        Column("The oldest since", lambda one: when(one.oldest, now)),
        Column("Set aside", lambda one: count(one.aside), figure=True),
        Column("Alarms to come", lambda one: count(one.later), figure=True),
    )
    return table(caption, columns, lanes, "Nothing is known of its lanes.")


def _waiting_table(lane: LaneWaiting, now: datetime) -> Node:
    columns: tuple[Column[WaitingAction], ...] = (
        Column("Action", lambda one: [one.action.action, " ", place(one.action.key)]),
        Column("For", lambda one: one.action.behaviour.replace("_", " ")),
        Column("Channel", lambda one: to(one.action.channel)),
        Column(
            "Says", lambda one: one.action.words is not None and h.details[h.summary["words"], quoted(one.action.words)]
        ),
        Column("Rings" if lane.lane is Lane.TIME else "Since", lambda one: when(one.action.at or one.since, now)),
        Column(
            "Tried",
            lambda one: [
                count(one.attempts),
                one.not_before is not None and [" ", state("put off"), " until ", when(one.not_before, now)],
            ],
        ),
    )
    shown, total = len(lane.waiting.items), lane.waiting.total or 0
    caption = f"The first {shown:,} of {total:,}" if shown < total else "In the order in which they will be offered"
    return table(caption, columns, lane.waiting.items, "Nothing is offered now.")


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/outbox", "/outbox", _outbox, lambda _: "Outbox", _body, ("lane", "limit")),
)
