"""One call of Slack's Web API, and the one place where what can go wrong with it becomes what the core has words for.

`Refused`, `NotNow` and `Unknown` as in `ratchet_core.ports`: what certainly was not done, and will not be; what was not
done and can be later; and what nobody knows, as where an answer is lost on its way. Slack has no way to do a call again
safely, so the client must not try again by itself: `client_of` makes one that does not.
"""

import logging
import math
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import aiohttp
from ratchet_core.basis.instants import MINUTE, SECOND, Duration, Instant
from ratchet_core.ports import NotNow, Refused, Unknown
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from ratchet_slack.calls import Call
from ratchet_slack.quiet import quiet

API: Final = "https://slack.com/api/"
CONNECT_SECONDS: Final = 5
CALL_SECONDS: Final = 15
"""Far below the lease of an action, which must outlast its call and the time until a post can be looked up."""

LATER: Final[Duration] = 30 * SECOND
"""When it is tried again where Slack says only that it is too much now."""

UNREACHABLE: Final[Duration] = 5 * SECOND
"""When it is tried again where Slack could not be reached."""

MENDED: Final[Duration] = MINUTE
"""When it is tried again where somebody has to mend something first, as a token or a scope."""

LONGEST: Final[Duration] = 60 * MINUTE
"""No longer than this is waited, whatever `Retry-After` says."""

LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
TO_MEND: Final = frozenset(
    {
        "access_denied",
        "account_inactive",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)
"""Not done, for a reason that lies with our token: whoever installed ratchet can mend it."""

UNCLEAR: Final = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "timeout"})
"""Slack's own words for not knowing what became of it."""

_NOT_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_LOST: Final = (aiohttp.ClientError, TimeoutError, OSError)
_UNREADABLE: Final = (SlackClientError, ValueError, TypeError, AttributeError, LookupError, RecursionError)
_TOO_LARGE: Final = frozenset({413, 414, 431})
_UNSURE: Final = frozenset({408, 425, 499})

log: Final = logging.getLogger(__name__)


class SlackRefused(Refused):
    """Slack will certainly not do what was asked; `error` is its own word for why."""

    def __init__(self, error: str, method: str) -> None:
        """Say it for people, with Slack's word in it."""
        super().__init__(f"Slack refused {method}: {_MEANINGS.get(error, error)}")
        self.error = error


class ToMend(NotNow):
    """Slack refuses a token, or what it may do, which somebody can mend; `error` is its own word for why."""

    def __init__(self, error: str, retry_at: Instant) -> None:
        """Remember Slack's word."""
        super().__init__(retry_at)
        self.error = error


_MEANINGS: Final = {
    "channel_not_found": "there is no such channel, or ratchet is not in it (channel_not_found)",
    "not_in_channel": "ratchet is not in the channel; invite it (not_in_channel)",
    "is_archived": "the channel is archived (is_archived)",
    "message_not_found": "the message is gone (message_not_found)",
    "expired_trigger_id": "it took longer than the 3 seconds that Slack allows; ask again (expired_trigger_id)",
}


def session_of() -> aiohttp.ClientSession:
    """Return a session with a limit on how long a call may take; whoever asks for it closes it."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS))


def client_of(token: str, session: aiohttp.ClientSession, api: str = API) -> AsyncWebClient:
    """Return a client that never does a call again by itself."""
    quiet()
    return AsyncWebClient(token=token, base_url=api, session=session, retry_handlers=[], timeout=CALL_SECONDS)


async def ask(client: AsyncWebClient, call: Call, at: Instant, *, read: bool = False) -> Mapping[str, Any]:
    """Return the answer to a call; one that only `read`s goes as a form, for Slack takes no JSON there.

    Raises:
        SlackRefused: If it was certainly not done, and never will be.
        NotNow: If it was certainly not done, and can be later.
        Unknown: If nobody knows whether it was done.
    """
    try:
        if read:
            response = await client.api_call(call.method, data=call.arguments)
        else:
            response = await client.api_call(call.method, json=call.arguments)
        return _told(response.data)
    except SlackApiError as error:
        _refuse(error, call.method, at)
    except _NOT_SENT as error:
        raise NotNow(at + UNREACHABLE) from error
    except (*_LOST, *_UNREADABLE) as error:
        raise Unknown from error


def _told(data: object) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise Unknown
    return data


def _refuse(problem: SlackApiError, method: str, at: Instant) -> NoReturn:
    """Raise what an answer without success means."""
    response = problem.response
    status, headers = _status(response), getattr(response, "headers", {})
    data = getattr(response, "data", None)
    error = data.get("error") if isinstance(data, dict) else None
    if status == 429 or error in LIMITED:  # noqa: PLR2004 - too many requests
        raise NotNow(at + waited(headers)) from problem
    if status >= 500 or status in _UNSURE or error in UNCLEAR:  # noqa: PLR2004 - the server's own fault
        raise Unknown from problem
    if error in TO_MEND:
        log.warning("Slack refuses %s (%s); it is tried again each minute. `ratchet doctor` says more.", method, error)
        raise ToMend(str(error), at + MENDED) from problem
    if isinstance(error, str) and error:
        raise SlackRefused(error, method) from problem
    _refuse_without_reason(problem, status, method, at)


def _refuse_without_reason(problem: SlackApiError, status: int, method: str, at: Instant) -> NoReturn:
    """Raise what an answer means that is none of Slack's Web API, as from a proxy in between."""
    if status in _TOO_LARGE:
        raise SlackRefused(f"status {status}", method) from problem
    if 400 <= status < 500:  # noqa: PLR2004 - refused before it was done
        log.warning("%s was answered with status %s by something that is not Slack.", method, status)
        raise NotNow(at + MENDED) from problem
    raise Unknown from problem


def _status(response: object) -> int:
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    return status if isinstance(status, int) else 0


def waited(headers: Mapping[str, Any]) -> Duration:
    """Return how long `Retry-After` wants us to wait, also where it has a fraction or is missing."""
    value = next((one for name, one in headers.items() if name.casefold() == "retry-after"), None)
    try:
        seconds = float(value[0] if isinstance(value, list) else str(value))
    except (ValueError, IndexError, TypeError):
        return LATER
    if not math.isfinite(seconds) or seconds < 0:
        return LATER
    return min(int(seconds * SECOND), LONGEST)


def next_cursor(answer: Mapping[str, Any]) -> str:
    """Return the cursor of the next page; "" where there is none."""
    told = answer.get("response_metadata")
    cursor = told.get("next_cursor") if isinstance(told, dict) else None
    return cursor if isinstance(cursor, str) else ""
