"""Measures one thing in a process of its own, with whatever ratchet its Python has, for `side_by_side.py`.

    PYTHON benchmarks/measured.py simulating EXPORT | reading EXPORT | CASE

Prints one object of JSON. It runs under checkouts of different ages, so it uses few names of theirs, and tells a core
that awaits from one that does not by what it returns.
"""

import gc
import json
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Coroutine, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ratchet_slack.events import event_of

try:
    from ratchet_core import (
        ChannelJoined,
        ChannelSeen,
        MemoryStore,
        MessagePosted,
        PostMessage,
        Replay,
        decision_to_json,
        policy_of,
        take_turn,
    )
except ImportError:  # a checkout from before the core had a face; its modules had paths that these checks do not know
    from ratchet_core.actions import PostMessage  # type: ignore[import-not-found, no-redef]
    from ratchet_core.codec import decision_to_json  # type: ignore[import-not-found, no-redef]
    from ratchet_core.events import (  # type: ignore[import-not-found, no-redef]
        ChannelJoined,
        ChannelSeen,
        MessagePosted,
    )
    from ratchet_core.memory import MemoryStore
    from ratchet_core.policy import policy_of  # type: ignore[import-not-found, no-redef]
    from ratchet_core.replay import Replay
    from ratchet_core.turn import take_turn

BEGIN: Final = 1_767_607_200
CHANNEL: Final = "C1"
POLICY: Final = """
[default]
incidents = "live"
notifications = "live"
help_requests = "live"
cards = "live"
answers = "live"
drafts = "live"
"""
MANY: Final = 3_000
PODS: Final = 600
PEOPLE: Final = 300
FURTHER: Final = 300
TENTHS: Final = 10
KILOBYTES_ON_A_MAC: Final = 2**10

Payload = dict[str, object]


def simulating(path: str) -> dict[str, object]:
    """Return what a simulation of an export comes to: its messages and digest, the memory, and its tenths.

    The first and last tenth are microseconds of CPU a message, each tenth having as many messages as the others.
    """
    from ratchet_cli.simulate.simulation import SimulationRequest, simulate  # noqa: PLC0415 - the cases do without it

    clocks: list[float] = []

    def hear(event: object, _decision: object) -> None:
        if type(event).__name__ == "MessageSeen":
            clocks.append(time.process_time())

    begun = time.process_time()
    outcome = simulate(SimulationRequest(Path(path)), lambda _what, _done, _total: None, [hear])
    size = max(len(clocks) // TENTHS, 1)
    spans = [(later - sooner) * 1e6 / size for sooner, later in pairwise((clocks or [begun, begun])[::size])]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "messages": len(clocks),
        "digest": outcome.digest,
        "megabytes": peak / 2**10 / (KILOBYTES_ON_A_MAC if sys.platform == "darwin" else 1),
        "first": spans[0] if spans else 0.0,
        "last": spans[-1] if spans else 0.0,
    }


def reading(path: str) -> dict[str, object]:
    """Return the microseconds of CPU that only unzipping an export and reading its JSON takes."""
    begun = time.process_time()
    with zipfile.ZipFile(path) as export:
        for name in export.namelist():
            if name.endswith(".json"):
                json.loads(export.read(name))
    return {"reading": (time.process_time() - begun) * 1e6}


def finished(result: Any) -> Any:  # noqa: ANN401 - whatever the core returns
    """Return what a call came to, also where it is a coroutine; one on a store in memory never has to wait."""
    if not isinstance(result, Coroutine):
        return result
    try:
        result.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("A turn on a store in memory waits for something; it cannot be measured.")


def written(decision: Any) -> None:  # noqa: ANN401 - whatever the core returns
    """Write a decision as a simulation does for its digest."""
    decision_to_json(decision)


def at(second: float) -> str:
    """Return the timestamp of a moment of the case."""
    return f"{BEGIN + second:.6f}"


def said(second: float, person: str, text: str, thread: str | None = None) -> Payload:
    """Return a person's message."""
    return {"ts": at(second), "user": person, "text": text, **({"thread_ts": thread} if thread else {})}


def fired(second: float, alert: str, pod: str, state: str = "FIRING") -> Payload:
    """Return an alert's message that names a pod."""
    title = f"[{state}] {alert} checkout-api (prod critical)"
    told: Payload = {"title": title, "text": f"*Severity:* `critical`\n*Pod:* `{pod}`", "color": "a30200"}
    return {"ts": at(second), "subtype": "bot_message", "bot_id": "B1", "text": "", "attachments": [told]}


def notes() -> tuple[list[Payload], list[Payload]]:
    """Return an alert, and the notes in its thread."""
    root = at(0)
    told = (said(10 + n, f"U{n % PEOPLE}", f"looked at pod {n}, restarted it, still slow", root) for n in range(MANY))
    return [fired(0, "HighErrorRate", "checkout-api-0")], list(told)


def draft() -> tuple[list[Payload], list[Payload]]:
    """Return an alert with its notes, and its end, at which a runbook is drafted from them."""
    before, told = notes()
    return [*before, *told], [fired(MANY + 20, "HighErrorRate", "checkout-api-0", "RESOLVED")]


def pods() -> tuple[list[Payload], list[Payload]]:
    """Return the first message of an incident, and those that each name another pod."""
    return [fired(0, "CPUThrottlingHigh", "pod-0")], [fired(n, "CPUThrottlingHigh", f"pod-{n}") for n in range(1, PODS)]


def replies() -> tuple[list[Payload], list[Payload]]:
    """Return a question, and the replies to it: of many people in turn, each answered by who asked."""
    root = at(0)
    people = ("U0" if n % 2 else f"U{n // 2 % PEOPLE}" for n in range(MANY))
    told = (said(10 + n, person, f"still broken with setting number {n}", root) for n, person in enumerate(people))
    return [said(0, "U0", "how do I rotate the signing key of the ledger?")], list(told)


CASES: Final[dict[str, Callable[[], tuple[list[Payload], list[Payload]]]]] = {
    "notes": notes,
    "draft": draft,
    "pods": pods,
    "replies": replies,
}
"""What is replayed in one channel, first unmeasured and then measured, by the name of the case."""


def replayed(case: str) -> Iterator[float]:
    """Return the seconds of CPU that each measured message of a case takes."""
    before, measured = CASES[case]()
    replay = Replay(MemoryStore(policy_of(POLICY)), lambda _event, decision: written(decision))

    def feed(event: Any) -> None:  # noqa: ANN401 - whatever the reader makes
        finished(replay.feed(event))

    for event in (*introduced(), *events(before)):
        feed(event)
    yield from map(timed(feed), events(measured))


def backlog() -> Iterator[float]:
    """Return the seconds that each edit of a card takes while thousands of other cards wait to be posted."""
    store = MemoryStore(policy_of(POLICY))

    def turn(event: Any) -> Any:  # noqa: ANN401 - whatever the core returns
        decision = finished(take_turn(store, event))
        written(decision)
        return decision

    for event in introduced():
        turn(event)
    (first,) = events([fired(0, "HighErrorRate", "checkout-api-0")])
    for action in turn(first).actions:
        if isinstance(action, PostMessage):
            turn(MessagePosted(f"{action.key}/done", first.at, action, at(0.5)))
    for event in events([fired(1 + n / 100, f"Waiting{letters(n)}", "web-0") for n in range(MANY)]):
        turn(event)
    further = events([fired(60 + n, "HighErrorRate", f"checkout-api-{n}") for n in range(FURTHER)])
    yield from map(timed(turn), further)


def letters(number: int) -> str:
    """Return a name that no two numbers share, without a digit: digits say nothing in the name of an alert."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def introduced() -> Iterable[object]:
    """Return that there is a channel, with ratchet in it."""
    return (
        ChannelSeen(f"{CHANNEL}/seen", 0, CHANNEL, "alerts", False, False),
        ChannelJoined(f"{CHANNEL}/joined", 0, CHANNEL),
    )


def events(payloads: Iterable[Payload]) -> list[Any]:
    """Return the events of messages."""
    return [event_of(CHANNEL, payload) for payload in payloads]


def timed(function: Callable[[Any], object]) -> Callable[[Any], float]:
    """Return what calls a function and says how many seconds of CPU it took."""

    def call(argument: Any) -> float:  # noqa: ANN401 - the function's
        begun = time.process_time()
        function(argument)
        return time.process_time() - begun

    return call


def case(name: str) -> dict[str, object]:
    """Return what the messages of a case take, in microseconds: the dearest, and the mean."""
    gc.disable()
    spans = list(backlog() if name == "backlog" else replayed(name))
    return {"messages": len(spans), "dearest": max(spans) * 1e6, "mean": sum(spans) * 1e6 / len(spans)}


def main() -> None:
    """Measure what the command line names."""
    what, *paths = sys.argv[1:]
    measure = {"simulating": simulating, "reading": reading}.get(what)
    print(json.dumps(measure(paths[0]) if measure else case(what)))


if __name__ == "__main__":
    main()
