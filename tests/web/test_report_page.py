"""The page of a report says what `--json` says, opens what is behind each figure, and needs nothing from elsewhere."""

import re
from typing import Final

import pytest
from asking import lived, read, visitor
from attrs import evolve
from histories import START, replayed, said
from hostile import SCRIPT, SECRET, hostile_reader
from planted import LAST, PEOPLE, POLICY
from ratchet_core.basis.calendar import date_of
from ratchet_core.basis.instants import DAY
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.toil.as_object import report_json
from ratchet_core.queries.toil.report import toil_report
from ratchet_core.queries.toil.runbooks import DeadLink, Effect, RunbookFigures
from ratchet_core.queries.toil.span import Span
from ratchet_core.queries.toil.spans import week_shown
from ratchet_core.vocabulary.events import ChannelJoined, ChannelSeen
from ratchet_core.vocabulary.toil import Tag
from ratchet_web import Sources
from ratchet_web.links import Names
from ratchet_web.report import aside
from ratchet_web.report.charts import bars
from ratchet_web.report.document import report_document
from ratchet_web.report.drawing import drawings
from ratchet_web.report.figures import BEHIND, Figures
from ratchet_web.report.messages import Messages
from ratchet_web.report.values import Line
from ratchet_web.report.view import view_of
from reported import DAYS, differing, figures_in, history, remembered, report_of
from starlette.testclient import TestClient

FOREIGN: Final = re.compile(r"(?:[a-z]+:)?//[^\s\"'<]+|url\(|@import|xlink|xmlns")
SAID: Final = (", without a runbook: ", "&lt;runbook|https://wiki.example/gone&gt;")
JOINED: Final = (ChannelJoined("HELP/joined", 0, "HELP"),)
READER: Final = remembered()
REPORT: Final = report_of(READER)
VIEW: Final = view_of(REPORT, READER, "all teams and channels", linked=False)
FILE: Final = report_document(VIEW.with_drawings(drawings(VIEW.specs)))


@pytest.fixture(scope="module")
def sources() -> Sources:
    return lived(history(), POLICY)


@pytest.fixture(scope="module")
def pages(sources: Sources) -> TestClient:
    return visitor(sources)


def test_every_figure_of_the_file_is_that_of_the_json() -> None:
    shown = figures_in(FILE)
    assert (len(shown) > 200, list(differing(shown, report_json(REPORT)))) == (True, [])


def test_what_is_served_says_the_same_as_its_json(pages: TestClient) -> None:
    page, answer = pages.get("/report", params=DAYS).text, pages.get("/report.json", params=DAYS).json()
    shown = figures_in(page)
    assert (len(shown) > 200, list(differing(shown, answer))) == (True, [])


def test_its_json_is_that_of_the_command(pages: TestClient) -> None:
    answer = pages.get("/report.json", params=DAYS).json()
    assert {name: value for name, value in answer.items() if name != "as_of"} == report_json(REPORT)


def test_a_figure_is_told_in_words_that_people_read() -> None:
    words = {one.key: one.words for one in figures_in(FILE)}
    known = report_json(REPORT)
    hours, minutes = divmod(round(known["minutes"]["total"]), 60)
    assert (words["minutes/total"], words["incidents/total"]) == (
        f"{hours} h {minutes} min",
        str(known["incidents"]["total"]),
    )


def test_the_file_needs_nothing_from_elsewhere() -> None:
    assert (FOREIGN.findall(FILE), re.findall(r"<(?:link|img|iframe|object|embed)\b|\b(?:src|href)=", FILE)) == ([], [])


def test_a_link_in_a_chart_leads_to_no_foreign_host() -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": "a chart with links",
        "data": {"values": [{"a": 1, "to": "/incidents"}, {"a": 2, "to": "#x"}]},
        "mark": "bar",
        "encoding": {"x": {"field": "a"}, "href": {"field": "to"}},
    }
    (drawn,) = drawings([spec])
    assert (drawn.startswith("<svg "), FOREIGN.findall(drawn), "<a" in drawn) == (True, [], False)


def test_a_chart_is_drawn_alike_each_time() -> None:
    assert drawings(VIEW.specs) == drawings(VIEW.specs)


def test_a_process_beside_draws_the_same() -> None:
    assert list(aside.drawn_aside(VIEW.specs)) == drawings(VIEW.specs)


def test_where_drawing_fails_tables_stand_until_it_succeeds(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spec = bars("one bar", ["a"], {"b": "red"}, [{"row": "a", "part": "b", "amount": 1, "says": "one"}])
    with monkeypatch.context() as broken:
        broken.setattr("sys.executable", "/nowhere/python")
        failed = aside.drawn_aside([spec])
    drawn = aside.drawn_aside([spec])
    told = [record.getMessage() for record in caplog.records]
    assert (failed, len(drawn), told) == (
        (),
        1,
        ["The charts of a report could not be drawn: FileNotFoundError"],
    )


def test_each_bar_says_what_it_is() -> None:
    assert f"<title>{VIEW.charts[0].rows[0][0]}, by day: " in drawings(VIEW.specs)[0]


def test_without_what_draws_the_same_tables_stand_there() -> None:
    tables, charts = (figures_in(str(page)) for page in (report_document(VIEW), FILE))
    assert (tables, "<svg" in report_document(VIEW), "<svg" in FILE) == (charts, False, True)


def test_how_runbooks_fare_is_told_with_what_leads_nowhere() -> None:
    dead = DeadLink("CERT", 2, 3, "<runbook|https://wiki.example/gone>")
    runbooks = RunbookFigures(costliest=10, covered=4, effects=(Effect("CERT", "x", None, 7, ()),), dead_links=(dead,))
    report = evolve(REPORT, runbooks=runbooks, tags=((Tag.SERVICE_ISSUE, 2), (Tag.THRESHOLD, 5)))
    page = report_document(view_of(report, READER, "all", linked=False))
    shown = {one.key: one.value for one in figures_in(page)}
    keys = (
        "runbooks/costliest/with_runbook",
        "runbooks/dead_links/0/line",
        "tags/action_taken",
        "tags/counts/threshold",
    )
    assert ([shown[key] for key in keys], [one in page for one in SAID]) == (["4", "3", "2", "5"], [True] * len(SAID))


def test_what_a_suggestion_would_have_changed_stands_beside_it() -> None:
    tried = {REPORT.suggestions[0]: "Simulated: 3 posts in addition."}
    view = view_of(REPORT, READER, "all", tried=tried)
    assert [one.tried for one in view.advice] == [*tried.values(), *[""] * (len(view.advice) - 1)]


def test_a_week_without_anything_has_no_charts_and_says_so() -> None:
    reader = MemoryReader(MemoryStore(POLICY))
    view = view_of(toil_report(reader, Span(0, 7 * DAY)), reader, "all")
    assert (view.charts, "Nothing in these figures is worth a change." in report_document(view)) == ((), True)


def test_no_more_messages_are_named_than_a_telephone_likes() -> None:
    messages = Messages(REPORT, READER, Names(READER.directory()), linked=False)
    figures = Figures({}, Names(READER.directory()), messages, linked=False)
    behind = figures.behind([f"ALERTS/{number}.000000" for number in range(5_000)])
    assert (behind.total, len(behind.lines)) == (5_000, BEHIND)


def test_nobody_is_named_beside_their_work(pages: TestClient) -> None:
    page = pages.get("/report", params=DAYS).text
    assert [one for one in PEOPLE if re.search(rf"\b{one}\b", page, re.IGNORECASE)] == []


def test_what_people_write_is_escaped_in_a_file() -> None:
    reader = hostile_reader()
    day = date_of(START // DAY).written
    page = report_document(view_of(toil_report(reader, Span(START // DAY * DAY, START + DAY)), reader, SCRIPT))
    assert (page.count("<script"), "&lt;script&gt;" in page, SECRET in page, day in page) == (1, True, False, False)


def test_a_question_that_few_may_read_is_not_quoted() -> None:
    quoted = [one.what.text for one in behind_questions(private=False)]
    hidden = [one.what.text for one in behind_questions(private=True)]
    assert (quoted, hidden) == (["how do I rotate the ledger key?"], ["a question"])


def behind_questions(*, private: bool) -> tuple[Line, ...]:
    asked = said(START, "HELP", "U1", "how do I rotate the ledger key?")
    store = MemoryStore(POLICY)
    replayed(store, [ChannelSeen("HELP/seen", 0, "HELP", "help", private=private), *JOINED, asked])
    reader = MemoryReader(store)
    return view_of(toil_report(reader, Span(START - DAY, START + DAY)), reader, "all").unanswered.lines


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ({"week": "2026-99"}, "week 2026-99 is not a week; write it as 2026-W07."),
        ({"since": "soon"}, "since soon: this is not a day; write it as 2026-01-31."),
        (
            {"since": "0001-01-01", "until": "9999-12-31"},
            "since 0001-01-01 to until 9999-12-31 is longer than 3660 days; ask for a shorter stretch of time.",
        ),
        ({"team": "sales"}, "There is no team sales; there are pay/ments, tools."),
        ({"channel": "nowhere"}, "There is no channel nowhere; there are alerts, deploys, help."),
        ({"owners": "later"}, "later is not possible; owners are those then or those now."),
    ],
)
def test_what_cannot_be_asked_for_is_said_with_what_can(pages: TestClient, query: dict[str, str], what: str) -> None:
    answer = pages.get("/report.json", params=query)
    assert (answer.status_code, answer.json()["what"]) == (400, what)


def test_a_team_has_the_figures_of_what_it_owns(pages: TestClient) -> None:
    whole, part = (pages.get("/report.json", params={**DAYS, **one}).json() for one in ({}, {"team": "tools"}))
    assert part["minutes"]["by_team"] == {"tools": whole["minutes"]["by_team"]["tools"]}


def test_the_weeks_beside_one_can_be_looked_at(pages: TestClient) -> None:
    links = [link for link in read(pages.get("/report", params=DAYS).text).links if "week=" in link]
    assert links == [f"?week={week_shown(LAST.since // DAY - 7)}"]
