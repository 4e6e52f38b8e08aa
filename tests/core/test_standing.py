"""Who asked and who answered, as of then: a member of the team that owns the channel, or a customer."""

import pytest
from histories import INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.instants import DAY, MINUTE
from ratchet_core.domain import HelpRequest, OwnedKind, Standing
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import Event, MemberJoined, OwnerChanged, PersonSeen, TeamNamed
from world import world_of

QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")
ORGANISATION: list[Event] = [
    TeamNamed("team", 0, "a", "A"),
    OwnerChanged("owner", 0, OwnedKind.CHANNEL, "C1", "a"),
    MemberJoined("in/2", 0, "U2", "a"),
    MemberJoined("in/1", START + DAY, "U1", "a"),
    PersonSeen("U9/seen", 0, "U9", "Guest", external=True),
    MemberJoined("in/9", 0, "U9", "a"),
]


def request_after(*events: Event, organisation: list[Event] = ORGANISATION) -> HelpRequest:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *sorted([*organisation, *events], key=lambda one: one.at)])
    return list(world_of(store).requests.values())[-1]


def reply(person: str, after: int = MINUTE) -> Event:
    return said(START + after, "C1", person, "try the rotate job", QUESTION.ts)


def test_who_joined_the_team_later_was_a_customer_when_they_asked() -> None:
    assert request_after(QUESTION).asked_as is Standing.CUSTOMER


def test_who_asks_after_joining_is_a_member() -> None:
    later = said(START + 2 * DAY, "C1", "U1", "how do I rotate the other key?")
    assert request_after(QUESTION, later).asked_as is Standing.MEMBER


def test_where_nobody_owns_the_channel_nobody_is_told_apart() -> None:
    request = request_after(QUESTION, reply("U3"), organisation=[])
    assert (request.asked_as, request.first_response_at) == (None, START + MINUTE)


@pytest.mark.parametrize(("person", "responded"), [("U2", True), ("U3", False), ("U9", False)])
def test_the_first_response_is_a_members(person: str, responded: bool) -> None:
    request = request_after(QUESTION, reply(person))
    assert (request.first_response_at is not None, request.replies) == (responded, 1)


def test_a_reply_that_arrives_before_its_question_counts_as_it_would_after_it() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *ORGANISATION[:3], reply("U3"), reply("U2", 2 * MINUTE), QUESTION])
    assert [one.first_response_at for one in world_of(store).requests.values()] == [START + 2 * MINUTE]
