"""Identities that survive what varies: numbers, hosts, pods, identifiers, times and durations say nothing here.

A fingerprint is a readable beginning and a hash of everything that counts, so that two of them can be told apart by
eye and never collide by accident.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2s
from typing import Final

from ratchet_core.recognise.recognised import Kind

_READABLE: Final = 24
_DIGEST: Final = 8
_POD: Final = re.compile(
    r"(?<=[a-z0-9])-(?:[a-f0-9]{8,10}|[bcdfghjklmnpqrstvwxz2456789]{8,10})-[a-z0-9]{5}(?![a-z0-9-])"
    r"|(?<=[a-z])-(?=[a-z]{0,4}\d)[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9-])"
)
_VARYING: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?<![a-z0-9])(?=[0-9a-f]{0,40}\d)[0-9a-f]{7,64}(?![a-z0-9])"
    r"|(?<![a-z0-9])\d[\d.,:]*(?:%|ms|[smhd]|sec|min|hr|kb|mb|gb|tb|[kmgt]ib)?(?:\d[\d.]*s)?(?![a-z0-9])"
    r"|(?<=[a-z]{2})\d+(?![a-z])"
)
_NOISE: Final = re.compile(r"(?:[^\w#/.]|_)+")
_WORDS: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def stable(name: str) -> str:
    """Return a name without its varying parts, in the one spelling that every variant shares."""
    lowered = name[:300].lower()
    if "-" in lowered:
        lowered = _POD.sub("", lowered)
    return _NOISE.sub(" ", _VARYING.sub("#", lowered)).strip()


def without_pod_suffix(name: str) -> str:
    """Return the workload that a pod belongs to; any other name unchanged."""
    found = _POD.search(name)
    return name[: found.start()] if found and found.end() == len(name) else name


def is_pod(name: str) -> bool:
    """Say whether a name is a pod's: a workload's name with the suffix that Kubernetes adds."""
    return without_pod_suffix(name) != name


def alert_fingerprint(alert: str, service: str | None) -> str:
    """Return the identity of an alert: the same whatever its state, severity, host, pod or number."""
    name = stable(alert) or alert
    return _marked(name, name, stable(service or ""))


def exact_fingerprint(name: str, *identity: str) -> str:
    """Return the identity of an alert that its tool numbers itself, so that nothing in it varies."""
    return _marked(name, *identity)


def notice_fingerprint(kind: Kind, source: str, words: Iterable[str]) -> str:
    """Return the identity of a notice's template: its source and the words that every such notice has."""
    return _marked(kind.value.removeprefix("notification_"), kind.value, source, *words)


@lru_cache(maxsize=4096)
def _marked(name: str, *parts: str) -> str:
    digest = blake2s("\0".join(parts).encode("utf-8", "replace"), digest_size=_DIGEST).hexdigest()
    return f"{_WORDS.sub('-', name[:_READABLE].lower()).strip('-') or 'x'}-{digest}"
