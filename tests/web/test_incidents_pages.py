"""The pages of incidents, and the first page: whole, as a person and as a program reads them."""

from asking import Table, page, remembered_sources, told
from histories import firing, posted
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.vocabulary.events import AlertMuted, RunbookWritten
from remembered import ALERT, ORGANISED

SOURCES = remembered_sources()
DRAFTED = RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U2")
FIRST = {
    "incident": {"text": "#1", "href": f"/incidents/C1/{ALERT}/1"},
    "alert": {"text": "HighErrorRate", "href": f"/alerts/{ALERT}"},
    "service": {"text": "Checkout", "href": "/services/checkout-api"},
    "channel": {"text": "#c1", "href": "/channels/C1"},
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
    "incident": {"text": "#2", "href": f"/incidents/C1/{ALERT}/2"},
    "opened": "2026-01-08T10:00:00Z",
    "ended": "2026-01-08T10:05:00Z",
    "open_for": 300,
    "verdict": None,
}
ANN, BEN = {"text": "Ann", "href": "/people/U1"}, {"text": "Ben", "href": "/people/U2"}
QUESTION = "why is checkout-api so slow?\nand who looks after it?"


def test_incidents_are_listed_for_people() -> None:
    assert page(SOURCES, "/incidents").tables == (
        Table(
            "Incidents, the latest first",
            ("Incident", "State", "Service", "Channel", "Opened", "Open for", "Fired"),
            (
                (
                    "HighErrorRate #2",
                    "resolved critical",
                    "Checkout",
                    "#c1",
                    "1 d ago 2026-01-08 10:00 UTC",
                    "5 min",
                    "1",
                ),
                (
                    *("HighErrorRate #1", "resolved critical actionable", "Checkout", "#c1"),
                    *("3 d ago 2026-01-06 10:00 UTC", "10 min", "1"),
                ),
            ),
        ),
    )


def test_incidents_are_listed_for_programs() -> None:
    assert told(SOURCES, "/incidents.json") == {
        "as_of": "2026-01-09T10:00:00Z",
        "state": None,
        "only": {},
        "incidents": {"items": [SECOND, FIRST], "total": 2, "next": None},
    }


def test_incidents_are_narrowed_by_what_is_asked_for() -> None:
    view = told(SOURCES, "/incidents.json?state=open&channel=C1")
    assert (view["state"], view["only"], view["incidents"]["total"]) == ("open", {"channel": "C1"}, 0)


def test_a_filter_that_holds_is_said_and_kept_by_the_others() -> None:
    shown = page(SOURCES, "/incidents?channel=C1")
    assert ("Only channel C1. Show all" in shown.words, "?channel=C1&state=stale" in shown.links) == (True, True)


def test_an_incident_is_told_with_its_course() -> None:
    def step(at: str, what: str, who: object = None, words: str | None = None, place: str | None = None) -> object:
        return {"at": at, "what": what, "who": who, "words": words, "place": place}

    assert told(SOURCES, f"/incidents/C1/{ALERT}/1.json") == {
        "as_of": "2026-01-09T10:00:00Z",
        "incident": FIRST,
        "id": f"c1/{ALERT}/1",
        "alert": ALERT,
        "last_heard": "2026-01-06T10:10:00Z",
        "affected_now": [],
        "affected": [],
        "owner": "Payments",
        "runbook": None,
        "marked_by": BEN,
        "marked": "2026-01-08T11:00:00Z",
        "card": None,
        "first_message": "c1/1767693600.000000",
        "asked": [{"text": QUESTION, "href": "/help-requests/C2/1767693300.000000"}],
        "course": [
            step(
                "2026-01-06T09:50:00Z",
                "Deployed",
                words="Deployed checkout-api v12 to production",
                place="c2/1767693000.000000",
            ),
            step("2026-01-06T09:55:00Z", "asked", ANN, QUESTION, "c2/1767693300.000000"),
            step("2026-01-06T10:00:00Z", "Opened", place="c1/1767693600.000000"),
            step("2026-01-06T10:01:00Z", "wrote", BEN, "rolled v12 back", "c1/1767693660.000000"),
            step("2026-01-06T10:10:00Z", "Resolved", place="c1/1767694200.000000"),
            step("2026-01-08T11:00:00Z", "marked it as actionable", BEN),
        ],
        "why": {"text": "Why this was decided", "href": "/decisions/C1/1767693600.000000"},
    }


def test_an_incident_is_laid_out_with_the_same() -> None:
    words = page(SOURCES, f"/incidents/C1/{ALERT}/1").words
    assert [
        said
        for said in (
            "HighErrorRate #1",
            "resolved critical #c1 · Checkout",
            "Opened3 d ago 2026-01-06 10:00 UTC",
            "Open for10 min",
            "Owner thenPayments",
            "Runbook thennone",
            "Verdictactionable by Ben 23 h ago 2026-01-08 11:00 UTC",
            "Deployed 10 min before it opened 2026-01-06 09:50 UTC",
            "Ann asked 5 min before it opened",
            "Ben wrote 1 min after it opened 2026-01-06 10:01 UTC c1/1767693660.000000rolled v12 back",
            "Resolved 10 min after it opened",
        )
        if said not in words
    ] == []


def test_the_first_page_says_what_needs_somebody() -> None:
    fires = posted(ORGANISED + MINUTE, "C1", firing("HighErrorRate checkout-api", "warning"))
    worse = posted(ORGANISED, "C2", firing("QueueStuck ledger"))
    mute = AlertMuted("mute/2", ORGANISED, ALERT, "C1", ORGANISED + HOUR, "resizing again", "U2")
    view = told(remembered_sources([worse, mute, fires, DRAFTED]), "/index.json")
    assert {
        "incidents": [(one["alert"]["text"], one["severity"]) for one in view["incidents"]["items"]],
        "requests": [(one["request"]["text"], one["waits_for"]["text"]) for one in view["requests"]["items"]],
        "approvals": [(one["runbook"]["text"], one["version"]) for one in view["approvals"]["items"]],
        "ending": [(one["alert"]["text"], one["until"], one["reason"]) for one in view["ending"]["items"]],
        "aside": view["aside"],
        "writer": view["health"]["writer"],
    } == {
        "incidents": [("QueueStuck", "critical"), ("HighErrorRate", "warning")],
        "requests": [("how do I rotate the ledger key?", "Money")],
        "approvals": [("HighErrorRate", 2)],
        "ending": [("HighErrorRate", "2026-01-09T11:00:00Z", "resizing again")],
        "aside": {"items": [], "total": 0, "next": None},
        "writer": "this process",
    }


def test_the_first_page_lays_out_what_waits() -> None:
    shown = page(remembered_sources([DRAFTED]), "/")
    assert (shown.tables, "this process decides · 0 to decide · 0 to do" in shown.words) == (
        (
            Table(
                "Asked within the last 30 days, the longest wait first",
                ("Question", "Asked", "By", "Channel", "Waits for"),
                (("how do I rotate the ledger key?", "23 h ago 2026-01-08 11:00 UTC", "Dee", "#c1", "Money"),),
            ),
            Table(
                "Runbook versions, the oldest first",
                ("Runbook", "Service", "Version", "By", "Written"),
                (("HighErrorRate", "Checkout", "2", "Ben", "just now 2026-01-09 10:00 UTC"),),
            ),
        ),
        True,
    )
