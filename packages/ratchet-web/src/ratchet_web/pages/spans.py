"""What held for a while: who owned something, what it was called, where somebody belonged."""

from datetime import datetime

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import Interval, OwnedKind

from ratchet_web.links import Link, Names
from ratchet_web.pieces import exactly, to
from ratchet_web.times import moment, moment_or_none


@frozen
class Span:
    """What held from a moment on, up to another one; None where that has no beginning, or no end."""

    what: Link | None
    since: datetime | None
    until: datetime | None


def span_of(what: Link | None, during: Interval) -> Span:
    """Return what held during an interval."""
    return Span(what, moment(during.since) if during.since else None, moment_or_none(during.until))


def owners(names: Names, kind: OwnedKind, owned: str) -> tuple[Span, ...]:
    """Return who owned something when, under the names that teams have now; None while that was nobody."""
    return tuple(
        span_of(names.team(one.team) if one.team is not None else None, one.during)
        for one in names.directory.ownerships(kind, owned)
    )


def spans(known: tuple[Span, ...], nobody: str) -> Node:
    """Return what held when, as a list; what holds now stands out."""
    if not known:
        return h.p(".empty")[nobody]
    return h.ul(".spans")[
        (h.li(class_=one.until is not None and "past")[to(one.what, "nobody"), _during(one)] for one in known)
    ]


def _during(one: Span) -> Node:
    if one.since is None and one.until is None:
        return None
    return [
        one.since is not None and [" from ", exactly(one.since)],
        one.until is not None and [" to ", exactly(one.until)],
    ]
