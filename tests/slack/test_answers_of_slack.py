"""Whatever comes back from where Slack should be becomes one of three words: never, not now, or nobody knows."""

import asyncio
import json
import logging

import pytest
from aiohttp import web
from ratchet_core.basis.instants import SECOND
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_slack.asking import LATER, MENDED, UNREACHABLE, ask, client_of, session_of, waited
from ratchet_slack.calls import Call

START = 1_700_000_000 * SECOND
CALL = Call("chat.postMessage", {"channel": "C1", "text": "x"})
HTML = "<html>Welcome to this hotel's network</html>"


def said(error: str) -> str:
    return json.dumps({"ok": False, "error": error})


async def outcome(status: int, body: str, kind: str = "application/json", **headers: str) -> object:
    """Return what a call comes to that is answered so: what it returns, how long to wait, or the class of the error."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body.encode(), headers={"Content-Type": kind, **headers})

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with session_of() as session:
            client = client_of("xoxb-of-nobody", session, f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
            return await ask(client, CALL, START)
    except NotNow as answer_of:
        return answer_of.retry_at - START
    except (Refused, Unknown) as error:
        return Refused if isinstance(error, Refused) else Unknown
    finally:
        await runner.cleanup()


ANSWERS = [
    (200, '{"ok":true,"ts":"1.5"}', "application/json", {"ok": True, "ts": "1.5"}),
    (200, said("channel_not_found"), "application/json", Refused),
    (200, said("invalid_blocks"), "application/json", Refused),
    (200, said("msg_too_long"), "application/json", Refused),
    (200, said("an_error_of_next_year"), "application/json", Refused),
    (200, said("ratelimited"), "application/json", LATER),
    (200, said("invalid_auth"), "application/json", MENDED),
    (200, said("missing_scope"), "application/json", MENDED),
    (200, said("internal_error"), "application/json", Unknown),
    (200, said("fatal_error"), "application/json", Unknown),
    (200, said("service_unavailable"), "application/json", Unknown),
    (200, '{"ok":false}', "application/json", Unknown),
    (200, '{"ok":false,"error":7}', "application/json", Unknown),
    (200, '{"ok":tr', "application/json", Unknown),
    (200, "", "application/json", Unknown),
    (200, "null", "application/json", Unknown),
    (200, "[]", "application/json", Unknown),
    (200, "[" * 100_000, "application/json", Unknown),
    (200, "\xff\xfe", "application/json; charset=utf-8", Unknown),
    (200, HTML, "text/html", Unknown),
    (200, "ok", "text/plain", Unknown),
    (204, "", "application/json", Unknown),
    (429, said("ratelimited"), "application/json", LATER),
    (429, "slow down", "text/plain", LATER),
    (500, said("internal_error"), "application/json", Unknown),
    (502, HTML, "text/html", Unknown),
    (503, "busy", "text/plain", Unknown),
    (504, "", "application/json", Unknown),
    (400, said("invalid_arguments"), "application/json", Refused),
    (401, HTML, "text/html", MENDED),
    (403, HTML, "text/html", MENDED),
    (404, HTML, "text/html", MENDED),
    (407, "who are you", "text/plain", MENDED),
    (408, HTML, "text/html", Unknown),
    (413, HTML, "text/html", Refused),
    (499, HTML, "text/html", Unknown),
]


@pytest.mark.parametrize(("status", "body", "kind", "expected"), ANSWERS)
def test_every_answer_is_one_of_three(status: int, body: str, kind: str, expected: object) -> None:
    assert asyncio.run(outcome(status, body, kind)) == expected


def test_a_limit_says_how_long_it_lasts() -> None:
    headers = {"Retry-After": "2.25"}
    assert asyncio.run(outcome(429, said("ratelimited"), **headers)) == 2.25 * SECOND


@pytest.mark.parametrize("headers", [{"retry-after": "7"}, {"Retry-After": ["7"]}, {"RETRY-AFTER": " 7 "}])
def test_the_header_is_found_however_it_is_written(headers: dict[str, object]) -> None:
    assert waited(headers) == 7 * SECOND


@pytest.mark.parametrize("api", ["http://127.0.0.1:9/api/", "http://no-such-host.invalid/api/"])
def test_what_could_not_be_sent_was_certainly_not_done(api: str) -> None:
    async def asked() -> object:
        async with session_of() as session:
            try:
                return await ask(client_of("xoxb-of-nobody", session, api), CALL, START)
            except NotNow as answer:
                return answer.retry_at - START

    assert asyncio.run(asked()) == UNREACHABLE


def test_what_somebody_has_to_mend_is_said_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        asyncio.run(outcome(200, said("token_revoked")))
    said_of = (
        "Slack refuses chat.postMessage (token_revoked); it is tried again each minute. `ratchet doctor` says more."
    )
    assert caplog.messages == [said_of]
