"""Says how many pasted secrets are missed and how many lookalikes are masked, and what looking for them costs.

    uv run python benchmarks/hidden_secrets.py [--texts EXPORT.zip]

With an export, its texts are timed too, and those in which something is hidden are counted.
"""

import argparse
import json
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "core"))

from pasted import HARMLESS, secrets
from ratchet_core.reading.hidden_secrets import without_secrets

_ROUNDS = 7


def _shows(text: str, secret: str) -> bool:
    size = min(len(secret), 8)
    return any(secret[at : at + size] in text for at in range(len(secret) - size + 1))


def _texts_of(export: Path) -> list[str]:
    with zipfile.ZipFile(export) as archive:
        days = [json.loads(archive.read(name)) for name in archive.namelist() if name.count("/") and ".json" in name]
    return [one["text"] for day in days for one in day if isinstance(one, dict) and one.get("text")]


def _microseconds(texts: Sequence[str]) -> float:
    """Return the least time of the processor that a text took, on average."""
    least = float("inf")
    for _ in range(_ROUNDS):
        before = time.process_time()
        for text in texts:
            without_secrets(text)
        least = min(least, time.process_time() - before)
    return least / len(texts) * 1e6


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    export = parser.parse_args().texts
    pasted = secrets()
    missed = [one for one in pasted if _shows(without_secrets(one.text), one.secret)]
    masked = [text for text in HARMLESS if without_secrets(text) != text]
    print(f"{len(missed)} of {len(pasted)} secrets of {len({one.kind for one in pasted})} kinds missed")
    for kind in sorted({one.kind for one in missed}):
        print(f"  {kind}")
    print(f"{len(masked)} of {len(HARMLESS)} lookalikes masked; {_microseconds(HARMLESS):.1f} us each")
    if export is not None:
        texts = _texts_of(export)
        hidden = sum(without_secrets(text) != text for text in texts)
        print(f"{hidden} of {len(texts):,} texts of {export.name} changed; {_microseconds(texts):.1f} us each")


if __name__ == "__main__":
    _main()
