"""The pages of ratchet: what it knows, what needs somebody now, and why it did what it did.

`pages` makes the application from `Sources`, which whoever wires ratchet gives: somebody who runs queries over a
`Reader`, and what is to be known of the outbox, the decisions and the health. `check_bind` says where it may be served.
"""

from ratchet_core.queries.reader import Readings

from ratchet_web.app import pages
from ratchet_web.guarding import UnsafeAddressError, check_bind
from ratchet_web.monitoring import Measures
from ratchet_web.ports import Sources
from ratchet_web.serving import PORT, Serving, UnservableError

__all__ = [
    "PORT",
    "Measures",
    "Readings",
    "Serving",
    "Sources",
    "UnsafeAddressError",
    "UnservableError",
    "check_bind",
    "pages",
]
