"""Slack's payloads become events: what is said, edited and deleted; Slack's own notes and previews become nothing."""

import pytest
from ratchet_core.basis.content import Bot
from ratchet_core.vocabulary.events import MessageDeleted, MessageEdited, MessageSeen, ReactionAdded
from ratchet_slack.events import Ignored, event_of, message_seen, reactions_of

TS, AT = "1767607200.000100", 1_767_607_200_000_100
SAID: dict[str, object] = {"type": "message", "user": "U1", "text": "is it down?", "ts": TS}
EDITED: dict[str, object] = {**SAID, "text": "is it up?", "edited": {"user": "U1", "ts": "1767607260.000000"}}


def changed(message: dict[str, object], before: dict[str, object]) -> dict[str, object]:
    return {"subtype": "message_changed", "ts": "1767607260.000200", "message": message, "previous_message": before}


def test_a_persons_message_is_seen() -> None:
    assert event_of("C1", SAID) == MessageSeen(f"C1/{TS}", AT, "C1", TS, None, "U1", "is it down?")


def test_a_root_names_itself_as_its_thread_and_stands_in_none() -> None:
    assert event_of("C1", {**SAID, "thread_ts": TS}) == event_of("C1", SAID)


def test_a_reply_stands_in_its_thread() -> None:
    seen = event_of("C1", {**SAID, "thread_ts": "1767607100.000000"})
    assert isinstance(seen, MessageSeen)
    assert seen.thread == "1767607100.000000"


def test_a_webhook_is_a_bot_under_its_id() -> None:
    message = {"subtype": "bot_message", "bot_id": "B1", "username": "Cron", "text": "done", "ts": TS}
    seen = event_of("C1", message)
    assert isinstance(seen, MessageSeen)
    assert (seen.person, seen.bot) == (None, Bot("B1", "", "Cron"))


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "pinned_item", "huddle_thread"])
def test_slacks_own_notes_are_no_events(subtype: str) -> None:
    assert event_of("C1", {**SAID, "subtype": subtype}) is Ignored.SUBTYPE


@pytest.mark.parametrize("ts", [None, True, "soon", ""])
def test_a_message_without_a_moment_is_no_message(ts: object) -> None:
    assert event_of("C1", {**SAID, "ts": ts}) is Ignored.NOT_A_MESSAGE


def test_an_edit_is_the_message_with_its_new_text() -> None:
    at = 1_767_607_260_000_000
    assert event_of("C1", changed(EDITED, SAID)) == MessageEdited(
        f"C1/{TS}/edited/{at}", at, "C1", TS, None, "U1", "is it up?"
    )


def test_a_message_of_which_only_its_thread_is_left_is_deleted() -> None:
    tombstone: dict[str, object] = {
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "ts": TS,
    }
    assert event_of("C1", changed(tombstone, SAID)) == MessageDeleted(
        f"C1/{TS}/deleted", 1_767_607_260_000_200, "C1", TS
    )


def test_a_change_of_slacks_own_notes_is_no_event() -> None:
    assert event_of("C1", changed({**SAID, "subtype": "channel_topic"}, SAID)) is Ignored.SUBTYPE


def test_what_ratchet_said_itself_is_known_by_its_app() -> None:
    seen = event_of("C1", {"bot_id": "B9", "app_id": "A9", "text": "Firing.", "ts": TS}, {"A9"})
    assert isinstance(seen, MessageSeen)
    assert seen.ours


def test_a_change_that_only_adds_a_preview_is_no_edit() -> None:
    assert (
        event_of("C1", changed({**SAID, "attachments": [{"from_url": "https://a.example"}]}, SAID)) is Ignored.PREVIEW
    )


def test_a_deletion_names_what_is_gone() -> None:
    payload = {"subtype": "message_deleted", "ts": "1767607260.000200", "deleted_ts": TS}
    assert event_of("C1", payload) == MessageDeleted(f"C1/{TS}/deleted", 1_767_607_260_000_200, "C1", TS)


@pytest.mark.parametrize("payload", [{"subtype": "message_changed"}, {"subtype": "message_deleted"}, {}])
def test_a_payload_that_names_no_message_is_ignored(payload: dict[str, object]) -> None:
    assert event_of("C1", payload) is Ignored.NOT_A_MESSAGE


def test_an_exported_reaction_came_with_the_latest_reply() -> None:
    reaction = {"name": "white_check_mark", "users": ["U2", 7], "count": 2}
    message = {**SAID, "reactions": [reaction, "odd"], "latest_reply": "1767607300.000000"}
    key = f"C1/{TS}/white_check_mark/U2"
    added = ReactionAdded(key, 1_767_607_300_000_000, "C1", TS, None, "U2", "white_check_mark")
    assert list(reactions_of("C1", message)) == [added, Ignored.REACTION, Ignored.REACTION]


@pytest.mark.parametrize("broken", [{"name": "\ud800", "users": ["U2"]}, {"name": "eyes", "users": ["\ud800"]}, {}, 7])
def test_a_reaction_without_a_name_or_a_person_is_told_of(broken: object) -> None:
    assert list(reactions_of("C1", {**SAID, "reactions": [broken]})) == [Ignored.REACTION]


def test_what_stands_in_a_field_that_is_read_is_clean() -> None:
    message = {"ts": TS, "thread_ts": "\ud800", "user": "U\0" + "1" * 300, "text": "a\x07b\ud800" + "c" * 50_000}
    seen = message_seen("C1", message)
    assert seen == MessageSeen(f"C1/{TS}", AT, "C1", TS, None, "U" + "1" * 253, "ab" + "c" * 39_996)


@pytest.mark.parametrize("ts", ["١٧٦٧٦٠٧٢٠٠", "1_767.0", " 1767607200", "-1", "9" * 400, 10**400, True, None, [TS]])
def test_what_is_no_timestamp_is_no_message(ts: object) -> None:
    assert event_of("C1", {**SAID, "ts": ts}) is Ignored.NOT_A_MESSAGE


def test_a_bots_message_that_was_edited_tells_when_it_came_to_say_what_it_says() -> None:
    message = {"type": "message", "bot_id": "B1", "text": "over", "ts": TS, "edited": {"ts": "1767609000.000200"}}
    seen = event_of("C1", message)
    assert isinstance(seen, MessageSeen)
    assert seen.edited_at == 1_767_609_000_000_200
