"""What people and channels are called, for people to read."""

from ratchet_core.domain.directory import Directory

from ratchet_cli.terminal.steering import visible


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
