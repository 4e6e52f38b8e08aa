"""Draws `docs/states.md` from the tables of the core.

uv run python docs/draw_states.py > docs/states.md
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from attrs import frozen
from ratchet_core.rules.transitions import CARD_MOVES, REQUEST_MOVES, VERSION_MOVES, Move, Moves

HEAD = """\
# States

Where cards, runbook versions and help requests can stand, and every way from one state to another. This page is drawn from
the tables in `ratchet_core/rules/transitions.py`, which the behaviours ask and every made-up history is held to, by
`uv run python docs/draw_states.py > docs/states.md`. The events of a move are those by which it can happen; of its reasons, the
decision gives one. How an incident opens, resolves and grows stale is told by the
[fold of its signals](decisions/0003-signals-are-folded.md)."""


@frozen
class Chapter:
    """A noun with states: what it is called, what there is to know of it, and its table."""

    title: str
    words: str
    moves: Moves[Any]


CHAPTERS = (
    Chapter(
        "Cards",
        "The one message about an incident. It is held in case the alert resolves by itself, unless it is critical or flapping, "
        "and\nwithheld where cards are in shadow. A later conversation about the alert begins a card anew, wherever the last one "
        "stands;\nso does news of it where cards went live meanwhile, or where leaving the channel gave the post up.",
        CARD_MOVES,
    ),
    Chapter(
        "Runbook versions",
        "One text of an alert's runbook. What was approved stays, so that it can be activated again; what was rejected is over.",
        VERSION_MOVES,
    ),
    Chapter(
        "Help requests",
        "Where a question stands is not kept but worked out from what was seen in its thread, in whatever order; what was heard\n"
        "before the question counts once that is heard.",
        REQUEST_MOVES,
    ),
)


def page() -> str:
    """Return the whole page."""
    return "\n\n".join((HEAD, *(part for chapter in CHAPTERS for part in _drawn(chapter)))) + "\n"


def _drawn(chapter: Chapter) -> Iterator[str]:
    yield f"## {chapter.title}"
    yield chapter.words
    yield "\n".join(("```mermaid", "stateDiagram-v2", *_arrows(chapter.moves), "```"))
    yield "\n".join(
        ("| from | when | to | by | because |", "| --- | --- | --- | --- | --- |", *map(_row, chapter.moves))
    )


def _arrows(moves: Moves[Any]) -> list[str]:
    """Return an arrow for each two states, with every occasion on which it is gone."""
    occasions: dict[tuple[str, str], list[str]] = {}
    for one in moves:
        occasions.setdefault((_name(one.before), _name(one.after)), []).append(one.occasion.words)
    return [f"    {before} --> {after}: {' / '.join(words)}" for (before, after), words in occasions.items()]


def _name(state: StrEnum | None) -> str:
    return "[*]" if state is None else state.value


def _row(one: Move[Any]) -> str:
    before, after = ("" if state is None else state.value for state in (one.before, one.after))
    by = ", ".join(f"`{event.__name__}`" for event in one.occasion.events)
    why = ", ".join(f"`{each.value}`" for each in one.why)
    return f"| {before or 'nothing'} | {one.occasion.words} | {after or 'gone'} | {by} | {why} |"


if __name__ == "__main__":
    print(page(), end="")
