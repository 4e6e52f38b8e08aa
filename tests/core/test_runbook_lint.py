"""What is doubtful in the text of a runbook: found by code, told to whoever decides, and blocking nothing."""

import pytest
from ratchet_core.domain import Channel, MessageRef, Person
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.rules.runbook_lint import MOST_FINDINGS, Flaw, findings_in

DIRECTORY = (
    Directory(Policy())
    .with_record(Channel("C1", "alerts", private=False))
    .with_record(Channel("C8", "old-ops", private=False, archived=True))
    .with_record(Person("U1", "Anna Berg", external=False))
    .with_record(Person("U2", "tomas", external=False))
)
GONE = MessageRef("C1", "1709543171.993908")
TOKEN = "xoxb-" + "1" * 12 + "-abcdefghijklmnop"


def flaws(text: str) -> list[tuple[int, Flaw, str]]:
    return [(one.line, one.flaw, one.words) for one in findings_in(text, DIRECTORY, {GONE})]


@pytest.mark.parametrize(
    ("text", "flaw", "words"),
    [
        ("Look at https://grafana.example.com/d/1", Flaw.DEAD_LINK, "https://grafana.example.com/d/1"),
        ("See http://localhost:3000/d/abc for the graph", Flaw.DEAD_LINK, "http://localhost:3000/d/abc"),
        ("See https://wiki.acme.io/very/long...", Flaw.DEAD_LINK, "https://wiki.acme.io/very/long..."),
        ("See [the guide](../docs/guide.md)", Flaw.DEAD_LINK, "[the guide](../docs/guide.md)"),
        ("Ask in #old-ops", Flaw.DEAD_LINK, "#old-ops"),
        ("Ask in <#C8|old-ops>", Flaw.DEAD_LINK, "#old-ops"),
        ("See (message deleted)", Flaw.DEAD_LINK, "(message deleted)"),
        ("See “all is well” <C1/1709543171.993908>", Flaw.DEAD_LINK, "#alerts/1709543171.993908"),
        (
            "See https://acme.slack.com/archives/C1/p1709543171993908",
            Flaw.DEAD_LINK,
            "#alerts/1709543171.993908",
        ),
        ("1. `qtool park --id 211549`", Flaw.LITERAL, "qtool park --id 211549"),
        ("1. Restart db-7, then check the queue", Flaw.LITERAL, "db-7"),
        ("1. Delete job 8812345 and watch the queue", Flaw.LITERAL, "8812345"),
        (
            "```\n$ kubectl delete pod ledger-7d9f8c6b5d-x2x4z\n```",
            Flaw.LITERAL,
            "kubectl delete pod ledger-7d9f8c6b5d-x2x4z",
        ),
        ("https://grafana.acme.io/d/1?from=1709543171000&to=now", Flaw.LITERAL, "from=1709543171000"),
        ("1. Restart the workers", Flaw.VAGUE, "Restart the workers"),
        ("- after 4 min, <@U1>: “restarted the workers” <C1/1709543100.000100>", Flaw.VAGUE, "restarted the workers"),
        ("TODO: how to fail over", Flaw.VAGUE, "TODO: how to fail over"),
        (f"1. `curl -H 'Authorization: Bearer {TOKEN}'`", Flaw.LEAK, "[secret: slack token]"),
        ("If it still fails, ask Anna", Flaw.PERSONAL, "ask Anna"),
        ("If it still fails, ask <@U1> for help", Flaw.PERSONAL, "ask Anna Berg"),
        ("page @tomas", Flaw.PERSONAL, "page tomas"),
        ("Run the script on my laptop", Flaw.PERSONAL, "on my laptop"),
        ("only <@U2> has the key of the vault", Flaw.PERSONAL, "only tomas has"),
    ],
)
def test_what_fails_at_night_is_found(text: str, flaw: Flaw, words: str) -> None:
    assert (flaw, words) in [(kind, said) for _, kind, said in flaws(text)]


@pytest.mark.parametrize(
    "text",
    [
        "1. Look at https://grafana.acme.io/d/1?from=now-1h\n2. `kubectl -n prod rollout restart deploy/ledger`",
        "Restart it:\n```\n$ kubectl rollout restart deploy/ledger\n```",
        "1. Restart the workers, then check the queue\n2. Wait until the lag falls",
        "- after 4 min, <@U1>: “restarted it: shipit restart ledger” <C1/1.0>\n- `shipit restart ledger` <C1/1.0>",
        "## Meaning\n\nStarted jobs are not finished.\nRestarted pods lose their cache.",
        "Ask the payments team in #alerts, or page on-call",
        "qtool says `depth 12` for queue {id}; run `qtool park --id {id} --limit 10000`",
        "1. `ssh -L 8500:localhost:8500 {host}`\n2. Open http://localhost:8500",
        "The value of `upstream` is `http://127.0.0.1:9090/`",
        "Ran into trouble with the queue once.\nWe can scale up and down.",
        "1. `curl http://localhost:9090/-/ready` on the host says whether it is up",
        "The lock is taken at 02:00 every night by backup-job 1.2.3",
        "Only the owning team can approve; nobody else has the right",
        "1. Scale to 12 replicas: `kubectl scale deploy/ledger --replicas=12`",
        "Cause\n- “the release of 2026-01-05 10:00 on db-7” <C1/1.0>",
        "NAME         READY   STATUS\n```\nledger-0     5/5     Running   0   11d   10.129.2.6\n```",
        f"The token is kept in the vault, as {TOKEN[:4]}...",
        "",
    ],
)
def test_what_anybody_can_do_is_not(text: str) -> None:
    assert flaws(text) == []


def test_a_finding_says_where_it_stands_and_what_to_do() -> None:
    told = [one.told for one in findings_in("Queue is stuck\n\n1. `qtool park --id 211549 --host db-7`", DIRECTORY)]
    words = "“qtool park --id 211549 --host db-7”"
    assert told == [f"Line 3, belongs to one incident: {words}. Write {{id}} for 211549 and {{host}} for db-7."]


def test_no_finding_shows_a_secret() -> None:
    told = findings_in(f"1. Restart it with {TOKEN} --id 211549\nTODO {TOKEN}\nask Anna for {TOKEN}", DIRECTORY)
    assert [one for one in told if TOKEN in one.told] == []


def test_so_many_are_told_of_one_text() -> None:
    assert len(flaws("Restart the workers\n" * 200)) == MOST_FINDINGS
