"""What the commands on a place have in common: their options, how they change it, and how they print."""

import sys
from collections.abc import Sequence
from hashlib import blake2s
from typing import Annotated, TypeAlias

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.codec import record_to_json
from ratchet_core.vocabulary.events import Event

from ratchet_cli import listings
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings.rows import Row
from ratchet_cli.nouns.sentences import said, unchanged
from ratchet_cli.places.changing import Made, changed
from ratchet_cli.places.forgetting import Forget, keep_all
from ratchet_cli.places.place import COMMAND, Place
from ratchet_cli.terminal.printing import ask, say, say_json, say_record

By: TypeAlias = Annotated[str, typer.Option("--as", metavar="PERSON", help="Who asks for it: a person's id or name.")]
At: TypeAlias = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="When, in UTC; by default now, or a state's latest moment."),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit: TypeAlias = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Only the first N.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")]
Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="A name or an id; a unique beginning is enough.")]
TeamName: TypeAlias = Annotated[str, typer.Argument(metavar="TEAM", help="The team's name or id.")]
PersonName: TypeAlias = Annotated[str, typer.Argument(metavar="PERSON", help="A person's id or name.")]
NewName: TypeAlias = Annotated[str, typer.Argument(metavar="NEW_NAME", help="What it is to be called from now on.")]
Message: TypeAlias = Annotated[str, typer.Argument(metavar="CHANNEL/TS", help="Its message, as `list` prints it.")]
ServiceName: TypeAlias = Annotated[str, typer.Argument(metavar="SERVICE", help="A service's key, name or alias.")]
Number: TypeAlias = Annotated[int, typer.Argument(metavar="VERSION", help="A version's number.")]
OnlyChannel: TypeAlias = Annotated[str | None, typer.Option("--channel", metavar="NAME", help="Only in this channel.")]
OnlyService: TypeAlias = Annotated[
    str | None, typer.Option("--service", metavar="NAME", help="Only this service and its parts.")
]


def event_id(at: Instant, by: str, *words: object) -> str:
    """Return the id of a command's event: what it is about, who wants it and when; never what people wrote."""
    return "/".join((COMMAND, *map(str, words), by or "operator", str(at)))


def digest_in_id(words: str) -> str:
    """Return what tells words apart in an id of an event, which holds nobody's words."""
    return blake2s(words.encode("utf-8", "replace"), digest_size=4).hexdigest()


def change(
    place: Place, by: str | None, at: str | None, made: Made, *, as_json: bool, forget: Forget = keep_all
) -> Event:
    """Change what is kept in a place by an event, print what came of it, and return the event."""
    done = changed(place, by, at, made, forget)
    event, decided = done.event, done.decided
    if not decided.whole:
        say("Something else changed meanwhile, so only the reasons of this are known.", err=True)
    if as_json:
        say_record(record_to_json(event, decided.decision))
        return event
    if not decided.changed:
        say(unchanged(place.what, decided.decision))
        return event
    for sentence in said(event, decided.decision, decided.reader):
        say(sentence)
    for row in listings.changed(decided.reader, decided.decision.changes):
        say(_line(row))
    say(f"Explain it with: ratchet why {' '.join(filter(None, (place.option, repr(event.id))))}")
    return event


def confirm(question: str, *, yes: bool, look_at: str) -> None:
    """Ask a person on a terminal; go on only if they say yes.

    Raises:
        UnusableInputError: If there is nobody to ask; says what to look at before using `--yes`.
        typer.Exit: If they do not want it.
    """
    if yes:
        return
    if not has_terminal():
        raise UnusableInputError(f"There is no terminal to ask on; look at {look_at}, then use --yes.")
    if not ask(question):
        say("Nothing changed.", err=True)
        raise typer.Exit(1)


def has_terminal() -> bool:
    """Say whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def print_rows(rows: Sequence[Row], *, as_json: bool, limit: int | None = None) -> None:
    """Print a row on each line, or all as one list in JSON; no more than `limit`."""
    if as_json:
        say_json(list(rows[:limit]))
        return
    for line in map(_line, rows[:limit]) if rows else ("Nothing.",):
        say(line)


def print_record(record: Row, *, as_json: bool) -> None:
    """Print one record, a field on each line, with what it consists of below; or as one object in JSON."""
    if as_json:
        say_json(record)
        return
    for name, value in record.items():
        for line in _field(name, value):
            say(line)


def _field(name: str, value: object) -> list[str]:
    if value in ("", None, []):
        return []
    if not isinstance(value, list):
        return [f"{name}: {_plain(value)}"]
    return [f"{name}:", *(f"  {_line(one)}" if isinstance(one, dict) else f"  {_plain(one)}" for one in value)]


def _line(row: Row) -> str:
    return "  ".join(f"{name}: {_on_one_line(_plain(value))}" for name, value in row.items() if value)


def _on_one_line(text: str) -> str:
    return " / ".join(part for part in (piece.strip() for piece in text.splitlines()) if part)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
