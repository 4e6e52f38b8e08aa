"""What the person is told, and nobody else, who asked for something: that it is done, or why it is not."""

import re

from ratchet_core.vocabulary.actions import AboutPerson, AnswerPrivately, Body
from ratchet_core.vocabulary.decision import Decision, Why

_OF_THE_COMMAND_LINE = re.compile(r"[;,]? ?`ratchet [a-z ]+` shows [^;.?]*")
_REFUSALS = frozenset({Why.NOT_ALLOWED, Why.IMPOSSIBLE})


def why_refused(decision: Decision) -> str | None:
    """Return why what a person asked for is not done, or None where it is."""
    return next((one.about for one in decision.reasons if one.why in _REFUSALS), None)


def reply(behaviour: str, cause: str, channel: str, person: str, body: Body) -> AnswerPrivately:
    """Return the answer to what a person asked for in an event, their only one."""
    return AnswerPrivately(f"{cause}/{behaviour}/reply", behaviour, channel, person, body, AboutPerson(person))


def as_sentence(why: str) -> str:
    """Return the reason of a refusal as people read it in the chat, where there is no command line."""
    said = _OF_THE_COMMAND_LINE.sub("", why).rstrip()
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('?') else '.'}"
