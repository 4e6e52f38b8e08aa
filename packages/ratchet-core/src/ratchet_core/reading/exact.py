"""What is exact in a text: what has to be copied letter by letter, such as a command, an address, a path or a number.

One place for those who ask, who differ in what a mistake costs them. What a model says is held against its sources, so
whatever might be exact counts (`exact_in`). A reply is worth quoting, or a line of a runbook says how, by what nobody
writes otherwise (`has_something_to_copy`, `has_path_or_option`). Two answers are compared by names that no other word
is (`code_in`, `literals_in`).
"""

import re
from typing import Final

_MARKS: Final = " .,;:!?()[]{}\"'`“”"
_MAYBE: Final = re.compile(
    r"https?://\S+|\bwww\.\S+|`[^`]*`|\S*\d\S*|\S*[/\\=_<>|$]\S*|(?<!\S)--?\w\S*|\w[\w-]*\.\w\S*"
)
"""An address, code, a number or what has one, a path, a flag, a file or a host."""


def exact_in(text: str) -> list[str]:
    """Return what is exact in a text, and so has to stand in its sources: code, addresses, numbers, files, hosts."""
    return [one.strip(_MARKS) for one in _MAYBE.findall(text)]


_TO_COPY: Final = re.compile(r"https?://|`|(?<!\S)[/~]\w{1,40}/|\bsudo\b|\w->|(?<!\S)--?[a-z]|\w\(\)|\w\.[a-z]{2,4}\b")
"""An address, code, a path, a command, a flag, a menu, a file."""


def has_something_to_copy(text: str) -> bool:
    """Say whether a reply tells something to be copied: an address, code, a path, a command, a flag, a menu, a file."""
    return _TO_COPY.search(text) is not None


_PATH_OR_OPTION: Final = re.compile(r"(?<![\w/])/[\w.-]+/[\w./-]+|(?<!\S)--\w[\w-]*")


def has_path_or_option(text: str) -> bool:
    """Say whether a text names a path of at least two parts, or an option of a command."""
    return _PATH_OR_OPTION.search(text) is not None


_LITERAL: Final = re.compile(
    r"https?://[^\s<>|\"'`]+"
    r"|(?<![\w/])[~.]?/[\w.@+-]+(?:/[\w.@+-]+)+"
    r"|(?<!\S)--?[a-zA-Z][\w-]{2,}"
    r"|\b\w+(?:[-.]\w+)*\.[a-z]{2,8}\b(?!\()"
    r"|\b\w*[a-z]\w*(?:_\w+)+\b"
    r"|\b[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)+\b"
    r"|\b\d[\d.,:]*\d\d\b"
    r"|\b[a-zA-Z]+-?\d[\w.-]*\b"
    r"|\b\w+(?:-\w+){1,4}\b"
)
"""An address, a path, a flag, a file or a host, and names and numbers that no other word is."""

_CODE: Final = re.compile(r"`([^`\n]{2,80})`")


def code_in(text: str) -> list[str]:
    """Return what stands between backticks in a text."""
    return _CODE.findall(text)


def literals_in(text: str) -> list[str]:
    """Return what is literal in a text, with code or without: addresses, paths, flags, files, names and numbers."""
    return _LITERAL.findall(text)
