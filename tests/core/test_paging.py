"""A list with a limit is the beginning of the list without one, and reads little of what there is."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from histories import INTRODUCTIONS, POLICY, START, firing, histories, posted, replayed, said
from hypothesis import HealthCheck, given, settings
from ratchet_core.basis.instants import MINUTE, SECOND, ts_of
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries import paging
from ratchet_core.queries.help_requests import request_entries, requests, requests_that
from ratchet_core.queries.incidents import incidents
from ratchet_core.queries.notifications import notifications
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageSeen

LISTS: list[Callable[..., Sequence[Any]]] = [incidents, notifications, request_entries]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    monkeypatch.setattr(paging, "LEAST", 1)


def after(events: Sequence[Event]) -> Reader:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return MemoryReader(store)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_a_list_with_a_limit_is_the_beginning_of_the_whole(history: list[Event]) -> None:
    reader = after(history)
    for listed in LISTS:
        whole = listed(reader)
        assert [listed(reader, limit=most) for most in range(1, 8)] == [whole[:most] for most in range(1, 8)]


def asks(second: int, text: str) -> MessageSeen:
    return said(START + second * SECOND, "C2", "U1", text)


FIRST = [asks(0, "how do I rotate the ledger key?"), asks(100, "and who owns it?"), asks(190, "is it urgent?")]
OTHERS = [said(START + second * SECOND, "C1", "U2", "how do I restart it?") for second in (5, 50, 120, 150, 160)]


def test_a_request_stands_where_it_began_though_its_parts_are_on_several_pages() -> None:
    reader = after(sorted([*FIRST, *OTHERS], key=lambda one: one.at))
    last = request_entries(reader, limit=99)[-1]
    assert (last.request.root.ts, last.question) == (ts_of(START), "\n".join(one.text for one in FIRST))


def test_what_is_listed_as_so_is_the_same_as_all_that_are_so() -> None:
    reader = after(sorted([*FIRST, *OTHERS], key=lambda one: one.at))
    assert requests_that(reader) == requests(reader)[::-1]


def test_a_question_whose_beginning_was_deleted_begins_a_request() -> None:
    gone = MessageDeleted("gone", START + 10 * MINUTE, "C2", ts_of(START))
    reader = after([*FIRST, *OTHERS, gone])
    assert [one.request for one in request_entries(reader, limit=99)] == requests(reader)[::-1]


def test_little_is_read_for_the_latest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    fired = [
        posted(START + number * MINUTE, "C1", firing(f"Queue{chr(65 + number)}Stuck ledger")) for number in range(9)
    ]
    reader = after(fired)
    read: list[int] = []
    ask = reader.incidents

    def counted(*keys: Any, **page: Any) -> Any:  # noqa: ANN401 - as the reader has it
        found = ask(*keys, **page)
        read.append(len(found))
        return found

    monkeypatch.setattr(reader, "incidents", counted)
    assert (len(incidents(reader, limit=2)), read) == (2, [2])
