"""The files that people give and ask for, and what the environment says."""
