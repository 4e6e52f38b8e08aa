"""Reads the file that names servers of others whose tools a model may use; all that is wrong with it is said at once.

It holds names of variables and no secrets; what is said of it never holds a value that may be one.
"""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import define
from ratchet_core.settings.toml_lines import NotTomlError, known_keys, parsed, shown
from ratchet_core.settings.toml_lines import Path as Keys
from ratchet_core.settings.toml_values import TomlValues
from ratchet_core.vocabulary.foreign import LEAST_RESULT, LONGEST_RESULT, STANDARD_RESULT, name_of, why_not_callable

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import text_of
from ratchet_cli.serve.models import KEY, KEY_OF_SDK
from ratchet_cli.settings import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, URL, checked_address

if TYPE_CHECKING:
    from ratchet_mcp import ForeignServer

SERVERS: Final = "RATCHET_MCP_SERVERS"
_LIBRARY: Final = "ratchet_mcp"
_OURS: Final = frozenset({BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, KEY, KEY_OF_SDK, URL})
"""What is ratchet's alone, and is passed to nobody."""

_KEYS: Final = (
    "command",
    "url",
    "environment",
    "token",
    "tools",
    "assume_read_only",
    "private",
    "timeout_seconds",
    "longest_result",
    "pins",
)
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_DIGEST: Final = re.compile(r"[0-9a-f]{16}")
_ANY: Final = "server"
"""Stands for a server whose name cannot be used, so that nothing is said of its tools because of that."""

_MOST_SERVERS: Final = 10


def mcp_servers_of(path: Path | None, environment: Mapping[str, str]) -> tuple["ForeignServer", ...]:
    """Return the servers that a file names; none where there is no file.

    Raises:
        UnusableInputError: If it cannot be used, or MCP is not installed; the message says all that is wrong.
    """
    if path is None:
        return ()
    if find_spec(_LIBRARY) is None:
        raise UnusableInputError(
            f"{SERVERS} is set, but MCP is an extra: install ratchet-mcp, or `uv run --extra mcp`."
        )
    remedy = f"write one, or leave {SERVERS} out"
    return servers_in(text_of(path, "the file of MCP servers", remedy), str(path), environment)


def servers_in(text: str, called: str, environment: Mapping[str, str]) -> tuple["ForeignServer", ...]:
    """Return the servers of a text.

    Raises:
        UnusableInputError: If something in it means nothing; each line of the message is one mistake.
    """
    try:
        data = parsed(text)
    except NotTomlError as error:
        raise UnusableInputError(f"{called}: {error}") from error
    reading = _Reading(text, environment)
    servers = reading.servers(data)
    if reading.wrong:
        raise UnusableInputError("\n".join(f"{called}: {one}" for one in reading.mistakes))
    return servers


@define
class _Reading(TomlValues):
    """Reads the tables of servers; what means nothing is noted."""

    environment: Mapping[str, str]

    def servers(self, data: Mapping[str, Any]) -> tuple["ForeignServer", ...]:
        """Return all servers."""
        self.refuse_unknown(data, ("servers",), "")
        named = data.get("servers", {})
        if not isinstance(named, dict) or not named:
            self.fail(("servers",), "no server is named; write a table such as [servers.grafana].")
            return ()
        if len(named) > _MOST_SERVERS:
            self.fail(("servers",), f"{len(named)} servers are named; name at most {_MOST_SERVERS}.")
        return tuple(self.server(name, one) for name, one in named.items())

    def server(self, name: str, told: object) -> "ForeignServer":
        """Return one server, as far as it can be read."""
        from ratchet_mcp.servers import MOST_TIMEOUT, STANDARD_TIMEOUT, ForeignServer  # noqa: PLC0415 - it is an extra

        where: Keys = ("servers", name)
        if not isinstance(told, dict):
            self.fail(where, "this is not a table; write `[servers.NAME]` and its keys below it.")
            return ForeignServer(name, ())
        is_called_so = _NAME.fullmatch(name) is not None
        if not is_called_so:
            self.fail(where, "a server is called by 1 to 20 small letters, digits and -; begin with a letter.")
        self.refuse_unknown(told, _KEYS, where)
        command, url = self.way(told, where)
        tools = self.tools(told.get("tools"), name if is_called_so else _ANY, (*where, "tools"))
        return ForeignServer(
            name,
            tools,
            command,
            url,
            self.passed(told.get("environment", {}), (*where, "environment")),
            self.secret(told["token"], (*where, "token")) if "token" in told else None,
            assume_read_only=self.flag(told.get("assume_read_only", False), (*where, "assume_read_only")),
            private=self.flag(told.get("private", False), (*where, "private")),
            timeout=self.figure(told, (*where, "timeout_seconds"), (1, MOST_TIMEOUT), STANDARD_TIMEOUT),
            longest=self.figure(told, (*where, "longest_result"), (LEAST_RESULT, LONGEST_RESULT), STANDARD_RESULT),
            pins=self.pins(told.get("pins", {}), tools, (*where, "pins")),
        )

    def way(self, told: Mapping[str, Any], where: Keys) -> tuple[tuple[str, ...], str | None]:
        """Return how a server is reached."""
        if ("command" in told) is ("url" in told):
            self.fail(where, 'write either `command = ["PROGRAM", "ARGUMENT"]` or `url = "https://..."`.')
            return (), None
        if "command" in told:
            if "token" in told:
                self.fail((*where, "token"), "a token is sent over HTTP; pass it to a command by `environment`.")
            return self.command(told["command"], (*where, "command")), None
        if "environment" in told:
            self.fail((*where, "environment"), "variables are passed to a command; over HTTP write `token`.")
        try:
            return (), checked_address("url", str(told["url"]), "https://mcp.example.com/mcp")
        except UnusableInputError as error:
            self.fail((*where, "url"), str(error))
            return (), None

    def command(self, value: object, key: Keys) -> tuple[str, ...]:
        """Return what starts a server."""
        words = value if isinstance(value, list) else []
        if not words or not all(isinstance(one, str) and one and "\0" not in one for one in words):
            self.fail(key, 'write a list of words, such as ["uvx", "mcp-grafana"].')
            return ()
        return tuple(words)

    def tools(self, value: object, server: str, key: Keys) -> tuple[str, ...]:
        """Return which tools may be called: no other is."""
        names = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or not names or len(names) != len(value):
            self.fail(key, 'name the tools that may be called, such as ["query"]; no other is.')
            return ()
        known = dict[str, str]()
        for number, one in enumerate(names):
            why = why_not_callable(server, one)
            if why is not None:
                self.fail((*key, number), f"{shown(one)} {why}, so no model can call it; take it out.")
            other = known.setdefault(name_of(server, one), one)
            if other is not one:
                self.fail((*key, number), f"{shown(one)} would be called as {shown(other)} is; keep one of them.")
        return tuple(names)

    def passed(self, value: object, key: Keys) -> dict[str, str]:
        """Return which variables a server is told."""
        if not isinstance(value, dict):
            self.fail(key, 'write the server\'s name and yours, such as { API_TOKEN = "WIKI_TOKEN" }.')
            return {}
        for name in value:
            if not _VARIABLE.fullmatch(name):
                self.fail((*key, name), "this is not the name of a variable; write letters, digits and _.")
        return {name: self.secret(one, (*key, name)) for name, one in value.items()}

    def secret(self, value: object, key: Keys) -> str:
        """Return what a variable holds; nothing that was written is repeated, for it may be a secret itself."""
        if not isinstance(value, str) or not _VARIABLE.fullmatch(value) or not self.environment.get(value, "").strip():
            self.fail(key, "this is not the name of a variable that is set; set one, and write its name here.")
            return ""
        if value in _OURS:
            self.fail(key, f"{value} is ratchet's own, and is passed to nobody; take another.")
            return ""
        return self.environment[value].strip()

    def pins(self, value: object, tools: tuple[str, ...], key: Keys) -> dict[str, str]:
        """Return the digests of tools that somebody looked at."""
        if not isinstance(value, dict):
            self.fail(key, 'write a table of tools and digests, such as { query = "0123456789abcdef" }.')
            return {}
        for name, digest in value.items():
            if name not in tools:
                self.fail((*key, name), f"this tool is not among `tools`; {known_keys(name, tools)}")
            elif not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
                self.fail((*key, name), "this is not a digest: 16 of 0-9 and a-f; `ratchet doctor` shows it.")
        return {name: str(digest) for name, digest in value.items()}
