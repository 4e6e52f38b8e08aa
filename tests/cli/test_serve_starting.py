"""`ratchet serve` that cannot start: what it says, and how it ends."""

import os
import socket
import subprocess
import sys
from pathlib import Path


def starting(folder: Path, **told: object) -> subprocess.Popen[str]:
    """Begin to serve with some settings, without tokens."""
    settings = {f"RATCHET_{name}": str(value) for name, value in told.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "ratchet_cli", "serve"],
        cwd=folder,
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_port_that_is_taken_is_named_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, starting(tmp_path, PAGES_PORT=taken.getsockname()[1]) as one:
        _, said = one.communicate(timeout=240)
        port = taken.getsockname()[1]
    what = f"ratchet: The pages cannot be served on 127.0.0.1:{port}: Address already in use."
    remedy = "Stop what has that port, or set RATCHET_PAGES_PORT to another."
    assert (one.returncode, said, list(tmp_path.iterdir())) == (2, f"{what} {remedy}\n", [])
