"""`ratchet play`: a chat in a terminal, in which one person plays everybody and ratchet is itself."""
