"""What people and channels are called, for people to read."""

from ratchet_core.memory import World


def person_name(world: World, person: str) -> str:
    """Return a person's name, or the id where no name is known."""
    known = world.people.get(person)
    return (known.name if known else "") or person or "somebody"


def channel_name(world: World, channel: str) -> str:
    """Return a channel's name, or the id where it was never seen."""
    known = world.channels.get(channel)
    return known.name if known else channel
