"""Erases a person: their name and all that they wrote. What happened because of it stays, without the words.

A runbook that was approved is the team's, and stays; a proposal of theirs does not.
"""

from ratchet_core.behaviours.ownership import refusal
from ratchet_core.changes import ErasePerson
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.events import PersonErased

NAME = "erasure"


def erased(event: PersonErased) -> Decision:
    """Take the wish to be erased; only the person has it, or whoever installed ratchet on their behalf."""
    if event.by not in (None, event.person):
        return refusal(NAME, f"only {event.person} or whoever installed ratchet may erase {event.person}")
    return Decision((ErasePerson(event.person),), (), (Reason(NAME, Why.ERASED, event.person),))
