"""History is read page after page with its threads, within a time, and can be gone on with where it was broken off."""

import asyncio
from typing import Any

import attrs
import pytest
from deliveries import ALERT, AT, NOW, REPLIED, REPLY, SAID, TS, US, Json, told_by
from ratchet_core.basis.instants import DAY, HOUR, Instant, instant_of, ts_of
from ratchet_core.ports import NotNow, Page, Refused, Unknown
from ratchet_core.vocabulary.actions import AboutChannel, InThread, ReadHistory
from ratchet_core.vocabulary.events import MessageDeleted, MessageEdited, MessageSeen, ReactionAdded
from ratchet_slack.history import SETTLED, THREADS_AT_ONCE, SlackHistory
from web_api import LIMITED, WebApi, page, with_api

SINCE, UNTIL = AT - HOUR, AT + HOUR


def stored(message: Json, **changes: Any) -> Json:  # noqa: ANN401 - any field
    kept = {name: one for name, one in message.items() if name not in {"channel", "event_ts", "channel_type"}}
    return {**kept, **changes}


def asked(cursor: str | None = None, thread: str | None = None, since: Instant = SINCE) -> ReadHistory:
    return ReadHistory("k", "history", "C1", thread, since, UNTIL, cursor, AboutChannel("C1"))


def read(answers: dict[str, list[Any]], action: ReadHistory) -> tuple[Page, list[tuple[str, Json]]]:
    api = WebApi(answers)
    found = asyncio.run(with_api(api, lambda client: SlackHistory(client, US, lambda: NOW).read(action)))
    return found, api.asked


def read_whole(answers: dict[str, list[Any]]) -> tuple[list[Page], list[str]]:
    """Read page after page, as the core asks for them."""
    api = WebApi(answers)
    pages: list[Page] = []

    async def whole(client: Any) -> None:  # noqa: ANN401 - a client
        history, cursor = SlackHistory(client, US, lambda: NOW), None
        while not pages or cursor is not None:
            pages.append(await history.read(asked(cursor)))
            cursor = pages[-1].cursor

    asyncio.run(with_api(api, whole))
    return pages, [method for method, _ in api.asked]


SEEN = told_by(SAID)[0]


def test_a_page_is_told_in_the_order_in_which_it_was_written() -> None:
    later = stored(ALERT, ts=REPLY)
    found, _ = read({"conversations.history": [page("messages", later, stored(SAID))]}, asked())
    assert ([one.id for one in found.heard], found.cursor) == ([f"C1/{TS}", f"C1/{REPLY}"], None)


def test_history_tells_of_a_message_what_was_told_of_it_live() -> None:
    found, _ = read({"conversations.history": [page("messages", stored(SAID), stored(ALERT, ts=REPLY))]}, asked())
    assert found.heard == (SEEN, told_by({**ALERT, "ts": REPLY})[0])


@pytest.mark.parametrize(("answered_since", "calls"), [(None, 0), (AT, 1), (AT + 1, 0)])
def test_history_tells_that_ratchet_was_called_where_that_is_still_answered(
    answered_since: Instant | None, calls: int
) -> None:
    called = {**SAID, "text": f"<@{US.user}> status"}
    action = attrs.evolve(asked(), answered_since=answered_since)
    found, _ = read({"conversations.history": [page("messages", stored(called))]}, action)
    assert found.heard == told_by(called)[: 1 + calls]


def test_what_is_asked_for_is_a_time_with_some_days_before_for_the_threads() -> None:
    _, calls = read({"conversations.history": [page("messages")]}, asked('["dXNlcjpVMDYx"]'))
    assert calls == [
        (
            "conversations.history",
            {
                "channel": "C1",
                "oldest": ts_of(SINCE - 2 * DAY),
                "latest": ts_of(UNTIL),
                "inclusive": "true",
                "include_all_metadata": "true",
                "limit": "100",
                "cursor": "dXNlcjpVMDYx",
            },
        )
    ]


def test_what_was_written_before_the_time_is_not_told() -> None:
    early = stored(SAID, ts=ts_of(SINCE - 1))
    assert read({"conversations.history": [page("messages", early)]}, asked())[0].heard == ()


def test_what_ratchet_wrote_itself_is_marked_as_its_own() -> None:
    ours = stored(SAID, bot_id="BBOT", app_id="A1")
    (seen,) = read({"conversations.history": [page("messages", ours)]}, asked())[0].heard
    assert isinstance(seen, MessageSeen)
    assert seen.ours


def test_slacks_own_notes_and_what_is_odd_are_left_out() -> None:
    odd = [stored(SAID, subtype="channel_join"), {"text": "no ts"}, {}]
    answers = {"conversations.history": [{"messages": [*odd, 7, "x"]}]}
    assert read(answers, asked())[0].heard == ()


def test_reactions_come_with_their_message_but_for_ratchets_own() -> None:
    reacted = stored(SAID, reactions=[{"name": "eyes", "users": ["U2", "UBOT"], "count": 2}])
    found, _ = read({"conversations.history": [page("messages", reacted)]}, asked())
    eyes = ReactionAdded(f"C1/{TS}/eyes/U2", AT, "C1", TS, None, "U2", "eyes")
    assert found.heard == (SEEN, eyes)


EDITED = stored(SAID, text="how do I rotate the other key?", edited={"user": "U1", "ts": ts_of(AT + 60_000_000)})
EDIT_KEY = f"C1/{TS}/edited/{AT + 60_000_000}"


def test_what_was_edited_meanwhile_is_told_as_the_edit_that_it_is_live() -> None:
    found, _ = read({"conversations.history": [page("messages", EDITED)]}, asked(since=AT + 1))
    told = told_by({"channel": "C1", "type": "message", "subtype": "message_changed", "message": EDITED, "ts": REPLY})
    assert [attrs.evolve(one, heard_at=None) for one in found.heard if isinstance(one, MessageEdited)] == list(told)


def test_an_edit_from_before_the_time_is_no_news() -> None:
    later = AT + HOUR // 2
    assert read({"conversations.history": [page("messages", EDITED)]}, asked(since=later))[0].heard == ()


def test_what_is_left_of_a_message_that_had_replies_says_that_it_is_gone() -> None:
    tomb = stored(SAID, subtype="tombstone", thread_ts=TS)
    assert read({"conversations.history": [page("messages", tomb)]}, asked())[0].heard == (
        MessageDeleted(f"C1/{TS}/deleted", NOW, "C1", TS),
    )


def test_each_page_says_of_which_time_it_shows_everything() -> None:
    first, second = stored(SAID, ts=REPLY), stored(SAID)
    pages, _ = read_whole({"conversations.history": [page("messages", first, cursor="more"), page("messages", second)]})
    assert [(one.covered, one.shown) for one in pages] == [
        ((instant_of(REPLY), UNTIL), (REPLY,)),
        ((SINCE - 2 * DAY, instant_of(REPLY) - 1), (TS,)),
    ]


LATER = instant_of(REPLY) + HOUR


def looked(*answers: Any, now: Instant = LATER) -> tuple[Page, list[tuple[str, Json]]]:  # noqa: ANN401 - answers
    again = (InThread(TS, TS), InThread(TS, REPLY))
    api = WebApi({"conversations.replies": list(answers)})
    action = attrs.evolve(asked(), again=again)
    found = asyncio.run(with_api(api, lambda client: SlackHistory(client, US, lambda: now).read(action)))
    return found, api.asked


REPLIED_SINCE = {"ts": TS, "thread_ts": TS, "reply_count": 1}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (page("messages", stored(SAID, **REPLIED_SINCE), stored(SAID, ts=REPLY, thread_ts=TS)), []),
        (page("messages", stored(SAID, **REPLIED_SINCE)), [f"C1/{REPLY}/deleted"]),
        (page("messages", {**EDITED, **REPLIED_SINCE}, stored(SAID, ts=REPLY, thread_ts=TS)), [EDIT_KEY]),
        ({"ok": False, "error": "thread_not_found"}, [f"C1/{TS}/deleted", f"C1/{REPLY}/deleted"]),
        (page("messages", stored(SAID, subtype="tombstone")), [f"C1/{TS}/deleted", f"C1/{REPLY}/deleted"]),
    ],
    ids=["both are there", "a reply is gone", "the first was edited", "the thread is gone", "a tombstone"],
)
def test_messages_are_looked_at_again_by_themselves(answer: Json, told: list[str]) -> None:
    found, _ = looked(answer)
    assert ([one.id for one in found.heard], found.cursor) == (told, None)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        page("messages"),
        {"messages": None},
        {**page("messages", stored(SAID, **REPLIED_SINCE)), "has_more": True},
        page("messages", stored(SAID, ts=ts_of(AT - 1))),
    ],
    ids=["no messages", "an empty thread", "messages that are none", "more without a cursor", "another thread"],
)
def test_a_thread_that_is_not_shown_with_all_that_is_in_it_says_nothing_of_what_is_gone(answer: Json) -> None:
    assert looked(answer)[0] == Page((), None)


def test_what_was_shown_of_a_thread_before_it_was_gone_is_left_alone() -> None:
    first = page("messages", stored(SAID, **REPLIED_SINCE), cursor="p2")
    assert [one.id for one in looked(first, {"ok": False, "error": "thread_not_found"})[0].heard] == [
        f"C1/{REPLY}/deleted"
    ]


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "internal_error"])
def test_where_slack_does_not_say_so_of_the_message_nothing_is_gone(error: str) -> None:
    with pytest.raises((Refused, Unknown)):
        looked({"ok": False, "error": error})


def test_what_was_written_just_now_is_looked_at_later_for_histories_lag() -> None:
    with pytest.raises(NotNow):
        looked(page("messages"), now=instant_of(REPLY) + SETTLED - 1)


ROOT = stored(SAID, thread_ts=TS, reply_count=1, latest_reply=REPLY)
ANSWER = stored(SAID, ts=REPLY, thread_ts=TS, text="yes")


def test_the_threads_of_a_page_are_read_before_the_next_page() -> None:
    last = stored(SAID, ts="1767607201.000000")
    pages, methods = read_whole(
        {
            "conversations.history": [page("messages", ROOT, cursor="more"), page("messages", last)],
            "conversations.replies": [page("messages", ROOT, ANSWER)],
        }
    )
    heard = [[one.id for one in found.heard] for found in pages]
    assert (heard, methods) == (
        [[f"C1/{TS}"], [f"C1/{REPLY}"], ["C1/1767607201.000000"]],
        ["conversations.history", "conversations.replies", "conversations.history"],
    )


def test_a_reply_stands_in_its_thread() -> None:
    pages, _ = read_whole(
        {"conversations.history": [page("messages", ROOT)], "conversations.replies": [page("messages", ROOT, ANSWER)]}
    )
    assert pages[1].heard == (MessageSeen(f"C1/{REPLY}", REPLIED, "C1", REPLY, TS, "U1", "yes"),)


def test_a_reply_to_an_older_message_is_found() -> None:
    old = stored(ROOT, ts=ts_of(SINCE - HOUR), thread_ts=ts_of(SINCE - HOUR))
    pages, _ = read_whole(
        {"conversations.history": [page("messages", old)], "conversations.replies": [page("messages", old, ANSWER)]}
    )
    assert [[one.id for one in found.heard] for found in pages] == [[], [f"C1/{REPLY}"]]


def test_a_thread_without_news_is_not_read() -> None:
    old = stored(ROOT, ts=ts_of(SINCE - HOUR), thread_ts=ts_of(SINCE - HOUR), latest_reply=ts_of(SINCE - 1))
    assert read_whole({"conversations.history": [page("messages", old)]})[1] == ["conversations.history"]


def test_a_reply_that_is_shown_in_the_channel_begins_no_thread() -> None:
    shown = stored(ANSWER, subtype="thread_broadcast", reply_count=1)
    assert read_whole({"conversations.history": [page("messages", shown)]})[1] == ["conversations.history"]


def test_a_thread_of_several_pages_is_gone_on_with() -> None:
    more = stored(ANSWER, ts="1767607206.000000")
    pages, _ = read_whole(
        {
            "conversations.history": [page("messages", ROOT)],
            "conversations.replies": [page("messages", ROOT, ANSWER, cursor="p2"), page("messages", ROOT, more)],
        }
    )
    assert [one.id for found in pages for one in found.heard] == [f"C1/{TS}", f"C1/{REPLY}", "C1/1767607206.000000"]


ROOTS = [stored(ROOT, ts=f"17676072{at:02}.000000", thread_ts=f"17676072{at:02}.000000") for at in range(20)]


def test_so_many_threads_are_read_at_once_as_a_lease_has_room_for() -> None:
    _, methods = read_whole(
        {"conversations.history": [page("messages", *ROOTS)], "conversations.replies": [page("messages")]}
    )
    assert (len(methods), THREADS_AT_ONCE) == (1 + len(ROOTS), 8)


def test_what_was_read_before_slack_wants_a_pause_is_a_page() -> None:
    waiting = '["1767607201.000000",""],["1767607202.000000",""]'
    replies = [page("messages", ROOT, ANSWER), LIMITED]
    found, _ = read({"conversations.replies": replies}, asked(f'["",["{TS}",""],{waiting}]'))
    assert ([one.id for one in found.heard], found.cursor) == ([f"C1/{REPLY}"], f'["",{waiting}]')


def test_a_thread_that_is_gone_does_not_stop_the_others() -> None:
    gone = (200, {"ok": False, "error": "thread_not_found"})
    cursor = f'["",["1767607100.000000",""],["{TS}",""]]'
    found, _ = read({"conversations.replies": [gone, page("messages", ROOT, ANSWER)]}, asked(cursor))
    assert ([one.id for one in found.heard], found.cursor) == ([f"C1/{REPLY}"], None)


def test_one_thread_alone_is_read_with_what_began_it() -> None:
    found, calls = read({"conversations.replies": [page("messages", ROOT, ANSWER, cursor="p2")]}, asked(thread=TS))
    assert ([one.id for one in found.heard], found.cursor, calls[0][1]["ts"]) == (
        [f"C1/{TS}", f"C1/{REPLY}"],
        '["p2"]',
        TS,
    )


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (LIMITED, NotNow),
        ((200, {"ok": False, "error": "not_in_channel"}), Refused),
        ((200, {"ok": False, "error": "channel_not_found"}), Refused),
        ((500, {}), Unknown),
    ],
)
def test_what_slack_does_not_answer_is_told_as_a_chat_tells_it(answer: Any, raised: type[Exception]) -> None:  # noqa: ANN401 - an answer
    with pytest.raises(raised):
        read({"conversations.history": [answer]}, asked())


def test_a_pause_before_the_first_thread_is_told() -> None:
    with pytest.raises(NotNow) as later:
        read({"conversations.replies": [LIMITED]}, asked(f'["",["{TS}",""]]'))
    assert later.value.retry_at == NOW + 7_000_000


@pytest.mark.parametrize("cursor", ["", "{", "[]", "7", '["a","b"]', '["a",["b"]]', '{"a":1}', "null"])
def test_a_cursor_that_cannot_be_read_is_refused(cursor: str) -> None:
    with pytest.raises(Refused, match="cursor"):
        read({}, asked(cursor))
