"""What a service counts in its database is what stands in the same state in a file."""

import asyncio
from pathlib import Path

from ratchet_cli.places.opening import opened
from ratchet_cli.serve.reports import DatabaseReports
from ratchet_core.basis.instants import DAY
from ratchet_core.queries.toil.telling import counted_toil
from ratchet_core.vocabulary.actions import AboutPerson, CountToil, Wanted
from ratchet_core.zone_table import zone_named


def test_a_database_is_counted_as_a_state_is(acme_copy: str, state: Path) -> None:
    with opened(state, None) as place:
        reader = place.reader()
        until, policy = reader.now(), reader.directory().policy
        person = Wanted("U05LARS00")
        about = AboutPerson(person.person)
        asked = CountToil("k", "digest", "C1", about, until - 21 * DAY, until, None, None, ("C05DEPLOYS",), person)
        told = counted_toil(reader, asked, zone_named)
    counted = asyncio.run(DatabaseReports(acme_copy, policy, lambda: until).count(asked))
    assert (counted, counted.incidents.now > 0) == (told, True)
