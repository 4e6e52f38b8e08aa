"""Runbooks: every version, its state and its author, what it changed, and what became of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import Alert, RunbookState, RunbookVersion
from ratchet_core.queries.judging import described_comparisons, described_figures
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import (
    TELLING_DIGITS,
    RunbookEntry,
    approvers_of,
    backtested,
    difference,
    doubts_about,
    judgements,
    runbook_entries,
    version_of,
)

from ratchet_web.asked import Asked, Listed, NotThereError, Place, by_name
from ratchet_web.links import Link, Names, runbook_path
from ratchet_web.page import Page, over
from ratchet_web.pieces import Column, count, facts, more, part, place, said, state, table, to, when
from ratchet_web.times import moment, moment_or_none

_MOST: Final = 1_000_000


@frozen
class RunbookLine:
    """A runbook as a list tells of it; `active` and `waiting` are the numbers of versions."""

    runbook: Link
    alert: Link
    service: Link | None
    active: int | None
    waiting: tuple[int, ...]
    versions: int
    latest: datetime


@frozen
class Runbooks:
    """Runbooks: those with a version that waits for an approval first."""

    waiting: int
    runbooks: Listed[RunbookLine]


def _runbooks(reader: Reader, asked: Asked) -> Runbooks:
    names, entries = Names(reader.directory()), runbook_entries(reader)
    listed = asked.listed(entries, _place)
    lines = listed.told(lambda entry: runbook_line(names, entry))
    return Runbooks(sum(len(one.waiting) for one in entries), lines)


def _place(one: RunbookEntry) -> Place:
    rank, called, key = by_name(one.alert.name if one.alert is not None else "", one.fingerprint)
    return rank if one.waiting else rank + 1, called, key


def runbook_line(names: Names, one: RunbookEntry) -> RunbookLine:
    """Return a runbook as a list tells of it."""
    called = names.alert(one.alert, one.fingerprint)
    return RunbookLine(
        runbook=Link(called.text, runbook_path(one.fingerprint)),
        alert=called,
        service=names.service(one.alert.service if one.alert is not None else None),
        active=one.active.number if one.active is not None else None,
        waiting=tuple(each.number for each in one.waiting),
        versions=one.versions,
        latest=moment(one.latest.written_at),
    )


def _runbooks_body(view: Runbooks, now: datetime) -> Node:
    columns: tuple[Column[RunbookLine], ...] = (
        Column("Runbook", lambda one: to(one.runbook)),
        Column("Service", lambda one: to(one.service, "unknown")),
        Column("Active", lambda one: h.span(".nothing")["none"] if one.active is None else f"version {one.active}"),
        Column("Awaits approval", lambda one: one.waiting and ", ".join(f"version {each}" for each in one.waiting)),
        Column("Versions", lambda one: count(one.versions), figure=True),
        Column("Last written", lambda one: when(one.latest, now)),
    )
    return [
        table(
            "Those with a version that awaits approval first",
            columns,
            view.runbooks.items,
            "No runbook was written yet.",
        ),
        more(view.runbooks, "runbook"),
    ]


@frozen
class VersionShown:
    """One version of a runbook.

    Attributes:
        approvers: Who may approve it, in words, while it waits.
        change: What it changes in the version before it, as a unified difference; None for the first.
        outcome: What became of the incidents under it, a line for each figure.
        beside: How that stands beside the version before.
        doubts: What is doubtful in its text, a line for each; nothing of one that is neither active nor waits.
        backtest: While it waits, how it fits what was done in the last incidents, and then a line for each deed.
    """

    number: int
    state: RunbookState
    assumed: bool
    author: Link
    written: datetime
    decided_by: Link | None
    digest: str
    active_from: datetime | None
    active_until: datetime | None
    approvers: str | None
    text: str
    change: tuple[str, ...] | None
    outcome: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    backtest: tuple[str, ...] = ()


@frozen
class Compared:
    """What one version changes in another."""

    before: int
    after: int
    change: tuple[str, ...]


@frozen
class RunbookPage:
    """A runbook with its versions, the latest first."""

    alert: Link
    service: Link | None
    active: int | None
    numbers: tuple[int, ...]
    compared: Compared | None
    without: tuple[str, ...]
    versions: Listed[VersionShown]


def _runbook(reader: Reader, asked: Asked) -> RunbookPage:
    fingerprint = asked.parts["alert"]
    alert, versions = reader.alert(fingerprint), list(reader.versions(fingerprint))
    if not versions:
        what = f"The alert {fingerprint} has no runbook" if alert is not None else f"There is no runbook {fingerprint}"
        raise NotThereError(f"{what}. All that are known are under Runbooks.")
    names, listed = Names(reader.directory()), asked.listed(versions, lambda one: (-one.number, "", ""))
    active, judged = version_of(versions), _judged(reader, fingerprint)
    return RunbookPage(
        alert=names.alert(alert, fingerprint),
        service=names.service(alert.service if alert is not None else None),
        active=active.number if active is not None and active.state is RunbookState.ACTIVE else None,
        numbers=tuple(one.number for one in versions),
        compared=_compared(names, versions, asked),
        without=judged.get(None, ((), ()))[0],
        versions=listed.told(lambda version: _version(reader, names, alert, versions, version, judged)),
    )


_Judged = dict[int | None, tuple[tuple[str, ...], tuple[str, ...]]]


def _judged(reader: Reader, alert: str) -> _Judged:
    return {
        one.outcome.version: (described_figures(one.outcome), described_comparisons(one.since_before))
        for one in judgements(reader, alert)
    }


def _version(  # noqa: PLR0913, PLR0917 - a version, and all that it is told from
    reader: Reader, names: Names, alert: Alert | None, known: list[RunbookVersion], one: RunbookVersion, judged: _Judged
) -> VersionShown:
    before = next((each for each in reversed(known) if each.number < one.number), None)
    outcome, beside = judged.get(one.number, ((), ()))
    latest = one.active_during[-1] if one.active_during else None
    return VersionShown(
        number=one.number,
        state=one.state,
        assumed=one.assumed,
        author=names.person(one.author),
        written=moment(one.written_at),
        decided_by=None if one.decided_by is None else names.person(one.decided_by),
        digest=one.digest,
        active_from=None if latest is None else moment(latest.since),
        active_until=None if latest is None else moment_or_none(latest.until),
        approvers=_approvers(reader, alert, one) if one.state is RunbookState.PROPOSED else None,
        text=names.text(one.text),
        change=None if before is None else tuple(difference(names.text(before.text), names.text(one.text))[2:]),
        outcome=outcome,
        beside=beside,
        doubts=tuple(found.told for found in doubts_about(reader, one)) if one.state in _LIVING else (),
        backtest=tuple(_backtest(reader, names, one)) if one.state is RunbookState.PROPOSED else (),
    )


_LIVING: Final = frozenset({RunbookState.PROPOSED, RunbookState.ACTIVE})


def _backtest(reader: Reader, names: Names, one: RunbookVersion) -> Iterator[str]:
    tested = backtested(reader, one)
    yield f"Version {one.number} {tested.told}."
    for past in tested.past:
        opened = f"{moment(past.incident.opened_at):%Y-%m-%d %H:%M} UTC"
        for deed in past.deeds:
            yield f"{opened}: {names.text(deed.told)}"


def _approvers(reader: Reader, alert: Alert | None, one: RunbookVersion) -> str:
    known = approvers_of(reader, alert, one)
    if known is None:
        return "an admin: no team owns its service or channel"
    names = sorted(map(reader.directory().name_of, known.people))
    return f"members of {known.team} ({', '.join(names[:8]) or 'it has none'}{', ...' if len(names) > 8 else ''})"  # noqa: PLR2004 - enough to find one


def _compared(names: Names, known: list[RunbookVersion], asked: Asked) -> Compared | None:
    if asked.text("from") is None and asked.text("to") is None:
        return None
    latest = known[-1].number
    numbers = [asked.number(name, 1, _MOST, otherwise) for name, otherwise in (("from", latest), ("to", latest))]
    one, other = (_numbered(known, number) for number in numbers)
    lines = difference(names.text(one.text), names.text(other.text))
    return Compared(one.number, other.number, tuple(lines[2:]))


def _numbered(known: list[RunbookVersion], number: int) -> RunbookVersion:
    found = version_of(known, number)
    if found is None:
        raise NotThereError(f"There is no version {number}; the latest is version {known[-1].number}.")
    return found


def _runbook_body(view: RunbookPage, now: datetime) -> Node:
    return [
        facts(
            (
                ("Alert", to(view.alert)),
                ("Service", to(view.service, "unknown")),
                (
                    "Active",
                    "none" if view.active is None else h.a(href=f"#version-{view.active}")[f"version {view.active}"],
                ),
            )
        ),
        _outcome("Incidents before it had a runbook", view.without, ()),
        len(view.numbers) > 1 and _chooser(view),
        view.compared is not None
        and part(
            f"What version {view.compared.after} changes in version {view.compared.before}",
            _change(view.compared.change),
        ),
        [_shown(one, now) for one in view.versions.items],
        more(view.versions, "version"),
    ]


def _chooser(view: RunbookPage) -> Node:
    compared = view.compared
    latest = view.numbers[-1]
    before = compared.before if compared is not None else view.active or view.numbers[-2]
    after = compared.after if compared is not None else latest
    return h.form(".filters", method="get")[
        h.label["Compare version", _numbers("from", view.numbers, before)],
        h.label["with version", _numbers("to", view.numbers, after)],
        h.button(type="submit")["Show the difference"],
    ]


def _numbers(name: str, numbers: tuple[int, ...], current: int) -> Node:
    return h.select(name=name)[(h.option(value=str(one), selected=one == current)[str(one)] for one in numbers)]


def _shown(one: VersionShown, now: datetime) -> Node:
    return h.section(id=f"version-{one.number}")[
        h.h2[f"Version {one.number} ", state(one.state), one.assumed and " (assumed approved)"],
        facts(
            (
                ("By", to(one.author)),
                ("Written", when(one.written, now)),
                ("Decided by", to(one.decided_by)),
                ("Active from", when(one.active_from, now)),
                ("Active until", when(one.active_until, now)),
                ("Can be approved by", None if one.approvers is None else said(one.approvers)),
                ("Digest", h.span(title=one.digest)[place(one.digest[:TELLING_DIGITS])]),
            )
        ),
        h.pre(".text", dir="auto")[one.text or "(its text is gone)"],
        _listed("What to look at before you decide", one.doubts),
        _listed("Beside what was done in the last incidents", one.backtest),
        _outcome("How incidents went under it", one.outcome, one.beside),
        one.change is not None
        and h.details[h.summary[f"What it changes in version {one.number - 1}"], _change(one.change)],
    ]


def _listed(what: str, lines: tuple[str, ...]) -> Node:
    return len(lines) > 0 and h.details(open=True)[h.summary[what], h.ul(".figures")[(h.li[one] for one in lines)]]


def _outcome(what: str, outcome: tuple[str, ...], beside: tuple[str, ...]) -> Node:
    if not outcome:
        return None
    return h.details[
        h.summary[what],
        h.ul(".figures")[(h.li[one] for one in outcome)],
        len(beside) > 0 and [h.p["Beside the time before:"], h.ul(".figures")[(h.li[one] for one in beside)]],
    ]


def _change(change: tuple[str, ...]) -> Node:
    if not change:
        return h.p(".empty")["The texts say the same."]
    return h.ol(".difference")[(_changed(line) for line in change)]


def _changed(line: str) -> Node:
    kinds = {"+": ("added", "added: "), "-": ("removed", "removed: "), "@": ("place", "")}
    kind, spoken = kinds.get(line[:1], ("same", ""))
    return h.li(class_=kind)[spoken and h.span(".spoken")[spoken], line]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/runbooks", "/runbooks", over(_runbooks), lambda _: "Runbooks", _runbooks_body, ("limit", "before")),
    Page(
        "/runbooks/{alert}",
        "/runbooks",
        over(_runbook),
        lambda view: f"Runbook of {view.alert.text}",
        _runbook_body,
        ("from", "to", "limit", "before"),
    ),
)
