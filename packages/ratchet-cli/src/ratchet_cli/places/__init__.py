"""Where commands read and change things: a saved state, or a database."""
