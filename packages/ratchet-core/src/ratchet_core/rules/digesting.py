"""What a weekly digest says: what cost most, worst first, and hardly anything where all is well."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.ids import digest_of
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Duration, Instant
from ratchet_core.rules.explaining import line
from ratchet_core.rules.toil_words import Telling, beside, how_many, shown_work, stretch
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, Piece
from ratchet_core.vocabulary.toil import Change, ToilFigures

MONTH: Final[Duration] = 27 * DAY
"""Where all is well, that is said no more often: of weekly digests in every fourth."""

_DIGITS: Final = 12
_A_NIGHT: Final[Duration] = HOUR
_AN_HOUR: Final[Duration] = 10 * MINUTE
_A_WAIT: Final[Duration] = 30 * MINUTE
_A_GLANCE: Final[Duration] = MINUTE
_WORTH: Final[Duration] = 30 * MINUTE
"""An alert that cost less is not worth a line."""


Pieces: TypeAlias = list[Piece | str]


@frozen
class Item:
    """One thing that a digest says: `name` tells it apart from others, and it weighs as much as it cost, about."""

    name: str
    weighs: Duration
    line: Line


@frozen
class Said:
    """What a digest comes to: its words, and the names of all that there was to say."""

    body: Body | None
    names: tuple[str, ...]


def digest_said(  # noqa: PLR0913, PLR0917 - the figures, of what, where, and what was said before
    snapshot: Snapshot, figures: ToilFigures, about: str, where: str, before: Collection[str], told_at: Instant
) -> Said:
    """Return what is to be said of a week; `before` are the names of what need not be said again.

    Where there is nothing to say, that is said in one line once a month; `told_at` is when a digest said anything last.
    """
    telling = Telling(snapshot, where)
    items = sorted(_items(telling, figures), key=lambda one: (-one.weighs, one.name))
    advice = [(_named(one.idea.value, one.channel, one.alert), telling.advice(one)) for one in figures.advice]
    names = tuple(sorted({*(one.name for one in items), *(name for name, pieces in advice if pieces)}))
    new = [one.line for one in items if one.name not in before]
    ideas = [pieces for name, pieces in advice if pieces and name not in before]
    if new or ideas:
        as_before = len(names) - len(new) - len(ideas)
        return Said(_body(snapshot, figures, about, new, ideas, as_before), names)
    if figures.until - told_at < MONTH:
        return Said(None, names)
    return Said(_in_one_line(snapshot, figures, about, len(names)), names)


def _body(  # noqa: PLR0913, PLR0917 - the same
    snapshot: Snapshot, figures: ToilFigures, about: str, new: Iterable[Line], ideas: Collection[Pieces], as_before: int
) -> Body:
    saves = [line("What would save the most:")] if ideas else []
    numbered = [line(f"{number}. ", *pieces) for number, pieces in enumerate(ideas, 1)]
    rest = [line(f"As the week before: {how_many(as_before, 'thing')} that I said then.")] if as_before else []
    headline = f"The week of {about}, {stretch(snapshot, figures.since, figures.until)}: {_sums(figures)}"
    return Body(
        headline, (*new, *saves, *numbered, *rest, line("`/ratchet report` tells you more, and your own part."))
    )


def _sums(figures: ToilFigures) -> str:
    incidents, asked = how_many(figures.incidents.now, "incident"), how_many(figures.asked.now, "question")
    return f"{shown_work(figures.worked.now)} of human time, {incidents}, {asked}"


def _in_one_line(snapshot: Snapshot, figures: ToilFigures, about: str, as_before: int) -> Body:
    week = stretch(snapshot, figures.since, figures.until)
    well = "nothing new, and " + how_many(as_before, "thing") + " as before" if as_before else "all is well"
    return Body(f"The week of {about}, {week}: {well} ({_sums(figures)}).")


def _items(telling: Telling, figures: ToilFigures) -> Iterator[Item]:
    if figures.worked.change is Change.UP and figures.worked.before is not None:
        more = figures.worked.now - figures.worked.before
        yield Item("worked", more, line(f"Human time: {shown_work(figures.worked.now)}. {_beside(figures)}"))
    if figures.nights:
        hours, nights = how_many(figures.hours, "hour"), how_many(figures.nights, "night")
        weighs = figures.nights * _A_NIGHT + figures.hours * _AN_HOUR
        yield Item("nights", weighs, line(f"Out of hours: {hours} and {nights} disrupted, {_calls(figures)}."))
    if figures.left:
        of = how_many(figures.asked.now, "question")
        told = f"Unanswered: {figures.left:,} of {of}"
        yield Item("left", figures.left * _A_WAIT, line(f"{told}.", *telling.links(figures.unanswered, " ")))
    yield from _alerts(telling, figures)


def _named(what: str, channel: str, alert: str) -> str:
    """Return a name that is kept, without the words of anybody: those of an alert's title are in its fingerprint."""
    return f"{what}/{digest_of(f'{channel}/{alert}')[:_DIGITS]}"


def _beside(figures: ToilFigures) -> str:
    return beside(figures.worked, shown_work)


def _calls(figures: ToilFigures) -> str:
    return f"{how_many(figures.calls, 'call')} to people in all" if figures.calls else "with nobody called by name"


def _alerts(telling: Telling, figures: ToilFigures) -> Iterator[Item]:
    for one in figures.costs:
        weighs = one.worked + one.untouched * _A_GLANCE
        track = telling.track(one.channel, one.alert) if weighs >= _WORTH else None
        if track is not None:
            yield Item(_named("alert", one.channel, one.alert), weighs, line(*telling.cost(track, one)))
