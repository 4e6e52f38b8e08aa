# The verbs of the workspace.
.PHONY: check test lint types example

check:
	uv run bash .ci/check

test:
	uv run pytest

lint:
	uv run ruff check
	uv run ruff format --check
	uv run lint-imports

types:
	uv run mypy

example:
	uv run python examples/make_acme.py
