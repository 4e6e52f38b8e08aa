"""Every exact reader on its own examples, and on nothing else's."""

import pytest
from attrs import evolve
from ratchet_core.basis.content import Bot
from ratchet_core.recognise import recognise
from ratchet_core.recognise.tools import READERS, datadog, flagger, flux, netdata, pagerduty, sentry
from ratchet_core.recognise.tools.reader import BOT, Example

MODULES = (datadog, flagger, flux, netdata, pagerduty, sentry)
EXAMPLES = [(module.READER.name, example) for module in MODULES for example in module.EXAMPLES]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_reader_reads_its_example(name: str, example: Example) -> None:
    found = recognise(example.content, BOT)
    assert evolve(found, fingerprint="") == evolve(example.expected, reader=name)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_no_other_reader_reads_the_example(name: str, example: Example) -> None:
    assert [reader.name for reader in READERS if reader.reads(example.content, BOT)] == [name]


def test_every_registered_reader_has_examples() -> None:
    assert {reader.name for reader in READERS} == {name for name, _ in EXAMPLES}


def test_a_reader_left_out_leaves_its_messages_to_the_generic_reader() -> None:
    content = sentry.EXAMPLES[0].content
    assert recognise(content, Bot(id="B1"), without=frozenset({"sentry"})).reader == "generic"
