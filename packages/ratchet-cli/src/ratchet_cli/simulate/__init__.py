"""`ratchet simulate`: a Slack export through the core, with a report of it."""
