"""A Slack to test against: what it keeps, what it refuses, and what goes wrong on the way to it."""
