"""The table of behaviours: every behaviour has its line here, in the order in which they are asked."""

from functools import cache
from typing import Final

from attrs import frozen

from ratchet_core.behaviour import Behaviour, Wants
from ratchet_core.behaviours import (
    agent,
    answers,
    assistance,
    buttons,
    cards,
    channel_erasure,
    commands,
    digest,
    erasure,
    forms,
    handling,
    help_requests,
    history,
    home,
    incidents,
    installation,
    lessons,
    mutes,
    notifications,
    organisation,
    presence,
    privacy,
    refreshing,
    reminders,
    runbooks,
    services,
    settings,
    storms,
    summaries,
    teaching,
    ties,
    triage,
    watchers,
    welcome,
)
from ratchet_core.snapshot import Focus, Topic
from ratchet_core.vocabulary.events import OUTCOMES, Event, MessageEdited, MessageSeen
from ratchet_core.wants.piece import Piece
from ratchet_core.wants.table import MESSAGE, ON_CARD

TABLE: Final[tuple[Behaviour, ...]] = (
    installation.BEHAVIOUR,
    presence.BEHAVIOUR,
    welcome.BEHAVIOUR,
    history.BEHAVIOUR,
    settings.BEHAVIOUR,
    lessons.BEHAVIOUR,
    teaching.BEHAVIOUR,
    organisation.BEHAVIOUR,
    services.BEHAVIOUR,
    incidents.BEHAVIOUR,
    cards.BEHAVIOUR,
    storms.BEHAVIOUR,
    notifications.BEHAVIOUR,
    triage.BEHAVIOUR,
    help_requests.BEHAVIOUR,
    answers.BEHAVIOUR,
    summaries.BEHAVIOUR,
    reminders.BEHAVIOUR,
    handling.BEHAVIOUR,
    ties.BEHAVIOUR,
    runbooks.BEHAVIOUR,
    mutes.BEHAVIOUR,
    erasure.BEHAVIOUR,
    channel_erasure.BEHAVIOUR,
    privacy.BEHAVIOUR,
    buttons.BEHAVIOUR,
    refreshing.BEHAVIOUR,
    watchers.BEHAVIOUR,
    forms.BEHAVIOUR,
    commands.BEHAVIOUR,
    assistance.BEHAVIOUR,
    agent.BEHAVIOUR,
    home.BEHAVIOUR,
    digest.BEHAVIOUR,
)

CARD_LINES: Final = tuple(one.on_card for one in TABLE if one.on_card is not None)
"""The functions that give the lines that behaviours add to cards."""

_CARD_WANTS: Final = tuple(piece for one in TABLE for piece in one.card_wants)
_OF_MESSAGES: Final = (MessageSeen, MessageEdited)
_OUTCOMES: Final = frozenset(OUTCOMES)


@frozen(eq=False)
class Hearing:
    """The behaviours that hear an event, and what they must know together: in a first look, and in a second."""

    behaviours: tuple[Behaviour, ...]
    first: tuple[Piece, ...]
    second: tuple[Piece, ...]


def hearing_of(event: Event, focus: Focus) -> Hearing:
    """Return who hears an event; an outcome goes to the behaviour that asked for its action, and to no other."""
    kind: type = type(event)
    asked = event.action.behaviour if kind in _OUTCOMES else None  # type: ignore[union-attr]  # an outcome has one
    return _hearing(kind, focus.topic, asked)


@cache
def _hearing(event: type, topic: Topic | None, asked: str | None) -> Hearing:
    may_hear = TABLE if asked is None else [one for one in TABLE if one.name == asked]
    heard = [(one, wants) for one in may_hear if (wants := _wants(one, event, topic)) is not None]
    pieces = dict.fromkeys(piece for _, wants in heard for piece in wants)
    if event in _OF_MESSAGES:
        pieces[MESSAGE] = None  # what `decide` itself asks of every message
    if ON_CARD in pieces:
        pieces |= dict.fromkeys(_CARD_WANTS)
    first, second = (one for one in pieces if not one.second), (one for one in pieces if one.second)
    return Hearing(tuple(one for one, _ in heard), tuple(first), tuple(second))


def _wants(behaviour: Behaviour, event: type, topic: Topic | None) -> Wants | None:
    if topic is not None and (event, topic) in behaviour.hears:
        return behaviour.hears[event, topic]
    return behaviour.hears.get(event)
