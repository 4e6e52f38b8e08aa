"""`ratchet bot`: what was taught about bots' messages, and teaching it."""

import re
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.bots import lessons
from ratchet_core.queries.finding import bot_named, channel_named
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import Event, MessageCorrected

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings.bots import lesson_row
from ratchet_cli.nouns.options import AsJson, At, By, Limit, change, event_id, print_rows
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place
from ratchet_cli.terminal.printing import say

app = typer.Typer(rich_markup_mode=None)
_TIMESTAMP: Final = re.compile(r"[0-9]{9,11}\.[0-9]{6}")


class Taught(StrEnum):
    """What a bot's messages can be taught to be."""

    FIRING = "firing"
    END = "end"
    UPDATE = "update"
    NOTICE = "notice"


_KINDS = {
    Taught.FIRING: Kind.ALERT_FIRING,
    Taught.END: Kind.ALERT_RESOLVED,
    Taught.UPDATE: Kind.ALERT_UPDATE,
    Taught.NOTICE: Kind.OTHER,
}
BotId: TypeAlias = Annotated[str, typer.Argument(metavar="BOT", help="The bot's id, as the report prints it.")]
Skeleton: TypeAlias = Annotated[
    str, typer.Argument(metavar="SKELETON", help="What its messages have in common, as the report prints it.")
]
Example: TypeAlias = Annotated[str, typer.Argument(metavar="CHANNEL/TS", help="One of the messages.")]


@app.command("list")
@placed
def list_lessons(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List what was taught about bots' messages."""
    reader = place.reader()
    print_rows([lesson_row(reader.directory(), one) for one in lessons(reader)], as_json=as_json, limit=limit)


@app.command("show")
@placed
def show(bot: BotId, place: Place, as_json: AsJson = False) -> None:
    """Show what was taught about one bot's messages."""
    reader = place.reader()
    taught = lessons(reader, bot_named(reader, bot))
    if not taught and not as_json:
        say("Nothing was taught about this bot; `ratchet bot teach` does so.")
        return
    print_rows([lesson_row(reader.directory(), one) for one in taught], as_json=as_json)


@app.command("teach")
@placed
def teach(
    example: Example,
    bot: BotId,
    skeleton: Skeleton,
    kind: Annotated[Taught, typer.Argument(metavar="KIND", help="firing, end, update or notice.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Teach what a bot's messages of one template are, from now on."""
    _correct(place, example, (bot, skeleton), _KINDS[kind], by, at, as_json=as_json)


@app.command("forget")
@placed
def forget(
    example: Example, bot: BotId, skeleton: Skeleton, place: Place, by: By, at: At = None, as_json: AsJson = False
) -> None:
    """Take back what was taught about a bot's messages of one template."""
    _correct(place, example, (bot, skeleton), None, by, at, as_json=as_json)


def _correct(
    place: Place, example: str, of: tuple[str, str], kind: Kind | None, by: str, at: str | None, *, as_json: bool
) -> None:
    name, slash, ts = example.rpartition("/")
    if not slash or not _TIMESTAMP.fullmatch(ts):
        raise UnusableInputError(f"{example}: name a message as CHANNEL/TS, such as alerts/1714640400.000100.")
    bot, skeleton = of

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        channel = channel_named(reader, name).id
        event = event_id(moment, person, "bot", bot, channel, ts, kind or "forget")
        return MessageCorrected(event, moment, channel, ts, bot, skeleton, kind, person)

    change(place, by, at, made, as_json=as_json)
