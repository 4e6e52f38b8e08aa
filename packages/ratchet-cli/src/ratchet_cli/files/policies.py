"""Reads the policy that somebody wrote in a file."""

from pathlib import Path
from typing import Final

from ratchet_core.domain.policy import Policy
from ratchet_core.settings.policy_file import PolicyError, policy_of
from ratchet_core.zone_table import zone_named

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import text_of

_REMEDY: Final = "`ratchet simulate EXPORT --write-policy FILE` writes one to edit"


def policy_text(path: Path) -> str:
    """Return the text of a policy file.

    Raises:
        UnusableInputError: If it cannot be read.
    """
    return text_of(path, "the policy", _REMEDY)


def policy_in(path: Path, text: str) -> Policy:
    """Return the policy that the text of a file says.

    Raises:
        UnusableInputError: If it cannot be used; says the first mistake, and how to see all of them.
    """
    try:
        return policy_of(text, zone_named)
    except PolicyError as error:
        more = len(error.wrong) - 1
        others = f" `ratchet policy check {path}` names {more} more." if more else ""
        raise UnusableInputError(f"{path}: {error}{others}") from error


def policy_at(path: Path) -> Policy:
    """Return the policy in a file.

    Raises:
        UnusableInputError: If it cannot be read or used.
    """
    return policy_in(path, policy_text(path))
