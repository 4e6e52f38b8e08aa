"""What becomes of channels, people, groups and reactions, as a live Slack delivers it."""

import pytest
from deliveries import AT, LATER, LATER_AT, TS, Json, reading_of, told_by
from ratchet_core.basis.instants import HOUR
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    GroupSeen,
    HomeOpened,
    PersonSeen,
    ReactionAdded,
    ReactionRemoved,
)
from ratchet_slack.receiving.heard import Heard, NoNews

REACTED: Json = {
    "type": "reaction_added",
    "user": "U2",
    "reaction": "white_check_mark",
    "item_user": "U1",
    "item": {"type": "message", "channel": "C1", "ts": TS},
    "event_ts": LATER,
}
KEY = f"C1/{TS}/white_check_mark/U2"


def test_a_reaction_names_its_message_and_not_its_thread() -> None:
    added = ReactionAdded(f"{KEY}/{LATER_AT}", LATER_AT, "C1", TS, None, "U2", "white_check_mark")
    assert told_by(REACTED) == (added,)


def test_a_reaction_is_taken_off_again() -> None:
    removed = ReactionRemoved(f"{KEY}/removed/{LATER_AT}", LATER_AT, "C1", TS, None, "U2", "white_check_mark")
    assert told_by({**REACTED, "type": "reaction_removed"}) == (removed,)


def test_a_reaction_that_is_heard_late_says_so() -> None:
    assert told_by(REACTED, LATER_AT + HOUR)[0].heard_at == LATER_AT + HOUR


def test_a_reaction_of_ratchets_own_is_no_news() -> None:
    assert reading_of({**REACTED, "user": "UBOT"}) == NoNews("reaction_added", "ratchet's own")


def test_a_reaction_to_a_file_is_no_news() -> None:
    file = {**REACTED, "item": {"type": "file", "file": "F1"}}
    assert reading_of(file) == NoNews("reaction_added", "on something that is no message")


JOINED: Json = {
    "type": "member_joined_channel",
    "user": "UBOT",
    "channel": "C1",
    "channel_type": "C",
    "team": "T1",
    "inviter": "U1",
    "event_ts": TS,
}
JOIN = ChannelJoined(f"C1/joined/{AT}", AT, "C1", live=True)
LEAVE = ChannelLeft(f"C1/left/{AT}", AT, "C1")
ARCHIVE = ChannelArchived(f"C1/archived/{AT}", AT, "C1")


def test_ratchet_joins_and_the_channel_is_looked_up() -> None:
    assert reading_of(JOINED) == Heard((JOIN,), channels=("C1",))


def test_a_private_channel_that_ratchet_joins_is_looked_up_too() -> None:
    described = {"type": "group_joined", "channel": {"id": "C1", "name": "secret", "is_private": True}, "event_ts": TS}
    assert reading_of(described) == Heard((JOIN,), channels=("C1",))


@pytest.mark.parametrize("kind", ["member_joined_channel", "member_left_channel"])
def test_somebody_else_who_comes_or_goes_is_no_news(kind: str) -> None:
    assert reading_of({**JOINED, "type": kind, "user": "U5"}) == NoNews(kind, "somebody else")


@pytest.mark.parametrize(
    "event",
    [
        {**JOINED, "type": "member_left_channel"},
        {"type": "channel_left", "channel": "C1", "actor_id": "U1", "event_ts": TS},
        {"type": "group_left", "channel": "C1", "actor_id": "U1", "event_ts": TS},
    ],
)
def test_ratchet_leaves_a_channel(event: Json) -> None:
    assert told_by(event) == (LEAVE,)


SHARING: Json = {"channel": "C1", "event_ts": TS}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {
                "type": "channel_created",
                "channel": {"id": "C1", "name": "fun", "created": 1767607200, "creator": "U1"},
                "event_ts": TS,
            },
            (ChannelSeen(f"C1/created/{AT}", AT, "C1", "fun", private=False),),
        ),
        (
            {
                "type": "channel_rename",
                "channel": {"id": "C1", "name": "new_name", "created": 1360782804},
                "event_ts": TS,
            },
            (ChannelRenamed(f"C1/renamed/{AT}", AT, "C1", "new_name"),),
        ),
        ({"type": "channel_archive", "channel": "C1", "user": "U1", "is_moved": 0, "event_ts": TS}, (ARCHIVE,)),
        ({"type": "group_archive", "channel": "C1", "user": "U1", "event_ts": TS}, (ARCHIVE,)),
        (
            {"type": "channel_unarchive", "channel": "C1", "user": "U1", "event_ts": TS},
            (ChannelUnarchived(f"C1/unarchived/{AT}", AT, "C1"),),
        ),
        ({"type": "channel_deleted", "channel": "C1", "actor_id": "U1", "event_ts": TS}, (LEAVE, ARCHIVE)),
        (
            {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2", "event_ts": TS},
            (ChannelReplaced(f"C1/replaced/{AT}", AT, "C1", "C2"),),
        ),
        (
            {"type": "channel_shared", "connected_team_id": "T2", **SHARING},
            (ChannelShared(f"C1/shared/{AT}", AT, "C1"),),
        ),
        (
            {"type": "channel_unshared", "previously_connected_team_id": "T2", "is_ext_shared": False, **SHARING},
            (ChannelUnshared(f"C1/unshared/{AT}", AT, "C1"),),
        ),
    ],
    ids=lambda one: one["type"] if isinstance(one, dict) else "",
)
def test_what_becomes_of_a_channel(event: Json, expected: tuple[object, ...]) -> None:
    assert told_by(event) == expected


@pytest.mark.parametrize("shared", [True, None])
def test_a_channel_that_another_company_may_still_be_in_stays_shared(*, shared: bool | None) -> None:
    event = {"type": "channel_unshared", "is_ext_shared": shared, **SHARING}
    assert reading_of(event) == NoNews("channel_unshared", "another company is still there")


@pytest.mark.parametrize(
    ("event", "channel"),
    [
        ({"type": "channel_unarchive", "channel": "C1", "event_ts": TS}, "C1"),
        ({"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2", "event_ts": TS}, "C2"),
    ],
)
def test_a_channel_of_which_slack_does_not_say_who_reads_it_is_looked_up(event: Json, channel: str) -> None:
    found = reading_of(event)
    assert isinstance(found, Heard)
    assert found.channels == (channel,)


PERSON: Json = {
    "id": "U5",
    "team_id": "T1",
    "name": "marta",
    "deleted": False,
    "real_name": "Marta Keller",
    "profile": {"real_name": "Marta Keller", "display_name": "marta.k", "status_text": "away", "team": "T1"},
    "is_admin": False,
    "is_owner": False,
    "is_primary_owner": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
    "is_bot": False,
    "updated": 1767607200,
}
SEEN = PersonSeen(f"U5/seen/{AT}", AT, "U5", "marta.k", external=False)


@pytest.mark.parametrize("kind", ["user_change", "team_join", "user_profile_changed"])
def test_a_person_is_seen(kind: str) -> None:
    assert told_by({"type": kind, "user": PERSON, "cache_ts": 1, "event_ts": TS}) == (SEEN,)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"team_id": "T2"}, {"external": True}),
        ({"is_stranger": True}, {"external": True}),
        ({"team_id": "T2", "enterprise_user": {"id": "W5", "teams": ["T1", "T2"]}}, {"external": False}),
        ({"deleted": True}, {"active": False}),
        ({"is_bot": True}, {"bot": True}),
        ({"is_restricted": True}, {"guest": True}),
        ({"is_ultra_restricted": True}, {"guest": True}),
        ({"is_owner": True}, {"admin": True}),
        ({"profile": {}}, {"name": "Marta Keller"}),
        ({"profile": {}, "real_name": ""}, {"name": "marta"}),
        ({"profile": 7, "real_name": 7, "name": None}, {"name": "U5"}),
    ],
)
def test_what_a_person_is(told: Json, expected: Json) -> None:
    (seen,) = told_by({"type": "user_change", "user": {**PERSON, **told}, "event_ts": TS})
    assert {name: getattr(seen, name) for name in expected} == expected


GROUP: Json = {
    "id": "S1",
    "team_id": "T1",
    "is_usergroup": True,
    "name": "Payments",
    "handle": "payments",
    "date_delete": 0,
    "users": ["U2", "U1", "U1"],
    "user_count": 2,
}


@pytest.mark.parametrize("kind", ["subteam_created", "subteam_updated"])
def test_a_group_is_seen_with_its_members(kind: str) -> None:
    seen = GroupSeen(f"S1/seen/{AT}", AT, "S1", "payments", ("U1", "U2"))
    assert told_by({"type": kind, "subteam": GROUP, "event_ts": TS}) == (seen,)


def test_a_group_that_was_removed_has_no_members() -> None:
    gone = {**GROUP, "date_delete": 1767607200}
    assert told_by({"type": "subteam_updated", "subteam": gone, "event_ts": TS})[0].members == ()


@pytest.mark.parametrize(
    "event",
    [
        {"type": "subteam_updated", "subteam": {**GROUP, "users": None}, "event_ts": TS},
        {
            "type": "subteam_members_changed",
            "subteam_id": "S1",
            "team_id": "T1",
            "added_users": ["U3"],
            "removed_users": [],
            "event_ts": TS,
        },
    ],
)
def test_members_that_slack_does_not_say_are_looked_up(event: Json) -> None:
    assert reading_of(event) == Heard(groups=True)


HOME: Json = {"type": "app_home_opened", "user": "U1", "channel": "D1", "event_ts": TS, "tab": "home", "view": {}}


def test_a_person_opens_the_home_page() -> None:
    assert told_by(HOME) == (HomeOpened(f"U1/home/{AT}", AT, "U1"),)


def test_the_tab_of_messages_is_no_home_page() -> None:
    assert reading_of({**HOME, "tab": "messages"}) == NoNews("app_home_opened", "another tab")
