"""Remembers what people say that a bot's messages are; their word holds for all with the same skeleton, for ever.

What was made of earlier messages stays: an incident that was none is given up as stale, or marked as noise.
"""

from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Incident, Lesson
from ratchet_core.domain.course import Course
from ratchet_core.recognise.recognised import ALERT_KINDS, Kind
from ratchet_core.rules.early import dropped
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.ownership import impossible
from ratchet_core.rules.rights import refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Line
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageCorrected
from ratchet_core.wants.table import THREAD_OF_CARD

NAME = "lessons"


def corrected(snapshot: Snapshot, event: MessageCorrected) -> Decision:
    """Take a person's word on what a bot's message is; the later word holds."""
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if event.kind is Kind.HUMAN or not event.bot or not event.skeleton:
        return impossible(NAME, "only what a bot says, in words, can be taken for something else")
    known = snapshot.directory.get(Lesson, (event.bot, event.skeleton))
    if event.kind is None:
        return _taken_back(known, event)
    lesson = Lesson(event.bot, event.skeleton, event.kind, event.by, event.at, event.channel)
    if known is not None and _order(known) >= _order(lesson):
        return because(NAME, Why.NOTHING_TO_DO, f"{known.person} said later what this is")
    return Decision((Put(lesson),), (), (Reason(NAME, Why.LEARNT, event.kind.value),))


def _taken_back(known: Lesson | None, event: MessageCorrected) -> Decision:
    """Forget what was said of a bot's messages, unless it was said later than this."""
    if known is None:
        return because(NAME, Why.NOTHING_TO_DO, "nobody has said what these are")
    if known.at > event.at:
        return because(NAME, Why.NOTHING_TO_DO, f"{known.person} said later what this is")
    return Decision((dropped(known),), (), (Reason(NAME, Why.LEARNT, "taken back"),))


def _order(lesson: Lesson) -> tuple[int, str, str]:
    return lesson.at, lesson.kind.value, lesson.person


def taught_line(snapshot: Snapshot, _course: Course, _incident: Incident) -> tuple[Line, ...]:
    """Return the line of a card that says who taught that messages like its alert's are none."""
    thread = snapshot.thread_of_card
    lesson = None if thread is None else snapshot.directory.get(Lesson, (thread.bot, thread.skeleton))
    if lesson is None or lesson.kind in ALERT_KINDS:
        return ()
    when = snapshot.policy.dated(lesson.at)
    told = f" said on {when} that this is not an alert. Messages like it no longer open incidents."
    return (line(named(snapshot, lesson.person), told),)


BEHAVIOUR = Behaviour(NAME, {MessageCorrected: ()}, corrected, on_card=taught_line, card_wants=(THREAD_OF_CARD,))
