"""Questions that continue each other are shown, and opened again, as one request."""

from histories import EVERYTHING, INTRODUCTIONS, START, replayed, said
from ratchet_cli.listings.help_requests import shown_request
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND
from ratchet_core.domain import HelpState, MessageRef
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.help_requests import requests
from ratchet_core.vocabulary.events import HelpRequestReopened

FIRST = said(START, "C1", "U1", "how do I reach the staging cluster?")
SECOND_PART = said(START + 30 * SECOND, "C1", "U1", "and who may log in there?")
ANSWER = said(START + 5 * MINUTE, "C1", "U2", "ask the gateway", SECOND_PART.ts)
THANKS = said(START + 6 * MINUTE, "C1", "U1", "thanks, that works!", SECOND_PART.ts)


def known() -> MemoryStore:
    store = MemoryStore(Policy(default=EVERYTHING))
    replayed(store, [*INTRODUCTIONS, FIRST, SECOND_PART, ANSWER, THANKS])
    return store


def test_a_request_is_shown_with_its_parts() -> None:
    reader = MemoryReader(known())
    request = reader.request(MessageRef("C1", FIRST.ts))
    assert request is not None
    record = shown_request(reader, request)
    assert [part["said"] for part in record["question"]] == [FIRST.text, SECOND_PART.text]  # type: ignore[attr-defined]


def test_opening_a_request_again_opens_the_whole() -> None:
    store = known()
    replayed(store, [HelpRequestReopened("again", START + HOUR, "C1", FIRST.ts, "U1")])
    assert [one.state for one in requests(MemoryReader(store))] == [HelpState.ANSWERED]
