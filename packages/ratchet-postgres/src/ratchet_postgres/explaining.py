"""How one decision came about, and what followed from it, from what is kept: events, reasons, and keys of actions.

The words of an action are found in its outcome, which carries it, or in the outbox as long as it waits there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import field, frozen
from psycopg import AsyncConnection
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.ids import outcomes_of
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import Event

from ratchet_postgres.decided import Kept, kept_of, reasons_of
from ratchet_postgres.generated import explaining as queries
from ratchet_postgres.generated import watching
from ratchet_postgres.looking import settled_by, still_to_do

MOST: Final = 1_000
"""No more steps are followed from one event."""

_LAST: Final = 2**62
"""Later than any turn."""


@frozen
class Step:
    """An event, and what was decided of it.

    Attributes:
        id: The event's id.
        at: When it happened.
        kind: Which kind of event it is; empty where that is not kept.
        channel: The channel that it is about; None where it is about none, or that is not kept.
        event: The event; None where its words are not kept, or cannot be read any more.
        kept: What is kept of the decision; None while it waits, and where nothing is kept any more.
        waits: Whether it is not decided yet.
        parked: Why it could not be decided; None where it could.
        actions: The actions that it asked for, by their keys, as far as their words are kept.
    """

    id: str
    at: int
    kind: str
    channel: str | None
    event: Event | None
    kept: Kept | None
    waits: bool = False
    parked: str | None = None
    actions: Mapping[str, Action] = field(factory=dict)


async def steps_of(conn: AsyncConnection[Any], event: str, most: int = MOST) -> list[Step]:
    """Return the event with an id, and what followed from it, in the order of deciding."""
    return await _followed(conn, await queries.told_under(conn, events=[event]), most)


async def steps_about(conn: AsyncConnection[Any], message: str, ts: str) -> list[Step]:
    """Return what was told of a message under its id, and what followed, in the order of deciding."""
    told = await queries.told_about(conn, message=message)
    return await _followed(conn, [row for row in told if _is_about(row, message, ts)])


async def latest_with(conn: AsyncConnection[Any], why: Why, most: int) -> list[tuple[Event, tuple[Reason, ...]]]:
    """Return the latest events that were decided for a reason, with all reasons, as far as their words are kept.

    The latest one comes last.
    """
    rows = await watching.latest_decisions(conn, before=_LAST, channel=None, behaviour=None, why=why.value, most=most)
    told = await queries.told_under(conn, events=[row.event for row in rows])
    events = {row.event: _event(row.event_told) for row in told}
    return [(event, reasons_of(row.reasons)) for row in reversed(rows) if (event := events.get(row.event)) is not None]


def _is_about(row: queries.ToldAboutRow, message: str, ts: str) -> bool:
    """Say whether an event is the message, or concerns it: outcomes go on from its id too."""
    return row.event == message or (isinstance(row.event_told, dict) and row.event_told.get("ts") == ts)


_Row: TypeAlias = queries.ToldUnderRow | queries.ToldAboutRow


async def _followed(conn: AsyncConnection[Any], begins: Sequence[_Row], most: int = MOST) -> list[Step]:
    """Return events with the outcomes of what they asked for, and of what those asked for."""
    found: dict[str, Step] = {}
    rows: Sequence[_Row] = begins
    while rows and len(found) < most:
        kept = {one.event: one for one in await queries.decided_of(conn, events=[row.event for row in rows])}
        found |= {row.event: _step(row, kept.get(row.event)) for row in rows}
        asked = [key for row in rows if row.event in kept for key in kept[row.event].actions]
        outcomes = [outcome for key in asked for outcome in outcomes_of(key)]
        rows = [one for one in await queries.told_under(conn, events=outcomes) if one.event not in found]
    return await _with_actions(conn, list(found.values()))


def _step(row: _Row, kept: queries.DecidedOfRow | None) -> Step:
    decision = None if kept is None else kept_of(kept)
    waits = row.turn is None and row.parked is None
    return Step(row.event, row.at, row.kind, row.channel or None, _event(row.event_told), decision, waits, row.parked)


def _event(told: Any) -> Event | None:  # noqa: ANN401 - what json holds
    try:
        event: Event | None = None if told is None else converter().structure(told, Event)
    except Exception:  # noqa: BLE001 - whatever an older version told, the reasons are shown
        return None
    return event


async def _with_actions(conn: AsyncConnection[Any], steps: Sequence[Step]) -> list[Step]:
    """Return steps with the actions that they asked for, in the order of deciding; what waits comes last."""
    settled = settled_by(step.event for step in steps)
    waiting = await still_to_do(conn, [key for key in _asked(steps) if key not in settled])
    whole = [_with(step, settled | waiting) for step in steps]
    return sorted(whole, key=lambda one: (one.kept is None, one.kept.turn if one.kept is not None else 0))


def _asked(steps: Iterable[Step]) -> list[str]:
    return [key for one in steps if one.kept is not None for key in (*one.kept.actions, *one.kept.withheld)]


def _with(step: Step, actions: Mapping[str, Action]) -> Step:
    return evolve(step, actions={key: actions[key] for key in _asked([step]) if key in actions})
