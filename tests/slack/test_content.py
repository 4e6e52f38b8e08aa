"""What is read out of raw Slack messages, whatever their shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content, Field, Part
from ratchet_slack.cleaning import MAX_TEXT
from ratchet_slack.content import bot_of, content_of, plain_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["text", "blocks", "attachments", "type", "elements", "fields", "title", "value", "rows", "url"])
SHAPES = st.recursive(
    JSON, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=30
)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("nothing odd here", "nothing odd here"),
        ("ask <@U012AB3CD>", "ask @U012AB3CD"),
        ("ask <@U012AB3CD|lena>", "ask @lena"),
        ("in <#C012AB3CD|shop-alerts>", "in #shop-alerts"),
        ("in <#C012AB3CD>", "in #C012AB3CD"),
        ("<!subteam^S012|@shop-oncall> please", "@shop-oncall please"),
        ("<!subteam^S012> please", "@subteam please"),
        ("<!here> look", "@here look"),
        ("<!date^1709543000^{date} at {time}|March 4th>", "March 4th"),
        ("see <https://example.com/a?b=1&amp;c=2|the board>", "see the board"),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("<mailto:lena@example.com|lena@example.com>", "lena@example.com"),
        ("lag &gt; 5 &amp;&amp; cpu &lt; 3", "lag > 5 && cpu < 3"),
        ("&amp;lt; stays escaped once", "&lt; stays escaped once"),
        ("a<|b>c", "abc"),
        ("a < b", "a < b"),
        ("nul\x00 and bell\x07 and half \ud83d", "nul and bell and half "),
    ],
)
def test_a_text_is_read_as_a_person_reads_it(raw: str, read: str) -> None:
    assert plain_text(raw) == read


def test_attachments_with_titles_of_their_own_are_parts_too() -> None:
    message = {
        "attachments": [
            {"color": "#A30200", "title": "Queue is deep", "fields": [{"title": "Service", "value": "cart"}]},
            {"text": "a picture"},
            {"color": "good", "title": "Disk is fine :tada:", "title_link": "https://example.com/2"},
        ]
    }
    assert content_of(message).parts == (
        Part("Queue is deep\nService: cart", "Queue is deep", fields=(Field("Service", "cart"),), colour="a30200"),
        Part(
            "Disk is fine :tada:",
            "Disk is fine :tada:",
            "https://example.com/2",
            colour="good",
            links=("https://example.com/2",),
            emoji=("tada",),
        ),
    )


def test_one_attachment_is_no_part() -> None:
    assert content_of({"attachments": [{"title": "Queue is deep"}, {"text": "a picture"}]}).parts == ()


def test_an_attachment_is_flattened_in_reading_order() -> None:
    message = {
        "text": "",
        "attachments": [
            {
                "color": "#A30200",
                "pretext": "Attention",
                "author_name": "watcher",
                "title": "Queue is deep",
                "title_link": "https://example.com/q?a=1&amp;b=2",
                "text": "More than <https://example.com/1|1,000> wait :fire:",
                "fields": [{"title": "Service", "value": "`cart`"}],
                "footer": "v2",
                "fallback": "Queue is deep",
            }
        ],
    }
    assert content_of(message) == Content(
        text="Attention\nwatcher\nQueue is deep\nMore than 1,000 wait :fire:\nService: `cart`\nv2",
        title="Queue is deep",
        title_link="https://example.com/q?a=1&b=2",
        pretext="Attention",
        body="More than 1,000 wait :fire:",
        fields=(Field("Service", "cart"),),
        colour="a30200",
        author="watcher",
        footer="v2",
        links=("https://example.com/q?a=1&b=2", "https://example.com/1"),
        emoji=("fire",),
    )


def test_blocks_are_read_in_order_and_their_notification_text_last() -> None:
    message = {
        "text": "in short",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Queue is deep"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "*Owner:* shop"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Service:*\ncart"}]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "seen twice"}]},
            {"type": "markdown", "text": "**bold**"},
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]]},
            {"type": "actions", "elements": [{"type": "button", "url": "https://example.com/ack"}]},
        ],
    }
    assert content_of(message) == Content(
        text="Queue is deep\n*Owner:* shop\n*Service:*\ncart\nseen twice\n**bold**\na | b\nin short",
        title="Queue is deep",
        body="*Owner:* shop\nseen twice\n**bold**\na | b",
        fields=(Field("Owner", "shop"), Field("Service", "cart")),
        links=("https://example.com/ack",),
    )


def test_rich_text_is_read_when_there_is_no_text() -> None:
    section = [
        {"type": "emoji", "name": "wave"},
        {"type": "text", "text": " ask "},
        {"type": "user", "user_id": "U1"},
        {"type": "link", "url": "https://example.com", "text": " there"},
    ]
    message = {"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": section}]}]}
    assert content_of(message) == Content(
        text=":wave: ask @U1 there",
        body=":wave: ask @U1 there",
        links=("https://example.com",),
        emoji=("wave",),
    )


def test_rich_text_that_repeats_the_text_is_not_read_twice() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}
    message = {"text": "hello", "blocks": [{"type": "rich_text", "elements": [section]}]}
    assert content_of(message) == Content(text="hello")


@pytest.mark.parametrize("mark", ["is_msg_unfurl", "is_app_unfurl", "from_url"])
def test_a_preview_is_skipped(mark: str) -> None:
    assert content_of({"text": "look", "attachments": [{mark: "yes", "text": "a page"}]}) == Content(text="look")


def test_a_fallback_is_read_when_there_is_nothing_else() -> None:
    assert content_of({"attachments": [{"fallback": "all is lost"}]}) == Content(text="all is lost")


def test_a_fallback_that_says_more_than_the_message_is_a_field() -> None:
    message = {"attachments": [{"title": "Queue", "fallback": "[FIRING:1] Queue"}]}
    assert content_of(message) == Content(text="Queue", title="Queue", fields=(Field("fallback", "[FIRING:1] Queue"),))


def test_slacks_placeholder_is_no_fallback() -> None:
    assert content_of({"attachments": [{"fallback": "[no preview available]"}]}) == Content(text="")


def test_symbols_are_emoji_too() -> None:
    assert content_of({"text": "🚨 then :eyes: then ✅"}).emoji == ("rotating_light", "eyes", "white_check_mark")


def test_a_huge_text_is_cut() -> None:
    assert len(content_of({"text": "x" * 1_000_000}).text) == MAX_TEXT


def test_deep_nesting_is_cut() -> None:
    element: dict[str, object] = {"type": "text", "text": "deep"}
    for _ in range(300):
        element = {"type": "rich_text_section", "elements": [element]}
    assert content_of({"blocks": [{"type": "rich_text", "elements": [element]}]}) == Content(text="")


@given(st.dictionaries(KEYS, SHAPES, max_size=6))
def test_no_message_is_too_odd_to_read(message: dict[str, object]) -> None:
    json.dumps(content_of(message).text).encode()


@pytest.mark.parametrize(
    ("message", "bot"),
    [
        ({"user": "U1", "text": "hi"}, None),
        ({"user": "USLACKBOT", "text": "Reminder"}, Bot(id="USLACKBOT", name="Slackbot")),
        (
            {"user": "U2", "bot_id": "B2", "bot_profile": {"app_id": "A2", "name": "Pager"}},
            Bot(id="B2", app="A2", name="Pager"),
        ),
        ({"subtype": "bot_message", "bot_id": "B3", "username": "Watch &amp; tell"}, Bot(id="B3", name="Watch & tell")),
        ({"subtype": "bot_message", "username": "cron"}, Bot(id="unknown", name="cron")),
        ({"bot_id": None, "bot_profile": "x"}, None),
    ],
)
def test_bots_are_told_from_people(message: dict[str, object], bot: Bot | None) -> None:
    assert bot_of(message) == bot


def test_a_text_that_is_one_object_of_json_is_read_as_labelled_values() -> None:
    message = {"text": '{"AlarmName": "orders-queue-age", "Attempts": 3, "Odd": "\\ud800x", "Trigger": {"Period": 60}}'}
    assert content_of(message).fields[:3] == (
        Field("AlarmName", "orders-queue-age"),
        Field("Attempts", "3"),
        Field("Odd", "x"),
    )


def test_an_email_is_read_where_slack_shows_it_as_a_file() -> None:
    mail = {"mode": "email", "filetype": "email", "subject": "Queue is deep", "plain_text": "Host: mq-2\nState: DOWN"}
    content = content_of({"text": "", "user": "USLACKBOT", "files": [{"mode": "hosted", "title": "a.png"}, mail]})
    assert (content.title, content.text, content.fields) == (
        "Queue is deep",
        "Queue is deep\nHost: mq-2\nState: DOWN",
        (Field("Host", "mq-2"), Field("State", "DOWN")),
    )


def test_a_colon_of_double_width_parts_a_name_from_its_value() -> None:
    assert content_of({"text": "状态\uff1a恢复"}).fields == (Field("状态", "恢复"),)


def test_a_row_of_labels_in_capitals_is_read_one_by_one() -> None:
    told = content_of({"text": "HOST: till-4 SERVICE: Paper tray STATE: CRITICAL"}).fields
    assert told == (Field("HOST", "till-4"), Field("SERVICE", "Paper tray"), Field("STATE", "CRITICAL"))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Host:    till-4\nState:   DOWN", {"Host": "till-4", "State": "DOWN"}),
        (":bomb: HOST: till-4   SERVICE: paper  STATE: OK", {"HOST": "till-4", "SERVICE": "paper", "STATE": "OK"}),
        ("\U0001f6a8 *Alert:* no paper", {"Alert": "no paper"}),
    ],
)
def test_labels_are_read_however_they_are_lined_up_and_whatever_sign_opens_them(
    text: str, fields: dict[str, str]
) -> None:
    assert {field.name: field.value for field in content_of({"text": text}).fields} == fields


def test_a_bold_line_above_another_is_its_label() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Table*\nshop.tills"}}
    assert content_of({"blocks": [section]}).fields == (Field("Table", "shop.tills"),)
