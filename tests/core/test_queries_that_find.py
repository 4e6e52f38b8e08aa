"""A name stands for one record, or it is said what may be meant."""

from collections.abc import Callable

import pytest
from histories import START, introduced, said
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import Person
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.errors import AmbiguousError, NotFoundError, UnclearNameError
from ratchet_core.queries.finding import (
    alert_named,
    anybody_named,
    channel_named,
    person_named,
    service_named,
    team_named,
)
from ratchet_core.vocabulary.events import MemberJoined, PersonSeen
from remembered import ALERT, ORGANISED, remembered

KNOWN = remembered(
    [MemberJoined("joined/U7", ORGANISED, "U7", "tools"), said(START + 9 * DAY, "C1", "U8", "who is on call?")]
)


@pytest.mark.parametrize(
    ("find", "wanted", "key"),
    [
        (channel_named, "#c1", "C1"),
        (channel_named, "C2", "C2"),
        (team_named, "payments", "payments"),
        (team_named, "mon", "payments"),
        (team_named, "PAYMENTS", "payments"),
        (team_named, "pay", "payments"),
        (service_named, "Book keeping", "ledger"),
        (service_named, "acme/Checkout", "checkout-api"),
        (service_named, "check", "checkout-api"),
        (alert_named, ALERT, ALERT),
        (alert_named, "checkout-api/High", ALERT),
        (person_named, "@ann", "U1"),
        (person_named, "U7", "U7"),
        (anybody_named, "U8", "U8"),
        (anybody_named, "Ben", "U2"),
    ],
)
def test_a_name_or_the_beginning_of_one_is_enough(
    find: Callable[[MemoryReader, str], object], wanted: str, key: str
) -> None:
    record = find(KNOWN, wanted)
    assert next(value for name in ("fingerprint", "key", "id") if (value := getattr(record, name, None))) == key


def test_a_whole_name_counts_more_than_the_beginning_of_another() -> None:
    assert channel_named(remembered(introduced("C10")), "c1").id == "C1"


def test_an_id_counts_more_than_the_same_word_as_a_name_of_somebody_else() -> None:
    named_as_another = PersonSeen("seen/U9", 0, "U9", "u1", external=False)
    assert person_named(remembered([named_as_another]), "U1").id == "U1"


def why_not(find: Callable[[MemoryReader, str], object], wanted: str) -> UnclearNameError:
    with pytest.raises(UnclearNameError) as error:
        find(KNOWN, wanted)
    return error.value


def test_a_name_that_nothing_has_is_answered_with_what_there_is() -> None:
    error = why_not(channel_named, "general")
    assert (type(error), error.what, error.wanted, error.known) == (
        NotFoundError,
        "channel",
        "general",
        (("C1", "c1"), ("C2", "c2")),
    )


def test_a_name_that_several_have_is_answered_with_those() -> None:
    error = why_not(team_named, "p")
    assert (type(error), error.known) == (
        AmbiguousError,
        (("Payments", "Money", "payments"), ("Platform", "platform")),
    )


@pytest.mark.parametrize("find", [channel_named, team_named, service_named, alert_named, person_named, anybody_named])
def test_an_empty_name_is_nobodys_also_where_there_is_only_one_who_may_be_meant(
    find: Callable[[MemoryReader, str], object],
) -> None:
    assert [type(why_not(find, empty)) for empty in ("", "#", "@")] == [NotFoundError] * 3


def test_who_is_to_be_erased_is_named_by_a_whole_name() -> None:
    assert (anybody_named(KNOWN, "ben").id, type(why_not(anybody_named, "be"))) == ("U2", NotFoundError)


def test_who_only_wrote_something_is_nobody_who_can_act() -> None:
    assert (anybody_named(KNOWN, "U8"), type(why_not(person_named, "U8"))) == (
        Person("U8", "U8", external=True),
        NotFoundError,
    )


def test_an_alert_is_looked_for_among_those_of_a_channel() -> None:
    error = why_not(lambda reader, wanted: alert_named(reader, wanted, "C2"), ALERT)
    assert (alert_named(KNOWN, ALERT, "C1").fingerprint, error.known) == (ALERT, ())
