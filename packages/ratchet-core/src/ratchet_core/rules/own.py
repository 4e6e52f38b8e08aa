"""What is ratchet's own: its messages, its words in those of other bots, and what its own user is said to have done."""

import re
from collections.abc import Mapping
from typing import Any, Final

from ratchet_core.recognise.recognised import Severity
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import (
    AlertMuted,
    AlertTied,
    ButtonPressed,
    ChannelConfigured,
    CommandGiven,
    DirectMessageSeen,
    FormSubmitted,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    HomeOpened,
    IncidentMarked,
    MemberJoined,
    MemberLeft,
    Mentioned,
    MessageCorrected,
    MessageEdited,
    MessageSeen,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    ReactionAdded,
    ReactionRemoved,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    SharingAgreed,
    ShortcutUsed,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

_BY: Final = (
    AlertMuted,
    AlertTied,
    ChannelConfigured,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
    IncidentMarked,
    MemberLeft,
    MessageCorrected,
    MuteEnded,
    NotificationTied,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServiceSplit,
    ServicesMerged,
    SharingAgreed,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)
_PERSON: Final = (
    ButtonPressed,
    CommandGiven,
    DirectMessageSeen,
    FormSubmitted,
    HomeOpened,
    Mentioned,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
)
DOERS: Final[Mapping[type, tuple[str, ...]]] = {
    **dict.fromkeys(_BY, ("by",)),
    **dict.fromkeys(_PERSON, ("person",)),
    MemberJoined: ("by", "person"),
}
"""The fields of an event that name who did it, or who came by it to belong somewhere.

An event that only tells of a person, such as `PersonSeen`, may tell of ratchet's own user too.
"""


def is_own(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> bool:
    """Say whether a message is ratchet's own: it is marked so, or comes from the user or the bot that ratchet is."""
    if event.ours:
        return True
    known = snapshot.directory.installation
    if known is None:
        return False
    return event.person == known.user or (event.bot is not None and event.bot.id == known.bot)


def is_own_doing(snapshot: Snapshot, event: Any) -> bool:  # noqa: ANN401 - any event but a message
    """Say whether ratchet's own user did what an event tells, so that it is no news."""
    known = snapshot.directory.installation
    if known is None:
        return False
    return any(getattr(event, name) == known.user for name in DOERS.get(type(event), ()))


def is_echo(event: MessageSeen | MessageEdited) -> bool:
    """Say whether a bot repeats a card of ratchet's, as one that mirrors a channel does: it is no news."""
    if event.bot is None or event.content is None:
        return False
    text = event.content.text
    if _OF_STORMS.search(text) or _BEGINNING.search(text) or _REPEATED.search(event.content.title or text[:_TITLE]):
        return True
    return sum(line.search(text) is not None for line in _OF_CARDS) >= _ENOUGH


_OF_STORMS: Final = re.compile(r"\bAlert storm(?: over)?: \d+ alerts? held back\b", re.IGNORECASE)
_BEGINNING: Final = re.compile(
    rf", (?:{'|'.join(Severity)})\W{{1,20}}Firing(?:, said \d+ times)?(?: \(flapping\))?\.\s*(?:\n|\Z)", re.IGNORECASE
)
"""The two lines that a card begins with."""

_GRADES: Final = "|".join(Severity)
_REPEATED: Final = re.compile(
    rf"(?<!{')(?<!'.join(Severity)}), (?:{_GRADES})\b[^\n,]{{0,40}}, (?:{_GRADES})\b", re.IGNORECASE
)
"""The severity that a card's headline ends with, twice: the card of an alert that was a card's headline itself.

A tool that makes an incident of each message repeats no more than that, so each round would be another alert.
"""

_TITLE: Final = 300

_OF_CARDS: Final = tuple(
    re.compile(line, re.IGNORECASE)
    for line in (
        r"\b(?:Firing(?:, said \d+ times)?(?: \(flapping\))?(?:\.|: )|Resolved after \d|Given up as stale: )",
        r"\bOwner: [^\n]{1,200}\.",
        r"\bNot seen before(?:, but ratchet| in the )|\bFired (?:once|\d+ times) before in the ",
        r"\bRunbook(?:: none yet\.|, version \d)|\bVersion \d+ waits for approval\.",
    )
)
"""The lines that every card has: `rules/wording.py` writes them, and a test shows that both go together."""

_ENOUGH: Final = 2
