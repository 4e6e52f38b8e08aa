"""A chat for one terminal: channels and messages in memory. To ratchet it is a `Chat` and a `History`.

What there is to see is kept as lines in `news`, until it is printed.
"""

from collections.abc import Iterator

from attrs import define, field, frozen
from ratchet_core.basis.instants import Instant, instant_of, ts_of
from ratchet_core.ports import Page, Refused
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    Body,
    Form,
    FormProblem,
    OpenForm,
    PostMessage,
    PublishHome,
    ReadHistory,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.events import MessageSeen, ReactionAdded
from ratchet_core.vocabulary.rendering import plain_line

RATCHET = "ratchet"
_INDENT = "      "


def direct_with(person: str) -> str:
    """Return the conversation of a person with ratchet alone."""
    return f"D{person}"


def is_direct(channel: str) -> bool:
    """Say whether a channel is a conversation with ratchet alone."""
    return channel.startswith("D")


@define
class Posted:
    """A message in the chat: numbered, so that people can refer to it; `body` where ratchet wrote it.

    `only` is the person who alone sees it, if one does.
    """

    number: int
    channel: str
    ts: str
    thread: str | None
    author: str
    text: str
    seen: MessageSeen | None = None
    body: Body | None = None
    key: str = ""
    gone: bool = False
    only: str = ""


@frozen
class OpenedForm:
    """A form on the screen of a person: what the chat calls it, and why it was refused, if it was."""

    view: str
    form: Form
    problems: tuple[FormProblem, ...] = ()


@define
class Room:
    """All that is said in the chat, as far as ratchet and the people in front of the terminal can tell."""

    names: dict[str, str] = field(factory=dict)
    messages: list[Posted] = field(factory=list)
    forms: dict[str, OpenedForm] = field(factory=dict)
    news: list[str] = field(factory=list)
    now: Instant = 0

    def name_of(self, which: str) -> str:
        """Return what a person or a channel is called."""
        return self.names.get(which, which)

    def stamp(self) -> str:
        """Return the timestamp of the next message: no two are the same."""
        self.now += 1
        return ts_of(self.now)

    def numbered(self, number: int) -> Posted | None:
        """Return the message of a number, unless it was deleted."""
        if not 1 <= number <= len(self.messages):
            return None
        message = self.messages[number - 1]
        return None if message.gone else message

    def keep(self, channel: str, ts: str, thread: str | None, author: str, text: str) -> Posted:
        """Keep a new message, and return it."""
        message = Posted(len(self.messages) + 1, channel, ts, thread, author, text)
        self.messages.append(message)
        return message

    def shown(self, message: Posted, *, edited: bool = False) -> list[str]:
        """Return the lines in which a message is printed: number, author, words, and its buttons."""
        place = f"@{RATCHET}" if is_direct(message.channel) else f"#{self.name_of(message.channel)}"
        under = self._at(message.channel, message.thread) if message.thread else None
        thread = f", in the thread of {under.number}" if under else (", in a thread" if message.thread else "")
        mark = " (edited)" if edited else ""
        first, *others = (message.text or " ").splitlines()
        head = f"[{message.number}] {place}{thread} {message.author}{mark}: {first}"
        return [head, *(f"{_INDENT}{line}" for line in (*others, *self._rest_of(message.body, message.number)))]

    def _rest_of(self, body: Body | None, number: int | None = None) -> Iterator[str]:
        if body is None:
            return
        yield from (plain_line(line, self.name_of) for line in body.lines)
        if body.buttons and number is not None:
            yield "  ".join(f"({number}.{place}) {one.label}" for place, one in enumerate(body.buttons, start=1))

    def latest(self, channel: str, most: int) -> list[str]:
        """Return the lines of the latest messages of a channel."""
        here = [one for one in self.messages if one.channel == channel and not one.gone and not one.only]
        return [line for one in here[-most:] for line in self.shown(one)]

    def _at(self, channel: str, ts: str) -> Posted | None:
        return next((one for one in self.messages if (one.channel, one.ts) == (channel, ts)), None)

    async def post(self, action: PostMessage) -> str:
        """Post a message of ratchet's."""
        message = self.keep(action.channel, self.stamp(), action.thread, RATCHET, action.body.headline)
        message.body, message.key = action.body, action.key
        self.news += self.shown(message)
        return message.ts

    async def find(self, action: PostMessage) -> str | None:
        """Return the timestamp of a post that was made already."""
        return next((one.ts for one in self.messages if one.key == action.key), None)

    async def update(self, action: UpdateMessage) -> None:
        """Replace a message of ratchet's."""
        message = self._at(action.channel, action.ts)
        if message is None or message.gone:
            raise Refused("message_not_found")
        message.text, message.body = action.body.headline, action.body
        self.news += self.shown(message, edited=True)

    async def open_form(self, action: OpenForm) -> str:
        """Put a form on the screen of the person who asked for it."""
        view = f"form-{len(self.forms) + 1}"
        self.forms[view] = OpenedForm(view, action.form)
        return view

    async def refuse_form(self, action: RefuseForm) -> None:
        """Put a form on the screen again, with what is wrong with it."""
        opened = self.forms.get(action.view)
        if opened is None:
            raise Refused("view_not_found")
        self.forms[action.view] = OpenedForm(action.view, opened.form, action.problems)

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Say something that only one person sees."""
        head = f"(only {self.name_of(action.person)} sees this) {RATCHET}: {action.body.headline}"
        self._show_to(action.person, action.channel, self.stamp(), head, action.body)

    async def publish_home(self, action: PublishHome) -> None:
        """Show a person their home page."""
        head = f"(home page of {self.name_of(action.person)}) {action.body.headline}"
        self._show_to(action.person, action.person, "", head, action.body)

    def _show_to(self, person: str, channel: str, ts: str, head: str, body: Body) -> None:
        """Print what one person sees; it has a number where it has buttons, so that these can be pressed."""
        message = self.keep(channel, ts, None, RATCHET, body.headline) if body.buttons else None
        if message is not None:
            message.body, message.only = body, person
        number = None if message is None else message.number
        self.news.append(head if number is None else f"[{number}] {head}")
        self.news += [f"{_INDENT}{line}" for line in self._rest_of(body, number)]

    async def read(self, action: ReadHistory) -> Page:
        """Return what was said in a channel before ratchet was in it."""
        said = (one.seen for one in self.messages if one.seen is not None and not one.gone)
        heard: tuple[MessageSeen | ReactionAdded, ...] = tuple(
            one
            for one in said
            if one.channel == action.channel
            and action.thread in {None, one.thread}
            and action.since < instant_of(one.ts) <= action.until
        )
        return Page(heard)
