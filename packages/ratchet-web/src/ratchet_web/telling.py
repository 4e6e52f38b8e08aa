"""What a page says, as JSON: the same values that the page is laid out from."""

import json
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import attrs

from ratchet_web.links import Link
from ratchet_web.times import written
from ratchet_web.words import for_programs


def as_json(value: object, as_of: datetime) -> bytes:
    """Return a value as JSON with the moment that it is as of; nothing in it steers the terminal that prints it."""
    told = {"as_of": written(as_of), **_plain(for_programs(value))}
    return json.dumps(told, indent=1).encode() + b"\n"


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one case for each kind of value
    match value:
        case Link():
            return {"text": value.text, "href": value.href} if value.href is not None else {"text": value.text}
        case Enum():
            return value.value
        case datetime():
            return written(value)
        case timedelta():
            return int(value.total_seconds())
        case tuple() | list():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case _ if attrs.has(type(value)):
            return {one.name: _plain(getattr(value, one.name)) for one in attrs.fields(type(value))}
        case _:
            return value
