"""Names on an incident's card who looks at it: whoever put :eyes: on the alert's message, on its card or in its thread.

It follows the mode of cards, for it speaks through them alone.
"""

from typing import Final, TypeAlias

from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import refreshing
from ratchet_core.domain import Incident, Look, MessageRef
from ratchet_core.domain.course import Course
from ratchet_core.domain.policy import Mode
from ratchet_core.rules.modes import place_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Line, PersonMention, Piece, Plain
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ReactionAdded, ReactionRemoved
from ratchet_core.wants.table import LOOKS, MESSAGE, OWN_LOOK, ROOT_ABOVE_SEEN, THREAD, TRACK_OF_MESSAGE

NAME = "watchers"
Heard: TypeAlias = ReactionAdded | ReactionRemoved
_EYES: Final = "eyes"
_NAMED: Final = 5


def reacted(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Keep that a person looks at an alert, or does no longer; the later word holds, in whatever order both are heard.

    A look at what is not known yet, be it an alert or the place of its card, is not kept: it may be at anything.
    """
    track = snapshot.track
    if event.name != _EYES:
        return None
    if track is None:
        return None if snapshot.root_seen else because(NAME, Why.ROOT_UNKNOWN)
    if place_of(snapshot).cards is Mode.OFF:
        return because(NAME, Why.OFF)
    known, person = snapshot.own_look, snapshot.person
    if not event.person or (person is not None and person.bot):
        return because(NAME, Why.BOT_REPLY)
    if known is not None and known.at > event.at:
        return because(NAME, Why.NOTHING_TO_DO)
    message, gone = MessageRef(event.channel, event.ts), isinstance(event, ReactionRemoved)
    look = Look(message, event.person, track.alert, event.at, gone)
    return Decision((Put(look),), refreshing.alarm(track, event.id, event.at), (Reason(NAME, Why.REMEMBERED),))


def looking_line(snapshot: Snapshot, _course: Course, incident: Incident) -> tuple[Line, ...]:
    """Return the line of a card that names who looks at its incident."""
    looks = [one for one in snapshot.looks if incident.opened_at <= one.at <= (incident.ended_at or one.at)]
    people = tuple(dict.fromkeys(one.person for one in looks))
    if not people:
        return ()
    named: list[Piece] = [Plain("Looking at it: ")]
    for person in people[:_NAMED]:
        named += [PersonMention(person), Plain(", ")]
    more = len(people) - _NAMED
    return (Line((*named[:-1], Plain(f" and {more} more." if more > 0 else "."))),)


_WANTS = (MESSAGE, THREAD, TRACK_OF_MESSAGE, OWN_LOOK, ROOT_ABOVE_SEEN)
BEHAVIOUR = Behaviour(
    NAME,
    {ReactionAdded: _WANTS, ReactionRemoved: _WANTS},
    reacted,
    "cards",
    on_card=looking_line,
    card_wants=(LOOKS,),
)
