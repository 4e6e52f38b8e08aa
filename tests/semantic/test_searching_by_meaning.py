"""Questions are found by their meaning beside their words, only where they may be, and as long as they are there."""

import asyncio
from collections.abc import Sequence
from typing import Final

import numpy as np
import pytest
from attrs import define, evolve, field
from histories import START, said
from ratchet_core.basis.ids import MessageRef, digest_of
from ratchet_core.basis.instants import DAY, MINUTE, ts_of
from ratchet_core.domain import HelpRequest, Message
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Search
from ratchet_core.searching import asked_in
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelSeen,
    Event,
    Found,
    FoundQuestion,
    FoundRunbook,
    MessageDeleted,
    PersonSeen,
)
from ratchet_semantic import Encoder, Known, Meanings, MiniLm, SemanticSearch
from ratchet_semantic.encoder import SIZE, Vector
from ratchet_semantic.search import merged, score_of

VPN, DISK = "vpn keeps disconnecting on my new laptop, what can I do?", "CI says that there is no space left on device?"
AGAIN: Final = "the VPN tunnel drops every few minutes since I got a new computer, any idea?"
ROOTS: Final = (MessageRef("C1", ts_of(START)), MessageRef("C2", ts_of(START + DAY)))


@define
class Letters:
    """An `Encoder` by the letters of a text; it counts what it reads."""

    read: list[str] = field(factory=list)

    def vector(self, text: str) -> Vector:
        self.read.append(text)
        vector = np.zeros(SIZE, dtype=np.float32)
        for letter in text:
            vector[ord(letter) % SIZE] += 1
        return vector / (np.linalg.norm(vector) or 1.0)


class WithoutWords:
    """A `Search` that finds nothing."""

    async def find(self, action: FindSimilar) -> Sequence[Found]:  # noqa: ARG002 - whatever is asked
        return ()


@define
class MemoryTexts:
    """The words of questions in a store in memory."""

    store: MemoryStore

    async def newest(self, most: int) -> Sequence[Known]:
        heads = [one for one in self.store.of_kind(HelpRequest) if one.first_answer_at is not None]
        heads.sort(key=lambda one: -one.asked_at)
        return [Known(one.root, digest_of(self._said(one.root))) for one in heads if self._said(one.root)][:most]

    async def said(self, roots: Sequence[MessageRef]) -> Sequence[str]:
        return [self._said(one) for one in roots]

    async def asked(self, action: FindSimilar) -> str:
        return "\n".join(self._said(one) for one in action.parts)

    def _said(self, root: MessageRef) -> str:
        known = (one for one in self.store.of_kind(Message) if one.ref == root)
        return asked_in([next(known, None)])


def thread(channel: str, at: int, question: str) -> list[Event]:
    asked = said(at, channel, "U1", question)
    return [
        asked,
        said(at + MINUTE, channel, "U2", "remove the old profile, and import the new one", asked.ts),
        said(at + 2 * MINUTE, channel, "U1", "thanks!", asked.ts),
    ]


HISTORY: Final[list[Event]] = [
    *(PersonSeen(f"{one}/seen", 0, one, one, external=False) for one in ("U1", "U2", "U3")),
    *(ChannelSeen(f"{one}/seen", 0, one, one.lower(), private=one == "C2") for one in ("C1", "C2")),
    *(ChannelJoined(f"{one}/joined", 0, one) for one in ("C1", "C2")),
    *thread("C1", START, VPN),
    *thread("C2", START + DAY, DISK),
    said(START + 2 * DAY, "C1", "U3", AGAIN),
]
ASKED: Final = MessageRef("C1", ts_of(START + 2 * DAY))
ACTION: Final = FindSimilar("search", "answers", "C1", (ASKED,), AboutRequest(ASKED))


@define
class Place:
    store: MemoryStore
    texts: MemoryTexts
    meanings: Meanings

    @classmethod
    def of(cls, encoder: Encoder) -> "Place":
        store = MemoryStore(Policy())
        asyncio.run(told(store, HISTORY))
        place = cls(store, MemoryTexts(store), Meanings(encoder))
        place.follow()
        return place

    def follow(self) -> int:
        return asyncio.run(self.meanings.follow(self.texts))

    def found(self, action: FindSimilar = ACTION) -> list[MessageRef]:
        search = SemanticSearch(WithoutWords(), self.texts, self.meanings)
        return [one.root for one in asyncio.run(find(search, action))]


async def find(search: Search, action: FindSimilar) -> list[FoundQuestion]:
    return [one for one in await search.find(action) if isinstance(one, FoundQuestion)]


async def told(store: MemoryStore, events: Sequence[Event]) -> None:
    for event in events:
        await take_turn(store, event)


@pytest.fixture(scope="module")
def minilm() -> MiniLm:
    return MiniLm()


def test_a_question_in_other_words_is_found_that_words_are_unsure_of(minilm: MiniLm) -> None:
    place = Place.of(minilm)
    search = SemanticSearch(place.store.search, place.texts, place.meanings)
    by_words, both = (asyncio.run(find(one, ACTION))[0] for one in (place.store.search, search))
    assert (both.root, by_words.score < 20, both.score > 30) == (ROOTS[0], True, True)


def test_what_means_something_else_is_less_like_it(minilm: MiniLm) -> None:
    asked = minilm.vector(AGAIN)
    assert asked @ minilm.vector(VPN) > 0.5 > asked @ minilm.vector(DISK)


def test_a_question_of_a_channel_that_is_hidden_is_not_found() -> None:
    place = Place.of(Letters())
    shown, hidden = place.found(), place.found(evolve(ACTION, hidden=("C2",)))
    assert (set(shown), hidden) == (set(ROOTS), [ROOTS[0]])


def test_only_here_finds_nothing_from_elsewhere() -> None:
    assert Place.of(Letters()).found(evolve(ACTION, channel="C2", only_here=True)) == [ROOTS[1]]


def test_a_question_does_not_find_itself() -> None:
    place, itself = Place.of(Letters()), evolve(ACTION, parts=(ROOTS[0],))
    assert ROOTS[0] not in place.found(itself)


def test_what_was_read_is_not_read_again() -> None:
    place = Place.of(Letters())
    assert place.follow() == 0


def test_what_is_deleted_is_forgotten() -> None:
    place = Place.of(Letters())
    gone = MessageDeleted("gone", START + 3 * DAY, "C1", ROOTS[0].ts)
    asyncio.run(told(place.store, [gone]))
    place.follow()
    assert (len(place.meanings), place.found()) == (1, [ROOTS[1]])


def test_what_says_something_else_is_read_anew_in_the_place_of_what_it_said() -> None:
    encoder = Letters()
    meanings = Meanings(encoder)
    for digest, text in (("1", VPN), ("2", DISK)):
        meanings.put(Known(ROOTS[0], digest), encoder.vector(text))
    ((root, likeness),) = meanings.nearest(encoder.vector(DISK), 5, lambda _: True)
    assert (len(meanings), root, round(likeness, 3)) == (1, ROOTS[0], 1.0)


def test_a_place_that_is_free_is_taken_again_and_there_is_room_for_many() -> None:
    encoder = Letters()
    meanings = Meanings(encoder)
    roots = [MessageRef("C1", str(number)) for number in range(600)]
    for number, root in enumerate(roots):
        meanings.put(Known(root, "1"), encoder.vector(chr(number + 40)))
    for root in roots[:300]:
        meanings.drop(root)
    meanings.put(Known(roots[0], "2"), encoder.vector("new"))
    found = meanings.nearest(encoder.vector("new"), 1, lambda _: True)
    assert (len(meanings), [one for one, _ in found]) == (301, [roots[0]])


def test_until_something_was_read_words_alone_are_asked() -> None:
    encoder = Letters()
    place = Place.of(encoder)
    place.meanings = Meanings(encoder)
    encoder.read.clear()
    assert (place.found(), encoder.read) == ([], [])


def test_what_both_find_has_the_surer_score_and_a_runbook_that_of_words() -> None:
    one, two = ROOTS
    found = merged([FoundRunbook("a", 50), FoundQuestion(one, 45)], [(one, 60), (two, 55)])
    assert found == (FoundQuestion(one, 60), FoundQuestion(two, 55), FoundRunbook("a", 50))


def test_what_is_hardly_like_it_is_not_told() -> None:
    assert merged([], [(ROOTS[0], score_of(0.5))]) == ()


@pytest.mark.parametrize(("likeness", "score"), [(0.75, 42), (1.0, 67), (0.0, 0), (-1.0, 0), (2.0, 100)])
def test_a_likeness_is_a_score_between_0_and_100(likeness: float, score: int) -> None:
    assert score_of(likeness) == score
