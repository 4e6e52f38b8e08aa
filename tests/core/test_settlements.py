"""How a help request ends and goes on: the later word of a person counts, in whatever order both are heard."""

from collections.abc import Sequence
from itertools import permutations

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.contract.playbook import Playbook, does
from ratchet_core.domain import HandOff, HelpRequest, HelpState, OwnedKind, Resolution, Settlement
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelLeft,
    Event,
    HelpRequestHandedOff,
    HelpRequestReopened,
    HelpRequestResolved,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
)

QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")
OWNED: list[Event] = [
    TeamNamed("t1", 0, "base", "Base"),
    TeamNamed("t2", 0, "money", "Money"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "base"),
    MemberJoined("m2", 0, "U2", "base"),
    MemberJoined("m5", 0, "U5", "money"),
    PersonSeen("p5", 0, "U5", "Eve", external=False),
    PersonSeen("p9", 0, "U9", "Guest", external=True),
]


def resolved(after: Instant, resolution: Resolution = Resolution.FIXED, by: str = "U2") -> HelpRequestResolved:
    return HelpRequestResolved(f"r/{after}/{by}", START + after, "C1", QUESTION.ts, resolution, by)


def reopened(after: Instant) -> HelpRequestReopened:
    return HelpRequestReopened(f"o/{after}", START + after, "C1", QUESTION.ts, "U1")


def handed(after: Instant, team: str, by: str = "U2") -> HelpRequestHandedOff:
    return HelpRequestHandedOff(f"h/{after}/{team}", START + after, "C1", QUESTION.ts, team, by)


def run(*events: Event, policy: Policy = POLICY) -> tuple[HelpRequest, Decision]:
    """Return the request after some events, and what was decided about the last of them."""
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, *OWNED, QUESTION, *events])
    (request,) = store.of_kind(HelpRequest)
    return request, next(decision for event, decision in reversed(heard) if event is events[-1])


def reasons(*events: Event) -> Sequence[Reason]:
    return run(*events)[1].reasons


BOTH = (resolved(HOUR, Resolution.DUPLICATE), resolved(2 * HOUR, Resolution.FIXED))


@pytest.mark.parametrize("events", list(permutations(BOTH)))
def test_of_two_words_on_how_it_ended_the_later_one_counts(events: tuple[Event, ...]) -> None:
    assert run(*events)[0].settlement == Settlement(Resolution.FIXED, "U2", START + 2 * HOUR)


def test_an_older_word_that_is_heard_later_is_passed_over_and_told_so() -> None:
    assert reasons(*reversed(BOTH)) == (Reason("handling", Why.NOTHING_TO_DO, "U2 said later that it is resolved"),)


def test_of_two_words_of_one_moment_the_one_heard_last_counts() -> None:
    events = resolved(HOUR, Resolution.DUPLICATE), resolved(HOUR, Resolution.DECLINED, by="U1")
    assert run(*events)[0].resolution is Resolution.DECLINED


def test_opening_again_counts_from_its_latest_moment() -> None:
    request = run(resolved(HOUR), reopened(3 * HOUR), resolved(4 * HOUR), reopened(2 * HOUR))[0]
    assert (request.reopened_at, request.state) == (START + 3 * HOUR, HelpState.OPEN)


def test_opening_again_takes_back_what_a_person_said() -> None:
    request = run(resolved(HOUR), reopened(2 * HOUR))[0]
    assert (request.settlement, request.reopened_at) == (None, START + 2 * HOUR)


def test_what_nobody_says_is_refused_with_what_people_do_say() -> None:
    assert reasons(resolved(HOUR, Resolution.TICK)) == (
        Reason(
            "handling",
            Why.IMPOSSIBLE,
            "tick is seen in the thread, nobody says it; say one of "
            "answered, declined, duplicate, fixed, incident, withdrawn",
        ),
    )


def test_a_question_that_is_handed_to_the_team_it_waits_for_is_so_without_a_word() -> None:
    _, decision = run(handed(HOUR, "base"))
    assert [one for one in decision.actions if isinstance(one, PostMessage)] == []


def test_hand_offs_are_kept_in_the_order_of_time() -> None:
    hand_offs = run(handed(3 * HOUR, "base"), handed(HOUR, "money"))[0].handed
    assert hand_offs == (HandOff("money", "U2", START + HOUR), HandOff("base", "U2", START + 3 * HOUR))


def test_a_hand_off_to_the_team_that_it_waits_for_already_is_nothing() -> None:
    assert reasons(handed(HOUR, "money"), handed(2 * HOUR, "money")) == (
        Reason("handling", Why.NOTHING_TO_DO, "it waits for Money already"),
    )


def test_a_hand_off_to_a_team_that_does_not_exist_tells_where_teams_are_shown() -> None:
    assert reasons(handed(HOUR, "nobody")) == (
        Reason("handling", Why.IMPOSSIBLE, "there is no team 'nobody'; `ratchet team list` shows those that there are"),
    )


RIGHTS = [
    pytest.param(handed(HOUR, "money", "U2"), Why.HANDED_OFF, id="the owner hands it off"),
    pytest.param(handed(HOUR, "money", "U1"), Why.NOT_ALLOWED, id="the asker hands it off"),
    pytest.param(resolved(HOUR, by="U1"), Why.REQUEST_RESOLVED, id="the asker resolves it"),
    pytest.param(resolved(HOUR, by="U3"), Why.NOT_ALLOWED, id="somebody else resolves it"),
    pytest.param(resolved(HOUR, by="U9"), Why.NOT_ALLOWED, id="a guest resolves it"),
]


@pytest.mark.parametrize(("event", "why"), RIGHTS)
def test_the_asker_says_how_it_ended_and_the_team_that_it_waits_for_says_everything(event: Event, why: Why) -> None:
    assert reasons(event)[0].why is why


@pytest.mark.parametrize("by", ["U5", "U2"])
def test_both_the_team_it_was_handed_to_and_the_owner_of_the_channel_say_how_it_ended(by: str) -> None:
    assert reasons(handed(MINUTE, "money"), resolved(HOUR, by=by))[0].why is Why.REQUEST_RESOLVED


def test_a_guest_who_asked_says_how_their_own_question_ended() -> None:
    asked = attrs.evolve(QUESTION, person="U9")
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *OWNED, asked, resolved(HOUR, by="U9")])
    assert [one.state for one in store.of_kind(HelpRequest)] == [HelpState.RESOLVED]


REMINDING = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE))


@pytest.mark.parametrize(("before", "reminded"), [((), True), ((resolved(MINUTE),), False)])
def test_a_hand_off_has_its_team_reminded_unless_the_question_is_resolved(
    before: tuple[Event, ...], *, reminded: bool
) -> None:
    decision = run(*before, handed(HOUR, "money"), policy=REMINDING)[1]
    assert any(isinstance(one, WakeMe) for one in decision.actions) is reminded


def test_a_hand_off_counts_where_ratchet_has_left_the_channel_and_says_nothing() -> None:
    request, decision = run(ChannelLeft("out", START + 1, "C1"), handed(HOUR, "money"))
    assert (request.team_at(START + DAY), decision.actions, [one.why for one in decision.reasons]) == (
        "money",
        (),
        [Why.HANDED_OFF, Why.NOT_JOINED],
    )


def test_a_hand_off_in_shadow_is_withheld_and_counts() -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, help_requests=Mode.SHADOW))
    request, decision = run(handed(HOUR, "money"), policy=policy)
    assert (request.team_at(START + DAY), len(decision.actions), len(decision.withheld)) == ("money", 0, 1)


def test_a_hand_off_tells_its_thread_who_it_is_for() -> None:
    assert (
        Playbook(REMINDING, [*INTRODUCTIONS, *OWNED, QUESTION])
        >> handed(HOUR, "money")
        << does(PostMessage, thread=QUESTION.ts, says="This question now waits for Money")
        << does(WakeMe)
    )
