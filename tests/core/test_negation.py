"""Whether words deny something, and which sentences a quotation has words of."""

import pytest
from ratchet_core.reading.negation import denies, sentences_with


@pytest.mark.parametrize(
    "text",
    [
        "Never restart the writer.",
        "don\u2019t restart it",
        "Dont restart it",
        "It works without a key.",
        "Bitte nicht neu starten",
        "Il n'est plus actif",
        "no lo reinicies",
        "Não reinicie",
        "再起動しないでください",
        "不要重启",
        "재시작하지 마세요",
    ],
)
def test_a_denial_is_seen(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize(
    "text",
    ["Restart the writer.", "No worries, restart it.", "Not only the writer: restart all", "another note", "1 % on"],
)
def test_what_denies_nothing_is_not_taken_for_a_denial(text: str) -> None:
    assert not denies(text)


def test_a_quotation_stands_for_the_whole_sentence_that_it_is_taken_from() -> None:
    assert sentences_with("restart it", "Never restart it. Look at db.prod first! Then restart it") == (
        "Never restart it. Then restart it"
    )
