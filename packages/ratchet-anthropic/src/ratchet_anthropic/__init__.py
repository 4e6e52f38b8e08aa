"""Claude for ratchet: a typed question becomes a request, and what comes back a typed answer. It holds no rule.

The library behind it is large: it is imported once somebody wants a model.
"""

from typing import TYPE_CHECKING

from ratchet_anthropic.prices import Price
from ratchet_anthropic.requests import Thinking

if TYPE_CHECKING:
    from ratchet_anthropic.asking import AnthropicModel

__all__ = ["AnthropicModel", "Price", "Thinking"]


def __getattr__(name: str) -> object:
    if name == "AnthropicModel":
        from ratchet_anthropic.asking import AnthropicModel  # noqa: PLC0415 - see above

        return AnthropicModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
