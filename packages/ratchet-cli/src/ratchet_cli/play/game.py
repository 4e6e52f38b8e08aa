"""Runs a game on a terminal, or on lines from a pipe: what is typed goes in, what there is to see comes out."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TextIO

from attrs import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import MODES, ChannelPolicy, Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader, MemoryReadings
from ratchet_core.memory.reports import MemoryReports
from ratchet_core.queries.tools.reading import ReadingTools
from ratchet_core.settings.policy_file import policy_of
from ratchet_core.turn import Ports

from ratchet_cli.play.engine import MemoryEngine, service_engine
from ratchet_cli.play.models import NOBODY, Played
from ratchet_cli.play.room import Room
from ratchet_cli.play.session import Session
from ratchet_cli.terminal.printing import say

_PURPOSES: Final = {"alerts": "alerts", "help": "help", "deploys": "notifications"}
_TICK: Final = 1.0

WELCOME: Final = (
    "You are everybody in this chat, and ratchet is in #alerts, #help and #deploys.",
    "Paste an alert with /bot, ask a question in #help, or type /help for all that you can do.",
)
AFTER_HISTORY: Final = (
    "You are everybody in this workspace, right after the export ends, and ratchet is in all of its channels.",
    "/in #CHANNEL goes to one of them, /as NAME makes you somebody, and /help lists all that you can do.",
)


def game_policy() -> Policy:
    """Return what ratchet may do in a game: everything in the channels that it begins with, shadow elsewhere."""
    live = "".join(f'{mode} = "live"\n' for mode in MODES)
    places = (f'[channels.{name}]\npurpose = "{purpose}"\n{live}' for name, purpose in _PURPOSES.items())
    return policy_of("card_buttons = true\n" + "".join(places))


def spoken(policy: Policy) -> Policy:
    """Return a policy under which ratchet says in a game's channels what it would only have worked out."""
    return evolve(policy, card_buttons=True, channels={name: _live(one) for name, one in policy.channels.items()})


def _live(place: ChannelPolicy) -> ChannelPolicy:
    spoken_now: dict[str, Any] = {mode: Mode.LIVE for mode in MODES if getattr(place, mode) is Mode.SHADOW}
    return evolve(place, **spoken_now)


def session_in_memory(clock: Callable[[], Instant], played: Played = NOBODY) -> Session:
    """Return a game that is forgotten at its end."""
    room, store = Room(), MemoryStore(game_policy())
    tools = ReadingTools(MemoryReadings(MemoryReader(store)), store.search, lambda: room.now)
    model = played.model(lambda: room.now)
    ports = Ports(room, model, store.search, room, MemoryReports(store), tools)
    engine = MemoryEngine(store, store.outbox, ports, room)
    return Session(room, engine, clock)


@asynccontextmanager
async def session_on(
    url: str, clock: Callable[[], Instant], policy: Policy, played: Played = NOBODY
) -> AsyncIterator[Session]:
    """Run the service on the database of a URL, with a game for its chat."""
    room = Room()
    async with service_engine(url, policy, room, played.model(lambda: room.now)) as engine:
        yield Session(room, engine, clock)


async def run(session: Session, typed: TextIO, known: Directory | None = None, played: Played = NOBODY) -> None:
    """Play until the lines end, or somebody types /quit; `known` is what a history told before."""
    await session.begin(known)
    _print((*(WELCOME if known is None else AFTER_HISTORY), played.told))
    alone = asyncio.Lock()
    echoed = not typed.isatty()
    ticking = asyncio.create_task(_ticking(session, alone))
    try:
        async for line in _lines(session, typed, echoed=echoed):
            async with alone:
                _print(await session.type(line))
                waits = await session.waits()
            _print([waits] if waits else [])
            if session.over:
                return
        async with alone:
            _print(await session.end())
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking


async def _lines(session: Session, typed: TextIO, *, echoed: bool) -> AsyncIterator[str]:
    """Return what is typed, line by line, after a prompt; what comes from a pipe is printed, so that it reads well."""
    while True:
        prompt = session.prompt()
        if not echoed:
            sys.stdout.write(prompt)
            sys.stdout.flush()
        line = await _line(typed)
        if not line:
            return
        if echoed:
            say(f"{prompt}{line.rstrip()}")
        yield line.rstrip("\r\n")


async def _line(typed: TextIO) -> str:
    """Return the next line; on a terminal, whoever waits for it can be interrupted."""
    if not typed.isatty() or sys.platform == "win32":
        return await asyncio.to_thread(typed.readline)
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(typed.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(typed.fileno())
    return typed.readline()  # a terminal hands over one line at a time, so none is left behind


async def _ticking(session: Session, alone: asyncio.Lock) -> None:
    """Let ratchet do what is due while nobody types."""
    while True:
        await asyncio.sleep(_TICK)
        async with alone:
            await session.tick()
            _print(session.news())


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
