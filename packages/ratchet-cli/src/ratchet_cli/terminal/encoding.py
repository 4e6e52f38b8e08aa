"""Prints what a terminal's encoding lacks in the characters that it has: typographic marks as people type them."""

import codecs
from io import TextIOWrapper
from typing import TextIO

_TYPED = {"…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "·": "-", "•": "*", "→": "->"}  # noqa: RUF001 - what is replaced


def as_typed(error: UnicodeError) -> tuple[str, int]:
    """Return what is printed in the place of characters that cannot be encoded, as `codecs` asks for it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_TYPED.get(one) or one.encode("ascii", "backslashreplace").decode() for one in lost), error.end


def print_as_typed(*streams: TextIO | None) -> None:
    """Let streams print what they cannot encode as people would type it."""
    codecs.register_error("as_typed", as_typed)
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="as_typed")
