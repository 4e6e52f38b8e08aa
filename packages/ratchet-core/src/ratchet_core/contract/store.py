"""The contract of a store, its outbox and its search: named checks that every adapter goes through, memory first."""

from typing import Final

from ratchet_core.contract.committing import COMMITTING
from ratchet_core.contract.editing import EDITING
from ratchet_core.contract.finding import FINDING
from ratchet_core.contract.keeping import KEEPING
from ratchet_core.contract.place import Check, Open, Place, name_of
from ratchet_core.contract.sending import SENDING

__all__ = ["CONTRACT", "Check", "Open", "Place", "name_of"]

CONTRACT: Final[tuple[Check, ...]] = (*KEEPING, *COMMITTING, *SENDING, *EDITING, *FINDING)
