"""The people that are known."""

from ratchet_core.domain import Person
from ratchet_core.domain.directory import Directory


def people(directory: Directory) -> list[Person]:
    """Return the people, by name."""
    return sorted(directory.people.values(), key=lambda one: (one.name.casefold(), one.id))
