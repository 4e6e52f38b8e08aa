"""Which model words the answers, where it is asked, and what it costs. Names and prices of models stand here alone."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from attrs import frozen
from ratchet_anthropic import Price, Thinking
from ratchet_core.basis.instants import Instant

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.settings import checked_address

if TYPE_CHECKING:
    from ratchet_anthropic import AnthropicModel

KEY: Final = "RATCHET_ANTHROPIC_API_KEY"
KEY_OF_SDK: Final = "ANTHROPIC_API_KEY"
NAME: Final = "RATCHET_MODEL"
PRICES: Final = "RATCHET_MODEL_PRICES"
THINKING: Final = "RATCHET_MODEL_THINKING"
API: Final = "RATCHET_ANTHROPIC_API"

DEFAULT: Final = "claude-haiku-5-5"
"""The model that is asked where nobody chose one: the cheapest that reads and quotes well enough for a short answer."""

_MILLIONTHS: Final = 1_000_000
_MOST_DOLLARS: Final = 1_000
_FIGURES: Final = 4
"""What is read, written, read from the cache, and put there."""


def _dollars(read: str, written: str, cached: str, stored: str) -> Price:
    return Price(*(int(Decimal(one) * _MILLIONTHS) for one in (read, written, cached, stored)))


KNOWN: Final[Mapping[str, Price]] = {
    "claude-haiku-5-5": _dollars("0.10", "0.50", "0.01", "0.125"),
    "claude-sonnet-5-5": _dollars("2", "10", "0.10", "2.50"),
    "claude-opus-5-5": _dollars("4", "20", "0.20", "5"),
    "claude-sonnet-5": _dollars("2", "10", "0.20", "2.50"),
    "claude-opus-5": _dollars("5", "25", "0.50", "6.25"),
    "claude-haiku-4-5": _dollars("1", "5", "0.10", "1.25"),
}
"""What a million tokens cost in dollars, as published in October 2026: read, written, cached, stored for five minutes.

That of Haiku 5.5 is for prompts of up to 100,000 tokens; longer ones are not sent.
"""

_THINKING: Final[Mapping[str, Thinking]] = {
    "claude-sonnet-5-5": Thinking.BETWEEN_TOOLS,
    "claude-opus-5-5": Thinking.ALWAYS,
}
"""Which models cannot be told simply not to think; all others can, as documented in October 2026."""

NO_MODEL: Final = (
    f"No model is set up, so answers are quoted and never worded anew. To have them worded, set {KEY}, and",
    "`model_answers`, `model_drafts` or the like in the channels from which words may be sent to Anthropic.",
)


@frozen
class ModelSettings:
    """What is asked with which key, and where, if not at Anthropic."""

    key: str
    name: str = DEFAULT
    price: Price = KNOWN[DEFAULT]
    api: str | None = None
    thinking: Thinking = Thinking.OFF

    def __repr__(self) -> str:
        """Return no secret: settings are printed and logged."""
        return f"ModelSettings({self.name})"

    def opened(self, clock: Callable[[], Instant]) -> "AnthropicModel":
        """Return the model, to be closed by leaving it."""
        from ratchet_anthropic import AnthropicModel  # noqa: PLC0415 - a large library, that most need not wait for

        return AnthropicModel(self.key, self.name, self.price, clock, api=self.api, thinking=self.thinking)


def has_key(environment: Mapping[str, str]) -> bool:
    """Say whether there is a key with which a model can be asked."""
    return any(environment.get(name, "").strip() for name in (KEY, KEY_OF_SDK))


def model_settings_of(environment: Mapping[str, str]) -> ModelSettings | None:
    """Return what the environment says of a model, None where it has no key.

    Raises:
        UnusableInputError: If a value cannot be used, also where there is no key; the message names the variable and
            what to write.
    """
    told = {name: value.strip() for name, value in environment.items() if value.strip()}
    name = told.get(NAME, DEFAULT)
    price, api, thinking = _price(told, name), _api(told), _thinking(told, name)
    key = told.get(KEY) or told.get(KEY_OF_SDK)
    if key is None:
        return None
    if not key.isascii() or any(one.isspace() for one in key):
        raise UnusableInputError(f"{KEY} is not a key: it has spaces or signs in it that no key has. Copy it again.")
    return ModelSettings(key, name, price, api, thinking)


def _price(told: Mapping[str, str], name: str) -> Price:
    if PRICES in told:
        return _prices_in(told[PRICES])
    if name not in KNOWN:
        known = ", ".join(KNOWN)
        raise UnusableInputError(
            f"{NAME}={name[:60]}: its price is not known here. Set {PRICES} to what a million tokens cost in dollars "
            f"(read,written,cached,stored), such as 2,10,0.10,2.50, or choose one of {known}."
        )
    return KNOWN[name]


def _prices_in(text: str) -> Price:
    parts = text.split(",")
    try:
        figures = [Decimal(one.strip()) for one in parts]
    except InvalidOperation:
        figures = []
    if len(figures) != _FIGURES or not all(one.is_finite() and 0 <= one <= _MOST_DOLLARS for one in figures):
        raise UnusableInputError(
            f"{PRICES}={text[:60]}: write four figures, what a million tokens cost in dollars (read,written,cached,"
            "stored), such as 2,10,0.10,2.50."
        )
    return _dollars(*map(str, figures))


def _api(told: Mapping[str, str]) -> str | None:
    return checked_address(API, told[API], "https://api.anthropic.com") if API in told else None


def _thinking(told: Mapping[str, str], name: str) -> Thinking:
    if THINKING not in told:
        return _THINKING.get(name, Thinking.OFF)
    try:
        return Thinking(told[THINKING])
    except ValueError as error:
        known = ", ".join(one.value for one in Thinking)
        raise UnusableInputError(f"{THINKING}={told[THINKING][:60]}: choose one of {known}.") from error
