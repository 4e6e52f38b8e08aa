"""Finds the verdict of a message: the place where a tool says that an alert fires, is over, or is being looked at.

Tools put their verdict in few places: in brackets, before a colon, after "is", at either end of the headline, or in a
field. The surer the place, the stronger the mark; a word elsewhere is weak.
"""

import re
from collections.abc import Mapping
from typing import Final

from attrs import evolve, frozen

from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.view import View
from ratchet_core.recognise.words import (
    ALERT_NOUNS,
    DESCRIPTIVE,
    FIRING,
    INCIDENTAL,
    RESOLVED,
    STATES,
    UPDATE,
    WEAK_STATES,
)

_BRACKETED: Final = re.compile(r"\[([^\[\]\n]{1,60})\]|\(([^()\n]{1,30})\)")
_WORD: Final = re.compile(r"[a-z0-9]+(?:-[a-z]+)*")
_BEFORE: Final = re.compile(r"^([^:|\n]{1,70}?)(?:\s*[:|–—]\s*|\s-\s)(.*)$")  # noqa: RUF001 - dashes as tools write them
_COPULA: Final = re.compile(
    r"^(.{1,200}?)\s(?:(?:is|are|was|went|has been|have been|has gone|has|have|became|changed to|entered|now|needs|got|reports)"
    r"(?:\s(?:now|currently|back|in|still|a|an|the|been|reporting|automatically))*|back)\s"
    r"(state\s)?(\w[\w-]*(?:\s\w+)?)(.*)$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"^(.{2,200}?)(?:\s+[-–—|]\s+|:\s+|,\s+|\s+[(]|\s)(\w[\w-]*(?:\s\w+)?)[).!]*$")  # noqa: RUF001
_PAST: Final = re.compile(
    r"\((?:alarm |alert )?(?:was|has been) [^()]*\)|,? was (?:down|warning|critical|in alarm|alerting|offline|unreachable|unhealthy)\b",
    re.IGNORECASE,
)
_STATE_FIELDS: Final[Mapping[str, int]] = {
    "alert state": 6, "alarm state": 6, "new state": 6, "newstatevalue": 6, "current state": 6, "alert status": 6, "incident status": 6, "incident state": 6,
    "monitor status": 6, "check status": 6, "notification type": 6, "notificationtype": 6, "alert type": 5,
    "trigger status": 6, "host state": 6, "service state": 6, "state": 4, "status": 4, "event": 3, "action": 3,
    "event type": 3, "transition": 4, "condition state": 5, "health": 4, "state change": 5, "result": 3, "alert": 3,
}  # fmt: skip
_WIDEST: Final = 7

BRACKET, PREFIX, COPULA, EDGE, ANYWHERE = 6, 5, 5, 4, 2


@frozen
class Mark:
    """Where a message says how its alert does.

    Attributes:
        state: One of the three kinds of alert messages.
        strength: How sure the place makes it, from 2 (a word somewhere) to 6 (a place for nothing else).
        subject: The line without the verdict, or the empty string when the verdict stood in a field.
        word: The verdict itself, lower case.
        place: Which of the places it was: `bracket`, `prefix`, `copula`, `edge`, `field` or `word`.
        line: Which of the view's lines it was.
    """

    state: Kind
    strength: int
    subject: str
    word: str
    place: str
    line: int = 0


def mark_of(view: View) -> Mark | None:
    """Return the surest verdict that a message shows, or None."""
    nouned = not ALERT_NOUNS.isdisjoint(view.words)
    best = _field_mark(view, nouned)
    for index, line in enumerate(view.lines):
        mark = _line_mark(_PAST.sub("", line) if "was" in line or "has been" in line else line, nouned)
        if mark and (best is None or mark.strength - (index > 0) > best.strength):
            best = evolve(mark, line=index)
    return best


def state_of(value: str, nouned: bool = True) -> tuple[Kind, str] | None:
    """Return the state that a verdict such as `[FIRING:2]`, `Re-Triggered` or `Resolved in 5m` says, and its word."""
    words = _WORD.findall(value.lower())[:_WIDEST]
    found = {}
    for word in (*map(" ".join, zip(words, words[1:], strict=False)), *words):
        kind = STATES.get(word) or (WEAK_STATES.get(word) if nouned else None)
        if kind and (kind not in found or (word in STATES and found[kind] not in STATES)):
            found[kind] = word
    sure = {kind: word for kind, word in found.items() if word in STATES} or found
    for kind in (UPDATE, RESOLVED, FIRING):
        if kind in sure:
            return kind, sure[kind]
    return None


def _field_mark(view: View, nouned: bool) -> Mark | None:
    best: Mark | None = None
    for name, strength in _STATE_FIELDS.items():
        value = view.fields.get(name)
        if value and len(value) < 40 and (found := state_of(value.rpartition("→")[2].rpartition("->")[2], nouned)):  # noqa: PLR2004 - longer is prose
            mark = Mark(*(found[0], strength, "", found[1], "field"))
            best = mark if best is None or mark.strength > best.strength else best
    return best


def _line_mark(line: str, nouned: bool) -> Mark | None:
    return _bracket(line, nouned) or _prefix(line, nouned) or _copula(line, nouned) or _edge(line, nouned) or _word(line)


def _bracket(line: str, nouned: bool) -> Mark | None:
    if "[" not in line and "(" not in line:
        return None
    for found in _BRACKETED.finditer(line):
        inner = (found[1] or found[2]).lower()
        words = _WORD.findall(inner)
        if len(words) > 4 or not words:  # noqa: PLR2004 - a verdict is short
            continue
        word = words[0] if words[0] in STATES else " ".join(words[:2]) if " ".join(words[:2]) in STATES else words[-1]
        if found[2] and (word != words[0] or word not in STATES):
            continue
        kind = STATES.get(word) or (WEAK_STATES.get(word) if word in ("alert", "open", "closed", "new") else None)
        if kind:
            rest = line[: found.start()] + " " + line[found.end() :]
            return Mark(kind, BRACKET - (2 if found[2] else 0), rest.strip(), word, "bracket")
    return None


def _prefix(line: str, nouned: bool) -> Mark | None:
    found = _BEFORE.match(line)
    if not found or len(found[1].split()) > _WIDEST:
        return None
    state = state_of(found[1], nouned)
    if not state or not found[2]:
        return None
    noun = state[1] in WEAK_STATES
    copula = _COPULA.match(found[1])
    subject = found[2]
    if copula and copula[1].lower() not in ALERT_NOUNS and not _is_generic(copula[1]):
        subject = copula[1]
    return Mark(state[0], PREFIX - (1 if noun else 0), subject, state[1], "prefix")


def _copula(line: str, nouned: bool) -> Mark | None:
    found = _COPULA.match(line)
    if not found:
        return None
    said = state_of(found[3], nouned) or _shouted_severity(found[3])
    if not said:
        return None
    shouted = found[3][:2].isupper()
    return Mark(said[0], COPULA if shouted or said[1] not in WEAK_STATES else EDGE - 1, found[1], said[1], "copula")


def _shouted_severity(verdict: str) -> tuple[Kind, str] | None:
    word = verdict.split(maxsplit=1)[0]
    return (FIRING, word.lower()) if word.isupper() and word.lower() in SEVERITIES else None


def _edge(line: str, nouned: bool) -> Mark | None:
    words = _WORD.findall(line.lower(), 0, 60)
    if words:
        for head in (" ".join(words[:2]), words[0]):
            if head in STATES and head not in INCIDENTAL:
                kept = line if head in DESCRIPTIVE else _without_first(line, len(head.split()))
                return Mark(STATES[head], EDGE, kept, head, "edge")
    found = _AFTER.match(line.partition(",")[0])
    if found:
        said = state_of(found[2].split()[-1], nouned=False) or state_of(found[2], nouned=False)
        if said and (said[1] not in INCIDENTAL or found[2].isupper()):
            return Mark(said[0], EDGE, found[1], said[1], "edge")
    return None


def _word(line: str) -> Mark | None:
    for word in line.lower().split():
        bare = word.strip(".,:;!*()[]'\"")
        if bare in STATES and bare not in INCIDENTAL:
            return Mark(STATES[bare], ANYWHERE, line, bare, "word")
    return None


def _without_first(line: str, count: int) -> str:
    return line.split(maxsplit=count)[-1] if len(line.split()) > count else ""


def _is_generic(subject: str) -> bool:
    words = subject.lower().split()
    return bool(words) and words[-1] in ALERT_NOUNS | {"check", "service", "host", "site", "alert", "website", "server"}
