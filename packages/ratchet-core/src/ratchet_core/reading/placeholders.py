"""Names what belongs to one incident in a command, so that nobody runs it again on the wrong thing.

`qtool park --id 211549` becomes `qtool park --id {id}`: the next incident is about another one.
"""

import re
from typing import Final


def generalised(command: str) -> str:
    """Return a command with a named placeholder for each id, host, address and time in it; an option gives its name."""
    named = _OPTION.sub(lambda found: f"{found[1]}{found[3]}{{{_called(found[2])}}}", command)
    for what, pattern in _PARTICULAR:
        named = pattern.sub(f"{{{what}}}", named)
    return named


def _called(option: str) -> str:
    return option.strip("-").replace("-", "_").casefold()


_UUID: Final = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_ADDRESS: Final = r"(?:\d{1,3}\.){3}\d{1,3}"
_TIME: Final = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?)?|\d{1,2}:\d\d(?::\d\d)?"
_POD: Final = r"[a-z][a-z0-9-]{0,60}-[0-9a-f]{8,10}-[a-z0-9]{5}"
_HOST: Final = (
    r"(?!(?:utf|sha|iso|base|x86|latin|md)-)[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,4}-\d{1,4}(?:\.[a-z0-9.-]{1,80})?"
)
_ID: Final = rf"{_UUID}|\d{{5,}}|(?=[a-f0-9]*\d)(?=[a-f0-9]*[a-f])[a-f0-9]{{12,}}"

_OPTION: Final = re.compile(
    r"(?<!\S)((--?[a-zA-Z][\w-]*))([ =])[\"']?"
    rf"(?:{_UUID}|{_TIME}|{_ADDRESS}|{_POD}|{_HOST}|[\w#-]*\d{{4,}}[\w-]*)[\"']?(?![\w.])"
)
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
