"""`ratchet doctor` and `ratchet manifest`: what is wrong with an installation, and the app that it needs in Slack."""

import asyncio
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import typer
from attrs import asdict
from ratchet_postgres import (
    ConnectingError,
    MigrationError,
    UnfitServerError,
    check_server,
    check_version,
    connect,
)
from ratchet_postgres.server import ALLOW
from ratchet_slack.asking import API, session_of
from ratchet_slack.doctor import Finding, State, Tokens, check_slack, lines_of, ok, wrong
from ratchet_slack.manifest import MOST_NAME, manifest_yaml

from ratchet_cli.clock import now
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.printing import say, say_json
from ratchet_cli.serving.settings import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, slack_api_of
from ratchet_cli.settings import flag

LEAST_FREE: Final = 2**30
"""Bytes; a database that finds no room stops, and with it everything."""

_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]*)?")
_PROBLEMS: Final = 1


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
    """Return how Slack, the database and the disk are."""
    bot, app, secret = (environment.get(name, "").strip() for name in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET))
    tokens = Tokens(bot, app, signed=bool(secret))
    async with session_of() as session:
        slack = await check_slack(tokens, session, now, api)
    kept = await check_database(database, allow_unsafe=flag(environment, ALLOW))
    return [*slack, kept, check_disk(place)]


async def check_database(url: str | None, *, allow_unsafe: bool = False) -> Finding:
    """Return whether the database can be reached, keeps what it is told, and has the version of this ratchet."""
    if not url:
        return ok("database", "RATCHET_DATABASE_URL is not set, so ratchet keeps a PostgreSQL of its own.")
    try:
        async with await connect(url) as conn:
            await check_server(conn, allow_unsafe=allow_unsafe)
            version = await check_version(conn)
    except UnfitServerError as error:
        return wrong("database", str(error), "Until then, what ratchet remembers is not safe there.")
    except ConnectingError as error:
        return wrong("database", str(error), "Start it, or correct RATCHET_DATABASE_URL.")
    except MigrationError as error:
        return wrong("database", str(error), "`ratchet db migrate` brings a database to the version of this ratchet.")
    return ok("database", f"It can be reached, and has version {version}.")


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
