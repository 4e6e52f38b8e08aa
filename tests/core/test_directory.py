"""The directory says the same, in whatever order it was told."""

from itertools import permutations

import pytest
from histories import POLICY
from ratchet_core.domain import Alias, Channel, Service, ServiceEntry
from ratchet_core.domain.directory import Directory

TOLD = (ServiceEntry("ledger", "Ledger"), Alias("books", "books", "ledger"), Alias("money", "money", "ledger"))


@pytest.mark.parametrize("order", list(permutations(TOLD)))
def test_a_service_has_its_aliases_whatever_was_told_first(order: tuple[object, ...]) -> None:
    directory = Directory(POLICY)
    for record in order:
        directory = directory.with_record(record)
    assert directory.services["ledger"] == Service("ledger", "Ledger", ("books", "money"))


def test_an_alias_that_goes_over_to_another_service_leaves_the_one_before() -> None:
    directory = Directory(POLICY)
    for record in (*TOLD, ServiceEntry("bank", "Bank"), Alias("money", "Money", "bank")):
        directory = directory.with_record(record)
    assert [directory.services[key].aliases for key in ("ledger", "bank")] == [("books",), ("Money",)]


@pytest.mark.parametrize("private", ["C1", "C2"])
def test_of_two_channels_with_one_name_it_stands_for_the_one_that_few_may_read(private: str) -> None:
    directory = Directory(POLICY)
    for channel in ("C1", "C2"):
        directory = directory.with_record(Channel(channel, "alerts", private=channel == private))
    assert directory.channel_called("alerts") == private
