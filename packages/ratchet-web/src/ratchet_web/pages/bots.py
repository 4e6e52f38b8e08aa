"""Bots: what of their messages may be read wrongly, with the command that teaches it, and what people taught."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import Lesson
from ratchet_core.queries.bots import lessons
from ratchet_core.queries.misread import HEARD, Doubt, Misread, Sign, teaching
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind

from ratchet_web.asked import Asked, Listed
from ratchet_web.links import Link, Names
from ratchet_web.page import Page
from ratchet_web.pieces import Column, count, more, part, place, said, table, to, when
from ratchet_web.ports import Sources
from ratchet_web.times import moment

_LOOKED_AT: Final = 150
"""How many of the latest messages of each sort are looked at."""

_CALLED: Final = {Kind.ALERT_FIRING: "firing", Kind.ALERT_RESOLVED: "end", Kind.ALERT_UPDATE: "update"}


@frozen
class DoubtLine:
    """What may be read wrongly, with an example and the command that teaches it; None where a policy file does."""

    title: str
    channel: Link
    sign: Sign
    count: int
    command: str | None


def _doubt_line(names: Names, one: Doubt) -> DoubtLine:
    known = names.directory.channels.get(one.channel)
    words = teaching(one, one.channel if known is None else known.name)
    command = f"{shlex.join(words)} --as PERSON" if words else None
    return DoubtLine(one.title, names.channel(one.channel), one.sign, one.count, command)


@frozen
class LessonLine:
    """What a person taught that the messages of a bot are."""

    bot: str
    like: str
    taken_for: str
    person: Link
    at: datetime


def _lesson_line(names: Names, one: Lesson) -> LessonLine:
    return LessonLine(one.bot, one.skeleton, _CALLED.get(one.kind, "notice"), names.person(one.person), moment(one.at))


@frozen
class Bots:
    """What may be read wrongly of the latest messages, the most frequent first, and what was taught."""

    looked_at: int
    doubts: tuple[DoubtLine, ...]
    taught: Listed[LessonLine]


async def _bots(sources: Sources, asked: Asked) -> Bots:
    misread, looked_at = Misread(), 0
    for why in HEARD:
        for event, reasons in await sources.decisions.heard(why, _LOOKED_AT):
            misread.hear(event, reasons)
            looked_at += 1
    doubts = misread.doubts()
    return await sources.readings.read(lambda reader: _told(reader, asked, doubts, looked_at))


def _told(reader: Reader, asked: Asked, doubts: Sequence[Doubt], looked_at: int) -> Bots:
    names = Names(reader.directory())
    taught = asked.listed(lessons(reader), lambda one: (-one.at, one.bot, one.skeleton))
    lines = tuple(_doubt_line(names, one) for one in doubts[: asked.limit])
    return Bots(looked_at, lines, taught.told(lambda one: _lesson_line(names, one)))


def _bots_body(view: Bots, now: datetime) -> Node:
    doubts: tuple[Column[DoubtLine], ...] = (
        Column("Messages like", lambda one: said(one.title)),
        Column("Channel", lambda one: to(one.channel)),
        Column("Why they may be read wrongly", lambda one: str(one.sign)),
        Column("Messages", lambda one: count(one.count), figure=True),
        Column("To teach it", lambda one: _command(one.command)),
    )
    taught: tuple[Column[LessonLine], ...] = (
        Column("Bot", lambda one: place(one.bot)),
        Column("Messages like", lambda one: said(one.like)),
        Column("Are", lambda one: one.taken_for),
        Column("Taught by", lambda one: to(one.person)),
        Column("When", lambda one: when(one.at, now)),
    )
    caption = f"Among the latest {view.looked_at:,} notices and ends that matched nothing"
    return [
        part("What may be read wrongly", table(caption, doubts, view.doubts, "Nothing looks as if it were.")),
        part(
            "What people taught",
            table("It holds for all messages like it", taught, view.taught.items, "Nothing was taught yet."),
            more(view.taught, "lesson"),
        ),
    ]


def _command(command: str | None) -> Node:
    return "say in the policy file what the channel is for" if command is None else h.code(".place")[command]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/bots", "/bots", _bots, lambda _: "Bots", _bots_body, ("limit", "before")),
)
