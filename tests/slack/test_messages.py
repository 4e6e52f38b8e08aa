"""What a body becomes in Slack: shown as it is, with mentions and links only where the core put them."""

import json
from typing import Any

import pytest
from bodies import BODIES, ROOT, SITE, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AboutRequests,
    AboutRunbook,
    AnswerPrivately,
    Body,
    Button,
    Line,
    MessageLink,
    PersonMention,
    Plain,
    PostMessage,
    Press,
    PublishHome,
    UpdateMessage,
)
from ratchet_slack.calls import Call, direct_calls, home_call, key_digest, post_calls, private_calls, update_call
from ratchet_slack.fit import length, pieces, shortened, size
from ratchet_slack.lines import blocks_of, fallback_of
from ratchet_slack.pages import MESSAGES, ONE_MESSAGE, Page, Room, pages_of
from slack_stand_in.blocks import complaints_of_message, complaints_of_view

INCIDENT = AboutIncident("C1", "fp", 3, 7)
RUNBOOK = AboutRunbook("fp", 2)


def post(body: Body, thread: str | None = None) -> PostMessage:
    return PostMessage("e1/cards/0", "cards", "C1", thread, body, INCIDENT)


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def bold(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": {"bold": True}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


CARD = Body(
    "HighErrorRate on checkout, critical",
    (
        Line((Plain("Owner: Payments."),)),
        Line((Plain("Last time: "), MessageLink("C1", "1709543171.9939", "thread"))),
        Line((Plain("Ask "), PersonMention("U7"), Plain(" & <others>, run `kubectl get *` first"))),
    ),
    (Button("Noise", Press.NOISE, INCIDENT), Button("Not an alert", Press.NOT_AN_ALERT, INCIDENT, "No more of these.")),
)
LINK = "https://acme.slack.com/archives/C1/p1709543171993900"


def test_a_post_is_one_call_with_blocks_a_fallback_its_key_and_no_previews() -> None:
    about = '{"channel":"C1","alert":"fp","number":3,"since":7,"type":"AboutIncident"}'
    dialog = {
        "title": {"type": "plain_text", "text": "Are you sure?", "emoji": False},
        "text": {"type": "plain_text", "text": "No more of these.", "emoji": False},
        "confirm": {"type": "plain_text", "text": "Not an alert", "emoji": False},
        "deny": {"type": "plain_text", "text": "Cancel", "emoji": False},
        "style": "danger",
    }
    noise = {
        "type": "button",
        "action_id": "ratchet/noise/0",
        "text": {"type": "plain_text", "text": "Noise", "emoji": False},
        "value": about,
    }
    other = {
        "type": "button",
        "action_id": "ratchet/not_an_alert/1",
        "text": {"type": "plain_text", "text": "Not an alert", "emoji": False},
        "value": about,
        "style": "danger",
        "confirm": dialog,
    }
    lines = section(
        bold("HighErrorRate on checkout, critical"),
        text("\n"),
        text("Owner: Payments."),
        text("\n"),
        text("Last time: "),
        {"type": "link", "url": LINK, "text": "thread"},
        text("\n"),
        text("Ask "),
        {"type": "user", "user_id": "U7"},
        text(" & <others>, run "),
        {**text("kubectl get *"), "style": {"code": True}},
        text(" first"),
    )
    expected = {
        "channel": "C1",
        "thread_ts": "1.5",
        "text": "HighErrorRate on checkout, critical\nOwner: Payments.\n"
        f"Last time: <{LINK}|thread>\nAsk <@U7> &amp; &lt;others&gt;, run `kubectl get *` first",
        "blocks": [lines, {"type": "actions", "elements": [noise, other]}],
        "unfurl_links": False,
        "unfurl_media": False,
        "parse": "none",
        "metadata": {"event_type": "ratchet", "event_payload": {"id": key_digest("e1/cards/0"), "part": 1}},
    }
    assert post_calls(post(CARD, "1.5"), SITE) == (Call("chat.postMessage", expected),)


def test_an_edit_is_one_call_for_the_message() -> None:
    edit = UpdateMessage("k", "cards", "C1", "1.5", said("now"), INCIDENT)
    blocks = [section(bold("Headline"), text("\n"), text("now"))]
    expected = {"channel": "C1", "ts": "1.5", "text": "Headline\nnow", "blocks": blocks, "parse": "none"}
    assert update_call(edit, SITE) == Call("chat.update", expected)


def test_a_private_answer_is_ephemeral_in_a_channel_and_a_message_where_nobody_else_is() -> None:
    answers = [AnswerPrivately("k", "commands", where, "U1", Body("Done."), INCIDENT) for where in ("C1", "D1")]
    calls = [private_calls(answers[0], SITE), private_calls(answers[1], SITE), direct_calls(answers[0], SITE)]
    shown = [(one.method, one.arguments["channel"], one.arguments.get("user")) for (one,) in calls]
    assert shown == [
        ("chat.postEphemeral", "C1", "U1"),
        ("chat.postMessage", "D1", None),
        ("chat.postMessage", "U1", None),
    ]


def test_a_home_page_is_published_for_its_person() -> None:
    home = PublishHome("k", "home", "U1", Body("Hello"), INCIDENT)
    view = {"type": "home", "blocks": [section(bold("Hello"))]}
    assert home_call(home, SITE) == Call("views.publish", {"user_id": "U1", "view": view})


HOSTILE = [
    "<!channel>",
    "<!here|x>",
    "<@U123>",
    "a<@U123>b",
    "<#C1|x>",
    "<!subteam^S1>",
    "<https://evil|ok>",
    "&lt;!channel&gt;",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_become_a_mention_a_link_or_a_command(words: str) -> None:
    body = Body(words, (Line((Plain(words), MessageLink("C1", ROOT.ts, words), PersonMention(words))),))
    (page,) = pages_of(body, SITE, ONE_MESSAGE)
    (block,) = page.blocks
    kinds = [one["type"] for one in block["elements"][0]["elements"]]
    signs = page.text.replace(f"<{SITE}/archives/C1/p1709543171993908|", "").count("<")
    assert (kinds, signs) == (["text", "text", "text", "link", "text"], 0)


def test_a_message_without_words_still_says_something() -> None:
    assert pages_of(Body(""), SITE, ONE_MESSAGE) == (Page("(no text)", (section(text("(no text)")),)),)


def test_a_message_that_cannot_be_is_named_and_not_linked() -> None:
    body = Body("x", (Line((MessageLink("C1", "nonsense", "thread"), MessageLink("no id", "1.5", "b"))),))
    assert list(blocks_of(body, SITE)) == [section(bold("x"), text("\n"), text("thread"), text("b"))]


def shown(page: Page) -> str:
    """Return the text that the blocks of a page show."""
    sections = [one for block in page.blocks if block["type"] == "rich_text" for one in block["elements"]]
    return "\n".join("".join(one.get("text", "") for one in part["elements"]) for part in sections)


def test_a_body_that_is_too_long_for_one_message_is_several_that_say_so_and_nothing_is_lost() -> None:
    lines = [f"{number} " + "words and more words " * 9 for number in range(400)]
    calls = post_calls(post(said(*lines, buttons=CARD.buttons)), SITE)
    pages = [Page(one.arguments["text"], tuple(one.arguments["blocks"])) for one in calls]
    parts = [one.arguments["metadata"]["event_payload"]["part"] for one in calls]
    notes = [page.blocks[-1]["elements"][0].get("text") for page in pages[1:-1]]
    found = "\n".join(map(shown, pages)).split("\n")
    assert found == ["Headline", *lines]
    assert (parts, notes) == (
        list(range(1, len(calls) + 1)),
        [f"Continued below ({one} of {len(calls)})." for one in range(2, len(calls))],
    )
    assert pages[0].text.endswith("… (more in the message)")
    assert [page.text for page in pages[1:]] == [
        f"Continued ({one} of {len(calls)}): Headline" for one in range(2, len(calls) + 1)
    ]
    assert [block["type"] for block in pages[0].blocks[-2:]] == ["context", "actions"]


def test_an_edit_that_is_too_long_says_how_much_is_missing() -> None:
    body = said(*["x" * 99] * 400)
    (page,) = pages_of(body, SITE, ONE_MESSAGE)
    left = len("\n".join(["Headline", *["x" * 99] * 400])) - len(shown(page))
    said_so = page.blocks[-1]["elements"][0]["text"]
    number = int("".join(filter(str.isdigit, said_so)))
    assert said_so == f"… {number:,} more characters are too many for Slack, and are left out here."
    assert 0 <= left - number <= 40  # the line ends between blocks


def test_a_button_that_is_about_too_much_is_named_instead() -> None:
    many = Button("Remind", Press.NOISE, AboutRequests((ROOT,) * 60))
    (page,) = pages_of(said(buttons=(many, *CARD.buttons)), SITE, ONE_MESSAGE)
    note, row = page.blocks[1:]
    assert note["elements"][0]["text"] == "Too much to offer here: Remind."
    assert [one["action_id"] for one in row["elements"]] == ["ratchet/noise/1", "ratchet/not_an_alert/2"]


def test_buttons_that_have_no_room_are_named_instead() -> None:
    buttons = tuple(Button(f"B{one}", Press.NOISE, AboutRunbook("x" * 1_500, one)) for one in range(12))
    (page,) = pages_of(said(buttons=buttons), SITE, ONE_MESSAGE)
    shown_labels = [
        one["text"]["text"] for block in page.blocks if block["type"] == "actions" for one in block["elements"]
    ]
    note = next(block for block in page.blocks if block["type"] == "context")["elements"][0]["text"]
    missing = [f"B{one}" for one in range(12) if f"B{one}" not in shown_labels]
    assert (note, missing != []) == (f"Too much to offer here: {', '.join(missing[:3])}.", True)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(BODIES)
def test_whatever_a_body_says_slack_takes_it(body: Body) -> None:
    pages = pages_of(body, SITE, MESSAGES)
    messages = [
        (complaints_of_message(list(page.blocks)), len(page.text.encode()) <= 4_000, bool(page.text.strip()))
        for page in pages
    ]
    home = complaints_of_view(home_call(PublishHome("k", "home", "U1", body, INCIDENT), SITE).arguments["view"])
    assert (messages, home) == ([([], True, True)] * len(pages), [])


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100, deadline=None)
@given(BODIES)
def test_whatever_a_body_says_an_edit_is_one_message(body: Body) -> None:
    (page,) = pages_of(body, SITE, ONE_MESSAGE)
    assert (complaints_of_message(list(page.blocks)), size(list(page.blocks)) <= 12_000) == ([], True)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(BODIES)
def test_a_fallback_is_never_torn(body: Body) -> None:
    said_of = fallback_of(body, SITE)
    rest = said_of.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert ("&" in rest, rest.count("<") - rest.count(">")) == (False, 0)


@given(st.text(), st.integers(1, 50))
def test_what_is_shortened_fits_and_what_fits_is_left_alone(words: str, most: int) -> None:
    short = shortened(words, most)
    assert (length(short) <= most, short == words) == (True, length(words) <= most)


@given(st.text(), st.integers(20, 60))
def test_pieces_are_small_and_come_to_the_whole(words: str, most: int) -> None:
    parts = list(pieces(words, most))
    assert ("".join(parts), [one for one in parts if size(one) > most]) == (words, [])


def test_a_page_has_no_more_blocks_than_there_is_room_for() -> None:
    body = said(*["x" * 2_000] * 20, buttons=CARD.buttons)
    assert [len(page.blocks) for page in pages_of(body, SITE, Room(5, 100_000, 9))] == [5, 5, 5, 5, 5, 1]


@pytest.mark.parametrize(("number", "cut"), [(75, "l" * 75), (76, "l" * 74 + "…")])
def test_a_label_is_whole_up_to_its_limit_and_cut_beyond_it(number: int, cut: str) -> None:
    (page,) = pages_of(said(buttons=(Button("l" * number, Press.NOISE, INCIDENT),)), SITE, ONE_MESSAGE)
    assert page.blocks[-1]["elements"][0]["text"]["text"] == cut


@pytest.mark.parametrize(("number", "cut"), [(300, "l" * 300), (301, "l" * 299 + "…")])
def test_what_is_to_be_confirmed_is_whole_up_to_its_limit_and_cut_beyond_it(number: int, cut: str) -> None:
    (page,) = pages_of(said(buttons=(Button("B", Press.NOISE, INCIDENT, "l" * number),)), SITE, ONE_MESSAGE)
    assert page.blocks[-1]["elements"][0]["confirm"]["text"]["text"] == cut


@pytest.mark.parametrize(("number", "kinds"), [(2_000, ["rich_text", "actions"]), (2_001, ["rich_text", "context"])])
def test_a_button_is_there_up_to_the_limit_of_its_value(number: int, kinds: list[str]) -> None:
    room = number - len('{"alert":"","number":1,"type":"AboutRunbook"}')
    button = Button("B", Press.HELPED, AboutRunbook("a" * room, 1))
    (page,) = pages_of(said(buttons=(button,)), SITE, ONE_MESSAGE)
    assert [block["type"] for block in page.blocks] == kinds


def test_the_fallback_is_whole_up_to_slacks_limit_and_cut_beyond_it() -> None:
    exact, beyond = Body("x" * 4_000), Body("x" * 4_001)
    whole = fallback_of(exact, SITE)
    cut = fallback_of(beyond, SITE)
    assert (whole, len(cut.encode()), cut[-24:]) == ("x" * 4_000, 4_000, "x… (more in the message)")


def test_what_is_sent_is_json() -> None:
    assert json.loads(json.dumps(post_calls(post(CARD), SITE)[0].arguments))["channel"] == "C1"
