"""What is told of runbooks: which version is meant, who may approve one, and what became of each."""

import pytest
from ratchet_core.basis.instants import MINUTE
from ratchet_core.domain import RunbookVersion, digest_of
from ratchet_core.queries.judging import compared, episodes_of, figures_of, self_resolve_compared
from ratchet_core.queries.runbooks import (
    Approvers,
    Judgement,
    approvers_of,
    judgements,
    version_of,
    versions,
    whole_digest,
)
from ratchet_core.vocabulary.events import RunbookWritten
from remembered import ALERT, ORGANISED, TEXT, remembered

REWRITTEN = RunbookWritten("runbook/4", ORGANISED + MINUTE, ALERT, "2. Call Ben.", "U2")
ACTIVE, PROPOSED = remembered([REWRITTEN]).versions(ALERT)


def test_versions_are_those_of_every_runbook() -> None:
    assert versions(remembered([REWRITTEN])) == [ACTIVE, PROPOSED]


@pytest.mark.parametrize(
    ("known", "number", "meant"),
    [
        ([ACTIVE, PROPOSED], None, ACTIVE),
        ([ACTIVE, PROPOSED], 2, PROPOSED),
        ([ACTIVE, PROPOSED], 3, None),
        ([PROPOSED], None, PROPOSED),
        ([], None, None),
    ],
)
def test_a_version_is_meant_by_its_number_or_else_the_active_or_the_latest(
    known: list[RunbookVersion], number: int | None, meant: RunbookVersion | None
) -> None:
    assert version_of(known, number) == meant


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (digest_of(TEXT)[:12].upper(), digest_of(TEXT)),
        (digest_of(TEXT)[:11], digest_of(TEXT)[:11]),
        ("another-text", "another-text"),
    ],
)
def test_twelve_digits_of_a_digest_are_enough(said: str, named: str) -> None:
    assert whole_digest(ACTIVE, said) == named


def test_a_version_may_be_approved_by_who_owned_its_service_when_it_was_written() -> None:
    alert = remembered().alert(ALERT)
    assert (approvers_of(remembered(), alert, ACTIVE), approvers_of(remembered(), None, ACTIVE)) == (
        Approvers("Payments", frozenset({"U2"})),
        None,
    )


def test_a_version_is_judged_by_the_incidents_that_opened_under_it() -> None:
    reader = remembered()
    episodes = episodes_of(reader.incidents(), reader.versions(ALERT), {"C1": tuple(reader.notes("C1", ALERT))})
    without, first = figures_of(episodes, reader.votes(ALERT), as_of=reader.now())
    assert judgements(reader, ALERT) == [
        Judgement(without, assumed=False, since_before=(), beside_others=self_resolve_compared(episodes, None)),
        Judgement(first, False, compared(first, without), self_resolve_compared(episodes, 1)),
    ]
