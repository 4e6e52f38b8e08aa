"""What names things: a message by where it stands, a service by its key, a text by its digest."""

import hashlib
import re

from attrs import frozen

_SPACE = re.compile(r"[\s_]+")


@frozen(order=True)
class MessageRef:
    """Where a message stands: its channel's id and its timestamp."""

    channel: str
    ts: str


def service_key(name: str) -> str:
    """Return the key of a service: lower case, without an organisation in front, words joined by hyphens."""
    return _SPACE.sub("-", name.casefold().rstrip("/").rsplit("/", 1)[-1].strip())


def digest_of(text: str) -> str:
    """Return the name of exactly this text, to which an approval is bound: its SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
