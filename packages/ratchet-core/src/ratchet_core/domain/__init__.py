"""The nouns: one module for each, with the rules that need nothing but its own values.

Everything that can change hands is kept as intervals of time, so that "who owned this when it fired" has an answer.
All values are frozen; a record changes by being replaced.
"""

from ratchet_core.basis.ids import MessageRef, digest_of, service_key
from ratchet_core.basis.intervals import Interval, intervals_from
from ratchet_core.domain.alerts import Alert, Lesson, Mute, Thread
from ratchet_core.domain.channels import Channel, ChannelSettings, Installation, Reading
from ratchet_core.domain.help_requests import (
    SAYABLE,
    AskerWords,
    Assistance,
    EarlyReply,
    HandOff,
    HeldReply,
    HelpRequest,
    HelpState,
    Resolution,
    Settlement,
    Tick,
)
from ratchet_core.domain.incidents import (
    FIRES,
    Card,
    CardState,
    DayTotal,
    Incident,
    IncidentKey,
    IncidentState,
    Mark,
    Signal,
    SignalKind,
    Track,
    Verdict,
)
from ratchet_core.domain.merges import Merge, MergedKind, MergeStart
from ratchet_core.domain.messages import Kept, Message, ThreadNote, note_of
from ratchet_core.domain.notifications import Notification
from ratchet_core.domain.organisation import (
    Erasure,
    Group,
    Membership,
    MembershipStart,
    OwnedKind,
    Ownership,
    OwnershipStart,
    Person,
    Standing,
    Team,
    TeamName,
    TeamNameStart,
)
from ratchet_core.domain.runbooks import RunbookState, RunbookVersion, Vote, active_of
from ratchet_core.domain.services import Alias, Service, ServiceEntry, Tie

__all__ = [
    "FIRES",
    "SAYABLE",
    "Alert",
    "Alias",
    "AskerWords",
    "Assistance",
    "Card",
    "CardState",
    "Channel",
    "ChannelSettings",
    "DayTotal",
    "EarlyReply",
    "Erasure",
    "Group",
    "HandOff",
    "HeldReply",
    "HelpRequest",
    "HelpState",
    "Incident",
    "IncidentKey",
    "IncidentState",
    "Installation",
    "Interval",
    "Kept",
    "Lesson",
    "Mark",
    "Membership",
    "MembershipStart",
    "Merge",
    "MergeStart",
    "MergedKind",
    "Message",
    "MessageRef",
    "Mute",
    "Notification",
    "OwnedKind",
    "Ownership",
    "OwnershipStart",
    "Person",
    "Reading",
    "Resolution",
    "RunbookState",
    "RunbookVersion",
    "Service",
    "ServiceEntry",
    "Settlement",
    "Signal",
    "SignalKind",
    "Standing",
    "Team",
    "TeamName",
    "TeamNameStart",
    "Thread",
    "ThreadNote",
    "Tick",
    "Tie",
    "Track",
    "Verdict",
    "Vote",
    "active_of",
    "digest_of",
    "intervals_from",
    "note_of",
    "service_key",
]
