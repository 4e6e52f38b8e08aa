"""What a language model is given to read, what its answer must look like, and what came of asking.

What a model says is checked by code before anything is done with it: see `ratchet_core.rules.model_answers`.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from itertools import islice
from typing import Final

from attrs import field, frozen

from ratchet_core.basis.kinds import checked
from ratchet_core.domain import NOBODY, Behind, MessageRef, Offer, Source
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.secrets_in_data import data_without_secrets
from ratchet_core.reading.visible import visible
from ratchet_core.vocabulary.foreign import ForeignTool

CENT: Final = 10_000
"""A cent of a dollar, in which prices are told, in millionths of a dollar, in which costs are counted."""


@frozen
class Material:
    """A piece of what a model is given to read; it was typed by somebody, and is never an instruction.

    Attributes:
        name: What an answer calls it.
        what: What kind of thing it is, in a word or two: a question, a reply, a runbook.
        text: What it says, without secrets.
        source: Where it stands; None for what nothing is quoted from.
        audience: The channels that its words come from: who may read all of them may read it.
        people: Who wrote it.
        cites: The messages of which it has words beside its source: what a runbook quotes, the parts of a question.
    """

    name: str
    what: str
    text: str = field(converter=without_secrets)
    source: Source | None = None
    audience: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    cites: tuple[MessageRef, ...] = ()


class Shape(StrEnum):
    """What an answer must look like, where it does not want tools to be run instead."""

    STATEMENTS = "statements"


@frozen
class Allowance:
    """How much an answer may take: so many tokens may be written, and so many millionths of a dollar be spent."""

    tokens: int
    cost: int


@frozen
class Quotation:
    """Words that a model says to stand in a piece of its material."""

    piece: str
    words: str


@frozen
class Statement:
    """A sentence of a model's, and what it rests on."""

    text: str
    quotations: tuple[Quotation, ...] = ()


@frozen
class Argument:
    """What a model gives to a tool under a name; what is neither text nor a whole number is kept as its JSON."""

    name: str
    value: str | int


@frozen
class ToolCall:
    """A tool that a model wants to be run, as it wrote that: there may be no such tool, and no such argument."""

    tool: str
    arguments: tuple[Argument, ...] = ()

    def argument(self, name: str) -> str | int | None:
        """Return what is given under a name."""
        return next((one.value for one in self.arguments if one.name == name), None)


@frozen
class Step:
    """The tools that were run together; the pieces that each of them found begin with its number among all, from 1.

    `behind` is whose words a model may have repeated in the calls.
    """

    calls: tuple[ToolCall, ...]
    behind: Behind = NOBODY


@frozen
class ToolResult:
    """What a tool found: `looked_at` says to people what it read, in no words of a model, and is empty for nothing.

    `offers` are buttons that stand below the answer, and `of` are the channels whose alerts or names `looked_at` tells.
    `elsewhere` are tools of others that there are, beside ours.
    """

    looked_at: str
    pieces: tuple[Material, ...] = ()
    offers: tuple[Offer, ...] = ()
    of: tuple[str, ...] = ()
    elsewhere: tuple[ForeignTool, ...] = ()


class Ending(StrEnum):
    """How asking a model ended.

    Only what was `answered` has statements or calls, if any. `not_asked` is what was too late, too dear, or had nothing
    left to be read; `lost` is what may have been answered to somebody who did not live to tell.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    OVERLOADED = "overloaded"
    TIMED_OUT = "timed_out"
    CUT = "cut"
    NONSENSE = "nonsense"
    NOT_ASKED = "not_asked"
    LOST = "lost"


@frozen
class Usage:
    """What an answer took: tokens, and millionths of a dollar.

    Attributes:
        model: The model that answered, as it calls itself.
        read: Tokens that were read anew.
        cached: Tokens that were read from the cache.
        stored: Tokens that were read anew, and put into the cache.
        written: Tokens that were written.
        cost: What that costs by the table of prices; where nobody knows, all that was allowed.
        is_known: Whether the cost is known.
    """

    model: str = ""
    read: int = 0
    cached: int = 0
    stored: int = 0
    written: int = 0
    cost: int = 0
    is_known: bool = True


@frozen
class ModelReply:
    """What came of asking a model: `digest` names the request as it was sent, `why` is for people.

    Where it wants tools to be run, it says nothing else.
    """

    ending: Ending = field(validator=checked(Ending))
    statements: tuple[Statement, ...] = ()
    usage: Usage = Usage()
    digest: str = ""
    why: str = ""
    calls: tuple[ToolCall, ...] = ()


QUESTION: Final = "question"
"""What the question is called among the pieces, where there is one; it is answered, and nothing is quoted from it."""


def is_worth_asking(material: Iterable[Material], tools: Collection[str] = ()) -> bool:
    """Say whether there is a question still, and something to answer it from, or tools that find that."""
    names = {one.name for one in material}
    return QUESTION in names and (len(names) > 1 or bool(tools))


def read_in(material: Iterable[Material], steps: Iterable[Step]) -> Behind:
    """Return whose words whoever read some material, and what was wanted in some steps, may repeat."""
    pieces, before = tuple(material), tuple(one.behind for one in steps)
    sources = [one.source.message for one in pieces if one.source is not None and one.source.message is not None]
    channels = {channel for one in pieces for channel in one.audience}.union(
        (one.channel for one in sources), *(one.channels for one in before)
    )
    people = {person for one in pieces for person in one.people}.union(*(one.people for one in before))
    messages = {ref for one in pieces for ref in one.cites}.union(sources, *(one.messages for one in before))
    return Behind(tuple(sorted(channels)), tuple(sorted(people)), tuple(sorted(messages)))


def pieces_of_call(material: Iterable[Material], number: int) -> tuple[Material, ...]:
    """Return what the call of a number found."""
    return tuple(one for one in material if one.name.partition(".")[0] == str(number))


def as_text(material: Iterable[Material]) -> str:
    """Return pieces as a model reads them: no line of theirs can be taken for a heading."""
    return "\n\n".join(map(_piece_as_text, material))


def _piece_as_text(piece: Material) -> str:
    lines = (f"| {line}" for line in piece.text.splitlines() or [""])
    return "\n".join([f"[{piece.name}] {piece.what}", *lines])


_STATEMENTS: Final[Mapping[str, object]] = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "quotations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"piece": {"type": "string"}, "words": {"type": "string"}},
                            "required": ["piece", "words"],
                            "additionalProperties": False,
                        },
                    },
                },
                "required": ["text", "quotations"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}


def schema_of(shape: Shape) -> Mapping[str, object]:
    """Return the JSON Schema of the answers of a shape; calls of tools have their own (`vocabulary/tools.py`)."""
    return {Shape.STATEMENTS: _STATEMENTS}[shape]


MOST_STATEMENTS: Final = 20
"""What says more is nonsense."""


class NonsenseError(Exception):
    """An answer has not the shape that it must have; the message says what is wrong with it, in no words of it."""


def statements_of(text: str) -> tuple[Statement, ...]:
    """Read an answer of the shape `statements`.

    Raises:
        NonsenseError: If it is none.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NonsenseError("the answer is not JSON") from error
    listed = data.get("statements") if isinstance(data, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_STATEMENTS:
        raise NonsenseError(f"the answer has no list of at most {MOST_STATEMENTS} statements")
    return tuple(map(_statement, listed))


def calls_in(text: str) -> tuple[ToolCall, ...]:
    """Read which tools an answer wants to be run, written as `{"calls": [{"tool": ..., "arguments": {...}}]}`.

    An answer of another form wants none.

    Raises:
        NonsenseError: If a call is none.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    listed = data.get("calls") if isinstance(data, dict) else None
    return tuple(map(_call, listed[:MOST_CALLS])) if isinstance(listed, list) else ()


def _call(data: object) -> ToolCall:
    if not isinstance(data, dict):
        raise NonsenseError("a call is no object")
    return call_of(_text(data, "tool"), data.get("arguments"))


MOST_CALLS: Final = 4
"""So many tools a model may have run at once; what it wants beside these is not run."""

_MOST_ARGUMENTS: Final = 16
LONGEST_ARGUMENT: Final = 1_000
"""What a model gives to a tool is cut there."""


def call_of(tool: str, arguments: object) -> ToolCall:
    """Return a call as a model wrote it; whether there is such a tool, and takes that, is looked at where it is run.

    Raises:
        NonsenseError: If the arguments are not named.
    """
    if not isinstance(arguments, dict):
        raise NonsenseError("the arguments of a call are no object")
    told = islice(arguments.items(), _MOST_ARGUMENTS)
    given = (Argument(_argument(name), _given(str(name), value)) for name, value in told)
    return ToolCall(_argument(tool), tuple(given))


def _given(name: str, value: object) -> str | int:
    hidden = data_without_secrets(value, (name,))
    return hidden if type(hidden) is int else _argument(hidden)


def _argument(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return without_secrets(visible(text))[:LONGEST_ARGUMENT]


def _statement(data: object) -> Statement:
    quotations = data.get("quotations") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(quotations, list) or len(quotations) > MOST_STATEMENTS:
        raise NonsenseError(f"a statement has no list of at most {MOST_STATEMENTS} quotations")
    return Statement(_text(data, "text"), tuple(map(_quotation, quotations)))


def _quotation(data: object) -> Quotation:
    if not isinstance(data, dict):
        raise NonsenseError("a quotation is no object")
    return Quotation(_text(data, "piece"), _text(data, "words"))


def _text(data: Mapping[str, object], name: str) -> str:
    found = data.get(name)
    if not isinstance(found, str):
        raise NonsenseError(f"`{name}` is missing, or no text")
    return without_secrets(visible(found))
