"""Shows an event and what ratchet does about it as a conversation: `>>` comes in, `<<` goes out, `++` is kept."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.alarms import concern_of
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.vocabulary.actions import (
    SPEAKING,
    Action,
    Body,
    PostMessage,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event, MessageEdited, MessagePosted, MessageSeen, ReactionAdded, TimePassed
from ratchet_core.vocabulary.rendering import plain_line

from ratchet_cli.terminal.names import channel_name, person_name
from ratchet_cli.terminal.steering import visible

IN_SHADOW = "in shadow, not sent"
_SHOWN = 160
_BRIEF = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 2_900_000 * DAY  # the calendar ends with the year 9999


def day_and_time(at: Instant) -> str:
    """Return a moment as people write it, in UTC."""
    return _date_of(at).strftime("%Y-%m-%d %H:%M UTC")


def exactly(at: Instant) -> str:
    """Return a moment to the microsecond, as `--at` reads it."""
    return _date_of(at).isoformat(timespec="microseconds")[:26]


def _date_of(at: Instant) -> datetime:
    return _EPOCH + timedelta(microseconds=min(max(at, 0), _LAST))


def shown_event(event: Event, reader: Reader, directory: Directory) -> str:
    """Return one line that says what happened."""
    when = day_and_time(event.at)
    match event:
        case MessageSeen() | MessageEdited():
            edited = " (edited)" if isinstance(event, MessageEdited) else ""
            name = channel_name(directory, event.channel)
            return f">> {when} #{name} {_author(event, directory)}{edited}: {_short(event.text)} [{name}/{event.ts}]"
        case ReactionAdded():
            name = channel_name(directory, event.channel)
            place = f"[{name}/{event.ts}]"
            who = person_name(directory, event.person)
            return f">> {when} #{name} {who} reacts :{visible(event.name)}: {place}"
        case TimePassed():
            return f">> {when} time passed ({_purpose(event.action)}){_concerned(event, reader, directory)}"
        case MessagePosted():
            return f">> {when} #{channel_name(directory, event.action.channel)} the message was posted"
        case _:
            return f">> {when} {type(event).__name__}"


def shown_actions(actions: Iterable[Action], directory: Directory) -> list[str]:
    """Return the lines that say what ratchet does."""
    return [line for action in actions for line in _shown_action(action, directory)]


def speaks(decision: Decision) -> bool:
    """Say whether people would see anything of a decision, were everything live."""
    return any(isinstance(action, SPEAKING) for action in (*decision.actions, *decision.withheld))


def shown_speech(decision: Decision, directory: Directory) -> list[str]:
    """Return the lines that say what people would see of a decision, and what they would if its behaviour were live."""
    said = [action for action in decision.actions if isinstance(action, SPEAKING)]
    return [*shown_actions(said, directory), *shown_withheld(decision.withheld, directory)]


def shown_withheld(actions: Iterable[Action], directory: Directory) -> list[str]:
    """Return the lines that say what ratchet would do if it were not in shadow."""
    return [f"{IN_SHADOW}: {line}" for line in shown_actions(actions, directory)]


def _shown_action(action: Action, directory: Directory) -> list[str]:
    match action:
        case PostMessage():
            where = "in the thread" if action.thread else "in the channel"
            return [
                f"<< #{channel_name(directory, action.channel)}, {where}: {visible(action.body.headline)}",
                *_lines(action.body, directory),
            ]
        case UpdateMessage():
            return [
                f"<< #{channel_name(directory, action.channel)}, edits its message: {visible(action.body.headline)}",
                *_lines(action.body, directory),
            ]
        case WakeMe():
            return [f"<< will look again at {day_and_time(action.at)} ({_purpose(action)})"]
        case _:
            return [f"<< {type(action).__name__}"]


_PURPOSES = {
    "incidents": "stale",
    "cards": "hold",
    "triage": "draft",
    "mutes": "unmute",
    "answers": "answer",
    "reminders": "remind",
    "erasure": "erase",
}


def _purpose(action: WakeMe) -> str:
    """Return what an alarm is for."""
    return _PURPOSES.get(action.behaviour, action.behaviour)


def _concerned(event: TimePassed, reader: Reader, directory: Directory) -> str:
    """Return which question an alarm is about, or which incident, with the message that it began with."""
    about = concern_of(reader, event)
    if about is None:
        return ""
    words = f" {_short(about.words, _BRIEF)}" if about.words else ""
    number = f" #{about.number}" if about.number is not None else ""
    message = about.message
    place = f" [{channel_name(directory, message.channel)}/{message.ts}]" if message is not None else ""
    return f":{words}{number}{place}"


def _lines(body: Body, directory: Directory) -> list[str]:
    return ["     " + visible(plain_line(line, directory.name_of)) for line in body.lines]


def _author(event: MessageSeen | MessageEdited, directory: Directory) -> str:
    if event.bot is not None:
        return visible(event.bot.name or event.bot.app or event.bot.id)
    return person_name(directory, event.person or "")


def _short(text: str, most: int = _SHOWN) -> str:
    words = without_secrets(text).splitlines()
    line = visible(" / ".join(part for part in (piece.strip() for piece in words) if part))
    return line if len(line) <= most else line[: most - 1] + "…"
