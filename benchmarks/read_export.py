"""Times reading exports: plain `json.loads` of the day files beside `Export.messages`, for the paths given."""

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from ratchet_slack.archive import open_archive
from ratchet_slack.export import DAY_FILE, open_export

ROUNDS = 5


def plain(path: Path) -> int:
    """Parse every day file, one after the other, and count the messages."""
    archive = open_archive(path)
    days = [name for name in archive.sizes if DAY_FILE.fullmatch(name.rsplit("/", 1)[-1])]
    count = sum(len(json.loads(archive.read(name))) for name in days)
    archive.close()
    return count


def ordered(path: Path) -> int:
    """Read every message in order, and count them."""
    with open_export(path) as export:
        return sum(1 for _ in export.messages())


def opening(path: Path) -> int:
    """Open the export, reading only its indexes."""
    with open_export(path) as export:
        return len(export.channels)


def best(read: Callable[[Path], int], path: Path) -> float:
    """Return the seconds of the fastest of some rounds."""
    return min(_seconds(read, path) for _ in range(ROUNDS))


def peak(read: Callable[[Path], int], path: Path) -> float:
    """Return the megabytes that reading holds at its peak."""
    tracemalloc.start()
    read(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def _seconds(read: Callable[[Path], int], path: Path) -> float:
    start = time.perf_counter()
    read(path)
    return time.perf_counter() - start


def main() -> None:
    """Print one line of figures per path."""
    for path in map(Path, sys.argv[1:]):
        count = plain(path)
        loads, indexes = best(plain, path), best(opening, path)
        reader = best(ordered, path) - indexes
        print(
            f"{path.name}: {count:,} messages; json.loads {loads * 1e6 / count:.2f} us each, "
            f"messages() {reader * 1e6 / count:.2f} us each, ratio {reader / loads:.2f}; "
            f"indexes {indexes * 1e3:.0f} ms; peak {peak(ordered, path):.0f} MB",
        )


if __name__ == "__main__":
    main()
