"""The parts of the service: one that fails is started again, and all stop together."""

import asyncio
from collections.abc import Sequence

from attrs import define, field
from ratchet_cli.serve.parts import Part, keep_running


@define
class Said:
    """A log that remembers."""

    lines: list[tuple[str, dict[str, object]]] = field(factory=list)

    def info(self, event: str, **about: object) -> None:
        self.lines.append((event, about))

    def error(self, event: str, **about: object) -> None:
        self.lines.append((event, about))


Lines = list[tuple[str, dict[str, object]]]


def kept(parts: Sequence[Part], stop: asyncio.Event, patience: float = 5) -> tuple[bool, Lines]:
    said = Said()

    async def run() -> bool:
        return await asyncio.wait_for(keep_running(parts, stop, said, 0.001, patience), 60)

    return asyncio.run(run()), said.lines


def test_a_part_that_fails_is_started_again_and_its_words_are_not_told() -> None:
    stop = asyncio.Event()
    runs: list[int] = []

    async def fails_twice(stop: asyncio.Event) -> None:
        runs.append(len(runs))
        if len(runs) < 3:
            raise ValueError("the words of a person")
        stop.set()

    failed = [("part_failed", {"part": "one", "why": "ValueError", "again_in": 0.001 * 2**n}) for n in range(2)]
    assert kept([Part("one", fails_twice)], stop) == (True, [*failed, ("part_stopped", {"part": "one"})])


def test_a_part_that_ends_by_itself_is_started_again() -> None:
    stop = asyncio.Event()
    runs: list[int] = []

    async def ends(stop: asyncio.Event) -> None:
        runs.append(len(runs))
        if len(runs) == 2:
            stop.set()

    _, lines = kept([Part("one", ends)], stop)
    assert lines[0] == ("part_failed", {"part": "one", "why": "it ended by itself", "again_in": 0.001})


def test_a_part_that_does_not_stop_is_ended_and_the_others_finish_first() -> None:
    stop, finished = asyncio.Event(), []

    async def finishes(stop: asyncio.Event) -> None:
        await stop.wait()
        await asyncio.sleep(0)
        finished.append("finished")

    async def hangs(stop: asyncio.Event) -> None:
        stop.set()
        await asyncio.sleep(3600)

    clean, lines = kept([Part("one", finishes), Part("two", hangs)], stop, patience=0.5)
    assert (clean, finished, ("part_ended_by_force", {"part": "two"}) in lines) == (False, ["finished"], True)
