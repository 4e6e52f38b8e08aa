"""What a person reads before they decide on a version of a runbook: what it changes, where it would have been shown.

The difference is to the active version; the incidents are the alert's last ones in the channel, each with what its
card showed then, and what people did in it that stands in the version. What is doubtful in the text comes first.
"""

from collections.abc import Collection, Iterator
from difflib import unified_diff
from typing import Final

from ratchet_core.basis.instants import described
from ratchet_core.domain import AUTHOR, MODEL_AUTHOR, Incident, MessageRef, RunbookVersion, ThreadNote
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.quotation import cited_pieces
from ratchet_core.rules.backtesting import backtest_of
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.runbook_lint import counted_findings, findings_in
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, Piece

MOST_IN_A_FIELD: Final = 3_000
"""How long a text can be that is edited in a form: what Slack takes."""

_MOST_LINES: Final = 80
_AROUND: Final = 2
_MOST_DOUBTS: Final = 10
_MOST_DEEDS: Final = 3


def is_editable(text: str) -> bool:
    """Say whether a text can be edited in a form as it is: it fits, and nothing in it has to be hidden."""
    return fits_in_a_field(text) and without_secrets(text) == text


def fits_in_a_field(text: str) -> bool:
    """Say whether a field takes a text, in which a chat may count what it escapes as it escapes it, as `&lt;`."""
    escaped = sum(text.count(sign) * (len(name) - 1) for sign, name in _ESCAPED)
    return len(text.encode("utf-16-le", "replace")) // 2 + escaped <= MOST_IN_A_FIELD


_ESCAPED: Final = (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;"))


def review_body(
    snapshot: Snapshot, version: RunbookVersion, incidents: tuple[Incident, ...], notes: tuple[ThreadNote, ...]
) -> Body:
    """Return what a version changes, who wrote it, what is doubtful in it, and how it fits the last incidents.

    The incidents are all of one channel, and the notes those of their threads.
    """
    active = snapshot.runbook
    before = "" if active is None else active.text
    against = "there is no runbook yet" if active is None else f"compared with v{active.number}, which is active"
    when = snapshot.policy.dated(version.written_at)
    written: Piece | str = _DRAFTED.get(version.author) or named(snapshot, version.author)
    lines = (
        line("Written by ", written, f" on {when}."),
        *doubt_lines(
            snapshot,
            version.text,
            {one.ref for one in snapshot.linked if one.gone},
            "before you decide; none of it blocks an approval:",
        ),
        *_changes(before, version.text),
        *_incident_lines(snapshot, version, incidents, notes),
        *_whole(version.text),
    )
    return Body(f"Draft v{version.number}: {against}", lines)


_DRAFTED: Final = {
    AUTHOR: "ratchet, from a thread",
    MODEL_AUTHOR: "ratchet, in a model's words that rest on what they quote",
}


def _changes(before: str, after: str) -> Iterator[Line]:
    """Return the lines that are added and taken out, with a few around them; citations are links."""
    changed = [
        one
        for one in unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_AROUND)
        if not one.startswith(("---", "+++", "@@"))
    ]
    if not changed:
        yield line("It says the same as the active version.")
    for one in changed[:_MOST_LINES]:
        yield line(f"{_SIGNS[one[:1]]} ", *_cited(one[1:]))
    if len(changed) > _MOST_LINES:
        yield line(f"... and {len(changed) - _MOST_LINES} more changed lines; `ratchet runbook diff` shows all")


_SIGNS: Final = {"+": "+", "-": "-", " ": "   "}


def _cited(text: str) -> Iterator[Piece | str]:
    for words, ref in cited_pieces(text):
        if words:
            yield words
        if ref is not None:
            yield MessageLink(ref.channel, ref.ts, "message")


def _whole(text: str) -> Iterator[Line]:
    """Return the text itself where no field can hold it, so that nobody decides on what they have not read."""
    if is_editable(text):
        return
    yield line("The whole text, which cannot be edited here:")
    for one in text.splitlines():
        if one.strip():
            yield line(*_cited(one))


def doubt_lines(snapshot: Snapshot, text: str, gone: Collection[MessageRef], when: str) -> Iterator[Line]:
    """Return what is doubtful in a text, below how much that is, and until when it can be mended."""
    found = findings_in(text, snapshot.directory, gone)
    if found:
        yield line(f"{counted_findings(found)} {when}")
    for one in found[:_MOST_DOUBTS]:
        yield line(f"• {one.told}")
    if len(found) > _MOST_DOUBTS:
        yield line(f"... and {len(found) - _MOST_DOUBTS} more; `ratchet runbook lint` shows all")


def _incident_lines(
    snapshot: Snapshot, version: RunbookVersion, incidents: tuple[Incident, ...], notes: tuple[ThreadNote, ...]
) -> Iterator[Line]:
    if not incidents:
        return
    tested = backtest_of(version.text, snapshot.directory, incidents, {incidents[0].channel: notes})
    yield line(f"In the last incidents, v{version.number} {tested.told}.")
    last = "the last incident" if len(incidents) == 1 else f"the last {len(incidents)} incidents"
    where = snapshot.directory.name_of(incidents[0].channel)
    yield line(f"In {last} in #{where}, the card would have shown this text instead of:")
    for past in tested.past:
        one = past.incident
        shown = next((v for v in snapshot.versions if any(d.covers(one.opened_at) for d in v.active_during)), None)
        what = "no runbook" if shown is None else f"v{shown.number}"
        lasted = described((one.ended_at or one.last_at) - one.opened_at)
        when = snapshot.policy.dated(one.opened_at)
        yield line(f"{what}, on {when}, open for {lasted}: ", MessageLink(one.channel, one.root_ts, "thread"))
        for deed in past.deeds[:_MOST_DEEDS]:
            link = MessageLink(deed.message.channel, deed.message.ts, "message")
            yield line(f"   {deed.told} ", link)
