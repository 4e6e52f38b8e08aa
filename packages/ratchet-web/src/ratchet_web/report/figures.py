"""Looks figures up in what `ratchet report --json` says, so that a page cannot say another one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ratchet_core.basis.instants import MINUTE, SECOND, described
from ratchet_core.rules.toil_words import shown_work
from ratchet_core.vocabulary.toil import Change

from ratchet_web.links import Link, Names
from ratchet_web.report.messages import Messages
from ratchet_web.report.values import Behind, Counted, Figure

BEHIND: Final = 150
"""So many messages are named behind one figure at most: a page of a year stays one that a telephone opens."""


class Figures:
    """The figures of a report, as people read them."""

    def __init__(self, told: dict[str, Any], names: Names, messages: Messages, *, linked: bool) -> None:
        """Look up in what is told; without `linked`, no name leads anywhere."""
        self.told = told
        self._names, self._messages, self._linked = names, messages, linked

    def at(self, key: str, otherwise: Any = None) -> Any:  # noqa: ANN401 - whatever JSON has
        """Return what stands at some keys, one within the other."""
        value: Any = self.told
        parts = key.split("/")
        for index, part in enumerate(parts):
            rest = "/".join(parts[index:])
            if isinstance(value, list):
                value = value[int(part)]
            elif rest in value:  # a name may have a slash of its own
                return value[rest]
            elif part in value:
                value = value[part]
            else:
                return otherwise
        return value

    def count(self, key: str) -> Figure:
        """Return a figure that counts."""
        value = self.at(key, 0)
        return Figure(key, value, f"{value:,}")

    def work(self, key: str) -> Figure:
        """Return how long people worked, which is told in minutes."""
        value = self.at(key, 0)
        return Figure(key, value, minutes_shown(value))

    def took(self, key: str) -> Figure:
        """Return how long something took, which is told in seconds; nothing is shown where it never happened."""
        value = self.at(key)
        return Figure(key, value, "" if value is None else described(round(value * SECOND)))

    def points(self, key: str) -> Figure:
        """Return a difference of shares in points of a hundred."""
        value = self.at(key)
        return Figure(key, value, points_shown(value))

    def behind(self, messages: Sequence[str], most: int = BEHIND, figure: str = "") -> Behind:
        """Return the messages behind a figure, with its definition where it has one."""
        by, says = self.at(f"{figure}/definition/by", ""), self.at(f"{figure}/definition/says", "")
        return Behind(len(messages), tuple(map(self._messages.line, messages[:most])), by, says)

    def behind_figure(self, figure: str) -> Behind:
        """Return the messages that are told of beside a figure."""
        return self.behind(self.at(f"{figure}/messages"), figure=figure)

    def trend(self, key: str, shown: Callable[[float], str]) -> str:
        """Return how a figure stands beside the week before."""
        trend = self.at(key)
        if trend["week_before"] is None:
            return "No week before to compare with"
        change = Change[trend["change"].upper()]
        chance = ", by more than chance" if change in {Change.UP, Change.DOWN} else ""
        return f"{shown(trend['week_before'])} the week before; {change.value}{chance}"

    def by_team(self, key: str, figure: Callable[[str], Figure]) -> Iterable[Counted]:
        """Return a figure of each team."""
        for team in self.at(key):
            yield Counted(
                self.named(self._names.team(team)) if team else Link("no recorded owner"), figure(f"{key}/{team}")
            )

    def channel(self, channel: str) -> Link:
        """Return a channel by its name."""
        return self.named(self._names.channel(channel))

    def named(self, link: Link) -> Link:
        """Return what something is called, with where it leads if names lead anywhere."""
        return link if self._linked else Link(link.text)


def minutes_shown(minutes: float) -> str:
    """Return how long people worked."""
    return shown_work(round(minutes * MINUTE))


def points_shown(share: float) -> str:
    """Return a share of one as points of a hundred, with its sign."""
    return f"{100 * share:+.0f}"


def some(count: int, noun: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"
