"""Words what the framework says of an argument that cannot be used: what was written, and what to write instead."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import typer
from ratchet_core.basis.likeness import nearest
from typer.core import TyperGroup

from ratchet_cli.terminal.bounding import bounded

_CHOICE: Final = re.compile(r"(?:Value error, )?'(?P<value>.*)' is not one of (?P<known>'.*')\.", re.DOTALL)
_UNREADABLE: Final = re.compile(r"\w+ '(?P<path>.*)' is not readable\.", re.DOTALL)
_UNOPENED: Final = re.compile(r"'(?P<path>.*)': (?P<why>[^:]+)", re.DOTALL)


class WordedGroup(TyperGroup):
    """The commands; what is wrong with how one was called is said in our words."""

    def make_context(self, *words: Any, **more: Any) -> Any:  # noqa: ANN401 - as the framework has it
        """Read which command was asked for."""
        with _in_our_words():
            return super().make_context(*words, **more)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - its class is the framework's own
        """Call the command that was asked for."""
        with _in_our_words():
            return super().invoke(ctx)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except typer.BadParameter as error:
        error.message = bounded(worded(error.message, _first_of(error.__cause__)))
        raise
    except _UsageError as error:
        error.message = bounded(error.message)
        raise


_UsageError: Any = typer.BadParameter.__mro__[1]
"""What is wrong with how a command was called: the framework has no public name for it."""


def _first_of(cause: object) -> dict[str, Any]:
    """Return what a validator found first, where it says so."""
    errors = getattr(cause, "errors", None)
    return dict(errors()[0]) if callable(errors) else {}


def worded(message: str, found: dict[str, Any]) -> str:
    """Return in our words what is wrong with an argument, by the message and by what a validator found."""
    written, bounds = found.get("input"), found.get("ctx", {})
    match found.get("type"):
        case "greater_than_equal":
            return f"{written} is too small; write {bounds['ge']} or more."
        case "less_than_equal":
            return f"{written} is too large; write {bounds['le']:,} or less."
        case "int_parsing" | "int_type" | "int_from_float":
            return f"'{written}' is not a whole number."
        case _:
            return _reworded(message)


def _reworded(message: str) -> str:
    if choice := _CHOICE.fullmatch(message):
        known = re.findall(r"'([^']*)'", choice["known"])
        meant = nearest(choice["value"], known)
        return f"'{choice['value']}' is not one of {', '.join(known)}{f'; did you mean {meant}?' if meant else '.'}"
    if unreadable := _UNREADABLE.fullmatch(message):
        return f"{unreadable['path']} may not be read; `chmod u+r` allows that, or name another file."
    if unopened := _UNOPENED.fullmatch(message):
        return f"{unopened['path']} cannot be opened ({unopened['why']}); name a file that exists."
    return message
