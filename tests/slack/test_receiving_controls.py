"""Buttons, forms, the command and the menu of a message, as a live Slack delivers them."""

import pytest
from deliveries import ALERT, AT, LATER, LATER_AT, NOW, SAID, TS, US, Json, told
from ratchet_core.basis.content import Bot
from ratchet_core.vocabulary.actions import AboutIncident, AboutMuting, Press
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    FormValue,
    Shortcut,
    ShortcutUsed,
)
from ratchet_slack.content import content_of
from ratchet_slack.receiving.heard import NoNews
from ratchet_slack.receiving.reading import read
from ratchet_slack.wire import FORM, about_to_text, press_id

ABOUT, MUTING = AboutIncident("C1", "abc", 3), AboutMuting("abc", "C1")
WHO: Json = {
    "user": {"id": "U1", "username": "marta", "name": "marta", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "XXYYZZ",
    "team": {"id": "T1", "domain": "acme"},
    "enterprise": None,
    "is_enterprise_install": False,
    "trigger_id": "12466734323.1395872398.a1",
}
PRESSED: Json = {
    "type": "block_actions",
    **WHO,
    "container": {"type": "message", "message_ts": TS, "channel_id": "C1", "is_ephemeral": False},
    "channel": {"id": "C1", "name": "alerts"},
    "message": {"type": "message", "bot_id": "BBOT", "team": "T1", "text": "Firing.", "ts": TS},
    "state": {"values": {}},
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "actions": [
        {
            "action_id": press_id(Press.MUTE, 3),
            "block_id": "buttons",
            "text": {"type": "plain_text", "text": "Mute"},
            "value": about_to_text(ABOUT),
            "type": "button",
            "action_ts": LATER,
        }
    ],
}


def test_a_button_is_pressed() -> None:
    key = f"C1/{TS}/pressed/{LATER_AT}/U1"
    pressed = ButtonPressed(key, LATER_AT, "C1", TS, "U1", Press.MUTE, ABOUT, WHO["trigger_id"])
    assert told(PRESSED) == (pressed,)


@pytest.mark.parametrize("action", [{"action_id": "open_link", "type": "button"}, {}, 7])
def test_a_button_of_others_is_no_news(action: object) -> None:
    found = read({**PRESSED, "actions": [action]}, US, NOW)
    assert found == NoNews("block_actions", "no button of ratchet's")


@pytest.mark.parametrize("changed", [{"value": "{}"}, {"action_id": "ratchet/of_an_older_version/0"}])
def test_a_button_that_cannot_be_read_any_more_is_answered_all_the_same(changed: Json) -> None:
    (heard,) = told({**PRESSED, "actions": [{**PRESSED["actions"][0], **changed}]})
    assert isinstance(heard, ButtonPressed)
    assert heard.does is Press.OUTDATED


def test_on_a_home_page_the_person_stands_in_the_place_of_the_channel() -> None:
    there = {"type": "view", "view_id": "V1"}
    at_home = {name: one for name, one in PRESSED.items() if name not in {"channel", "message"}}
    key = f"U1/home/pressed/{LATER_AT}/U1"
    pressed = ButtonPressed(key, LATER_AT, "U1", "", "U1", Press.MUTE, ABOUT, WHO["trigger_id"])
    assert told({**at_home, "container": there, "view": {"id": "V1", "type": "home"}}) == (pressed,)


def inputs(**elements: Json) -> Json:
    return {name: {"value": element} for name, element in elements.items()}


SENT: Json = {
    "type": "view_submission",
    **WHO,
    "view": {
        "id": "V1",
        "team_id": "T1",
        "type": "modal",
        "blocks": [],
        "private_metadata": about_to_text(MUTING),
        "callback_id": FORM,
        "state": {
            "values": inputs(
                lasts={"type": "plain_text_input", "value": "4h\ncheers"},
                where={"type": "static_select", "selected_option": {"value": "here", "text": {"text": "Here"}}},
                who={"type": "users_select", "selected_user": "U2"},
                room={"type": "conversations_select", "selected_conversation": "C2"},
                several={"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]},
                people={"type": "multi_users_select", "selected_users": ["U1", "U2"]},
                empty={"type": "plain_text_input", "value": None},
            )
        },
        "hash": "156663117.cd33ad1f",
        "title": {"type": "plain_text", "text": "Mute an alert"},
        "app_id": "A1",
        "app_installed_team_id": "T1",
        "bot_id": "BBOT",
    },
    "response_urls": [],
}
FILLED = (
    FormValue("lasts", "4h\ncheers"),
    FormValue("where", "here"),
    FormValue("who", "U2"),
    FormValue("room", "C2"),
    FormValue("several", "a,b"),
    FormValue("people", "U1,U2"),
    FormValue("empty", ""),
)


def test_a_form_is_sent_with_what_was_filled_in() -> None:
    assert told(SENT) == (FormSubmitted(f"form/V1/{WHO['trigger_id']}", NOW, "U1", "V1", MUTING, FILLED),)


def test_a_form_that_is_sent_again_after_it_was_given_back_is_another_event() -> None:
    again = {**SENT, "trigger_id": "99.1.b"}
    assert told(again)[0].id != told(SENT)[0].id


def test_a_form_of_others_is_no_news() -> None:
    other = {**SENT, "view": {**SENT["view"], "callback_id": "survey"}}
    assert read(other, US, NOW) == NoNews("view_submission", "no form of ratchet's")


def test_a_form_that_is_closed_is_no_news() -> None:
    closed = {**SENT, "type": "view_closed", "is_cleared": False}
    assert read(closed, US, NOW) == NoNews("view_closed", "nothing was sent")


CHOSEN: Json = {
    "type": "message_action",
    **WHO,
    "callback_id": "track_as_alert",
    "response_url": "https://hooks.slack.com/app/T1/2/y",
    "message_ts": TS,
    "channel": {"id": "C1", "name": "alerts"},
    "message": {name: one for name, one in ALERT.items() if name not in {"channel", "channel_type", "event_ts"}},
    "action_ts": LATER,
}


def test_a_message_of_a_bot_is_tracked() -> None:
    key, content = f"C1/{TS}/shortcut/{LATER_AT}/U1", content_of(ALERT)
    assert told(CHOSEN) == (
        ShortcutUsed(
            key,
            LATER_AT,
            "U1",
            Shortcut.TRACK_ALERT,
            "C1",
            TS,
            WHO["trigger_id"],
            Bot("B7", "", "Alertmanager"),
            content,
        ),
    )


def test_a_message_of_a_person_is_tracked_in_its_thread() -> None:
    said = {**SAID, "thread_ts": "1767607100.000000"}
    (used,) = told({**CHOSEN, "callback_id": "track_as_help_request", "message": said})
    told_of = (used.kind, used.author, used.text, used.thread, used.bot)
    assert told_of == (
        Shortcut.TRACK_HELP_REQUEST,
        "U1",
        "is <checkout> down? cc @U2",
        "1767607100.000000",
        None,
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [({**CHOSEN, "callback_id": "other"}, "message_action"), ({**WHO, "type": "shortcut"}, "shortcut")],
)
def test_an_entry_of_no_menu_of_ours_is_no_news(body: Json, kind: str) -> None:
    assert read(body, US, NOW) == NoNews(kind, "no entry of ratchet's")


COMMAND: Json = {
    "token": "XXYYZZ",
    "team_id": "T1",
    "team_domain": "acme",
    "channel_id": "C1",
    "channel_name": "alerts",
    "user_id": "U1",
    "user_name": "marta",
    "command": "/ratchet",
    "text": " team add <@U2|ana> to <#C9|pay> &amp; <!subteam^S1|@pay> ",
    "api_app_id": "A1",
    "is_enterprise_install": "false",
    "response_url": "https://hooks.slack.com/commands/T1/3/z",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}


def test_a_command_names_people_and_channels_by_their_ids() -> None:
    trigger = COMMAND["trigger_id"]
    text = "team add @U2 to #C9 & @S1"
    assert told(COMMAND) == (CommandGiven(f"command/{trigger}", NOW, "U1", "C1", text, trigger),)


def test_a_bare_command_is_one_too() -> None:
    assert told({**COMMAND, "text": ""})[0].text == ""


def test_the_moment_of_a_press_is_slacks_own() -> None:
    pressed = {**PRESSED, "actions": [{**PRESSED["actions"][0], "action_ts": TS}]}
    assert told(pressed)[0].at == AT
