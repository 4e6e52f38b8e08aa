"""The core's `History` on Slack: what was written in a channel within a time, with its threads, page after page.

A page of a channel tells which threads had replies within the time; these stand in the cursor and are read before the
next page. Slack lists a thread under its first message, so the pages begin some days earlier than what is wanted: a
reply to an older message than that is found only where it is shown in the channel too.

What was edited within the time is told as an edit, for it may be known as it was before. What does not stand where it
is known to have stood is looked at by itself, and counts as gone only where Slack says so of that one message: a page
may be short, and for some seconds it lacks what was just written. Slack says so where it knows no such thread, or shows
the whole of it, with what began it, and the message is not there.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import evolve, field, frozen
from ratchet_core.basis.instants import DAY, MINUTE, Duration, Instant, instant_of, ts_of
from ratchet_core.ports import NotNow, Page, Refused, Unknown
from ratchet_core.vocabulary.actions import ReadHistory
from ratchet_core.vocabulary.events import Mentioned, MessageDeleted, MessageEdited, MessageSeen, ReactionAdded
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.asking import SlackRefused, ask, next_cursor
from ratchet_slack.calls import Call
from ratchet_slack.cleaning import stamp_of
from ratchet_slack.events import event_of, moment, reactions_of
from ratchet_slack.receiving.heard import Identity
from ratchet_slack.receiving.messages import calls

PAGE: Final = 100
"""How many messages of a channel are asked for at once; each may begin a thread, which the cursor has to name."""

REPLIES: Final = 200
THREADS_AT_ONCE: Final = 8
"""How many pages of threads are read for one page of history: each is a call, and a page has to fit in a lease."""

LOOK_BACK: Final[Duration] = 2 * DAY
"""How much earlier than what is wanted the messages may stand that began the threads."""

SETTLED: Final[Duration] = MINUTE
"""How old a message is before its absence tells anything: histories lag behind posts."""

_MOST_OF_A_THREAD: Final = 10
"""In how many pages of a thread messages are looked for."""

_TOMBSTONE: Final = "tombstone"
_GONE: Final = frozenset({"thread_not_found", "message_not_found"})
_BROKEN: Final = "the cursor of this history cannot be read"

Heard = MessageSeen | Mentioned | MessageEdited | MessageDeleted | ReactionAdded


@frozen
class Place:
    """How far the reading of a channel has come: Slack's cursor of the next page, and the threads to be read before.

    A thread has the timestamp of its first message, and Slack's cursor where it is read in part. `below` is the oldest
    message so far: the next page shows all that is older.
    """

    cursor: str = ""
    threads: tuple[tuple[str, str], ...] = field(factory=tuple)
    below: str = ""

    @property
    def text(self) -> str | None:
        """The place as the core carries it; None at the end."""
        told = [self.cursor, *([self.below] if self.below else []), *map(list, self.threads)]
        return json.dumps(told, separators=(",", ":")) if self.cursor or self.threads else None


def place_of(text: str | None) -> Place:
    """Read the text of a place; raise `Refused` where it is none."""
    if text is None:
        return Place()
    try:
        told = json.loads(text)
        if not isinstance(told, list):
            raise Refused(_BROKEN)
        cursor, *rest = told
        below = next((one for one in rest if isinstance(one, str)), "")
        if below and stamp_of(below) is None:
            raise Refused(_BROKEN)
        threads = (one for one in rest if not isinstance(one, str))
        return Place(str(cursor), tuple((str(root), str(part)) for root, part in threads), below)
    except (ValueError, TypeError) as error:
        raise Refused(_BROKEN) from error


class SlackHistory:
    """A `History` that is read from Slack; reading is safe to do again, so what is unclear is simply asked again."""

    def __init__(
        self, client: AsyncWebClient, us: Identity, clock: Callable[[], Instant], look_back: Duration = LOOK_BACK
    ) -> None:
        """Read through a client, which must not repeat calls by itself."""
        self._client, self._us, self._clock, self._look_back = client, us, clock, look_back

    async def read(self, action: ReadHistory) -> Page:
        """Return a page of history; raises as a `Chat` does."""
        place = place_of(action.cursor)
        if action.again:
            return await self._looked_again(action, place)
        if action.thread is not None:
            return await self._thread(action, action.thread, place)
        return await self._threads(action, place) if place.threads else await self._channel(action, place)

    async def _thread(self, action: ReadHistory, root: str, place: Place) -> Page:
        messages, cursor = await self._replies(action, root, place.cursor)
        return Page(self._heard(action, messages), Place(cursor).text)

    async def _channel(self, action: ReadHistory, place: Place) -> Page:
        earliest = max(action.since - self._look_back, 0)
        answer = await self._ask("conversations.history", action, place.cursor, earliest, limit=PAGE)
        messages = _messages(answer)
        threads = tuple((root, "") for one in messages if (root := _root_with_news(one, action.since)))
        cursor, stamps = next_cursor(answer), [stamp for one in messages if (stamp := stamp_of(one.get("ts")))]
        below = min(stamps, key=instant_of, default=place.below)
        covered = (
            instant_of(below) if below and (cursor or answer.get("has_more")) else earliest,
            instant_of(place.below) - 1 if place.below else action.until,
        )
        text = Place(cursor, threads, below if cursor else "").text
        return (
            Page(self._heard(action, messages), text, covered, tuple(stamps)) if below or not cursor else Page((), text)
        )

    async def _looked_again(self, action: ReadHistory, place: Place) -> Page:
        """Look at some messages by themselves, a thread of them at a time."""
        roots = list(dict.fromkeys(one.root for one in action.again))
        heard: list[Heard] = []
        begun = int(place.cursor or 0)
        ended = begun
        for root in roots[begun : begun + THREADS_AT_ONCE]:
            try:
                heard += await self._became(action, root, [one.ts for one in action.again if one.root == root])
            except (NotNow, Unknown):
                if ended == begun:
                    raise
                break
            ended += 1
        return Page(tuple(heard), Place(str(ended)).text if ended < len(roots) else None)

    async def _became(self, action: ReadHistory, root: str, stamps: Sequence[str]) -> list[Heard]:
        """Return which messages of a thread say something else now, and which are gone."""
        moments, now = sorted(map(instant_of, stamps)), self._clock()
        if moments[-1] > now - SETTLED:
            raise NotNow(moments[-1] + SETTLED)
        there: dict[str, dict[str, Any]] = {}
        cursor, whole = "", False
        for _ in range(_MOST_OF_A_THREAD):
            within = evolve(action, until=moments[-1])
            try:
                answer = await self._thread_of(within, root, cursor, moments[0])
            except SlackRefused as refusal:
                if refusal.error not in _GONE:
                    raise
                return [self._gone(action.channel, ts) for ts in stamps if ts not in there]
            messages, cursor = _messages(answer), next_cursor(answer)
            there |= {stamp: one for one in messages if (stamp := stamp_of(one.get("ts")))}
            whole = not (cursor or answer.get("has_more")) and root in there
            if not cursor:
                break
        found = ((ts, there.get(ts)) for ts in stamps)
        return [
            told for ts, one in found if (told := self._became_of(action.channel, ts, one, whole=whole)) is not None
        ]

    def _became_of(self, channel: str, ts: str, message: dict[str, Any] | None, *, whole: bool) -> Heard | None:
        if message is None and not whole:
            return None
        if message is None or message.get("subtype") == _TOMBSTONE:
            return self._gone(channel, ts)
        return self._edit(channel, message)

    def _gone(self, channel: str, ts: str) -> MessageDeleted:
        return MessageDeleted(f"{channel}/{ts}/deleted", self._clock(), channel, ts)

    def _edit(self, channel: str, message: dict[str, Any]) -> MessageEdited | None:
        """Return the edit that a message bears the mark of; it has the id that it has where Slack tells of it."""
        changed = {"subtype": "message_changed", "message": message}
        told = event_of(channel, changed, self._us.ours) if "edited" in message else None
        return evolve(told, heard_at=self._clock()) if isinstance(told, MessageEdited) else None

    async def _threads(self, action: ReadHistory, place: Place) -> Page:
        """Read some of the threads of a page; where Slack wants a pause, what was read so far is a page too."""
        heard: list[Heard] = []
        left = list(place.threads)
        for read in range(THREADS_AT_ONCE):
            if not left:
                break
            root, part = left[0]
            try:
                messages, cursor = await self._replies(action, root, part)
            except (NotNow, Unknown):
                if not read:
                    raise
                break
            except SlackRefused as refusal:
                if refusal.error not in _GONE:
                    raise
                messages, cursor = [], ""
            heard += self._heard(action, [one for one in messages if stamp_of(one.get("ts")) != root])
            left[:1] = [(root, cursor)] if cursor else []
        return Page(tuple(heard), Place(place.cursor, tuple(left), place.below if place.cursor else "").text)

    async def _replies(self, action: ReadHistory, root: str, cursor: str) -> tuple[list[dict[str, Any]], str]:
        answer = await self._thread_of(action, root, cursor, action.since)
        return _messages(answer), next_cursor(answer)

    async def _thread_of(self, action: ReadHistory, root: str, cursor: str, since: Instant) -> Mapping[str, Any]:
        return await self._ask("conversations.replies", action, cursor, since, ts=root, limit=REPLIES)

    async def _ask(
        self,
        method: str,
        action: ReadHistory,
        cursor: str,
        since: Instant,
        **more: Any,  # noqa: ANN401 - JSON
    ) -> Mapping[str, Any]:
        arguments = {
            "channel": action.channel,
            "oldest": ts_of(since),
            "latest": ts_of(action.until),
            "inclusive": "true",
            "include_all_metadata": "true",  # a form has no booleans
            **more,
            **({"cursor": cursor} if cursor else {}),
        }
        return await ask(self._client, Call(method, arguments), self._clock(), read=True)

    def _heard(self, action: ReadHistory, messages: Sequence[dict[str, Any]]) -> tuple[Heard, ...]:
        """Return what messages tell, in the order in which they were written: Slack gives the newest first."""
        told = [one for message in messages for one in self._told(action, message)]
        return tuple(sorted(told, key=lambda one: (one.at, isinstance(one, ReactionAdded))))

    def _told(self, action: ReadHistory, message: dict[str, Any]) -> Iterator[Heard]:
        """Yield a message of the time that is wanted, its reactions whenever these were made, and its last edit.

        That it calls ratchet is told where it is still answered.
        """
        if message.get("subtype") == _TOMBSTONE and (ts := stamp_of(message.get("ts"))):
            yield self._gone(action.channel, ts)
            return
        seen = event_of(action.channel, message, self._us.ours)
        if isinstance(seen, MessageSeen) and action.since <= seen.at <= action.until:
            yield seen
            if action.answered_since is not None and seen.at >= action.answered_since:
                yield from calls(seen, message, self._us)
            reactions = (one for one in reactions_of(action.channel, message) if isinstance(one, ReactionAdded))
            yield from (one for one in reactions if one.person != self._us.user)
        edit = self._edit(action.channel, message)
        if edit is not None and action.since <= edit.at <= action.until:
            yield edit


def _messages(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = answer.get("messages")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _root_with_news(message: Mapping[str, Any], since: Instant) -> str:
    """Return the timestamp of a message that began a thread with replies since a moment; "" of any other."""
    root = stamp_of(message.get("ts"))
    latest = moment(message.get("latest_reply"))
    if root is None or not message.get("reply_count") or stamp_of(message.get("thread_ts")) not in {root, None}:
        return ""
    return root if latest is None or latest >= since else ""
