"""What ratchet does, one behaviour a module; each is a pure function from a snapshot and an event to a decision."""
