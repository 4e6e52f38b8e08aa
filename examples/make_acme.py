"""Writes Slack exports of Acme, a company that does not exist: four or ten weeks to look at, or a year to time.

`python examples/make_acme.py` writes `examples/acme.zip`, the same bytes every time;
`python examples/make_acme.py --quarter` writes `examples/acme-quarter.zip`, ten weeks that reports are shown of;
`python examples/make_acme.py --messages 1000000 --out year.zip` writes a year with exactly that many messages.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from examples.acme.export import write_large, write_quarter, write_small  # noqa: E402 - found through the line above


def main(arguments: Sequence[str] | None = None) -> None:
    """Write what the command line asks for; a mistake in it ends with status 2."""
    parser = argparse.ArgumentParser(description="Write a Slack export of Acme, a company that does not exist.")
    parser.add_argument("--out", type=Path, help="the zip file to write (default: acme.zip beside this script)")
    parser.add_argument("--quarter", action="store_true", help="write the ten weeks that reports are shown of")
    parser.add_argument("--messages", type=int, metavar="N", help="write a year with exactly N messages (needs --out)")
    parser.add_argument("--seed", help="another seed gives other messages (only with --messages; default: 1)")
    options = parser.parse_args(arguments)
    if options.messages is None and options.seed is not None:
        parser.error("--seed needs --messages: the four weeks of acme.zip are always the same")
    if options.messages is not None and options.out is None:
        parser.error("--messages needs --out: say which file to write")
    if options.messages is not None and options.messages < 1:
        parser.error(f"--messages must be at least 1, not {options.messages}")
    if options.quarter and options.messages is not None:
        parser.error("--quarter has its own messages: leave --messages out")
    out: Path = options.out or HERE / ("acme-quarter.zip" if options.quarter else "acme.zip")
    try:
        if options.messages is not None:
            count = write_large(out, options.messages, options.seed or "1")
        else:
            count = (write_quarter if options.quarter else write_small)(out)
    except OSError as error:
        parser.error(f"cannot write {out}: {error.strerror}")
    print(f"{out}: {count} messages, {out.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
