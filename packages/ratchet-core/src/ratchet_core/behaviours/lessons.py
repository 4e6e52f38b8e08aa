"""Remembers what people say that a bot's messages are; their word holds for all with the same skeleton, for ever.

What was made of earlier messages stays: an incident that was none is given up as stale, or marked as noise.
"""

from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Lesson
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.ownership import impossible
from ratchet_core.rules.rights import refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageCorrected

NAME = "lessons"


def corrected(snapshot: Snapshot, event: MessageCorrected) -> Decision:
    """Take a person's word on what a bot's message is; the later word holds."""
    if event.kind is Kind.HUMAN or not event.bot or not event.skeleton:
        return impossible(NAME, "only what a bot says, in words, can be taken for something else")
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    known = snapshot.directory.get(Lesson, (event.bot, event.skeleton))
    lesson = Lesson(event.bot, event.skeleton, event.kind, event.by, event.at)
    if known is not None and _order(known) >= _order(lesson):
        return because(NAME, Why.NOTHING_TO_DO, f"{known.person} said later what this is")
    return Decision((Put(lesson),), (), (Reason(NAME, Why.LEARNT, event.kind.value),))


def _order(lesson: Lesson) -> tuple[int, str, str]:
    return lesson.at, lesson.kind.value, lesson.person


BEHAVIOUR = Behaviour(NAME, {MessageCorrected: ()}, corrected)
