"""People, and the reasons that they gave."""

from ratchet_core.domain import Person
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.reader import Reader


def people(directory: Directory) -> list[Person]:
    """Return the people, by name."""
    return sorted(directory.people.values(), key=lambda one: (one.name.casefold(), one.id))


def reasons_of(reader: Reader, person: str) -> frozenset[str]:
    """Return the words in which a person gave reasons: those of mutes."""
    return frozenset(one.reason for one in reader.mutes() if one.person == person and one.reason)
