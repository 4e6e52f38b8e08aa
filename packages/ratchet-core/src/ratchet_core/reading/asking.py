"""What a person asks of ratchet in words: behind its command, to it alone, or where they call it by its name.

A call counts anywhere in a message, with or without a space or a line break behind it. One that no command follows
asks for nothing in particular.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import duration_of


class Command(StrEnum):
    """What can be asked of ratchet, by the first word."""

    HELP = "help"
    SETUP = "setup"
    STATUS = "status"
    RUNBOOK = "runbook"
    MUTE = "mute"
    TEAM = "team"
    HANDOVER = "handover"
    WHY = "why"
    SIMILAR = "similar"
    REPORT = "report"
    SUMMARY = "summary"
    AGREE = "agree"
    DISAGREE = "disagree"


@frozen
class Ask:
    """What a person asks for.

    Attributes:
        command: What it is; None where the first word is no command.
        word: The first word, as it was written.
        rest: What stands behind it, on its line.
        direct: Whether a message begins with it, so that its first word is meant as a command.
    """

    command: Command | None
    word: str = ""
    rest: str = ""
    direct: bool = True


_ALSO: Final = {
    "settings": Command.SETUP,
    "set-up": Command.SETUP,
    "set": Command.SETUP,
    "runbooks": Command.RUNBOOK,
    "summarise": Command.SUMMARY,
    "summarize": Command.SUMMARY,
}
_COMMANDS: Final = {**{one.value: one for one in Command}, **_ALSO}
_READ: Final = 4_000
"""So much of a message is looked through."""

_MOST_WORDS: Final = 8
_NEAR: Final = 4
"""Within so many words a sentence says what it is about."""

_VERBS: Final = frozenset(
    {"is", "isn't", "are", "aren't", "was", "wasn't", "were", "did", "didn't", "do", "don't", "does", "doesn't"}
    | {"has", "hasn't", "have", "haven't", "isn\u2019t", "didn\u2019t", "wasn\u2019t", "hasn\u2019t"}
)
_THIS: Final = frozenset({"this", "that", "it", "these", "you", "there"})
_AROUND: Final = " \t\n,:;.!?-*_\u2013\u2014`\"'"
_PERMALINK: Final = re.compile(r"/archives/([A-Z0-9]{2,20})/p(\d{10})(\d{6})(?:\?\S*?\bthread_ts=(\d{10}\.\d{6}))?")


def ask_in(text: str) -> Ask:
    """Return what is asked for in a text that ratchet alone is told."""
    line = next((one for one in text[:_READ].splitlines() if one.strip(_AROUND)), "")
    word, _, rest = line.strip().lstrip("/").partition(" ")
    if word.casefold().strip(_AROUND) == "ratchet" and rest.strip():
        return ask_in(rest)
    command = _COMMANDS.get(word.casefold().strip(_AROUND))
    rest = rest.strip()
    if command is Command.SETUP and rest.casefold() == "up":
        rest = ""
    return Ask(command, word.strip(_AROUND), rest)


def call_in(text: str, names: Iterable[str]) -> Ask | None:
    """Return what is asked for where a text calls ratchet by one of its names; None where it does not."""
    read = text[:_READ]
    found = [one for name in names if name for one in _calls(read, name)]
    if not found:
        return None
    begins, ends = min(found)
    behind, before = read[ends:], read[:begins].strip(_AROUND)
    ask = ask_in(behind.lstrip(_AROUND))
    if ask.command is None and not behind.strip(_AROUND):
        ask = ask_in(before) if before and "\n" not in before else ask
        return ask if ask.command is not None else Ask(None, direct=not before)
    return Ask(ask.command if _is_meant(ask) else None, ask.word, ask.rest, direct=not before)


def _is_meant(ask: Ask) -> bool:
    """Say whether a command is meant, and not a sentence that begins with its word, such as a question to people.

    “Why is this firing?” asks ratchet about what stands there; “why is the ledger down?” asks people.
    """
    words = ask.rest.split()
    if len(words) > _MOST_WORDS:
        return False
    if ask.command is Command.WHY and _begins_a_sentence(words):
        return is_about_this(ask.rest)
    return not (len(words) > 1 and ask.rest.endswith("?"))


def is_about_this(rest: str) -> bool:
    """Say whether what stands behind `why` is a sentence about what is seen there, and not the name of an alert."""
    words = rest.casefold().split()
    return _begins_a_sentence(words) and any(one.strip(_AROUND) in _THIS for one in words[1:_NEAR])


def _begins_a_sentence(words: list[str]) -> bool:
    return len(words) > 1 and words[0].casefold() in _VERBS


def _calls(text: str, name: str) -> Iterable[tuple[int, int]]:
    """Return where a name is called; of one that begins so too, such as an address, no letter stands before it."""
    pattern = rf"(?<![\w@])@{re.escape(name)}"
    return ((one.start(), one.end()) for one in re.finditer(pattern, text, re.IGNORECASE))


def asked_before(text: str, names: Iterable[str]) -> str:
    """Return what stands before the first call of ratchet where it ends as a question, which is meant for people."""
    read = text[:_READ]
    begins = min((one[0] for name in names if name for one in _calls(read, name)), default=0)
    before = read[:begins].rstrip(" \t\n,:;-")
    return before if before.endswith("?") else ""


def unread_time(rest: str) -> str | None:
    """Return the first of some words that was meant as a length of time and is none, such as `3dd`, `0d` or `-3d`."""
    return next((one[:20] for one in rest.split() if _TIME.fullmatch(one) and duration_of(one) is None), None)


def unreadable_time(word: str) -> str:
    """Return what a person is told of a word that was meant as a length of time."""
    return f"“{word}” is not a time that I can read; write it as 12h or 2d"


_TIME: Final = re.compile(r"[-+\u2212]?\d[\d.,:]*[^\W\d]{0,7}")


def thread_in(text: str) -> MessageRef | None:
    """Return the thread that a link in a text leads to: that of the message, or the message itself."""
    match = _PERMALINK.search(text[:_READ])
    return None if match is None else MessageRef(match[1], match[4] or f"{match[2]}.{match[3]}")
