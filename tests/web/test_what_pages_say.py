"""What each page says, whole: a small history as a program reads it."""

from typing import Any

from asking import remembered_sources, told
from ratchet_core.domain.policy import CHOSEN
from ratchet_core.vocabulary.events import RunbookWritten
from remembered import ALERT, ORGANISED

NEXT = RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Roll back the last deploy.\n2. Look at the dashboard.", "U3")
SOURCES = remembered_sources([NEXT])


def link(text: str, href: str) -> dict[str, str]:
    return {"text": text, "href": href}


def whole(*items: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever is listed
    return {"items": list(items), "total": len(items), "next": None}


def span(what: dict[str, str], since: str | None, until: str | None) -> dict[str, Any]:
    return {"what": what, "since": since, "until": until}


def lane(name: str) -> dict[str, Any]:
    return {"lane": name, "waiting": 0, "oldest": None, "aside": 0, "later": 0}


def said(path: str) -> Any:  # noqa: ANN401 - whatever JSON says
    return {name: value for name, value in told(SOURCES, path).items() if name != "as_of"}


CHECKOUT, LEDGER = link("Checkout", "/services/checkout-api"), link("Ledger", "/services/ledger")
C1, C2 = link("#c1", "/channels/C1"), link("#c2", "/channels/C2")
ANN, BEN, CEM, DEE = (link(name, f"/people/U{number}") for number, name in enumerate(("Ann", "Ben", "Cem", "Dee"), 1))
MONEY, PLATFORM, TOOLS = (
    link("Money", "/teams/payments"),
    link("Platform", "/teams/platform"),
    link("Tools", "/teams/tools"),
)
ERRORS = link("HighErrorRate", f"/alerts/{ALERT}")
LANES = ("interactive", "speech", "search", "elsewhere", "model", "report", "backfill", "time")
MODES = [
    *(
        {"behaviour": name, "mode": "live"}
        for name in ("incidents", "cards", "notifications", "help_requests", "answers")
    ),
    *({"behaviour": name, "mode": "off"} for name in ("reminders", "drafts", *CHOSEN)),
]
VAGUE = "Line 1, no command or check: “Roll back the last deploy.”. Say by which command, or what to check."
FIRST = {
    "incident": link("#1", f"/incidents/C1/{ALERT}/1"),
    "alert": ERRORS,
    "service": CHECKOUT,
    "channel": C1,
    "state": "resolved",
    "severity": "critical",
    "opened": "2026-01-06T10:00:00Z",
    "ended": "2026-01-06T10:10:00Z",
    "open_for": 600,
    "firings": 1,
    "verdict": "actionable",
}
SECOND = {
    **FIRST,
    "incident": link("#2", f"/incidents/C1/{ALERT}/2"),
    "opened": "2026-01-08T10:00:00Z",
    "ended": "2026-01-08T10:05:00Z",
    "open_for": 300,
    "verdict": None,
}


def test_an_alert_is_told_with_all_that_belongs_to_it() -> None:
    assert said(f"/alerts/{ALERT}.json") == {
        "alert": {
            "alert": ERRORS,
            "service": CHECKOUT,
            "incidents": 2,
            "runbook": link("version 1", f"/runbooks/{ALERT}"),
        },
        "fingerprint": ALERT,
        "tied_by": "words",
        "muted": False,
        "channels": [C1],
        "runbook": link("All versions", f"/runbooks/{ALERT}"),
        "tolls": [{"channel": C1, "incidents": 2, "firings": 2, "open_for": 900, "alone": 1}],
        "versions": [
            {"version": 2, "state": "proposed", "by": CEM, "written": "2026-01-09T10:00:00Z"},
            {"version": 1, "state": "active", "by": BEN, "written": "2026-01-07T10:00:00Z"},
        ],
        "mutes": [
            {
                "channel": C1,
                "since": "2026-01-08T09:00:00Z",
                "until": "2026-01-08T11:00:00Z",
                "reason": "resizing",
                "by": BEN,
                "ended_by": None,
                "turned_critical": False,
            }
        ],
        "incidents": whole(SECOND, FIRST),
    }


def test_alerts_are_listed_with_the_noisiest_first() -> None:
    assert said("/alerts.json") == {
        "only": {},
        "alerts": whole(
            {"alert": ERRORS, "service": CHECKOUT, "incidents": 2, "runbook": link("version 1", f"/runbooks/{ALERT}")}
        ),
    }


def test_runbooks_are_listed_with_what_awaits_approval() -> None:
    assert said("/runbooks.json") == {
        "waiting": 1,
        "runbooks": whole(
            {
                "runbook": link("HighErrorRate", f"/runbooks/{ALERT}"),
                "alert": ERRORS,
                "service": CHECKOUT,
                "active": 1,
                "waiting": [2],
                "versions": 2,
                "latest": "2026-01-09T10:00:00Z",
            }
        ),
    }


def test_a_runbook_is_told_with_every_version_and_what_it_changed() -> None:
    assert said(f"/runbooks/{ALERT}.json") == {
        "alert": ERRORS,
        "service": CHECKOUT,
        "active": 1,
        "numbers": [1, 2],
        "compared": None,
        "without": [
            "without a runbook: 1 incident",
            "time to first human action: not enough data (1 incident, 6 needed)",
            "messages until close: not enough data (1 incident, 6 needed)",
            "people involved: not enough data (1 incident, 6 needed)",
            "re-fired within a day: not enough data (1 incident, 5 needed)",
            "resolved by itself: not enough data (1 incident, 5 needed)",
            "time open: not enough data (1 incident, 6 needed)",
            "votes for helpful: not enough data (0 votes, 5 needed)",
        ],
        "versions": whole(
            {
                "number": 2,
                "state": "proposed",
                "assumed": False,
                "author": CEM,
                "written": "2026-01-09T10:00:00Z",
                "decided_by": None,
                "digest": "0ee3562f2440b1550c88effcf4dd8d55e0508a4c230ebe904bbbfa3f3ba6eac0",
                "active_from": None,
                "active_until": None,
                "approvers": "members of Money (Ben)",
                "text": "1. Roll back the last deploy.\n2. Look at the dashboard.",
                "change": ["@@ -1 +1,2 @@", " 1. Roll back the last deploy.", "+2. Look at the dashboard."],
                "outcome": [],
                "beside": [],
                "doubts": [VAGUE],
                "backtest": [
                    "Version 2 matches what was done in 1 of 1.",
                    "2026-01-06 10:00 UTC: what helped: “rolled v12 back”, line 1",
                ],
            },
            {
                "number": 1,
                "state": "active",
                "assumed": False,
                "author": BEN,
                "written": "2026-01-07T10:00:00Z",
                "decided_by": BEN,
                "digest": "b03b9f0100068020dca020f7df192e93fb3603f3d6df763c32883614bf8ead8e",
                "active_from": "2026-01-07T10:00:00Z",
                "active_until": None,
                "approvers": None,
                "text": "1. Roll back the last deploy.",
                "change": None,
                "outcome": [
                    "version 1: 1 incident",
                    "time to first human action: not enough data (0 incidents, 6 needed)",
                    "messages until close: not enough data (1 incident, 6 needed)",
                    "people involved: not enough data (1 incident, 6 needed)",
                    "re-fired within a day: not enough data (0 incidents, 5 needed)",
                    "resolved by itself: not enough data (1 incident, 5 needed)",
                    "time open: not enough data (1 incident, 6 needed)",
                    "votes for helpful: not enough data (1 vote, 5 needed)",
                ],
                "beside": [
                    "time to first human action: not enough data (0 incidents, 6 needed; before: 1 incident, 6 needed)",
                    "messages until close: not enough data (1 incident, 6 needed; before: 1 incident, 6 needed)",
                    "people involved: not enough data (1 incident, 6 needed; before: 1 incident, 6 needed)",
                    "re-fired within a day: not enough data (0 incidents, 5 needed; before: 1 incident, 5 needed)",
                    "resolved by itself: not enough data (1 incident, 5 needed; before: 1 incident, 5 needed)",
                    "time open: not enough data (1 incident, 6 needed; before: 1 incident, 6 needed)",
                    "votes for helpful: not enough data (1 vote, 5 needed; before: 0 votes, 5 needed)",
                ],
                "doubts": [VAGUE],
                "backtest": [],
            },
        ),
    }


def test_help_requests_are_listed_with_those_that_wait_first() -> None:
    assert said("/help-requests.json") == {
        "state": None,
        "only": {},
        "counts": {"opened": 2, "answered": 1, "resolved": 0, "unanswered": 1, "resolved_without_answer": 0},
        "requests": whole(
            {
                "request": link("how do I rotate the ledger key?", "/help-requests/C1/1767870000.000000"),
                "state": "open",
                "resolution": None,
                "asked": "2026-01-08T11:00:00Z",
                "by": DEE,
                "asked_as": "customer",
                "channel": C1,
                "service": None,
                "waits_for": MONEY,
                "response_after": None,
            },
            {
                "request": link(
                    "why is checkout-api so slow?\nand who looks after it?", "/help-requests/C2/1767693300.000000"
                ),
                "state": "answered",
                "resolution": None,
                "asked": "2026-01-06T09:55:00Z",
                "by": ANN,
                "asked_as": "customer",
                "channel": C2,
                "service": CHECKOUT,
                "waits_for": MONEY,
                "response_after": 420,
            },
        ),
    }


def test_a_help_request_is_told_with_its_parts_and_replies() -> None:
    assert said("/help-requests/C2/1767693300.000000.json") == {
        "request": {
            "request": link(
                "why is checkout-api so slow?\nand who looks after it?", "/help-requests/C2/1767693300.000000"
            ),
            "state": "answered",
            "resolution": None,
            "asked": "2026-01-06T09:55:00Z",
            "by": ANN,
            "asked_as": "customer",
            "channel": C2,
            "service": CHECKOUT,
            "waits_for": MONEY,
            "response_after": 420,
        },
        "question": [
            {
                "at": "2026-01-06T09:55:00Z",
                "by": ANN,
                "words": "why is checkout-api so slow?",
                "place": "c2/1767693300.000000",
            },
            {
                "at": "2026-01-06T09:56:00Z",
                "by": ANN,
                "words": "and who looks after it?",
                "place": "c2/1767693360.000000",
            },
        ],
        "tied_by": "words",
        "first_response": "2026-01-06T10:02:00Z",
        "first_responders": [CEM],
        "responders": [CEM],
        "replies_counted": 2,
        "settled_by": None,
        "settled": None,
        "handed": [],
        "incident": link("HighErrorRate #1", f"/incidents/C1/{ALERT}/1"),
        "linked_by_a_person": False,
        "replies": [
            {
                "at": "2026-01-06T10:02:00Z",
                "by": CEM,
                "words": "v12 was slow, it is rolled back",
                "place": "c2/1767693720.000000",
            }
        ],
        "why": link("Why it was taken for a question", "/decisions/C2/1767693300.000000"),
    }


def test_services_are_listed_with_their_owners_as_of_a_date() -> None:
    assert said("/services.json?at=2026-01-06") == {
        "at": "2026-01-06T23:59:59Z",
        "day": "2026-01-06",
        "services": whole(
            {
                "service": CHECKOUT,
                "key": "checkout-api",
                "owner": link("Payments", "/teams/payments"),
                "aliases": [],
                "part_of": None,
            },
            {"service": LEDGER, "key": "ledger", "owner": TOOLS, "aliases": ["book keeping"], "part_of": None},
        ),
    }


def test_a_service_is_told_with_its_owners_over_time() -> None:
    assert said("/services/ledger.json") == {
        "service": {
            "service": LEDGER,
            "key": "ledger",
            "owner": MONEY,
            "aliases": ["book keeping"],
            "part_of": CHECKOUT,
        },
        "at": "2026-01-09T10:00:00Z",
        "day": "2026-01-09",
        "owners": [span(TOOLS, None, None)],
        "merges": [span(CHECKOUT, "2026-01-09T10:00:00Z", None)],
        "parts": [],
        "alerts": whole(),
        "notices": whole(),
        "requests": whole(),
    }


def test_channels_are_listed_with_what_ratchet_may_do_there() -> None:
    assert said("/channels.json") == {
        "channels": whole(
            {
                "channel": C1,
                "id": "C1",
                "purpose": "alerts",
                "owner": "Money",
                "joined": True,
                "modes": MODES,
                "incidents": 2,
                "open_incidents": 0,
                "requests": 1,
                "open_requests": 1,
                "deploys": 0,
                "notices": 0,
            },
            {
                "channel": C2,
                "id": "C2",
                "purpose": "alerts",
                "owner": "Platform",
                "joined": True,
                "modes": MODES,
                "incidents": 0,
                "open_incidents": 0,
                "requests": 1,
                "open_requests": 0,
                "deploys": 1,
                "notices": 0,
            },
        )
    }


def test_a_channel_is_told_with_what_it_is_for_and_what_it_saw() -> None:
    assert said("/channels/C1.json") == {
        "channel": C1,
        "id": "C1",
        "purpose": "alerts",
        "owner": "Money",
        "service": None,
        "private": False,
        "joined": True,
        "archived": False,
        "shared": False,
        "silent_because_shared": False,
        "modes": MODES,
        "posts_per_minute": 10,
        "set_by": None,
        "set_at": None,
        "read_since": "2026-01-06T10:00:00Z",
        "heard_up_to": None,
        "owners": [span(MONEY, None, None)],
        "alerts": 1,
        "incident_counts": {"open": 0, "resolved": 2, "stale": 0},
        "request_counts": {"open": 1, "answered": 0, "resolved": 0},
        "notices": 0,
        "incidents": whole(SECOND, FIRST),
    }


def test_teams_are_listed_as_they_are_now() -> None:
    assert said("/teams.json") == {
        "teams": whole(
            {"team": MONEY, "id": "payments", "members": 1, "channels": 1, "services": 2, "part_of": None},
            {"team": PLATFORM, "id": "platform", "members": 2, "channels": 1, "services": 0, "part_of": None},
            {"team": TOOLS, "id": "tools", "members": 0, "channels": 0, "services": 0, "part_of": PLATFORM},
        )
    }


def test_a_team_is_told_with_its_parts_and_members_over_time() -> None:
    assert said("/teams/platform.json") == {
        "team": PLATFORM,
        "id": "platform",
        "part_of": None,
        "names": [span({"text": "Platform"}, None, None)],
        "merges": [],
        "parts": [TOOLS],
        "members": whole(span(DEE, None, None)),
        "channels": [C2],
        "services": [],
        "waiting": whole(),
    }


def test_people_are_listed_by_name() -> None:
    assert said("/people.json") == {
        "people": whole(
            {"person": ANN, "id": "U1", "kinds": [], "teams": []},
            {"person": BEN, "id": "U2", "kinds": [], "teams": [MONEY]},
            {"person": CEM, "id": "U3", "kinds": [], "teams": [PLATFORM]},
            {"person": DEE, "id": "U4", "kinds": ["external"], "teams": [PLATFORM]},
        )
    }


def test_a_person_is_told_with_their_teams_and_questions() -> None:
    assert said("/people/U4.json") == {
        "person": {"person": DEE, "id": "U4", "kinds": ["external"], "teams": [PLATFORM]},
        "memberships": [span(PLATFORM, None, None)],
        "requests": whole(
            {
                "request": link("how do I rotate the ledger key?", "/help-requests/C1/1767870000.000000"),
                "state": "open",
                "resolution": None,
                "asked": "2026-01-08T11:00:00Z",
                "by": DEE,
                "asked_as": "customer",
                "channel": C1,
                "service": None,
                "waits_for": MONEY,
                "response_after": None,
            }
        ),
    }


def test_the_outbox_is_told_lane_by_lane() -> None:
    assert said("/outbox.json") == {
        "health": {
            "writer": "this process",
            "writer_seen": None,
            "inbox": [lane("live"), lane("old")],
            "outbox": [lane(one) for one in LANES],
            "parked": 0,
        },
        "only": {},
        "aside": whole(),
        "lanes": [{"lane": one, "waiting": whole()} for one in LANES],
    }


def test_decisions_are_listed_with_the_latest_first() -> None:
    assert said("/decisions.json?limit=1") == {
        "only": {},
        "decisions": [
            {
                "decision": link("RunbookWritten", "/decisions/runbook/4"),
                "event": "runbook/4",
                "at": "2026-01-09T10:00:00Z",
                "channel": None,
                "reasons": [{"behaviour": "runbooks", "why": "runbook_proposed", "about": "version 2"}],
                "actions": 0,
                "withheld": 0,
            }
        ],
        "next": "?limit=1&before=57",
    }


def test_a_decision_is_told_with_its_reasons_and_what_followed() -> None:
    assert said("/decisions/C1/1767693600.000000.json") == {
        "event": "C1/1767693600.000000",
        "steps": [
            {
                "event": "C1/1767693600.000000",
                "kind": "MessageSeen",
                "at": "2026-01-06T10:00:00Z",
                "channel": C1,
                "by": {"text": "Alertmanager"},
                "words": "[FIRING:1] HighErrorRate checkout-api (prod critical)",
                "taken_for": "alert firing by the reader generic; alert HighErrorRate, service "
                "checkout-api, severity critical",
                "reasons": [
                    {"behaviour": "incidents", "why": "incident_opened", "about": "#1"},
                    {"behaviour": "cards", "why": "card_asked_for", "about": "#1"},
                ],
                "actions": [
                    {
                        "key": "C1/1767693600.000000/incidents/cards/0",
                        "action": "PostMessage",
                        "behaviour": "cards",
                        "channel": C1,
                        "words": "HighErrorRate on Checkout, critical\n"
                        "Firing.\n"
                        "Owner: Payments.\n"
                        "First time seen (ratchet joined this channel recently).\n"
                        "Deployed 10 min before: Deployed checkout-api v12 to production "
                        "[c2/1767693000.000000]\n"
                        "Asked about 5 min before: question [c2/1767693300.000000]\n"
                        "Runbook: none yet.",
                        "at": None,
                    },
                    {
                        "key": "C1/1767693600.000000/incidents/0/stale/1767780000000000",
                        "action": "WakeMe",
                        "behaviour": "incidents",
                        "channel": C1,
                        "words": None,
                        "at": "2026-01-07T10:00:00Z",
                    },
                ],
                "withheld": [],
                "action_keys": [
                    "C1/1767693600.000000/incidents/cards/0",
                    "C1/1767693600.000000/incidents/0/stale/1767780000000000",
                ],
                "withheld_keys": [],
            },
            {
                "event": "C1/1767693600.000000/incidents/cards/0/done",
                "kind": "MessagePosted",
                "at": "2026-01-06T10:00:00Z",
                "channel": C1,
                "by": None,
                "words": None,
                "taken_for": None,
                "reasons": [{"behaviour": "cards", "why": "card_unchanged", "about": ""}],
                "actions": [],
                "withheld": [],
                "action_keys": [],
                "withheld_keys": [],
            },
            {
                "event": "C1/1767693600.000000/incidents/0/stale/1767780000000000/done",
                "kind": "TimePassed",
                "at": "2026-01-07T10:00:00Z",
                "channel": C1,
                "by": None,
                "words": None,
                "taken_for": None,
                "reasons": [{"behaviour": "incidents", "why": "nothing_to_do", "about": ""}],
                "actions": [],
                "withheld": [],
                "action_keys": [],
                "withheld_keys": [],
            },
        ],
        "cut": False,
    }
