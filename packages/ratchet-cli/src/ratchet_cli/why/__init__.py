"""`ratchet why`: how one decision came about."""
