"""What goes wrong between an app and Slack: refused, broken, lost, late, told twice or out of order."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Final

from attrs import define, field


class Fault(Enum):
    """What becomes of one call."""

    LIMITED = "429 before it is done"
    BROKEN = "503 before it is done"
    BROKEN_AFTER = "500 after it was done"
    LOST = "done, and the connection is cut before the answer"
    CUT = "done, and the answer breaks off"
    UNREADABLE = "done, and the answer is not JSON"
    SILENT = "done, and there is never an answer"
    DROPPED = "the connection is cut before it is done"


DONE: Final = frozenset({Fault.BROKEN_AFTER, Fault.LOST, Fault.CUT, Fault.UNREADABLE, Fault.SILENT})
"""Those in which what was asked for is done."""

ANY: Final = "*"


@define
class Faults:
    """The knobs. Those of a method are turned once for each call; `chances` are drawn for each call from a seed."""

    retry_after: str | None = "1"
    duplicates: int = 0
    """How many further times each event is delivered, though it was acknowledged."""
    disorder: int = 0
    """Of how many events the order is turned around before they are delivered."""
    redeliver_after: float = 3.0
    """After how many seconds what was not acknowledged is delivered again."""
    longer: float = 1.0
    """How many times as long each further acknowledgement is waited for as the one before."""
    one_by_one: bool = False
    """Whether each event waits until the one before was acknowledged, as if people took their time.

    Slack does not do that: over two connections, what was said within milliseconds arrives in any order.
    """
    opens_after: float = 0.0
    """How many seconds it takes to open a connection."""
    patience: float = 3.0
    """For how many seconds an answer to what somebody presses, sends, chooses or commands is waited for."""
    channel_every: float = 0.0
    """How many seconds must lie between two messages in a channel."""
    chances: tuple[tuple[str, float, Fault], ...] = ()
    """For a method: with what chance it meets which fault."""
    draw: Callable[[], float] = lambda: 1.0
    """Draws a number from 0 up to 1."""
    planned: dict[str, list[Fault | None]] = field(factory=dict)
    met: Counter[tuple[str, Fault]] = field(factory=Counter)

    def plan(self, method: str, *faults: Fault | None) -> None:
        """Let the next calls of a method meet these faults, one after the other; None lets one pass."""
        self.planned.setdefault(method, []).extend(faults)

    def of(self, method: str) -> Fault | None:
        """Return what becomes of a call of a method that is made now."""
        fault = next(self._now(method), None)
        if fault is not None:
            self.met[method, fault] += 1
        return fault

    def _now(self, method: str) -> Iterator[Fault | None]:
        for name in (method, ANY):
            if self.planned.get(name):
                yield self.planned[name].pop(0)
        for name, chance, fault in self.chances:
            if name in {method, ANY} and self.draw() < chance:
                yield fault


def headers(faults: Faults) -> Mapping[str, str]:
    """Return the headers of an answer that says that it is too much now."""
    return {} if faults.retry_after is None else {"Retry-After": faults.retry_after}
