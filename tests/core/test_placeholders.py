"""What belongs to one incident stands as a named placeholder in a drafted command."""

import pytest
from ratchet_core.reading.placeholders import generalised, particulars_in, particulars_of


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
        ("curl localhost:15672/api", "curl localhost:15672/api"),
        ("ssh -L 15672:127.0.0.1:15672 {host}", "ssh -L 15672:127.0.0.1:15672 {host}"),
        ("qtool list --limit 10000 --queue 211549", "qtool list --limit 10000 --queue {queue}"),
        ("kubectl logs --tail=10000 deploy/ledger", "kubectl logs --tail=10000 deploy/ledger"),
        ("docker exec -it 7aa3c4ad2775c sh", "docker exec -it {id} sh"),
        ("ping 10.0.0.0/16", "ping 10.0.0.0/16"),
    ],
)
def test_a_command_names_what_was_particular_to_one_incident(command: str, general: str) -> None:
    assert generalised(command) == general


def test_what_is_named_is_told_with_its_placeholder() -> None:
    assert particulars_of("qtool park --id 211549 --limit 10000 --host db-7") == [("211549", "id"), ("db-7", "host")]


@pytest.mark.parametrize(
    ("words", "particular"),
    [
        ("Restart db-7, then wait", [("host", "db-7")]),
        ("delete job 8812345 and watch", [("id", "8812345")]),
        ("look at 10.0.3.17", [("address", "10.0.3.17")]),
        ("the lag of 2026-01-05 10:00", [("time", "2026-01-05 10:00")]),
        ("call step-2 again at 02:00 with 100000 rows of release 1.2.3", []),
    ],
)
def test_a_sentence_is_particular_only_where_it_says_so(words: str, particular: list[tuple[str, str]]) -> None:
    assert list(particulars_in(words)) == particular
