"""What every reader gives: the rows that have a key, and nothing else. Each adapter of the port passes these tests."""

from collections.abc import Callable, Sequence

import pytest
from histories import said
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import IncidentKey, MessageRef
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import MessageDeleted
from remembered import ALERT, ANSWERED, ASKED, ASKED_ON, DEPLOY, NOTED, ORGANISED, REQUEST, TEXT, UNANSWERED, remembered

NOWHERE = MessageRef("C9", "1.0")
Rows = Callable[[Reader], Sequence[object]]


@pytest.fixture(params=[remembered], ids=["memory"])
def reader(request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.param()
    return found


def counts(reader: Reader, *rows: Rows) -> list[int]:
    return [len(one(reader)) for one in rows]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([lambda one: one.alerts(), lambda one: one.alerts(["checkout-api"]), lambda one: one.alerts([])], [1, 1, 0]),
        ([lambda one: one.tracks(), lambda one: one.tracks(ALERT), lambda one: one.tracks("other")], [1, 1, 0]),
        ([lambda one: one.incidents("C1", ALERT), lambda one: one.incidents("C1", "other")], [2, 0]),
        ([lambda one: one.incidents("C2", ALERT), lambda one: one.incidents(alert=ALERT)], [0, 2]),
        ([lambda one: one.marks(), lambda one: one.marks(ALERT), lambda one: one.marks("other")], [1, 1, 0]),
        ([lambda one: one.notes("C1", ALERT), lambda one: one.notes("C2", ALERT)], [1, 0]),
        ([lambda one: one.versions(), lambda one: one.versions(ALERT), lambda one: one.versions("other")], [1, 1, 0]),
        ([lambda one: one.votes(ALERT), lambda one: one.votes("other")], [1, 0]),
        ([lambda one: one.mutes(), lambda one: one.mutes(ALERT), lambda one: one.mutes("other")], [1, 1, 0]),
        ([lambda one: one.requests(), lambda one: one.requests("C2")], [3, 2]),
        ([lambda one: one.requests("C2", "U1"), lambda one: one.requests(asker="U4")], [2, 1]),
        ([lambda one: one.replies(REQUEST), lambda one: one.replies(NOWHERE)], [1, 0]),
        ([lambda one: one.notifications("C2"), lambda one: one.notifications("C1")], [1, 0]),
        ([lambda one: one.notifications(kind=Kind.DEPLOY), lambda one: one.notifications(kind=Kind.CI)], [1, 0]),
        (
            [lambda one: one.notifications(services=["checkout-api"]), lambda one: one.notifications(services=[])],
            [1, 0],
        ),
    ],
)
def test_a_key_narrows_and_one_that_is_left_out_does_not(reader: Reader, rows: list[Rows], expected: list[int]) -> None:
    assert counts(reader, *rows) == expected


def test_the_organisation_is_given_whole(reader: Reader) -> None:
    known = reader.directory()
    nouns = (known.channels, known.people, known.teams, known.services, known.owners, known.belonging)
    assert [len(one) for one in nouns] == [2, 4, 3, 2, 4, 3]


def test_one_row_is_found_under_its_key(reader: Reader) -> None:
    alert, incident = reader.alert(ALERT), reader.incident(IncidentKey("C1", ALERT, 2))
    request, notice = reader.request(REQUEST), reader.notification(MessageRef("C2", DEPLOY.ts))
    assert (alert, incident, request, notice) == (
        reader.alerts()[0],
        next(one for one in reader.incidents() if one.number == 2),
        next(one for one in reader.requests() if one.root == REQUEST),
        reader.notifications()[0],
    )


def test_there_is_nothing_under_a_key_that_is_not_there(reader: Reader) -> None:
    incident = reader.incident(IncidentKey("C1", ALERT, 3))
    assert (reader.alert("other"), incident, reader.request(NOWHERE), reader.notification(NOWHERE)) == (None,) * 4


def test_the_messages_of_a_person_are_those_of_which_words_are_kept(reader: Reader) -> None:
    wrote = {one: [ref.ts for ref in reader.messages_of(one)] for one in ("U1", "U2", "U3", "U4", "U9")}
    assert wrote == {
        "U1": [ASKED.ts, ASKED_ON.ts],
        "U2": [NOTED.ts],
        "U3": [ANSWERED.ts],
        "U4": [UNANSWERED.ts],
        "U9": [],
    }


def test_what_is_remembered_is_as_of_its_latest_moment_and_under_a_policy(reader: Reader) -> None:
    assert (reader.now(), reader.directory().policy.asked_before_minutes, reader.versions(ALERT)[0].text) == (
        ORGANISED,
        60,
        TEXT,
    )


def test_the_messages_of_a_person_stand_in_the_order_of_channels_and_then_of_time() -> None:
    later = said(ORGANISED + DAY, "C1", "U1", "who looks after the ledger?")
    refs = [(ref.channel, ref.ts) for ref in remembered([later]).messages_of("U1")]
    assert refs == [("C1", later.ts), ("C2", ASKED.ts), ("C2", ASKED_ON.ts)]


def test_of_some_messages_those_are_gone_that_were_deleted() -> None:
    deleted = MessageDeleted("deleted", ORGANISED + DAY, "C1", NOTED.ts)
    noted, others = MessageRef("C1", NOTED.ts), (REQUEST, NOWHERE)
    assert list(remembered([deleted]).gone([noted, *others])) == [noted]
