"""Checks where a value is made that a word of a closed list is a member of it, and not only spelled like one."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from attrs import Attribute

E = TypeVar("E", bound=Enum)


def checked(kind: type[E]) -> Callable[[Any, "Attribute[E]", E], None]:
    """Return a validator of a field that takes members of an enum, and nothing that only reads like one.

    The validator raises `TypeError`, and says what to write instead.
    """

    def check(owner: object, attribute: "Attribute[E]", value: object) -> None:
        if isinstance(value, kind):
            return
        name, known = f"{type(owner).__name__}.{attribute.name}", ", ".join(map(str, kind))
        raise TypeError(f"{name} is {value!r}, which is no {kind.__name__}; write one of its members: {known}.")

    return check
