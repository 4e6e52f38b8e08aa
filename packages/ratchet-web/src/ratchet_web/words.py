"""Takes out of texts, whoever wrote them, what would hide a secret in plain sight or break a page.

Escaping is htpy's. What is left are characters that turn the direction of all that follows, that cannot be seen, or
that pile up on each other: they get a mark in their place. Marks of direction for one word, and joiners, stay: people
write names with them, and a page isolates each text.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any, Final, TypeVar

import attrs
from ratchet_core.reading.hidden_secrets import without_secrets

from ratchet_web.links import Link

_T = TypeVar("_T")

_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PILED: Final = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f"
    r"\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def visible(text: str) -> str:
    """Return a text with a mark in the place of each character that cannot be seen or turns what follows."""
    return _PILED.sub(r"\1", _UNSEEN.sub("\ufffd", text))


def for_people(value: _T) -> _T:
    """Return a value with every text in it as a page may show it."""
    shown: _T = _with_texts(value, lambda text: visible(without_secrets(text)))
    return shown


def for_programs(value: _T) -> _T:
    """Return a value with every text in it as it was, but for secrets."""
    told: _T = _with_texts(value, without_secrets)
    return told


def _with_texts(value: Any, text: Callable[[str], str]) -> Any:  # noqa: ANN401 - it returns what it takes
    match value:
        case Link():
            return Link(text(value.text), value.href)
        case str() if not isinstance(value, Enum):
            return text(value)
        case tuple() | list():
            return type(value)(_with_texts(one, text) for one in value)
        case dict():
            return {name: _with_texts(one, text) for name, one in value.items()}
        case _ if attrs.has(type(value)):
            kind: Any = type(value)
            return kind(**{one.alias: _with_texts(getattr(value, one.name), text) for one in attrs.fields(kind)})
        case _:
            return value
