"""Cleans what enters from Slack, once and at the edge: what has passed here, every store, file and terminal takes.

JSON may hold NUL, halves of characters and control characters, which databases refuse and which no file of UTF-8 can
hold. They say nothing, so they are left out; line ends and tabs stay.
"""

import re
from typing import Final

MAX_TEXT: Final = 40_000
"""Slack's own limit on a message's `text`; what is longer is cut."""

MAX_NAME: Final = 255
"""Slack's names and ids have 80 characters at most; what is longer is cut."""

LAST_SECOND: Final = 9_999_999_999
"""In the year 2286; a timestamp has ten digits before its point at most."""

CONTROL: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
"""Characters that say nothing, to stand within the brackets of an expression."""

DEBRIS: Final = re.compile(f"[{CONTROL}]")
_STAMP: Final = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,6})?")
_LINE_ENDS: Final = str.maketrans("\n\t\u2028\u2029", "    ")


def clean(value: object, most: int = MAX_TEXT) -> str:
    """Return text without debris, cut to a size; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    text = value[:most]
    return text if text.isprintable() else DEBRIS.sub("", text)


def clean_name(value: object) -> str:
    """Return a name or an id, without debris and on one line; "" for what is none."""
    name = clean(value, MAX_NAME)
    return (name if name.isprintable() else name.translate(_LINE_ENDS)).strip()


def stamp_of(value: object) -> str | None:
    """Return a Slack timestamp as text, also where it was written as a number; None for what is none."""
    if isinstance(value, str):
        return value if _STAMP.fullmatch(value) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LAST_SECOND:
        return f"{abs(value):.6f}"  # a negative nought is one too
    return None
