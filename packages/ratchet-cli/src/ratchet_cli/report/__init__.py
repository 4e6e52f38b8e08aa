"""`ratchet report`: where the hours went, laid out for a terminal and as JSON."""
