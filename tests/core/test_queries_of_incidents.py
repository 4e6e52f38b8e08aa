"""What is told of incidents, alerts, mutes and notices, as of the moment it is about."""

import pytest
from histories import BOT, START, firing, posted, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import (
    Alert,
    Incident,
    IncidentKey,
    IncidentState,
    Mark,
    MessageRef,
    Notification,
    ThreadNote,
    Tie,
    Verdict,
)
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.alarms import Concern, concern_of
from ratchet_core.queries.alerts import AlertEntry, alert_entry, alerts, channels_of
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.incidents import (
    IncidentCounts,
    IncidentDetails,
    IncidentEntry,
    counted_incidents,
    entries_of,
    incident_details,
    incidents,
    notes_about,
)
from ratchet_core.queries.mutes import Silenced, is_muted, mutes, silenced_by, would_silence
from ratchet_core.queries.notifications import notifications
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.actions import About, AboutIncident, AboutMute, AboutRequest, WakeMe
from ratchet_core.vocabulary.events import Event, RunbookWritten, TimePassed
from remembered import ALERT, ASKED, DEPLOY, DEPLOYED, FIRES, NOTED, NOTICE, ORGANISED, REQUEST, remembered

ERRORS = Alert(ALERT, "HighErrorRate", "checkout-api", Tie.WORDS)
FINGERPRINT = recognise(NOTICE, BOT).fingerprint
ACTIONABLE = Mark("C1", ALERT, 1, Verdict.ACTIONABLE, "U2", START + 3 * DAY + HOUR)


def incident(reader: MemoryReader, number: int) -> Incident:
    found = reader.incident(IncidentKey("C1", ALERT, number))
    assert found is not None
    return found


def test_an_incident_is_told_of_as_of_the_moment_it_opened() -> None:
    reader = remembered()
    first = incident(reader, 1)
    assert incident_details(reader, first) == IncidentDetails(
        entry=IncidentEntry(first, ERRORS, ACTIONABLE),
        owner="Payments",
        runbook=None,
        asked=(requests(reader, "C2")[0],),
        deploys=tuple(reader.notifications("C2")),
        notes=(ThreadNote(NOTED.at, NOTED.ts, "U2", NOTED.text),),
    )


def test_a_later_incident_has_the_runbook_of_its_time_and_nothing_of_the_one_before() -> None:
    reader = remembered()
    second = incident(reader, 2)
    assert incident_details(reader, second) == IncidentDetails(
        IncidentEntry(second, ERRORS, None), "Payments", reader.versions(ALERT)[0], (), (), ()
    )


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({}, [2, 1]),
        ({"alert": "another"}, []),
        ({"channel": "C2"}, []),
        ({"service": "checkout-api"}, [2, 1]),
        ({"service": "ledger"}, []),
        ({"state": IncidentState.OPEN}, []),
    ],
    ids=str,
)
def test_incidents_are_listed_the_latest_first(chosen: dict[str, str], numbers: list[int]) -> None:
    found = incidents(remembered(), **chosen)  # type: ignore[arg-type]
    assert [one.incident.number for one in found] == numbers


def test_incidents_are_told_of_in_the_order_in_which_they_are_given() -> None:
    reader = remembered()
    first, second = incident(reader, 1), incident(reader, 2)
    assert entries_of(reader, [first, second]) == [
        IncidentEntry(first, ERRORS, ACTIONABLE),
        IncidentEntry(second, ERRORS, None),
    ]


def test_incidents_are_counted_by_what_became_of_them() -> None:
    assert counted_incidents(remembered().incidents()) == IncidentCounts(opened=2, resolved=2, stale=0, open=0)


def test_an_alert_is_told_of_with_its_incidents_and_its_active_runbook() -> None:
    reader = remembered()
    entry = AlertEntry(ERRORS, 2, reader.versions(ALERT)[0])
    assert (alerts(reader), alerts(reader, ["ledger"]), alert_entry(reader, ERRORS), channels_of(reader, ALERT)) == (
        [entry],
        [],
        entry,
        ["C1"],
    )


STUCK = recognise(firing("QueueStuck ledger"), BOT).fingerprint
FULL = recognise(firing("DiskFull ledger"), BOT).fingerprint
MORE: list[Event] = [
    *(posted(ORGANISED + n * MINUTE, "C2", firing("QueueStuck ledger")) for n in (1, 3, 5)),
    *(posted(ORGANISED + n * MINUTE, "C2", resolved("QueueStuck ledger")) for n in (2, 4, 6)),
    posted(ORGANISED + 7 * MINUTE, "C2", firing("DiskFull ledger")),
    posted(ORGANISED + 8 * MINUTE, "C1", firing("DiskFull ledger")),
    RunbookWritten("proposed", ORGANISED + HOUR, STUCK, "1. Drain it.", "U2"),
]


def test_the_noisiest_alerts_come_first_and_a_proposal_is_no_runbook() -> None:
    found = alerts(remembered(sorted(MORE, key=lambda one: one.at)))
    rows = [(one.alert.fingerprint, one.incidents, one.runbook is not None) for one in found]
    assert rows == [(STUCK, 3, False), *sorted([(ALERT, 2, True), (FULL, 2, False)])]


def test_the_channels_of_an_alert_are_all_in_which_it_was_heard() -> None:
    assert channels_of(remembered(sorted(MORE, key=lambda one: one.at)), FULL) == ["C1", "C2"]


def test_a_mute_silences_the_incidents_that_opened_in_its_time() -> None:
    reader = remembered()
    second, (mute,) = incident(reader, 2), mutes(reader, ALERT)
    assert silenced_by(reader, mute) == Silenced((second,), (second,), ())


def test_a_mute_would_have_silenced_what_people_wrote_about_too() -> None:
    reader = remembered()
    first, second = incident(reader, 1), incident(reader, 2)
    assert would_silence(reader, ERRORS, None) == Silenced((second, first), (second, first), (first,))


def test_a_mute_silences_what_is_not_critical_too() -> None:
    warning = posted(ORGANISED, "C2", firing("DiskFull ledger", "warning"))
    reader = remembered([warning, posted(ORGANISED + HOUR, "C2", resolved("DiskFull ledger"))])
    (one,) = reader.incidents("C2")
    assert would_silence(reader, Alert(FULL, "DiskFull"), None) == Silenced((one,), (), ())


def test_what_is_written_after_the_next_incident_opened_is_about_that() -> None:
    late = said(START + 3 * DAY + MINUTE, "C1", "U2", "the same again", FIRES.ts)
    reader = remembered([late])
    texts = [[note.text for note in notes_about(reader, incident(reader, number))] for number in (1, 2)]
    assert texts == [[NOTED.text], [late.text]]


def test_a_mute_of_a_channel_in_which_the_alert_was_not_heard_would_have_silenced_nothing() -> None:
    assert would_silence(remembered(), ERRORS, "C2") == Silenced((), (), ())


def test_a_mute_that_has_ended_mutes_no_more() -> None:
    reader = remembered()
    assert ([one.id for one in mutes(reader)], mutes(reader, "another"), is_muted(reader, ALERT)) == (
        ["mute/1"],
        [],
        False,
    )


def test_notices_are_those_of_a_service_with_all_that_is_part_of_it_now() -> None:
    reader = remembered()
    notice = Notification(
        DEPLOY.at, MessageRef("C2", DEPLOY.ts), Kind.DEPLOY, "checkout-api", DEPLOYED, FINGERPRINT, Tie.WORDS
    )
    assert (
        notifications(reader, service="checkout-api"),
        notifications(reader, service="ledger"),
        notifications(reader, kind=Kind.CI),
    ) == ([notice], [], [])


def alarm(about: About) -> TimePassed:
    return TimePassed("rung", START, WakeMe("key", "cards", "C1", START, about))


@pytest.mark.parametrize(
    ("about", "concern"),
    [
        (AboutIncident("C1", ALERT, 1), Concern("HighErrorRate", 1, MessageRef("C1", FIRES.ts))),
        (AboutMute(ALERT, "mute"), Concern("HighErrorRate", None, None)),
        (AboutIncident("C1", "another", 1), None),
        (AboutRequest(REQUEST), Concern(ASKED.text, None, REQUEST)),
        (AboutRequest(MessageRef("C2", "1.0")), Concern("", None, MessageRef("C2", "1.0"))),
    ],
    ids=str,
)
def test_an_alarm_is_about_a_question_or_an_incident(about: About, concern: Concern | None) -> None:
    assert concern_of(remembered(), alarm(about)) == concern
