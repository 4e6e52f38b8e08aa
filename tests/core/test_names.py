"""What teams, services and aliases may be called, and what they cannot."""

import pytest
from histories import POLICY, replayed
from ratchet_core.domain import Alias, OwnedKind, Service, ServiceEntry
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import (
    Event,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    ServiceAliased,
    ServiceNamed,
    TeamNamed,
)

KNOWN: list[Event] = [ServiceNamed("s", 0, "ledger", "Ledger"), ServiceNamed("s2", 0, "shop", "Shop")]
OWNED: list[Event] = [
    PersonSeen("U1/seen", 0, "U1", "Ann", external=False),
    TeamNamed("t", 0, "a", "Ants"),
    MemberJoined("in", 0, "U1", "a"),
    OwnerChanged("o", 0, OwnedKind.SERVICE, "ledger", "a"),
]
NO_NAME = "a name has from 1 to 80 characters that can be seen, on one line"


def run(*events: Event) -> tuple[MemoryStore, tuple[Reason, ...]]:
    store = MemoryStore(POLICY)
    return store, replayed(store, [*KNOWN, *events])[-1][1].reasons


def naming(name: str) -> list[Event]:
    return [TeamNamed("t", 1, "a", name), ServiceNamed("n", 1, "ledger", name), ServiceAliased("a", 1, "ledger", name)]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "one\ntwo", "bell\a"])
def test_a_name_that_cannot_be_seen_or_is_too_long_is_refused(name: str) -> None:
    assert [run(one)[1][0] for one in naming(name)] == [
        Reason(behaviour, Why.IMPOSSIBLE, NO_NAME) for behaviour in ("organisation", "services", "services")
    ]


@pytest.mark.parametrize("name", ["x", "x" * 80, "Größe & Co", "two words"])
def test_any_other_name_is_taken(name: str) -> None:
    assert [run(one)[1][0].why for one in naming(name)] == [Why.REMEMBERED] * 3


def test_a_team_has_an_identifier_that_can_be_seen() -> None:
    assert run(TeamNamed("t", 1, " ", "Ants"))[1] == (Reason("organisation", Why.IMPOSSIBLE, NO_NAME),)


def test_a_service_is_renamed_under_its_key() -> None:
    assert run(ServiceNamed("n", 1, "ledger", "Books"))[0].directory.services["ledger"] == Service("ledger", "Books")


def test_a_service_that_has_the_name_already_is_left_as_it_is() -> None:
    assert run(*OWNED, ServiceNamed("n", 1, "ledger", "Ledger", "U1"))[1] == (Reason("services", Why.NOTHING_TO_DO),)


def test_a_service_is_not_named_by_its_alias() -> None:
    aliased = ServiceAliased("a", 1, "ledger", "books")
    assert run(*OWNED, aliased, ServiceNamed("n", 2, "books", "Books", "U1"))[1] == (
        Reason("services", Why.IMPOSSIBLE, "books is an alias of ledger; name it by that, or take the alias out"),
    )


@pytest.mark.parametrize("name", ["shop", "SHOP", "acme/shop", "Corner Shop", "corner shop", "kiosk"])
def test_a_person_gives_no_service_a_name_that_stands_for_another(name: str) -> None:
    shop = (ServiceNamed("n", 1, "shop", "Corner Shop"), ServiceAliased("a", 1, "shop", "kiosk"))
    assert run(*OWNED, *shop, ServiceNamed("n2", 2, "ledger", name, "U1"))[1] == (
        Reason("services", Why.IMPOSSIBLE, f"{name} stands for shop already; choose another name, or merge the two"),
    )


def test_a_service_takes_its_own_key_as_its_name() -> None:
    assert run(*OWNED, ServiceNamed("n", 2, "ledger", "ledger", "U1"))[1] == (Reason("services", Why.REMEMBERED),)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("acme/Cart", Service("cart", "Cart")),
        ("acme/Cart/", Service("cart", "Cart")),
        ("Cart Two", Service("cart-two", "Cart Two")),
    ],
)
def test_a_new_service_is_called_as_it_is_written_without_the_organisation_in_front(
    name: str, service: Service
) -> None:
    store, _ = run(ServiceAliased("a", 1, name, "trolley"))
    known = store.directory.services[service.key]
    assert (known.name, known.aliases) == (service.name, ("trolley",))


def test_an_alias_of_what_is_not_known_yet_introduces_it() -> None:
    store, _ = run(ServiceAliased("a", 1, "cart", "trolley"))
    assert [one for one in store.records() if isinstance(one, ServiceEntry | Alias)][-2:] == [
        ServiceEntry("cart", "cart"),
        Alias("trolley", "trolley", "cart", 1),
    ]


@pytest.mark.parametrize("alias", ["books", "Ledger", "acme/ledger"])
def test_an_alias_that_stands_for_its_service_already_is_nothing_new(alias: str) -> None:
    aliased = ServiceAliased("a", 1, "ledger", "books")
    assert run(aliased, ServiceAliased("a2", 2, "ledger", alias))[1] == (Reason("services", Why.NOTHING_TO_DO),)


@pytest.mark.parametrize(("alias", "name"), [("shop", "Shop"), ("till", "Shop")])
def test_an_alias_that_stands_for_another_service_is_refused(alias: str, name: str) -> None:
    till = ServiceAliased("a", 1, "shop", "till")
    assert run(*OWNED, till, ServiceAliased("a2", 2, "ledger", alias, "U1"))[1] == (
        Reason("services", Why.IMPOSSIBLE, f"{alias} already stands for {name}; merge the two instead"),
    )


def test_a_service_has_all_its_aliases_in_order() -> None:
    names = [chr(letter) * 2 for letter in range(ord("z"), ord("a") - 1, -1)]
    store, _ = run(*(ServiceAliased(f"a/{one}", 1, "ledger", one) for one in names))
    assert store.directory.services["ledger"].aliases == tuple(sorted(names))


def test_a_team_has_the_names_that_it_was_given_whatever_was_told_first() -> None:
    store, _ = run(TeamNamed("t/2", 9, "a", "Bees"), TeamNamed("t/1", 5, "a", "Ants"))
    assert [(one.name, one.during.since, one.during.until) for one in store.directory.teams["a"].names] == [
        ("Ants", 5, 9),
        ("Bees", 9, None),
    ]
