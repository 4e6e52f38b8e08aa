"""`ratchet db`, `inbox`, `outbox`, `import` and `replay`: the commands that need a database."""
