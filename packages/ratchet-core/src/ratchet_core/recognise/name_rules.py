"""How tools write a name into a line, as tables of rules: the first that fits reads it.

A rule says where it looks, by which pattern, and shows itself: what it makes of an example.
"""

import re
from typing import Final, NamedTuple


class Rule(NamedTuple):
    """One way in which tools write something.

    Attributes:
        name: What it recognises, for people.
        pattern: How that is written; in `NAMED`, its first group is the name.
        example: A line that this rule reads, and none before it.
        made: What it makes of the example.
        sign: What stands in every line that it reads; empty where there is no such sign.
    """

    name: str
    pattern: re.Pattern[str]
    example: str
    made: str
    sign: str = ""


def _rule(name: str, pattern: str, example: str, made: str, sign: str = "") -> Rule:
    return Rule(name, re.compile(pattern, re.IGNORECASE), example, made, sign)


def _end(name: str, pattern: str, example: str, made: str) -> Rule:
    return _rule(name, rf"(?:{pattern})$", example, made)


SYMBOLS: Final = _rule("symbols", r"^[^\w\[(\"'“‘«/.#]+", "🔥 - Queue is deep", "Queue is deep")
NUMBERED: Final = Rule(
    "a number or a ticket, before or behind",
    re.compile(
        r"^[\[(#\s]*#?\d+[\])]*\s*[:\-.|]*\s+|\s*\((?:\w+\s)?#?\d+\)$|^#\w+[:\s]+|^[A-Z]{2,10}-\d{1,6}[:\s]+(?=\S)"
    ),
    "#4711: Queue is deep",
    "Queue is deep",
)
ACTED: Final = _rule(
    "what somebody did about the alert",
    r"^(?:\S+\s){0,4}?(?:acknowledged|closed|resolved|snoozed|escalated|assigned|reopened|updated|muted|silenced|created|opened)\s"
    r"(?:the\s)?(?:alert|alarm|incident|problem)s?\b[\s:]*#?\d*[\s:-]*",
    "Marta acknowledged alert: Queue is deep",
    "Queue is deep",
)
BEFORE: Final = (SYMBOLS, NUMBERED, ACTED)
"""What stands around a name and is taken off first, one after the other."""

NAMED: Final[tuple[Rule, ...]] = (
    _rule(
        "in brackets, behind what it is",
        r"\b(?:watch|rule|monitor|check|alert|job|trigger)\s\[([^\[\]]{3,120})\]",
        "Watch [Queue is deep] has exceeded the threshold",
        "Queue is deep",
        "[",
    ),
    Rule(
        "an alert by its identifier",
        re.compile(r"\b(?:alert|alarm|rule|monitor|trigger)\s([A-Za-z]\w*_\w+)(?!\S)"),
        "Raised by rule queue_deep on the cluster",
        "queue_deep",
    ),
    _rule(
        "what runs, by its identifier",
        r"\b(?:job|task|cron|cronjob|flow|step|probe|unit)\s([A-Za-z]\w*(?:[-_.]\w+)+)(?=\s|$)",
        "Scheduled job nightly-backup did not start",
        "nightly-backup",
    ),
    _rule(
        "a run of something that came to an end",
        r"\bof\s(?:job|task|flow|workflow|pipeline|dag)\s(\S.{1,60}?)\s(?:has\s)?(?:failed|errored|crashed|succeeded|completed|finished)\b",
        "Run of workflow Nightly backup failed",
        "Nightly backup",
    ),
)
"""A name that a line says is one."""


ENDS: Final[tuple[Rule, ...]] = (
    _end("an address", r"\s*\(?\s?https?://.*", "Queue is deep https://mq.example.com/q", "Queue is deep"),
    _end(
        "an invitation",
        r"[.:]?\s(?:click|view|see)\s(?:here|details|more)\b.*",
        "Queue is deep. View details",
        "Queue is deep",
    ),
    _end(
        "too much of it",
        r"\s(?:is|are)\s(?:now\s)?too\s(?:high|low|slow|many|few|long|old|big|large|deep|late)\b.*",
        "Queue length is too high",
        "Queue length",
    ),
    _end(
        "its expiry",
        r"\s(?:expires|expired|will\sexpire)\s(?:in|on|at|today|tomorrow|soon)\b.*",
        "Certificate expires in 3 days",
        "Certificate",
    ),
    _end("its project", r"\sfor\sproject\s.*", "Queue is deep for project tills", "Queue is deep"),
    _end(
        "an outcome, shouted",
        r"(?-i:\s(?:FAILED|FAILURE|CRASHED|ABORTED|TIMED OUT)\b.*)",
        "Nightly backup FAILED on db-1",
        "Nightly backup",
    ),
    _end(
        "a threshold",
        r"\s(?:is|was|went|goes)\s(?:not\s)?(?:above|below|over|under)\s(?:(?:the|its)\s)?threshold\b.*",
        "Queue length is above the threshold",
        "Queue length",
    ),
    _end(
        "a return to normal",
        r"\s(?:has\s)?(?:returned|restored)\sto\s(?:the\s)?normal\b.*",
        "Queue length returned to normal",
        "Queue length",
    ),
    _end("an equation", r"\swith\s[^=]{1,60}=\s.*", "Queue is deep with length = 9", "Queue is deep"),
    _end("labels in braces", r"\swith\s[\w ]{0,30}\{.*", "Queue is deep with labels {queue: tills}", "Queue is deep"),
    _end("who did it", r"(?-i:\sby\s[A-Z][\w.@-]*(?:\s[A-Z][\w-]*)?)", "Queue muted by Marta Kowal", "Queue muted"),
    _end(
        "a change of state",
        r"(?-i:[:\s]+[A-Z]{2,}\s*(?:→|->|=>)\s*[A-Z]{2,})",
        "Queue is deep: OK -> CRIT",
        "Queue is deep",
    ),
    _end(
        "a reason",
        r"\s*[-–.]\s+(?:reason|cause|root cause|details|duration|error|it was)\b.*",
        "Queue is deep - reason: no reader",
        "Queue is deep",
    ),
    _end(
        "a time in brackets",
        r"\s*\((?:alarm was|was|for|after|took|lasted|since|details)\b[^()]*\)?",
        "Queue is deep (lasted a while)",
        "Queue is deep",
    ),
    _end(
        "an environment",
        r"\sin\s(?:production|staging|prod|development)",
        "Queue is deep in production",
        "Queue is deep",
    ),
    _end("a value", r"\s(?:=|value:|val:)\s*[-\d.].*", "Queue is deep value: 93", "Queue is deep"),
    _end("a moment", r"\s+(?:since|after|at)\s+\d.*", "Queue is deep since 14:02", "Queue is deep"),
    _end(
        "a duration", r"\s+for\s+(?:the\s+)?(?:last\s+)?\d+.*", "Queue is deep for the last 5 minutes", "Queue is deep"
    ),
    _end("how soon", r"\s+in\s+\d+\s?[smhd]\w*", "Disk will be full in 4 hours", "Disk will be full"),
    _end("a figure in brackets", r"\s+\([\d.,]+\s?\S{0,3}\)", "Queue is deep (93.5 %)", "Queue is deep"),
)
"""What stands behind a name and varies."""

END: Final = re.compile("|".join(rule.pattern.pattern for rule in ENDS), re.IGNORECASE)
"""All of them as one pattern: where two fit, the one that begins further to the left reads the line."""
