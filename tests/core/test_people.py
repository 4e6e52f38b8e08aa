"""Who people are decides what they may do; who can be called together is remembered."""

import pytest
from histories import INTRODUCTIONS, POLICY, START, replayed
from ratchet_core.domain import Group, Person
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ChannelConfigured, Event, GroupSeen, PersonSeen

REMEMBERED = (Reason("organisation", Why.REMEMBERED),)
ON_CALL = GroupSeen("g", START, "S1", "oncall", ("U2", "U1"))


def last(*events: Event) -> Decision:
    return replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])[-1][1]


def test_a_person_is_remembered_with_all_marks() -> None:
    seen = PersonSeen("p", 0, "U5", "Eve", external=True, active=False, bot=True, guest=True)
    person = Person("U5", "Eve", external=True, active=False, bot=True, guest=True)
    assert last(seen) == Decision((Put(person),), (), REMEMBERED)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (PersonSeen("p", 0, "U5", "Eve", external=False), Why.REMEMBERED),
        (PersonSeen("p", 0, "U5", "Eve", external=True), Why.NOT_ALLOWED),
        (PersonSeen("p", 0, "U5", "Eve", external=False, guest=True), Why.NOT_ALLOWED),
        (PersonSeen("p", 0, "U5", "Eve", external=False, active=False), Why.NOT_ALLOWED),
        (PersonSeen("p", 0, "U5", "Eve", external=False, bot=True), Why.NOT_ALLOWED),
        (PersonSeen("p", 0, "U6", "somebody else", external=False), Why.NOT_ALLOWED),
    ],
)
def test_only_active_people_of_the_company_change_what_it_keeps(person: PersonSeen, why: Why) -> None:
    assert last(person, ChannelConfigured("c", START, "C1", POLICY.default, "U5")).reasons[0].why is why


def test_a_group_is_remembered_with_its_members() -> None:
    group = Group("S1", "oncall", ("U1", "U2"), START)
    assert last(ON_CALL) == Decision((Put(group),), (), REMEMBERED)


def test_the_later_news_of_a_group_holds_whatever_is_heard_last() -> None:
    assert last(ON_CALL, GroupSeen("before", START - 1, "S1", "oncall", ())).changes == ()
