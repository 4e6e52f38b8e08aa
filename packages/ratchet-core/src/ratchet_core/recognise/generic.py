"""Reads a message of any tool by what tools have in common: verdicts, colours, emoji, title shapes and field names.

The rule of the reader: an alert must be said by a verdict in a place for verdicts, or by several weaker signs together
that no notice outweighs. Nothing here may know a tool by name.
"""

import re
from collections.abc import Iterable
from typing import Final

from attrs import evolve

from ratchet_core.content import Bot, Content
from ratchet_core.recognise.fingerprint import alert_fingerprint, notice_fingerprint
from ratchet_core.recognise.labelset import LabelSet, label_set
from ratchet_core.recognise.names import alert_and_place, alert_name, error_class, field_service, notice_service, service_name
from ratchet_core.recognise.recognised import ALERT_KINDS, Kind, Recognised, Severity
from ratchet_core.recognise.severity import FIELDS, severity_in_title, severity_of
from ratchet_core.recognise.states import Mark, mark_of
from ratchet_core.recognise.view import View, view_of
from ratchet_core.recognise.words import (
    BAD_COLOURS,
    EMOJI_STATES,
    FAILURES,
    FIRING,
    GOOD_COLOURS,
    NOTICE_FIELDS,
    NOTICE_LINKS,
    NOTICES,
    RESOLVED,
    SUCCESSES,
    SYMPTOMS,
    WARNING_COLOURS,
)

_KNOWN: Final = frozenset(NOTICES)
_HEX: Final = re.compile(r"^[0-9a-f]{6}$")
_ALERT_SHAPED: Final = frozenset(
    ["alertname", "severity", "condition", "threshold", "trigger", "check", "monitor", "alert", "rule", "priority", "urgency", "value", "host", "instance", "acknowledge", "duration", "downtime"]
)
_RULES: Final = frozenset(
    {"alertname", "alert name", "alert", "rule", "rule name", "alarm name", "monitor", "check", "trigger", "condition", "problem name"}
)
_SEVERITY_FIELDS: Final = frozenset(FIELDS)
_TRACKED: Final = frozenset({"first seen", "last seen", "occurrences", "events", "stacktrace", "error class", "exception"})
_ENOUGH: Final = 3
_CLEAR: Final = 4
_SURE: Final = 6
_MILD: Final = frozenset({Severity.LOW, Severity.INFO})
_ALWAYS_FIRING: Final = frozenset({"watchdog", "deadmansswitch", "infoinhibitor", "deadmanssnitch"})
_LINKS: Final = 3


def read(content: Content, bot: Bot) -> Recognised:
    """Return what a message of any tool is taken for; there is always an answer."""
    view = view_of(content, bot)
    labels = labels_of(view)
    mark = mark_of(view)
    kind = _kind(view, mark, labels)
    if kind in ALERT_KINDS:
        return _alert(view, kind, mark, labels)
    return notice(view, kind)


def labels_of(view: View) -> LabelSet | None:
    """Return the label values that the title, or what stands for it, shows as `[FIRING:1] a b (c d)`."""
    for line in (view.fields.get("fallback", ""), view.headline, *view.lines[1:3]):
        if "[" in line and (found := label_set(line, view.fields.get("alertname", ""), view.fields.get("grafana_folder", ""))):
            return found
    return None


def notice(view: View, kind: Kind) -> Recognised:
    """Return a notice of the given kind, named by its headline."""
    template = dict.fromkeys(word for word in view.words if word in _KNOWN)
    return Recognised(
        kind=kind,
        service=notice_service(view),
        fingerprint=notice_fingerprint(kind, view.bot.app or view.bot.id, template),
        title=view.headline,
    )


def alert(view: View, kind: Kind, name: str, service: str | None, severity: Severity | None) -> Recognised:
    """Return an alert of the given kind with its identity."""
    return Recognised(
        kind=kind,
        alert=name,
        service=service,
        severity=severity,
        fingerprint=alert_fingerprint(alert_and_place(name)[0], service),
        title=view.headline,
    )


def severity_said(view: View, mark: Mark | None) -> Severity | None:
    """Return how bad a message says it is: in a field, in its verdict, or loudly in its headline."""
    for name in FIELDS:
        value = view.fields.get(name)
        if value and (found := severity_of(value)):
            return found
    if mark and (found := severity_of(mark.word)) and mark.state is FIRING:
        return found
    for line in view.lines[:3]:
        if found := severity_in_title(line):
            return found
    return None


def tone(content: Content) -> Kind | None:
    """Return what a message's colour and emoji alone say of an alert, or None when they say nothing."""
    for name in content.emoji[:3]:
        if name in EMOJI_STATES:
            return EMOJI_STATES[name]
    return _colour_tone(content.colour)


def _alert(view: View, kind: Kind, mark: Mark | None, labels: LabelSet | None) -> Recognised:
    severity = severity_said(view, mark)
    if labels and labels.alert:
        return _labelled_alert(view, kind, labels, severity)
    error = error_class(view) if not mark or mark.place in ("word", "field") else None
    name = error or alert_name(view, mark)
    return alert(view, kind, name, service_name(view, mark, name), severity)


def _labelled_alert(view: View, kind: Kind, labels: LabelSet, severity: Severity | None) -> Recognised:
    """Return an alert whose title shows label values: what the whole group shares is its identity."""
    told = None if labels.certain else field_service(view)
    found = alert(view, kind, labels.alert, labels.service, labels.severity or severity)
    return evolve(found, service=told or labels.service, count=labels.count)


def _kind(view: View, mark: Mark | None, labels: LabelSet | None) -> Kind:
    if labels:
        if labels.alert.lower() in _ALWAYS_FIRING:
            return Kind.OTHER
        return FIRING if labels.firing else RESOLVED
    family, weight = _notice_evidence(view)
    strength = _alert_evidence(view, mark)
    if mark and strength >= _ENOUGH and (strength > weight or (strength == weight and mark.strength >= _SURE)):
        return mark.state
    if weight >= 2 and weight >= strength:  # noqa: PLR2004 - one weak word is not enough
        return family
    return _by_tone(view, strength) or (family if weight else Kind.OTHER)


def _by_tone(view: View, strength: int) -> Kind | None:
    """Return the kind of a message that has no verdict: its outcome words, its colour and what it talks about."""
    words = set(view.words)
    shade = tone(view.content)
    failed = not words.isdisjoint(FAILURES) or error_class(view) is not None or not _TRACKED.isdisjoint(view.fields)
    if strength >= _CLEAR and shade is RESOLVED and not failed:
        return FIRING if severity_said(view, None) in _MILD else RESOLVED
    if shade is RESOLVED or (not words.isdisjoint(SUCCESSES) and not failed):
        return RESOLVED if strength >= _ENOUGH - 1 and not words.isdisjoint(SYMPTOMS) and shade is RESOLVED else None
    if failed or strength >= _ENOUGH or (shade is FIRING and (strength or not words.isdisjoint(SYMPTOMS))):
        return FIRING
    return FIRING if _colour_tone(view.content.colour) is FIRING and _is_red(view.content.colour) else None


def _alert_evidence(view: View, mark: Mark | None) -> int:
    """Return how much a message looks like an alert; a verdict in its proper place is enough alone."""
    strength = mark.strength if mark else 0
    strength += min(len(_ALERT_SHAPED & view.fields.keys()), 2)
    shade = tone(view.content)
    strength += 1 if shade is FIRING or (mark and mark.state is shade) else 0
    strength += 2 if _RULES & view.fields.keys() and not _SEVERITY_FIELDS.isdisjoint(view.fields) else 0
    strength += 2 if error_class(view) else 0
    strength += 3 if len(_TRACKED & view.fields.keys()) else 0
    return strength + min(len(SYMPTOMS.intersection(view.words)), 2)


def _notice_evidence(view: View) -> tuple[Kind, int]:
    """Return the kind of notice that a message looks most like, and how much."""
    weights: dict[Kind, int] = {}
    for word in dict.fromkeys(word for word in view.words if word in _KNOWN):
        kind, weight = NOTICES[word]
        weights[kind] = weights.get(kind, 0) + weight
    for kind in _link_kinds(view.content.links[:_LINKS]):
        weights[kind] = weights.get(kind, 0) + 2
    for name in view.fields:
        if name in NOTICE_FIELDS:
            weights[NOTICE_FIELDS[name]] = weights.get(NOTICE_FIELDS[name], 0) + 1
    if not weights:
        return Kind.OTHER, 0
    return max(weights.items(), key=lambda pair: pair[1])


def _link_kinds(links: Iterable[str]) -> set[Kind]:
    return {kind for link in links for part, kind in NOTICE_LINKS if part in link}


def _colour_tone(colour: str) -> Kind | None:
    if colour in BAD_COLOURS or colour in WARNING_COLOURS:
        return FIRING
    if colour in GOOD_COLOURS:
        return RESOLVED
    if not _HEX.match(colour):
        return None
    red, green, blue = int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
    if red > 150 and red > blue + 60 and red >= green + 10:  # noqa: PLR2004 - red, orange and amber
        return FIRING
    return RESOLVED if green > 90 and green > red + 40 and green > blue + 20 else None  # noqa: PLR2004 - green


def _is_red(colour: str) -> bool:
    if colour in BAD_COLOURS:
        return True
    return bool(_HEX.match(colour)) and int(colour[:2], 16) > 2 * int(colour[2:4], 16)
