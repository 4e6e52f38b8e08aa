"""The versions of runbooks, and whether people found them helpful."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.intervals import Interval


class RunbookState(StrEnum):
    """Where a runbook version stands; at most one version of a runbook is active at any instant."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"
    REJECTED = "rejected"


@frozen
class RunbookVersion:
    """One text of an alert's runbook; numbered from 1 without gaps and never rewritten.

    `digest` names the exact text, so that an approval can be bound to it; `decided_by` approved or rejected it.
    `assumed` marks an approval that nobody gave: a simulation supposed it. A text that quotes a private channel is
    shown in that channel only, which `only_in` names. `active_during` are the times in which it was the active one.
    """

    alert: str
    number: int
    text: str
    digest: str
    author: str
    written_at: Instant
    state: RunbookState = RunbookState.PROPOSED
    decided_by: str | None = None
    assumed: bool = False
    only_in: str | None = None
    active_during: tuple[Interval, ...] = ()


def active_of(versions: Iterable[RunbookVersion]) -> RunbookVersion | None:
    """Return the active one of a runbook's versions, or None while there is none."""
    return next((one for one in versions if one.state is RunbookState.ACTIVE), None)


@frozen
class Vote:
    """A person said whether a version of an alert's runbook helped."""

    alert: str
    version: int
    person: str
    helpful: bool
    at: Instant
