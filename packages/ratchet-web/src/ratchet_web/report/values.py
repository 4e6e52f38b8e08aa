"""What the page of a report is made of: plain values, which are laid out as they are."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from ratchet_web.links import Link
from ratchet_web.report.charts import Spec


@frozen
class Figure:
    """A figure: the keys at which `--json` has it, what it is there, and how people read it."""

    key: str
    value: float | str | None
    shown: str


@frozen
class Line:
    """A message: when it was posted, what it is about, and where it stands, as commands take it."""

    at: str
    what: Link
    place: str


@frozen
class Behind:
    """The messages behind a figure, the first of them by name; `by` and `says` define the figure."""

    total: int
    lines: tuple[Line, ...]
    by: str = ""
    says: str = ""


@frozen
class Tile:
    """A figure that stands large, with what it consists of, and how it stands beside the week before."""

    name: str
    figure: Figure
    notes: tuple[str, ...]
    behind: Behind


@frozen
class Advice:
    """What would save something: in words, with what acts on it and the messages that speak for it.

    `tried` says what it would have changed, where that was tried.
    """

    says: str
    tried: str
    act: str
    behind: Behind


@frozen
class Costly:
    """What an alert cost in a channel."""

    alert: Link
    service: Link | None
    channel: Link
    worked: Figure
    incidents: Figure
    firings: Figure
    untouched: Figure
    open_for: Figure
    flapping: Figure
    runbook: bool
    behind: Behind


@frozen
class Timed:
    """How long something took: how often it happened, in the middle, to nine in ten, and how often it did not."""

    name: str
    n: Figure
    median: Figure
    most: Figure
    never: Figure
    of_all: Figure
    behind: Behind


@frozen
class Counted:
    """A count, or a time of work, of one of several."""

    name: Link
    figure: Figure


class Drawing:
    """A chart: what is to be drawn, and the drawing once there is one; no text of it needs to be looked at."""

    def __init__(self, spec: Spec, svg: str | None = None) -> None:
        """Keep a specification, and what was drawn of it."""
        self.spec = spec
        self.svg = svg


class Told:
    """What `--json` says; whoever tells it on hides what is secret in it."""

    def __init__(self, report: dict[str, Any]) -> None:
        """Keep a report."""
        self.report = report


@frozen
class Chart:
    """A chart, and the same as a table.

    Attributes:
        legend: What its colours mean, each with the name of its swatch.
        head: The headings of the table; the first names its rows.
        rows: Its rows; each figure beside the name.
    """

    title: str
    note: str
    legend: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    drawing: Drawing


@frozen
class DeployView:
    """What deploys were followed by."""

    says: tuple[str, ...]
    behind: Behind


@frozen
class Effect:
    """What a version of a runbook changed, or the time without one."""

    alert: Link
    version: str
    says: tuple[str, ...]


@frozen
class DeadLink:
    """A link of an active runbook that leads nowhere."""

    alert: Link
    version: int
    line: Figure
    link: str


@frozen
class RunbookView:
    """How runbooks fare: how many of the alerts that cost most have one, what versions changed, what leads nowhere.

    `drafts` are the versions that await approval.
    """

    covered: Figure
    costliest: Figure
    effects: tuple[Effect, ...]
    dead_links: tuple[DeadLink, ...]
    drafts: tuple[str, ...]
    behind: Behind


@frozen
class ReportView:
    """The page of a report."""

    span: str
    about: str
    tiles: tuple[Tile, ...]
    advice: tuple[Advice, ...]
    charts: tuple[Chart, ...]
    teams: tuple[Counted, ...]
    own: Figure | None
    costs: tuple[Costly, ...]
    more_costs: int
    times: tuple[Timed, ...]
    worth: tuple[Counted, ...]
    worth_behind: Behind
    asked_of: tuple[Counted, ...]
    unanswered: Behind
    repeated: Behind
    deploys: DeployView
    tags: tuple[Counted, ...]
    tagged: Behind
    acted: Figure
    runbooks: RunbookView
    told: Told

    @property
    def specs(self) -> list[Spec]:
        """The charts that are to be drawn."""
        return [one.drawing.spec for one in self.charts]

    def with_drawings(self, drawings: Sequence[str]) -> "ReportView":
        """Return the page with these drawings of its charts."""
        pairs = zip(self.charts, drawings, strict=True)
        charts = tuple(evolve(one, drawing=Drawing(one.drawing.spec, svg)) for one, svg in pairs)
        return evolve(self, charts=charts)
