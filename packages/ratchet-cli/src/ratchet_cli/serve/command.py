"""Starts the service with what its environment says, and ends it when it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Mapping

import typer
from ratchet_core.settings.policy_file import PolicyError
from ratchet_web import UnsafeAddressError

from ratchet_cli.clock import now
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import text_of
from ratchet_cli.places.which_database import EMBEDDED, database_found, url_given
from ratchet_cli.serve.logs import log_to
from ratchet_cli.serve.mcp_servers import mcp_servers_of
from ratchet_cli.serve.pages import check_port
from ratchet_cli.serve.service import Given, serve
from ratchet_cli.serve.settings import POLICY, ServeSettings, settings_of
from ratchet_cli.terminal.printing import say

_BY_FORCE = 1


def run_service(environment: Mapping[str, str], database: str | None, *, migrate: bool) -> None:
    """Run the service until a signal ends it; exit code 1 where something did not stop in time.

    Raises:
        UnusableInputError: If a setting, the port of the pages or the database cannot be used.
    """
    settings = settings_of(environment)
    policy = _policy_text(settings)
    servers = mcp_servers_of(settings.mcp_servers, environment)
    check_port(settings.pages_host, settings.pages_port)
    with database_found(database, made=True) as url:
        is_own = url_given(database) is None
        about = f"the embedded database in {EMBEDDED}" if is_own else "this database"
        given = Given(
            settings,
            url,
            policy,
            migrate=migrate or is_own,
            clock=now,
            say=_say,
            log=log_to(sys.stderr, settings.log_level),
            about=about,
            servers=servers,
        )
        if not asyncio.run(_until_told(given)):
            raise typer.Exit(_BY_FORCE)


async def _until_told(given: Given) -> bool:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    try:
        return await serve(given, stop)
    except UnsafeAddressError as error:
        raise UnusableInputError(f"{error} RATCHET_PAGES_BEHIND_A_PROXY=1 says so.") from error
    except PolicyError as error:
        raise UnusableInputError(f"{given.settings.policy}: {error}") from error


def _policy_text(settings: ServeSettings) -> str | None:
    if settings.policy is None:
        return None
    remedy = f"write one, or leave {POLICY} out"
    return text_of(settings.policy, "the policy", remedy)


def _say(line: str) -> None:
    say(line, err=True)
