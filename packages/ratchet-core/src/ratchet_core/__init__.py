"""ratchet's core: what happened goes in as an event, what to remember and what to do comes out as a decision."""
