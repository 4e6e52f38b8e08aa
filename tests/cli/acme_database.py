"""The example workspace in a database, made once for a run of the tests and copied for each."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from filled import decided
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_core.settings.policy_file import written
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event
from server import Server

ROOT = Path(__file__).parents[2]
ACME = "ratchet_acme"
_ANY_LOCK = 7_228_401


@contextmanager
def a_copy(server: Server, template: str) -> Iterator[str]:
    """Give the URL of a database that is a copy of another."""
    place = server.database(template)
    with asyncio.Runner() as runner:
        url = runner.run(place.__aenter__())
        try:
            yield url
        finally:
            runner.run(place.__aexit__(None, None, None))


def keep_acme(server: Server, policy_file: Path) -> None:
    """Make the database with the example, unless another process has, and write its policy to a file."""
    log: list[tuple[Event, Decision]] = []
    request = SimulationRequest(ROOT / "examples/acme.zip", organisation=ROOT / "examples/organisation.toml")
    outcome = simulate(request, lambda *_: None, [lambda event, decision: log.append((event, decision))])
    policy_file.write_text(written(outcome.policy, outcome.notes))
    with psycopg.connect(server.url, autocommit=True) as conn:
        conn.execute("select pg_advisory_lock(%s)", [_ANY_LOCK])
        if conn.execute("select from pg_database where datname = %s", [ACME]).fetchone() is None:
            conn.execute("create database ratchet_acme template ratchet_template strategy file_copy")
            asyncio.run(decided(server.of(ACME), outcome.policy, [event for event, _ in log]))
