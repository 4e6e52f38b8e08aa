"""What incidents were worth by the eight tags of Etsy's opsweekly: the reasons with which people marked them.

A mark has a verdict and a reason: `ratchet incident mark ... noise --reason threshold`. A reason that begins with the
words of a tag counts under it.
"""

from collections import Counter
from collections.abc import Iterable

from ratchet_core.domain import Incident, IncidentKey
from ratchet_core.domain.requests import key_of_incident
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.toil import Tag


def tag_in(reason: str) -> Tag | None:
    """Return the tag that a reason begins with."""
    words = " ".join(reason.casefold().split())
    return next((one for one in Tag if words == one or words.startswith((f"{one} ", f"{one}:", f"{one},"))), None)


def tags_of(reader: Reader, incidents: Iterable[Incident]) -> tuple[tuple[Tag, int], ...]:
    """Return how many of some incidents are marked with which tag, the most frequent first."""
    marked = {IncidentKey(one.channel, one.alert, one.number): one.reason for one in reader.marks() if one.reason}
    tags = (tag_in(marked.get(key_of_incident(one), "")) for one in incidents) if marked else ()
    return tuple(Counter(one for one in tags if one is not None).most_common())
