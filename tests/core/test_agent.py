"""What is asked of ratchet in words is looked into by a model, step by step, as conversations."""

import asyncio

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.answering import Answer, ended
from ratchet_core.contract.playbook import Playbook, answered, does, done, passes, ran, refused, silence, wants
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.domain import MessageRef, Source
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.rules.inquiries import MOST_ASKED
from ratchet_core.vocabulary.actions import AskModel, PostMessage, RunTools, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelUnarchived,
    DirectMessageSeen,
    Event,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    PersonErased,
    PersonSeen,
    TimePassed,
)
from ratchet_core.vocabulary.models import Argument, Ending, Material, Quotation, Statement, ToolCall, ToolResult

ASKING = attrs.evolve(EVERYTHING, model_agent=Mode.LIVE)
POLICY = Policy(default=ASKING)
CALL = Mentioned("call", START, "C1", "5.0", None, "U1", "@ratchet who owns ledger?")
DIRECT = DirectMessageSeen("direct", START, "D1", "5.0", None, "U1", "who owns ledger?")
PLACE = ToolResult("", (Material("1.1", "place", "The question was asked in #c1.", Source(), ("C1",)),))
OWNER = ToolCall("owner", (Argument("name", "ledger"),))
OWNS = Material("2.1", "owner", "ledger is owned by Payments.", Source(), ("C1",))
OWNED = ToolResult("the owner of ledger", (OWNS,))
SAYS = Statement("Payments owns ledger.", (Quotation("2.1", "ledger is owned by Payments"),))
SAID, HERE, LATE = does(PostMessage, says="Looking into it"), does(RunTools, calls=(ToolCall("here"),)), does(WakeMe)
ASK, LOOK = does(AskModel), does(RunTools, calls=(OWNER,))
GAVE_UP = does(UpdateMessage, ts="9.5", says="I could not find out.")


def taken_up(call: Event = CALL, policy: Policy = POLICY, given: list[Event] = INTRODUCTIONS) -> Playbook:
    return Playbook(policy, given) >> call << SAID << HERE << LATE >> is_posted("9.5") << silence


def asked(call: Event = CALL) -> Playbook:
    return taken_up(call) >> ran(PLACE) << ASK


def looked(call: Event = CALL) -> Playbook:
    seen = asked(call) >> wants(OWNER) << LOOK >> ran(OWNED)
    return seen << does(UpdateMessage, ts="9.5", says="I looked at the owner of ledger.") << ASK >> done << silence


@pytest.mark.parametrize("call", [CALL, DIRECT])
def test_a_question_is_looked_into_step_by_step_and_its_answer_takes_the_place_of_what_was_said(call: Event) -> None:
    assert looked(call) >> answered(SAYS) << does(UpdateMessage, ts="9.5", says="Payments owns ledger.")


def test_a_model_reads_the_question_and_what_was_found_and_is_offered_tools() -> None:
    question = Material("question", "question", CALL.text, Source(MessageRef("C1", "5.0")), ("C1",), ("U1",))
    assert taken_up() >> ran(PLACE) << does(AskModel, material=(question, *PLACE.pieces), person="U1", thread="5.0")


@pytest.mark.parametrize(
    "said_by_model",
    [
        Statement("Payments owns ledger.", ()),
        Statement("Payments owns ledger.", (Quotation("question", CALL.text),)),
        Statement("Payments owns ledger.", (Quotation("7.1", "ledger is owned by Payments"),)),
        Statement("Payments owns ledger.", (Quotation("2.1", "ledger is owned by Platform"),)),
        Statement("Payments owns ledger since 2019.", (Quotation("2.1", "ledger is owned by Payments"),)),
        Statement("Payments owns ledger, ask @here.", (Quotation("2.1", "ledger is owned by Payments"),)),
        Statement("See https://evil.example for ledger.", (Quotation("2.1", "ledger is owned by Payments"),)),
    ],
)
def test_what_no_piece_bears_out_is_not_said_and_it_is_said_what_was_looked_at(said_by_model: Statement) -> None:
    assert looked() >> answered(said_by_model) << does(UpdateMessage, says="I looked at the owner of ledger.")


def test_where_there_is_no_model_ratchet_says_what_it_says_without_one() -> None:
    assert (
        asked()
        >> refused("No model is set up.")
        << does(UpdateMessage, ts="9.5", says="I have no model to look into that. This is what I can do:")
    )


def test_where_a_model_does_not_answer_later_it_is_said_what_was_looked_at() -> None:
    assert looked() >> refused("It is gone.") << GAVE_UP >> done << silence >> passes(minutes=9) << silence


def test_whoever_asks_is_answered_also_where_nothing_comes_of_it_in_time() -> None:
    assert taken_up() >> passes(minutes=5) << GAVE_UP >> done << silence


def test_a_model_that_never_ends_is_not_asked_for_ever() -> None:
    playbook = asked()
    for step in range(1, MOST_ASKED):
        found = ToolResult(f"look {step}", (attrs.evolve(OWNS, name=f"{step + 1}.1"),))
        last = step == MOST_ASKED - 1
        playbook = playbook >> wants(OWNER) << LOOK >> ran(found) << does(UpdateMessage, says=f"look {step}")
        playbook = playbook << (does(AskModel, tools=()) if last else ASK) >> done << silence
    assert playbook >> wants(OWNER) << GAVE_UP


def test_what_comes_of_it_is_a_message_of_its_own_where_the_first_could_not_be_posted() -> None:
    lost = Playbook(POLICY, INTRODUCTIONS) >> CALL << SAID << HERE << LATE >> refused("channel is full") << silence
    seen = lost >> ran(PLACE) << ASK >> wants(OWNER) << LOOK >> ran(OWNED) << ASK
    assert seen >> answered(SAYS) << does(PostMessage, thread="5.0", says="Payments owns ledger.")


def test_an_answer_that_is_there_first_takes_the_place_of_what_was_said_once_that_is_posted() -> None:
    early = Playbook(POLICY, INTRODUCTIONS) >> CALL << SAID << HERE << LATE
    assert (
        early >> passes(minutes=5) << silence >> is_posted("9.5") << does(UpdateMessage, says="I could not find out.")
    )


def test_an_answer_whose_edit_is_refused_is_posted() -> None:
    edited = looked() >> answered(SAYS) << does(UpdateMessage, ts="9.5", says="Payments owns ledger.")
    assert edited >> refused("message_not_found") << does(PostMessage, thread="5.0", says="Payments owns ledger.")


@pytest.mark.parametrize(
    ("policy", "call", "before"),
    [
        (Policy(default=attrs.evolve(ASKING, model_agent=Mode.OFF)), CALL, []),
        (POLICY, attrs.evolve(CALL, text="@ratchet status"), []),
        (POLICY, attrs.evolve(CALL, text="@ratchet"), []),
        (POLICY, attrs.evolve(CALL, text="@ratchet thanks a lot!"), []),
        (POLICY, CALL, [PersonSeen("out", 1, "U1", "una", external=True)]),
    ],
)
def test_where_it_is_off_or_nothing_is_asked_no_model_is(policy: Policy, call: Mentioned, before: list[Event]) -> None:
    plain = Playbook(policy, [*INTRODUCTIONS, *before]) >> call
    assert plain << does(PostMessage, thread="5.0") >> is_posted("9.5") << silence


def test_in_shadow_it_is_answered_as_without_a_model_and_recorded_what_one_would_have_said() -> None:
    shadow = Policy(default=attrs.evolve(ASKING, model_agent=Mode.SHADOW))
    plain = Playbook(shadow, INTRODUCTIONS) >> CALL << does(PostMessage, says="This is what I can do:") << HERE << LATE
    seen = plain >> is_posted("9.5") << silence >> ran(PLACE) << ASK >> wants(OWNER) << LOOK >> ran(OWNED) << ASK
    assert seen >> answered(SAYS) << silence(Why.SHADOW, by="agent")


def test_each_call_in_a_thread_is_answered() -> None:
    again = attrs.evolve(CALL, id="again", ts="5.5", thread="5.0", at=START + MINUTE)
    assert looked() >> answered(SAYS) << does(UpdateMessage) >> done << silence >> again << SAID << HERE << LATE


def test_a_budget_that_is_spent_is_kept() -> None:
    poor = Policy(default=ASKING, model_cents_per_person_hour=4)
    spent = taken_up(policy=poor) >> ran(PLACE)
    assert spent << does(UpdateMessage, ts="9.5", says="is spent for now. This is what I can do:")


def test_what_no_model_answers_with_sense_is_given_up() -> None:
    assert looked() >> ended(Ending.NONSENSE) << GAVE_UP


ROOT = posted(START - HOUR, "C1", firing("QueueStuck ledger"))
NOTE = said(START - 30 * MINUTE, "C1", "U2", "restart the consumer of the queue", ROOT.ts)
WROTE = ToolResult(
    "the last incidents of QueueStuck",
    (Material("2.1", "note", NOTE.text, Source(MessageRef("C1", NOTE.ts)), ("C1",), ("U2",)),),
)
HELPS = Statement("Restart the consumer of the queue.", (Quotation("2.1", NOTE.text),))
GONE = does(UpdateMessage, ts="9.5", says="What I quoted here was deleted")
AFTERWARDS = START + HOUR


def quoted(statement: Statement = HELPS) -> Playbook:
    asks = attrs.evolve(CALL, text="@ratchet how do I unstick the queue?")
    seen = taken_up(asks, given=[*INTRODUCTIONS, ROOT, NOTE]) >> ran(PLACE) << ASK >> wants(OWNER) << LOOK >> ran(WROTE)
    seen = seen << does(UpdateMessage, says="I looked at the last incidents") << ASK >> done << silence
    return seen >> answered(statement) << does(UpdateMessage, says="Restart the consumer") >> done << silence


@pytest.mark.parametrize(
    "event",
    [
        MessageDeleted("gone", AFTERWARDS, "C1", NOTE.ts),
        MessageEdited("edited", AFTERWARDS, "C1", NOTE.ts, ROOT.ts, "U2", "never mind"),
        PersonErased("erased", AFTERWARDS, "U2"),
    ],
)
def test_an_answer_loses_what_its_sources_do_not_say_any_more(event: Event) -> None:
    alarm = does(WakeMe, behaviour="erasure" if isinstance(event, PersonErased) else "agent")
    if isinstance(event, PersonErased):
        assert quoted() >> event << alarm >> passes(seconds=0) << does(WakeMe, behaviour="agent") << GONE
    else:
        assert quoted() >> event << alarm >> passes(seconds=0) << GONE >> done << silence


def test_words_that_could_not_be_taken_back_are_tried_again() -> None:
    gone = quoted() >> MessageDeleted("gone", AFTERWARDS, "C1", NOTE.ts) << does(WakeMe) >> passes(seconds=0) << GONE
    again = gone >> refused("rate limited") << does(WakeMe) >> passes(minutes=2) << GONE >> done << silence
    assert again >> passes(hours=5) << silence


CLOSED, OPENED = ChannelArchived("closed", START + 1, "C1"), ChannelUnarchived("opened", START + HOUR, "C1")
LEFT, JOINED = ChannelLeft("left", START + 1, "C1"), ChannelJoined("joined", START + HOUR, "C1")
FOUND = does(UpdateMessage, ts="9.5", says="Payments owns ledger.")


@pytest.mark.parametrize(("goes", "comes"), [(CLOSED, OPENED), (LEFT, JOINED)])
def test_what_came_of_it_while_nothing_could_be_said_is_said_once_that_is_so_again(goes: Event, comes: Event) -> None:
    away = looked() >> goes << silence >> passes(minutes=5) << does(WakeMe)
    assert away >> comes << silence >> passes(hours=2) << GAVE_UP >> done << silence >> passes(hours=9) << silence


def test_an_answer_that_was_given_up_on_its_way_is_given_again() -> None:
    given_up = looked() >> answered(SAYS) << FOUND >> CLOSED << silence
    back = given_up >> attrs.evolve(OPENED, at=START + MINUTE) << silence >> passes(minutes=5)
    assert back << FOUND >> done << silence >> passes(hours=9) << silence


def test_whoever_does_not_come_back_is_looked_for_ever_less_often() -> None:
    store = MemoryStore(POLICY)
    asyncio.run((looked() >> LEFT << silence).play(store, store.outbox))
    heard = replayed(store, [said(START + 30 * DAY, "C2", "U1", "good morning")])
    looks = [event.at for event, _ in heard if isinstance(event, TimePassed)]
    assert (10 < len(looks) < 40, looks[2] - looks[1]) == (True, HOUR)


def test_words_of_somebody_who_was_erased_meanwhile_are_not_said() -> None:
    seen = taken_up(given=[*INTRODUCTIONS, ROOT, NOTE]) >> ran(PLACE) << ASK >> wants(OWNER) << LOOK >> ran(WROTE)
    seen = seen << does(UpdateMessage, says="I looked at the last incidents") << ASK >> done << silence
    assert seen >> PersonErased("erased", START, "U2") << silence >> answered(HELPS) << GAVE_UP


@pytest.mark.parametrize("answer", [refused("No model is set up."), ended(Ending.TIMED_OUT)])
def test_why_something_fires_is_told_as_without_a_model_where_none_answers(answer: Answer) -> None:
    why = attrs.evolve(CALL, text="@ratchet why is this firing again?", thread=ROOT.ts)
    seen = taken_up(why, given=[*INTRODUCTIONS, ROOT]) >> ran(PLACE) << ASK >> answer
    assert seen << does(UpdateMessage, ts="9.5", says="Why: QueueStuck, incident 1")
