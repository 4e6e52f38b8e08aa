"""Who a message says is affected: hosts, pods and instances, so that the end for one is not the end for all.

They stand in fields, in tags, in the label values by which a tool groups, or in what the alert is about: what varies
from one host to the next and is no part of the alert's identity.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.fingerprint import is_pod, stable
from ratchet_core.recognise.view import View, unmarked

_THING: Final = r"(?:pod|host|hostname|instance|node|server|device|vm|machine|replica|broker|container_id)"
_FIELD: Final = re.compile(
    rf"(?:(?:affected|impacted|failing|firing|kubernetes|kube|k8s|db|ec2|vm)[ ._-])?{_THING}s?(?:[ ._-]?(?:names?|ids?))?"
)
_TAG: Final = re.compile(
    r"(?<![\w./-])(?:pod|pod_name|kube_pod|host|hostname|instance|node)[:=][\"'`]?((?=[\d.:/-]{0,40}[A-Za-z]|\d+\.\d)[\w./:-]*\w)",
)
_TAG_SIGNS: Final = ("pod", "host", "instance", "node")
_BETWEEN: Final = re.compile(r"\s*(?:[,;\n]|\s(?:and|&)\s)\s*")
_AROUND: Final = " \t•◦▪*-"
_ID: Final = re.compile(r"(?=\D{0,60}\d|[^-._:]{1,60}[-._:])[\w.:/@-]+")
_READ: Final = 2_000
_MOST: Final = 200


def members(view: View, *others: str | None) -> tuple[str, ...]:
    """Return who a message says is affected, sorted: in its fields, or else in tags, or else who varies of `others`."""
    told = {name for field in view.content.fields if _is_telling(field.name) for name in _names_in(field.value)}
    found = told or set(_tagged(view)) or {one for one in others if one and _varies(one)}
    return tuple(sorted(found)) if found else ()


@lru_cache(maxsize=4096)
def _is_telling(name: str) -> bool:
    return _FIELD.fullmatch(name.lower()) is not None


@lru_cache(maxsize=4096)
def _names_in(value: str) -> tuple[str, ...]:
    """Return the names that a field lists, or its value where that is no list."""
    if value.replace(".", "").isdigit() and value.count(".") < 3:  # noqa: PLR2004 - an address has three
        return ()  # how many they are
    pieces = [unmarked(one).strip(_AROUND) for one in _BETWEEN.split(value)]
    return tuple(name for piece in pieces[:_MOST] if piece for name in _words_of(piece))


def _words_of(piece: str) -> Iterable[str]:
    """Return a piece as the ids that it is made of, or as it is where any of its words is none."""
    words = piece.split()
    return words if all(map(_ID.fullmatch, words)) else (piece,)


def _tagged(view: View) -> Iterator[str]:
    """Return who is named in tags: not further down in the text, where logs are quoted."""
    listed = (view.fields.get(name, "") for name in ("tags", "labels", "scope"))
    for text in (*listed, *view.lines):
        if any(sign in text for sign in _TAG_SIGNS):
            yield from _TAG.findall(text[:_READ])


def _varies(name: str) -> bool:
    """Say whether a name has a part that the identity of an alert leaves out: a number, an id, the suffix of a pod."""
    return "#" in stable(name) or is_pod(name)
