"""The skeleton of a bot's message: what all messages of its template say, by which a person's correction is found again.

It is a pure function of what the message says: numbers, identifiers, quoted values and the members that it names are
taken out.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from ratchet_core.basis.content import Content
from ratchet_core.basis.ids import digest_of
from ratchet_core.recognise.fingerprint import stable
from ratchet_core.recognise.recognised import Kind

_SHADES: Final[Mapping[Kind | None, str]] = {Kind.ALERT_FIRING: "red", Kind.ALERT_RESOLVED: "green"}
_QUOTED: Final = re.compile(r"`[^`\n]*`|\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)|“[^”\n]*”|«[^»\n]*»")


def shaded(skeleton: str, shade: Kind | None) -> str:
    """Return a skeleton with its colour: some templates say the same of what began and of what is over."""
    return f"{skeleton} ({_SHADES[shade]})" if shade in _SHADES else skeleton


def template_of(content: Content) -> str:
    """Return a short name for the skeleton of a message that is kept as a notice: it holds none of its words."""
    return named_template(skeleton_of(content))


def named_template(skeleton: str) -> str:
    """Return the short name of a skeleton."""
    return digest_of(skeleton)[:16]


def skeleton_of(content: Content, members: Iterable[str] = ()) -> str:
    """Return the skeleton of a message; `members` are what it was recognised to name as affected."""
    line = content.title or next((one for one in content.text.splitlines() if one.strip()), "")
    for member in sorted(members, key=len, reverse=True):
        line = line.replace(member, " ")
    return stable(_QUOTED.sub(" ", line))
