"""Shows drafts of runbooks to people: who may approve one, and its text with names in the place of ids."""

from collections.abc import Iterable

from ratchet_core.domain import RunbookVersion
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import TELLING_DIGITS, Approvers, approvers_of
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.quotation import rewritten
from ratchet_core.vocabulary.changes import versions_in
from ratchet_core.vocabulary.decision import Decision, Why

from ratchet_cli.terminal.names import channel_name, person_name
from ratchet_cli.terminal.steering import visible

_MOST_NAMES = 8


def readable(text: str, directory: Directory) -> str:
    """Return a runbook's text without secrets, with people by name, and messages as `[CHANNEL/TS]`."""
    return rewritten(
        without_secrets(text),
        lambda person: f"@{person_name(directory, person)}",
        lambda message: f"[{channel_name(directory, message.channel)}/{message.ts}]",
    )


def drafts_in(decision: Decision) -> tuple[RunbookVersion, ...]:
    """Return the versions that a decision proposes."""
    proposes = any(reason.why is Why.PROPOSED for reason in decision.reasons)
    return versions_in(decision.changes) if proposes else ()


def shown_drafts(drafts: Iterable[RunbookVersion], reader: Reader, directory: Directory) -> list[str]:
    """Return the lines that show versions as they were proposed: number, digest, who may approve it, and text."""
    return [line for one in drafts for line in _shown(one, reader, directory)]


def _shown(one: RunbookVersion, reader: Reader, directory: Directory) -> list[str]:
    alert = reader.alert(one.alert)
    name = visible(alert.name) if alert is not None else one.alert
    return [
        f"++ proposes version {one.number} of the runbook of {name}, digest {one.digest[:TELLING_DIGITS]}",
        f"     Can be approved by {_approvers(approvers_of(reader, alert, one), directory)}.",
        *(f"     | {line}" for line in visible(readable(one.text, directory)).splitlines()),
    ]


def _approvers(known: Approvers | None, directory: Directory) -> str:
    if known is None:
        return "an admin only: no team owns its service or channel"
    names = sorted({person_name(directory, person) for person in known.people})
    listed = ", ".join(names[:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")
    return visible(f"members of {known.team} ({listed or 'it has none'})")
