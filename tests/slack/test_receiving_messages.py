"""Messages of every kind, as a live Slack delivers them."""

import pytest
from deliveries import (
    ALERT,
    AT,
    DEPLOYED,
    LATER,
    LATER_AT,
    NOW,
    REPLIED,
    REPLY,
    SAID,
    TS,
    US,
    Json,
    changed,
    edited,
    envelope,
    reading_of,
    told,
    told_by,
)
from ratchet_core.basis.content import Bot
from ratchet_core.basis.instants import HOUR
from ratchet_core.vocabulary.events import (
    DirectMessageSeen,
    Mentioned,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
)
from ratchet_slack.content import content_of
from ratchet_slack.events import message_seen
from ratchet_slack.receiving.heard import Heard, NoNews

SEEN = MessageSeen(f"C1/{TS}", AT, "C1", TS, None, "U1", "is <checkout> down? cc @U2")


def test_a_persons_message_is_seen() -> None:
    assert told_by(SAID) == (SEEN,)


def test_a_reply_stands_in_its_thread() -> None:
    reply = {**SAID, "ts": REPLY, "thread_ts": TS, "parent_user_id": "U1"}
    assert told_by(reply)[0] == MessageSeen(f"C1/{REPLY}", REPLIED, "C1", REPLY, TS, "U1", SEEN.text)


def test_a_reply_that_is_shown_in_the_channel_too_stands_in_its_thread() -> None:
    broadcast = {**SAID, "subtype": "thread_broadcast", "ts": REPLY, "thread_ts": TS, "root": SAID}
    assert told_by(broadcast)[0] == MessageSeen(f"C1/{REPLY}", REPLIED, "C1", REPLY, TS, "U1", SEEN.text)


@pytest.mark.parametrize("subtype", ["file_share", "me_message"])
def test_what_a_person_says_with_a_file_or_of_themself_is_a_message(subtype: str) -> None:
    assert told_by({**SAID, "subtype": subtype, "files": [{"id": "F1", "name": "a.png"}]}) == (SEEN,)


def test_an_alert_that_stands_only_in_attachments_is_read_whole() -> None:
    content, bot = content_of(ALERT), Bot("B7", "", "Alertmanager")
    assert told_by(ALERT) == (MessageSeen(f"C1/{TS}", AT, "C1", TS, None, None, content.text, bot, content),)


def test_an_app_posts_under_its_bot_and_app_without_a_subtype() -> None:
    assert told_by(DEPLOYED)[0].bot == Bot("B8", "A8", "Deployer")


@pytest.mark.parametrize(
    "subtype", ["channel_join", "channel_topic", "channel_purpose", "message_replied", "pinned_item", "bot_add", "ekm"]
)
def test_slacks_own_notes_are_no_news(subtype: str) -> None:
    assert reading_of({**SAID, "subtype": subtype}) == NoNews("message", "subtype")


@pytest.mark.parametrize("sender", [{"bot_id": "BBOT"}, {"bot_id": "B", "app_id": "A1"}, {"user": "UBOT"}])
def test_what_ratchet_says_itself_is_no_news(sender: Json) -> None:
    assert reading_of({**SAID, **sender}) == NoNews("message", "ratchet's own")


def test_an_edit_of_a_person_is_heard_with_the_new_words() -> None:
    at = 1_767_607_210_000_000
    assert told_by(changed(edited(SAID, "is it up?"), SAID)) == (
        MessageEdited(f"C1/{TS}/edited/{at}", at, "C1", TS, None, "U1", "is it up?"),
    )


def test_an_edit_of_a_bot_is_heard_though_it_has_no_mark() -> None:
    resolved = {**ALERT, "attachments": [{**ALERT["attachments"][0], "title": "[RESOLVED] HighErrorRate checkout-api"}]}
    content = content_of(resolved)
    assert told_by(changed(resolved, ALERT)) == (
        MessageEdited(
            f"C1/{TS}/edited/{LATER_AT}",
            LATER_AT,
            "C1",
            TS,
            None,
            None,
            content.text,
            Bot("B7", "", "Alertmanager"),
            content,
        ),
    )


PREVIEW: Json = {"attachments": [{"from_url": "https://a.example", "title": "A page", "text": "of words"}]}


@pytest.mark.parametrize(
    ("message", "before"),
    [
        ({**SAID, **PREVIEW}, SAID),
        ({**SAID, "reply_count": 1, "thread_ts": TS, "latest_reply": REPLY}, SAID),
        ({**edited(SAID, "x"), "reply_count": 2}, edited(SAID, "x")),
        ({**DEPLOYED, **PREVIEW}, DEPLOYED),
        ({**ALERT, "reply_count": 1, "thread_ts": TS}, ALERT),
    ],
    ids=["preview", "reply", "reply to an edited one", "preview of a bot's", "reply to a bot's"],
)
def test_previews_and_replies_are_no_edits(message: Json, before: Json) -> None:
    assert reading_of(changed(message, before)) == NoNews("message", "only a preview was added")


def test_a_deletion_is_heard() -> None:
    gone = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": SAID,
        "channel": "C1",
        "hidden": True,
        "deleted_ts": TS,
        "event_ts": LATER,
        "ts": LATER,
        "channel_type": "channel",
    }
    assert told_by(gone) == (MessageDeleted(f"C1/{TS}/deleted", LATER_AT, "C1", TS),)


def test_a_deletion_of_a_message_with_replies_is_heard() -> None:
    tombstone = {**SAID, "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
    assert told_by(changed(tombstone, SAID)) == (MessageDeleted(f"C1/{TS}/deleted", LATER_AT, "C1", TS),)


CALLS = ["<@UBOT> status", "hey<@UBOT>status", "please\n<@UBOT|ratchet>", "<@UBOT>"]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_anywhere_in_a_message_is_one_event_in_whichever_way_slack_tells_it(text: str) -> None:
    beside = {name: one for name, one in SAID.items() if name != "channel_type"}
    seen, called = told_by({**SAID, "text": text})
    assert (called, type(seen)) == (told_by({**beside, "type": "app_mention", "text": text})[0], MessageSeen)


def test_a_call_carries_what_was_said() -> None:
    assert told_by({**SAID, "text": "<@UBOT> status"})[1] == Mentioned(
        f"C1/{TS}/mentioned", AT, "C1", TS, None, "U1", "@UBOT status"
    )


def test_a_call_that_is_edited_in_is_heard_under_the_message() -> None:
    called = told_by(changed(edited(SAID, "<@UBOT> status"), SAID))[1]
    assert (called.id, called.text) == (f"C1/{TS}/mentioned", "@UBOT status")


def test_a_bot_that_names_ratchet_does_not_call_it() -> None:
    assert [type(one) for one in told_by({**DEPLOYED, "text": "<@UBOT> hello"})] == [MessageSeen]


def test_a_bots_mention_is_no_news() -> None:
    assert reading_of({**DEPLOYED, "type": "app_mention"}) == NoNews("app_mention", "a bot's")


def test_what_is_written_to_ratchet_alone_is_a_direct_message() -> None:
    direct = {**SAID, "channel": "D1", "channel_type": "im", "text": "status"}
    assert told_by(direct) == (DirectMessageSeen(f"D1/{TS}", AT, "D1", TS, None, "U1", "status"),)


def test_ratchets_own_answer_to_one_alone_is_no_news() -> None:
    answer = {**DEPLOYED, "bot_id": "BBOT", "channel": "D1", "channel_type": "im"}
    assert reading_of(answer) == NoNews("message", "ratchet's own")


def test_an_edit_in_a_direct_conversation_asks_nothing_again() -> None:
    direct = changed(edited(SAID, "help"), SAID, channel="D1", channel_type="im")
    assert reading_of(direct) == NoNews("message", "a bot or an edit in a direct conversation")


def test_who_hears_late_says_so() -> None:
    assert told_by(SAID, AT + HOUR)[0].heard_at == AT + HOUR


def test_who_hears_late_of_a_call_says_so_too() -> None:
    late = told(envelope({**SAID, "type": "app_mention", "text": "<@UBOT>"}), AT + HOUR)
    assert late[0].heard_at == AT + HOUR


@pytest.mark.parametrize("subtype", ["channel_convert_to_private", "channel_convert_to_public"])
def test_a_channel_that_changed_who_may_read_it_is_looked_up(subtype: str) -> None:
    assert reading_of({**SAID, "subtype": subtype}) == Heard(channels=("C1",))


STORED: list[Json] = [
    SAID,
    ALERT,
    DEPLOYED,
    {**SAID, "thread_ts": TS, "ts": REPLY},
    {**SAID, "subtype": "thread_broadcast", "thread_ts": TS, "ts": REPLY},
    {**SAID, "subtype": "me_message"},
    {**SAID, "text": "", "subtype": "file_share", "files": [{"id": "F1"}]},
]


@pytest.mark.parametrize("message", STORED)
def test_live_and_history_and_export_tell_the_same_of_a_message(message: Json) -> None:
    stored = {name: one for name, one in message.items() if name not in {"channel", "event_ts", "channel_type"}}
    exported = {**stored, "user_profile": {"real_name": "Marta"}, "reply_count": 3, "source_team": "T1"}
    history = {**stored, "reactions": [{"name": "eyes", "users": ["U2"], "count": 1}], "is_locked": False}
    live = told_by(message, NOW)[0]
    assert [message_seen("C1", one, US.ours) for one in (history, exported)] == [live, live]
