"""A bot's messages as a model reads them: what it is given, and whether what it says of them tells them apart."""

from collections.abc import Mapping
from typing import Final

from ratchet_core.basis.instants import HOUR
from ratchet_core.domain import WORKSPACE, MessageRef, Source
from ratchet_core.rules.spending import allowance_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutTemplate, AskModel
from ratchet_core.vocabulary.models import QUESTION, Material, ModelReply, Shape, Statement
from ratchet_core.vocabulary.prompts import TEACHING

_LONGEST: Final = 1_000
_RED: Final = "1"
_GREEN: Final = "2"
_WANTED: Final = {_RED: "firing", _GREEN: "end"}
"""What a model must say of the message in red, and of that in green."""

_SHORTEST_QUOTE: Final = 3


def question_for(  # noqa: PLR0913, PLR0917 - what is asked, by whom, and of what
    snapshot: Snapshot, key: str, behaviour: str, about: AboutTemplate, bot: str, words: Mapping[str, str]
) -> AskModel:
    """Return the question to a model; `words` are what the messages say, by their timestamps."""
    at = snapshot.focus.at
    pieces = (
        _piece(about.channel, _RED, "message in red", about.red, words[about.red]),
        _piece(about.channel, _GREEN, "message in green", about.green, words[about.green]),
    )
    asked = Material(QUESTION, "bot", bot, None, (about.channel,))
    return AskModel(
        key,
        behaviour,
        about.channel,
        None,
        TEACHING,
        (asked, *pieces),
        about,
        Shape.STATEMENTS,
        allowance_of(snapshot.policy),
        WORKSPACE,
        at,
        at + HOUR,
    )


def _piece(channel: str, name: str, what: str, ts: str, text: str) -> Material:
    return Material(name, what, text[:_LONGEST], Source(MessageRef(channel, ts)), (channel,))


def tells_apart(action: AskModel, reply: ModelReply) -> bool:
    """Say whether a model calls the message in red firing and that in green its end, each by words that stand in it."""
    texts = {one.name: _flat(one.text) for one in action.material}
    said: dict[str, set[str]] = {}
    for one in reply.statements:
        for piece in _borne_out(one, texts):
            said.setdefault(piece, set()).add(one.text.strip(" .").casefold())
    return said == {piece: {kind} for piece, kind in _WANTED.items()}


def _borne_out(statement: Statement, texts: Mapping[str, str]) -> list[str]:
    """Return the pieces that a statement quotes, where all of its quotations stand in them."""
    quoted = [(one.piece, _flat(one.words)) for one in statement.quotations]
    stands = all(len(words) >= _SHORTEST_QUOTE and words in texts.get(piece, "") for piece, words in quoted)
    return list(dict.fromkeys(piece for piece, _ in quoted)) if stands else []


def _flat(words: str) -> str:
    return " ".join(words.split())
