"""What of an earlier thread answers a question: the reply that tells most, and whether it may be quoted unasked.

What is quoted unasked must be of a kind that was right in nine of ten finds that were read (`benchmarks/retrieval.py`):
nearly all telling words of both questions are the same, they do not name different things, and the earlier asker took
the reply of the only person who helped. Everything else that is found is for whoever asks for it.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final, TypeAlias

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import HelpRequest, HelpState, Resolution, ThreadNote
from ratchet_core.domain.services import Tie
from ratchet_core.reading.exact import has_something_to_copy
from ratchet_core.reading.replies import Use, use_of
from ratchet_core.reading.retrieval import Wording
from ratchet_core.reading.speech import Speech, speech_of
from ratchet_core.reading.terms import is_faint, terms_of

EarlierThread: TypeAlias = tuple[HelpRequest, str, Sequence[ThreadNote]]
"""An earlier question, with its words and its replies."""


def is_proven(request: HelpRequest, question: str, thread: EarlierThread, reply: ThreadNote) -> bool:
    """Say whether a reply to an earlier question may be quoted to this one although nobody asked for it."""
    earlier, asked, replies = thread
    if Tie.WORDS is request.tie is earlier.tie and request.service != earlier.service:
        return False
    return Wording(terms_of(question)).is_same(terms_of(asked)) and is_accepted(earlier, reply, replies)


def is_accepted(earlier: HelpRequest, reply: ThreadNote, replies: Collection[ThreadNote]) -> bool:
    """Say whether a reply was taken: it was said to be over after it, and nobody else had helped until then."""
    if earlier.resolution not in _TAKEN:
        return False
    ended = min((at for at in _ends(earlier) if at >= reply.at), default=None)
    if ended is None:
        return False
    others = (one for one in replies if one.person not in {earlier.asker, reply.person} and one.at <= ended)
    return not any(use_of(one.text, earlier.asker) is Use.HELPS for one in others)


def _ends(request: HelpRequest) -> list[Instant]:
    """Return when it was said that a request is over: by its asker, by ticks, by a person's word."""
    ticked = [] if request.ticked_at is None else [request.ticked_at]
    settled = [] if request.settlement is None else [request.settlement.at]
    return [*request.ends_said, *ticked, *settled]


_TAKEN: Final = frozenset({Resolution.THANKS, Resolution.TICK, Resolution.ANSWERED, Resolution.FIXED})
"""The ends that say that what was said helped."""


def best_reply(request: HelpRequest, question: str, replies: Sequence[ThreadNote]) -> ThreadNote | None:
    """Return the reply to quote, or None where no reply states anything that answers the question.

    Of those before the asker closed the question it is the one that tells most: telling words up to a point, above all
    the question's own, and an address, a command or a path; it turns to the asker; a later one must tell more.
    """
    closed = request.closed_at
    told = [one for one in replies if closed is None or one.at <= closed]
    asked = frozenset(terms_of(question))
    points = [_points(one, request.asker, asked) - number for number, one in enumerate(told)]
    most = max(points, default=0) + (_SETTLED if request.state is HelpState.RESOLVED else 0)
    return told[points.index(max(points))] if points and max(points) > 0 and most >= _ENOUGH else None


def _points(reply: ThreadNote, asker: str, asked: frozenset[str]) -> int:
    """Return how much a reply tells somebody with the same question; nothing if it is none, or asks back."""
    exact = has_something_to_copy(reply.text)
    if _OTHER.search(reply.text) or (not exact and speech_of(reply.text) is not Speech.STATEMENT):
        return 0
    addressed = f"@{asker}" in reply.text
    if not addressed and TO_A_PERSON.match(reply.text):
        return 0
    telling = [term for term in terms_of(reply.text) if not is_faint(term)]
    if len(telling) < _FEWEST_TELLING and not exact:
        return 0
    shared = min(len(asked.intersection(telling)), _MOST_SHARED)
    return _TELLING * min(len(telling), _MOST_TELLING) + _SHARED * shared + _EXACTLY * exact + _ADDRESSED * addressed


_FEWEST_TELLING: Final = 2
_MOST_TELLING: Final = 6
_MOST_SHARED: Final = 2
_TELLING, _SHARED, _EXACTLY, _ADDRESSED, _SETTLED = 2, 8, 8, 6, 4
_ENOUGH: Final = 12
"""Six telling words at once, or fewer that are tied to the question: by its own words, its asker, or its end."""

_OTHER: Final = re.compile(
    r"\?|\A\s*>|\bplease (?:don't|do not|post|paste|share|send|provide|show|read)\b|\bpastebin\b"
    r"|\b(?:read|see) above\b|\byour question\b",
    re.IGNORECASE,
)
"""A question, a quotation of somebody, or a wish of the one who helps."""

TO_A_PERSON: Final = re.compile(r"\s*@[UW][A-Z0-9]+\b")
"""A person is mentioned by an identifier, a group by its name."""
