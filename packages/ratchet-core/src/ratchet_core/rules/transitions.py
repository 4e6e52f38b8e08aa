"""Where cards, runbook versions and help requests can stand, and every move from one state to another, as tables.

A behaviour asks its table where an event moves something; what is not in a table does not happen. The pictures in
`docs/states.md` are drawn from the tables. A state that is None is that of what is not there: not yet, or not any more.
"""

from typing import Final, Generic, TypeAlias, TypeVar

from attrs import frozen

from ratchet_core.domain import CardState, HelpState, RunbookState
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ChannelErased,
    FormSubmitted,
    HelpRequestReopened,
    HelpRequestResolved,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    ModelAnswered,
    PersonErased,
    ReactionAdded,
    ReactionRemoved,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookWritten,
    ShortcutUsed,
    TimePassed,
)

S = TypeVar("S")


@frozen
class Occasion:
    """When something moves: in words, and by which events."""

    words: str
    events: tuple[type, ...]


@frozen
class Move(Generic[S]):
    """A move from one state to another on an occasion; the decision gives one of `why` as its reason."""

    before: S | None
    occasion: Occasion
    after: S | None
    why: tuple[Why, ...]


Moves: TypeAlias = tuple[Move[S], ...]


def moved(moves: Moves[S], before: S, occasion: Occasion) -> S | None:
    """Return where something that stands somewhere goes on an occasion; None where it stays."""
    return next((one.after for one in moves if one.before is before and one.occasion is occasion), None)


_NEWS: Final = (MessageSeen, MessageEdited, TimePassed)
MILD: Final = Occasion("its alert fires mildly", _NEWS)
SEVERE: Final = Occasion("its alert fires critically or flaps", _NEWS)
TOO_MANY: Final = Occasion("it would be posted, and there is no room for it", _NEWS)
SEVERE_UNSAID: Final = Occasion("in shadow, its alert fires critically or flaps", _NEWS)
OVER: Final = Occasion("its incident is over, or its message gone", _NEWS)
SILENCED: Final = Occasion("its alert is muted", _NEWS)
HOLD_ENDED: Final = Occasion("it was held long enough", (TimePassed,))
HOLD_ENDED_UNSAID: Final = Occasion("in shadow, it was held long enough", (TimePassed,))
HOLD_IN_VAIN: Final = Occasion("it was held, and is not wanted any more", (TimePassed,))
MADE: Final = Occasion("the post was made", (MessagePosted,))
TRIED_AGAIN: Final = Occasion("it could not be posted, and is tried again", _NEWS)
NOT_MADE: Final = Occasion("the post could not be made", (ActionFailed,))

_NONE, _HELD, _ASKED = CardState.NONE, CardState.HELD, CardState.ASKED
_WITHHELD, _POSTED, _MUTED = CardState.WITHHELD, CardState.POSTED, CardState.MUTED
_NOT_WANTED: Final = (Why.NOTHING_TO_DO, Why.DELETED)
_NOWHERE: Final = (Why.OFF, Why.NOT_JOINED, Why.ARCHIVED, Why.SHARED)
_IN_VAIN: Final = (Why.RESOLVED_WHILE_HELD, Why.MUTED, Why.DELETED, Why.HEARD_LATE, *_NOWHERE)

CARD_MOVES: Final[Moves[CardState]] = (
    Move(_NONE, MILD, _HELD, (Why.HELD,)),
    Move(_NONE, SEVERE, _ASKED, (Why.CARD_ASKED,)),
    Move(_NONE, TRIED_AGAIN, _ASKED, (Why.CARD_ASKED,)),
    Move(_NONE, TOO_MANY, _HELD, (Why.STORM,)),
    Move(_NONE, SEVERE_UNSAID, _WITHHELD, (Why.SHADOW,)),
    Move(_NONE, SILENCED, _MUTED, (Why.MUTED,)),
    Move(_HELD, OVER, _NONE, (Why.RESOLVED_WHILE_HELD,)),
    Move(_HELD, SILENCED, _MUTED, (Why.MUTED,)),
    Move(_MUTED, OVER, _NONE, (Why.MUTED,)),
    Move(_MUTED, MILD, _HELD, (Why.HELD,)),
    Move(_MUTED, SEVERE, _ASKED, (Why.CARD_ASKED,)),
    Move(_MUTED, SEVERE_UNSAID, _WITHHELD, (Why.SHADOW,)),
    Move(_MUTED, TOO_MANY, _HELD, (Why.STORM,)),
    Move(_HELD, SEVERE, _ASKED, (Why.CARD_ASKED,)),
    Move(_HELD, SEVERE_UNSAID, _WITHHELD, (Why.SHADOW,)),
    Move(_HELD, HOLD_ENDED, _ASKED, (Why.CARD_ASKED,)),
    Move(_HELD, HOLD_ENDED_UNSAID, _WITHHELD, (Why.SHADOW,)),
    Move(_HELD, HOLD_IN_VAIN, _NONE, _IN_VAIN),
    Move(_ASKED, MADE, _POSTED, (Why.CARD_UNCHANGED, Why.CARD_EDITED, Why.RECURRENCE, *_NOWHERE)),
    Move(_ASKED, NOT_MADE, _NONE, (Why.FAILED,)),
    Move(_ASKED, MILD, _HELD, (Why.HELD,)),
    Move(_ASKED, TOO_MANY, _HELD, (Why.STORM,)),
    Move(_ASKED, SEVERE_UNSAID, _WITHHELD, (Why.SHADOW,)),
    Move(_ASKED, OVER, _NONE, _NOT_WANTED),
    Move(_ASKED, SILENCED, _MUTED, (Why.MUTED,)),
    Move(_WITHHELD, MILD, _HELD, (Why.HELD,)),
    Move(_WITHHELD, TOO_MANY, _HELD, (Why.STORM,)),
    Move(_WITHHELD, SEVERE, _ASKED, (Why.CARD_ASKED,)),
    Move(_WITHHELD, OVER, _NONE, _NOT_WANTED),
    Move(_WITHHELD, SILENCED, _MUTED, (Why.MUTED,)),
    Move(_POSTED, MILD, _HELD, (Why.HELD,)),
    Move(_POSTED, TOO_MANY, _HELD, (Why.STORM,)),
    Move(_POSTED, SEVERE, _ASKED, (Why.CARD_ASKED,)),
    Move(_POSTED, SEVERE_UNSAID, _WITHHELD, (Why.SHADOW,)),
    Move(_POSTED, SILENCED, _MUTED, (Why.MUTED,)),
)
"""A card: it is held, or asked for at once, or withheld in shadow; a later conversation about the alert begins it anew.

What was withheld before cards went live, and what was given up on leaving the channel, is as if it had never been.
"""

WRITTEN: Final = Occasion("it is written", (RunbookWritten, FormSubmitted))
DRAFTED: Final = Occasion("it is drafted from a thread", (TimePassed, ModelAnswered, ActionFailed))
APPROVED: Final = Occasion("it is approved", (RunbookApproved, FormSubmitted))
REJECTED: Final = Occasion("it is rejected", (RunbookRejected, FormSubmitted))
ACTIVATED: Final = Occasion("it is activated again", (RunbookActivated,))
SUPERSEDED: Final = Occasion("another version becomes active", (RunbookApproved, RunbookActivated, FormSubmitted))
WORDS_ERASED: Final = Occasion(
    "its author, or the channel it is made from, is erased", (PersonErased, ChannelErased, TimePassed)
)

VERSION_MOVES: Final[Moves[RunbookState]] = (
    Move(None, WRITTEN, RunbookState.PROPOSED, (Why.PROPOSED,)),
    Move(None, DRAFTED, RunbookState.PROPOSED, (Why.PROPOSED,)),
    Move(RunbookState.PROPOSED, APPROVED, RunbookState.ACTIVE, (Why.APPROVED,)),
    Move(RunbookState.PROPOSED, REJECTED, RunbookState.REJECTED, (Why.REJECTED,)),
    Move(RunbookState.PROPOSED, WORDS_ERASED, RunbookState.REJECTED, (Why.ERASED,)),
    Move(RunbookState.ACTIVE, SUPERSEDED, RunbookState.RETIRED, (Why.APPROVED, Why.ACTIVATED)),
    Move(RunbookState.RETIRED, ACTIVATED, RunbookState.ACTIVE, (Why.ACTIVATED,)),
)
"""A runbook version: whatever was approved stays, so that it can be activated again; what was rejected is over."""

HEARD: Final = Occasion("the question is heard", (MessageSeen, MessageEdited))
TRACKED: Final = Occasion("a person says that it is a question", (ShortcutUsed,))
REPLIED: Final = Occasion("somebody else responds", (MessageSeen, MessageEdited))
CLOSED: Final = Occasion("its asker closes it", (MessageSeen, MessageEdited))
TICKED: Final = Occasion("somebody ticks it off", (ReactionAdded, MessagePosted))
UNTICKED: Final = Occasion("the tick is taken back", (ReactionRemoved,))
SAID_RESOLVED: Final = Occasion("a person says how it ended", (HelpRequestResolved,))
ASKED_ON: Final = Occasion("its asker asks on", (MessageSeen, MessageEdited))
REOPENED: Final = Occasion("a person opens it again", (HelpRequestReopened,))
DELETED: Final = Occasion("the question is deleted", (MessageDeleted,))
WITHDRAWN: Final = Occasion("the reply that asks is deleted", (MessageDeleted,))
TAKEN_BACK: Final = Occasion("an edit leaves no question", (MessageEdited,))

_ENDS: Final = (CLOSED, TICKED, SAID_RESOLVED)
_OPENED: Final = (Why.REQUEST_OPENED, Why.PART_OF_ANOTHER, Why.ASKED_BELOW)
_NO_QUESTION: Final = (Why.CHATTER, Why.PLEASANTRY, Why.ANNOUNCEMENT)

REQUEST_MOVES: Final[Moves[HelpState]] = (
    *(Move(None, HEARD, state, _OPENED) for state in HelpState),
    *(Move(None, TRACKED, state, _OPENED) for state in (HelpState.OPEN, HelpState.RESOLVED)),
    Move(HelpState.OPEN, REPLIED, HelpState.ANSWERED, (Why.REQUEST_FOLLOWED,)),
    *(Move(HelpState.OPEN, end, HelpState.RESOLVED, (Why.REQUEST_RESOLVED,)) for end in _ENDS),
    *(Move(HelpState.ANSWERED, end, HelpState.RESOLVED, (Why.REQUEST_RESOLVED,)) for end in _ENDS),
    Move(HelpState.RESOLVED, ASKED_ON, HelpState.OPEN, (Why.REQUEST_FOLLOWED,)),
    Move(HelpState.RESOLVED, ASKED_ON, HelpState.ANSWERED, (Why.REQUEST_FOLLOWED,)),
    Move(HelpState.RESOLVED, UNTICKED, HelpState.OPEN, (Why.REQUEST_FOLLOWED,)),
    Move(HelpState.RESOLVED, UNTICKED, HelpState.ANSWERED, (Why.REQUEST_FOLLOWED,)),
    Move(HelpState.RESOLVED, REOPENED, HelpState.OPEN, (Why.REOPENED,)),
    Move(HelpState.RESOLVED, REOPENED, HelpState.ANSWERED, (Why.REOPENED,)),
    *(Move(state, DELETED, None, (Why.REMEMBERED,)) for state in HelpState),
    *(
        Move(state, WITHDRAWN, HelpState.RESOLVED, (Why.QUESTION_WITHDRAWN,))
        for state in (HelpState.OPEN, HelpState.ANSWERED)
    ),
    *(Move(state, TAKEN_BACK, None, _NO_QUESTION) for state in HelpState),
)
"""A help request, whose state is not kept but worked out: replies that are heard before it count once it is heard."""
