"""The contract of edits and of workers: one edit of a message in hand, the newest words last, each action done once."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from attrs import define, field

from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.contract.place import (
    LEASE,
    POLICY,
    START,
    Check,
    Open,
    Place,
    ask,
    claim,
    claimed,
    claims,
    decided,
    same,
    settle,
)
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.contract.sending import alarm, post
from ratchet_core.domain import MessageRef
from ratchet_core.ports import MOST_ATTEMPTS, SETTLE, Refused, Unknown
from ratchet_core.turn import Ports, work_off
from ratchet_core.vocabulary.actions import AboutRequest, Body, FindSimilar, PostMessage, UpdateMessage
from ratchet_core.vocabulary.changes import DropActions
from ratchet_core.vocabulary.events import Found

_ABOUT: Final = AboutRequest(MessageRef("C1", "1.0"))


def _edit(key: str, ts: str = "1.0", channel: str = "C1") -> UpdateMessage:
    return UpdateMessage(key, "cards", channel, ts, Body(key), _ABOUT)


OLD, NEW, NEWEST = (_edit(key) for key in ("old", "new", "newest"))


async def an_edit_takes_the_place_of_those_still_to_be_made(opened: Open) -> None:
    """Of its message alone: the same timestamp elsewhere is another message."""
    async with opened(POLICY) as place:
        await ask(place, OLD, _edit("later message", "2.0"), _edit("elsewhere", "1.0", "C2"))
        await ask(place, NEW)
        same(await claimed(place, START), ["later message", "elsewhere", "new"])


async def an_edit_takes_the_place_of_one_that_was_postponed(opened: Open) -> None:
    """What was put off is not offered any more, at its moment or ever."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        await place.outbox.postpone(await claim(place, START), START + 3, doubtful=True)
        await ask(place, NEW)
        same([await claimed(place, START + at) for at in (0, 3, LEASE)], [["new"], [], ["new"]])


async def an_edit_takes_the_place_of_one_that_was_set_aside(opened: Open) -> None:
    """Trying it again would show old words."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        await place.outbox.set_aside(await claim(place, START), "why")
        await ask(place, NEW)
        await place.outbox.retry("old")
        same(await claimed(place, START), ["new"])


async def of_one_message_one_edit_is_in_hand(opened: Open) -> None:
    """Newer words wait while older ones are on their way, however many, and the newest are made last."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        same(await claimed(place, START), ["old"], "first")
        await ask(place, NEW)
        await ask(place, NEWEST)
        same(await claimed(place, START + 1), [], "while the first is in hand")
        await settle(place, OLD)
        same(await claimed(place, START + LEASE), ["newest"], "after it is made")


async def newer_words_are_offered_as_soon_as_older_ones_are_made(opened: Open) -> None:
    """They do not wait for the end of a lease that nobody needs any more; whoever asked for work meanwhile."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        await claim(place, START)
        await ask(place, NEW)
        same(await claimed(place, START + 1), [], "while the first is in hand")
        same(await place.outbox.next_due(), START + LEASE, "due while the first is in hand")
        await settle(place, OLD)
        same(await place.outbox.next_due(), 0, "due")
        same(await claimed(place, START + 2), ["new"], "offered")


async def newer_words_are_offered_as_soon_as_older_ones_are_let_go(opened: Open) -> None:
    """An edit that was postponed or set aside while newer words wait is not made any more."""
    for let_go in ("postponed", "set aside"):
        async with opened(POLICY) as place:
            await ask(place, OLD)
            old = await claim(place, START)
            await ask(place, NEW)
            same(await claimed(place, START + 1), [], "while the first is in hand")
            if let_go == "postponed":
                await place.outbox.postpone(old, START + 3)
            else:
                await place.outbox.set_aside(old, "why")
            same([await claimed(place, START + at) for at in (2, 3)], [["new"], []], let_go)


async def an_edit_whose_lease_ended_is_not_made_after_newer_words(opened: Open) -> None:
    """A slow worker that looks once more before it speaks is told that its words are old."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        slow = await claim(place, START)
        await ask(place, NEW)
        same(await claimed(place, START + LEASE), ["new"], "when the lease is over")
        same(await place.outbox.held(slow), None, "held by the slow worker")
        same(await place.outbox.postpone(slow, START), False, "postponed by the slow worker")


async def an_edit_that_was_overtaken_is_not_held(opened: Open) -> None:
    """Newer words were asked for between claiming and doing: the older ones need not be shown at all."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        old = await claim(place, START)
        await ask(place, NEW)
        same(await place.outbox.held(old), None, "held")
        same(await claimed(place, START + 1), ["new"], "offered")


async def one_edit_is_in_hand_after_a_crash_too(opened: Open) -> None:
    """A worker in another process may be at it still."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        await place.outbox.postpone(await claim(place, START - 1), START, doubtful=True)
        await claim(place, START)
        await ask(place, NEW)
        await place.reopen()
        same(await claimed(place, START + 1), [], "while the first is in hand")
        same(await claimed(place, START + LEASE), ["new"], "when its lease is over")


async def an_edit_that_is_given_up_in_hand_keeps_nothing_back(opened: Open) -> None:
    """After coming back to a channel its messages can be edited at once."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        old = await claim(place, START)
        await decided(place, "left", DropActions("C1"))
        await ask(place, NEW)
        same(await claimed(place, START), ["new"], "offered")
        await settle(place, old.action)
        same(await claimed(place, START + LEASE), ["new"], "after the outcome of what was given up")


async def edits_of_several_messages_are_in_hand_together(opened: Open) -> None:
    """And a post in the same channel waits for none of them."""
    async with opened(POLICY) as place:
        await ask(place, OLD, _edit("other", "2.0"), post("post"))
        first = await claims(place, START, limit=1)
        same(([one.action.key for one in first], await claimed(place, START)), (["old"], ["other", "post"]))


@define
class _Worker(RefusingChat):
    """The ports of a worker, which count what is done; `meanwhile` happens in the middle of each post."""

    meanwhile: Callable[[], Coroutine[Any, Any, object]] | None = None
    answers: list[Exception] = field(factory=list)
    posts: list[str] = field(factory=list)
    edits: list[str] = field(factory=list)
    there: dict[str, str] = field(factory=dict)

    async def post(self, action: PostMessage) -> str:
        self.posts.append(action.key)
        if self.meanwhile is not None:
            await self.meanwhile()
        self.there[action.key] = "5.0"
        if self.answers:
            raise self.answers.pop(0)
        return "5.0"

    async def find(self, action: PostMessage) -> str | None:
        return self.there.get(action.key)

    async def update(self, action: UpdateMessage) -> None:
        self.edits.append(action.key)


class _NoSearch:
    async def find(self, action: FindSimilar) -> tuple[Found, ...]:
        raise Refused(action.key)


async def _worked_off(place: Place, worker: _Worker, at: Instant) -> int:
    """Do what is due, and return how many outcomes there were."""
    return len(await work_off(place.store, place.outbox, Ports(worker, worker, _NoSearch()), at))


async def two_workers_at_once_do_each_action_once(opened: Open) -> None:
    """All that is due, at the very same time."""
    async with opened(POLICY) as place:
        keys = [f"post {number:02}" for number in range(20)]
        await ask(place, *map(post, keys), *(alarm(f"alarm {number}", 0) for number in range(20)))
        workers = [_Worker(), _Worker()]
        outcomes = await place.together(*(_worked_off(place, one, START) for one in workers))
        same((sorted([*workers[0].posts, *workers[1].posts]), sum(outcomes)), (keys, 40))
        same(await claimed(place, START + MINUTE), [], "left")


async def a_worker_leaves_what_another_is_at(opened: Open) -> None:
    """A second worker that comes while the first is in the middle of an action finds none of it."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        second = _Worker()
        first = _Worker(lambda: _worked_off(place, second, START))
        await _worked_off(place, first, START)
        same((first.posts, second.posts), (["a", "b"], []))


async def a_worker_that_crashed_is_followed_by_another_when_its_lease_is_over(opened: Open) -> None:
    """What it had done and told of is not done again, what it had not is."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        held = await claims(place, START)
        await settle(place, held[0].action)
        await place.reopen()
        early, late = _Worker(), _Worker()
        await _worked_off(place, early, START + LEASE - 1)
        await _worked_off(place, late, START + LEASE)
        same((early.posts, late.posts), ([], ["b"]))


async def a_post_whose_answer_was_lost_is_looked_up_and_made_once(opened: Open) -> None:
    """However often the process crashes between attempts."""
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        worker = _Worker(answers=[Unknown()])
        outcomes = [await _worked_off(place, worker, START)]
        await place.reopen()
        outcomes += [await _worked_off(place, worker, START + at) for at in (SETTLE - 1, SETTLE)]
        same((worker.posts, outcomes), (["a"], [0, 0, 1]))


async def an_action_that_kills_its_worker_is_set_aside_in_the_end(opened: Open) -> None:
    """Attempts are counted when an action is claimed, so that a crash counts; then what follows it is done."""
    async with opened(POLICY) as place:
        await ask(place, post("poison"))
        at = START
        for _ in range(MOST_ATTEMPTS - 1):
            await claim(place, at)
            await place.reopen()
            at += LEASE
        worker = _Worker(answers=[OSError("cable")])
        await _worked_off(place, worker, at)
        aside = [(one.action.key, one.attempts, one.why) for one in await place.outbox.aside()]
        same(aside, [("poison", MOST_ATTEMPTS, "OSError: cable")])


async def an_older_edit_never_overtakes_a_newer_one(opened: Open) -> None:
    """A second worker is offered newer words only when the first has said the older ones, and those are said before."""
    async with opened(POLICY) as place:
        await ask(place, OLD)
        first, second = _Worker(), _Worker()
        old = await claim(place, START)
        await ask(place, NEW)
        await _worked_off(place, second, START + 1)
        same(second.edits, [], "while the older words are on their way")
        await first.update(_edit(old.action.key))
        await settle(place, OLD)
        await _worked_off(place, second, START + 2)
        same((first.edits, second.edits), (["old"], ["new"]))


EDITING: Final[tuple[Check, ...]] = (
    an_edit_takes_the_place_of_those_still_to_be_made,
    an_edit_takes_the_place_of_one_that_was_postponed,
    an_edit_takes_the_place_of_one_that_was_set_aside,
    of_one_message_one_edit_is_in_hand,
    newer_words_are_offered_as_soon_as_older_ones_are_made,
    newer_words_are_offered_as_soon_as_older_ones_are_let_go,
    an_edit_whose_lease_ended_is_not_made_after_newer_words,
    an_edit_that_was_overtaken_is_not_held,
    one_edit_is_in_hand_after_a_crash_too,
    an_edit_that_is_given_up_in_hand_keeps_nothing_back,
    edits_of_several_messages_are_in_hand_together,
    two_workers_at_once_do_each_action_once,
    a_worker_leaves_what_another_is_at,
    a_worker_that_crashed_is_followed_by_another_when_its_lease_is_over,
    a_post_whose_answer_was_lost_is_looked_up_and_made_once,
    an_action_that_kills_its_worker_is_set_aside_in_the_end,
    an_older_edit_never_overtakes_a_newer_one,
)
