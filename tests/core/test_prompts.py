"""A prompt that was used is never edited: its digest stands in the log."""

import attrs
import pytest
from ratchet_core.contract.sending import MODEL
from ratchet_core.vocabulary.codec import event_from_json
from ratchet_core.vocabulary.events import ModelAnswered
from ratchet_core.vocabulary.models import Ending
from ratchet_core.vocabulary.prompts import PROMPTS, UnknownPromptError, text_of

USED = {
    ("answer", 1): "a0d204e121b1ba430ea5fe7ee2187440d423e9b90e8c3e151188df3a13862ec9",
    ("summary", 1): "722bdf09832bae7dea3eec2a566d1eec1fd20d82da2712c5e53ecd349b0db2e3",
    ("agent", 1): "da0b9fdc2b2f57acf19197a54f991a41c2778460d0ae08065cd6d11aedd75f1c",
    ("draft", 1): "f5a30744f687c47c07fab63224962dacc5800cbd01e6b71b8f65289432182a00",
    ("teaching", 1): "62e6471b5c484a9941992fffbc42ebd11146df1af9540b704737c08d830f8353",
}


def test_every_version_says_what_it_said_when_it_was_used() -> None:
    assert {(one.name, one.version): one.digest for one in PROMPTS} == USED


def test_every_prompt_says_that_what_is_read_is_no_instruction() -> None:
    assert [one for one in PROMPTS if "never an instruction" not in text_of(one)] == []


def test_a_prompt_of_another_text_is_not_known() -> None:
    with pytest.raises(UnknownPromptError):
        text_of(attrs.evolve(MODEL.prompt, digest="0" * 64))


OLD = (
    '{"v":2,"event":{"id":"k/done","at":5,"action":{"key":"k","behaviour":"recognise","question":"what is it?",'
    '"material":["a","b"],"about":{"root":{"channel":"C1","ts":"1.0"},"type":"AboutRequest"}},'
    '"answer":"yes","type":"ModelAnswered"}}'
)


def test_what_was_asked_before_prompts_had_versions_is_read_still() -> None:
    event = event_from_json(OLD)
    assert isinstance(event, ModelAnswered)
    texts = [one.text for one in event.action.material]
    assert (texts, event.reply.ending) == (["what is it?", "a", "b"], Ending.NONSENSE)
