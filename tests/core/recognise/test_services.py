"""What an alert is about, and what it never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise import recognise
from ratchet_core.recognise.services import as_service, can_be_service
from ratchet_core.recognise.words import words_of

BOT = Bot(id="B1", app="A1", name="watcher")
NO_SERVICES = words_of(
    "prod production PROD staging stg dev qa prod-eu-1 staging-2 production-eu-west-1 pre-prod eu-west-1 us-east-1a "
    "us-east1 europe-west4 westeurope for on in the is critical warning P1 high down resolved 12345 v3 1.4.2 1.4.2-rc1 "
    "4f5e6d7 #88 95% db-1.example.com:9100 10.0.0.7:9100 localhost:8080"
)
SERVICES = words_of(
    "billing-api search node prod-api testimonials livestock devices stagecoach default-backend eu-gateway db-1 10.0.0.7 "
    "shop.example.com acme/ledger test/repo production-planner Redis k8s cart.shop"
)
LABELLED = [
    ("HighLatency for billing-api (prod critical)", "billing-api"),
    ("Disk full on billing-api (production critical)", "billing-api"),
    ("Down search-api (production critical)", "search-api"),
    ("Down search (prod critical)", "search"),
    ("InstanceDown (db-1.example.com:9100 node critical)", "node"),
    ("TargetDown 10.0.0.7:9100 (node critical)", "node"),
    ("DiskAlmostFull (ext4 db-1:9100 host-metrics critical)", "host-metrics"),
    ("DiskFull db-1:9100 (critical)", None),
    ("HighCPU (production critical)", None),
    ("HighCPU (prod eu-west-1 warning)", None),
    ("HighCPU (12345 critical)", None),
    ("RedisDown (prod critical)", "Redis"),
    ("InstanceDown (prod critical)", None),
    ("QueueDeep in production for cart (warning)", "cart"),
    ("PodCrashLooping (cart-7d9f8b6c5-x2x7k prod critical)", "cart"),
    ("HighErrorRate eu-west-1 cart-api (prod critical)", "cart-api"),
    ("HighErrorRate critical ledger (production)", "ledger"),
    ("Error rate is high for ledger (dev warning)", "ledger"),
    ("Error rate is high in production (warning)", None),
]
SAID = [
    ("CRITICAL: High CPU in staging", None),
    ("CRITICAL: High CPU on web-3", "web-3"),
    ("CRITICAL: errors above 5% on cart-api in production", "cart-api"),
    ("CRITICAL: 503s from cart-7d9f8b6c5-x2x7k", "cart"),
    ("ALERT: ledger down in production", "ledger"),
    ("ledger is DOWN (production)", "ledger"),
    ("production is DOWN", None),
    ("Firing: latency is high, service: production, app: ledger", "ledger"),
    ("CRITICAL: disk full, host: db-1:9100", None),
    ("Disk full on billing-api (production critical)", "billing-api"),
    ("Down search-api (production critical)", "search-api"),
]


@pytest.mark.parametrize("name", sorted(NO_SERVICES))
def test_a_place_a_severity_a_number_or_a_port_is_no_service(name: str) -> None:
    assert as_service(name) is None


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_name_that_only_looks_like_a_place_is_a_service(name: str) -> None:
    assert as_service(name) == name


def test_a_pod_stands_for_its_workload() -> None:
    assert as_service("search-5d8f7c9b4-k2x9z") == "search"


@given(st.text(max_size=60))
def test_what_is_a_service_stays_one(text: str) -> None:
    found = as_service(text)
    assert found is None or can_be_service(found)


@pytest.mark.parametrize(("title", "service"), LABELLED)
def test_a_title_of_label_values_names_its_service(title: str, service: str | None) -> None:
    assert recognise(Content(text=f"[FIRING:1] {title}"), BOT).service == service


@pytest.mark.parametrize(("title", "service"), LABELLED)
def test_it_names_the_same_alert_once_it_is_over(title: str, service: str | None) -> None:
    over, firing = (recognise(Content(text=f"{state} {title}"), BOT) for state in ("[RESOLVED]", "[FIRING:1]"))
    assert (over.fingerprint, over.service) == (firing.fingerprint, service)


@pytest.mark.parametrize(("text", "service"), SAID)
def test_a_sentence_names_its_service(text: str, service: str | None) -> None:
    assert recognise(Content(text=text), BOT).service == service


def test_a_pod_in_the_text_names_its_workload() -> None:
    text = "[FIRING:1] Down search (prod critical)\n*Pod:* search-5d8f7c9b4-k2x9z"
    assert recognise(Content(text=text), BOT).service == "search"
