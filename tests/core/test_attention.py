"""What needs somebody now, the most urgent first."""

from histories import firing, posted, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import IncidentState, RunbookState
from ratchet_core.queries.attention import LOOKED_BACK, Attention, attention
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.incidents import incidents, open_incidents
from ratchet_core.queries.paging import recent
from ratchet_core.vocabulary.events import AlertMuted, RunbookWritten
from remembered import ALERT, ORGANISED, UNANSWERED, remembered

DRAFTED = RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U2")
CRITICAL = posted(ORGANISED, "C2", firing("QueueStuck ledger"))
WARNING = posted(ORGANISED + MINUTE, "C1", firing("HighErrorRate checkout-api", "warning"))
SOON = AlertMuted("mute/2", ORGANISED, ALERT, "C1", ORGANISED + HOUR, "resizing", "U2")
LATER = AlertMuted("mute/3", ORGANISED, ALERT, "C2", ORGANISED + 2 * DAY, "resizing", "U3")


def test_what_is_open_or_waits_is_told_with_the_most_urgent_first() -> None:
    reader = remembered([CRITICAL, DRAFTED, SOON, LATER, WARNING])
    latest, worst = incidents(reader)[:2]
    assert attention(reader, WARNING.at) == Attention(
        incidents=(worst, latest),
        requests=tuple(one for one in requests(reader) if one.first_response_at is None),
        approvals=tuple(one for one in reader.versions() if one.state is RunbookState.PROPOSED),
        ending=tuple(one for one in reader.mutes() if one.id == SOON.id),
    )


def test_what_is_over_needs_nobody() -> None:
    reader = remembered([SOON])
    assert attention(reader, ORGANISED + 2 * HOUR) == Attention(
        (), tuple(one for one in requests(reader) if one.first_response_at is None), (), ()
    )


def test_who_has_waited_longest_comes_first() -> None:
    latest = said(ORGANISED, "C2", "U1", "who may rotate the gateway key?")
    waiting = attention(remembered([latest]), ORGANISED).requests
    assert [one.root.ts for one in waiting] == [UNANSWERED.ts, latest.ts]


def test_who_asked_long_ago_needs_nobody_now() -> None:
    assert attention(remembered(), UNANSWERED.at + LOOKED_BACK + 1).requests == ()


def test_of_an_alert_only_the_latest_incident_can_be_open() -> None:
    reader = remembered([CRITICAL, WARNING])
    assert {one.root_ts for one in open_incidents(reader)} == {CRITICAL.ts, WARNING.ts}


def test_an_open_incident_is_told_as_it_is_kept() -> None:
    reader = remembered([CRITICAL, WARNING])
    kept = [one for one in reader.incidents() if one.state is IncidentState.OPEN]
    assert sorted(open_incidents(reader), key=lambda one: one.root_ts) == sorted(kept, key=lambda one: one.root_ts)


def test_what_is_recent_is_read_page_by_page_and_no_further() -> None:
    rows, asked = list(range(1, 5001)), list[int | None]()

    def read(*, before: int | None = None, most: int | None = None) -> list[int]:
        asked.append(before)
        return [one for one in reversed(rows) if before is None or one < before][:most]

    assert (recent(read, lambda one: one, 3500), asked) == ([*range(5000, 3499, -1)], [None, 4001])
