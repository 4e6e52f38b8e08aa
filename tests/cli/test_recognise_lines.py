"""What `ratchet recognise` prints, line by line."""

import json

import pytest
from ratchet_cli.recognise import recognise_lines

PERSON = {"kind": "human", "alert": None, "service": None, "severity": None, "fingerprint": None, "title": None}


def answers(*events: object) -> list[dict[str, object]]:
    return list(recognise_lines(json.dumps(event) for event in events))


def firing(title: str) -> dict[str, object]:
    return {"type": "message", "subtype": "bot_message", "bot_id": "B1", "attachments": [{"title": title}]}


def test_a_persons_message_is_human() -> None:
    assert answers({"type": "message", "user": "U1", "text": "it is DOWN"}) == [PERSON]


def test_an_alert_is_told_with_all_that_it_says() -> None:
    assert answers(firing("[FIRING:1] QueueDeep cart (prod critical)")) == [
        {
            "kind": "alert_firing",
            "alert": "QueueDeep",
            "service": "cart",
            "severity": "critical",
            "fingerprint": "queuedeep-fe0d5276d31e1eda",
            "title": "[FIRING:1] QueueDeep cart (prod critical)",
        }
    ]


def test_a_changed_message_is_read_as_it_is_now() -> None:
    changed = {"type": "message", "subtype": "message_changed", "message": firing("[RESOLVED] QueueDeep cart (prod)")}
    assert [answer["kind"] for answer in answers(changed)] == ["alert_resolved"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "not JSON"),
        ("", "not JSON"),
        ("[1]", "not a Slack message"),
        ("3", "not a Slack message"),
        ('{"type": "reaction_added"}', "not a Slack message"),
        ('{"subtype": "message_changed", "message": "x"}', "not a Slack message"),
        ('{"text": NaN}', "not JSON"),
        ('{"text": ' + "9" * 5000 + "}", "not JSON"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_a_line_that_is_not_a_message_says_what_is_wrong_with_it(line: str, error: str) -> None:
    (answer,) = recognise_lines([line])
    assert (answer["kind"], error in str(answer["error"])) == (None, True)


def test_a_bad_line_does_not_stop_the_run() -> None:
    kinds = [answer["kind"] for answer in recognise_lines(["{", '{"user": "U1", "text": {"a": [1]}}'])]
    assert kinds == [None, "human"]
