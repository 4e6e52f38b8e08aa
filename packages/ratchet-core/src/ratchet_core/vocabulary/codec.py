"""Events and decisions as JSON, with the version of the format beside them."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from ratchet_core.domain.records import Record
from ratchet_core.vocabulary.actions import About, Action, AskModel, Piece
from ratchet_core.vocabulary.changes import Change
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event, Found, ModelAnswered
from ratchet_core.vocabulary.writing import writer_of

VERSION = 2


class CodecError(Exception):
    """Something is not an event or a decision in this format; the message says what is wrong with it."""


@cache
def converter() -> Any:  # noqa: ANN401 - the converter's own type is generic over everything
    """Return what turns every value of the vocabulary into plain data and back.

    It is made when it is first asked for: that takes a while, and lines are written by `writing`, which is faster.
    """
    from cattrs.preconf.json import make_converter  # noqa: PLC0415 - only who reads or keeps a state needs it
    from cattrs.strategies import configure_tagged_union  # noqa: PLC0415 - the same

    made = make_converter(forbid_extra_keys=True)
    for union in (Piece, About, Action, Record, Change, Found, Event):
        if union is Action:
            _read_as_now(made, AskModel, _ask_as_now)
        if union is Event:
            _read_as_now(made, ModelAnswered, _answer_as_now)
        configure_tagged_union(union, made, tag_name="type")
    return made


def _read_as_now(made: Any, kind: type, as_now: Callable[[dict[str, Any]], dict[str, Any]]) -> None:  # noqa: ANN401 - see above
    read = made.get_structure_hook(kind)
    made.register_structure_hook(kind, lambda data, _: read(as_now(data), kind))


def _ask_as_now(data: dict[str, Any]) -> dict[str, Any]:
    """Return a question to a model as it is kept now; before there were prompts it had its words, and plain texts."""
    if "question" not in data:
        return data
    kept = {name: one for name, one in data.items() if name not in {"question", "material"}}
    texts = enumerate((data["question"], *data.get("material", ())))
    return {
        **kept,
        "channel": "",
        "thread": None,
        "prompt": {"name": "", "version": 0, "digest": ""},
        "material": [{"name": str(number), "what": "", "text": text} for number, text in texts],
        "shape": "statements",
        "allowance": {"tokens": 0, "cost": 0},
        "person": "",
        "asked_at": 0,
        "until": 0,
    }


def _answer_as_now(data: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it is kept now: one that was a plain text has no shape that is known now."""
    if "answer" not in data:
        return data
    kept = {name: one for name, one in data.items() if name != "answer"}
    return {**kept, "reply": {"ending": "nonsense", "why": "it was asked for before answers had a shape"}}


def event_to_json(event: Event) -> str:
    """Return an event as one line of JSON."""
    return f'{{"v":{VERSION},"event":{writer_of(Event)(event)}}}'


def event_from_json(line: str) -> Event:
    """Read what `event_to_json` wrote.

    Raises:
        CodecError: If the line is not an event of this version.
    """
    event: Event = _loaded(line, "event", Event)
    return event


def decision_to_json(decision: Decision) -> str:
    """Return a decision as one line of JSON; equal decisions give equal lines on every Python."""
    return f'{{"v":{VERSION},"decision":{writer_of(Decision)(decision)}}}'


def record_to_json(event: Event, decision: Decision) -> str:
    """Return a decision as one line of JSON that begins with its event's id."""
    return f'{{"id":{json.dumps(event.id)},{decision_to_json(decision)[1:]}'


def decision_from_json(line: str) -> Decision:
    """Read what `decision_to_json` wrote.

    Raises:
        CodecError: If the line is not a decision of this version.
    """
    decision: Decision = _loaded(line, "decision", Decision)
    return decision


def _loaded(line: str, name: str, kind: Any) -> Any:  # noqa: ANN401 - a union is no type to the checker
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CodecError(f"This is not JSON: {error}.") from error
    if not isinstance(data, dict) or name not in data:
        raise CodecError(f'This is no {name}: write {{"v": {VERSION}, "{name}": {{...}}}}.')
    if data.get("v") != VERSION:
        raise CodecError(f"Version {data.get('v')!r} is not known; this ratchet reads version {VERSION}.")
    try:
        return converter().structure(data[name], kind)
    except (ExceptionGroup, KeyError, TypeError, ValueError) as error:
        raise CodecError(f"This is no {name} of version {VERSION}: {error}.") from error
