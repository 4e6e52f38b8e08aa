"""Who looks at an alert is named on its card, also by an :eyes: on the card itself, as conversations."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.contract.answering import done
from ratchet_core.contract.expecting import Does, does, silence
from ratchet_core.contract.playbook import Playbook, passes
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import Look
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import Event, Installed, PersonSeen, ReactionAdded, ReactionRemoved

FIRED = posted(START, "C1", firing(ALERTS[0]))
AT = START + MINUTE
ON_ALERT = ReactionAdded("eyes", AT, "C1", FIRED.ts, None, "U1", "eyes")
ON_CARD = attrs.evolve(ON_ALERT, ts="1.5")
REFRESH = does(WakeMe, behaviour="refreshing")
SHOWN = (
    Playbook(POLICY, INTRODUCTIONS)
    >> FIRED
    << does(PostMessage, channel="C1")
    << does(WakeMe)
    >> is_posted("1.5")
    << silence
)


def says(*words: str) -> Does:
    return does(UpdateMessage, ts="1.5", says=words)


def off_again(event: ReactionAdded, by: int = 1) -> ReactionRemoved:
    return ReactionRemoved(f"{event.id}/off", event.at + by, event.channel, event.ts, None, event.person, event.name)


def last(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, *events])
    return store, next(decision for event, decision in heard if event == events[-1])


@pytest.mark.parametrize("event", [ON_ALERT, ON_CARD])
def test_whoever_looks_at_an_alert_or_at_its_card_is_named_on_the_card_at_once(event: ReactionAdded) -> None:
    assert (
        SHOWN
        >> event
        << REFRESH
        >> passes(seconds=0)
        << says("Looking at it: @U1.")
        >> done
        << silence
        >> off_again(event, MINUTE)
        << REFRESH
        >> passes(seconds=0)
        << does(UpdateMessage, ts="1.5")
        >> done
        << silence
    )


def test_a_look_in_the_thread_of_an_alert_counts_too() -> None:
    note = said(AT, "C1", "U2", "restarted it", FIRED.ts)
    store, _ = last(FIRED, note, attrs.evolve(ON_ALERT, ts=note.ts, at=AT + 1))
    assert [one.person for one in store.of_kind(Look)] == ["U1"]


def test_the_card_of_an_alert_that_is_held_names_who_looks_at_it_already() -> None:
    mild = posted(START, "C1", firing(ALERTS[0], "warning"))
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> mild
        << does(WakeMe)
        << does(WakeMe)
        >> ON_ALERT
        << silence
        >> passes(minutes=2)
        << does(PostMessage, says="Looking at it: @U1.")
    )


def test_many_people_are_counted() -> None:
    looks = [attrs.evolve(ON_ALERT, id=f"e/{number}", at=AT + number, person=f"P{number}") for number in range(7)]
    again = posted(AT + MINUTE, "C1", firing(ALERTS[0]))
    looking = SHOWN
    for look in looks:
        looking = looking >> look << REFRESH >> passes(seconds=0) << does(UpdateMessage, ts="1.5") >> done << silence
    assert looking >> again << says("Looking at it: @P0, @P1, @P2, @P3, @P4 and 2 more.")


def test_whoever_looked_at_an_earlier_incident_is_not_named_on_the_next() -> None:
    over = posted(START + 2 * MINUTE, "C1", resolved(ALERTS[0]))
    heard = replayed(
        MemoryStore(POLICY), [*INTRODUCTIONS, FIRED, ON_ALERT, over, posted(START + 9 * HOUR, "C1", firing(ALERTS[0]))]
    )
    post = [one.body for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)][-1]
    assert not [line for line in post.lines if "Looking" in getattr(line.pieces[0], "text", "")]


def test_what_was_taken_back_stays_so_in_whatever_order_it_is_heard() -> None:
    store, decision = last(FIRED, off_again(ON_ALERT), ON_ALERT)
    assert ([one.taken_back for one in store.of_kind(Look)], decision.reasons[-1]) == (
        [True],
        Reason("watchers", Why.NOTHING_TO_DO),
    )


NO_CARDS = Policy(default=attrs.evolve(POLICY.default, cards=Mode.OFF))
ROBOT = PersonSeen("b", 0, "U1", "a bot", external=False, bot=True)


@pytest.mark.parametrize(
    ("before", "policy", "reason"),
    [
        ([FIRED], NO_CARDS, Reason("watchers", Why.OFF)),
        ([FIRED, ROBOT], POLICY, Reason("watchers", Why.BOT_REPLY)),
        ([FIRED, Installed("i", 1, "T1", "U1", "B0")], POLICY, Reason("core", Why.OWN_DOING)),
        ([], POLICY, Reason("watchers", Why.ROOT_UNKNOWN)),
        ([said(START, "C1", "U2", "good morning")], POLICY, Reason("help_requests", Why.REACTION_WITHOUT_MEANING)),
    ],
)
def test_a_look_that_counts_for_nothing_has_its_reason(before: list[Event], policy: Policy, reason: Reason) -> None:
    store, decision = last(*before, ON_ALERT, policy=policy)
    assert (store.of_kind(Look), decision.actions, decision.reasons[-1]) == ([], (), reason)
