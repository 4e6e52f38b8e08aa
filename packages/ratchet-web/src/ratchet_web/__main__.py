"""Look at a saved state: `python -m ratchet_web STATE`, then open http://localhost:5001."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from attrs import evolve
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import StateError, state_from_json
from ratchet_core.vocabulary.decision import Log
from ratchet_core.zone_table import zone_named

from ratchet_web import UnsafeAddressError, check_bind, pages
from ratchet_web.memory import sources_of
from ratchet_web.serving import PORT, Serving, UnservableError

_UNUSABLE = 2


def main() -> None:
    """Serve the pages of a saved state until it is interrupted."""
    options = _parser().parse_args()
    try:
        check_bind(options.host, trusted=options.behind_a_proxy)
        store, log = _read(options.state)
    except UnsafeAddressError as error:
        _end(str(error))
    except StateError as error:
        _end(f"{options.state}: {error}")
    except UnicodeDecodeError:
        _end(f"{options.state}: this file is not text; give the state that `ratchet simulate --save` wrote.")
    except OSError as error:
        _end(f"{options.state}: this file cannot be read ({error.strerror}).")
    called = options.state.name
    app = pages(evolve(sources_of(store, log, about=called), zones=zone_named), options.name)
    try:
        Serving(app, options.host, options.port, lambda address: _say(called, address)).run()
    except UnservableError as error:
        _end(f"{error}; name another with --port.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ratchet_web", description="Look at a saved state in a browser.")
    parser.add_argument("state", type=Path, help="the state that `ratchet simulate EXPORT --save FILE` wrote")
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (default: this machine only)")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to serve on (default: {PORT})")
    parser.add_argument("--behind-a-proxy", action="store_true", help="somebody else says who may read")
    parser.add_argument("--name", action="append", default=[], help="a name under which it is reached; may be repeated")
    return parser


def _read(path: Path) -> tuple[MemoryStore, Log]:
    with path.open(encoding="utf-8", newline="") as file:
        return state_from_json(file)


def _say(called: str, address: str) -> None:
    print(f"{called} can be looked at until you press Ctrl-C, at {address}", flush=True)  # noqa: T201 - a command prints


def _end(message: str) -> NoReturn:
    print(f"ratchet_web: {message}", file=sys.stderr)  # noqa: T201 - the same
    sys.exit(_UNUSABLE)


if __name__ == "__main__":
    main()
