"""Several statements as one: their rows under each other, or all their writes at once, in one round trip."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from ratchet_postgres.asking import Statement

_PLACEHOLDER: Final = re.compile(r"\$(\d+)")


@frozen
class Filled:
    """A statement with a value for each of its parameters."""

    statement: Statement
    values: Mapping[str, object]


def rows_of(filled: Iterable[Filled]) -> tuple[str, list[object]]:
    """Return one query that gives the rows of several, which all have the same columns, and its values."""
    texts, values = _numbered(filled)
    return "\nunion all\n".join(f"({text})" for text in texts), values


def writes_of(filled: Iterable[Filled]) -> tuple[str, list[object]]:
    """Return one statement that writes all that several write; none of them sees what another writes."""
    texts, values = _numbered(filled)
    *others, last = texts
    parts = ",\n".join(f"w{place} as ({text})" for place, text in enumerate(others))
    return f"with {parts}\n{last}" if others else last, values


def _numbered(filled: Iterable[Filled]) -> tuple[list[str], list[object]]:
    """Return the texts of statements with their placeholders numbered on, and all values in one list."""
    texts: list[str] = []
    values: list[object] = []
    for one in filled:
        texts.append(_moved(one.statement.text, len(values)))
        values += _in_order(one)
    return texts, values


def _in_order(filled: Filled) -> Sequence[object]:
    return [filled.values[name] for name in filled.statement.parameters]


def _moved(text: str, by: int) -> str:
    return _PLACEHOLDER.sub(lambda found: f"${int(found[1]) + by}", text) if by else text
