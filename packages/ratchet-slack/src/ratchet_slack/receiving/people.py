"""People and user groups: who they are, as Slack describes them, live or when they are looked up."""

from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.events import GroupSeen, HomeOpened, PersonSeen

from ratchet_slack.cleaning import clean_name
from ratchet_slack.receiving.heard import (
    Heard,
    Identity,
    NoNews,
    Payload,
    Reading,
    moment_in,
    name_in,
    object_in,
)

_NAMES = ("display_name", "real_name")
_STRANGER = "is_stranger"
_GUEST = ("is_restricted", "is_ultra_restricted")
_ADMIN = ("is_admin", "is_owner", "is_primary_owner")
_SLACKBOT = "USLACKBOT"


def user(event: Payload, us: Identity, now: Instant) -> Reading:
    """Return that a person is there, or is something else now."""
    at = moment_in(event, now, "event_ts")
    described = object_in(event, "user")
    return Heard((person_seen(described, us.workspace, f"{name_in(described, 'id')}/seen/{at}", at),))


def person_seen(described: Payload, workspace: str, key: str, at: Instant) -> PersonSeen:
    """Return the event that a person exists as Slack describes them; raise `NotThere` where they have no id.

    Who belongs to another workspace is external; where Slack does not say to which, they are of ours.
    """
    person = name_in(described, "id")
    return PersonSeen(
        key,
        at,
        person,
        _name(described, person),
        external=described.get(_STRANGER) is True or workspace not in _workspaces(described, workspace),
        active=described.get("deleted") is not True,
        bot=described.get("is_bot") is True or person == _SLACKBOT,
        guest=any(described.get(mark) is True for mark in _GUEST),
        admin=any(described.get(mark) is True for mark in _ADMIN),
        time_zone=clean_name(described.get("tz")),
    )


def _workspaces(described: Payload, ours: str) -> set[str]:
    """Return the workspaces that a person belongs to; in a company that has several, that is more than one."""
    enterprise = described.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, dict) else None
    more = map(clean_name, teams) if isinstance(teams, list) else ()
    return {clean_name(described.get("team_id")) or ours, *more}


def _name(described: Payload, person: str) -> str:
    profile = described.get("profile")
    shown = [profile.get(one) for one in _NAMES] if isinstance(profile, dict) else []
    named = (*shown[:1], described.get("real_name"), *shown[1:], described.get("name"))
    return next(filter(None, map(clean_name, named)), person)


def subteam(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - all readers are called alike
    """Return that a user group is there, or is something else now; often its members have to be looked up."""
    described, at = object_in(event, "subteam"), moment_in(event, now, "event_ts")
    key = f"{name_in(described, 'id')}/seen/{at}"
    seen = group_seen(described, described.get("users"), key, at)
    return Heard(groups=True) if seen is None else Heard((seen,))


def subteam_members(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that the members of a group changed: only who came and went is said, and the core needs all of them."""
    name_in(event, "subteam_id")
    return Heard(groups=True)


def group_seen(described: Payload, members: object, key: str, at: Instant) -> GroupSeen | None:
    """Return the event that a group exists with its members, or None where these are not said."""
    group, handle = name_in(described, "id"), clean_name(described.get("handle"))
    if described.get("date_delete"):
        return GroupSeen(key, at, group, handle, ())
    if not isinstance(members, list):
        return None
    return GroupSeen(key, at, group, handle, tuple(sorted(set(filter(None, map(clean_name, members))))))


def app_home_opened(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that a person opened the home page; the other tabs show nothing of ours."""
    person, at = name_in(event, "user"), moment_in(event, now, "event_ts")
    if event.get("tab", "home") != "home":
        return NoNews("app_home_opened", "another tab")
    return Heard((HomeOpened(f"{person}/home/{at}", at, person),))
