"""Reads a message that tells of several alerts at once, one in each attachment, as as many messages.

An attachment that only says more of the one before is no alert of its own: it must say by itself how its alert does, or
be built as another one is.
"""

from collections.abc import Iterator
from typing import Final

from ratchet_core.basis.content import Bot, Content, Part
from ratchet_core.basis.evolving import evolve
from ratchet_core.recognise import recognise
from ratchet_core.recognise.generic import labels_of
from ratchet_core.recognise.recognised import ALERT_KINDS, Recognised
from ratchet_core.recognise.states import EDGE, mark_of
from ratchet_core.recognise.view import view_of

MOST_ALERTS: Final = 10
"""How many alerts of one message are told apart."""


def several(content: Content, bot: Bot) -> tuple[tuple[Content, Recognised], ...]:
    """Return the alerts that a message tells of, each with what is said of it; nothing where that is one, or none."""
    if recognise(content, bot).kind not in ALERT_KINDS:
        return ()
    found: dict[str, tuple[Content, Recognised]] = {}
    for part in _alerts_in(content, bot):
        read = recognise(part, bot)
        known = found.get(read.fingerprint)
        found[read.fingerprint] = (part, read) if known is None else (known[0], _with_members(known[1], read))
    return tuple(found.values())[:MOST_ALERTS] if len(found) > 1 else ()


def _alerts_in(content: Content, bot: Bot) -> Iterator[Content]:
    """Return the attachments that are alerts of their own."""
    parts = [one for one in map(_content_of, content.parts) if recognise(one, bot).kind in ALERT_KINDS]
    shapes = [tuple(field.name for field in one.fields) for one in parts]
    for part, shape in zip(parts, shapes, strict=True):
        if _says_how_it_does(part, bot) or (shape and shapes.count(shape) > 1):
            yield part


def _content_of(part: Part) -> Content:
    return Content(
        part.text,
        part.title,
        part.title_link,
        fields=part.fields,
        colour=part.colour,
        footer=part.footer,
        links=part.links,
        emoji=part.emoji,
    )


def _says_how_it_does(part: Content, bot: Bot) -> bool:
    """Say whether the title alone says that an alert fires or is over."""
    view = view_of(Content(part.title, part.title), bot)
    if labels_of(view):
        return True
    mark = mark_of(view)
    return mark is not None and mark.strength >= EDGE and bool(mark.subject)


def _with_members(one: Recognised, other: Recognised) -> Recognised:
    return evolve(one, members=tuple(sorted({*one.members, *other.members})))
