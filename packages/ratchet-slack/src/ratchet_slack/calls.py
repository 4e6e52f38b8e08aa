"""Actions of the core as calls of Slack's Web API: pure functions, so that what is sent can be looked at.

`site` is the address of the workspace (`https://acme.slack.com`), which links to messages begin with.
"""

from hashlib import blake2s
from typing import Any, Final

from attrs import field, frozen
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)

from ratchet_slack.pages import MESSAGES, ONE_MESSAGE, Page, pages_of
from ratchet_slack.views import form_view, home_view
from ratchet_slack.wire import loading_id, saving_id

METADATA: Final = "ratchet"
"""The `event_type` of the metadata of every message that we post."""

_QUIET: Final = {"unfurl_links": False, "unfurl_media": False, "parse": "none"}


@frozen
class Call:
    """One call of the Web API, with its arguments as JSON."""

    method: str
    arguments: dict[str, Any] = field(factory=dict)


def key_digest(key: str) -> str:
    """Return what stands for an action's key in Slack, where other apps can read it: it tells them nothing."""
    return blake2s(key.encode("utf-8", "replace"), digest_size=16).hexdigest()


def post_calls(action: PostMessage, site: str) -> tuple[Call, ...]:
    """Return the calls that post a message; all but the first continue it, and get its thread from `in_thread`."""
    return tuple(
        Call("chat.postMessage", {**_said_in(action), **_page(page), **_QUIET, "metadata": _metadata(action, place)})
        for place, page in enumerate(pages_of(action.body, site, MESSAGES))
    )


def in_thread(call: Call, first: str) -> Call:
    """Return a call that continues a message: in its thread, or else in the one that the `first` message begins."""
    return Call(call.method, {"thread_ts": first, **call.arguments})


def update_call(action: UpdateMessage, site: str) -> Call:
    """Return the call that replaces a message."""
    (page,) = pages_of(action.body, site, ONE_MESSAGE)
    return Call("chat.update", {"channel": action.channel, "ts": action.ts, **_page(page), "parse": "none"})


def private_calls(action: AnswerPrivately, site: str) -> tuple[Call, ...]:
    """Return the calls that tell a person something where they asked, and nobody else sees it."""
    pages = pages_of(action.body, site, MESSAGES)
    if action.channel.startswith("D"):
        return tuple(Call("chat.postMessage", {**_said_in(action), **_page(page), **_QUIET}) for page in pages)
    where = {**_said_in(action), "user": action.person}
    return tuple(Call("chat.postEphemeral", {**where, **_page(page), "parse": "none"}) for page in pages)


def direct_calls(action: AnswerPrivately, site: str) -> tuple[Call, ...]:
    """Return the calls that tell a person the same in their conversation with us, where it cannot be told in place."""
    pages = pages_of(action.body, site, MESSAGES)
    return tuple(Call("chat.postMessage", {"channel": action.person, **_page(page), **_QUIET}) for page in pages)


def fill_call(action: OpenForm, site: str = "") -> Call:
    """Return the call that puts a form in the place of the view that was opened by its trigger before."""
    name = loading_id(action.trigger)
    return Call(
        "views.update", {"external_id": name, "view": {**form_view(action.form, (), site), "external_id": name}}
    )


def open_call(action: OpenForm, site: str = "") -> Call:
    """Return the call that opens a form by its trigger."""
    view = {**form_view(action.form, (), site), "external_id": loading_id(action.trigger)}
    return Call("views.open", {"trigger_id": action.trigger, "view": view})


def refuse_calls(action: RefuseForm, site: str = "") -> tuple[Call, Call]:
    """Return the calls that show a form again with what is wrong with it: by its id, or else by the name it got."""
    view = form_view(action.form, action.problems, site)
    named = Call("views.update", {"external_id": saving_id(action.view), "view": view})
    return Call("views.update", {"view_id": action.view, "view": view}), named


def home_call(action: PublishHome, site: str) -> Call:
    """Return the call that shows a person their home page."""
    return Call("views.publish", {"user_id": action.person, "view": home_view(action.body, site)})


def _said_in(action: PostMessage | AnswerPrivately) -> dict[str, Any]:
    where = {"channel": action.channel}
    return where if action.thread is None else {**where, "thread_ts": action.thread}


def _page(page: Page) -> dict[str, Any]:
    return {"text": page.text, "blocks": list(page.blocks)}


def _metadata(action: PostMessage, place: int) -> dict[str, Any]:
    return {"event_type": METADATA, "event_payload": {"id": key_digest(action.key), "part": place + 1}}
