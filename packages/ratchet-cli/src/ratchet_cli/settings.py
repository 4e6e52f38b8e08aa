"""What is said to every command by the environment, and by `.env` in the current folder."""

import os
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ratchet_core.basis.instants import DAY, Duration
from ratchet_core.basis.likeness import nearest

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import text_of

if TYPE_CHECKING:
    from dotenv.parser import Original

ENV_FILE: Final = Path(".env")
URL: Final = "RATCHET_DATABASE_URL"
APP_TOKEN: Final = "RATCHET_SLACK_APP_TOKEN"  # noqa: S105 - the name of a variable
BOT_TOKEN: Final = "RATCHET_SLACK_BOT_TOKEN"  # noqa: S105 - the name of a variable
SIGNING_SECRET: Final = "RATCHET_SLACK_SIGNING_SECRET"  # noqa: S105 - the name of a variable

KEEP_WORDS: Final = "RATCHET_KEEP_WORDS"

_HERE: Final = r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:/[\w./-]*)?"
_ADDRESS: Final = re.compile(rf"https://[\w.:/-]+|{_HERE}", re.ASCII)
"""Tokens and keys go there: only to where nobody reads along, or to this machine."""

_DAYS: Final = re.compile(r"([0-9]{1,5})d")
_PREFIX: Final = "RATCHET_"
_SHOWN: Final = 60
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"", "0", "false", "no", "off"})


KNOWN: Final = frozenset(
    _PREFIX + name
    for name in (
        "ALLOW_UNSAFE_DATABASE",
        "ANTHROPIC_API",
        "ANTHROPIC_API_KEY",
        "DATABASE_URL",
        "KEEP_DECISIONS",
        "KEEP_WORDS",
        "LOG_LEVEL",
        "MCP_SERVERS",
        "MIGRATE",
        "MODEL",
        "MODEL_PRICES",
        "MODEL_THINKING",
        "PAGES_BEHIND_A_PROXY",
        "PAGES_HOST",
        "PAGES_NAMES",
        "PAGES_PORT",
        "POLICY",
        "SEARCH_BY_MEANING",
        "SLACK_API",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
        "SLACK_CONNECTIONS",
        "SLACK_SIGNING_SECRET",
    )
)
"""All settings; others that begin so may be the variables of somebody's MCP servers."""


def misspelt(environment: Mapping[str, str]) -> Iterator[str]:
    """Return, of each variable that is nearly a setting and is none, what may be meant."""
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name not in KNOWN:
            meant = nearest(name.removeprefix(_PREFIX), (one.removeprefix(_PREFIX) for one in sorted(KNOWN)))
            if meant is not None:
                yield f"{name[:_SHOWN]} is not a setting of ratchet; did you mean {_PREFIX}{meant}?"


def read_env_file() -> None:
    """Take what `.env` says of ratchet into the environment, where that says nothing of it yet.

    Raises:
        UnusableInputError: If it cannot be read, or what it says of ratchet is not written so. Lines of others are
            theirs.
    """
    if ENV_FILE.is_dir():
        raise UnusableInputError(f"{ENV_FILE} is a folder; settings are read from a file of that name: move it away.")
    if not ENV_FILE.is_file():
        return
    from dotenv.parser import parse_stream  # noqa: PLC0415 - where there is no such file, it is not needed

    found = {}
    for one in parse_stream(StringIO(text_of(ENV_FILE, "the settings", "write it again as UTF-8"))):
        is_ours = one.key is not None and one.key.startswith(_PREFIX)
        if (one.error and _PREFIX in one.original.string) or (is_ours and one.value is None):
            raise UnusableInputError(f"{ENV_FILE}, line {_line_of(one.original)}: write it as NAME=value.")
        if one.key is not None and is_ours and one.value is not None:
            found[one.key] = one.value  # what is said last holds
    for name, value in found.items():
        os.environ.setdefault(name, value)


def _line_of(original: "Original") -> int:
    """Return the line on which something begins, behind the empty ones before it."""
    text = original.string
    return original.line + text[: len(text) - len(text.lstrip())].count("\n")


def days(name: str, told: str) -> Duration | None:
    """Return how long what is written as a number of days lasts; None, which is for ever, for 0d.

    Raises:
        UnusableInputError: If it is not written so; `name` is the option or the variable.
    """
    found = _DAYS.fullmatch(told)
    if found is None:
        written = f"{name}={told[:40]}" if name.startswith(_PREFIX) else f"{name} {told[:40]}"
        raise UnusableInputError(f"{written}: this is not a number of days; write it as 90d.")
    return int(found[1]) * DAY or None


def days_set(environment: Mapping[str, str], name: str, otherwise: Duration | None) -> Duration | None:
    """Return how long a variable says, as `days` reads it; `otherwise` where it is not set."""
    told = environment.get(name, "").strip()
    return days(name, told) if told else otherwise


def checked_address(name: str, address: str, example: str) -> str:
    """Return an address to which a token or a key may be sent.

    Raises:
        UnusableInputError: If somebody could read along on the way there; `name` is the variable.
    """
    if not _ADDRESS.fullmatch(address):
        raise UnusableInputError(
            f"{name}={address[:40]}: write an address that begins with https://, such as {example}."
        )
    return address


def flag(environment: Mapping[str, str], name: str) -> bool:
    """Say whether a variable says yes; one that is not set says no.

    Raises:
        UnusableInputError: If it says neither.
    """
    text = environment.get(name, "").strip()
    if text.casefold() not in _YES | _NO:
        raise UnusableInputError(f"{name}={text[:40]}: write 1 for yes, or 0 for no.")
    return text.casefold() in _YES
