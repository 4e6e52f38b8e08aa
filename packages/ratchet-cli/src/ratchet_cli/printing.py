"""Prints lines and JSON; nothing in them steers the terminal or shows a secret, whoever wrote it."""

import json
import re

import typer
from ratchet_core.reading.hidden_secrets import without_secrets

from ratchet_cli.steering import STEERING, visible


def say(line: str, *, err: bool = False) -> None:
    """Print a line, with a mark in the place of each secret and of each character that would steer a terminal."""
    typer.echo(visible(without_secrets(line)), err=err)


def say_json(data: object, *, indent: int | None = 2) -> None:
    """Print data as JSON, in which such characters are escaped, so that programs read them as they were."""
    typer.echo(STEERING.sub(_escaped, json.dumps(_shown(data), indent=indent, ensure_ascii=False)))


def say_record(line: str) -> None:
    """Print what is one line of JSON already."""
    say_json(json.loads(line), indent=None)


def _shown(data: object) -> object:
    """Return data with a mark in the place of each secret in its texts."""
    match data:
        case str():
            return without_secrets(data)
        case dict():
            return {name: _shown(value) for name, value in data.items()}
        case list() | tuple():
            return [_shown(one) for one in data]
        case _:
            return data


def ask(question: str) -> bool:
    """Ask a person on the terminal whether they want something."""
    return typer.confirm(visible(question), err=True)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
