"""Makes of a line what it calls something: without states, numbers, values, and the words that every alert has."""

import re
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.fingerprint import is_pod
from ratchet_core.recognise.languages import is_heading
from ratchet_core.recognise.name_fields import EDGES, LONGEST
from ratchet_core.recognise.name_rules import BEFORE, END, NAMED, NUMBERED, SYMBOLS
from ratchet_core.recognise.services import is_place
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.states import state_of, without_verdict
from ratchet_core.recognise.words import ALERT_NOUNS, FAILURES, STATES, SUCCESSES, WEAK_STATES, words_of

_GENERIC: Final = words_of(
    "alert alerts alarm alarms notification message monitor monitoring incident incidents problem event new issue "
    "cloudwatch azure gcp aws uptime opsgenie zabbix nagios icinga pagerduty datadog grafana prometheus sensu relic "
    "kuma newrelic pingdom statuscake checkly elastic kibana honeycomb splunk signalfx dynatrace gatus prtg checkmk "
    "librenms graylog robot better stack healthchecks netdata the a an of your for in at this state status triggered "
    "service host critical warning check summary details view updated update custom system team severity priority from following "
    "title name rule subject policy condition trigger issue "
    "exception trace health output reason result results log logs cause site website endpoint "
    "high low error detected activated description information output is are has have ongoing additional info"
)
_GRADE: Final = re.compile(r"^\[([\w-]+)\]\s+(?=\S)")
_GRADED: Final = re.compile(r"(?<=\S)\s\(([A-Za-z]\w*)\)$")
_SHOUTED: Final = re.compile(r"\s(?:is|are)\s[A-Z]{2,}\W*$")
_RAN: Final = re.compile(
    r"^(?:(?:the|your|scheduled|synthetic)\s)?(?:(?:job|task|test|check|probe|step|process|unit|service|monitor|endpoint)\s)?"
    r"([A-Za-z]\w*(?:[-_.]\w+)+)\s(?:[➛→»›-]\s)?(?:has\s)?(?:failed|errored|crashed|aborted|succeeded|completed|finished|passed|timed\sout)"
    r"(?:$|[.!]*$|:?\s(?:from|after|in|on|at|with|for|exit)\b.*|:\s.*|\s[(].*)",
    re.IGNORECASE,
)
"""What runs and comes to an end, one way or the other: it is called the same both ways."""
_MEASURED: Final = re.compile(r"(?:>|<|=|≥|≤)\s?\d")
_WENT: Final = re.compile(r"^(.{2,}?)\s[➛→»›]\s(\S+(?:\s\S+)?)$")
QUOTED: Final = re.compile(r"[\"'“‘«]([^\"'”’»]{2,160})[\"'”’»]")
OFFERED: Final = re.compile(
    r"\b(?:job|task|check|monitor|alert|rule|service|dag|pipeline|flow|endpoint|host|workflow|policy|condition|application|app|site|test|probe|journey)\b",
    re.IGNORECASE,
)
_ERROR_WORD: Final = re.compile("Error|Exception|Fault|Failure|Timeout|Panic")
ERROR: Final = re.compile(r"\b((?:\w+(?:::|\.))*[A-Z]\w*(?:Error|Exception|Fault|Failure|Timeout|Panic))\b")
_OFFERING: Final = re.compile(
    r"^(?:your|the|an?)?\s*(?:site|website|server|monitor|service|host|check|endpoint|application|device|job|probe)\s+(?=\S)(?!is\b|has\b)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"#\w+")
JOINING: Final = words_of("for on at in of from the automatically")
_REASON: Final = re.compile(r"^\s*(?:reason|cause|root cause|details|duration|error|message)\b", re.IGNORECASE)
_SAID: Final = re.compile(r"\s(?:is|are)\s")
_JOINED: Final = re.compile(r"^(?:for|of|on|at|from)\s(?=\S)")
_RUNS: Final = words_of("job run task workflow flow execution check test step process scheduled the your")
_THING_ALERT: Final = re.compile(r"^([A-Za-z]\w*(?:[-.]\w+)+)\s(?:alert|alarm|incident|problem)$", re.IGNORECASE)
_FEW: Final = 2
_OUTCOMES: Final = FAILURES | SUCCESSES


def _is_outcome(words: str) -> bool:
    """Say whether a few words only say how what stands before them went: `failed`, `backup failed`."""
    said = words.lower().split()
    return len(said) <= _FEW and said[-1].strip(".!") in _OUTCOMES


def _is_run(words: str) -> bool:
    """Say whether words only say how some run went, of which the name follows: `Job run failed`."""
    said = words.lower().split()
    return len(said) > 1 and said[-1].strip(".!") in _OUTCOMES and _RUNS.issuperset(said[:-1])


@lru_cache(maxsize=4096)
def cleaned_name(line: str) -> str:
    """Return a headline without states, numbers, values, durations and the words that every alert has."""
    line = line.strip()
    for rule in BEFORE:
        line = rule.pattern.sub("", line)
    line = line.strip()
    if (ran := _RAN.match(line)) is not None:
        return ran[1]
    bare = without_verdict(_segment(_without_grade(line)))
    line = _without_heading(_named_part(without_verdict(bare) if _SHOUTED.search(bare) else bare))
    head, colon, rest = line.partition(": ")
    if rest and not is_empty(head) and (_is_outcome(rest) or _SAID.search(head)):
        line = head
    elif colon and rest and (_is_run(head) or is_empty(head) or ("/" in head and pod_in(head))):
        line = rest
    for _ in range(2):
        line = _trimmed(_without_tail(line))
    line = _JOINED.sub("", line)
    if (went := _WENT.match(line)) is not None and _is_outcome(went[2]):
        line = went[1]
    thing = _THING_ALERT.match(line)
    if thing is not None:
        line = thing[1]
    return _trimmed(NUMBERED.pattern.sub("", _OFFERING.sub("", _named_part(line))))[:LONGEST]


def _without_grade(line: str) -> str:
    """Return a line without a severity or a place in brackets: `[High] Queue is deep` is `Queue is deep`."""
    found = _GRADE.match(line)
    if found and (found[1].lower() in SEVERITIES or is_place(found[1])):
        line = line[found.end() :]
    graded = _GRADED.search(line)
    return line[: graded.start()] if graded and graded[1].lower() in SEVERITIES else line


def _named_part(line: str) -> str:
    """Return the quoted name in a line that quotes little else, or the line."""
    for rule in NAMED:
        if rule.sign in line and (named := rule.pattern.search(line)) is not None:
            return named[1]
    found = QUOTED.search(line)
    if found and (
        len(found[1]) > len(line) // 2
        or is_empty(line[: found.start()])
        or OFFERED.search(line[: found.start()])
        or _MEASURED.search(line[: found.start()])
    ):
        return found[1]
    return line


def _without_tail(line: str) -> str:
    found = END.search(line, 1)
    if not found:
        return line
    kept = line[: found.start()]
    return line if kept.count("(") > kept.count(")") else kept


def _trimmed(line: str) -> str:
    """Return a line without punctuation around it; a bracket that closes one inside is kept."""
    kept = SYMBOLS.pattern.sub("", line).strip(EDGES)
    for opening, closing in ("()", "''", '""'):
        if line.rstrip().endswith(closing) and (
            kept.count(opening) > kept.count(closing) or (opening == closing and kept.count(opening) % 2)
        ):
            return kept + closing
    return kept


def _without_heading(line: str) -> str:
    """Return a line without a heading such as `Azure Monitor Alert` or `Alert for`."""
    words = line.split()
    if len(words) > 1 and words[0].isupper() and words[0].lower() in STATES:
        words, line = words[1:], line.partition(" ")[2]
    for index, word in enumerate(words[:5]):
        bare = word.strip(EDGES).lower()
        if bare in ALERT_NOUNS and index + 1 < len(words):
            rest = words[index + 1 :]
            while len(rest) > 1 and _is_joining(rest[0], rest[1]):
                rest = rest[1:]
            return line if is_empty(" ".join(rest)) else " ".join(rest)
        if bare and bare not in _GENERIC and bare not in SEVERITIES and any(map(str.isalnum, bare)):
            return line
    return line


def _is_joining(word: str, following: str) -> bool:
    """Say whether a word only leads from a heading to the name: `for`, `resolved`, `automatically`, `started for`."""
    bare = word.lower().strip(EDGES)
    return (
        bare in JOINING
        or state_of(word, nouned=False) is not None
        or (bare in WEAK_STATES and following.lower() in JOINING)
    )


@lru_cache(maxsize=4096)
def error_in(line: str) -> str | None:
    """Return the exception that a line names, or None."""
    found = ERROR.search(line) if _ERROR_WORD.search(line) else None
    return found[1] if found else None


@lru_cache(maxsize=4096)
def pod_in(line: str) -> str | None:
    """Return the first pod that a line names, alone or behind its namespace: `shop/cart-6c9d8f7b5d-x2k4p`."""
    if line.count("-") <= 1:
        return None
    pieces = (piece for word in line.split() if "-" in word for piece in word.strip(EDGES).split("/"))
    return next(filter(is_pod, pieces), None)


def _segment(line: str) -> str:
    """Return the part of `A | B | C`, or the parts of `A - B`, that name the alert."""
    sign = next((sign for sign in (" | ", " - ", " — ") if sign in line), None)
    if sign is None:
        return line
    telling = [part for part in line.split(sign) if not is_empty(part) and not _REASON.match(part)]
    if sign == " | " and (quoting := [part for part in telling if QUOTED.search(part)]):
        return quoting[0]
    return (telling[0] if sign == " | " else sign.join(telling)) if telling else line


@lru_cache(maxsize=4096)
def is_empty(name: str) -> bool:
    """Say whether a name says nothing but what every alert says."""
    words = re.findall(r"[^\W\d_]+", _NUMBER.sub("", name.lower()))
    return not words or all(word in _GENERIC or state_of(word) or is_heading(word) for word in words)
