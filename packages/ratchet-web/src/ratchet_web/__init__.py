"""The pages of ratchet: what it knows, what needs somebody now, and why it did what it did.

`pages` makes the application from `Sources`, which whoever wires ratchet gives: somebody who runs queries over a
`Reader`, and what is to be known of the outbox, the decisions and the health. `check_bind` says where it may be served.
"""

from ratchet_web.app import pages
from ratchet_web.guarding import UnsafeAddressError, check_bind
from ratchet_web.monitoring import Measures
from ratchet_web.ports import (
    Condition,
    Decided,
    Decisions,
    Depth,
    Health,
    Lead,
    Outgoing,
    OutOfReachError,
    Readings,
    Sought,
    Sources,
    Step,
    Waiting,
)

__all__ = [
    "Condition",
    "Decided",
    "Decisions",
    "Depth",
    "Health",
    "Lead",
    "Measures",
    "OutOfReachError",
    "Outgoing",
    "Readings",
    "Sought",
    "Sources",
    "Step",
    "UnsafeAddressError",
    "Waiting",
    "check_bind",
    "pages",
]
