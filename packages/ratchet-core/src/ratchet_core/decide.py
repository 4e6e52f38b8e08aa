"""The one function that decides.

It has no clock, no dice, no network and no database: the same snapshot and event give the same decision, always.
"""

from typing import assert_never

import attrs

from ratchet_core.behaviours import (
    answers,
    cards,
    erasure,
    handling,
    help_requests,
    incidents,
    mutes,
    notifications,
    organisation,
    presence,
    reminders,
    runbooks,
    services,
    ties,
    triage,
)
from ratchet_core.changes import KeepEdit
from ratchet_core.decision import Decision, Why, because
from ratchet_core.domain import MessageRef
from ratchet_core.events import (
    ActionFailed,
    AlertMuted,
    AlertTied,
    ButtonPressed,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    FormOpened,
    FormSubmitted,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    IncidentMarked,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonSeen,
    ReactionAdded,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
    TimePassed,
)
from ratchet_core.recognise.recognised import ALERT_KINDS
from ratchet_core.snapshot import Snapshot

DUPLICATE = because("core", Why.DUPLICATE)
OVERTAKEN = because("core", Why.OVERTAKEN)
OWN_MESSAGE = because("core", Why.OWN_MESSAGE)
_LISTEN_TO_TIME = {
    incidents.NAME: incidents.time_passed,
    cards.NAME: incidents.card_due,
    triage.NAME: triage.time_passed,
    mutes.NAME: incidents.mute_over,
    answers.NAME: answers.time_passed,
    reminders.NAME: reminders.time_passed,
}
DELETED = because("core", Why.DELETED)
NOT_DONE_YET = because("core", Why.NOT_DONE_YET)


def decide(snapshot: Snapshot, event: Event) -> Decision:  # noqa: C901, PLR0911, PLR0912 - one case for each event
    """Decide what one event comes to: what to remember, what to do, and why.

    `snapshot` is what the store found under `needs(event)`. Never raises.
    """
    if snapshot.seen:
        return DUPLICATE
    match event:
        case MessageSeen():
            return _message(snapshot, event)
        case MessageEdited():
            return _edited(snapshot, event)
        case ReactionAdded():
            return help_requests.reacted(snapshot, event)
        case TimePassed():
            return _LISTEN_TO_TIME.get(event.action.behaviour, _nobody)(snapshot, event)
        case MessagePosted() | MessageUpdated() | ActionFailed():
            return incidents.card_settled(snapshot, event)
        case MessageDeleted():
            return help_requests.deleted(snapshot, event)
        case ChannelSeen() | ChannelJoined() | ChannelLeft():
            return presence.changed(snapshot, event)
        case (
            PersonSeen()
            | TeamNamed()
            | TeamsMerged()
            | TeamMergeUndone()
            | OwnerChanged()
            | MemberJoined()
            | MemberLeft()
        ):
            return organisation.changed(snapshot, event)
        case ServiceNamed() | ServiceAliased() | ServicesMerged() | ServiceSplit():
            return services.changed(snapshot, event)
        case AlertTied() | NotificationTied() | HelpRequestTied():
            return ties.said_by_person(snapshot, event)
        case HelpRequestHandedOff() | HelpRequestResolved() | HelpRequestReopened() | HelpRequestLinked():
            return handling.changed(snapshot, event)
        case PersonErased():
            return erasure.erased(event)
        case RunbookWritten() | RunbookApproved() | RunbookRejected() | RunbookActivated():
            return runbooks.changed(snapshot, event)
        case RunbookVoted():
            return runbooks.voted(snapshot, event)
        case AlertMuted():
            return mutes.muted(snapshot, event)
        case MuteEnded():
            return mutes.ended(snapshot, event)
        case IncidentMarked():
            return mutes.marked(snapshot, event)
        case ButtonPressed() | FormSubmitted() | FormOpened() | ModelAnswered():
            return NOT_DONE_YET
    assert_never(event)


def _nobody(snapshot: Snapshot, event: TimePassed) -> Decision:  # noqa: ARG001 - a behaviour's shape
    return NOT_DONE_YET


def _edited(snapshot: Snapshot, event: MessageEdited) -> Decision:
    """Take the last wording of a message; an alert's are news of their own times, and all of them count."""
    message = snapshot.needs.message
    if event.ours or (message is not None and message.kind in ALERT_KINDS):
        return _message(snapshot, event)
    if snapshot.edited_at is not None and event.at < snapshot.edited_at:
        return OVERTAKEN
    decision = _message(snapshot, event)
    edited = KeepEdit(MessageRef(event.channel, event.ts), event.at)
    return attrs.evolve(decision, changes=(*decision.changes, edited))


def _deleted(snapshot: Snapshot) -> Decision:
    return help_requests.without_early_replies(snapshot, DELETED) if snapshot.early else DELETED


def _words(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    """Take a person's message; of a reply to a question that is gone it stays that somebody replied."""
    in_alert = event.thread is not None and snapshot.track is not None
    if snapshot.gone and (in_alert or event.thread is None):
        return _deleted(snapshot)
    if in_alert and snapshot.track is not None:
        return triage.heard(snapshot, snapshot.track, event)
    return help_requests.heard(snapshot, event)


def _message(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    message = snapshot.needs.message
    if event.ours:
        return OWN_MESSAGE
    if message is None:
        return _words(snapshot, event)
    if snapshot.gone and message.kind not in ALERT_KINDS:
        return _deleted(snapshot)
    listens = incidents.heard if message.kind in ALERT_KINDS else notifications.heard
    decision = listens(snapshot, event, message)
    if not snapshot.early:
        return decision
    return triage.with_early_notes(snapshot, help_requests.without_early_replies(snapshot, decision))
