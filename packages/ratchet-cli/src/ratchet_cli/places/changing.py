"""Changes what is kept in a place: an event takes its turn there, and is told from the commands before it."""

import re
from collections.abc import Callable

import attrs
from attrs import frozen
from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.finding import person_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import Event, IncidentResolved, MuteEnded

from ratchet_cli import clock
from ratchet_cli.errors import NotAllowedError, UnusableInputError
from ratchet_cli.places.forgetting import Forget, keep_all
from ratchet_cli.places.place import AGAIN, Decided, Given, Place, Turn
from ratchet_cli.places.records import moment_written
from ratchet_cli.places.typed import cleaned
from ratchet_cli.terminal.names import person_name
from ratchet_cli.terminal.transcript import exactly

Made = Callable[[Reader, str, Instant], Event]
"""Makes the event from what is known, the person who wants it (`OPERATOR` for none), and the moment."""

OPERATOR = ""
"""Stands for whoever keeps the place, where no person is named."""


@frozen
class Changed:
    """What one command came to."""

    event: Event
    decided: Decided


def changed(place: Place, by: str | None, at: str | None, made: Made, forget: Forget = keep_all) -> Changed:
    """Let an event take its turn in a place, after the command before it.

    Raises:
        NotAllowedError: If the person has no right to it; what is kept is left as it was.
        UnusableInputError: If the place or the moment cannot be used, or what was asked makes no sense.
        UnclearNameError: If the person, or something that the event names, does not stand for one record.
    """
    with place.turn() as turn:
        moment = turn.moment if at is None else moment_written(at)
        _check_moment(place.what, at, moment, turn.reader.now())
        event = _event(turn, by, moment, made, may_be_later=at is None)
        decided = turn.decide(event, forget)
        _refuse(decided.decision, decided.reader.directory())
        turn.keep()
    return Changed(event, decided)


def check_allowed(place: Place, by: str | None, at: str | None, made: Made) -> None:
    """Refuse what `changed` would refuse, before anybody is asked about it.

    Raises:
        NotAllowedError: As `changed` does.
        UnusableInputError: As `changed` does.
    """
    with place.turn() as turn:
        moment = turn.moment if at is None else moment_written(at)
        _check_moment(place.what, at, moment, turn.reader.now())
        event = _event(turn, by, moment, made, may_be_later=at is None)
        _refuse(turn.expected(event), turn.reader.directory())


def _event(turn: Turn, by: str | None, moment: Instant, made: Made, *, may_be_later: bool) -> Event:
    """Return the event, a microsecond after another command that was given at the same moment."""
    reader = turn.reader
    person = OPERATOR if by is None else person_named(reader, by).id
    event = cleaned(made(reader, person, moment))
    given = turn.given(event.id)
    event = _told_apart(event, given)
    if may_be_later and _comes_after(event, given):
        event = cleaned(made(reader, person, moment + 1))
    return event


def _check_moment(what: str, at: str | None, moment: Instant, now: Instant) -> None:
    if moment < now:
        known = f"the {what} is at {exactly(now)}, and its time does not move back"
        raise UnusableInputError(f"--at {at}: {known}; give that moment or a later one.")
    if moment > max(now, clock.now() + DAY):
        raise UnusableInputError(f"--at {at}: this is in the future; a {what}'s time does not move back again.")


def _told_apart(event: Event, given: Given) -> Event:
    """Return the event under an id of its own, unless it only repeats the command before it.

    What is so already is answered the second time as whenever it is so.
    """
    if not given.same:
        return event
    repeats = given.latest is not None and given.same[-1] == given.latest[0] and not isinstance(event, _SO_ALREADY)
    return attrs.evolve(event, id=given.same[-1] if repeats else f"{event.id}{AGAIN}{len(given.same) + 1}")


_SO_ALREADY = IncidentResolved | MuteEnded


def _comes_after(event: Event, given: Given) -> bool:
    """Say whether another command of the same moment came before: of two, the one that was given later holds."""
    return given.latest is not None and given.latest[1] == event.at and given.latest[0] != event.id


def _refuse(decision: Decision, directory: Directory) -> None:
    for reason in decision.reasons:
        if reason.why is Why.NOT_ALLOWED:
            raise NotAllowedError(f"This is not allowed: {_with_names(reason.about, directory)}.")
        if reason.why in {Why.IMPOSSIBLE, Why.WITHOUT_EFFECT}:
            raise UnusableInputError(f"This cannot be done: {_with_names(reason.about, directory)}.")


def _with_names(about: str, directory: Directory) -> str:
    """Return a reason with people under their names: reasons are kept, so the core writes them with ids."""
    return _WORD.sub(lambda word: person_name(directory, word[0]) if word[0] in directory.people else word[0], about)


_WORD = re.compile(r"\w+")
