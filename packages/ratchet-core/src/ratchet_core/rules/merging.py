"""What begins and ends a merge: records of its starts, which need no order of arrival."""

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import Merge, MergedKind, MergeStart
from ratchet_core.vocabulary.changes import Change, Drop, Put


def merge_from(kind: MergedKind, part: str, merges: tuple[Merge, ...], into: str, at: Instant) -> tuple[Change, ...]:
    """Return what makes something part of another from a moment up to its next merge or split.

    Where the next is a merge with the same goal, it begins earlier instead.
    """
    later = min((one for one in merges if one.during.since > at), key=lambda one: one.during.since, default=None)
    begun = Put(MergeStart(kind, part, at, into))
    if later is not None and later.into == into:
        return begun, Drop("merge", (kind.value, part, later.during.since))
    return (begun,)


def part_from(kind: MergedKind, part: str, at: Instant) -> tuple[Change, ...]:
    """Return what makes something stand on its own again from a moment on."""
    return (Put(MergeStart(kind, part, at, None)),)
