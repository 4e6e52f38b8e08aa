"""What pages show of runbooks, services and people."""

from histories import START
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import RunbookState
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.people import PersonDetails, person_details
from ratchet_core.queries.runbooks import RunbookEntry, difference, runbook_entries
from ratchet_core.queries.services import services_at
from ratchet_core.vocabulary.events import MemberJoined, MemberLeft, RunbookWritten
from remembered import ALERT, ORGANISED, remembered


def test_a_runbook_is_listed_with_its_active_version_and_those_that_wait() -> None:
    reader = remembered([RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U2")])
    first, second = reader.versions(ALERT)
    assert (runbook_entries(reader), second.state) == (
        [RunbookEntry(ALERT, reader.alert(ALERT), first, (second,), second, 2)],
        RunbookState.PROPOSED,
    )


def test_a_difference_shows_the_lines_around_each_change() -> None:
    before, after = "1\n2\n3\n4\n5", "1\n2\n3\n4\nfive\n6"
    assert difference(before, after, ("version 1", "version 2")) == [
        "--- version 1",
        "+++ version 2",
        "@@ -3,3 +3,4 @@",
        " 3",
        " 4",
        "-5",
        "+five",
        "+6",
    ]


def test_texts_that_say_the_same_differ_in_nothing() -> None:
    assert difference("1\n2", "1\n2\n") == []


def test_services_are_told_as_of_a_moment() -> None:
    directory = remembered().directory()
    then, now = services_at(directory, START + DAY), services_at(directory)
    assert [[(one.service.key, one.owner, one.whole) for one in known] for known in (then, now)] == [
        [("checkout-api", "payments", None), ("ledger", "tools", None)],
        [("checkout-api", "payments", None), ("ledger", "payments", "checkout-api")],
    ]


def test_a_person_is_told_with_their_teams_over_time_and_what_they_asked() -> None:
    reader = remembered(
        [MemberLeft("left/U2", ORGANISED, "U2", "payments"), MemberJoined("moved", ORGANISED, "U2", "tools")]
    )
    moved = person_details(reader, "U2")
    assert [(moved.teams, [one.team for one in moved.memberships]), person_details(reader, "U1")] == [
        (("platform",), ["payments", "tools"]),
        PersonDetails((), (), tuple(one for one in reversed(requests(reader)) if one.asker == "U1")),
    ]
