"""Reads the title that Prometheus-style alert managers write: `[FIRING:2] group labels (common labels)`.

The title holds label values without their names, the alert's name first among its group, so the rest is told apart
by what values look like: severities, clusters, exporters, pods, hosts.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from attrs import frozen

from ratchet_core.recognise.fingerprint import is_pod, without_pod_suffix
from ratchet_core.recognise.places import alert_and_place, named_thing
from ratchet_core.recognise.recognised import Severity
from ratchet_core.recognise.services import can_be_service
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.words import words_of

_TITLE: Final = re.compile(
    r"\[(FIRING|RESOLVED|ALERT(?=\]\s[A-Z]\w*[a-z][A-Z]\w*(?:\s\(|$)))(?::(\d{1,6}))?(?:,\s*RESOLVED:(\d{1,6}))?\]\s*([^()\n|]{0,200})(?:\(([^()\n]{0,400})\))?",
    re.IGNORECASE,
)
_CAMEL: Final = re.compile(
    r"^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*[A-Z]\w*$|^[A-Z][a-z]+[A-Z]\w*$|^[A-Z]{2,}[a-z]\w+$|^[A-Z][a-z]{4,}$"
)
_INNER: Final = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}")
_PLACE: Final = re.compile(
    r"^(?:prod|production|staging|stage|stg|dev|development|test|qa|uat|live|sandbox|preprod|default|monitoring)\b"
    r"|\b(?:us|eu|ap|sa|ca|af|me)-(?:west|east|central|north|south|northeast|southeast)\b",
    re.IGNORECASE,
)
_INSTANCE: Final = re.compile(r"^[\w.-]+:\d{2,5}$")
_GONE: Final = re.compile(r"^([A-Z][a-z]{2,})(?:Down|Absent|Missing|Unavailable|Unreachable)$")
_ANYTHING: Final = words_of(
    "instance target node host pod service server cluster endpoint probe job container site metrics exporter"
)
_ORDINAL: Final = re.compile(r"^[a-z][a-z0-9.]*(?:-[a-z0-9.]+)*-\d{1,8}$")
_HOST: Final = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d+)?$|^[\w.-]+:\d{2,5}$")
_ID: Final = re.compile(r"^(?=.{0,40}\d)[A-Z0-9]{10,40}$")
_EXPORTERS: Final = frozenset(
    {"kube-state-metrics", "node-exporter", "kubelet", "cadvisor", "blackbox-exporter", "none"}
)
_CAPITALISED: Final = re.compile(r"[A-Z][a-z]+$")
_PROSE: Final = frozenset(
    {"is", "are", "has", "have", "was", "on", "in", "for", "of", "the", "to", "at", "with", "than"}
)
_ONLY_HEADING: Final = words_of(
    "monitoring event events notification notifications alert alerts alertmanager prometheus"
)
_MANY: Final = 1
_FEW: Final = 2


@frozen
class LabelSet:
    """What a title of label values says.

    Attributes:
        firing: Whether anything of the group still fires.
        alert: The alert's name.
        service: The label value that looks most like a service.
        severity: The severity among the label values.
        certain: Whether the service looks like one, rather than being all that is left.
        members: The pods and addresses by which the tool groups: each has a message of its own.
    """

    firing: bool
    alert: str
    service: str | None
    severity: Severity | None
    certain: bool
    members: tuple[str, ...] = ()


@frozen
class Title:
    """What a title of label values says apart from names.

    Attributes:
        firing: Whether anything of the group still fires.
        count: How many alerts fire; 0 where it does not say.
        shared: The label values that all alerts of the group share.
        is_nameless: Whether nothing in it can be the alert's name.
    """

    firing: bool
    count: int
    shared: tuple[str, ...]
    is_nameless: bool

    @property
    def service(self) -> str | None:
        """The shared label value that looks most like a service."""
        return next((without_pod_suffix(token) for token in self.shared if _can_be_service(token)), None)


@lru_cache(maxsize=4096)
def title_of(title: str) -> Title | None:
    """Return what a title such as `[FIRING:3] (tills prod critical)` says of its group, or None for any other title."""
    found = _TITLE.match(title)
    if found is None:
        return None
    status, count, _, group, common = found.groups()
    shared = tuple((common or "").split())
    named = not _ONLY_HEADING.issuperset(group.lower().split()) or any(map(_CAMEL.match, shared))
    return Title(status.upper() != "RESOLVED", int(count or 0), shared, not named)


@lru_cache(maxsize=4096)
def label_set(title: str, named: str = "", folder: str = "") -> LabelSet | None:
    """Return what a title such as `[FIRING:1] DiskFull db (prod db-0 critical)` says, or None for any other title.

    Args:
        title: The title.
        named: The alert's name, where the message says it elsewhere.
        folder: A value of the title that only files the alert, where the message says so elsewhere.
    """
    found = _TITLE.search(title)
    if found is None:
        return None
    status, count, _, group, common = found.groups()
    if "[" in group:
        return None
    if count is None and common is None and _is_sentence(group):
        return None
    if group.strip() and common is None and _ONLY_HEADING.issuperset(group.lower().split()):
        return None
    grouped, others = group.split(), (common or "").split()
    alert, grouped, others = _named(named, group, common or "") or _alert(grouped, others, bool(common))
    if not alert:
        return None
    grouped = [token for token in grouped if token != folder]
    tokens = grouped + others
    service, certain = _service(alert, grouped, others, bool(count) and int(count) > _MANY)
    return LabelSet(
        firing=status.upper() != "RESOLVED",
        alert=alert,
        service=service,
        severity=next((SEVERITIES[token.lower()] for token in tokens if token.lower() in SEVERITIES), None),
        certain=certain,
        members=tuple(filter(_is_member, grouped)),
    )


def _is_member(token: str) -> bool:
    return is_pod(token) or _INSTANCE.match(token) is not None


def _is_sentence(group: str) -> bool:
    """Say whether what follows the state is a sentence rather than label values."""
    words = group.split()
    return len(words) > 1 and (_CAPITALISED.match(words[0]) is not None or not _PROSE.isdisjoint(words))


def _named(named: str, group: str, common: str) -> tuple[str, list[str], list[str]] | None:
    """Return the label values without the alert's known name, or None when the title does not show it."""
    if not named:
        return None
    return named, group.replace(named, " ", 1).split(), common.replace(named, " ", 1).split()


def _alert(grouped: list[str], others: list[str], labelled: bool) -> tuple[str, list[str], list[str]]:
    """Return the alert's name, and the label values of the group and of the rest without it."""
    if labelled and grouped and not _INNER.search(grouped[0]) and not _PROSE.isdisjoint(grouped):
        return " ".join(_before_folder(grouped)), [], others
    if grouped and (not labelled or _CAMEL.match(grouped[0])):
        return (grouped[0], grouped[1:], others) if _CAMEL.match(grouped[0]) else (" ".join(grouped), [], others)
    if others and _CAMEL.match(others[0]) and not any(_CAMEL.match(word) for word in grouped):
        return others[0], grouped, others[1:]
    return " ".join(_before_folder(grouped)), [], others


def _before_folder(words: list[str]) -> list[str]:
    """Return a name's words without the folder that Grafana adds after it."""
    return words[:-1] if len(words) > 1 and words[-1][:1].isupper() else words


def _service(alert: str, grouped: list[str], others: list[str], many: bool) -> tuple[str | None, bool]:
    """Return the place that the name tells or else the value that looks most like a service, and whether it does."""
    if place := alert_and_place(alert)[1] or _set_apart(grouped):
        return place, True
    group = [token for token in grouped if _can_be_service(token)]
    rest = [token for token in others if _can_be_service(token)]
    pods = [token for token in group + rest if is_pod(token)]
    numbered = [token for token in rest if _ORDINAL.match(token)]
    hosts = [*_behind_instances(grouped), *_behind_instances(others), *(token for token in rest if _HOST.match(token))]
    if many:
        pods = numbered = []
    for certain, tokens in ((True, pods), (True, group), (True, numbered), (True, hosts), (False, rest)):
        if tokens:
            return without_pod_suffix(tokens[0]), certain
    return named_thing(alert) or next(filter(can_be_service, grouped + others), None) or _gone(alert), False


def _set_apart(tokens: list[str]) -> str | None:
    """Return what a dash sets apart from the alert's name: `PaperJam - Team tills`."""
    if "-" not in tokens:
        return None
    place = tokens[tokens.index("-") + 1 :]
    return " ".join(place) if 0 < len(place) <= _FEW and can_be_service(place[0]) else None


def _behind_instances(tokens: list[str]) -> list[str]:
    """Return the values behind an address with a port: labels stand sorted, and what follows an instance is its job."""
    return [job for instance, job in pairwise(tokens) if _INSTANCE.match(instance) and can_be_service(job)]


def _gone(alert: str) -> str | None:
    """Return what an alert such as `RedisDown` says is gone, or None if it says no more than that something is."""
    found = _GONE.match(alert)
    return found[1] if found and found[1].lower() not in _ANYTHING else None


def _can_be_service(token: str) -> bool:
    lowered = token.lower()
    return can_be_service(token) and not (
        lowered in _EXPORTERS
        or token[0] in "/<"
        or "://" in token
        or (_PLACE.search(token) and not _HOST.match(token))
        or len(token) == 1
        or _ID.match(token)
    )
