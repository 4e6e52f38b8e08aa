"""A long question is shown by the sentence that asks."""

import pytest
from ratchet_core.reading.gist import gist_of

NAMES = {"U1": "Ann", "U7ABC": "Lars"}


@pytest.mark.parametrize(
    ("text", "gist"),
    [
        ("how do I rotate the ledger key?", "how do I rotate the ledger key?"),
        (
            "Hi all! We moved to the new cluster yesterday. How do I reach the broker from there? Thanks",
            "How do I reach the broker from there?",
        ),
        ("```\nTraceback: what?\n```\nthe import fails since noon", "the import fails since noon"),
        ("> is it up?\nI can't log in", "I can't log in"),
        ("@U7ABC can you unlock my account?", "@Lars can you unlock my account?"),
        ("Hello everybody\n\nI get a timeout when I open the ledger.", "I get a timeout when I open the ledger."),
        (
            "The nightly export of invoices fails since Monday. Can somebody have a look?",
            "The nightly export of invoices fails since Monday.",
        ),
        ("the ledger", "the ledger"),
        ("", ""),
    ],
)
def test_a_question_is_shown_by_what_asks(text: str, gist: str) -> None:
    assert gist_of(text, 60, lambda person: NAMES.get(person, person)) == gist


def test_what_is_cut_ends_with_a_whole_word_and_an_ellipsis() -> None:
    assert gist_of("how do I rotate the ledger key on the old vault?", 30, str) == "how do I rotate the ledger…"
