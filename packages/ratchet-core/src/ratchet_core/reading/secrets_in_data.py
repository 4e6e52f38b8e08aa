"""Takes secrets out of data, and out of JSON in a text: each value is looked at as it reads, and by what it is called.

As text alone JSON hides them: a sign may be written as its number, and the name of a password stands far before it.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from ratchet_core.reading.hidden_secrets import secrets_in, without_secrets
from ratchet_core.reading.visible import visible_lines

_DEEPEST: Final = 24
_TOO_DEEP: Final = "(left out)"
_LONGEST: Final = 2**18
"""So much of a text is read as JSON at most."""

_MOST_TRIES: Final = 8
_SAMPLE: Final = "Zx9kQ7pL2mN4rT6vW8y3"
_DECODER: Final = json.JSONDecoder()
_NAMES: Final = ("key", "name", "Key", "Name")
_VALUE: Final = "value"
"""Under this stands what another member of an object names."""


def data_without_secrets(value: Any, called: Sequence[str] = ()) -> Any:  # noqa: ANN401 - whatever JSON may be
    """Return data with every secret in it replaced; `called` are the names under which it stands.

    What is nested deeper than people write it is left out.
    """
    labels = tuple(one for one in called if _names_a_secret(one))
    return _hidden(value, labels, 0)


def json_without_secrets(text: str) -> str:
    """Return a text with no secret in the JSON that it is, or that its lines begin; the rest is as it was."""
    told, at, tries = list[str](), 0, 0
    while tries < _MOST_TRIES and (begin := _next_in(text, at)) >= 0:
        try:
            value, end = _DECODER.raw_decode(text, begin)
        except (ValueError, RecursionError):
            line = text.find("\n", begin)
            end, kept, tries = (len(text) if line < 0 else line), None, tries + 1
        else:
            hidden = _hidden(value, (), 0)
            kept = None if hidden == value else _written(hidden)
        told += [text[at:begin], text[begin:end] if kept is None else kept]
        at = end
    return "".join((*told, text[at:]))


def _next_in(text: str, at: int) -> int:
    """Return where the next line begins that may be JSON; -1 where none does."""
    while at < min(len(text), _LONGEST):
        end = text.find("\n", at)
        line = text[at:] if end < 0 else text[at:end]
        begun = line.lstrip()
        if begun.startswith(("{", "[", '"')):
            return at + len(line) - len(begun)
        at = len(text) if end < 0 else end + 1
    return -1


def _hidden(value: Any, labels: tuple[str, ...], depth: int) -> Any:  # noqa: ANN401 - as above
    if depth > _DEEPEST:
        return _TOO_DEEP
    if isinstance(value, Mapping):
        pair = next((one for one in map(value.get, _NAMES) if isinstance(one, str)), "")
        return {
            _text_hidden(name, (), depth): _hidden(
                one, _within(_within(labels, name), pair if name.lower() == _VALUE else ""), depth + 1
            )
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_hidden(one, labels, depth + 1) for one in value]
    if isinstance(value, str):
        return _text_hidden(value, labels, depth)
    if isinstance(value, bool) or value is None:
        return value
    told = str(value)
    return value if (shown := _text_hidden(told, labels, depth)) == told else shown


def _within(labels: tuple[str, ...], name: str) -> tuple[str, ...]:
    return (*labels, name) if _names_a_secret(name) else labels


def _text_hidden(text: str, labels: tuple[str, ...], depth: int) -> str:
    for label in labels:
        told = f'{label} = "'
        for one in secrets_in(f'{told}{text}"'):
            if one.start >= len(told):
                return one.shown
    if text.lstrip()[:1] in {"{", "[", '"'} and len(text) <= _LONGEST:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return without_secrets(visible_lines(text))
        hidden = _hidden(value, labels, depth + 1)
        text = text if hidden == value else _written(hidden)
    return without_secrets(visible_lines(text))


@lru_cache(maxsize=1024)
def _names_a_secret(name: str) -> bool:
    told = f'{name} = "'
    return any(one.start >= len(told) for one in secrets_in(f'{told}{_SAMPLE}"'))


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
