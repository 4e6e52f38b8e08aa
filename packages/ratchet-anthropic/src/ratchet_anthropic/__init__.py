"""Claude for ratchet: a typed question becomes a request, and what comes back a typed answer. It holds no rule."""

from ratchet_anthropic.asking import AnthropicModel
from ratchet_anthropic.prices import Price
from ratchet_anthropic.requests import Thinking

__all__ = ["AnthropicModel", "Price", "Thinking"]
