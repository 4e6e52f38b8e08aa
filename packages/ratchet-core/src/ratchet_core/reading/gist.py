"""What a long question is shown by: the sentence that asks, with names in the place of ids."""

import re
from collections.abc import Callable
from typing import Final

from ratchet_core.reading.speech import Speech, speech_of
from ratchet_core.reading.terms import is_faint, terms_of

ELLIPSIS: Final = "…"


def gist_of(text: str, longest: int, name_of: Callable[[str], str]) -> str:
    """Return the sentence of a question that asks, on one line, with an ellipsis where it is cut.

    Code blocks, quoted lines and greetings are left out; where no sentence asks by itself, it is the first that says
    anything.

    Args:
        text: A normalised message.
        longest: How many characters there may be at most.
        name_of: What a person is called, by their id.
    """
    sentences = _sentences(_NOT_SAID.sub("\n", text[:_READ]))
    spoken = [one for one in sentences if speech_of(one) is not Speech.PLEASANTRY]
    asked = [one for one in spoken if speech_of(one) is Speech.QUESTION]
    telling = [one for one in asked if _tells(one)]
    marked = (one for one in telling if one.endswith("?"))
    chosen = next(marked, None) or next(iter(telling or asked or spoken or sentences), "")
    return _cut(_MENTION.sub(lambda found: f"@{name_of(found[1])}", chosen), longest)


def _sentences(text: str) -> list[str]:
    return [" ".join(one.split()) for one in _END.split(text) if _WORD.search(one)]


def _tells(sentence: str) -> bool:
    """Say whether a sentence says what it is about, as "any ideas?" and "can somebody have a look?" do not."""
    return sum(not is_faint(term) for term in terms_of(sentence)) >= _FEWEST_TELLING


def _cut(sentence: str, longest: int) -> str:
    """Return a sentence cut at the end of a word, where it is too long."""
    if len(sentence) <= longest:
        return sentence
    head = sentence[: longest - len(ELLIPSIS)]
    whole = head.rpartition(" ")[0]
    return f"{whole if len(whole) > longest // 2 else head}{ELLIPSIS}"


_READ: Final = 3000
_FEWEST_TELLING: Final = 2
_NOT_SAID: Final = re.compile(r"```[\s\S]*?(?:```|\Z)|^[ \t]*>.*$", re.MULTILINE)
_END: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD: Final = re.compile(r"\w")
_MENTION: Final = re.compile(r"@([UW][A-Z0-9]{2,})\b")
