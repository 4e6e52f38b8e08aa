"""Bodies and forms of every kind, for tests of what is made of them."""

from hypothesis import strategies as st
from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.actions import (
    About,
    AboutChannel,
    AboutIncident,
    AboutRequests,
    AboutRunbook,
    Body,
    Button,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    Line,
    MessageLink,
    PersonMention,
    Piece,
    Plain,
    Press,
)

SITE = "https://acme.slack.com"
ROOT = MessageRef("C1", "1709543171.993908")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "<!channel>",
        "<@U123>",
        "a & b",
        "`rm -rf *`",
        "*bold*",
        "x" * 5_000,
        "word " * 3_000,
        "🦊" * 2_000,
        "&<>" * 900,
        "\n\n",
    ]
)
IDS = st.sampled_from(["C1", "C0123ABCD", "U1", "not an id", "", "<!channel>"])
ABOUTS: st.SearchStrategy[About] = st.one_of(
    st.builds(AboutIncident, IDS, WORDS.map(lambda one: one[:300]), st.integers(0, 9)),
    st.builds(AboutRunbook, WORDS, st.integers(0, 9)),
    st.builds(AboutChannel, IDS),
    st.integers(0, 80).map(lambda number: AboutRequests((ROOT,) * number)),
)
PIECES: st.SearchStrategy[Piece] = st.one_of(
    st.builds(Plain, WORDS),
    st.builds(MessageLink, IDS, st.sampled_from([ROOT.ts, "7.5", "no moment"]), WORDS),
    st.builds(PersonMention, IDS),
)
LINES = st.builds(Line, st.lists(PIECES, max_size=4).map(tuple))
BUTTONS = st.builds(Button, WORDS, st.sampled_from(Press), ABOUTS, st.none() | WORDS)
BODIES = st.builds(Body, WORDS, st.lists(LINES, max_size=80).map(tuple), st.lists(BUTTONS, max_size=40).map(tuple))
_CHOICES = st.lists(
    st.builds(Choice, st.text("abc", min_size=1, max_size=160), WORDS), max_size=300, unique_by=lambda one: one.value
).map(tuple)
FIELDS = st.builds(
    FormField,
    st.text("abcdef", min_size=1, max_size=300),
    WORDS,
    st.sampled_from(FieldKind),
    _CHOICES,
    st.sampled_from(["", "U1", "a", "4h", "x" * 3_000, "x" * 3_001]),
    st.booleans(),
)
FORMS = st.builds(Form, WORDS, st.lists(FIELDS, max_size=110, unique_by=lambda one: one.name).map(tuple), ABOUTS)
PROBLEMS = st.lists(st.builds(FormProblem, st.text("abcdef", min_size=1, max_size=2), WORDS), max_size=4).map(tuple)


def said(*lines: str, headline: str = "Headline", buttons: tuple[Button, ...] = ()) -> Body:
    return Body(headline, tuple(Line((Plain(one),)) for one in lines), buttons)
