"""What somebody writes before they ask below it: a greeting, or an account of their own that asks nothing.

Who replies to such a message of theirs before anybody else does goes on with it. Whether that asks for help is read
more strictly below an account: below a status report, its writer's own question is mostly rhetoric.
"""

import re
from enum import StrEnum
from typing import Final

from ratchet_core.reading.speech import Speech, speech_at_first, spoken_words


class Opening(StrEnum):
    """How a message leads to a question that stands below it.

    Attributes:
        GREETING: Greets and says nothing else, or says that there is a question.
        ACCOUNT: Tells something short of its writer: what they do, have or see.
    """

    GREETING = "greeting"
    ACCOUNT = "account"


def opening_of(text: str, speech: Speech | None) -> Opening | None:
    """Return how a message that begins a thread may lead to a question below it, or None where it does not.

    What is long, turns to somebody, or shows something, as polls and notices do, stands for itself.

    Args:
        text: A normalised message.
        speech: What it is, as `speech_at_first` says.
    """
    if len(text) > _LONGEST or _FOR_ITSELF.search(text):
        return None
    said = text.lower()
    if speech is Speech.PLEASANTRY:
        return Opening.GREETING if _GREETS.match(said) else None
    if speech is not Speech.STATEMENT or "?" in text:
        return None
    if _ANNOUNCED.search(said):
        return Opening.GREETING
    return Opening.ACCOUNT if _OWN.search(said) or said.rstrip().endswith(":") else None


def asks_below(opening: Opening, text: str) -> bool:
    """Say whether a reply of whoever opened a thread asks for help, as its first question.

    Below an account it must ask outright, for its writer or of everybody, and not as one does who muses.
    """
    if speech_at_first(text) is not Speech.QUESTION or _TO_SOMEBODY.match(text):
        return False
    if opening is Opening.GREETING:
        return True
    said = spoken_words(text).lower()
    if _MUSED.search(said):
        return False
    return _OF_EVERYBODY.search(said) is not None or any(map(_OWN.search, _MARKED.findall(said)))


_LONGEST: Final = 160
_FOR_ITSELF: Final = re.compile(r"[@`]|://|(?:^|\n)\s*>|\n.*\n.*\n")
_TO_SOMEBODY: Final = re.compile(r"\s*@")
_GREETS: Final = re.compile(
    r"\W*(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:day|morning|afternoon|evening)|morning|afternoon|evening"
    r"|(?:is )?(?:any(?:one|body)|some(?:one|body)))\b"
)
"""Greets, or calls for anybody; a nod or a laugh answers somebody."""

_ANNOUNCED: Final = re.compile(
    r"\b(?:a|one|another|quick|short|small|simple|stupid|silly|dumb|noob|newbie|beginner|general)"
    r" (?:\w+ )?questions?\b(?! (?:from|by|of))"
)
"""Says that there is a question, and not whose."""

_OWN: Final = re.compile(r"\b(?:i|im|i'm|i've|i'd|my|me)\b")
_MARKED: Final = re.compile(r"[^.!?\n]*\?")
_OF_EVERYBODY: Final = re.compile(
    r"\b(?:some|any)(?:one|body)\b|\bany (?:ideas?|hints?|suggestions?|thoughts|advice|help|clues?|pointers?|tips)\b"
    r"|\b(?:please|pls|plz) help\b|\bhelp (?:me|please)\b"
)
_MUSED: Final = re.compile(
    r"\bwhy (?:do|did|would|should) i (?:even|ever|bother)\b|\bwas i thinking\b|\bthe only one\b|\bguess (?:what|who)\b"
    r"|\bdid i (?:mention|say|tell)\b|\bwho (?:would|could) have\b|\bisn't (?:it|that)\b"
    r"|\b(?:some|any)(?:one|body) (?:else )?(?:want|wants|up for|in for|interested|coming|joining)\b"
    r"|\bwho(?:'s| is)? (?:wants?|up|in|coming|joining)\b"
)
"""Muses, boasts, or asks around: a question that is no call for help."""
