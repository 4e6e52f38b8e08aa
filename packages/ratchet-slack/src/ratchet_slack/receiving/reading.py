"""Payload to events: the table of all that is read, with one reader for each kind of delivery; nothing here raises."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from ratchet_core.basis.instants import Instant

from ratchet_slack.cleaning import clean, clean_name
from ratchet_slack.receiving import channels, controls, messages, people, reactions
from ratchet_slack.receiving.heard import Heard, Identity, NotThere, Payload, Reading, Unread

Reader: TypeAlias = Callable[[Payload, Identity, Instant], Reading]

EVENTS: Final[Mapping[str, Reader]] = {
    "app_home_opened": people.app_home_opened,
    "app_mention": messages.app_mention,
    "channel_archive": channels.archived,
    "channel_created": channels.created,
    "channel_deleted": channels.deleted,
    "channel_id_changed": channels.replaced,
    "channel_joined": channels.joined,
    "channel_left": channels.left,
    "channel_rename": channels.renamed,
    "channel_shared": channels.shared,
    "channel_unarchive": channels.unarchived,
    "channel_unshared": channels.unshared,
    "group_archive": channels.archived,
    "group_deleted": channels.deleted,
    "group_joined": channels.joined,
    "group_left": channels.left,
    "group_rename": channels.renamed,
    "group_unarchive": channels.unarchived,
    "member_joined_channel": channels.member_joined_channel,
    "member_left_channel": channels.member_left_channel,
    "message": messages.message,
    "reaction_added": reactions.reaction,
    "reaction_removed": reactions.reaction,
    "subteam_created": people.subteam,
    "subteam_members_changed": people.subteam_members,
    "subteam_updated": people.subteam,
    "team_join": people.user,
    "user_change": people.user,
    "user_profile_changed": people.user,
}
"""What the Events API delivers, by the type of the event."""

INTERACTIONS: Final[Mapping[str, Reader]] = {
    "block_actions": controls.block_actions,
    "message_action": controls.message_action,
    "shortcut": controls.shortcut,
    "view_closed": controls.view_closed,
    "view_submission": controls.view_submission,
}
"""What people do with what ratchet shows, by the type of the payload."""

_MOST_KIND: Final = 80
_MOST_SHAPE: Final = 2_000
_MOST_IN_A_SHAPE: Final = 200
_DEPTH: Final = 6


def read(body: object, us: Identity, now: Instant) -> Reading:
    """Return what a delivery tells of: the body of a request of Slack, by whatever way it came.

    What is of another workspace, of a kind that nobody reads, or not as it should be, is told as `Unread`.
    """
    if not isinstance(body, dict):
        return Unread("", "not an object", shape_of(body))
    kind = kind_of(body)
    try:
        found = _read(kind, body, us, now)
    except NotThere as missing:
        found = Unread(kind, str(missing))
    except Exception as error:  # noqa: BLE001 - a payload that this version cannot read must not stop those behind it
        found = Unread(kind, f"cannot be read: {type(error).__name__}")
    return Unread(found.kind, found.why, shape_of(body)) if isinstance(found, Unread) else found


def _read(kind: str, body: Payload, us: Identity, now: Instant) -> Reading:
    if not is_of(us.workspace, body):
        return Unread(kind, "of another workspace")
    if body.get("type") == "app_rate_limited":
        return Heard(gap=True)
    if body.get("type") == "event_callback":
        reader, payload = EVENTS.get(kind), body["event"]
    elif "command" in body:
        reader, payload = controls.command, body
    else:
        reader, payload = INTERACTIONS.get(kind), body
    if reader is None:
        return Unread(kind, "of a kind that is not read")
    return reader(payload if isinstance(payload, dict) else {}, us, now)


def kind_of(body: object) -> str:
    """Return Slack's name for what a delivery is, such as `reaction_added`; for counting and for the log."""
    if not isinstance(body, dict):
        return ""
    event = body.get("event")
    if body.get("type") == "event_callback" and isinstance(event, dict):
        return clean(event.get("type"), _MOST_KIND)
    return "command" if "command" in body else clean(body.get("type"), _MOST_KIND)


def is_of(workspace: str, body: Payload) -> bool:
    """Say whether a delivery is meant for a workspace.

    In a channel that companies share, the outer `team_id` may be that of whoever wrote: what counts is for whom Slack
    delivers. A delivery that names no workspace at all is of none.
    """
    authorizations = body.get("authorizations")
    if isinstance(authorizations, list) and authorizations:
        return workspace in set(filter(None, _teams_of(authorizations)))
    return workspace in set(filter(None, _teams(body)))


def _teams_of(authorizations: list[object]) -> Iterator[str]:
    for one in authorizations:
        if isinstance(one, dict):
            yield clean_name(one.get("team_id"))


def _teams(body: Payload) -> Iterator[str]:
    yield clean_name(body.get("context_team_id")) or clean_name(body.get("team_id"))
    for name, field in (("team", "id"), ("view", "app_installed_team_id"), ("message", "team")):
        found = body.get(name)
        if isinstance(found, dict):
            yield clean_name(found.get(field))


def shape_of(value: object) -> str:
    """Return the JSON of a value with types in the place of what could be somebody's words."""
    return json.dumps(_shape(value, _DEPTH))[:_MOST_SHAPE]


def _shape(value: object, depth: int) -> object:
    if isinstance(value, dict) and depth:
        told = list(value.items())[:_MOST_IN_A_SHAPE]
        return {clean(name, _MOST_KIND): _shape(one, depth - 1) for name, one in told}
    if isinstance(value, list) and depth:
        return [_shape(one, depth - 1) for one in value[:1]]
    return type(value).__name__
