"""Reads how bad a message says something is, whatever scale its tool uses."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.languages import grade
from ratchet_core.recognise.recognised import Severity


def _table(severity: Severity, words: str) -> dict[str, Severity]:
    return dict.fromkeys(words.split(), severity)


SEVERITIES: Final[Mapping[str, Severity]] = {
    **_table(Severity.CRITICAL, "critical crit disaster fatal emergency emerg blocker p0 p1 sev0 sev1 sev-1 s1 urgent"),
    **_table(Severity.HIGH, "high error err major severe p2 sev2 sev-2 s2"),
    **_table(Severity.WARNING, "warning warn average medium moderate degraded p3 sev3 sev-3 s3"),
    **_table(Severity.LOW, "low minor notice p4 sev4 sev-4 s4"),
    **_table(Severity.INFO, "info information informational debug none p5 sev5 trivial"),
}
"""Every word that tools use for how bad something is."""

LOUD: Final = frozenset(
    {"critical", "crit", "disaster", "fatal", "emergency", "warning", "warn", "sev0", "sev1", "sev2"}
)
"""Words that mean a severity wherever they stand in a title; the others need a label beside them."""

FIELDS: Final = ("severity", "priority", "urgency", "alert severity", "incident severity", "severity level", "level",
                 "alert level", "sev", "incident priority", "trigger severity", "impact", "threat level")  # fmt: skip
"""Names of the field that holds a severity, best first."""

_WORD: Final = re.compile(r"[a-z]+-?\d?")
_BRACKETED: Final = re.compile(r"\[([A-Za-z]{3,13})\]")
_CODE: Final = re.compile(r"(?<![\w-])(?:p|sev-?)[0-5](?![\w.])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def severity_of(value: str) -> Severity | None:
    """Return the severity that a field's value such as `P1 - Critical` or `High` says, or None."""
    for word in _WORD.findall(value.lower(), 0, 60):
        if word in SEVERITIES:
            return SEVERITIES[word]
    return grade(value)


@lru_cache(maxsize=4096)
def severity_in_title(title: str) -> Severity | None:
    """Return the severity that a title says: a code such as `[P2]`, or a loud word such as `critical`."""
    code = _CODE.search(title)
    if code:
        return SEVERITIES.get(code[0].lower())
    words = [found.lower() for found in _BRACKETED.findall(title)] if "[" in title else []
    words += [word for word in _WORD.findall(title.lower()) if word in LOUD]
    return next((SEVERITIES[word] for word in words if word in SEVERITIES), None)
