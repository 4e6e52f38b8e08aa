"""A search that asks another one first, and adds what means the same in other words."""

import asyncio
from collections.abc import Sequence
from typing import Final

from attrs import frozen
from ratchet_core.basis.ids import MessageRef
from ratchet_core.ports import Search
from ratchet_core.searching import is_looked_for
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_core.vocabulary.events import Found, FoundQuestion

from ratchet_semantic.meanings import Meanings, Texts

MOST: Final = 20
"""So many questions are added at most."""

AS_SURE: Final = (0.75, 42, 100)
"""A likeness, the score that is as sure, and how many points more a likeness of 1 more would be worth.

Of pairs of questions that a person read, half are the same question from a likeness of 0.75 on, and eight in ten from
0.85 on (`benchmarks/semantic.py`); 42 is the score from which on the search by words takes two for the same.
"""

_LEAST: Final = 20
"""What is less sure, in hundredths, is not told: nobody would be shown it."""


@frozen(eq=False)
class SemanticSearch:
    """A `Search` over another, and over what questions mean."""

    words: Search
    texts: Texts
    meanings: Meanings

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        """Return what is like a question, the surest first: in its words, or in its meaning."""
        found = await self.words.find(action)
        asked = await self.texts.asked(action) if len(self.meanings) else ""
        if not asked.strip():
            return found
        vector = await asyncio.to_thread(self.meanings.of, asked)
        near = self.meanings.nearest(
            vector, MOST, lambda root: root not in action.parts and is_looked_for(action, root)
        )
        return merged(found, [(root, score_of(likeness)) for root, likeness in near])


def score_of(likeness: float) -> int:
    """Return how sure it is that two questions are the same, in hundredths, as the search by words says it."""
    same, score, slope = AS_SURE
    return min(max(round(score + slope * (likeness - same)), 0), 100)


def merged(found: Sequence[Found], near: Sequence[tuple[MessageRef, int]]) -> tuple[Found, ...]:
    """Return what was found by words and by meaning, each once, with the surer of its two scores."""
    scores = dict(near)
    known = {one.root for one in found if isinstance(one, FoundQuestion)}
    surer = [
        FoundQuestion(one.root, max(one.score, scores.get(one.root, 0))) if isinstance(one, FoundQuestion) else one
        for one in found
    ]
    added = [FoundQuestion(root, score) for root, score in near if root not in known and score >= _LEAST]
    return tuple(sorted([*surer, *added], key=lambda one: -one.score))
