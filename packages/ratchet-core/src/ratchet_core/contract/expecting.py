"""What a playbook expects ratchet to do next, and how it tells what differs."""

from collections.abc import Iterable, Iterator, Mapping
from types import EllipsisType
from typing import Any, Final, TypeAlias

import attrs
from attrs import field, frozen

from ratchet_core.vocabulary.actions import (
    Action,
    AnswerPrivately,
    Body,
    Line,
    MessageLink,
    PersonMention,
    Plain,
    PostMessage,
    UpdateMessage,
)
from ratchet_core.vocabulary.decision import Reason, Why


@frozen
class Does:
    """An action of a kind, of which some fields are named and the others may be anything."""

    kind: type
    fields: Mapping[str, Any] = field(factory=dict)
    says: tuple[str, ...] = ()


def does(kind: type, *, says: str | tuple[str, ...] | EllipsisType = ..., **fields: Any) -> Does:  # noqa: ANN401 - fields of every type
    """Expect an action of a kind; a field that is not named, or is `...`, may be anything.

    `says` is some of the words that people see, or several, anywhere in the message.

    Raises:
        TypeError: If the kind has no such field.
    """
    known = [one.name for one in attrs.fields(kind)]
    unknown = [name for name in fields if name not in known]
    if unknown:
        raise TypeError(f"{kind.__name__} has no {', '.join(unknown)}; it has {', '.join(known)}.")
    named = {name: value for name, value in fields.items() if value is not ...}
    return Does(kind, named, () if says is ... else (says,) if isinstance(says, str) else says)


@frozen
class Silence:
    """Nothing is done; called with a reason, for that reason, given by a behaviour where one is named."""

    why: Why | None = None
    by: str | None = None

    def __call__(self, why: Why, *, by: str | None = None) -> "Silence":
        """Expect silence for a reason."""
        return Silence(why, by)

    def is_told_by(self, reasons: Iterable[Reason]) -> bool:
        """Say whether some reasons are those that are expected."""
        return self.why is None or any(one.why is self.why and self.by in (None, one.behaviour) for one in reasons)


silence: Final = Silence()
Expected: TypeAlias = Action | Does | Silence


def differences(expected: Action | Does, action: Action) -> list[str]:
    """Return in what an action is not what was expected, a line for each difference."""
    kind = expected.kind if isinstance(expected, Does) else type(expected)
    if type(action) is not kind:
        return [f"expected {kind.__name__}, was {type(action).__name__}"]
    if isinstance(expected, Does):
        return [*_in_fields(expected.fields, action), *_in_words(expected.says, action)]
    return list(_in_fields(attrs.asdict(expected, recurse=False), action))


def _in_fields(fields: Mapping[str, Any], action: Action) -> Iterator[str]:
    for name, value in fields.items():
        found = getattr(action, name)
        if found != value:
            yield f"{name}: expected {shown(value)}, was {shown(found)}"


def _in_words(says: tuple[str, ...], action: Action) -> Iterator[str]:
    words = words_of(action)
    yield from (f"says: expected {one!r}, was {words!r}" for one in says if one not in words)


def words_of(action: Action) -> str:
    """Return what people see of an action."""
    return _words(action.body) if isinstance(action, PostMessage | UpdateMessage | AnswerPrivately) else ""


def _words(body: Body) -> str:
    return " / ".join([body.headline, *("".join(map(_word, line.pieces)) for line in body.lines)])


def _word(piece: Plain | MessageLink | PersonMention) -> str:
    if isinstance(piece, Plain):
        return piece.text
    return f"<{piece.label}>" if isinstance(piece, MessageLink) else f"@{piece.person}"


def shown(value: object) -> str:
    """Return a value as a transcript shows it: without what is as it is by default."""
    if isinstance(value, Body):
        return repr(_words(value))
    if isinstance(value, Does):
        return f"{value.kind.__name__}({', '.join(_named(value))})"
    if isinstance(value, Silence):
        by = f" by {value.by}" if value.by else ""
        return "silence" if value.why is None else f"silence({value.why.value}{by})"
    if attrs.has(type(value)) and not isinstance(value, Line):
        return f"{type(value).__name__}({', '.join(_told(value))})"
    return repr(value)


def _named(expected: Does) -> Iterator[str]:
    for name, value in expected.fields.items():
        yield f"{name}={shown(value)}"
    if expected.says:
        yield f"says={' ... '.join(expected.says)!r}"


def _told(value: Any) -> Iterator[str]:  # noqa: ANN401 - any frozen value
    for one in attrs.fields(type(value)):
        found = getattr(value, one.name)
        if found is not None and found != one.default:
            yield f"{one.name}={shown(found)}"
