"""What belongs to one incident stands as a named placeholder in a drafted command."""

import pytest
from ratchet_core.reading.placeholders import generalised


@pytest.mark.parametrize(
    ("command", "general"),
    [
        ("qtool park --id 211549", "qtool park --id {id}"),
        ("qtool park --order-id=211549 --force", "qtool park --order-id={order_id} --force"),
        ("drain edge-4 edge-7", "drain {host} {host}"),
        ("ssh db-2.eu.example.com uptime", "ssh {host} uptime"),
        ("kubectl delete pod ledger-7d9f8c6b5d-x2x4z -n money", "kubectl delete pod {pod} -n money"),
        ("replay --since 2026-01-05T10:00Z --until 11:30", "replay --since {since} --until {until}"),
        ("ping 10.0.3.17", "ping {address}"),
        ("cancel 6f1d2c3b-0a1b-4c2d-8e3f-1234567890ab", "cancel {id}"),
        ("refund 8800123", "refund {id}"),
        ("kubectl rollout restart deploy/ledger", "kubectl rollout restart deploy/ledger"),
        ("scale ledger --replicas 6", "scale ledger --replicas 6"),
        ("iconv -f utf-8 names.txt", "iconv -f utf-8 names.txt"),
        ("df -h /var", "df -h /var"),
        ("curl -X POST localhost:8080/flush", "curl -X POST localhost:8080/flush"),
    ],
)
def test_a_command_names_what_was_particular_to_one_incident(command: str, general: str) -> None:
    assert generalised(command) == general
