"""`ratchet serve`: the only place that names every adapter, and wires them to one service."""
