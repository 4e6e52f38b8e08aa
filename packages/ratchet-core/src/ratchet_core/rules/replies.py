"""What the person is told, and nobody else, who asked for something: that it is done, or why it is not."""

import re

from ratchet_core.vocabulary.actions import AboutPerson, AnswerPrivately, Body
from ratchet_core.vocabulary.decision import Decision, Why

_OF_THE_COMMAND_LINE = re.compile(r"[;,]? ?`ratchet [a-z ]+` shows [^;.?]*")
_REFUSALS = frozenset({Why.NOT_ALLOWED, Why.IMPOSSIBLE})


def why_refused(decision: Decision) -> str | None:
    """Return why what a person asked for is not done, or None where it is."""
    return next((one.about for one in decision.reasons if one.why in _REFUSALS), None)


def reply(  # noqa: PLR0913 - what is told to whom, and where
    behaviour: str, cause: str, channel: str, person: str, body: Body, *, thread: str | None = None
) -> AnswerPrivately:
    """Return the answer to what a person asked for in an event, their only one."""
    return AnswerPrivately(f"{cause}/{behaviour}/reply", behaviour, channel, person, body, AboutPerson(person), thread)


def as_sentence(why: str, to: str) -> str:
    """Return the reason of a refusal as the person reads it whom it is told to, where there is no command line.

    Reasons are kept, so they have ids and no names: whoever asked is `you`.
    """
    said = _to_you(_OF_THE_COMMAND_LINE.sub("", why).rstrip(), to)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('?') else '.'}"


def _to_you(said: str, person: str) -> str:
    if not person:
        return said
    name = re.escape(person)
    said = re.sub(rf"\bwho {name} is\b", "who you are", said)
    said = re.sub(rf"\b{name} is\b", "you are", said)
    return re.sub(rf"\b{name}\b", "you", said)
