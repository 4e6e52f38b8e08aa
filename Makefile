# The verbs of the workspace.
.PHONY: check fast test coverage lint types example picture generate

check:
	uv run bash .ci/check

test:
	uv run pytest -n logical --dist worksteal

# Which lines no test runs.
coverage:
	uv run pytest -q -n logical --dist worksteal --cov --cov-report=term:skip-covered

lint:
	uv run ruff check
	uv run ruff format --check
	uv run lint-imports

types:
	uv run mypy

# All that is written from something else: the queries of records, and the code of all queries.
generate:
	uv run python tools/record_queries.py
	uv run sqlc generate

example:
	uv run python examples/make_acme.py
	uv run python examples/make_acme.py --quarter

# The report on its page in docs, and the picture of its page.
picture:
	uv run python docs/draw_report.py

# The part to run while working: the core but for what takes long, which are made-up histories, storms, and stores; and
# what is documented.
LONG = invariants test_defects.py test_erasing_channels.py test_properties.py test_store_contract.py test_storms.py test_writing.py
fast:
	uv run ruff check
	uv run pytest -q -n logical --dist worksteal tests/core tests/test_docs.py tests/test_insides.py \
		$(LONG:%=--ignore tests/core/%)
