"""The tokens of an app: how each kind begins."""

from typing import Final

OF_BOT: Final = "xoxb-"
"""Of a bot: with it ratchet speaks, and asks who and what there is."""

OF_APP: Final = "xapp-"
"""Of an app: with it connections of Socket Mode are opened."""

OF_PERSON: Final = "xoxp-"
"""Of a person; ratchet has no use for it."""
