"""Bolt as the way in: it checks signatures and speaks Slack's protocols; what is acknowledged the receiver decides.

The receiver stands before Bolt's own look at tokens, which asks Slack and acknowledges an event also where that fails.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.quiet import quiet
from ratchet_slack.receiving.receiver import NotAcknowledged, Receiver

log = logging.getLogger(__name__)

_UNAVAILABLE: Final = 503


class Kept(AsyncMiddleware):
    """Lets the receiver take each delivery, and acknowledges it once that is done."""

    def __init__(self, receiver: Receiver) -> None:
        """Take deliveries for a receiver."""
        self._receiver = receiver

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - the receiver makes its own
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        """Return the acknowledgement, or that Slack is to deliver again."""
        if req.body.get("type") == "url_verification":
            return await next()
        try:
            answer = await self._receiver.take(req.body)
        except NotAcknowledged as refusal:
            log.warning("A delivery of Slack is not acknowledged: %s", refusal)
            return BoltResponse(status=_UNAVAILABLE, body="")
        if answer is None:
            return BoltResponse(status=200, body="")
        return BoltResponse(
            status=200, body=json.dumps(answer), headers={"content-type": ["application/json;charset=utf-8"]}
        )


def bolt_app(receiver: Receiver, client: AsyncWebClient | None = None, signing_secret: str | None = None) -> AsyncApp:
    """Return the app that takes all deliveries for a receiver; over HTTP only with the secret that signs them."""
    return AsyncApp(
        signing_secret=signing_secret,
        client=client,
        authorize=_nobody,
        before_authorize=Kept(receiver),
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        logger=quiet(),
    )


async def _nobody(**_: object) -> AuthorizeResult:
    """Stand where Bolt looks for tokens; nothing comes so far, for the receiver has taken it."""
    raise AssertionError("everything is taken before")
