"""Prints lines and JSON; nothing in them steers the terminal, whoever wrote it."""

import json
import re

import typer

from ratchet_cli.steering import STEERING, visible


def say(line: str, *, err: bool = False) -> None:
    """Print a line, with a mark in the place of each character that would steer a terminal."""
    typer.echo(visible(line), err=err)


def say_json(data: object, *, indent: int | None = 2) -> None:
    """Print data as JSON, in which such characters are escaped, so that programs read them as they were."""
    typer.echo(STEERING.sub(_escaped, json.dumps(data, indent=indent, ensure_ascii=False)))


def ask(question: str) -> bool:
    """Ask a person on the terminal whether they want something."""
    return typer.confirm(visible(question), err=True)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
