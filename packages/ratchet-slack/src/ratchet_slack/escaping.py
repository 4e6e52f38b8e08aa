"""What Slack would take for a mention, a link or a command is said with characters that it shows as they are."""

import re
from typing import Final

_SIGNS: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CHANNEL: Final = re.compile(r"[A-Z][A-Z0-9]{1,20}")
_PERSON: Final = re.compile(r"[UW][A-Z0-9]{1,20}")
_STAMP: Final = re.compile(r"([0-9]{1,10})\.([0-9]{1,6})")


def escaped(text: str) -> str:
    """Return untrusted text as `text` and `mrkdwn` may hold it: nothing in it is a mention or a link."""
    return text.translate(_SIGNS)


def is_person(person: str) -> bool:
    """Say whether an id can be that of a person; what is none is never written as a mention."""
    return _PERSON.fullmatch(person) is not None


def is_channel(channel: str) -> bool:
    """Say whether an id can be that of a channel."""
    return _CHANNEL.fullmatch(channel) is not None


def permalink(site: str, channel: str, ts: str) -> str | None:
    """Return the address of a message in a workspace at `site`; None where no message can be there."""
    stamp = _STAMP.fullmatch(ts)
    if stamp is None or not is_channel(channel):
        return None
    return f"{site.rstrip('/')}/archives/{channel}/p{stamp[1]}{stamp[2]:0<6}"
