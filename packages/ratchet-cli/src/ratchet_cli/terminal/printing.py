"""Prints lines and JSON; nothing in them steers the terminal or shows a secret, whoever wrote it."""

import json
import re
from collections.abc import Sequence

import typer
from ratchet_core.reading.hidden_secrets import without_secrets

from ratchet_cli.terminal.steering import STEERING, visible


def say(line: str, *, err: bool = False) -> None:
    """Print a line, with a mark in the place of each secret and of each character that would steer a terminal."""
    typer.echo(visible(without_secrets(line)), err=err)


def say_json(data: object, *, indent: int | None = 2) -> None:
    """Print data as JSON, in which such characters are escaped, so that programs read them as they were."""
    typer.echo(STEERING.sub(_escaped, json.dumps(_shown(data), indent=indent, ensure_ascii=False)))


def say_record(line: str) -> None:
    """Print what is one line of JSON already."""
    say_json(json.loads(line), indent=None)


def say_table(columns: Sequence[tuple[str, Sequence[str]]], below: Sequence[str]) -> None:
    """Print rows under their columns' names in 80 characters, with a line below each; the last cell is never cut."""
    widths = [min(max(map(len, (name, *cells))), _MOST_OF_A_CELL) for name, cells in columns[:-1]]
    widths.append(max(map(len, columns[-1][1])))
    say("  ".join(name.upper().ljust(width) for (name, _), width in zip(columns, widths, strict=True)).rstrip())
    rows = zip(*(cells for _, cells in columns), strict=True)
    for row, line in zip(rows, below, strict=True):
        cells = (_cut(" ".join(cell.split()), width).ljust(width) for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())
        say(_cut(f"  {line}", _COLUMNS))


_COLUMNS = 80
_MOST_OF_A_CELL = 17


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"


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
