"""What names things: messages by where they stand, services by keys, texts by digests, outcomes by their actions."""

import hashlib
import re
from typing import Final

from attrs import frozen

_SPACE = re.compile(r"[\s_]+")


LONGEST_KEY: Final = 200
"""A key has no more characters: what follows from what followed from something would get longer with each step."""

_KEPT: Final = 120
_DIGITS: Final = 32


@frozen(order=True)
class MessageRef:
    """Where a message stands: its channel's id and its timestamp, which is empty where all of the channel is meant."""

    channel: str
    ts: str

    @classmethod
    def anywhere_in(cls, channel: str) -> "MessageRef":
        """Return what stands for a channel, of which something is told without a message."""
        return cls(channel, "")


def service_key(name: str) -> str:
    """Return the key of a service: lower case, without an organisation in front, words joined by hyphens."""
    return _SPACE.sub("-", name.casefold().rstrip("/").rsplit("/", 1)[-1].strip())


def short_key(key: str) -> str:
    """Return a key as it is, or, where it is too long, how it begins and a hash of all of it."""
    return key if len(key) <= LONGEST_KEY else f"{key[:_KEPT]}~{digest_of(key)[:_DIGITS]}"


def outcomes_of(key: str) -> tuple[str, str]:
    """Return the ids of the events that an action with a key may end in: that it was done, and that it failed."""
    return f"{key}/done", f"{key}/failed"


def digest_of(text: str) -> str:
    """Return the name of exactly this text, to which an approval is bound: its SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
