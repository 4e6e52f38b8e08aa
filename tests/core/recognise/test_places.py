"""Wherever a headline puts the verdict and the service, firing and end are one alert of that service."""

from itertools import product

import pytest
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise import ALERT_KINDS, Kind
from ratchet_core.recognise.generic import read

BOT = Bot(id="B1", app="A1", name="lookout")
NAMES = ("TrayEmpty", "No paper left", "Paper is low", "tray_empty")
SERVICES = ("paper-mailer", "tills")
VERDICTS = {
    "[FIRING] {}": "[RESOLVED] {}",
    "FIRING: {}": "RESOLVED: {}",
    "CRITICAL - {}": "OK - {}",
    "PROBLEM | {}": "RECOVERY | {}",
    "{} - CRITICAL": "{} - OK",
    "{} (firing)": "{} (resolved)",
    "{}: CRITICAL": "{}: OK",
    "{} is firing": "{} is resolved",
    "{} has been triggered": "{} has been resolved",
    "Alert triggered: {}": "Alert resolved: {}",
    "#4711 Triggered: {}": "#4711 Resolved: {}",
    "{}: OK → CRITICAL": "{}: CRITICAL → OK",
}
PLACES = ("{} on {}", "{} for {}", "{} - {}", "{} ({})", "{} @ {}")
PLACES_BEFORE = ("[{}] {}", "{} - {}")


@pytest.mark.parametrize("fires", VERDICTS)
def test_a_service_is_told_in_every_place(fires: str) -> None:
    said = [(name, service, place.format(name, service)) for name, service, place in product(NAMES, SERVICES, PLACES)]
    said += [
        (name, service, place.format(service, name)) for name, service, place in product(NAMES, SERVICES, PLACES_BEFORE)
    ]
    wrong = [
        line
        for name, service, line in said
        if not _is_one_alert(fires.format(line), VERDICTS[fires].format(line), name, service)
    ]
    assert wrong == []


def _is_one_alert(fires: str, ends: str, name: str, service: str) -> bool:
    first, last = (read(Content(line, line), BOT) for line in (fires, ends))
    kinds = (first.kind, last.kind) == (Kind.ALERT_FIRING, Kind.ALERT_RESOLVED)
    named = all(one.service == service and name in (one.alert or "") for one in (first, last))
    return kinds and named and first.fingerprint == last.fingerprint


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("ALERT: [till-4] [tray] No paper is critical", "till-4"),
        ("CRITICAL: till-4 is down", "till-4"),
        ("FIRING: No paper (in stock)", None),
        ("FIRING: Paper - critical", None),
        ("FIRING: No paper in paper-mailer", "paper-mailer"),
    ],
)
def test_a_verdict_a_severity_and_words_in_brackets_are_no_places(line: str, service: str | None) -> None:
    found = read(Content(line, line), BOT)
    assert (found.kind, found.service) == (Kind.ALERT_FIRING, service)


@pytest.mark.parametrize("line", ["[FIRING]", "[FIRING:1]", "[FIRING] Alert"])
def test_a_group_without_a_name_is_called_by_what_stands_below(line: str) -> None:
    found = read(Content(f"{line}\nNo paper", line), BOT)
    assert (found.kind, found.alert) == (Kind.ALERT_FIRING, "No paper")


@pytest.mark.parametrize(
    "line",
    [
        "Issue #12 `resolved` by lena",
        "The old trays are dead, long live the new trays",
        "Mo seems down with the flu, lena covers",
        "Rule 'Paper' was updated by lena",
        "lena closed the poll",
    ],
)
def test_what_people_do_and_say_of_people_is_no_alert(line: str) -> None:
    assert read(Content(line, line), BOT).kind not in ALERT_KINDS


def test_a_verdict_behind_a_name_is_none_of_its_words() -> None:
    line = "High latency on Ticket Desk is firing"
    assert read(Content(line, line), BOT).kind is Kind.ALERT_FIRING


HEADINGS = (
    "",
    "lookout",
    "Alert",
    "New alert",
    "Monitoring Event",
    "[FIRING] Alert",
    "lookout: alert triggered",
    "till-4",
    "till-4 alert",
)
NAMED = ("Alert", "Alert name", "Rule", "Health rule", "Check", "Trigger", "Problem", "Event", "Title")
PLACED = ("Service", "Host", "Instance", "Resource", "Affected object", "Entity")


@pytest.mark.parametrize("heading", HEADINGS)
def test_fields_tell_name_and_service_under_a_heading_that_says_neither(heading: str) -> None:
    wrong = []
    for named, placed in product(NAMED, PLACED):
        fields = (Field(named, "No paper"), Field(placed, "till-4"), Field("Status", "Firing"))
        text = "\n".join([heading, *(f"{field.name}: {field.value}" for field in fields)]).strip()
        found = read(Content(text, heading, fields=fields, colour="a30200"), BOT)
        if (found.kind, found.alert, found.service) != (Kind.ALERT_FIRING, "No paper", "till-4"):
            wrong.append((named, placed, found.alert, found.service))
    assert wrong == []


@pytest.mark.parametrize(
    ("title", "below", "expected"),
    [
        ("[FIRING:2] (tills prod critical)", "• No paper\n• Tray open", (Kind.ALERT_UPDATE, "2 alerts", "tills")),
        ("[RESOLVED] (tills prod critical)", "• No paper\n• Tray open", (Kind.ALERT_RESOLVED, "2 alerts", "tills")),
        ("[FIRING:2] (tills prod critical)", "• No paper on till-4\n• No paper on till-7",
         (Kind.ALERT_FIRING, "No paper", "tills")),
        ("[FIRING:2] (TrayOpen tills prod)", "• till-4\n• till-7", (Kind.ALERT_FIRING, "TrayOpen", "tills")),
    ],
)  # fmt: skip
def test_a_group_without_a_name_is_what_its_lines_share_or_no_more_than_its_count(
    title: str, below: str, expected: tuple[Kind, str, str]
) -> None:
    found = read(Content(f"{title}\n{below}", title), BOT)
    assert (found.kind, found.alert, found.service) == expected
