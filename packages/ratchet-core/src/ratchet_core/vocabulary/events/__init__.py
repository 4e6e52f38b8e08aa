"""What happened, in the past tense. An outcome is an event that settles one of our actions and carries it.

Every event has an `id`, a function of what it tells of, so that hearing of it twice changes nothing, and the moment
`at` which it happened. `by` is the person who wants it so, and whose right to it is asked for; None stands for whoever
installed ratchet, as in an organisation's file.
"""

from typing import TypeAlias

from ratchet_core.vocabulary.events.alerts import (
    AlertMuted,
    AlertTied,
    IncidentMarked,
    IncidentResolved,
    MessageCorrected,
    MuteEnded,
    NotificationTied,
)
from ratchet_core.vocabulary.events.channels import (
    ChannelArchived,
    ChannelConfigured,
    ChannelErased,
    ChannelJoined,
    ChannelLeft,
    ChannelReadmitted,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    Installed,
    SharingAgreed,
)
from ratchet_core.vocabulary.events.controls import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    FormValue,
    HomeOpened,
    Shortcut,
    ShortcutUsed,
)
from ratchet_core.vocabulary.events.help_requests import (
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
)
from ratchet_core.vocabulary.events.messages import (
    DirectMessageSeen,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionAdded,
    ReactionRemoved,
)
from ratchet_core.vocabulary.events.organisation import (
    GroupSeen,
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)
from ratchet_core.vocabulary.events.outcomes import (
    OUTCOMES,
    ActionFailed,
    AnsweredPrivately,
    FormRefused,
    FormShown,
    Found,
    FoundQuestion,
    FoundRunbook,
    HistoryRead,
    HomePublished,
    MessagePosted,
    MessageUpdated,
    ModelAnswered,
    Outcome,
    SimilarFound,
    TimePassed,
    ToilCounted,
    ToolsRun,
)
from ratchet_core.vocabulary.events.runbooks import (
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
)
from ratchet_core.vocabulary.events.services import ServiceAliased, ServiceNamed, ServicesMerged, ServiceSplit

__all__ = [
    "OUTCOMES",
    "ActionFailed",
    "AlertMuted",
    "AlertTied",
    "AnsweredPrivately",
    "ButtonPressed",
    "ChannelArchived",
    "ChannelConfigured",
    "ChannelErased",
    "ChannelJoined",
    "ChannelLeft",
    "ChannelReadmitted",
    "ChannelRenamed",
    "ChannelReplaced",
    "ChannelSeen",
    "ChannelShared",
    "ChannelUnarchived",
    "ChannelUnshared",
    "CommandGiven",
    "DirectMessageSeen",
    "Event",
    "FormRefused",
    "FormShown",
    "FormSubmitted",
    "FormValue",
    "Found",
    "FoundQuestion",
    "FoundRunbook",
    "GroupSeen",
    "HelpRequestHandedOff",
    "HelpRequestLinked",
    "HelpRequestReopened",
    "HelpRequestResolved",
    "HelpRequestTied",
    "HistoryRead",
    "HomeOpened",
    "HomePublished",
    "IncidentMarked",
    "IncidentResolved",
    "Installed",
    "MemberJoined",
    "MemberLeft",
    "Mentioned",
    "MessageCorrected",
    "MessageDeleted",
    "MessageEdited",
    "MessagePosted",
    "MessageSeen",
    "MessageUpdated",
    "ModelAnswered",
    "MuteEnded",
    "NotificationTied",
    "Outcome",
    "OwnerChanged",
    "PersonErased",
    "PersonReadmitted",
    "PersonSeen",
    "ReactionAdded",
    "ReactionRemoved",
    "RunbookActivated",
    "RunbookApproved",
    "RunbookRejected",
    "RunbookVoted",
    "RunbookWritten",
    "ServiceAliased",
    "ServiceNamed",
    "ServiceSplit",
    "ServicesMerged",
    "SharingAgreed",
    "Shortcut",
    "ShortcutUsed",
    "SimilarFound",
    "TeamMergeUndone",
    "TeamNamed",
    "TeamsMerged",
    "TimePassed",
    "ToilCounted",
    "ToolsRun",
]

Event: TypeAlias = (
    MessageSeen
    | MessageEdited
    | Mentioned
    | DirectMessageSeen
    | MessageDeleted
    | ReactionAdded
    | ReactionRemoved
    | Installed
    | ChannelSeen
    | ChannelJoined
    | ChannelLeft
    | ChannelRenamed
    | ChannelArchived
    | ChannelUnarchived
    | ChannelReplaced
    | ChannelShared
    | ChannelUnshared
    | SharingAgreed
    | ChannelConfigured
    | ChannelErased
    | ChannelReadmitted
    | MessageCorrected
    | PersonSeen
    | GroupSeen
    | PersonErased
    | PersonReadmitted
    | TeamNamed
    | OwnerChanged
    | MemberJoined
    | MemberLeft
    | TeamsMerged
    | TeamMergeUndone
    | ServiceNamed
    | ServiceAliased
    | ServicesMerged
    | ServiceSplit
    | AlertTied
    | NotificationTied
    | HelpRequestTied
    | HelpRequestHandedOff
    | HelpRequestResolved
    | HelpRequestReopened
    | HelpRequestLinked
    | RunbookWritten
    | RunbookApproved
    | RunbookRejected
    | RunbookActivated
    | RunbookVoted
    | AlertMuted
    | MuteEnded
    | IncidentMarked
    | IncidentResolved
    | ButtonPressed
    | FormSubmitted
    | HomeOpened
    | CommandGiven
    | ShortcutUsed
    | TimePassed
    | MessagePosted
    | MessageUpdated
    | FormShown
    | FormRefused
    | AnsweredPrivately
    | HomePublished
    | HistoryRead
    | ModelAnswered
    | ToolsRun
    | SimilarFound
    | ToilCounted
    | ActionFailed
)
