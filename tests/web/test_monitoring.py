"""What monitors are told: whether ratchet lives and is of use, and its figures."""

import attrs
from asking import client, remembered_sources
from ratchet_core.basis.instants import SECOND, Instant
from ratchet_core.queries.watching import Condition, Depth, Lead
from ratchet_web import Measures, pages

SOURCES = remembered_sources()
AT: Instant = 1_767_607_200 * SECOND


@attrs.frozen
class Told:
    """A `Health` that says what it was given."""

    known: Condition

    async def condition(self, at: Instant) -> Condition:
        return attrs.evolve(self.known) if at == AT else Condition(None)


class OutOfReach:
    """A `Health` of a database that does not answer."""

    async def condition(self, at: Instant) -> Condition:
        raise ConnectionError(f"no answer at {at}")


def asked(path: str, condition: Condition, measures: Measures | None = None) -> tuple[int, str]:
    sources = attrs.evolve(SOURCES, health=Told(condition), clock=lambda: AT)
    answer = client(pages(sources, measures=measures)).get(path)
    return answer.status_code, answer.text


def test_a_process_that_answers_is_alive() -> None:
    assert asked("/healthz", Condition(None)) == (200, "alive\n")


def test_a_process_that_can_read_is_ready_and_says_who_decides() -> None:
    assert asked("/readyz", Condition(Lead("host-1"))) == (200, "ready; host-1 decides\n")


def test_a_process_that_can_read_is_ready_also_while_nobody_decides() -> None:
    assert asked("/readyz", Condition(None)) == (200, "ready; nobody decides\n")


def test_a_process_that_cannot_read_is_not_ready() -> None:
    answer = client(pages(attrs.evolve(SOURCES, health=OutOfReach()))).get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: what ratchet remembers cannot be read\n")


def test_a_process_that_slack_cannot_tell_anything_is_not_ready() -> None:
    async def none() -> int:
        return 0

    sources = attrs.evolve(SOURCES, health=Told(Condition(None)), clock=lambda: AT)
    asked = client(pages(sources, listening=none))
    answers = asked.get("/readyz"), asked.get("/metrics")
    assert (answers[0].status_code, answers[0].text, figures(answers[1].text)["ratchet_connections"]) == (
        503,
        "not ready: no connection to the chat is open; the log says why\n",
        0,
    )


def figures(text: str) -> dict[str, float]:
    """Return the figures that are told, without when each began and without those of no use here."""
    told = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in told if "_created" not in name and "_bucket" not in name}


def test_prometheus_is_told_how_ratchet_is() -> None:
    measures = Measures()
    measures.acknowledged(0.25)
    measures.acknowledged(0.5)
    measures.tried("PostMessage", "done")
    measures.kept_house(2, 30, 400, AT)
    measures.kept_house(1, 0, 0, AT + SECOND)
    condition = Condition(
        Lead("host-1"),
        (Depth("live", 3, AT - 2 * SECOND),),
        (Depth("speech", 4, AT - 9 * SECOND, aside=1),),
        parked=5,
    )
    assert figures(asked("/metrics", condition, measures)[1]) == {
        "ratchet_acknowledge_seconds_count": 2,
        "ratchet_acknowledge_seconds_sum": 0.75,
        'ratchet_actions_total{action="PostMessage",result="done"}': 1,
        'ratchet_log_left_total{what="erased"}': 3,
        'ratchet_log_left_total{what="words"}': 30,
        'ratchet_log_left_total{what="decisions"}': 400,
        "ratchet_housekeeping_at_seconds": AT / SECOND + 1,
        'ratchet_inbox_waiting{lane="live"}': 3,
        'ratchet_inbox_age_seconds{lane="live"}': 2,
        'ratchet_outbox_waiting{lane="speech"}': 4,
        'ratchet_outbox_age_seconds{lane="speech"}': 9,
        'ratchet_outbox_aside{lane="speech"}': 1,
        "ratchet_inbox_parked": 5,
        'ratchet_writer{name="host-1"}': 1,
    }


def test_prometheus_is_told_what_was_counted_also_while_nothing_can_be_read() -> None:
    answer = client(pages(attrs.evolve(SOURCES, health=OutOfReach()))).get("/metrics")
    assert figures(answer.text) == {
        "ratchet_acknowledge_seconds_count": 0,
        "ratchet_acknowledge_seconds_sum": 0,
        "ratchet_housekeeping_at_seconds": 0,
    }
