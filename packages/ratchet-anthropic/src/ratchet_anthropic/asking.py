"""Asks Claude: one call at most for each question, within a time; the errors of the SDK are sorted here alone.

What certainly was not answered may be asked for again (`NotNow`), by the outbox and not by the SDK. What may have been
answered, and is to be paid for, is not (`Unknown`). What a person has to mend is refused, and says how.
"""

import asyncio
from collections.abc import Callable
from math import isnan
from types import TracebackType
from typing import Final, Self

import httpx2
from anthropic import (
    APIConnectionError,
    APIError,
    APIStatusError,
    AsyncAnthropic,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
)
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import Ending, ModelReply
from ratchet_core.vocabulary.prompts import UnknownPromptError

from ratchet_anthropic.answers import Heard, reply_of
from ratchet_anthropic.prices import Price
from ratchet_anthropic.requests import Request, Thinking, request_of

PATIENCE: Final = 40.0
"""Seconds that an answer may take in all; the lease of an action is longer."""

_CONNECT: Final = 5.0
_AGAIN: Final[Duration] = 10 * SECOND
_LONGEST_PAUSE: Final = 600.0
_BUSY: Final = frozenset({429, 503, 529})
_MAY_BE_PAID: Final = frozenset({408, 499, 500, 502, 504})


class AnthropicModel:
    """A `Model` that is Claude, over the SDK; it is closed by leaving it."""

    def __init__(  # noqa: PLR0913 - what it is set up with
        self,
        key: str,
        model: str,
        price: Price,
        clock: Callable[[], Instant],
        *,
        api: str | None = None,
        patience: float = PATIENCE,
        thinking: Thinking = Thinking.OFF,
    ) -> None:
        """Ask one model with a key; `api` is where, if not at Anthropic, and `thinking` what this model accepts."""
        self._thinking = thinking
        self._model = model
        self._price = price
        self._clock = clock
        self._patience = patience
        self._client = AsyncAnthropic(
            api_key=key,
            base_url=api or "https://api.anthropic.com",
            max_retries=0,
            timeout=httpx2.Timeout(patience, connect=_CONNECT),
            open_telemetry=False,
        )

    async def __aenter__(self) -> Self:
        """Return it."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its connections."""
        await self._client.close()

    async def check(self) -> None:
        """Say nothing where the key is taken and the model is known; neither words are sent, nor is anything paid for.

        Raises:
            Refused: If a person has to mend something; the message says what.
            NotNow: If it is busy, or nobody listens there.
            Unknown: If it does not answer.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._client.models.retrieve(self._model)
        except TimeoutError as error:
            raise Unknown from error
        except (APIError, httpx2.HTTPError, ValueError) as error:
            raise self._sorted(error, begun=False) from error

    async def ask(self, action: AskModel) -> ModelReply:
        """Return what came of asking it."""
        try:
            request = request_of(action, self._model, self._price, self._thinking)
        except UnknownPromptError as error:
            raise Refused(str(error)) from error
        if request is None:
            return ModelReply(Ending.NOT_ASKED, why=f"an answer of {self._model} might cost more than is allowed")
        return reply_of(await self._heard(request), self._price, request.digest)

    async def _heard(self, request: Request) -> Heard:
        """Listen to the answer to its end; raises as a `Chat` does."""
        heard = Heard()
        try:
            async with asyncio.timeout(self._patience):
                async with await self._client.messages.create(**request.fields, stream=True) as stream:
                    async for event in stream:
                        heard.hear(event)
        except TimeoutError as error:
            raise Unknown from error
        except (APIError, httpx2.HTTPError, ValueError) as error:
            raise self._sorted(error, begun=bool(heard.model)) from error
        if not heard.is_whole:
            raise Unknown
        return heard

    def _sorted(self, error: Exception, *, begun: bool) -> Exception:
        """Return what an error of the SDK means."""
        if begun:
            return Unknown()
        if isinstance(error, APIStatusError):
            return self._of_status(error)
        if isinstance(error, APIConnectionError) and isinstance(error.__cause__, _NOT_SENT):
            return NotNow(self._clock() + _AGAIN)
        return Unknown()

    def _of_status(self, error: APIStatusError) -> Exception:
        if error.status_code in _BUSY or error.type == "overloaded_error":
            return NotNow(self._clock() + _pause_of(error))
        if error.status_code in _MAY_BE_PAID:
            return Unknown()
        return Refused(_remedy(error, self._model))


_NOT_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


def _pause_of(error: APIStatusError) -> Duration:
    """Return how long to wait: what the answer says, where that is a number of seconds that can be meant."""
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return _AGAIN
    return _AGAIN if isnan(seconds) else round(min(max(seconds, 1.0), _LONGEST_PAUSE) * SECOND)


def _remedy(error: APIStatusError, model: str) -> str:
    """Return what is wrong and what to do about it, in none of the words that were sent."""
    told = f"{error.status_code} {error.type or ''}".strip()
    match error:
        case AuthenticationError():
            return f"Anthropic refuses the key ({told}); set RATCHET_ANTHROPIC_API_KEY to one that is valid."
        case PermissionDeniedError():
            return f"The key may not use {model} ({told}); choose another model with RATCHET_MODEL."
        case NotFoundError():
            return f"Anthropic has no model {model} ({told}); choose another with RATCHET_MODEL."
        case _ if "thinking" in error.message:
            return f"{model} does not take what it is told of thinking ({told}); set RATCHET_MODEL_THINKING otherwise."
        case _:
            return f"Anthropic refuses the request ({told})."
