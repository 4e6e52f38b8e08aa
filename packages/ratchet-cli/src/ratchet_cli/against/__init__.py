"""What another policy would have changed: counted from an export or a log, and shown."""
