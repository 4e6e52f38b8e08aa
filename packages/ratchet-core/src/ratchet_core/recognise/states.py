"""Finds the verdict of a message: the place where a tool says that an alert fires, is over, or is being looked at.

Tools put their verdict in few places: in brackets, before a colon, after "is", at either end of the headline, or in a
field. The surer the place, the stronger the mark; a word elsewhere is weak.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from ratchet_core.recognise.languages import Spoken, spoken
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.subjects import subject_of
from ratchet_core.recognise.view import View
from ratchet_core.recognise.words import (
    ALERT_NOUNS,
    DESCRIPTIVE,
    FAILURES,
    FIRING,
    INCIDENTAL,
    RESOLVED,
    STATES,
    UP_OR_DOWN,
    UPDATE,
    WEAK_STATES,
    words_of,
)

_BRACKETED: Final = re.compile(r"\[([^\[\]\n]{1,60})\]|\(([^()\n]{1,30})\)")
_WORD: Final = re.compile(r"[a-z0-9]+(?:-[a-z]+)*")
_BEFORE: Final = re.compile(
    r"^((?:[^:|()\n]|\([^()\n]*\)|(?<!\w)'[^'\n]*'(?!\w)|\"[^\"\n]*\"){1,70}?)(?:\s*(?:(?<!\d):|:(?!\d)|[|–—])\s*|\s-\s)(.*)$"
)
_COPULA: Final = re.compile(
    r"^(.{1,200}?)\s(?:(?:is:?|are|was|were|went|seems|appears|looks|(?:seems|appears) to be|has been|have been|has gone|has|have|became|changed to:?|entered|now|needs|got|reports|reporting)"
    r"(?:\s(?:now|currently|back|in|still|a|an|the|been|reporting(?!\sagain)|automatically))*|back)\s"
    r"(state\s)?(\w[\w-]*(?:\s\w+)?)(.*)$",
    re.IGNORECASE,
)
_LAST_COPULA: Final = re.compile(_COPULA.pattern.replace("{1,200}?", "{1,200}"), re.IGNORECASE)
_LED: Final = re.compile(
    r"^(?:triggered|firing|fired|recovered|resolved|cleared)\s(?!(?:in|by|after|at|since|on|alert|alarm|problem|incident|issue|monitor|check|service|host)\b|[#\d])\S",
    re.IGNORECASE,
)
_NAMES_BEHIND: Final = re.compile(r"^\W*(?:alert|alarm)\s(?!for\b|on\b|in\b|at\b|from\b)\S", re.IGNORECASE)
"""`Alert SwapFull`: no verdict, but what the name that follows is."""

"""A verdict and what it is said of, before a sign: `Triggered SwapFull - ledger`."""

_HEADED: Final = re.compile(r"^\W*(?:alert|alarm|problem|incident|warning|critical|error)\s*[:|]\s+", re.IGNORECASE)
_FIXED: Final = re.compile(r"^(fixed|closed)(?=:\s\S+$)", re.IGNORECASE)
_AFTER: Final = re.compile(r"^(.{2,200}?)(?:\s+[-–—|]\s+|:\s+|,\s+|\s+[(]|\s)(\w[\w-]*(?:\s\w+)?)[).!:]*$")
_RECOVERED: Final = re.compile(
    r"^.{1,120}?\b(recovered|returned to normal|cleared)\s(?:from|after)\s(.+)$", re.IGNORECASE
)
_TRANSITION: Final = re.compile(
    r"^(.{1,200}?)[\s:,]+(?:(?:has|was|have)\s)?(?:\w+\s)?(?:from\s[\w-]+\sto|[\w-]+\s*(?:→|->|=>))\s*([\w-]+)",
    re.IGNORECASE,
)
_NAME_BEHIND: Final = re.compile(r"^[A-Za-z]+\s((?=[\w.-]*[a-z])[\w-]+(?:[.-][\w-]+)+)$")
"""A verdict and a name, before the reason: `DOWN shop.example.org - no reply`."""

_BACK: Final = re.compile(
    r"^(.{2,160}?)\s(?:is|are|went|came|has\scome|has\sgone)\s(?:now\s)?back\s(?:above|below|under|over|to|within|at|in)\b",
    re.IGNORECASE,
)
_ANSWERED: Final = re.compile(r"\b2\d\d\sOK\b")
_OUTCOME: Final = re.compile(
    r"^(\S.{1,120}?)\s(?<!\sis\s)(?<!\sare\s)(?<!\swas\s)(firing|fired|triggered|resolved|recovered|cleared|acknowledged)\s(?:for|on|in|at)\s\S",
    re.IGNORECASE,
)
_LASTED: Final = re.compile(
    r"(?:\s+[-–—])?\s*\(\s*(?:(?:duration|downtime|outage|after|for|took|lasted|since|ago|in)\b[:\s]*"
    r"|(?:\d+(?:\.\d+)?\s?(?:ms|[smhdw]|sec\w*|min\w*|hours?|hrs?|days?)(?![a-z]))[,\s]*)+\)\s*$",
    re.IGNORECASE,
)
"""How long something took, in brackets at the end of a line: no name, and no place for a verdict."""

_BY_SOMEONE: Final = re.compile(
    r"^@?\w[\w.'-]*(?:\s[\w.'-]+){0,2}?\s(?:has\s)?(closed|resolved|acknowledged|acked|snoozed|silenced|escalated|reopened)\s"
    r"(?:the\s|an\s|this\s)?(?:alert|incident|alarm|problem)s?\b(?!\s(?:report|review|ticket|channel|call))[\s:#]*(.*)$",
    re.IGNORECASE,
)
"""What a person did to an alert, rather than to a ticket: `lena closed alert "Tray is empty"` ends it."""

_STATUS: Final = re.compile(r"^(?:status|state)\s(?:is\s|now\s)?([A-Za-z]+)(?!\w|:)", re.IGNORECASE)
"""A label and its verdict without a sign between them: `Status Down (since 10:01)`."""

_TAKEN_UP: Final = re.compile(r"^\W{0,24}(acknowledged)\sby\s\S[^\n]{0,60}$", re.IGNORECASE)
_LEADING: Final = ALERT_NOUNS | words_of(
    "is was has have been be are got now still again not no auto automatically state status"
)
"""Words between a name and its verdict that belong to neither."""

_KEPT: Final = frozenset({"spike"})
"""Verdicts that name what is wrong where they end a headline."""

_GRADING: Final = words_of("no longer very really critically highly partially fully completely again reported showing")
_RULES: Final = ("rule ", "condition ", "trigger ", "check ", "the rule ", "the check ", "alert ", "monitor ")
_OF_RULES: Final = frozenset({"active", "inactive", "open", "closed", "failing"})
"""Weak verdicts that count in a sentence about a rule: what people do to one, such as creating it, does not."""

_NOBODY: Final = words_of(
    "the a an your our this check service host site website server page alert monitor monitored endpoint http https tcp ping dns "
    "health uptime synthetic"
)
_CLOSING_LINE: Final = re.compile(
    r"^[^A-Za-z]{0,24}(?:white_check_mark:\W*)?(resolved|recovered|cleared|restored|ended)"
    r"(?:\s(?:at|on|after|in)\s[^\n]{0,40}\d[^\n]{0,40}|\sby\s\S[^\n]{0,60}|\sautomatically)?[.!\s]*$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"^\W{0,3}\d{2,12}\W{1,3}([A-Za-z]+)\W{0,3}$")
_REASONED: Final = re.compile(
    r"(?<!\sis)(?<!\sare)(?<!\swas)(?<!\swent)\s([A-Z][A-Za-z]+)\s+(?=\(.*\)\W{0,2}$|(?:since|after|at)\s\d)"
)
_QUOTED: Final = re.compile(r"\"([^\"]{2,160})\"")
_NAMED: Final = re.compile(r"(?<!\w)[\"'“‘«]([^\"'”’»]{2,120})[\"'”’»](?!\w)")
_COMPLAINT: Final = re.compile(
    r"^.{1,200}?(?:\s(?:is|are|has|have|was|went|goes|rose|fell|dropped)|\d\s?%)\s(?:running\s)?(?:now\s|too\s|very\s|almost\s|nearly\s|falling\s|got\s)*"
    r"(low|high|full|slow|exhausted|stuck|behind|lagging|late|empty|deep|out of|above|below|over|exceeded|stopped|crashed)\b"
    r"|^.{1,200}?\stoo\s(high|low|slow|many|few|long|old|big|large|deep|late)\b"
    r"|^.{1,200}?\s(?:has\snot|hasn't|have\snot|did\snot|didn't)\s(checked\sin|check\sin|reported|report|pinged|ping|run|started|start)\b"
    r"|^.{0,200}?\b(?:certificate|cert|domain|token|secret|key|licen[cs]e)\b.{0,80}?\s(expires)\s(?:in|on|today|tomorrow)\b",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    r"\((?:alarm |alert )?(?:was|has been) [^()]*\)|,? was (?:down|warning|critical|in alarm|alerting|offline|unreachable|unhealthy)\b",
    re.IGNORECASE,
)
_STATE_FIELDS: Final[Mapping[str, int]] = {
    "alert state": 6, "alarm state": 6, "new state": 6, "newstatevalue": 6, "current state": 6, "alert status": 6, "incident status": 6, "incident state": 6,
    "monitor status": 6, "issue state": 6, "issue status": 5, "check status": 6, "notification type": 6, "notificationtype": 6, "alert type": 5,
    "trigger status": 6, "host state": 6, "service state": 6, "state": 4, "status": 4, "event": 3, "action": 3,
    "event type": 3, "transition": 4, "condition state": 5, "health": 4, "state change": 5, "result": 3, "alert": 3,
}  # fmt: skip
_STATE_RANKS: Final = {name: rank for rank, name in enumerate(_STATE_FIELDS)}
_IN_BRACKETS: Final = re.compile(r"^\[([^\[\]]{2,160})\]$")
_TELLING: Final = frozenset(
    word for known in (STATES, WEAK_STATES, SEVERITIES, ALERT_NOUNS) for phrase in known for word in phrase.split()
)
_TELLING_PIECES: Final = frozenset(piece for word in _TELLING for piece in word.split("-"))
_ARROW: Final = re.compile("→|->|=>")
_ONLY_IN_FIELDS: Final[Mapping[str, tuple[Kind, str]]] = {"dead": (FIRING, "dead"), "sick": (FIRING, "sick")}
"""Verdicts that people use of people too."""

_SEEMING: Final = ("seems", "appears", "looks")
_LABELS: Final = frozenset({"alert", "alarm"})
"""What stands over an alert that is over as it stood when it fired: there the colour alone tells."""

_ACKNOWLEDGED: Final = "acknowledged"
_NAMING: Final = frozenset({"alert", "alarm", "problem", "incident", "warning"})
"""Labels behind which an alert's name stands, where another field says how it does."""

_SOMETHING: Final = "x1"
"""What stands for a name while a line is read, so that no word of the name is taken for a verdict."""

_PIECES: Final = bytes(byte if chr(byte).isalnum() else 32 for byte in range(128)).ljust(256)
_PROSE: Final = 40
_WIDEST: Final = 7
_SHORTEST: Final = 3
_DOUBTFUL: Final = 3

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


def mark_of(view: View, tone: Kind | None = None) -> Mark | None:
    """Return the surest verdict that a message shows, or None.

    `tone` is what the message's colour and emoji say; a field that says the same is surer than words in a headline,
    for a tool may call itself "Alarm" in the headline of good news.
    """
    best = _surest(view, tone)
    if (best is None or best.state is not RESOLVED) and (word := _appended_end(view.content.text)):
        state = UPDATE if word == _ACKNOWLEDGED else RESOLVED
        return Mark(state, BRACKET, best.subject if best else "", word, best.place if best else "field")
    return best or (_complaint(view.lines) if tone is not RESOLVED else None)


def _surest(view: View, tone: Kind | None) -> Mark | None:
    """Return the surest verdict in the fields and the first lines."""
    nouned = not ALERT_NOUNS.isdisjoint(view.words.told)
    best = _field_mark(view, nouned)
    if best and best.strength <= _DOUBTFUL and tone and tone is not best.state:
        best = None
    if best and best.state is tone:
        best = Mark(best.state, min(best.strength + 2, BRACKET), "", best.word, "field")
    for index, line in enumerate(view.lines):
        if best and best.strength >= BRACKET:
            break
        label = line.partition(":")[0].lower()
        if (index and _is_field(label, view)) or (best and label in _NAMING and label in view.fields):
            continue
        mark = _line_mark(line, index, nouned)
        if mark is None:
            continue
        if tone and tone is not mark.state and mark.word in DESCRIPTIVE and mark.strength < BRACKET:
            mark = Mark(mark.state, ANYWHERE, mark.subject, mark.word, mark.place, mark.line)
        if tone is RESOLVED and mark.word in _LABELS and mark.state is FIRING:
            mark = Mark(RESOLVED, EDGE - 1, mark.subject, mark.word, mark.place, mark.line)
        if best is None or mark.strength - (index > 0) > best.strength:
            best = mark
    return best


def _appended_end(text: str) -> str | None:
    """Return the verdict of a last line such as `Resolved at 10:04`, added below what a message says of its alert."""
    head, newline, last = text.rstrip().rpartition("\n")
    found = (_CLOSING_LINE.match(last) or _TAKEN_UP.match(last)) if newline and head else None
    return found[1].lower() if found else None


@lru_cache(maxsize=4096)
def state_of(value: str, nouned: bool = True) -> tuple[Kind, str] | None:
    """Return the state that a verdict such as `[FIRING:2]`, `Re-Triggered` or `Resolved in 5m` says, and its word."""
    words = _without_negated(_WORD.findall(value.lower())[:_WIDEST])
    found: dict[Kind, str] = {}
    for word in (*map(" ".join, pairwise(words)), *words):
        kind = STATES.get(word) or (WEAK_STATES.get(word) if nouned else None)
        if kind and (kind not in found or (word in STATES and found[kind] not in STATES)):
            found[kind] = word
    sure = {kind: word for kind, word in found.items() if word in STATES} or found
    for kind in (UPDATE, RESOLVED, FIRING):
        if kind in sure:
            return kind, sure[kind]
    return None


def _without_negated(words: list[str]) -> list[str]:
    """Return words with `not` and what it negates as one; what is bad and `no longer` so has cleared."""
    for before, following in pairwise(words):
        if before == "not" or (before == "longer" and "no" in words):
            at = words.index(before)
            verdict = f"not {following}"
            return [
                *words[:at],
                "cleared" if before == "longer" and verdict not in STATES else verdict,
                *words[at + 2 :],
            ]
    return words


def _field_mark(view: View, nouned: bool) -> Mark | None:
    best: Mark | None = None
    for name in sorted(_STATE_FIELDS.keys() & view.fields.keys(), key=_STATE_RANKS.__getitem__):
        strength, value = _STATE_FIELDS[name], view.fields[name]
        told = _ARROW.split(value)[-1].strip()
        if value and len(value) < _PROSE and (found := state_of(told, nouned) or _ONLY_IN_FIELDS.get(told.lower())):
            mark = Mark(*(found[0], strength, "", found[1], "field"))
            best = mark if best is None or mark.strength > best.strength else best
    return best


@lru_cache(maxsize=4096)
def _line_mark(line: str, index: int, nouned: bool) -> Mark | None:
    said, mark = spoken(line), _english_mark(line, index, nouned)
    if said is None:
        return mark
    other = _spoken_mark(said, line, index)
    return other if mark is None or other.strength >= mark.strength else mark


def _english_mark(line: str, index: int, nouned: bool) -> Mark | None:
    if not _is_telling(line) and " back " not in line:
        return None
    if (name := subject_of(line)) is not None:
        mark = _english_mark(line.replace(name, _SOMETHING, 1), index, nouned)
        return evolve(mark, subject=mark.subject.replace(_SOMETHING, name)) if mark else None
    line = _PAST.sub("", line) if "was" in line or "has been" in line else line
    line = _LASTED.sub("", line) if line.endswith(")") else line
    mark = _by_someone(line) or _alone(line) or _reasoned(line) or _bracket(line) or _prefix(line, nouned)
    if not mark or mark.strength < PREFIX:
        mark = (
            _transition(line) or _copula(line, nouned) or mark or _edge(line, nouned) or _answered(line) or _word(line)
        )
    return evolve(mark, line=index) if mark and index else mark


def _by_someone(line: str) -> Mark | None:
    """Read `lena closed alert "Tray is empty"`, and `Status Down (since 10:01)`, which says as plainly how an alert does."""
    if (found := _STATUS.match(line)) is not None and (state := STATES.get(found[1].lower())):
        return Mark(state, COPULA, "", found[1].lower(), "field")
    found = _BY_SOMEONE.match(line)
    if found is None:
        return None
    quoted, verb = _NAMED.search(found[2]), found[1].lower()
    state = {"closed": RESOLVED, "resolved": RESOLVED, "reopened": FIRING}.get(verb, UPDATE)
    return Mark(state, PREFIX, quoted[1] if quoted else found[2], verb, "prefix")


def _spoken_mark(said: Spoken, line: str, index: int) -> Mark:
    """Return the verdict of a line in another language than English; a bare word for an alert is a weak one."""
    strength = EDGE - 1 if said.named else COPULA + said.headed
    place = "copula" if said.predicate else "prefix"
    return Mark(said.kind, strength, said.subject or line, said.word, place, index)


def _is_telling(line: str) -> bool:
    """Say whether a line has any word of a verdict; the cheaper look at its pieces settles most lines."""
    return _may_tell(line) and not _TELLING.isdisjoint(_WORD.findall(line.lower()))


def _may_tell(text: str) -> bool:
    """Say whether any piece of a text's words is a piece of a verdict; if not, no verdict is worth searching for."""
    pieces = text.lower().encode("utf-8", "surrogatepass").translate(_PIECES).decode("ascii").split()
    return not _TELLING_PIECES.isdisjoint(pieces)


def _alone(line: str) -> Mark | None:
    """Read `4711: Closed`: a number and a verdict, and nothing else."""
    found = _NUMBERED.match(line)
    said = state_of(found[1]) if found else None
    return Mark(said[0], COPULA, "", said[1], "field") if said else None


def _reasoned(line: str) -> Mark | None:
    """Read `core-sw-1 uplink Down (no reply for 30 s)`: a verdict with a capital, then the reason or the time."""
    if not any(sign in line for sign in (" (", "since ", "after ", "at ")):
        return None
    for found in _REASONED.finditer(line):
        word = found[1].lower()
        if word in STATES and word not in SEVERITIES:
            return Mark(STATES[word], COPULA, line[: found.start()], word, "edge")
    return None


def _is_field(name: str, view: View) -> bool:
    """Say whether a line that begins with a name and a colon was read as a field already, and is no verdict."""
    return name in view.fields and name not in STATES


def _complaint(lines: tuple[str, ...]) -> Mark | None:
    """Read `orders-db is almost full`: a sentence that finds fault without naming a state, the weakest of verdicts."""
    for index, line in enumerate(lines):
        fault = _fault(line)
        if fault:
            return Mark(FIRING, EDGE - 1, line, fault, "word", index)
    return None


@lru_cache(maxsize=4096)
def _fault(line: str) -> str | None:
    """Return the word by which a sentence finds fault, or None."""
    found = _COMPLAINT.match(line)
    return next(filter(None, found.groups())).lower() if found else None


def _bracket(line: str) -> Mark | None:
    if "[" not in line and "(" not in line:
        return None
    for found in _BRACKETED.finditer(line):
        inner = found[1] or found[2]
        words = _WORD.findall(inner.lower())
        said = state_of(inner) if words and _is_verdict_like(words, bool(found[2])) else None
        if words == ["incident"]:
            said = FIRING, "incident"
        if said:
            before, after = line[: found.start()].strip(), line[found.end() :].strip()
            named = _IN_BRACKETS.match(before) if said[1] in UP_OR_DOWN else None
            subject = named[1] if named else f"{before} {after}".strip()
            return Mark(said[0], BRACKET - (2 if found[2] else 0), subject, said[1], "bracket")
    return None


def _is_verdict_like(words: list[str], rounded: bool) -> bool:
    """Say whether the words in a pair of brackets are a verdict and no name; round brackets must hold nothing else."""
    if rounded:
        return len(words) == 1 and words[0] in STATES and words[0] not in SEVERITIES
    return words[0] in STATES or all(
        word in STATES
        or word in WEAK_STATES
        or word in SEVERITIES
        or word in ALERT_NOUNS
        or word.isdigit()
        or word == "data"
        for word in words[:_WIDEST]
    )


def _prefix(line: str, nouned: bool) -> Mark | None:
    found = _BEFORE.match(line)
    if not found or len(found[1].split()) > _WIDEST:
        return None
    state = state_of(found[1], nouned or _FIXED.match(line) is not None)
    if not state or not found[2]:
        return None
    noun = state[1] in WEAK_STATES
    if state[1] in _LABELS and _NAMES_BEHIND.match(found[1]):
        return None
    copula = _COPULA.match(found[1])
    quoted = _QUOTED.search(found[1])
    told = _NAME_BEHIND.match(found[1])
    subject = quoted[1] if quoted else told[1] if told else found[2]
    if _LED.match(found[1]):
        subject = _without_first(line, 1)
    if copula and not _NOBODY.union(ALERT_NOUNS - {"page"}).issuperset(copula[1].lower().split()):
        subject = copula[1]
    return Mark(state[0], PREFIX - (1 if noun else 0), subject, state[1], "prefix")


def _transition(line: str) -> Mark | None:
    """Read `X from Ok to Severe`, `X: OK → CRIT` and `X recovered from Y`."""
    lowered = line.lower()
    found = _RECOVERED.match(line) if "recovered" in lowered or "normal" in lowered or "cleared" in lowered else None
    if found:
        return Mark(RESOLVED, COPULA, found[2], found[1].lower(), "word")
    found = _OUTCOME.match(line)
    quoted = _NAMED.search(found[1]) if found else None
    if found and quoted:
        return Mark(STATES[found[2].lower()], COPULA, quoted[1], found[2].lower(), "copula")
    if found and not _is_generic(found[1]) and ALERT_NOUNS.isdisjoint(found[1].lower().split()):
        return Mark(STATES[found[2].lower()], COPULA, found[1], found[2].lower(), "copula")
    found = _BACK.match(line) if " back " in line else None
    if found:
        return Mark(RESOLVED, COPULA, found[1], "back", "copula")
    if "→" in line or "->" in line or (" to " in line and ("from" in lowered or "=>" in line)):
        found = _TRANSITION.match(line)
        said = state_of(found[2], nouned=False) if found else None
        if found and said:
            return Mark(said[0], COPULA, found[1], said[1], "copula")
    return None


def _copula(line: str, nouned: bool) -> Mark | None:
    found = _COPULA.match(line)
    if not found:
        return None
    return _copula_said(line, found, nouned) or _copula_said(line, _LAST_COPULA.match(line) or found, nouned)


def _copula_said(line: str, found: re.Match[str], nouned: bool) -> Mark | None:
    """Return the verdict behind a verb: the first, or where that has none the last, as in `Carts are slow is resolved`."""
    nouned = nouned or (found[3].partition(" ")[0].lower() in _OF_RULES and found[1].lower().startswith(_RULES))
    graded = not SEVERITIES.keys().isdisjoint(found[1].lower().split())
    first, _, second = found[3].lower().partition(" ")
    seems = line[found.end(1) : found.start(3)].lower().lstrip().startswith(_SEEMING)
    if seems and (second or found[4][:1].isspace()):
        return None
    if second and not _is_of_verdict(first, second, nouned or graded):
        return None
    said = state_of(found[3], nouned or graded) or _shouted_severity(found[3])
    if not said or (
        line[found.end(1) :].lower().startswith(" back ") and not FAILURES.isdisjoint(found[1].lower().split())
    ):
        return None
    shouted = found[3][:2].isupper()
    subject = _HEADED.sub("", found[1]) or found[1]
    return Mark(said[0], COPULA if shouted or said[1] not in WEAK_STATES else EDGE - 1, subject, said[1], "copula")


def _is_of_verdict(first: str, second: str, nouned: bool) -> bool:
    """Say whether the first of two words after a verb belongs to the verdict: `not ok`, `critical now`, but not `behind fired`."""
    if f"{first} {second}" in STATES or first in _LEADING or first in _GRADING:
        return True
    return state_of(first, nouned) is not None or state_of(second, nouned) is None


def _shouted_severity(verdict: str) -> tuple[Kind, str] | None:
    word = verdict.split(maxsplit=1)[0]
    return (FIRING, word.lower()) if word.isupper() and word.lower() in SEVERITIES else None


def _edge(line: str, nouned: bool) -> Mark | None:
    words = _WORD.findall(line.lower(), 0, 60)
    if words:
        for head in (" ".join(words[:2]), words[0]):
            if head in STATES and (head not in INCIDENTAL or _is_shouted(line)):
                rest = _without_first(line, len(head.split()))
                kept = line if head in DESCRIPTIVE and " " in rest else rest
                return Mark(STATES[head], EDGE, kept, head, "edge")
    if words and words[0] == "alert" and _is_shouted(line):
        return Mark(FIRING, EDGE, _without_first(line, 1), "alert", "edge")
    clause = line.partition(",")[0]
    found = _AFTER.match(clause) if _may_tell(" ".join(clause.rsplit(maxsplit=2)[-2:])) else None
    if found:
        before, _, last = found[2].rpartition(" ")
        said = state_of(last, nouned) or state_of(found[2], nouned)
        if said and said[1] not in _KEPT and (said[1] not in INCIDENTAL or found[2].isupper()):
            named = before and " " not in said[1] and before.lower() not in _LEADING
            named = named and (line[found.end(1)] == " " or (line[found.end(1)] == ":" and said[1] not in DESCRIPTIVE))
            subject = clause[: found.start(2) + len(before)] if named else found[1]
            return Mark(said[0], EDGE - (said[1] in WEAK_STATES), subject, said[1], "edge")
    return None


def _is_shouted(line: str) -> bool:
    """Say whether a line begins with one word in capitals, and goes on without: `CLEAR queue of till-4`."""
    first, _, rest = line.partition(" ")
    return first.isalpha() and first.isupper() and len(first) > _SHORTEST and not rest.isupper() and rest != ""


def _answered(line: str) -> Mark | None:
    """Read `shop.example.org - 200 OK in 210 ms`."""
    found = _ANSWERED.search(line)
    return Mark(RESOLVED, EDGE, line[: found.start()], "ok", "edge") if found and found.start() else None


def _word(line: str) -> Mark | None:
    for word in line.lower().split():
        bare = word.strip(".,:;!*()[]'\"")
        if bare in STATES and bare not in INCIDENTAL:
            return Mark(STATES[bare], ANYWHERE, line, bare, "word")
    return None


def without_verdict(line: str) -> str:
    """Return a line without the verdict after "is" or in brackets, if it has one: `web-1 is DOWN` is `web-1`."""
    mark = _reasoned(line) or _bracket(line) or _copula(line, nouned=True)
    return mark.subject if mark and mark.subject and mark.word not in DESCRIPTIVE else line


def _without_first(line: str, count: int) -> str:
    return line.split(maxsplit=count)[-1] if len(line.split()) > count else ""


def _is_generic(subject: str) -> bool:
    words = subject.lower().split()
    return bool(words) and words[-1] in ALERT_NOUNS | {"check", "service", "host", "site", "alert", "website", "server"}
