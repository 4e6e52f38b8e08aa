"""The versions of runbooks, and whether people found them helpful."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.intervals import Interval

AUTHOR: Final = "ratchet"
"""Who a draft is by: nobody wrote it, it is quoted from people."""

MODEL_AUTHOR: Final = "ratchet/model"
"""Who a draft is by that a model worded from what people wrote."""

DRAFTERS: Final = frozenset({AUTHOR, MODEL_AUTHOR})


class RunbookState(StrEnum):
    """Where a runbook version stands; at most one version of a runbook is active at any instant."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"
    REJECTED = "rejected"


@frozen
class Fit:
    """How a version fits what people did in the alert's last incidents.

    Attributes:
        matched: In how many of them anything that helped stands in the version.
        telling: In how many anybody says what helped.
        quoted: From how many of these the version was written.
    """

    matched: int
    telling: int
    quoted: int = 0

    @property
    def told(self) -> str:
        """The same in words, to go on with “version 2”."""
        if not self.telling:
            return "cannot be compared: nobody said what helped"
        written = f" (written from {self.quoted} of them)" if self.quoted else ""
        return f"matches what was done in {self.matched} of {self.telling}{written}"


@frozen
class RunbookVersion:
    """One text of an alert's runbook; numbered from 1 without gaps and never rewritten.

    `digest` names the exact text, so that an approval can be bound to it; `decided_by` approved or rejected it.
    `assumed` marks an approval that nobody gave: a simulation supposed it. `only_in` is a channel that words came from
    and that was private then: with those that the text cites it says where the text may be shown. `active_during` are
    the times in which it was the active one. `fit` is how a draft fitted the last incidents when it was drafted, or its
    steps were counted last.
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
    fit: Fit | None = None


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
