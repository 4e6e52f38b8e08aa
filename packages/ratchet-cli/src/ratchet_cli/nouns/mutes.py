"""`ratchet mute`: silence for a scope and a time."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import HOUR, Instant
from ratchet_core.queries.finding import alert_named, channel_named
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.muting import LONGEST
from ratchet_core.vocabulary.events import AlertMuted, Event, MuteEnded

from ratchet_cli.listings import mutes
from ratchet_cli.listings.rows import Row
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
    OnlyChannel,
    Yes,
    change,
    confirm,
    digest_in_id,
    event_id,
    print_record,
    print_rows,
)
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.changing import check_allowed
from ratchet_cli.places.place import Place

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_mutes(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the mutes, including those that have ended."""
    print_rows(mutes.mutes(place.reader()), as_json=as_json, limit=limit)


@app.command("show")
@placed
def show_mutes(name: Name, place: Place, as_json: AsJson = False) -> None:
    """Show the mutes of an alert, and what each kept silent about."""
    reader = place.reader()
    print_record(mutes.shown_mutes(reader, alert_named(reader, name)), as_json=as_json)


@app.command("preview")
@placed
def preview(name: Name, place: Place, where: OnlyChannel = None, as_json: AsJson = False) -> None:
    """Show what a mute would have silenced in the last 90 days."""
    print_record(_preview(place, name, where), as_json=as_json)


def _preview(place: Place, name: str, where: str | None) -> Row:
    reader = place.reader()
    return mutes.preview(reader, alert_named(reader, name), _place(reader, where))


def _place(reader: Reader, where: str | None) -> str | None:
    """Return the channel of a mute, None for everywhere; an empty name is no channel, and does not mean everywhere."""
    return None if where is None else channel_named(reader, where).id


@app.command("add")
@placed
def add(
    name: Name,
    place: Place,
    by: By,
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why, for whoever misses the alert.")],
    hours: Annotated[int, typer.Option(metavar="HOURS", min=1, max=LONGEST // HOUR, help="For how long.")],
    where: OnlyChannel = None,
    yes: Yes = False,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Silence an alert's cards for a while.

    What that would have silenced in the last 90 days is shown first.
    """
    said = digest_in_id(reason)

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key, place = alert_named(reader, name).fingerprint, _place(reader, where)
        event = event_id(moment, person, "mute", key, place or "everywhere", f"{hours}h", said)
        return AlertMuted(event, moment, key, place, moment + hours * HOUR, reason, person)

    check_allowed(place, by, at, made)
    preview = _preview(place, name, where)
    if not as_json:
        print_record(preview, as_json=False)
    look_at = f"`ratchet mute preview {name}`"
    confirm(
        f"This would have silenced {preview['would have silenced']}. {preview['note']} Mute it for {hours} h?",
        yes=yes,
        look_at=look_at,
    )
    change(place, by, at, made, as_json=as_json)


@app.command("end")
@placed
def end(name: Name, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """End an alert's mute early."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = alert_named(reader, name).fingerprint
        return MuteEnded(event_id(moment, person, "mute", key, "end"), moment, key, person)

    change(place, by, at, made, as_json=as_json)
