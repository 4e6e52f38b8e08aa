"""Names what belongs to one incident in a command, so that nobody runs it again on the wrong thing.

`qtool park --id 211549` becomes `qtool park --id {id}`: the next incident is about another one.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final


def generalised(command: str) -> str:
    """Return a command with a named placeholder for each id, host, address and time in it; an option gives its name."""
    return _generalised(command, [])


def particulars_of(command: str) -> list[tuple[str, str]]:
    """Return what belongs to one incident in a command, each with the name of its placeholder."""
    found: list[tuple[str, str]] = []
    _generalised(command, found)
    return found


def _generalised(command: str, particulars: list[tuple[str, str]]) -> str:
    def named(words: str, what: str) -> str:
        particulars.append((words, what))
        return f"{{{what}}}"

    def option(found: re.Match[str]) -> str:
        if _is_setting(found):
            return found[0].translate(_KEPT)
        name = _option_name(found)
        return found[0] if name is None else f"{found[1]}{found[3]}{named(found['value'], name)}"

    told = _OPTION.sub(option, command)
    for what, pattern in _PARTICULAR:
        told = pattern.sub(partial(_replaced, named, what), told)
    return told.translate(_TOLD)


def _replaced(named: Callable[[str, str], str], what: str, found: re.Match[str]) -> str:
    return named(found[0], what)


def _option_name(found: re.Match[str]) -> str | None:
    """Return what the value of an option is called, where that belongs to one incident and the option names it."""
    value = found["value"]
    is_named = found[2].startswith("--") or (value.isdecimal() and len(value) >= _LONG_NUMBER)
    return _called(found[2]) if is_named else None


def _is_setting(found: re.Match[str]) -> bool:
    return found["value"].isdecimal() and _SETTING.search(_called(found[2])) is not None


def _called(option: str) -> str:
    return option.strip("-").replace("-", "_").casefold()


_KEPT: Final = {ord(str(digit)): chr(0xE000 + digit) for digit in range(10)}
_TOLD: Final = {ord(chr(0xE000 + digit)): str(digit) for digit in range(10)}
"""Digits that stay, as signs that no text has while it is looked through, and back."""


def particulars_in(words: str) -> Iterator[tuple[str, str]]:
    """Return what belongs to one incident in a sentence, each with what it is: an id, a host, a moment.

    A number or a time of day alone may belong to every incident, and a name with a number is a host only where it is
    said to be one.
    """
    for what, pattern in _SAID:
        for found in pattern.finditer(words):
            yield what, found["it"]


_UUID: Final = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_ADDRESS: Final = r"(?!127\.|0\.0\.0\.0|255\.|169\.254\.)(?:\d{1,3}\.){3}\d{1,3}(?!/\d)"
"""An address of one machine: none that every machine has, and no network."""
_TIME: Final = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?)?|\d{1,2}:\d\d(?::\d\d)?"
_POD: Final = r"[a-z][a-z0-9-]{0,60}-[0-9a-f]{8,10}-[a-z0-9]{5}"
_HOST: Final = (
    r"(?!(?:utf|sha|iso|base|x86|latin|md)-)[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,4}-\d{1,4}(?:\.[a-z0-9.-]{1,80})?"
)
_ID: Final = rf"{_UUID}|\d{{6,}}|(?<!\w:)\d{{5}}(?!:)|(?=[a-f0-9]*\d)(?=[a-f0-9]*[a-f])[a-f0-9]{{12,}}"

_OPTION: Final = re.compile(
    r"(?<!\S)((--?[a-zA-Z][\w-]*))([ =])[\"']?"
    rf"(?P<value>{_UUID}|{_TIME}|{_ADDRESS}|{_POD}|{_HOST}|[\w#-]*\d{{4,}}[\w-]*)[\"']?(?![\w.:])"
)
_LONG_NUMBER: Final = 6
"""A shorter number behind an option of one letter is a port, a count or a size as often as anything else."""

_PARTICULAR: Final = tuple(
    (what, re.compile(rf"(?<![\w.{{-])(?:{pattern})(?![\w}}-]|\.\w)"))
    for what, pattern in (
        ("id", _UUID),
        ("time", _TIME),
        ("address", _ADDRESS),
        ("pod", _POD),
        ("host", _HOST),
        ("id", _ID),
    )
)
"""What names one thing or moment, the most telling first."""

_SETTING: Final = re.compile(
    r"(?:\A|_)(?:limit|max|min|size|timeout|port|tail|lines?|count|replicas|memory|bytes|mb|interval|depth|retries|n|since"
    r"|rate|threads|connections|step|ttl|quota|width|period|duration|delay)(?:\Z|_)"
)
"""The options whose numbers are as good the next time."""

_HANDLED: Final = r"(?:[Rr]es|[Ss])tart(?:ed)?|[Rr]eboot(?:ed)?|[Dd]rain(?:ed)?"
_SAID: Final = tuple(
    (what, re.compile(rf"(?<![\w.{{/-]){before}(?P<it>{pattern})(?![\w}}-]|\.\w)"))
    for what, before, pattern in (
        ("id", "", _UUID),
        ("time", "", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?"),
        ("address", "", _ADDRESS),
        ("pod", "", _POD),
        ("host", rf"(?:on|[Hh]ost|[Nn]ode|server|machine|instance|box|{_HANDLED}) ", _HOST),
        (
            "id",
            r"(?:#|(?:id|ID|order|job|ticket|request|user|customer|pid|process|transaction|message)s? #?)",
            r"\d{5,}",
        ),
    )
)
"""What names one thing or moment in a sentence."""
