"""What ratchet does, one behaviour a module, and a line for each in `table`."""
