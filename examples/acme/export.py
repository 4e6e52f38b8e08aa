"""Writes a company's messages as a Slack export: a zip file with a file for every channel and day."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from examples.acme.chance import Chance
from examples.acme.company import Company, Record, channels_json, users_json
from examples.acme.crowd import days_of, large_world
from examples.acme.quarter import quarter_world
from examples.acme.story import small_world
from examples.acme.world import World

WRITTEN: Final = (2026, 2, 2, 6, 0, 0)
"""The date that every file in the zip carries."""
UNIX: Final = 3
FILE_MODE: Final = 0o100644 << 16
EPOCH: Final = date(1970, 1, 1).toordinal()


def write_small(out: Path) -> int:
    """Write the four weeks, byte for byte the same everywhere, and return the number of messages.

    Nothing is compressed, because compressors differ.
    """
    return _write_small(out, small_world())


def _write_small(out: Path, world: World) -> int:
    days = ((day, world.take_day(day)) for day in world.days_left())
    _write(out, sorted([*_front(world.company), *_pages(days)]), zipfile.ZIP_STORED)
    return world.count


def write_quarter(out: Path) -> int:
    """Write the ten weeks in the same way."""
    return _write_small(out, quarter_world())


def write_large(out: Path, messages: int, seed: str) -> int:
    """Write a year with so many messages, a day at a time, and return their number."""
    world = large_world(seed)
    files = (file for part in (_front(world.company), _pages(days_of(world, messages))) for file in part)
    _write(out, files, zipfile.ZIP_DEFLATED)
    return world.count


def _write(out: Path, files: Iterable[tuple[str, bytes]], compression: int) -> None:
    """Write a zip file that depends on nothing but its files."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.create_system = UNIX
            entry.external_attr = FILE_MODE
            archive.writestr(entry, data, compression, 1)


def _front(company: Company) -> list[tuple[str, bytes]]:
    """Return the files that stand beside the channels."""
    return [
        ("channels.json", _json(channels_json(company, Chance("acme, channels")))),
        ("integration_logs.json", _json([])),
        ("users.json", _json(users_json(company))),
    ]


def _pages(days: Iterable[tuple[int, dict[str, list[Record]]]]) -> Iterator[tuple[str, bytes]]:
    """Return a file for every channel and day."""
    for day, channels in days:
        for name, messages in channels.items():
            yield f"{name}/{date.fromordinal(EPOCH + day).isoformat()}.json", _json(messages)


def _json(records: list[Record]) -> bytes:
    """Return records as JSON, without a space too many."""
    return json.dumps(records, separators=(",", ":")).encode("ascii")
