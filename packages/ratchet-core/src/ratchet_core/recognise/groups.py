"""Reads a group of alerts that its title gives no name: by what its lines share, or by its count alone.

A group whose alerts share no name is none of them. It is said how many there are and of what, as news that opens no incident:
the end of another group would end it.
"""

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from ratchet_core.recognise.cleaning import cleaned_name
from ratchet_core.recognise.labelset import Title, title_of
from ratchet_core.recognise.places import alert_and_place
from ratchet_core.recognise.view import View, unmarked

_ITEM: Final = re.compile(r"^\s{0,4}(?:[•◦▪–-]|\*\s|\d{1,2}[.)])\s*(?=\S)")
_LABELS: Final = ("alertname", "alert name", "alert")
_READ: Final = 2_000


@frozen
class Group:
    """Several alerts in one message: what each is called, where that differs, and the label values they share."""

    title: Title
    names: tuple[str, ...]

    @property
    def called(self) -> str | None:
        """What all of its alerts are called, their count where they share no name, or None where none is told."""
        if len(self.names) > 1:
            return f"{max(self.title.count, len(self.names))} alerts"
        return self.names[0] if self.names else None


def group_of(view: View) -> Group | None:
    """Return the group that a message tells of without a name in its title, or None for any other message."""
    if "[" not in view.headline:
        return None
    title = title_of(view.headline)
    if title is None or not title.is_nameless or title.count == 1:
        return None
    return Group(title, tuple(dict.fromkeys(_names(view))))


def _names(view: View) -> Iterator[str]:
    """Yield what each alert of a group is called: in a field of its own, or in an item of a list."""
    label = next((name for name in _LABELS if name in view.fields), None)
    labelled = [field.value for field in view.content.fields if field.name.lower() == label]
    items = [] if labelled else [line for line in view.content.text[:_READ].split("\n") if _ITEM.match(line)]
    for line in labelled or items:
        said = unmarked(_ITEM.sub("", line))
        if labelled or ": " not in said:
            name = alert_and_place(cleaned_name(said))[0]
            if name:
                yield name
