"""What an identity survives, and what it does not."""

import pytest
from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise import recognise
from ratchet_core.recognise.fingerprint import alert_fingerprint, notice_fingerprint, stable, without_pod_suffix
from ratchet_core.recognise.recognised import Kind

BOT = Bot(id="B1", app="A1")


def identity(title: str, text: str = "") -> str:
    return recognise(Content(text=f"{title}\n{text}", title=title, body=text), BOT).fingerprint


def test_a_fingerprint_is_readable_and_never_changes() -> None:
    assert alert_fingerprint("Queue is deep", "cart") == "queue-is-deep-350cb2498797cc29"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Disk on web-1 is 91% full", "Disk on web-12 is 97.5% full"),
        ("pod cart-7d9f8b6c5-x2x7k crashed", "pod cart-5c8d7f9b6-t5h9d crashed"),
        ("run 6d1f0c9b failed after 2m0.2s", "run a81c2e44 failed after 31s"),
        ("trace 3f2b8c1e-5b0f-4c58-9c5f-2f0a5b7a8f0d", "trace 11111111-5b0f-4c58-9c5f-2f0a5b7a8f0d"),
        ("Host db1 is slow", "Host db2 is slow"),
        ("10.0.0.1:9100 left", "10.0.12.7:9100 left"),
    ],
)
def test_what_varies_is_not_part_of_a_name(one: str, other: str) -> None:
    assert stable(one) == stable(other)


@pytest.mark.parametrize(("one", "other"), [("High 5xx rate", "High 4xx rate"), ("p95 latency", "p99 latency")])
def test_numbers_that_name_something_are_part_of_a_name(one: str, other: str) -> None:
    assert stable(one) != stable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[FIRING:1] QueueDeep cart (prod warning)", "[RESOLVED] QueueDeep cart (prod critical)"),
        ("[FIRING:2] QueueDeep cart (prod)", "[FIRING:5] QueueDeep cart (prod)"),
        ("Problem: Queue is deep on mq-1", "Resolved in 5m 2s: Queue is deep on mq-1"),
        ("cart is DOWN", "cart is UP"),
        ("[Alerting] Queue is deep", "[OK] Queue is deep"),
        ("CRITICAL: Queue is deep", "RECOVERED: Queue is deep"),
    ],
)
def test_an_alert_keeps_its_identity_from_firing_to_resolved(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[FIRING:1] QueueDeep cart (prod)", "[FIRING:1] QueueDeep search (prod)"),
        ("[FIRING:1] QueueDeep cart (prod)", "[FIRING:1] QueueStuck cart (prod)"),
        ("cart is DOWN", "search is DOWN"),
    ],
)
def test_distinct_alerts_and_services_are_told_apart(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_notices_of_one_template_share_an_identity() -> None:
    assert identity("Deployed cart v12 to production") == identity("Deployed search v3 to production")


def test_every_notice_has_an_identity() -> None:
    assert notice_fingerprint(Kind.OTHER, "", ()).startswith("other-")


def test_a_pod_belongs_to_its_workload() -> None:
    assert without_pod_suffix("cart-7d9f8b6c5-x2x7k") == "cart"
