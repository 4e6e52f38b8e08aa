"""The files that people write, and what a channel's own history says of it."""
