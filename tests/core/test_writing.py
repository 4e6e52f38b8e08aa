"""JSON is written byte for byte as cattrs and `json.dumps` would write it."""

import json
from typing import Any, TypeAlias, get_args

import attrs
import pytest
from histories import INTRODUCTIONS, POLICY, histories, replayed
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content
from ratchet_core.domain.records import KINDS
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.changes import Change
from ratchet_core.vocabulary.codec import VERSION, converter, decision_to_json, event_to_json
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event, MessageSeen
from ratchet_core.vocabulary.writing import bare_writer_of, lean_writer_of, writer_of

Kind: TypeAlias = Any
VOCABULARY = [*get_args(Event), *get_args(Change), *get_args(Action)]


def by_cattrs(name: str, value: object, kind: Kind) -> str:
    """Return the line that cattrs and `json.dumps` give."""
    return json.dumps({"v": VERSION, name: converter().unstructure(value, kind)}, separators=(",", ":"))


@pytest.mark.parametrize("kind", VOCABULARY, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_every_class_of_the_vocabulary_is_written_as_cattrs_writes_it(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    plain = json.dumps(converter().unstructure(value, kind), separators=(",", ":"))
    assert writer_of(kind)(value) == plain


@settings(deadline=None)
@given(data=st.data())
def test_every_decision_is_written_as_cattrs_writes_it(data: st.DataObject) -> None:
    decision = data.draw(st.from_type(Decision))
    assert decision_to_json(decision) == by_cattrs("decision", decision, Decision)


@settings(deadline=None)
@given(data=st.data())
def test_every_event_is_written_as_cattrs_writes_it(data: st.DataObject) -> None:
    event = data.draw(st.one_of(*map(st.from_type, get_args(Event))))
    assert event_to_json(event) == by_cattrs("event", event, Event)


@settings(deadline=None)
@given(histories())
def test_the_decisions_of_a_history_are_written_as_cattrs_writes_them(history: list[Event]) -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *history])
    assert [(event_to_json(event), decision_to_json(decision)) for event, decision in heard] == [
        (by_cattrs("event", event, Event), by_cattrs("decision", decision, Decision)) for event, decision in heard
    ]


def test_a_type_that_is_not_foreseen_is_refused() -> None:
    odd = attrs.make_class("Odd", {"share": attrs.field(type=complex)}, frozen=True)
    with pytest.raises(attrs.exceptions.NotAnAttrsClassError):
        writer_of(odd)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_what_is_written_lean_is_read_as_the_same_event(kind: Kind, data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    assert converter().structure(json.loads(lean_writer_of(Event)(event)), Event) == event


def test_a_lean_event_says_nothing_that_a_reader_knows_and_nothing_that_is_kept_beside_it() -> None:
    seen = MessageSeen("C1/1.0", 1, "C1", "1.0", None, None, "down", Bot("B1"), Content("down", title="x"))
    assert lean_writer_of(Event, without=("id", "at"))(seen) == (
        '{"channel":"C1","ts":"1.0","thread":null,"person":null,"text":"down","bot":{"id":"B1"},'
        '"content":{"text":"down","title":"x"},"type":"MessageSeen"}'
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_a_reader_fills_in_what_is_nothing(kind: Kind, data: st.DataObject) -> None:
    """And only that is left out: what a database makes of any other field is there."""
    value = data.draw(st.from_type(kind))
    bare, whole = json.loads(bare_writer_of(kind)(value)), converter().unstructure(value, kind)
    left_out = [whole[name] for name in whole if name not in bare]
    assert converter().structure(bare, kind) == value
    assert [one for one in left_out if one is not None and len(one)] == []
