"""A question of the core as a request to the Messages API, and how much it may come to at most."""

import json
from hashlib import sha256
from typing import Any, Final

from attrs import frozen
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import as_text, schema_of
from ratchet_core.vocabulary.prompts import text_of

from ratchet_anthropic.prices import Price

LEAST_WRITTEN: Final = 200
"""With fewer tokens no answer can be written, so nothing is asked."""

_OVERHEAD: Final = 500
"""So many tokens the API adds at most around what is sent, for the shape of the answer among other things."""


@frozen
class Request:
    """What is sent, as keyword arguments of the SDK; `digest` names exactly this."""

    fields: dict[str, Any]
    digest: str


def request_of(action: AskModel, model: str, price: Price) -> Request | None:
    """Return the request for a question, or None where the answer might cost more than is allowed.

    Raises:
        UnknownPromptError: If the prompt is not known.
    """
    prompt, material, schema = text_of(action.prompt), as_text(action.material), dict(schema_of(action.shape))
    affordable = price.affordable(action.allowance.cost, _most_tokens(prompt, material, json.dumps(schema)))
    tokens = min(action.allowance.tokens, affordable)
    if tokens < LEAST_WRITTEN:
        return None
    fields: dict[str, Any] = {
        "model": model,
        "max_tokens": tokens,
        "system": [{"type": "text", "text": prompt, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": material}],
        "output_config": {"format": {"type": "json_schema", "schema": schema}},
    }
    return Request(fields, digest_of(fields))


def digest_of(fields: dict[str, Any]) -> str:
    """Return the SHA-256 of a request, as JSON with its keys in order."""
    return sha256(json.dumps(fields, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _most_tokens(*texts: str) -> int:
    """Return how many tokens texts have at most: a token is at least a byte."""
    return _OVERHEAD + sum(len(one.encode("utf-8", "replace")) for one in texts)
