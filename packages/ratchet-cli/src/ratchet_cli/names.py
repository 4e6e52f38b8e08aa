"""What people and channels are called, for people to read."""

import re

from ratchet_core.queries.directory import Directory

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""The characters that would steer a terminal; line ends and tabs do no harm."""


def visible(text: str) -> str:
    """Return a text with a mark in the place of each character that would steer a terminal; line ends stay."""
    return STEERING.sub("\ufffd", text)


def person_name(directory: Directory, person: str) -> str:
    """Return a person's name, or the id where no name is known."""
    known = directory.people.get(person)
    return visible((known.name if known else "") or person or "somebody")


def counted(count: int, noun: str, many: str = "") -> str:
    """Return a number with its noun, which has an s for more than one where no other form is given."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def channel_name(directory: Directory, channel: str) -> str:
    """Return a channel's name, or the id where it was never seen."""
    known = directory.channels.get(channel)
    return visible(known.name if known else channel)
