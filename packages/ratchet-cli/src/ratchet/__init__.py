"""`python -m ratchet` is the `ratchet` command; everything else is in `ratchet_cli`."""
