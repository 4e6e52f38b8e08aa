"""Tools for whoever is not in Slack: what is asked there is answered as in a direct message of a person."""

from typing import Final

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.actions import AboutInquiry, AskModel, RunTools
from ratchet_core.vocabulary.models import Allowance, Shape, ToolCall
from ratchet_core.vocabulary.prompts import AGENT
from ratchet_core.vocabulary.tools import PREPARE, TOOLS

OUTSIDE: Final = "outside"
"""Stands where a channel would: it is none that Slack knows, so nothing of a private channel may be told there."""


TOOLS_OUTSIDE: Final = tuple(one for one in TOOLS if one.name != PREPARE)
"""What may be looked up there: below what is told there stands no button."""


def asked_outside(person: str, call: ToolCall, at: Instant) -> RunTools:
    """Return what runs one tool for a person; no model of ours is asked with what it finds."""
    about = AboutInquiry(MessageRef(OUTSIDE, OUTSIDE), OUTSIDE)
    question = AskModel(
        OUTSIDE, OUTSIDE, OUTSIDE, None, AGENT, (), about, Shape.STATEMENTS, Allowance(0, 0), person, at, at
    )
    return RunTools(OUTSIDE, OUTSIDE, OUTSIDE, None, person, (call,), question, about)
