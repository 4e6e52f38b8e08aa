"""`ratchet erase`: takes what a person wrote, or what was said in a channel, out of all that is kept."""

from collections.abc import Collection
from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.pieces import SHORTEST
from ratchet_core.queries.finding import channel_named
from ratchet_core.queries.forgetting import without_the_erased
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import ChannelErased, Event, PersonErased

from ratchet_cli.nouns.options import AsJson, At, Name, PersonName, Yes, change, confirm, event_id
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Forgotten, Place
from ratchet_cli.places.records import anybody_or_erased
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say

app = typer.Typer(rich_markup_mode=None)

Prove = Annotated[bool, typer.Option("--prove", help="Look for the words in all that is kept afterwards.")]


@app.command("person")
@placed
def erase_person(
    name: PersonName,
    place: Place,
    by: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="The person themself; without it, who keeps the state.")
    ] = None,
    yes: Yes = False,
    at: At = None,
    prove: Prove = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person's name and all that they wrote.

    What happened because of them stays. It cannot be undone. A database lets their words leave its log too, before this
    ends; with --prove, the exit code is 1 where some of them stand anywhere still.
    """
    who = anybody_or_erased(place.reader(), name)
    question = f"Erase {who.name} ({who.id}) and all that they wrote? This cannot be undone."
    confirm(question, yes=yes, look_at="`ratchet person list`")

    def made(_reader: Reader, person: str, moment: Instant) -> Event:
        return PersonErased(event_id(moment, person, "person", who.id, "erase"), moment, who.id, person or None)

    words = place.words_of(who.id) if prove else None
    event = change(place, by, at, made, as_json=as_json, forget=without_the_erased)
    _forget(place, event, words, _WROTE, err=as_json)


@app.command("channel")
@placed
def erase_channel(
    name: Name,
    place: Place,
    by: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="An admin; without it, who keeps the state.")
    ] = None,
    yes: Yes = False,
    at: At = None,
    prove: Prove = False,
    as_json: AsJson = False,
) -> None:
    """Erase all that was said in a channel, by people and by bots.

    Ids, times and counts stay, so reports do not change. What is said there from now on is not taken, until the channel
    is readmitted. It cannot be undone. A database lets the words leave its log too, before this ends; with --prove, the
    exit code is 1 where some of them stand anywhere still.
    """
    channel = channel_named(place.reader(), name, whole=True)
    question = f"Erase all that was said in #{channel.name} ({channel.id})? This cannot be undone."
    confirm(question, yes=yes, look_at=f"`ratchet channel show {channel.name}`")

    def made(_reader: Reader, person: str, moment: Instant) -> Event:
        key = event_id(moment, person, "channel", channel.id, "erase")
        return ChannelErased(key, moment, channel.id, person or None)

    words = place.said_in(channel.id) if prove else None
    event = change(place, by, at, made, as_json=as_json, forget=without_the_erased)
    _forget(place, event, words, _SAID, err=as_json)


_WROTE = ("Words that only they wrote are", "what they wrote")
_SAID = ("Words that were said only there are", "what was said there")


def _forget(place: Place, event: Event, words: Collection[str] | None, told: tuple[str, str], *, err: bool) -> None:
    """Let words leave the log, and say whether they are gone where somebody wants that proved."""
    forgotten = place.forget(event.id, words or ())
    if forgotten.events:
        they = "it" if forgotten.events == 1 else "they"
        say(f"{counted(forgotten.events, 'event')} of the log lost what {they} told.", err=err)
    if words is not None:
        _prove(place.what, forgotten, len(words), told, err=err)


def _prove(what: str, forgotten: Forgotten, pieces: int, told: tuple[str, str], *, err: bool) -> None:
    stand, words = told
    row, everywhere = _SEARCHED[what]
    for kind, count in forgotten.found.items():
        say(f"{stand} in {counted(count, row)} of {kind}.", err=err)
    if forgotten.found:
        raise typer.Exit(1)
    if not pieces:
        say(f"There was nothing to look for: {words} has no {SHORTEST} characters that stand nowhere else.", err=err)
        return
    say(f"None of {counted(pieces, 'piece')} of {words} is in any {everywhere}.", err=err)


_SEARCHED = {"state": ("line", "line of the state"), "database": ("row", "row of any table")}
