"""What people do with what ratchet offers them: buttons, forms, its command, and the menu of a message."""

import re
from collections.abc import Iterator

from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.actions import AboutPerson, Press
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    FormValue,
    Shortcut,
    ShortcutUsed,
)

from ratchet_slack.cleaning import clean, clean_name
from ratchet_slack.content import plain_text
from ratchet_slack.events import Ignored, message_seen
from ratchet_slack.receiving.heard import (
    Heard,
    Identity,
    NoNews,
    NotThere,
    Payload,
    Reading,
    Unread,
    moment_in,
    name_in,
    object_in,
    text_in,
    ts_in,
)
from ratchet_slack.wire import FORM, about_of, press_of

_MOST_FIELDS = 100
_NAMED = re.compile(r"<([@#]|!subteam\^)([A-Z0-9]{1,40})(?:\|[^<>]{0,200})?>")
_CHOSEN = ("selected_user", "selected_conversation", "selected_channel", "selected_date", "selected_time", "value")


def block_actions(body: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - all readers are called alike
    """Return which of our buttons a person pressed; what is chosen in an open form is told when that is sent."""
    actions = body.get("actions")
    pressed = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
    does, about = press_of(pressed.get("action_id")), about_of(pressed.get("value"))
    if does is None:
        return NoNews("block_actions", "no button of ratchet's")
    person, container = name_in(object_in(body, "user"), "id"), object_in(body, "container")
    if about is None:
        does, about = Press.OUTDATED, AboutPerson(person)
    at_home = container.get("type") == "view"
    channel, ts = (person, "") if at_home else (name_in(container, "channel_id"), ts_in(container, "message_ts"))
    at = moment_in(pressed, now, "action_ts")
    key = f"{channel}/{ts or 'home'}/pressed/{at}/{person}"
    trigger = clean_name(body.get("trigger_id")) or None
    return Heard((ButtonPressed(key, at, channel, ts, person, does, about, trigger),))


def view_submission(body: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return what a person filled in a form of ours; each sending has a trigger of its own, by which it is known."""
    view = object_in(body, "view")
    if view.get("callback_id") != FORM:
        return NoNews("view_submission", "no form of ratchet's")
    about = about_of(view.get("private_metadata"))
    if about is None:
        return Unread("view_submission", "a form that does not say what it is about")
    name, person = name_in(view, "id"), name_in(object_in(body, "user"), "id")
    sending = clean_name(body.get("trigger_id")) or name_in(view, "hash")
    values = tuple(_values(object_in(object_in(view, "state"), "values")))
    return Heard((FormSubmitted(f"form/{name}/{sending}", now, person, name, about, values),))


def _values(fields: Payload) -> Iterator[FormValue]:
    for name, inputs in list(fields.items())[:_MOST_FIELDS]:
        for one in (inputs if isinstance(inputs, dict) else {}).values():
            if isinstance(one, dict):
                yield FormValue(clean_name(name), _value(one))


def _value(element: Payload) -> str:
    """Return what was filled in or chosen; several choices are parted by commas, as no value of ours has one."""
    option, options = element.get("selected_option"), element.get("selected_options")
    if isinstance(option, dict):
        return text_in(option, "value")
    if isinstance(options, list):
        return ",".join(text_in(one, "value") for one in options if isinstance(one, dict))
    for several in ("selected_users", "selected_conversations", "selected_channels"):
        chosen = element.get(several)
        if isinstance(chosen, list):
            return ",".join(filter(None, map(clean_name, chosen)))
    return next((said for one in _CHOSEN if (said := clean(element.get(one)))), "")


def view_closed(body: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that nothing follows from a form that was closed."""
    return NoNews("view_closed", "nothing was sent")


def message_action(body: Payload, us: Identity, now: Instant) -> Reading:
    """Return what a person chose in the menu of a message."""
    chosen = next((one for one in Shortcut if one.value == body.get("callback_id")), None)
    if chosen is None:
        return NoNews("message_action", "no entry of ratchet's")
    channel, person = name_in(object_in(body, "channel"), "id"), name_in(object_in(body, "user"), "id")
    said = object_in(body, "message")
    found = message_seen(channel, {**said, "ts": ts_in(body, "message_ts")}, us.ours)
    if isinstance(found, Ignored):
        raise NotThere("no ts")
    at, trigger = moment_in(body, now, "action_ts"), name_in(body, "trigger_id")
    return Heard(
        (
            ShortcutUsed(
                f"{channel}/{found.ts}/shortcut/{at}/{person}",
                at,
                person,
                chosen,
                channel,
                found.ts,
                trigger,
                found.bot,
                found.content,
                found.person or None,
                "" if found.bot is not None else found.text,
                found.thread,
            ),
        )
    )


def shortcut(body: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that nothing follows from a shortcut that stands in no message: ratchet offers none."""
    return NoNews("shortcut", "no entry of ratchet's")


def command(body: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return what a person wrote behind `/ratchet`; whom and what they named stands there by its id."""
    trigger = name_in(body, "trigger_id")
    said = plain_text(_NAMED.sub(_by_id, text_in(body, "text")))
    person, channel = name_in(body, "user_id"), name_in(body, "channel_id")
    return Heard((CommandGiven(f"command/{trigger}", now, person, channel, said.strip(), trigger),))


def _by_id(found: re.Match[str]) -> str:
    return f"{'#' if found[1] == '#' else '@'}{found[2]}"
