"""The people that are known, and what each is and asked."""

from attrs import frozen

from ratchet_core.domain import HelpRequest, Membership, Person
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.requests import whole_requests
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import teams_of


def people(directory: Directory) -> list[Person]:
    """Return the people, by name."""
    return sorted(directory.people.values(), key=lambda one: (one.name.casefold(), one.id))


@frozen
class PersonDetails:
    """What is known of a person: the ids of their teams now, where they belonged when, and what they asked.

    Memberships come in the order of time, help requests with the latest first.
    """

    teams: tuple[str, ...]
    memberships: tuple[Membership, ...]
    requests: tuple[HelpRequest, ...]


def person_details(reader: Reader, person: str) -> PersonDetails:
    """Return what is known of a person."""
    directory = reader.directory()
    memberships = sorted(directory.memberships(person), key=lambda one: (one.during.since, one.team))
    asked = whole_requests({one.root: one for one in reader.requests(asker=person)})
    return PersonDetails(tuple(sorted(teams_of(directory, person))), tuple(memberships), tuple(reversed(asked)))
