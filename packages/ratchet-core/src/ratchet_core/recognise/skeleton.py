"""The skeleton of a bot's message: what all messages of its template say, by which a person's correction is found again.

It is a pure function of what the message says: numbers, identifiers, quoted values and the members that it names are
taken out.
"""

import re
from collections.abc import Iterable
from typing import Final

from ratchet_core.basis.content import Content
from ratchet_core.recognise.fingerprint import stable

_QUOTED: Final = re.compile(r"`[^`\n]*`|\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)|“[^”\n]*”|«[^»\n]*»")


def skeleton_of(content: Content, members: Iterable[str] = ()) -> str:
    """Return the skeleton of a message; `members` are what it was recognised to name as affected."""
    line = content.title or next((one for one in content.text.splitlines() if one.strip()), "")
    for member in sorted(members, key=len, reverse=True):
        line = line.replace(member, " ")
    return stable(_QUOTED.sub(" ", line))
