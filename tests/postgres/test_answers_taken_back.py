"""Where words are taken back that a model's answer has, no row has them any more, and nothing is left aside."""

import asyncio
from collections.abc import Sequence

import pytest
from histories import replayed
from ratchet_core.contract.playbook import Playbook
from ratchet_core.domain.policy import Mode
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Turn
from ratchet_core.vocabulary.events import Event, MessageDeleted, PersonErased
from ratchet_postgres import check, connect
from server import Server
from test_housekeeping import cleared, decided, difference, everything, in_database
from test_model_answers import AFTERWARDS, NOTED, ON_HOST, from_quote, on_host, said_in

POLICY, _ = said_in(Mode.LIVE)


class Noting(MemoryStore):
    """A store that notes which events it hears."""

    def __init__(self) -> None:
        super().__init__(POLICY)
        self.heard: list[Event] = []

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Commit turns, and note their events."""
        self.heard += [one.event for one in turns]
        await super().commit(turns)


def heard(playbook: Playbook, *more: Event) -> list[Event]:
    """Return all that is heard in a conversation and after it."""
    store = Noting()
    asyncio.run(playbook.play(store, store.outbox))
    replayed(store, more)
    return store.heard


@pytest.mark.parametrize(
    ("playbook", "event"),
    [
        (on_host(), MessageDeleted("gone", AFTERWARDS, "C1", ON_HOST.ts)),
        (from_quote(Mode.LIVE), MessageDeleted("gone", AFTERWARDS, "C1", NOTED.ts)),
        (from_quote(Mode.LIVE), PersonErased("erased", AFTERWARDS, "U2")),
    ],
    ids=["its question", "what a runbook quotes", "whom a runbook quotes"],
)
def test_no_row_has_words_of_what_was_taken_back(server: Server, playbook: Playbook, event: Event) -> None:
    events = heard(playbook, event)

    async def work(url: str) -> tuple[bool, list[object], tuple[str, ...], bool]:
        await decided(url, events, POLICY)
        before = await everything(url)
        await cleared(url)
        async with await connect(url) as conn:
            aside = await (await conn.execute("select event from event_parked")).fetchall()
            problems: list[object] = [*await check(conn), *aside]
        return "xyzzy" in before, problems, await difference(url), "xyzzy" in await everything(url)

    assert in_database(server, work) == (True, [], (), False)
