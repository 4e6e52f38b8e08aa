"""Recognises one Slack message event a line, for `ratchet recognise FILE`: JSON in, JSON out, no line stops the run."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ratchet_core.recognise import HUMAN, Recognised, recognise
from ratchet_slack.content import bot_of, content_of

_CHANGED: Final = "message_changed"
_SAYS: Final = frozenset({"text", "blocks", "attachments", "subtype", "user", "bot_id"})


class NotAMessageError(ValueError):
    """A line that holds no Slack message; it says what to correct."""


def recognise_lines(lines: Iterable[str], *, without: frozenset[str] = frozenset()) -> Iterator[dict[str, object]]:
    """Yield what each line's message is taken for, in order, one answer a line.

    A line that is not a message yields `{"kind": None, "error": ...}` that says what to correct.
    """
    for line in lines:
        try:
            yield _answer(_recognised(_message(line), without))
        except NotAMessageError as error:
            yield {"kind": None, "error": str(error)}


def _message(line: str) -> Mapping[str, object]:
    """Return the message in a line; a changed message's is nested one level down."""
    try:
        event = json.loads(line, parse_constant=_refuse)
    except RecursionError:
        raise NotAMessageError("nested too deeply: a Slack message nests a dozen levels at most") from None
    except ValueError as error:
        raise NotAMessageError(f"not JSON ({error}): write one Slack message event a line") from None
    if isinstance(event, dict) and event.get("subtype") == _CHANGED:
        event = event.get("message")
    if not isinstance(event, dict):
        raise NotAMessageError('not a Slack message: expected an object such as {"type": "message", "text": "..."}')
    if event.get("type", "message") != "message" or not _SAYS & event.keys():
        raise NotAMessageError('not a Slack message: expected "type": "message" and a text, blocks or attachments')
    return event


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not a JSON number")


def _recognised(message: Mapping[str, object], without: frozenset[str]) -> Recognised:
    bot = bot_of(message)
    return HUMAN if bot is None else recognise(content_of(message), bot, without=without)


def _answer(found: Recognised) -> dict[str, object]:
    return {
        "kind": found.kind.value,
        "alert": found.alert,
        "service": found.service,
        "severity": found.severity.value if found.severity else None,
        "fingerprint": found.fingerprint or None,
        "title": found.title or None,
    }
