"""What is ratchet's own: its messages, its words in those of other bots, and what its own user is said to have done."""

import re
from collections.abc import Mapping
from typing import Any, Final

from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.rights import RIGHTS
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    CommandGiven,
    DirectMessageSeen,
    FormSubmitted,
    HomeOpened,
    MemberJoined,
    Mentioned,
    MessageEdited,
    MessageSeen,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
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
    **dict.fromkeys(RIGHTS, ("by",)),
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
    text = event.content.text.lower()
    if any(_stands_in(text, *line) for line in _SURELY):
        return True
    if _REPEATED.search((event.content.title or text)[:_TITLE].lower()):
        return True
    return sum(_stands_in(text, *line) for line in _OF_CARDS) >= _ENOUGH


def _stands_in(text: str, signs: tuple[str, ...], line: re.Pattern[str]) -> bool:
    """Say whether a line stands in a text in lower case; most texts have none of its signs, which costs less to see."""
    return any(sign in text for sign in signs) and line.search(text) is not None


_GRADES: Final = "|".join(Severity)
_SURELY: Final = (
    (("alert storm",), re.compile(r"\balert storm(?: over)?: \d+ alerts? held back\b")),
    (
        tuple(f", {one}" for one in Severity),
        re.compile(rf", (?:{_GRADES})\W{{1,20}}firing(?:, said \d+ times)?(?: \([^)\n]{{1,60}}\))?\.\s*(?:\n|\Z)"),
    ),
)
"""What a storm's message says, and the two lines that a card begins with."""

_REPEATED: Final = re.compile(rf"(?<!{')(?<!'.join(Severity)}), (?:{_GRADES})\b[^\n,]{{0,40}}, (?:{_GRADES})\b")
"""The severity that a card's headline ends with, twice: the card of an alert that was a card's headline itself.

A tool that makes an incident of each message repeats no more than that, so each round would be another alert.
"""

_TITLE: Final = 300

_OF_CARDS: Final = (
    (
        ("firing", "resolved after", "given up as", "closed as"),
        re.compile(
            r"\b(?:firing(?:, said \d+ times)?(?: \([\w, ]{1,60}\))?(?:\.|: )"
            r"|resolved after \d|(?:given up|closed) as stale: )"
        ),
    ),
    (("owner: ",), re.compile(r"\bowner: [^\n]{1,200}\.")),
    (
        ("not seen before", "first time seen", " before in the "),
        re.compile(
            r"\b(?:not seen before|first time seen)(?:, but ratchet| in the | \(ratchet joined)"
            r"|\bfired (?:once|\d+ times) before in the "
        ),
    ),
    (
        ("runbook", " waits for approval"),
        re.compile(r"\brunbook(?:: none yet\.|: draft v\d|, version \d| v\d)|\bversion \d+ waits for approval\."),
    ),
)
"""The lines that every card has, with their signs: `rules/wording.py` writes them; a test shows that both agree."""

_ENOUGH: Final = 2
