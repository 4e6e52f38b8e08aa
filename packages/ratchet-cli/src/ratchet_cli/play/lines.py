"""What a person types in `ratchet play`: words that are said, or a command that begins with a slash."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from attrs import frozen
from ratchet_core.basis.instants import Duration, duration_of
from ratchet_core.vocabulary.events import Shortcut


@frozen
class Say:
    """Say something, in the channel or thread that the person is in."""

    text: str


@frozen
class Be:
    """Go on as another person; one whom nobody knows joins the workspace."""

    person: str


@frozen
class Enter:
    """Go to a channel, which is made if there is none, or to the conversation with ratchet."""

    place: str


@frozen
class EnterThread:
    """Go into the thread of a message, or out of the thread."""

    number: int | None


@frozen
class Paste:
    """Post as a bot what is pasted next, up to a line with a full stop."""

    bot: str


@frozen
class React:
    """Put an emoji on a message, or take it off again."""

    number: int
    emoji: str
    taken_off: bool = False


@frozen
class Edit:
    """Have a message say something else."""

    number: int
    text: str


@frozen
class Delete:
    """Delete a message."""

    number: int


@frozen
class Push:
    """Press a button of a message, the first one being 1."""

    number: int
    button: int


@frozen
class Choose:
    """Choose something in the menu of a message."""

    number: int
    shortcut: Shortcut


@frozen
class Command:
    """Give `/ratchet` and what stands behind it."""

    text: str


@frozen
class OpenHome:
    """Open ratchet's home page."""


@frozen
class LetPass:
    """Let time pass."""

    duration: Duration


@frozen
class Show:
    """Print the channel's latest messages."""


@frozen
class Invite:
    """Add ratchet to the channel."""


@frozen
class Remove:
    """Remove ratchet from the channel."""


@frozen
class AskForHelp:
    """Print what can be typed."""


@frozen
class Quit:
    """End the game."""


@frozen
class Unclear:
    """Nothing can be done with a line; says why and what to type."""

    why: str


Typed: TypeAlias = (
    Say
    | Be
    | Enter
    | EnterThread
    | Paste
    | React
    | Edit
    | Delete
    | Push
    | Choose
    | Command
    | OpenHome
    | LetPass
    | Show
    | Invite
    | Remove
    | AskForHelp
    | Quit
    | Unclear
)


class _Known(NamedTuple):
    """A command: what is typed behind it, what it does, and what reads it."""

    behind: str
    does: str
    read: Callable[[str], Typed | None]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def _named(text: str, made: Callable[[str], Typed]) -> Typed | None:
    return made(text) if text else None


def _numbered(text: str, made: Callable[[int, str], Typed | None]) -> Typed | None:
    number, _, rest = text.partition(" ")
    known = _number(number)
    return None if known is None else made(known, rest.strip())


def _thread(text: str) -> Typed | None:
    if not text:
        return EnterThread(None)
    return _numbered(text, lambda number, rest: None if rest else EnterThread(number))


def _reacted(*, taken_off: bool) -> Callable[[str], Typed | None]:
    def made(number: int, rest: str) -> Typed | None:
        emoji = rest.strip(":")
        return React(number, emoji, taken_off) if emoji and " " not in emoji else None

    return lambda text: _numbered(text, made)


def _pushed(text: str) -> Typed | None:
    number, _, button = text.partition(".")
    message, place = _number(number), _number(button)
    return None if message is None or place is None else Push(message, place)


def _chosen(number: int, rest: str) -> Typed | None:
    return Choose(number, Shortcut(rest)) if rest in set(Shortcut) else None


def _passing(text: str) -> Typed | None:
    duration = duration_of(text)
    return None if duration is None else LetPass(duration)


_LONGEST_NUMBER: Final = 9

COMMANDS: Final[Mapping[str, _Known]] = {
    "as": _Known("NAME", "go on as another person", lambda text: _named(text, Be)),
    "in": _Known("#CHANNEL", "go to a channel (a new one is made), or to @ratchet", lambda text: _named(text, Enter)),
    "thread": _Known("[N]", "go into the thread of message N; without N, leave it", _thread),
    "bot": _Known("[NAME]", "paste what a bot posts, text or Slack's JSON; a line with . ends it", Paste),
    "press": _Known("N.B", "press button B of message N", _pushed),
    "react": _Known("N EMOJI", "put an emoji on message N", _reacted(taken_off=False)),
    "unreact": _Known("N EMOJI", "take it off again", _reacted(taken_off=True)),
    "edit": _Known("N TEXT", "have message N say something else", lambda text: _numbered(text, _edited)),
    "delete": _Known("N", "delete message N", lambda text: _numbered(text, _deleted)),
    "menu": _Known(
        "N CHOICE", f"choose in the menu of message N: {', '.join(Shortcut)}", lambda text: _numbered(text, _chosen)
    ),
    "ratchet": _Known("[...]", "the slash command that people have in Slack", Command),
    "home": _Known("", "open ratchet's home page", lambda _: OpenHome()),
    "wait": _Known("TIME", "let time pass, as in 90s, 5m, 4h or 2d", _passing),
    "invite": _Known("", "add ratchet to this channel", lambda _: Invite()),
    "remove": _Known("", "remove ratchet from this channel", lambda _: Remove()),
    "show": _Known("", "print the latest messages of this channel", lambda _: Show()),
    "help": _Known("", "print this list", lambda _: AskForHelp()),
    "quit": _Known("", "end the game", lambda _: Quit()),
}
"""What can be typed behind a slash, in the order in which it is listed."""


def _edited(number: int, rest: str) -> Typed | None:
    return Edit(number, rest) if rest else None


def _deleted(number: int, rest: str) -> Typed | None:
    return None if rest else Delete(number)


def read(line: str) -> Typed | None:
    """Return what a line asks for; None for an empty one."""
    text = line.strip()
    if not text:
        return None
    if not text.startswith("/"):
        return Say(text)
    name, _, behind = text[1:].partition(" ")
    known = COMMANDS.get(name.casefold())
    if known is None:
        return Unclear(f"There is no /{name}; /help lists what can be typed.")
    return known.read(behind.strip()) or Unclear(f"Write /{name.casefold()} {known.behind}: {known.does}.")


def listed() -> list[str]:
    """Return the lines that say what can be typed."""
    typed = {f"/{name} {one.behind}".rstrip(): one.does for name, one in COMMANDS.items()}
    wide = max(map(len, typed))
    return [
        "Whatever does not begin with / is said in the channel, or in the thread that you are in; @ratchet calls it.",
        *(f"  {what:{wide}}  {does}" for what, does in typed.items()),
    ]
