"""Slack for ratchet: message payloads and workspace exports become events of the core."""
