"""What holds of every answer: who may ask, what a browser may do with it, and what is said when something is wrong."""

import pytest
from asking import client, read, remembered_sources, told, visitor
from ratchet_web import UnsafeAddressError, check_bind, pages
from ratchet_web.guarding import host_of
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

SOURCES = remembered_sources()
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
GUARDED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize("path", ["/", "/incidents.json", "/nothing", "/incidents?state=odd", "/metrics", "/healthz"])
def test_every_answer_says_what_a_browser_may_do_with_it(path: str) -> None:
    headers = visitor(SOURCES).get(path).headers
    assert {name: headers.get(name) for name in GUARDED} == GUARDED


def test_what_goes_wrong_is_guarded_too() -> None:
    async def breaks(_request: Request) -> PlainTextResponse:
        raise RuntimeError("the words of a person")

    answer = client(pages(SOURCES, others=[Route("/breaks", breaks)])).get("/breaks")
    assert (answer.status_code, {name: answer.headers.get(name) for name in GUARDED}) == (500, GUARDED)


def test_what_went_wrong_is_told_to_the_log_alone() -> None:
    async def breaks(_request: Request) -> PlainTextResponse:
        raise RuntimeError("the words of a person")

    answer = client(pages(SOURCES, others=[Route("/breaks.json", breaks)])).get("/breaks.json")
    assert answer.json() == {
        "error": "Something went wrong",
        "what": "The page could not be made; what went wrong stands in ratchet's log. Try it again.",
    }


def test_the_style_is_named_by_what_it_says_and_kept() -> None:
    answer = visitor(SOURCES).get("/static/icon.svg")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("host", ["localhost:5001", "127.0.0.1", "[::1]:5001", "LOCALHOST", "pages.example.com:443"])
def test_pages_answer_under_names_that_are_known(host: str) -> None:
    asked = client(pages(SOURCES, ["pages.example.com"]))
    assert asked.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]"])
def test_pages_do_not_answer_under_a_name_that_is_not_known(host: str) -> None:
    assert visitor(SOURCES).get("/", headers={"host": host}).status_code == 421


def test_a_host_is_told_from_its_port() -> None:
    hosts = ["a:1", "[::1]:80", "A.b.", " x ", "[::1", ""]
    assert list(map(host_of, hosts)) == ["a", "::1", "a.b", "x", "::1", ""]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.8.8.8"])
def test_pages_are_served_on_this_machine(host: str) -> None:
    check_bind(host, trusted=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.com", ""])  # noqa: S104 - refused
def test_pages_are_not_served_to_other_machines(host: str) -> None:
    with pytest.raises(UnsafeAddressError, match="behind a proxy that signs people in"):
        check_bind(host, trusted=False)


def test_pages_are_served_to_other_machines_where_somebody_else_signs_people_in() -> None:
    check_bind("0.0.0.0", trusted=True)  # noqa: S104 - that is asked for


def test_what_is_not_there_is_said_in_plain_words() -> None:
    page = read(visitor(SOURCES).get("/nothing").text)
    assert page.words.endswith(
        "There is no such page"
        "Nothing stands under this address. Begin with the first page, which shows what needs somebody now."
    )


@pytest.mark.parametrize(
    ("path", "status", "what"),
    [
        (
            "/incidents/C1/x/1.json",
            404,
            "There is no incident C1/x/1. All that are known are under Incidents.",
        ),
        ("/incidents/C1/x/99999999999999999999.json", 404, None),
        ("/incidents.json?state=odd", 400, "odd is not a state; choose one of: open, resolved, stale."),
        (
            "/incidents.json?stat=open",
            400,
            "This page cannot be asked for stat; it takes state, channel, alert, service, limit, before.",
        ),
        ("/incidents.json?limit=0", 400, "limit=0 is not possible; use a whole number from 1 to 500."),
        ("/incidents.json?limit=x", 400, "limit=x is not possible; use a whole number from 1 to 500."),
        (
            "/incidents.json?before=yesterday",
            400,
            "`before` is not where a list goes on; follow the link at the end of a list.",
        ),
        ("/index.json?limit=1", 400, "This page cannot be asked for limit; it takes nothing."),
    ],
)
def test_what_cannot_be_asked_for_is_said_with_what_can(path: str, status: int, what: str | None) -> None:
    answer = visitor(SOURCES).get(path)
    assert (answer.status_code, what or answer.json()["what"]) == (status, answer.json()["what"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(method: str) -> None:
    answer = visitor(SOURCES).request(method, "/incidents")
    assert (answer.status_code, "on the command line" in answer.text) == (405, True)


def test_a_page_says_who_may_read_it_and_where_its_json_is() -> None:
    page = read(visitor(SOURCES).get("/incidents?state=resolved&limit=1").text)
    said = "also from private channels. Give their address only to people who may read all of it."
    assert (said in page.words, page.links[-1]) == (True, "/incidents.json?state=resolved&limit=1")


def test_a_list_goes_on_where_it_ended() -> None:
    first = told(SOURCES, "/incidents.json?limit=1")["incidents"]
    second = told(SOURCES, f"/incidents.json{first['next']}")["incidents"]
    shown = [one["incident"]["text"] for part in (first, second) for one in part["items"]]
    assert (shown, first["total"], second["next"]) == (["#2", "#1"], 2, None)
