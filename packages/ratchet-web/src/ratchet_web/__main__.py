"""Look at a saved state: `python -m ratchet_web STATE`, then open http://localhost:5001."""

import argparse
from pathlib import Path

import uvicorn
from ratchet_core.memory.state import state_from_json

from ratchet_web import check_bind, pages
from ratchet_web.memory import sources_of

PORT = 5001


def main() -> None:
    """Serve the pages of a saved state until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m ratchet_web", description="Look at a saved state in a browser.")
    parser.add_argument("state", type=Path, help="the state that `ratchet simulate EXPORT --save FILE` wrote")
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (default: this machine only)")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port to serve on (default: {PORT})")
    parser.add_argument("--behind-a-proxy", action="store_true", help="somebody else says who may read")
    parser.add_argument("--name", action="append", default=[], help="a name under which it is reached; may be repeated")
    options = parser.parse_args()
    check_bind(options.host, trusted=options.behind_a_proxy)
    with options.state.open(encoding="utf-8", newline="") as file:
        store, log = state_from_json(file)
    app = pages(sources_of(store, log, about=options.state.name), options.name)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
