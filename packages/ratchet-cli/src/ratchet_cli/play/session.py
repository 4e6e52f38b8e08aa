"""A game of `ratchet play`: typed lines become events, and what ratchet does about them is printed."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, assert_never

from attrs import define, evolve, field
from ratchet_core.basis.instants import HOUR, MINUTE, Instant, described
from ratchet_core.domain.directory import Directory
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormSubmitted,
    FormValue,
    HomeOpened,
    Installed,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PersonSeen,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
)
from ratchet_core.vocabulary.rendering import plain_text
from ratchet_slack.events import Ignored, message_seen

from ratchet_cli.play import lines
from ratchet_cli.play.engine import Engine
from ratchet_cli.play.room import RATCHET, OpenedForm, Posted, Room, direct_with, is_direct

US: Final = "URATCHET"
OUR_BOT: Final = "BRATCHET"
WORKSPACE: Final = "TPLAY"
ADMIN: Final = "marta"
CHANNELS: Final = ("alerts", "help", "deploys")
"""The channels of every game, in which ratchet may speak from the beginning."""

_DIRECT: Final = f"@{RATCHET}"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,39}")
_CHANNEL: Final = re.compile(r"#?([A-Za-z0-9][A-Za-z0-9_-]{0,79})")
_CALL: Final = re.compile(rf"@{RATCHET}\b", re.IGNORECASE)
_LATEST: Final = 10
_SOON: Final = 4 * HOUR
_END: Final = "."


@define
class Filling:
    """A form that is being filled in: what was typed for its fields so far."""

    opened: OpenedForm
    values: list[FormValue] = field(factory=list)

    @property
    def prompt(self) -> str:
        """What is asked for next."""
        asked = self.opened.form.fields[len(self.values)]
        choices = f" ({', '.join(one.value for one in asked.choices)})" if asked.choices else ""
        value = f" [{asked.value}]" if asked.value else ", or nothing" if asked.optional else ""
        return f"{asked.label}{choices}{value}: "


@define
class Pasting:
    """What a bot posts, line by line."""

    bot: str
    text: list[str] = field(factory=list)


@define
class Session:
    """Who is at the terminal, where they are, and what they are doing."""

    room: Room
    engine: Engine
    clock: Callable[[], Instant]
    person: str = ""
    channel: str = ""
    thread: str | None = None
    shift: Instant = 0
    pasting: Pasting | None = None
    filling: Filling | None = None
    over: bool = False
    _people: dict[str, str] = field(factory=dict)  # ids, by names in lower case
    _channels: dict[str, str] = field(factory=dict)
    _joined: set[str] = field(factory=set)
    _count: int = 0
    _told_of: Instant | None = None

    async def begin(self, known: Directory | None = None) -> None:
        """Introduce the workspace: ratchet, its first person, who is an admin, and the channels.

        Where channels are known already, from a history, ratchet is in all of them, and there are no others.
        """
        self.room.now = max(self.room.now, self.clock())
        self.room.names[US] = RATCHET
        await self._hear(Installed(self._key("installed"), self._now(), WORKSPACE, US, OUR_BOT))
        names = CHANNELS if known is None else self._learn(known)
        await self._be(ADMIN)
        for name in reversed(names):
            await self._enter(name)
            await self._invite(announced=False)
        self.room.news.clear()

    def _learn(self, known: Directory) -> Sequence[str]:
        """Take in who and what is known, and return the names of the channels."""
        for person in known.people.values():
            if person.name and not person.bot:
                self._people[person.name.casefold()] = person.id
                self.room.names[person.id] = person.name
        for channel in known.channels.values():
            self._channels[channel.name.casefold()] = channel.id
            self.room.names[channel.id] = channel.name
        return [one.name for one in sorted(known.channels.values(), key=lambda one: one.name) if not one.archived]

    def prompt(self) -> str:
        """Return what is printed before the next line is typed."""
        if self.filling is not None:
            return self.filling.prompt
        if self.pasting is not None:
            return f"{self.pasting.bot or 'bot'} posts (a line with . ends it)> "
        under = next((one.number for one in self.room.messages if one.ts == self.thread), None)
        return f"{self.room.name_of(self.person)} in {self._place()}{f', thread of {under}' if under else ''}> "

    def _place(self) -> str:
        return _DIRECT if self._is_direct() else f"#{self.room.name_of(self.channel)}"

    def _is_direct(self) -> bool:
        return is_direct(self.channel)

    async def type(self, line: str) -> list[str]:
        """Take a line that was typed, and return what there is to see then."""
        await self.tick()
        if self.pasting is not None:
            await self._pasted(line)
        elif self.filling is not None:
            await self._filled(line)
        elif (typed := lines.read(line)) is not None:
            await self._take(typed)
        self._look_at_forms()
        return self.news()

    async def end(self) -> list[str]:
        """Post what is pasted when no more lines come, as a line with a full stop does; return what there is to see."""
        return [] if self.pasting is None else await self.type(_END)

    async def tick(self) -> None:
        """Let the time pass that went by on the clock."""
        await self.engine.pass_time(max(self.room.now, self.clock() + self.shift))

    def news(self) -> list[str]:
        """Return what there is to see, once."""
        news, self.room.news = self.room.news, []
        return news

    def _tell(self, *told: str) -> None:
        self.room.news += told

    def _now(self) -> Instant:
        self.room.now += 1
        return self.room.now

    def _key(self, what: str) -> str:
        self._count += 1
        return f"play/{self._count}/{what}"

    async def _hear(self, *events: Event) -> None:
        await self.engine.hear(events)

    async def _take(self, typed: lines.Typed) -> None:  # noqa: C901, PLR0912 - one case for each
        match typed:
            case lines.Say(text):
                await self._say(text)
            case lines.Be(person):
                await self._be(person)
            case lines.Enter(place):
                await self._enter(place)
            case lines.EnterThread(number):
                self._enter_thread(number)
            case lines.Paste(bot):
                self.pasting = Pasting(bot)
            case lines.React(number, emoji, taken_off):
                await self._react(number, emoji, taken_off=taken_off)
            case lines.Edit(number, text):
                await self._edit(number, text)
            case lines.Delete(number):
                await self._delete(number)
            case lines.Push(number, button):
                await self._push(number, button)
            case lines.Choose():
                await self._choose(typed)
            case lines.Command(text):
                key = self._key("command")
                await self._hear(CommandGiven(key, self._now(), self.person, self.channel, text, key))
            case lines.OpenHome():
                await self._hear(HomeOpened(self._key("home"), self._now(), self.person))
            case lines.LetPass(duration):
                await self._let_pass(duration)
            case lines.Show():
                self._tell(
                    *(self.room.latest(self.channel, _LATEST) or ["Nobody has said anything here in this game."])
                )
            case lines.Invite():
                await self._invite()
            case lines.Remove():
                await self._remove()
            case lines.AskForHelp():
                self._tell(*lines.listed())
            case lines.Quit():
                self.over = True
            case lines.Unclear(why):
                self._tell(why)
            case _:
                assert_never(typed)

    async def _be(self, name: str) -> None:
        name = name.removeprefix("@")
        if not _NAME.fullmatch(name) or name.casefold() == RATCHET:
            self._tell(f"{name[:40]} cannot be a person's name; use letters and digits, as in /as lars.")
            return
        person = self._people.get(name.casefold())
        if person is None:
            person = self._people[name.casefold()] = f"U{name.upper()}"
            self.room.names[person] = name
            seen = PersonSeen(self._key("person"), self._now(), person, name, external=False, admin=name == ADMIN)
            await self._hear(seen)
        self.person = person

    async def _enter(self, place: str) -> None:
        if place.casefold() == _DIRECT:
            self.channel, self.thread = direct_with(self.person), None
            return
        name = _CHANNEL.fullmatch(place)
        if name is None:
            self._tell(f"{place[:80]} cannot be a channel; write #name, or @ratchet to write to it alone.")
            return
        called = name[1].lower()
        channel = self._channels.get(called)
        if channel is None:
            channel = self._channels[called] = f"C{called.upper()}"
            self.room.names[channel] = called
            await self._hear(ChannelSeen(self._key("channel"), self._now(), channel, called, private=False))
            self._tell(f"#{called} is new, and ratchet is not in it: /invite adds it.")
        self.channel, self.thread = channel, None

    def _enter_thread(self, number: int | None) -> None:
        if number is None:
            self.thread = None
            return
        message = self._seen_by_all(number)
        if message is not None:
            self.channel, self.thread = message.channel, message.thread or message.ts

    def _message(self, number: int) -> Posted | None:
        message = self.room.numbered(number)
        if message is None:
            self._tell(f"There is no message {number}; /show prints the latest ones with their numbers.")
        return message

    def _seen_by_all(self, number: int) -> Posted | None:
        """Return a message in whose thread people can write, and on which they can put emoji."""
        message = self._message(number)
        if message is not None and message.only:
            self._tell(f"Message {number} is shown to {self.room.name_of(message.only)} alone; only its buttons work.")
            return None
        return message

    async def _say(self, text: str) -> None:
        ts = self.room.stamp()
        payload = {"type": "message", "user": self.person, "text": text, "ts": ts, "thread_ts": self.thread or ts}
        seen = message_seen(self.channel, payload)
        if isinstance(seen, Ignored):
            self._tell("Slack would not take this as a message; write it differently.")
            return
        message = self.room.keep(self.channel, ts, self.thread, self.room.name_of(self.person), text)
        self._tell(*self.room.shown(message))
        if self._is_direct():
            told = (self.person, seen.text)
            await self._hear(DirectMessageSeen(f"{seen.id}/direct", seen.at, seen.channel, ts, self.thread, *told))
            return
        message.seen = seen
        if self.channel in self._joined:
            await self._hear(*self._heard(seen))

    def _heard(self, seen: MessageSeen) -> Iterator[Event]:
        yield seen
        if _CALL.search(seen.text):
            called = (seen.channel, seen.ts, seen.thread, seen.person or "", seen.text)
            yield Mentioned(f"{seen.id}/mention", seen.at, *called)

    async def _pasted(self, line: str) -> None:
        pasting = self.pasting
        if pasting is None:
            return
        if line.strip() != _END:
            pasting.text.append(line)
            return
        self.pasting = None
        text = "\n".join(pasting.text).strip()
        if text:
            await self._post_as_bot(pasting.bot, text)

    async def _post_as_bot(self, name: str, text: str) -> None:
        payload = _payload(name or "monitoring", text)
        if payload is None:
            self._tell("This is not Slack's JSON of one message; paste its text, or one object {...}.")
            return
        ts = self.room.stamp()
        seen = message_seen(self.channel, {**payload, "ts": ts, "thread_ts": self.thread or ts})
        if isinstance(seen, Ignored):
            self._tell(f"ratchet does not read this ({seen.value}).")
            return
        author = (seen.bot and (seen.bot.name or seen.bot.id)) or self.room.name_of(seen.person or "somebody")
        message = self.room.keep(self.channel, ts, self.thread, author, seen.text)
        message.seen = seen
        self._tell(*self.room.shown(message))
        if self.channel in self._joined:
            await self._hear(seen)

    async def _react(self, number: int, emoji: str, *, taken_off: bool) -> None:
        message = self._seen_by_all(number)
        if message is None:
            return
        kind = ReactionRemoved if taken_off else ReactionAdded
        key = self._key("reaction")
        self._tell(f"{self.room.name_of(self.person)} {'takes off' if taken_off else 'puts'} :{emoji}: on {number}.")
        told = (message.channel, message.ts, message.thread, self.person, emoji)
        await self._hear(kind(key, self._now(), *told))

    def _own(self, number: int) -> Posted | None:
        """Return a message of somebody who can change it: a person's own, or a bot's."""
        message = self._message(number)
        if message is None:
            return None
        if message.seen is None or message.seen.person not in {None, self.person}:
            self._tell(f"Only {message.author} can change message {number}.")
            return None
        return message

    async def _edit(self, number: int, text: str) -> None:
        message = self._own(number)
        if message is None or message.seen is None:
            return
        before, at = message.seen, self._now()
        root = message.thread or message.ts
        payload: dict[str, object] = {"user": before.person, "text": text, "ts": message.ts, "thread_ts": root}
        if before.bot is not None:
            payload = {**_bots(before.bot.name or before.bot.id), **payload, "user": None}
        after = message_seen(message.channel, payload)
        if isinstance(after, Ignored):
            self._tell("Slack would not take this as a message; write it differently.")
            return
        message.text, message.seen = text, evolve(before, text=after.text, content=after.content)
        self._tell(*self.room.shown(message, edited=True))
        told = (message.channel, message.ts, message.thread, before.person, after.text, before.bot, after.content)
        await self._hear(MessageEdited(f"{before.id}/edited/{at}", at, *told))

    async def _delete(self, number: int) -> None:
        message = self._own(number)
        if message is None:
            return
        message.gone = True
        self._tell(f"Message {number} is deleted.")
        await self._hear(
            MessageDeleted(f"{message.channel}/{message.ts}/deleted", self._now(), message.channel, message.ts)
        )

    async def _push(self, number: int, place: int) -> None:
        message = self._message(number)
        if message is None:
            return
        if message.only not in {"", self.person}:
            self._tell(f"Only {self.room.name_of(message.only)} sees message {number}; /as changes who you are.")
            return
        buttons = message.body.buttons if message.body else ()
        if not 1 <= place <= len(buttons):
            self._tell(f"Message {number} has no button {place}; /show prints the buttons with their numbers.")
            return
        button, key = buttons[place - 1], self._key("button")
        if button.confirm:
            self._tell(f"(asked to confirm) {button.confirm}")
        told = (message.channel, message.ts, self.person, button.does, button.about)
        await self._hear(ButtonPressed(key, self._now(), *told, trigger=key))

    async def _choose(self, typed: lines.Choose) -> None:
        message = self._message(typed.number)
        if message is None:
            return
        key, seen = self._key("shortcut"), message.seen
        used = ShortcutUsed(
            key, self._now(), self.person, typed.shortcut, message.channel, message.ts, key, thread=message.thread
        )
        if seen is not None:
            used = evolve(used, bot=seen.bot, content=seen.content, author=seen.person, text=seen.text)
        await self._hear(used)

    async def _let_pass(self, duration: Instant) -> None:
        self.shift += duration
        self._tell(f"{described(duration)} later.")
        await self.tick()

    async def _invite(self, *, announced: bool = True) -> None:
        if self._is_direct():
            self._tell("ratchet is always here; /in #channel goes to a channel.")
            return
        if self.channel in self._joined:
            self._tell("ratchet is in this channel already.")
            return
        self._joined.add(self.channel)
        if announced:
            self._tell(f"ratchet joined #{self.room.name_of(self.channel)}.")
        await self._hear(ChannelJoined(self._key("joined"), self._now(), self.channel, live=announced))

    async def _remove(self) -> None:
        if self.channel not in self._joined:
            self._tell("ratchet is not in this channel.")
            return
        self._joined.discard(self.channel)
        self._tell(f"ratchet left #{self.room.name_of(self.channel)}.")
        await self._hear(ChannelLeft(self._key("left"), self._now(), self.channel))

    def _look_at_forms(self) -> None:
        """Show the form that was opened, or refused, if there is one."""
        if self.filling is not None or not self.room.forms:
            return
        view, opened = next(reversed(self.room.forms.items()))
        self.room.forms.clear()
        self.room.forms[view] = opened
        self.room.news.append(f"== {opened.form.title} == (Enter keeps what is in brackets; . cancels)")
        if opened.form.intro is not None:
            self.room.news += [f"   {one}" for one in plain_text(opened.form.intro, self.room.name_of).splitlines()]
        labels = {one.name: one.label for one in opened.form.fields}
        self.room.news += [f"   {labels.get(one.field, one.field)}: {one.what}" for one in opened.problems]
        if opened.form.fields:
            self.filling = Filling(opened)

    async def _filled(self, line: str) -> None:
        """Take what was typed for a field; as in Slack, one with choices takes nothing else."""
        filling = self.filling
        if filling is None:
            return
        if line.strip() == _END:
            self.filling = None
            self.room.forms.clear()
            self._tell("The form was closed.")
            return
        if isinstance(lines.read(line), lines.Quit):
            self.over = True
            return
        asked = filling.opened.form.fields[len(filling.values)]
        choices = [one.value for one in asked.choices]
        if choices and line.strip() and line.strip() not in choices:
            nothing = "Enter leaves it empty, " if asked.optional and not asked.value else ""
            self._tell(f"Write one of {', '.join(choices)}; {nothing}. closes the form.")
            return
        if not isinstance(lines.read(line), lines.Say | lines.Unclear | None):
            typed = line.split(maxsplit=1)[0]
            self._tell(f"A form is open: write what goes into it, and . to close it; {typed} is for the chat.")
            return
        filling.values.append(FormValue(asked.name, line.strip() or asked.value))
        if len(filling.values) == len(filling.opened.form.fields):
            await self._sent(filling)

    async def _sent(self, filling: Filling) -> None:
        self.filling = None
        view, form = filling.opened.view, filling.opened.form
        submitted = FormSubmitted(self._key("form"), self._now(), self.person, view, form.about, tuple(filling.values))
        self.room.forms[view] = filling.opened
        before = self.room.forms[view]
        await self._hear(submitted)
        if self.room.forms.get(view) is before:  # nothing was wrong with it
            self.room.forms.pop(view)

    async def waits(self) -> str | None:
        """Return what to say of what ratchet is about to do, once for each; None where it does nothing soon."""
        due = await self.engine.next_due()
        if due is None or due == self._told_of or not self.room.now < due <= self.room.now + _SOON:
            return None
        self._told_of = due
        minutes = -(-(due - self.room.now) // MINUTE)
        return f"(ratchet looks again in {described(minutes * MINUTE)}; /wait {minutes}m lets that time pass)"


def _bots(name: str) -> dict[str, object]:
    return {"subtype": "bot_message", "bot_id": f"B{name.upper()}", "username": name}


def _payload(name: str, text: str) -> dict[str, object] | None:
    """Return the payload of what a bot posts: Slack's JSON as it is, or else text; None for JSON that is none."""
    if not text.startswith("{"):
        return {**_bots(name), "text": text}
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return {**_bots(name), **payload} if isinstance(payload, dict) else None
