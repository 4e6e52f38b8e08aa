"""What a model gave to tools of others, and what these repeated, leaves a database with whom it repeats."""

import pytest
from asked_of_ratchet import CURE, POLICY, Company
from ratchet_core.basis.instants import MINUTE
from ratchet_core.vocabulary.events import ChannelErased, Event, MessageDeleted, PersonErased
from ratchet_postgres import connect
from ratchet_postgres.erasing import due_because_of
from server import Server
from test_housekeeping import cleared, decided, difference, everything, in_database
from test_words_given_elsewhere import NOTE, echoing, telling_them

COMPANY = Company(telling_them, elsewhere=echoing())
COMPANY.ask("what was done about QueueStuck?", channel="C2", person="U1")
LOG = [event for event, _ in COMPANY.log]
LATER = COMPANY.now + MINUTE


@pytest.mark.parametrize(
    "gone",
    [
        PersonErased("gone", LATER, "U2"),
        ChannelErased("gone", LATER, "C1"),
        MessageDeleted("gone", LATER, "C1", NOTE),
    ],
    ids=lambda one: type(one).__name__,
)
def test_nothing_of_it_is_left(server: Server, gone: Event) -> None:
    async def work(url: str) -> tuple[bool, bool, tuple[str, ...]]:
        await decided(url, LOG, POLICY)
        held = CURE in await everything(url)
        await decided(url, [gone], POLICY)
        async with await connect(url) as conn:
            while due := await due_because_of(conn, "gone"):
                await decided(url, due, POLICY)
        await cleared(url)
        return held, CURE in await everything(url), await difference(url)

    assert in_database(server, work) == (True, False, ())
