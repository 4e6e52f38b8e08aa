"""Takes out of a text what nobody sees: it hides words from people, and parts secrets and addresses.

It comes before addresses are looked for: a sign that nobody sees within one would let its other half through.
"""

import re
from typing import Final

_CONTROLS: Final = "\x00-\x08\x0e-\x1f\x7f-\x9f"
UNSEEN: Final = re.compile(
    f"[{_CONTROLS}\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What takes no place on a screen, among it what says how the sign before it is drawn."""

_CONTROL: Final = re.compile(f"[{_CONTROLS}]")


def visible(text: str) -> str:
    """Return a text on one line, without what nobody sees; other white space is a space."""
    if text.isprintable():
        return text
    text = _CONTROL.sub("", text)
    return "".join(one if one.isprintable() else " " for one in text if one.isprintable() or one.isspace())


def visible_lines(text: str) -> str:
    """Return the same of a text whose lines stay."""
    return "\n".join(map(visible, _CONTROL.sub("", text).splitlines()))
