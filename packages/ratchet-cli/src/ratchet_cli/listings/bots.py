"""What was taught about bots' messages, as rows."""

from ratchet_core.domain.alerts import Lesson
from ratchet_core.domain.directory import Directory
from ratchet_core.recognise.recognised import Kind

from ratchet_cli.listings.rows import Row
from ratchet_cli.terminal.names import person_name
from ratchet_cli.terminal.transcript import day_and_time

_CALLED = {Kind.ALERT_FIRING: "firing", Kind.ALERT_RESOLVED: "end", Kind.ALERT_UPDATE: "update"}


def lesson_row(directory: Directory, one: Lesson) -> Row:
    """Return what messages of one template were taught to be, by whom and when."""
    return {
        "bot": one.bot,
        "messages like": one.skeleton,
        "are": _CALLED.get(one.kind, "notice"),
        "taught by": person_name(directory, one.person),
        "at": day_and_time(one.at),
    }
