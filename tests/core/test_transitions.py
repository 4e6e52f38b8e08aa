"""States as tables: each move of a table is made in some story, and what a table does not allow does not happen."""

from enum import StrEnum
from typing import Any

import pytest
from ratchet_core.domain import CardState, HelpState, RunbookState
from ratchet_core.rules.transitions import (
    ACTIVATED,
    APPROVED,
    ASKED_ON,
    CARD_MOVES,
    CLOSED,
    DELETED,
    DRAFTED,
    HEARD,
    HOLD_ENDED,
    HOLD_ENDED_UNSAID,
    HOLD_IN_VAIN,
    MADE,
    MILD,
    NOT_MADE,
    OVER,
    REJECTED,
    REOPENED,
    REPLIED,
    REQUEST_MOVES,
    SAID_RESOLVED,
    SEVERE,
    SEVERE_UNSAID,
    SILENCED,
    SUPERSEDED,
    TAKEN_BACK,
    TICKED,
    TOO_MANY,
    TRACKED,
    TRIED_AGAIN,
    UNTICKED,
    VERSION_MOVES,
    WITHDRAWN,
    WORDS_ERASED,
    WRITTEN,
    Move,
    Occasion,
    moved,
)
from telling import Story

NONE, HELD, ASKED, WITHHELD, POSTED, MUTED = (
    CardState.NONE,
    CardState.HELD,
    CardState.ASKED,
    CardState.WITHHELD,
    CardState.POSTED,
    CardState.MUTED,
)
PROPOSED, ACTIVE, RETIRED = RunbookState.PROPOSED, RunbookState.ACTIVE, RunbookState.RETIRED
OPEN, ANSWERED, RESOLVED = HelpState.OPEN, HelpState.ANSWERED, HelpState.RESOLVED

STORIES: dict[tuple[StrEnum | None, Occasion, StrEnum | None], str] = {
    (NONE, MILD, HELD): "warns",
    (NONE, SEVERE, ASKED): "fires",
    (NONE, SEVERE_UNSAID, WITHHELD): "shadow, fires",
    (NONE, TRIED_AGAIN, ASKED): "fires, fails, waits",
    (NONE, TOO_MANY, HELD): "crowds, fires",
    (HELD, OVER, NONE): "warns, resolves",
    (HELD, SEVERE, ASKED): "warns, fires",
    (HELD, SEVERE_UNSAID, WITHHELD): "warns, shadow, fires",
    (HELD, HOLD_ENDED, ASKED): "warns, waits",
    (HELD, HOLD_ENDED_UNSAID, WITHHELD): "warns, shadow, waits",
    (HELD, HOLD_IN_VAIN, NONE): "warns, leaves, waits",
    (ASKED, MADE, POSTED): "fires, posts",
    (ASKED, NOT_MADE, NONE): "fires, fails",
    (ASKED, MILD, HELD): "fires, resolves, rests, warns",
    (ASKED, SEVERE_UNSAID, WITHHELD): "fires, resolves, rests, shadow, fires",
    (ASKED, TOO_MANY, HELD): "fires, resolves, rests, crowds, fires",
    (WITHHELD, TOO_MANY, HELD): "shadow, fires, resolves, rests, crowds, fires",
    (POSTED, TOO_MANY, HELD): "fires, posts, resolves, rests, crowds, fires",
    (ASKED, OVER, NONE): "fires, leaves, joins, resolves",
    (WITHHELD, MILD, HELD): "shadow, fires, resolves, rests, warns",
    (WITHHELD, SEVERE, ASKED): "shadow, fires, live, fires",
    (WITHHELD, OVER, NONE): "shadow, fires, live, resolves",
    (POSTED, MILD, HELD): "fires, posts, resolves, rests, warns",
    (POSTED, SEVERE, ASKED): "fires, posts, resolves, rests, fires",
    (POSTED, SEVERE_UNSAID, WITHHELD): "fires, posts, resolves, rests, shadow, fires",
    (POSTED, SILENCED, MUTED): "fires, posts, resolves, rests, mutes, fires",
    (NONE, SILENCED, MUTED): "warns, resolves, mutes, warns",
    (HELD, SILENCED, MUTED): "warns, mutes, warns",
    (ASKED, SILENCED, MUTED): "fires, resolves, rests, mutes, fires",
    (WITHHELD, SILENCED, MUTED): "shadow, fires, resolves, rests, mutes, fires",
    (MUTED, OVER, NONE): "warns, mutes, warns, resolves",
    (MUTED, MILD, HELD): "warns, mutes, warns, unmutes, warns",
    (MUTED, SEVERE, ASKED): "warns, mutes, warns, fires",
    (MUTED, SEVERE_UNSAID, WITHHELD): "warns, mutes, warns, shadow, fires",
    (MUTED, TOO_MANY, HELD): "warns, mutes, warns, crowds, fires",
    (None, WRITTEN, PROPOSED): "fires, writes 1",
    (None, DRAFTED, PROPOSED): "fires, notes, resolves, rests",
    (PROPOSED, APPROVED, ACTIVE): "fires, writes 1, approves 1",
    (PROPOSED, REJECTED, RunbookState.REJECTED): "fires, writes 1, rejects 1",
    (PROPOSED, WORDS_ERASED, RunbookState.REJECTED): "fires, writes 1, erases",
    (ACTIVE, SUPERSEDED, RETIRED): "fires, writes 1, approves 1, writes 2, approves 2",
    (RETIRED, ACTIVATED, ACTIVE): "fires, writes 1, approves 1, writes 2, approves 2, activates 1",
    (None, HEARD, OPEN): "asks",
    (None, HEARD, ANSWERED): "replies, asks",
    (None, HEARD, RESOLVED): "ticks, asks",
    (None, TRACKED, OPEN): "says, tracks",
    (None, TRACKED, RESOLVED): "ticks, says, tracks",
    (OPEN, REPLIED, ANSWERED): "asks, replies",
    (OPEN, CLOSED, RESOLVED): "asks, thanks",
    (OPEN, TICKED, RESOLVED): "asks, ticks",
    (OPEN, SAID_RESOLVED, RESOLVED): "asks, settles",
    (ANSWERED, CLOSED, RESOLVED): "asks, replies, thanks",
    (ANSWERED, TICKED, RESOLVED): "asks, replies, ticks",
    (ANSWERED, SAID_RESOLVED, RESOLVED): "asks, replies, settles",
    (RESOLVED, ASKED_ON, OPEN): "asks, thanks, asks on",
    (RESOLVED, ASKED_ON, ANSWERED): "asks, replies, thanks, asks on",
    (RESOLVED, UNTICKED, OPEN): "asks, ticks, unticks",
    (RESOLVED, UNTICKED, ANSWERED): "asks, replies, ticks, unticks",
    (RESOLVED, REOPENED, OPEN): "asks, settles, reopens",
    (RESOLVED, REOPENED, ANSWERED): "asks, replies, settles, reopens",
    (OPEN, DELETED, None): "asks, deletes",
    (ANSWERED, DELETED, None): "asks, replies, deletes",
    (RESOLVED, DELETED, None): "asks, settles, deletes",
    (OPEN, WITHDRAWN, RESOLVED): "greets, asks below, unsays",
    (ANSWERED, WITHDRAWN, RESOLVED): "greets, asks below, replies, unsays",
    (OPEN, TAKEN_BACK, None): "asks, takes back",
    (ANSWERED, TAKEN_BACK, None): "asks, replies, takes back",
    (RESOLVED, TAKEN_BACK, None): "asks, settles, takes back",
}
ALL: tuple[Move[Any], ...] = (*CARD_MOVES, *VERSION_MOVES, *REQUEST_MOVES)


def told(move: Move[Any]) -> str:
    return f"{move.before} to {move.after}: {move.occasion.words}"


@pytest.mark.parametrize("move", ALL, ids=told)
def test_each_move_of_the_tables_is_made_in_a_story(move: Move[Any]) -> None:
    story = Story().told(STORIES[move.before, move.occasion, move.after])
    assert move in story.memory.made


def test_every_story_is_told_of_a_move_in_a_table() -> None:
    assert set(STORIES) == {(one.before, one.occasion, one.after) for one in ALL}


def test_no_move_stands_twice_or_goes_nowhere() -> None:
    assert len({(one.before, one.occasion, one.after) for one in ALL if one.before is not one.after}) == len(ALL)


@pytest.mark.parametrize(("states", "moves"), [(CardState, CARD_MOVES), (RunbookState, VERSION_MOVES)])
def test_every_state_is_come_to(states: type[StrEnum], moves: tuple[Move[Any], ...]) -> None:
    assert set(states) - {one.after for one in moves} == set()


@pytest.mark.parametrize("state", [ACTIVE, RETIRED, RunbookState.REJECTED])
def test_only_a_proposed_version_can_be_approved_or_rejected(state: RunbookState) -> None:
    assert [moved(VERSION_MOVES, state, one) for one in (APPROVED, REJECTED)] == [None, None]


def test_where_something_goes_is_told_by_its_table() -> None:
    assert moved(VERSION_MOVES, RETIRED, ACTIVATED) is ACTIVE
