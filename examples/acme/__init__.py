"""Acme, a company that does not exist: its people, services and alerts, and what they write in Slack."""
