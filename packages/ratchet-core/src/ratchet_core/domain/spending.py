"""What asking a model costs: in the whole workspace by days, and for one person by hours. Costs are whole numbers."""

from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import DAY, HOUR, Duration, Instant

WORKSPACE: Final = ""
"""Stands for the whole workspace, where a person's id would stand."""

_PURPOSE: Final = "purpose/"


def account_of(purpose: str) -> str:
    """Return what stands for all that is asked for one purpose, where a person's id would stand."""
    return f"{_PURPOSE}{purpose}"


@frozen
class ModelSpending:
    """What was spent on a model within an hour for a person, or within a day in the workspace or for one purpose.

    Attributes:
        whom: A person's id, `WORKSPACE`, or the account of a purpose.
        since: When the hour or the day begins, by UTC.
        asked: How many questions were asked.
        answered: How many of them were answered.
        missed: How many of those answers read nothing from the cache.
        read: Tokens that were read anew.
        cached: Tokens that were read from the cache.
        stored: Tokens that were put into the cache.
        written: Tokens that were written.
        cost: In millionths of a dollar.
        promised: What the questions may cost at most of which nobody knows yet what came of them.
    """

    whom: str
    since: Instant
    asked: int = 0
    answered: int = 0
    missed: int = 0
    read: int = 0
    cached: int = 0
    stored: int = 0
    written: int = 0
    cost: int = 0
    promised: int = 0


def beginning_of(whom: str, at: Instant) -> Instant:
    """Return when the stretch of time begins in which what is spent at a moment is counted."""
    span: Duration = DAY if whom == WORKSPACE or whom.startswith(_PURPOSE) else HOUR
    return at - at % span
