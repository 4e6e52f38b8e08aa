"""The core's `Chat` on Slack: each action is a call or a few, and a post can be found again by its key.

Whether a post was made is looked up by the digest of its action's key in the message's metadata. A body that is too
long for one message is several; those that follow stand in the thread, and a post that lacks some is completed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from ratchet_core.basis.instants import MINUTE, Instant, moment_of, ts_of
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AboutRequest,
    AboutRequests,
    AnswerPrivately,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.asking import SlackRefused, ask, next_cursor
from ratchet_slack.buckets import Buckets
from ratchet_slack.calls import (
    METADATA,
    Call,
    direct_calls,
    fill_call,
    home_call,
    in_thread,
    key_digest,
    open_call,
    post_calls,
    private_calls,
    refuse_calls,
    update_call,
)

MOST_PAGES: Final = 25
PAGE: Final = 200
"""How many messages are looked through for a post, in pages of what Slack recommends."""

_EARLIER: Final = 10 * MINUTE
_GONE: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel", "thread_not_found"})
_OPENED_BEFORE: Final = frozenset({"exchanged_trigger_id", "expired_trigger_id", "duplicate_external_id"})
_TOO_LATE: Final = frozenset({"exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"})
_NOT_IN_PLACE: Final = frozenset(
    {"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived", "channel_type_not_supported"}
)


class LookupFailed(Exception):  # noqa: N818 - it says what happened
    """Nobody can say whether a post was made: what was written since is too much, or may not be read."""


class SlackChat:
    """A `Chat` that people see in Slack; several may work on one workspace at once."""

    def __init__(
        self, client: AsyncWebClient, site: str, now: Callable[[], Instant], buckets: Buckets | None = None
    ) -> None:
        """Speak through a client, which must not repeat calls, in a workspace at an address such as acme.slack.com."""
        self._client = client
        self._site = site if "://" in site else f"https://{site}"
        self._now = now
        self._buckets = Buckets() if buckets is None else buckets

    async def post(self, action: PostMessage) -> str:
        """Post a message, in as many as it takes, and return the timestamp of the first."""
        return await self._posted(action, {})

    async def find(self, action: PostMessage) -> str | None:
        """Return the timestamp of a post that was made, after completing it; None where it certainly was not made.

        Raises:
            LookupFailed: If that cannot be said.
        """
        made = await self._made(action)
        return await self._posted(action, made) if 1 in made else None

    async def update(self, action: UpdateMessage) -> None:
        """Replace a message."""
        await self._ask(update_call(action, self._site))

    async def open_form(self, action: OpenForm) -> str:
        """Open a form, or put it in the place of the view that was opened by the same trigger; return the view's id."""
        try:
            return _view_id(await self._ask(open_call(action, self._site)))
        except SlackRefused as refusal:
            if refusal.error not in _OPENED_BEFORE:
                raise Refused(why_no_form(refusal.error)) from refusal
            late = refusal
        try:
            return _view_id(await self._ask(fill_call(action, self._site)))
        except SlackRefused as refusal:
            raise Refused(why_no_form((late if refusal.error == "not_found" else refusal).error)) from refusal

    async def refuse_form(self, action: RefuseForm) -> None:
        """Show a form that was sent again, with what is wrong with it."""
        by_id, by_name = refuse_calls(action, self._site)
        try:
            await self._ask(by_id)
        except SlackRefused as refusal:
            if refusal.error not in {"not_found", "view_not_found"}:
                raise
            await self._ask(by_name)

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Tell a person something where they asked, or in their own conversation with us where that is not possible."""
        if action.channel == action.person:
            await self._in_turn(direct_calls(action, self._site))
            return
        try:
            await self._in_turn(private_calls(action, self._site))
        except SlackRefused as refusal:
            if refusal.error not in _NOT_IN_PLACE or action.channel.startswith("D"):
                raise
            await self._in_turn(direct_calls(action, self._site))

    async def publish_home(self, action: PublishHome) -> None:
        """Show a person their home page."""
        await self._ask(home_call(action, self._site))

    async def _in_turn(self, calls: Sequence[Call]) -> None:
        for call in calls:
            await self._ask(call)

    async def _posted(self, action: PostMessage, made: Mapping[int, str]) -> str:
        """Make those messages of a post that are not made yet, and return the timestamp of the first."""
        calls = post_calls(action, self._site)
        missing = [place for place in range(1, len(calls) + 1) if place not in made]
        if missing:
            self._buckets.take(action.channel, self._now(), len(missing))
        first = made.get(1)
        for place in missing:
            call = calls[0] if first is None else in_thread(calls[place - 1], first)
            posted = await _completed(self._post(call), begun=first is not None and not made)
            first = posted if first is None else first
        if first is None:
            raise Unknown
        return first

    async def _post(self, call: Call) -> str:
        try:
            answer = await ask(self._client, call, self._now())
        except NotNow as refusal:
            self._buckets.close(call.arguments["channel"], refusal.retry_at)
            raise
        ts = answer.get("ts")
        if not isinstance(ts, str) or not ts:
            raise Unknown
        return ts

    async def _made(self, action: PostMessage) -> dict[int, str]:
        """Return the timestamps of the messages of a post that are there, by their places."""
        since, name = _asked_after(action), key_digest(action.key)
        if action.thread is not None:
            return await self._found(name, "conversations.replies", action.channel, since, action.thread)
        made = await self._found(name, "conversations.history", action.channel, since)
        if 1 in made and len(post_calls(action, self._site)) > 1:
            made |= await self._found(name, "conversations.replies", action.channel, since, made[1])
        return made

    async def _found(
        self, name: str, method: str, channel: str, since: Instant, thread: str | None = None
    ) -> dict[int, str]:
        """Look through pages of messages for those with a name in their metadata."""
        asked = {"channel": channel, "oldest": ts_of(since), "limit": PAGE, "include_all_metadata": "true"}
        asked |= {} if thread is None else {"ts": thread}
        made: dict[int, str] = {}
        for _ in range(MOST_PAGES):
            page = await self._read(Call(method, asked))
            made |= {
                place: ts for message in _messages(page) if (place := _place(message, name)) and (ts := _ts(message))
            }
            cursor = _cursor(page)
            if cursor is None or (1 in made and thread is None):
                return made
            asked["cursor"] = cursor
        raise LookupFailed(
            f"more than {MOST_PAGES * PAGE:,} messages were written in {channel} since; look for it there"
        )

    async def _read(self, call: Call) -> Mapping[str, Any]:
        try:
            return await ask(self._client, call, self._now(), read=True)
        except SlackRefused as refusal:
            if refusal.error in _GONE:
                raise
            raise LookupFailed(str(refusal)) from refusal

    async def _ask(self, call: Call) -> Mapping[str, Any]:
        """Make a call that is no post; where Slack wants no more of them, none is made until it does."""
        self._buckets.pass_by(call.method, self._now())
        try:
            return await ask(self._client, call, self._now())
        except NotNow as refusal:
            self._buckets.close_method(call.method, refusal.retry_at)
            raise


async def _completed(post: Awaitable[str], *, begun: bool) -> str:
    """Post what continues a message; where that fails the post is neither made nor not made, and is looked up later."""
    try:
        return await post
    except (Refused, NotNow) as error:
        if begun:
            raise Unknown from error
        raise


def _asked_after(action: PostMessage) -> Instant:
    """Return a moment before which a post was certainly not asked for: what it is about had not happened."""
    moments = [0 if action.thread is None else moment_of(action.thread, 0)]
    match action.about:
        case AboutRequest(root):
            moments.append(moment_of(root.ts, 0))
        case AboutRequests(roots):
            moments += [moment_of(root.ts, 0) for root in roots]
        case AboutIncident(since=since):
            moments.append(since)
    return max(max(moments) - _EARLIER, 0)


def _messages(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    messages = page.get("messages")
    if not isinstance(messages, list):
        raise LookupFailed("Slack's answer has no messages in it")
    return [one for one in messages if isinstance(one, dict)]


def _place(message: Mapping[str, Any], name: str) -> int | None:
    """Return the place of a message in the post of a name; None where it is none of its messages."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != METADATA:
        return None
    told = metadata.get("event_payload")
    if not isinstance(told, dict) or told.get("id") != name:
        return None
    part = told.get("part", 1)
    return part if isinstance(part, int) else 1


def _ts(message: Mapping[str, Any]) -> str | None:
    ts = message.get("ts")
    return ts if isinstance(ts, str) else None


def _cursor(page: Mapping[str, Any]) -> str | None:
    """Return where the next page begins; None at the end."""
    if cursor := next_cursor(page):
        return cursor
    if page.get("has_more") is True:
        raise LookupFailed("Slack says that there is more, and not where")
    return None


def why_no_form(error: str) -> str:
    """Return why Slack shows no form, for the person who waits for it."""
    if error in _TOO_LATE:
        return "it took longer than the 3 seconds that Slack allows; try again"
    return f"Slack did not take it ({error}); try again, and tell whoever runs ratchet if it happens again"


def _view_id(answer: Mapping[str, Any]) -> str:
    view = answer.get("view")
    name = view.get("id") if isinstance(view, dict) else None
    if not isinstance(name, str) or not name:
        raise Unknown
    return name
