"""What is said to every command by the environment, and by `.env` in the current folder."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ratchet_core.basis.instants import DAY, Duration

from ratchet_cli.errors import UnusableInputError

ENV_FILE: Final = Path(".env")
URL: Final = "RATCHET_DATABASE_URL"

_DAYS: Final = re.compile(r"([0-9]{1,5})d")
_PREFIX: Final = "RATCHET_"
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"", "0", "false", "no", "off"})


def read_env_file() -> None:
    """Take what `.env` says of ratchet into the environment, where that says nothing of it yet."""
    if not ENV_FILE.is_file():
        return
    from dotenv import dotenv_values  # noqa: PLC0415 - where there is no such file, it is not needed

    for name, value in dotenv_values(ENV_FILE, interpolate=False).items():
        if name.startswith(_PREFIX) and value is not None:
            os.environ.setdefault(name, value)


def days(name: str, told: str) -> Duration | None:
    """Return how long what is written as a number of days lasts; None, which is for ever, for 0d.

    Raises:
        UnusableInputError: If it is not written so; `name` is the option or the variable.
    """
    found = _DAYS.fullmatch(told)
    if found is None:
        raise UnusableInputError(f"{name} {told[:40]}: this is not a number of days; write it as 90d.")
    return int(found[1]) * DAY or None


def flag(environment: Mapping[str, str], name: str) -> bool:
    """Say whether a variable says yes; one that is not set says no.

    Raises:
        UnusableInputError: If it says neither.
    """
    text = environment.get(name, "").strip()
    if text.casefold() not in _YES | _NO:
        raise UnusableInputError(f"{name}={text[:40]}: write 1 for yes, or 0 for no.")
    return text.casefold() in _YES
