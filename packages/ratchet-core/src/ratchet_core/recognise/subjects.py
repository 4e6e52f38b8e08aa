"""Finds the name that a sentence is about, so that what a thing is called never says what a message is.

`Ticket Desk is failing` is about a thing, as `map-tiles is failing` is. The rule: where a sentence says how something
does, what stands in the place of its subject is a name, whatever words it is made of. Only what runs once, such as a
build, can fail and be a notice; a name that ends so is left alone there.
"""

import re
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.words import FAILURES, NOTICES, STATES, SYMPTOMS, WEAK_STATES, words_of

_SAID_OF: Final = re.compile(
    r"^(?P<name>[^\s()\[\]:][^()\[\]:\n]{0,80}?)\s+(?:"
    r"(?:is|are|was|were|has been|went|goes|became|seems|looks|has gone)\s+"
    r"(?:(?:now|still|currently|again|back|very|too|almost|reported|reporting)\s+)*"
    r"(?:(?P<runs>failing|degraded|healthy|unhealthy|broken|fixed|unstable)|"
    r"(?:down|up|unreachable|unavailable|slow|offline|online|unresponsive|timing out|flapping|overloaded|"
    r"(?:not|no longer) (?:responding|answering|reachable|available|ready|healthy|reporting)|crashing|restarting|"
    r"refusing connections|out of (?:memory|disk|space)))"
    r"|(?:does not|doesn't|did not|didn't|cannot|can't) (?:answer|respond|reply|be reached)"
    r"|(?:stopped|keeps) (?:responding|answering|reporting|crashing|restarting)"
    r")(?!\w)",
    re.IGNORECASE,
)
_AT: Final = re.compile(
    r"^(?P<what>\S.{2,80}?)\s+(?:on|for|at|in)\s+(?P<name>[^\s()\[\]:][^()\[\]:\n]{0,60})$", re.IGNORECASE
)
_ONCE: Final = words_of(
    "build builds pipeline pipelines test tests job jobs workflow workflows deploy deployment deployments rollout rollback "
    "release releases sync plan migration upgrade promotion check checks stage commit branch main master"
)
_PROSE: Final = words_of("of for on in to by from with the your this a an and or that which")
_WORD: Final = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_MISLEADING: Final = frozenset(
    word for known in (NOTICES, STATES, WEAK_STATES) for phrase in known for word in phrase.split()
) | frozenset(FAILURES)
_THEN: Final = re.compile(r"\s[-–—|→]\s|\s(?:is|are|was|were|has|have|went|became|goes)\s")
_LEADS: Final = re.compile(r"^(?:the|your)\s+", re.IGNORECASE)
_MOST: Final = 5


@lru_cache(maxsize=8192)
def subject_of(line: str) -> str | None:
    """Return the name that a line says something of, where its words could be taken for more than a name."""
    found = _SAID_OF.match(line)
    if found is not None:
        name = _LEADS.sub("", found["name"])
        return name if _is_misleading_name(name, can_run=found["runs"] is not None) else None
    found = _AT.match(line)
    if found is None:
        return None
    before = _WORD.findall(found["what"].lower())
    name = _said_of(found["name"])
    if SYMPTOMS.isdisjoint(before) or not NOTICES.keys().isdisjoint(before):
        return None
    return name if _is_misleading_name(name, can_run=True) else None


def _said_of(name: str) -> str:
    """Return a name without what is said of it: `ledger is firing`, `ledger - CRITICAL` and `ledger triggered` are `ledger`."""
    name = _THEN.split(name, maxsplit=1)[0]
    words = name.split()
    while len(words) > 1 and words[-1].lower() in STATES:
        words.pop()
    return " ".join(words)


def _is_misleading_name(name: str, *, can_run: bool) -> bool:
    """Say whether something can only be a name, and has a word that means something else elsewhere."""
    words = _WORD.findall(name.lower())
    if not words or len(words) > _MOST or "#" in name or ":" in name or not _PROSE.isdisjoint(words):
        return False
    if can_run and words[-1] in _ONCE:
        return False
    return not _MISLEADING.isdisjoint(piece for word in words for piece in (word, *word.split("-")))
