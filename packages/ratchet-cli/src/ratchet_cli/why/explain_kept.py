"""`ratchet why` on a database: how a decision came about, and what followed, from what is kept of it."""

import json
from collections.abc import Sequence

from ratchet_core.queries.finding import channel_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.codec import VERSION, event_to_json
from ratchet_postgres import Step, connect, steps_about, steps_of
from ratchet_postgres.decided import latest_commands

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.places.on_database import DatabasePlace, open_database
from ratchet_cli.places.place import COMMAND, ENDS
from ratchet_cli.places.records import TS
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.steering import visible
from ratchet_cli.terminal.transcript import IN_SHADOW, day_and_time, shown_actions, shown_event, shown_withheld
from ratchet_cli.why.explain import in_shadow, shown_reasons, taken_for

_SHOWN = 5


def explain_kept(database: str | None, wanted: str, *, as_lines: bool) -> None:
    """Say how the decision about an event or a message came about, and what followed.

    Raises:
        UnusableInputError: If there is no such event, or the database cannot be used.
    """
    with open_database(database) as place:
        steps = _steps(place, wanted)
        if as_lines:
            for step in steps:
                for data in _as_data(step):
                    say_json(data, indent=None)
            return
        for line in explained(steps, place.reader()):
            say(line)


def _steps(place: DatabasePlace, wanted: str) -> Sequence[Step]:
    steps = place.run(_under(place.url, wanted))
    if not steps and (message := _message_of(place.reader(), wanted)) is not None:
        steps = place.run(_about(place.url, *message))
    if not steps:
        known = "; ".join(place.run(_latest(place.url)))
        latest = f" Its latest commands are {known}." if known else ""
        what = "the database has no such event or message; name a message as CHANNEL/TS"
        raise UnusableInputError(f"{wanted}: {what}.{latest}")
    return steps


async def _under(url: str, event: str) -> Sequence[Step]:
    async with await connect(url) as conn:
        return await steps_of(conn, event)


async def _about(url: str, message: str, ts: str) -> Sequence[Step]:
    async with await connect(url) as conn:
        return await steps_about(conn, message, ts)


async def _latest(url: str) -> list[str]:
    async with await connect(url) as conn:
        return [one.event for one in await latest_commands(conn, f"{COMMAND}/", f"{COMMAND}0", ENDS, _SHOWN)]


def _message_of(reader: Reader, wanted: str) -> tuple[str, str] | None:
    """Return the id of the message that is written as `CHANNEL/TS`, and its timestamp; None where it is no message."""
    channel, _, ts = wanted.rpartition("/")
    if not channel or "/" in channel or not TS.fullmatch(ts):
        return None
    return f"{channel_named(reader, channel).id}/{ts}", ts


def explained(steps: Sequence[Step], reader: Reader) -> list[str]:
    """Return the lines that explain decisions to a person."""
    return [line for step in steps for line in ("", *_explained(step, reader))][1:]


def _explained(step: Step, reader: Reader) -> list[str]:
    directory = reader.directory()
    if step.event is None:
        head = [f">> {day_and_time(step.at)} {visible(step.id)}: what was told is not kept any more"]
    else:
        head = [shown_event(step.event, reader, directory), *taken_for(step.event)]
    if step.parked == "":
        return [*head, "   could not be decided, and was given up"]
    if step.parked is not None:
        return [*head, f"   could not be decided, and was left aside: {visible(step.parked)}"]
    if step.kept is None:
        return [*head, "   waits to be decided" if step.waits else "   what was decided is not kept any more"]
    asked = [step.actions[key] for key in step.kept.actions if key in step.actions]
    held = [step.actions[key] for key in step.kept.withheld if key in step.actions]
    return [
        *head,
        *shown_reasons(step.kept.reasons),
        *shown_actions(asked, directory),
        *(f"<< {visible(key)} (its words are not kept)" for key in step.kept.actions if key not in step.actions),
        *(f"   {line}" for line in shown_withheld(held, directory)),
        *(f"   {IN_SHADOW}: {visible(key)}" for key in step.kept.withheld if key not in step.actions),
        *(f"   {line}" for line in in_shadow(step.event, step.kept.reasons, reader)),
    ]


def _as_data(step: Step) -> list[dict[str, object]]:
    """Return a step as JSON has it: the event, and what is kept of its decision."""
    told: dict[str, object] = {"v": VERSION, "event": None}
    if step.event is not None:
        told = json.loads(event_to_json(step.event))
    if step.kept is None:
        return [told, {"id": step.id, "waits": step.waits, "parked": step.parked}]
    reasons = [{"behaviour": one.behaviour, "why": one.why.value, "about": one.about} for one in step.kept.reasons]
    kept: dict[str, object] = {
        "id": step.id,
        "turn": step.kept.turn,
        "reasons": reasons,
        "actions": list(step.kept.actions),
        "withheld": list(step.kept.withheld),
        "digest": step.kept.digest,
    }
    return [told, kept]
