"""The Events API over HTTP: only what Slack signed comes in, and it goes the same way."""

import json
import time
from urllib.parse import urlencode

import pytest
from deliveries import SAID, Json, envelope, told
from ratchet_slack.receiving.http import MOST_BYTES, PATH, http_app
from receivers import SIGNS, ListInbox, app_of, receiver_of
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient
from test_receiving_controls import COMMAND, PRESSED

MESSAGE = json.dumps(envelope(SAID))
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def signed(body: str | bytes, kind: str = JSON, stamp: str = "", by: str = SIGNS) -> dict[str, str]:
    stamp = stamp or str(int(time.time()))  # noqa: TID251 - Bolt compares it with the clock
    signature = SignatureVerifier(by).generate_signature(timestamp=stamp, body=body) or ""
    return {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}


def posted(body: str | bytes, headers: dict[str, str], inbox: ListInbox | None = None) -> tuple[int, str]:
    app = http_app(app_of(receiver_of(inbox or ListInbox())))
    response = TestClient(app).post(PATH, content=body, headers=headers)
    return response.status_code, response.text


def test_an_event_that_slack_signed_is_kept_and_acknowledged() -> None:
    inbox = ListInbox()
    assert (posted(MESSAGE, signed(MESSAGE), inbox), tuple(inbox.events)) == ((200, ""), told(json.loads(MESSAGE)))


@pytest.mark.parametrize(("body", "kind"), [(COMMAND, "command"), (PRESSED, "pressed")])
def test_what_people_do_comes_as_a_form_of_the_web(body: Json, kind: str) -> None:
    inbox = ListInbox()
    sent = urlencode(body if kind == "command" else {"payload": json.dumps(body)})
    status, _ = posted(sent, signed(sent, FORM), inbox)
    assert (status, [kind in one.id for one in inbox.events]) == (200, [True])


def test_what_the_inbox_refuses_is_not_acknowledged() -> None:
    assert posted(MESSAGE, signed(MESSAGE), ListInbox(refuses=1))[0] == 503


def test_slack_is_answered_when_it_asks_whose_address_this_is() -> None:
    asked = json.dumps({"token": "x", "challenge": "3eZbrw1a", "type": "url_verification"})
    assert posted(asked, signed(asked)) == (200, '{"challenge": "3eZbrw1a"}')


@pytest.mark.parametrize("stamp", ["soon", "", "1e9", "-5", "9" * 400, "1 767"])
def test_a_timestamp_that_is_none_is_refused(stamp: str) -> None:
    headers = {**signed(MESSAGE), "x-slack-request-timestamp": stamp}
    assert posted(MESSAGE, headers)[0] == 401


def test_what_somebody_else_signed_is_refused() -> None:
    inbox = ListInbox()
    status, _ = posted(MESSAGE, signed(MESSAGE, by="another"), inbox)
    assert (status, inbox.events) == (401, [])


def test_what_was_signed_long_ago_is_refused() -> None:
    assert posted(MESSAGE, signed(MESSAGE, stamp="1700000000"))[0] == 401


def test_what_is_not_signed_is_refused() -> None:
    assert posted(MESSAGE, {"content-type": JSON})[0] == 401


def test_what_is_too_large_is_refused() -> None:
    body = " " * (MOST_BYTES + 1)
    assert posted(body, signed(body))[0] == 413


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"payload=%7B"])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    kind = FORM if body.startswith(b"payload") else JSON
    assert posted(body, {**signed(MESSAGE), "content-type": kind})[0] in {400, 401}
