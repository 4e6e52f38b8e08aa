"""`python -m ratchet_cli` is the `ratchet` command."""

from ratchet_cli.main import run

run()
