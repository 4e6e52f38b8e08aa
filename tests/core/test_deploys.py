"""Which deploys a card shows: those shortly before its incident, each version once, in the order of time."""

import pytest
from histories import START
from ratchet_core.basis.instants import HOUR, MINUTE, Instant, ts_of
from ratchet_core.domain import MessageRef, Notification
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.deploys import deploys_before


def deploy(at: Instant, title: str) -> Notification:
    return Notification(START + at, MessageRef("C1", ts_of(START + at)), Kind.DEPLOY, "cart", title, "f")


FIRST, SECOND, THIRD = (deploy(at * MINUTE, f"cart v1.{at}") for at in (10, 20, 30))


def shown(*deploys: Notification) -> list[Notification]:
    return deploys_before(deploys, START + HOUR, HOUR)


def test_they_stand_in_the_order_of_time_in_whatever_order_they_are_known() -> None:
    assert shown(THIRD, FIRST, SECOND) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(("at", "is_near"), [(-1, False), (0, True), (HOUR, True), (HOUR + 1, False)])
def test_a_deploy_counts_from_so_long_before_the_incident_up_to_its_opening(at: Instant, is_near: bool) -> None:
    assert shown(deploy(at, "cart v1")) == ([deploy(at, "cart v1")] if is_near else [])


@pytest.mark.parametrize(
    ("begun", "done"),
    [
        ("Deploying cart 1.4.2", "Deployed cart 1.4.2 to production"),
        ("started 9f3c2ab71", "finished 9F3C2AB71"),
    ],
)
def test_of_the_beginning_and_the_end_of_one_deploy_the_end_is_shown(begun: str, done: str) -> None:
    start, between, end = deploy(1, begun), deploy(2, "cart v9.9"), deploy(3, done)
    assert shown(start, between, end) == [between, end]


def test_the_end_of_a_deploy_right_after_its_beginning_is_shown_alone() -> None:
    start, end = deploy(1, "Deploying cart 1.4.2"), deploy(2, "Deployed cart 1.4.2")
    assert shown(start, end) == [end]


def test_deploys_that_name_no_version_are_all_shown() -> None:
    assert shown(deploy(1, "Deployed cart"), deploy(2, "Deployed cart")) == [
        deploy(1, "Deployed cart"),
        deploy(2, "Deployed cart"),
    ]
