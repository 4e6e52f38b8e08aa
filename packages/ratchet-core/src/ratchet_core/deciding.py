"""The one function that decides: it folds over the table of behaviours.

It has no clock, no dice, no network and no database: the same snapshot and event give the same decision, always.
"""

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviours.table import hearing_of
from ratchet_core.domain import Message, MessageRef
from ratchet_core.domain.storms import Budget
from ratchet_core.recognise.recognised import ALERT_KINDS
from ratchet_core.rules.budget import counted
from ratchet_core.rules.early import released
from ratchet_core.rules.erased_channels import has_words, is_of_the_erased
from ratchet_core.rules.own import is_echo, is_own, is_own_doing
from ratchet_core.rules.words import edited
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import WakeMe
from ratchet_core.vocabulary.changes import Put, puts
from ratchet_core.vocabulary.decision import Decision, Why, because
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen

DUPLICATE = because("core", Why.DUPLICATE)
OVERTAKEN = because("core", Why.OVERTAKEN)
OWN_MESSAGE = because("core", Why.OWN_MESSAGE)
OWN_DOING = because("core", Why.OWN_DOING)
ECHO = because("core", Why.ECHO)
DELETED = because("core", Why.DELETED)
ERASED_PERSON = because("core", Why.ERASED_PERSON)
ERASED_CHANNEL = because("core", Why.ERASED_CHANNEL)
NOT_DONE_YET = because("core", Why.NOT_DONE_YET)


def decide(snapshot: Snapshot, event: Event) -> Decision:
    """Decide what one event comes to: what to remember, what to do, and why.

    `snapshot` is what was assembled for the event. Never raises.
    """
    if snapshot.seen:
        return DUPLICATE
    if snapshot.directory.channel_erasures and is_of_the_erased(snapshot, event):
        return _of_the_erased(snapshot, event)
    if type(event) is MessageSeen:
        return _message(snapshot, event)
    if type(event) is MessageEdited:
        return _edited(snapshot, event)
    return OWN_DOING if is_own_doing(snapshot, event) else _folded(snapshot, event)


def _of_the_erased(snapshot: Snapshot, event: Event) -> Decision:
    """Take of an erased channel what has no words of anybody, and say nothing there."""
    if has_words(event):
        return ERASED_CHANNEL
    decision = OWN_DOING if is_own_doing(snapshot, event) else _folded(snapshot, event)
    alarms = tuple(one for one in decision.actions if isinstance(one, WakeMe))
    return evolve(decision, actions=alarms, withheld=())


def _folded(snapshot: Snapshot, event: Event) -> Decision:
    """Return what all behaviours that hear an event decide about it, in the order of the table."""
    hearing = hearing_of(event, snapshot.focus).behaviours
    said = [decision for one in hearing if (decision := one.decide(snapshot, event)) is not None]
    if len(said) != 1:
        said = [_together(said if any(one.reasons for one in said) else [*said, NOT_DONE_YET])]
    decision = counted(snapshot, event, said[0])
    return _with_parts(snapshot, decision) if snapshot.focus.parts else decision


def _with_parts(snapshot: Snapshot, decision: Decision) -> Decision:
    """Return a decision with what the other alerts of a message come to, one after the other."""
    for event, known in snapshot.others:
        budget = next(iter(puts(decision.changes, Budget)), None)
        part = known if budget is None else known.with_known(budget=budget)
        hearing = hearing_of(event, part.focus).behaviours
        heard = (one.decide(part, event) for one in hearing if (type(event), Topic.ALERT) in one.hears)
        said = counted(part, event, _together([one for one in heard if one is not None]))
        if puts(said.changes, Budget):
            before = tuple(one for one in decision.changes if not isinstance(one, Put) or one.record is not budget)
            decision = evolve(decision, changes=before)
        decision = _together([decision, said])
    return decision


def _together(decisions: list[Decision]) -> Decision:
    return Decision(
        tuple(change for one in decisions for change in one.changes),
        tuple(action for one in decisions for action in one.actions),
        tuple(reason for one in decisions for reason in one.reasons),
        tuple(action for one in decisions for action in one.withheld),
    )


def _message(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    if is_own(snapshot, event):
        return OWN_MESSAGE
    if _is_from_the_erased(snapshot):
        return ERASED_PERSON
    if event.bot is not None and is_echo(event):
        return ECHO
    if type(event) is MessageSeen and snapshot.edited_at is not None and not _is_alert(snapshot):
        return OVERTAKEN
    if snapshot.gone and not _is_alert(snapshot) and _goes_with_its_message(snapshot, event):
        return evolve(DELETED, changes=released(snapshot, event))
    return _folded(snapshot, event)


def _is_from_the_erased(snapshot: Snapshot) -> bool:
    return snapshot.directory.is_erased(snapshot.focus.person)


def _is_alert(snapshot: Snapshot) -> bool:
    message = snapshot.focus.message
    return message is not None and message.kind in ALERT_KINDS


def _goes_with_its_message(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> bool:
    """Say whether nothing stays of a message that is gone; of a reply to a question it stays that somebody replied."""
    return snapshot.focus.message is not None or event.thread is None or snapshot.track is not None


def _edited(snapshot: Snapshot, event: MessageEdited) -> Decision:
    """Take the last wording of a message; an alert's are news of their own times, and all of them count."""
    if is_own(snapshot, event) or _is_alert(snapshot) or _is_from_the_erased(snapshot):
        return _message(snapshot, event)
    if snapshot.edited_at is not None and event.at < snapshot.edited_at:
        return OVERTAKEN
    decision = _message(snapshot, event)
    before = snapshot.message or Message(MessageRef(event.channel, event.ts))
    return evolve(decision, changes=edited(decision.changes, evolve(before, edited_at=event.at)))
