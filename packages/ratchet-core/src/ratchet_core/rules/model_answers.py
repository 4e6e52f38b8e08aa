"""An answer in the words of a model: what it is given to read, which of its sentences stand, and how they are said.

A sentence stands if all that it quotes was offered, may be read where it is said, and stands in its source now; if what
is exact in it (commands, addresses, names, numbers) stands there too; if most of its words come from there; and if it
denies something only where the sentences that it quotes do. What is left is said with its quotations, and with links
that were put there by code.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain import HelpRequest, MessageRef, Quoted, RunbookVersion, Source, Stated, ThreadNote, Track
from ratchet_core.reading.exact import exact_in
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.negation import denies, sentences_with
from ratchet_core.reading.quotation import sources_of, words_of
from ratchet_core.reading.terms import is_faint, terms_of
from ratchet_core.rules.discretion import may_be_offered, may_be_said, may_be_shown, sources_in
from ratchet_core.rules.owning import holder_of, team_called
from ratchet_core.rules.spending import allowance_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutRequest,
    AskModel,
    Body,
    Button,
    Line,
    MessageLink,
    Piece,
    Plain,
    Press,
)
from ratchet_core.vocabulary.models import QUESTION, Material, ModelReply, Shape, Statement
from ratchet_core.vocabulary.prompts import ANSWER

MOST_OFFERED: Final = 5
"""How many earlier questions and runbooks a model is given to read."""

MOST_SAID: Final = 3
"""How many sentences an answer has."""

_LONGEST_RUNBOOK: Final = 4_000
_LONGEST_SENTENCE: Final = 300
_SHORTEST_QUOTE: Final = 8
_SHOWN_QUOTE: Final = 160
_OF_USE: Final = 5 * MINUTE
"""For how long an answer is of use: later somebody has answered, or looks it up."""


def pieces_of_question(
    number: int, earlier: HelpRequest, question: str, replies: Sequence[ThreadNote]
) -> Iterator[Material]:
    """Return an earlier question with its replies, as pieces for a model to read."""
    channel = earlier.root.channel
    yield Material(f"{number}", _EARLIER, question, Source(earlier.root), (channel,), (earlier.asker,))
    for at, one in enumerate(replies, 1):
        source = Source(MessageRef(channel, one.ts))
        yield Material(f"{number}.{at}", "reply", one.text, source, (channel,), (one.person,))


def piece_of_runbook(number: int, track: Track, version: RunbookVersion) -> Material:
    """Return a runbook as a piece for a model to read; the alert has the name that it has in a channel."""
    source, name = Source(alert=version.alert, version=version.number), track.name
    audience = tuple(sorted({*sources_in(version), track.channel}))
    text = words_of(version.text)[:_LONGEST_RUNBOOK]
    cites = sources_of(version.text)
    return Material(f"{number}", f"runbook of {name}", text, source, audience, (version.author,), cites)


_EARLIER: Final = "earlier question"


def question_for(
    snapshot: Snapshot, key: str, head: HelpRequest, asked: str, found: Iterable[Material]
) -> AskModel | None:
    """Return the question to a model, or None where there is nothing that it may read."""
    root, at = head.root, snapshot.focus.at
    offered = tuple(one for one in found if one.text and may_be_offered(snapshot.directory, one, root.channel))
    if all(one.what == _EARLIER for one in offered):
        return None
    cites = tuple(one.root for one in snapshot.parts)
    wanted = Material(QUESTION, "question", asked, Source(root), (root.channel,), (head.asker,), cites)
    return AskModel(
        key,
        "answers",
        root.channel,
        root.ts,
        ANSWER,
        (wanted, *offered),
        AboutRequest(root),
        Shape.STATEMENTS,
        allowance_of(snapshot.policy),
        head.asker,
        at,
        at + _OF_USE,
    )


def standing(snapshot: Snapshot, action: AskModel, reply: ModelReply, most: int = MOST_SAID) -> tuple[Stated, ...]:
    """Return those sentences of a model's that stand, at most so many, with what they rest on."""
    pieces = {one.name: one for one in action.material if one.name != QUESTION}
    asked = " ".join(one.text for one in action.material if one.name == QUESTION)
    found = (_standing(snapshot, action.channel, pieces, asked, one) for one in reply.statements)
    kept = dict.fromkeys(one for one in found if one is not None)
    return tuple(kept)[:most]


def _standing(
    snapshot: Snapshot, where: str, pieces: dict[str, Material], asked: str, statement: Statement
) -> Stated | None:
    quoted = []
    for one in statement.quotations:
        piece = pieces.get(one.piece)
        if piece is None or piece.source is None:
            return None
        called = "" if piece.source.alert is None else piece.what
        of = () if piece.source.alert is None else tuple(at for at in piece.audience if at != where)
        quoted.append(Quoted(flat(one.words), piece.source, called, of))
    told = Stated(flat(statement.text), tuple(dict.fromkeys(quoted)))
    return told if bears_out(told, _texts(snapshot, where, told), asked) else None


def bears_out(stated: Stated, texts: Sequence[str], asked: str) -> bool:
    """Say whether a sentence may be said: the text of each source has what is quoted from it, and all have the rest.

    What was asked may be repeated. Nobody is called in it, and no link hidden.
    """
    if not stated.text or len(stated.text) > _LONGEST_SENTENCE or _CALLS.search(stated.text):
        return False
    return _are_quoted(stated, texts) and _stands_in(texts, stated, asked)


def _are_quoted(stated: Stated, texts: Sequence[str]) -> bool:
    quotes = [one.words for one in stated.quoted]
    if not quotes or any(len(one) < _SHORTEST_QUOTE for one in quotes):
        return False
    return all(quote in text for quote, text in zip(quotes, texts, strict=True))


def _texts(snapshot: Snapshot, where: str, stated: Stated) -> list[str]:
    """Return what the sources of a sentence say now, of each only if it may be read where the sentence is said."""
    return [text_now(snapshot, where, one.source) for one in stated.quoted]


def text_now(snapshot: Snapshot, where: str, source: Source) -> str:
    """Return what a source says now, on one line; nothing where that may not be read in a channel."""
    if source.message is not None:
        message = next((one for one in snapshot.given_messages if one.ref == source.message), None)
        told = message is not None and may_be_said(snapshot.directory, source.message.channel, where)
        return flat(without_secrets(message.text)) if told and message is not None and message.kept else ""
    version = next((one for one in snapshot.given_versions if one.alert == source.alert), None)
    if version is None or not may_be_shown(snapshot.directory, version, where):
        return ""
    return flat(without_secrets(words_of(version.text)))


def still_standing(snapshot: Snapshot, head: HelpRequest, stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """Return those sentences of an answer that was given which its sources and its question still bear out.

    Of a question that is gone or erased, none do: each may have words of it.
    """
    asked = without_secrets(snapshot.asked_in((head, *snapshot.parts)))
    return tuple(one for one in stated if asked and _stands_yet(snapshot, head.root.channel, asked, one))


def _stands_yet(snapshot: Snapshot, where: str, asked: str, stated: Stated) -> bool:
    texts = _texts(snapshot, where, stated)
    told = all(may_be_said(snapshot.directory, channel, where) for channel in stated.of)
    return told and _are_quoted(stated, texts) and _stands_in(texts, stated, asked)


def _stands_in(sources: Sequence[str], stated: Stated, asked: str) -> bool:
    """Say whether a sentence says what its sources say, and denies something only where what it quotes does."""
    quoted = [sentences_with(one.words, text) for one, text in zip(stated.quoted, sources, strict=True)]
    return denies(stated.text) is any(map(denies, quoted)) and _is_borne_out(stated.text, " ".join((*sources, asked)))


def _is_borne_out(text: str, sources: str) -> bool:
    """Say whether what is exact in a sentence stands in its sources, and most of its telling words do."""
    if not all(one in sources for one in exact_in(text)):
        return False
    telling = [one for one in terms_of(text) if not is_faint(one)]
    known = {term for part in _parts(sources) for term in terms_of(part)}
    return 2 * sum(one in known for one in telling) >= len(telling)


def _parts(text: str) -> Iterator[str]:
    """Return a text in parts of which each is read to its end for terms."""
    words = text.split(" ")
    return (" ".join(words[at : at + _WORDS]) for at in range(0, len(words), _WORDS))


_WORDS: Final = 12

_CALLS: Final = re.compile(r"(?<![\w.+-])@\w|<[@!#]|\]\(")
"""Somebody is called, or a link is hidden behind a label."""

_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "\u2018": "'", "\u2019": "'"})


def flat(words: str) -> str:
    """Return words on one line, with straight quotation marks."""
    return " ".join(words.translate(_QUOTES).split())


def body_of(snapshot: Snapshot, head: HelpRequest, stated: Sequence[Stated], at: Instant) -> Body:
    """Return an answer: each sentence with what it quotes and a link to that, and whom to ask otherwise."""
    lines = [line_of(one) for one in stated]
    team = holder_of(snapshot.directory, head, at)
    other = [] if team is None else [Line((Plain(f"Otherwise {team_called(snapshot.directory, team, at)} can help."),))]
    about = AboutRequest(head.root)
    buttons = (Button("This helped", Press.HELPED, about), Button("Not it", Press.DID_NOT_HELP, about))
    return Body(_HEADLINE, (*lines, *other), buttons if snapshot.policy.card_buttons else ())


_HEADLINE: Final = "This may help. A model worded it from what is quoted"


def line_of(stated: Stated) -> Line:
    """Return a sentence as a line, with what it quotes and of which channels it tells."""
    return Line(tuple(_pieces_of(stated)), stated.of)


def _pieces_of(stated: Stated) -> Iterator[Piece]:
    """Return a sentence with what it quotes, each quotation with a link to where it stands."""
    yield Plain(stated.text)
    for one in stated.quoted:
        yield Plain(f" “{_short(one.words)}” ")
        yield _link(one)


def _link(quoted: Quoted) -> Piece:
    message = quoted.source.message
    if message is not None:
        return MessageLink(message.channel, message.ts, "source")
    version = f", v{quoted.source.version}" if quoted.source.alert is not None else ""
    return Plain(f"({quoted.called}{version})")


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN_QUOTE else f"{words[:_SHOWN_QUOTE].rstrip()}…"


def messages_behind(snapshot: Snapshot, stated: Sequence[Stated]) -> tuple[MessageRef, ...]:
    """Return the messages of which sentences may have words: those quoted, and those that runbooks quote.

    Of a channel of which they tell without a message, it stands for the channel.
    """
    sources = [one.source for statement in stated for one in statement.quoted]
    alerts = {one.alert for one in sources}
    told = [one.message for one in sources if one.message is not None]
    told += [ref for one in snapshot.given_versions if one.alert in alerts for ref in sources_of(one.text)]
    told += [ref for one in stated for quoted in one.quoted for ref in quoted.behind.messages]
    told += [MessageRef.anywhere_in(channel) for one in stated for channel in one.of]
    return tuple(dict.fromkeys(told))
