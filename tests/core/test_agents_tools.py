"""What a model may have looked up for a question to ratchet, on a company in memory."""

from collections.abc import Mapping

import pytest
from asked_of_ratchet import CURE, HISTORY, NOW, PLANTED, Company, after, calling, quoting, results_of
from histories import posted, resolved, said
from long_history import deployed
from ratchet_core.basis.instants import HOUR, MINUTE, ts_of
from ratchet_core.domain import MessageRef, Mute, Track, Verdict, digest_of
from ratchet_core.queries.tools import MOST_PIECES
from ratchet_core.rules.inquiries import RESOLVES
from ratchet_core.vocabulary.actions import AboutIncident, AboutMuting, AboutRequest, AskModel, Button, Press
from ratchet_core.vocabulary.events import Event, IncidentMarked, RunbookApproved, RunbookWritten
from ratchet_core.vocabulary.tools import TOOLS, schema_of

OPEN = "QueueStuck of ledger, critical, in #c1: opened 7 Jan 09:00 UTC, open for 1 h."
OVER = "QueueStuck of ledger, critical, in #c1: opened 5 Jan 10:00 UTC, resolved after 20 min."
NO_SERVICE = "No service is called so. Services that are known here: ledger."
NO_ALERT = "No alert is called so. Alerts that are known here: QueueStuck."


def ran(
    tool: str, arguments: Mapping[str, str | int], *more: Event, where: str = "C1", person: str = "U2"
) -> list[str]:
    """Return what a tool finds, after some more events, for a person who asks somewhere."""
    company = Company(after(tool, **arguments), given=[*HISTORY, *more])
    company.ask("what is known of it?", channel=where, person=person)
    return results_of(company)


def found(tool: str, *more: Event, **arguments: str | int) -> list[str]:
    return ran(tool, arguments, *more)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, [OPEN, OVER]),
        ({"state": "open"}, [OPEN]),
        ({"service": "Ledger"}, [OPEN, OVER]),
        ({"alert": "queuestuck", "state": "all"}, [OPEN, OVER]),
        ({"team": "mine", "state": "open"}, [OPEN]),
        ({"team": "payments", "service": "ledger", "state": "open"}, [OPEN]),
        ({"service": "vault"}, [NO_SERVICE]),
        ({"alert": f"Hidden{PLANTED}"}, [NO_ALERT]),
        ({"team": "Nobody"}, ["No team is called so. Teams that are known here: Payments."]),
    ],
)
def test_incidents_are_found_by_service_alert_team_and_state(arguments: dict[str, str], told: list[str]) -> None:
    assert found("incidents", **arguments) == told


def test_whoever_is_in_no_team_is_told_so() -> None:
    assert ran("incidents", {"team": "mine"}, person="U3") == ["Whoever asks is in no team that is known here."]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ledger", "ledger is owned by Payments."),
        ("#c2", "No owner of #c2 is recorded."),
        ("secret", NO_SERVICE),
        ("vault", NO_SERVICE),
    ],
)
def test_who_owns_something_is_told_where_that_may_be_told(name: str, told: str) -> None:
    assert found("owner", name=name) == [told]


def test_the_history_of_an_alert_is_its_incidents_with_what_people_said_and_wrote() -> None:
    marked = IncidentMarked("mark", NOW - MINUTE, "C1", alert_of("QueueStuck"), 1, Verdict.ACTIONABLE, "U2")
    verdict = "Of the incident of QueueStuck that opened 5 Jan 10:00 UTC people said: actionable."
    assert found("history", marked, alert="QueueStuck") == [OPEN, OVER, verdict, CURE]


def alert_of(name: str) -> str:
    tracks: list[Track] = Company(after("owner")).store.of_kind(Track)
    return next(one.alert for one in tracks if one.name == name)


def test_the_active_runbook_of_an_alert_is_told() -> None:
    alert = alert_of("QueueStuck")
    wrote = RunbookWritten("rw", NOW - MINUTE, alert, "1. restart the consumer", "U2")
    approved = RunbookApproved("ra", NOW - MINUTE + 1, alert, 1, digest_of("1. restart the consumer"), "U2")
    assert found("runbook", wrote, approved, alert="QueueStuck") == ["1. restart the consumer"]


def test_where_there_is_no_runbook_that_is_told() -> None:
    assert found("runbook", alert="QueueStuck") == ["QueueStuck has no active runbook that may be told of here."]


def test_deploys_are_told_with_what_was_said_of_them() -> None:
    deploy = deployed(NOW - 5 * MINUTE, 7)
    told = "Deploy of checkout-api on 7 Jan 09:55 UTC, in #c2: Deployed checkout-api v7 to production"
    assert (found("deploys", deploy, hours=1), found("deploys", deploy, service="ledger")) == (
        [told],
        ["No deploy of ledger was seen in the last 1 d."],
    )


def test_questions_that_wait_are_told_with_their_words() -> None:
    waits = "A question in #c2 has waited for 30 min."
    assert found("waiting") == [
        "1 question of the last 30 days waits.",
        waits,
        "where are the dashboards of the ledger?",
    ]


def test_how_often_something_fired_is_told_with_when_and_whether_people_did_anything() -> None:
    told = (
        "2 incidents of QueueStuck opened since 31 Dec 10:00 UTC: 2 in business hours, 0 in off hours, 0 in sleep "
        "hours. Sleep hours are from 22 to 8, by the clock of the owners. People did something about 1 of them."
    )
    assert found("how_often", alert="QueueStuck", days=7) == [told]


def test_earlier_answers_are_found_by_words() -> None:
    assert found("earlier_answers", words="rotate the ledger key of the archive") == [
        "how do I rotate the ledger key of the archive?",
        "run the rotate job of the archive",
    ]


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("drop_tables", {}, f"There is no such tool. There are: {', '.join(one.name for one in TOOLS)}."),
        ("owner", {}, "owner: `name` is missing."),
        ("owner", {"name": " "}, "owner: `name` is no text."),
        ("owner", {"name": 7}, "owner: `name` is no text."),
        ("owner", {"name": "ledger", "channel": "C3"}, "owner takes nothing of that name. It takes: name."),
        ("deploys", {"hours": 0}, "deploys: `hours` is no whole number from 1 to 720."),
        ("deploys", {"hours": "24"}, "deploys: `hours` is no whole number from 1 to 720."),
        ("incidents", {"state": "closed"}, "incidents: `state` is none of open, all."),
    ],
)
def test_a_call_that_cannot_be_run_finds_why(tool: str, arguments: dict[str, str | int], told: str) -> None:
    assert ran(tool, arguments) == [told]


@pytest.mark.parametrize("tool", [one.name for one in TOOLS])
def test_no_tool_tells_of_a_private_channel_elsewhere(tool: str) -> None:
    given = {
        "what": "mute",
        "alert": "Hidden",
        "service": "vault",
        "name": "secret",
        "words": f"the password of the vault {PLANTED}",
    }
    offered = next(one for one in TOOLS if one.name == tool)
    arguments = {one.name: given[one.name] for one in offered.parameters if one.required}
    assert [one for one in found(tool, **arguments) if PLANTED in one] == []


def test_a_private_channel_is_told_of_itself() -> None:
    (told,) = ran("incidents", {"service": f"Hidden{PLANTED}"}, where="C3", person="U3")
    assert told.endswith("closed as stale after 1 d: no resolve message seen.")


def test_no_result_has_more_pieces_than_are_read() -> None:
    asked = [
        said(NOW - 20 * MINUTE + one, "C2", "U4", f"where is the log of host{one} of the ledger?") for one in range(9)
    ]
    assert len(found("waiting", *asked)) <= MOST_PIECES


def test_what_a_tool_takes_is_told_as_a_json_schema() -> None:
    (tool,) = (one for one in TOOLS if one.name == "deploys")
    assert schema_of(tool) == {
        "type": "object",
        "properties": {
            "service": {"type": "string", "description": "The service's name."},
            "hours": {"type": "integer", "description": "In so many last hours; 24 where absent. From 1 to 720."},
        },
        "required": [],
        "additionalProperties": False,
    }


def test_the_place_of_a_question_is_looked_up_before_a_model_is_asked() -> None:
    company = Company(after("owner", name="ledger"))
    company.ask("why is it stuck?", thread=ts_of(NOW - HOUR))
    place = [one.text for one in company.model.asked[0].material if one.name.startswith("1.")]
    assert place == [
        "The question was asked in #c1; no owner of it is recorded.",
        "It was asked in the thread of the alert QueueStuck.",
        OPEN,
    ]


@pytest.mark.parametrize(
    ("what", "does", "button"),
    [
        ("mute", "mutes", Button("Mute", Press.MUTE, AboutMuting(alert_of("QueueStuck"), "C1"))),
        (
            "runbook",
            "opens the runbook of",
            Button("Edit runbook", Press.EDIT, AboutIncident("C1", alert_of("QueueStuck"), 2)),
        ),
        (
            "resolve",
            "resolves the open incident of",
            Button("Resolve #2", Press.RESOLVE, AboutIncident("C1", alert_of("QueueStuck"), 2), RESOLVES),
        ),
    ],
)
def test_what_would_change_something_is_a_button_that_people_press(what: str, does: str, button: Button) -> None:
    company = Company(after("prepare", alert="QueueStuck", what=what))
    company.ask("this is only noise, isn't it?")
    told = f"Below the answer stands a button that {does} QueueStuck; whoever may do that can press it."
    assert (results_of(company), company.room.said[-1].body.buttons, company.store.of_kind(Mute)) == (
        [told],
        (button,),
        [],
    )


WAITING = ts_of(NOW - 30 * MINUTE)
HANDS_OFF = Button("Hand off", Press.HAND_OFF, AboutRequest(MessageRef("C2", WAITING)))
HANDS = "Below the answer stands a button that hands the question off to a team; whoever may do that can press it."


def test_a_question_is_handed_off_by_a_button_in_its_thread() -> None:
    company = Company(after("prepare", what="hand_off"))
    company.ask("who can answer that?", channel="C2", thread=WAITING)
    assert (results_of(company), company.room.said[-1].body.buttons) == ([HANDS], (HANDS_OFF,))


def test_a_question_that_a_piece_tells_of_is_handed_off_by_a_button() -> None:
    def script(action: AskModel) -> str:
        if len(action.steps) == 1:
            return calling("waiting")
        if len(action.steps) == 2:
            return calling("prepare", what="hand_off", piece="2.2")
        return quoting(one for one in action.material if one.name.startswith("3."))

    company = Company(script)
    company.ask("who takes what waits?")
    assert company.room.said[-1].body.buttons == (HANDS_OFF,)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"what": "mute"}, "prepare: `alert` is missing."),
        ({"what": "hand_off"}, "There is no question to hand off; name the piece that is one."),
        ({"what": "hand_off", "piece": "1.1"}, "There is no question to hand off; name the piece that is one."),
        ({"what": "hand_off", "piece": "secret"}, "There is no question to hand off; name the piece that is one."),
    ],
)
def test_a_button_for_nothing_is_not_prepared(arguments: dict[str, str], told: str) -> None:
    assert ran("prepare", arguments) == [told]


def test_what_is_over_needs_no_button_to_resolve_it() -> None:
    over = posted(NOW - MINUTE, "C1", resolved("QueueStuck ledger"))
    assert ran("prepare", {"what": "resolve", "alert": "QueueStuck"}, over) == ["No incident of this alert is open."]
