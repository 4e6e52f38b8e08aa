"""Netdata's alarms: the link names the host, the chart and the alarm, whatever the title says of values and times."""

import re
from typing import Final

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.generic import alert, severity_said, tone
from ratchet_core.recognise.recognised import Kind, Recognised, Severity
from ratchet_core.recognise.states import mark_of
from ratchet_core.recognise.tools.reader import Example, Reader, first_link
from ratchet_core.recognise.view import view_of

_ALARM: Final = re.compile(r"[?&]host=([^&]{1,200})(?:&[^&]*)*?&alarm=([^&]{1,200})")


def _read(content: Content, bot: Bot) -> Recognised | None:
    link = first_link(content, "goto-host-from-alarm")
    found = _ALARM.search(link) if link else None
    if found is None:
        return None
    view = view_of(content, bot)
    mark = mark_of(view)
    kind = mark.state if mark else tone(content) or Kind.ALERT_FIRING
    return alert(view, kind, found[2], found[1], severity_said(view, mark))


READER: Final = Reader("netdata", _read)

EXAMPLES: Final = (
    Example(
        Content(
            text="db-9 is critical, system.load (load), load average 5 = 41\nload average 5 = 41",
            title="load average 5 = 41",
            pretext="db-9 is critical, system.load (load), load average 5 = 41",
            colour="danger",
            links=("https://netdata.example.com/goto-host-from-alarm.html?host=db-9&chart=system.load&alarm=load_5",),
        ),
        Recognised(
            Kind.ALERT_FIRING,
            alert="load_5",
            service="db-9",
            severity=Severity.CRITICAL,
            title="load average 5 = 41",
            members=("db-9",),
        ),
    ),
)
