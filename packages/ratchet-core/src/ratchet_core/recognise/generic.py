"""Reads a message of any tool by what tools have in common: verdicts, colours, emoji, title shapes and field names.

The rule of the reader: an alert must be said by a verdict in a place for verdicts, or by several weaker signs together
that no notice outweighs. Nothing here may know a tool by name.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.fingerprint import alert_fingerprint, is_pod, notice_fingerprint
from ratchet_core.recognise.groups import Group, group_of
from ratchet_core.recognise.labelset import LabelSet, label_set
from ratchet_core.recognise.members import members
from ratchet_core.recognise.names import alert_name, error_class, said_to_be_wrong
from ratchet_core.recognise.places import (
    alert_and_place,
    field_service,
    notice_service,
    place_behind,
    service_below,
    service_name,
    set_apart,
    without_place,
)
from ratchet_core.recognise.recognised import ALERT_KINDS, Kind, Recognised, Severity
from ratchet_core.recognise.releases import is_release
from ratchet_core.recognise.services import as_service
from ratchet_core.recognise.severity import FIELDS, severity_in_title, severity_of
from ratchet_core.recognise.states import Mark, mark_of
from ratchet_core.recognise.view import View, view_of
from ratchet_core.recognise.words import (
    ALERT_NOUNS,
    BAD_COLOURS,
    EMOJI_STATES,
    FAILURES,
    FIRING,
    GOOD_COLOURS,
    NOTICE_FIELDS,
    NOTICE_LINKS,
    NOTICES,
    PERSONAL,
    RESOLVED,
    STATES,
    SUCCESSES,
    SYMPTOMS,
    UNWELL,
    UPDATE,
    WARNING_COLOURS,
)

_SEGMENTS: Final = frozenset(segment for part, _ in NOTICE_LINKS for segment in part.split("/") if segment)
_KEY: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}-\d{1,6}\b")
_HEX: Final = re.compile(r"^[0-9a-f]{6}$")
_ALERT_SHAPED: Final = frozenset(
    [
        "alertname",
        "severity",
        "condition",
        "threshold",
        "trigger",
        "check",
        "monitor",
        "alert",
        "rule",
        "priority",
        "urgency",
        "value",
        "host",
        "instance",
        "acknowledge",
        "duration",
        "downtime",
    ]
)
_RULES: Final = frozenset(
    {
        "alertname",
        "alert name",
        "alert",
        "rule",
        "rule name",
        "alarm name",
        "monitor",
        "check",
        "trigger",
        "condition",
        "problem name",
    }
)
_TRIAL: Final = re.compile(
    r"\bthis\sis\s(?:only\s|just\s)?an?\stest\b(?!\s(?:server|environment|system|host|cluster))"
    r"|\btest\s(?:message|notification|alert)\sfrom\b",
    re.IGNORECASE,
)
_TRIAL_ALONE: Final = re.compile(r"notification\stest|test\s(?:message|notification|alert)", re.IGNORECASE)
_TRIED: Final = 600
_PLANNED: Final = re.compile(
    r"\bdowntime\s?(?:start|end|cancel|remov|schedul|creat|expir)\w*|\b(?:scheduled|planned)\sdowntime\b"
    r"|\b(?:enter|left|exit)(?:ed|s)?\s(?:a\s)?(?:scheduled\s|planned\s)?(?:downtime|maintenance)\b"
    r"|\bsilence\s(?:was\s)?(?:created|added|expired|removed|updated)\b",
    re.IGNORECASE,
)
"""What people planned: a downtime that begins while its host is up neither opens nor ends anything."""

_MARKED: Final = re.compile(
    r"^@?\w[\w.'-]*(?:\s[\w.'-]+){0,2}\s(?:has\s)?marked\s(.{1,120}?)\sas\s"
    r"(?:resolved|solved|done|fixed|closed|complete|completed|answered|a duplicate)\b",
    re.IGNORECASE,
)
"""What a person did in another tool: `lena marked this topic as resolved` ends nothing."""

_RUN: Final = re.compile(
    r"(?=.*(?<![\w/.-])[A-Za-z][\w.-]*/[A-Za-z][\w.-]*(?![\w/]))(?=.*(?<![\w-])(?=[a-f]*\d)[0-9a-f]{7,40}(?![\w-]))"
    r".*\b(?:passed|failed|failure|error|errored|success|successful|succeeded|fixed|broken|canceled|cancelled|killed|still failing)\b",
    re.IGNORECASE,
)
"""A run of a repository at a commit: it is one family whether it passed or failed."""

_RUN_OF_BRANCH: Final = re.compile(
    r"(?=.*(?<!\w)#\d)(?=.*\b(?:main|master|develop|trunk)\b)"
    r".*\b(?:passed|failed|success|successful|succeeded|failure|errored|unstable|aborted|canceled|cancelled)\b",
    re.IGNORECASE,
)
"""A numbered run of a branch, the same."""

_WENT: Final = re.compile(
    r"\s(?:has\s)?(?:failed|succeeded|completed|finished)\s(?=(?:for|on|in|of|from|to)\s)", re.IGNORECASE
)
_VERBS: Final = frozenset({"is", "are", "was", "has", "been"})
_OUTCOMES: Final = frozenset((*FAILURES, *SUCCESSES, *STATES))
_SEVERITY_FIELDS: Final = frozenset(FIELDS)
_TRACKED: Final = frozenset(
    {"first seen", "last seen", "occurrences", "events", "stacktrace", "error class", "exception"}
)
_LABELS: Final = frozenset({"environment", "env", "stage", "summary"})
_IN_LABELS: Final = frozenset({"environment", "stage", "staging", "production", "summary"})
"""Words of notices that fields have too: their labels, and what an environment is called."""

_VIVID: Final = 150
_VISIBLE: Final = 90
_SOME: Final = 2
_ENOUGH: Final = 3
_CLEAR: Final = 4
_SURE: Final = 6
_MILD: Final = frozenset({Severity.LOW, Severity.INFO})
_ALWAYS_FIRING: Final = frozenset({"watchdog", "deadmansswitch", "infoinhibitor", "deadmanssnitch"})
_LINKS: Final = 3


def read(content: Content, bot: Bot) -> Recognised:
    """Return what a message of any tool is taken for; there is always an answer."""
    view = view_of(content, bot)
    if "test" in content.text[:_TRIED].lower() and _is_trial(content):
        return notice(view, Kind.OTHER)
    labels = labels_of(view)
    if labels:
        return _labelled(view, labels)
    group = group_of(view)
    if group is not None and group.called is not None:
        return _grouped(view, group, group.called)
    mark = None if _is_talk(view) else mark_of(view, tone(content))
    kind = _kind(view, mark)
    return _alert(view, kind, mark) if kind in ALERT_KINDS else notice(view, kind)


def labels_of(view: View) -> LabelSet | None:
    """Return the label values that the title, or what stands for it, shows as `[FIRING:1] a b (c d)`."""
    for line in (view.fields.get("fallback", ""), view.headline, *view.lines[1:3]):
        if "[" in line and (
            found := label_set(line, view.fields.get("alertname", ""), view.fields.get("grafana_folder", ""))
        ):
            return found
    return None


def notice(view: View, kind: Kind) -> Recognised:
    """Return a notice of the given kind, named by its headline."""
    return Recognised(
        kind=kind,
        service=as_service(notice_service(view, kind) or ""),
        fingerprint=notice_fingerprint(kind, view.bot.app or view.bot.id, view.words.notices),
        title=view.headline,
    )


def alert(view: View, kind: Kind, name: str, service: str | None, severity: Severity | None) -> Recognised:
    """Return an alert of the given kind with its identity."""
    service = as_service(service) if service else None
    lasting = _lasting(alert_and_place(name)[0])
    return Recognised(
        kind=kind,
        alert=name,
        service=service,
        severity=severity,
        fingerprint=alert_fingerprint(lasting, None if service in (name, lasting) else service),
        title=view.headline,
        members=members(view, service, *filter(is_pod, name.split())),
    )


@lru_cache(maxsize=4096)
def _lasting(name: str) -> str:
    """Return an alert's name without how it went, where it ends with that: `Backup failed` and `Backup succeeded` are one."""
    words = _WENT.sub(" ", name).split()
    while len(words) > 1 and words[-1].lower().strip(".!,;:") in _OUTCOMES:
        words.pop()
        while len(words) > 1 and words[-1] in _VERBS:
            words.pop()
    return " ".join(words)


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
    shade = shade_of(content.colour)
    if shade is RESOLVED:
        return shade
    for name in content.emoji[:3]:
        if name in EMOJI_STATES:
            return EMOJI_STATES[name]
    return shade


def _alert(view: View, kind: Kind, mark: Mark | None) -> Recognised:
    error = error_class(view) if not mark or mark.place in ("word", "field") else None
    name = error or alert_name(view, mark)
    service = service_name(view, mark, name)
    if service is not None and name.lower() == service.lower():
        name = said_to_be_wrong(view) or name
    return alert(view, kind, without_place(name, service), service, severity_said(view, mark))


def _labelled(view: View, labels: LabelSet) -> Recognised:
    """Return an alert whose title shows label values: what the whole group shares is its identity."""
    if labels.alert.lower() in _ALWAYS_FIRING:
        return notice(view, Kind.OTHER)
    told = None if labels.certain else field_service(view)
    return Recognised(
        kind=FIRING if labels.firing else RESOLVED,
        alert=labels.alert,
        service=told
        or (None if labels.certain else place_behind(view, labels.alert))
        or labels.service
        or set_apart(view, labels.alert)
        or service_below(view),
        severity=labels.severity or severity_said(view, None),
        fingerprint=alert_fingerprint(labels.alert, labels.service),
        title=view.headline,
        members=members(view, *labels.members),
    )


def _grouped(view: View, group: Group, name: str) -> Recognised:
    """Return a group of alerts without a name: what they share, or news of how many there are."""
    fires = UPDATE if len(group.names) > 1 else FIRING
    service = field_service(view) or group.title.service
    return alert(view, fires if group.title.firing else RESOLVED, name, service, severity_said(view, None))


def _kind(view: View, mark: Mark | None) -> Kind:
    if _is_planned(view):
        return Kind.OTHER
    if (marked := _MARKED.match(view.headline)) is not None and ALERT_NOUNS.isdisjoint(marked[1].lower().split()):
        return Kind.TICKET if _KEY.search(marked[1]) else Kind.OTHER
    family, weight = _notice_evidence(view)
    strength = _alert_evidence(view, mark)
    if mark and family is Kind.DEPLOY and _is_unwell(view, mark):
        return mark.state
    if mark and strength >= _ENOUGH and (strength > weight or (strength == weight and _is_sure(view, mark))):
        return mark.state
    if weight >= _SOME and weight >= strength:
        return family
    return _by_tone(view, strength) or (family if weight > 1 else Kind.OTHER)


def _is_trial(content: Content) -> bool:
    """Say whether a message says of itself that its tool tries whether it arrives; an environment for tests is none."""
    return _TRIAL.search(content.text[:_TRIED]) is not None or any(
        _TRIAL_ALONE.fullmatch(field.value) for field in content.fields
    )


def _is_planned(view: View) -> bool:
    """Say whether the headline is of a downtime or a silence; a name that sounds so is none."""
    found = _PLANNED.search(view.headline)
    return found is not None and not any(found[0] in name for name in view.names)


def _is_sure(view: View, mark: Mark) -> bool:
    """Say whether a verdict may stand against as much evidence of a notice."""
    return mark.strength + (tone(view.content) is mark.state) >= _SURE


def _is_unwell(view: View, mark: Mark) -> bool:
    """Say whether a whole sentence and the colour say that something runs badly, whatever was released."""
    return mark.place == "copula" and mark.word in UNWELL and tone(view.content) is FIRING


def _is_talk(view: View) -> bool:
    """Say whether a message is somebody's words rather than a tool's: bare text that asks, or speaks of me and you."""
    content = view.content
    if content.title or content.colour or content.footer:
        return False
    return not PERSONAL.isdisjoint(view.words.told) or content.text.endswith("?")


def _by_tone(view: View, strength: int) -> Kind | None:
    """Return the kind of a message that has no verdict: its outcome words, its colour and what it talks about."""
    if _is_talk(view):
        return None
    words = view.words.told
    shade = tone(view.content)
    failed = not words.isdisjoint(FAILURES) or error_class(view) is not None or not _TRACKED.isdisjoint(view.fields)
    if strength >= _CLEAR and shade is RESOLVED and not failed:
        return FIRING if severity_said(view, None) in _MILD else RESOLVED
    if shade is RESOLVED or (not words.isdisjoint(SUCCESSES) and not failed):
        return RESOLVED if strength >= _ENOUGH - 1 and not words.isdisjoint(SYMPTOMS) and shade is RESOLVED else None
    if failed or strength >= _ENOUGH or (shade is FIRING and (strength or not words.isdisjoint(SYMPTOMS))):
        return FIRING
    return FIRING if shade_of(view.content.colour) is FIRING and _is_red(view.content.colour) else None


def _alert_evidence(view: View, mark: Mark | None) -> int:
    """Return how much a message looks like an alert; a verdict in its proper place is enough alone."""
    strength = mark.strength if mark else 0
    strength += min(len(_ALERT_SHAPED & view.fields.keys()), 2)
    shade = tone(view.content)
    strength += 1 if shade is FIRING or (mark and mark.state is shade) else 0
    strength += 2 if _RULES & view.fields.keys() and not _SEVERITY_FIELDS.isdisjoint(view.fields) else 0
    strength += 2 if error_class(view) else 0
    strength += 3 if len(_TRACKED & view.fields.keys()) else 0
    return strength + min(len(SYMPTOMS & view.words.told), 2)


def _notice_evidence(view: View) -> tuple[Kind, int]:
    """Return the kind of notice that a message looks most like, and how much."""
    weights: dict[Kind, int] = {}
    notices = view.words.notices
    if notices and not _LABELS.isdisjoint(view.fields):
        notices = tuple(word for word in notices if word not in _IN_LABELS)
    for word in _proven(view, notices) if notices and tone(view.content) is FIRING else notices:
        kind, weight = NOTICES[word]
        known = weights.get(kind)
        weights[kind] = weight if known is None else max(known, weight) + 1
    for kind in _link_kinds(view.content.links[:_LINKS]):
        weights[kind] = weights.get(kind, 0) + 2
    for name in view.fields:
        if name in NOTICE_FIELDS:
            weights[NOTICE_FIELDS[name]] = weights.get(NOTICE_FIELDS[name], 0) + 1
    if ("/" in view.headline and _RUN.match(view.headline)) or (
        "#" in view.headline and _RUN_OF_BRANCH.match(view.headline)
    ):
        weights[Kind.CI] = weights.get(Kind.CI, 0) + _SURE
    if is_release(view.headline):
        weights[Kind.DEPLOY] = weights.get(Kind.DEPLOY, 0) + _SURE
    if _is_keyed(view):
        weights[Kind.TICKET] = weights.get(Kind.TICKET, 0) + 4
    if not weights:
        return Kind.OTHER, 0
    return max(weights.items(), key=lambda pair: pair[1])


def _proven(view: View, notices: Iterable[str]) -> list[str]:
    """Return the words that count in a red message: those at its head, and those of a kind that more speaks for."""
    leading = view.leading
    phrases = [word for word in notices if " " in word]
    alone = [word for word in notices if " " in word or not any(word in phrase.split() for phrase in phrases)]
    families = [NOTICES[word][0] for word in alone]
    proven = {NOTICES[word][0] for word in alone if word in leading}.union(
        _link_kinds(view.content.links[:_LINKS]), (NOTICE_FIELDS[name] for name in view.fields if name in NOTICE_FIELDS)
    )
    return [word for word in notices if (kind := NOTICES[word][0]) in proven or families.count(kind) > 1]


def _is_keyed(view: View) -> bool:
    """Say whether the headline opens with the key of a ticket, such as `SHOP-88`, that a link leads to."""
    key = _KEY.match(view.headline)
    return key is not None and any(f"/{key[0]}" in link for link in view.content.links[:_LINKS])


def _link_kinds(links: Iterable[str]) -> Iterable[Kind]:
    """Return the kinds that the links speak for, each once, in the order of the links: the first wins a tie."""
    told = [link for link in links if not _SEGMENTS.isdisjoint(link.split("/")) or "/workflow" in link]
    return dict.fromkeys(kind for link in told for part, kind in NOTICE_LINKS if part in link) if told else ()


@lru_cache(maxsize=256)
def shade_of(colour: str) -> Kind | None:
    """Return what a colour alone says of an alert, or None when it says nothing."""
    if colour in BAD_COLOURS or colour in WARNING_COLOURS:
        return FIRING
    if colour in GOOD_COLOURS:
        return RESOLVED
    red, green, blue = _parts(colour)
    if red > _VIVID and red > blue + 60 and red >= green + 10:
        return FIRING
    return RESOLVED if green > _VISIBLE and green > red + 40 and green > blue + 20 else None


@lru_cache(maxsize=256)
def _is_red(colour: str) -> bool:
    """Say whether a colour is red rather than orange or amber."""
    red, green, _ = _parts(colour)
    return colour in BAD_COLOURS or red > 2 * green


def _parts(colour: str) -> tuple[int, int, int]:
    """Return how much red, green and blue a colour of six hexadecimal digits has; black for anything else."""
    if not _HEX.match(colour):
        return 0, 0, 0
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
