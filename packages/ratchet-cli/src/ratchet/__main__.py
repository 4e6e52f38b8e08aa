"""`python -m ratchet` is the `ratchet` command."""

from ratchet_cli.__main__ import run

if __name__ == "__main__":
    run()
