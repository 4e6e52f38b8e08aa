"""What is told of help requests: parts as one, who answered, whom they wait for, and for how long people waited."""

import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, replayed, said
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.domain import HelpRequest, HelpState, IncidentKey, MessageRef, Resolution, Settlement, ThreadNote
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.help_requests import (
    RequestCounts,
    RequestDetails,
    counted_requests,
    head_request,
    request_details,
    requests,
    requests_that,
    settlement_of,
    unanswered,
)
from ratchet_core.queries.waits import Waits, waits, waits_by_owner
from ratchet_core.vocabulary.events import Event, HelpRequestHandedOff, HelpRequestResolved
from remembered import ALERT, ANSWERED, ASKED, ASKED_ON, ORGANISED, REQUEST, UNANSWERED, remembered

LATER = ORGANISED + MINUTE


def question(reader: MemoryReader, root: MessageRef) -> HelpRequest:
    found = reader.request(root)
    assert found is not None
    return found


def test_a_request_is_told_of_as_a_whole_whichever_of_its_questions_is_asked_about() -> None:
    reader = remembered()
    first, second = question(reader, REQUEST), question(reader, MessageRef("C2", ASKED_ON.ts))
    assert request_details(reader, second) == RequestDetails(
        request=requests(reader, "C2")[0],
        parts=(first, second),
        holder="payments",
        incident=reader.incident(IncidentKey("C1", ALERT, 1)),
        replies=(ThreadNote(ANSWERED.at, ANSWERED.ts, "U3", ANSWERED.text),),
        first_responders=("U3",),
    )


def test_a_request_begins_with_its_first_question() -> None:
    reader = remembered()
    assert head_request(reader, question(reader, MessageRef("C2", ASKED_ON.ts))) == question(reader, REQUEST)


def test_a_question_that_nobody_answered_waits_for_the_owner_of_its_channel() -> None:
    reader = remembered()
    asked = question(reader, MessageRef("C1", UNANSWERED.ts))
    assert request_details(reader, asked) == RequestDetails(asked, (asked,), "payments", None, (), ())


HANDED = HelpRequestHandedOff("handed", LATER, "C1", UNANSWERED.ts, "tools", "U2")
RESOLVED = HelpRequestResolved("resolved", LATER, "C2", ASKED.ts, Resolution.FIXED, "U2")


@pytest.mark.parametrize(
    ("events", "state", "teams", "found"),
    [
        ([], None, None, [UNANSWERED, ASKED]),
        ([], HelpState.ANSWERED, None, [ASKED]),
        ([], None, {"payments"}, [UNANSWERED, ASKED]),
        ([HANDED], None, {"payments"}, [ASKED]),
        ([HANDED], None, {"platform"}, [UNANSWERED]),
        ([RESOLVED], None, {"payments"}, [UNANSWERED]),
        ([RESOLVED], HelpState.RESOLVED, {"payments"}, [ASKED]),
    ],
)
def test_requests_are_listed_by_whom_they_wait_for_now(
    events: list[Event], state: HelpState | None, teams: set[str] | None, found: list[Event]
) -> None:
    listed = requests_that(remembered(events), state=state, teams=frozenset(teams) if teams else None)
    assert [one.asked_at for one in listed] == [one.at for one in found]


def test_a_settlement_is_what_a_person_said_of_the_end() -> None:
    asked = requests(remembered([RESOLVED]))
    assert [settlement_of(one) for one in asked] == [Settlement(Resolution.FIXED, "U2", LATER), None]


def test_requests_are_counted_by_what_became_of_them() -> None:
    asked = requests(remembered([RESOLVED]))
    assert (counted_requests(asked), [one.asked_at for one in unanswered(asked)]) == (
        RequestCounts(opened=2, answered=1, resolved=1, unanswered=1, resolved_without_answer=0),
        [UNANSWERED.at],
    )


WAITED = ANSWERED.at - ASKED.at


def test_people_waited_until_the_first_response() -> None:
    assert waits(remembered([RESOLVED])) == Waits(2, 1, WAITED, WAITED, ((Resolution.FIXED, 1),), 1, WAITED, WAITED)


def test_half_waited_no_longer_than_the_median_and_nine_in_ten_no_longer_than_the_most() -> None:
    store = MemoryStore(Policy(default=EVERYTHING))
    asked = [said(START + n * HOUR, "C1", f"U{n}", "how do I reach the staging cluster?") for n in range(10)]
    answers = [said(one.at + (n + 1) * MINUTE, "C1", "U99", "see the wiki", one.ts) for n, one in enumerate(asked)]
    replayed(store, [*INTRODUCTIONS, *sorted([*asked, *answers], key=lambda one: one.at)])
    assert waits(MemoryReader(store)) == Waits(10, 10, 5 * MINUTE, 9 * MINUTE, (), 10, 5 * MINUTE, 9 * MINUTE)


def test_people_waited_for_the_team_that_held_their_request_then_under_the_name_that_it_has_now() -> None:
    assert waits_by_owner(remembered()) == {
        "Money": Waits(2, 1, WAITED, WAITED, (), 1, WAITED, WAITED),
    }
