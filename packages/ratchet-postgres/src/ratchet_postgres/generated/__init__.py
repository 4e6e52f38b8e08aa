"""The queries of `queries/` as functions. Do not edit: `make generate` writes it."""
