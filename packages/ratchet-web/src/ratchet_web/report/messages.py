"""What messages are about: an alert, a question, a deploy."""

from typing import Final

from ratchet_core.basis.calendar import MONTHS, WEEKDAYS, date_of, weekday
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import DAY, MINUTE, Instant, moment_of
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.acts import Matter, MatterKind
from ratchet_core.queries.toil.report import ToilReport

from ratchet_web.links import Link, Names, alert_path, incident_path, request_path
from ratchet_web.report.values import Line

_QUOTED: Final = 90
_GONE: Final = "(its words are gone)"


class Messages:
    """What messages are about, by the report that names them."""

    def __init__(self, report: ToilReport, reader: Reader, names: Names, *, linked: bool) -> None:
        """Remember what the report's own messages are about; whatever else is named is looked up."""
        self._reader, self._names, self._linked = reader, names, linked
        self._clock = names.directory.policy.working_hours
        self._tracks = {(one.channel, one.alert): one.name for one in reader.tracks()}
        self._matters = {one.message: one.matter for one in report.minutes.acts}
        self._paths = {one.message: incident_path(one.incident) for one in report.alerts.episodes}
        self._alerts = {one.message: (one.incident.channel, one.incident.alert) for one in report.alerts.episodes}

    def line(self, named: str) -> Line:
        """Return a message that is named as `CHANNEL/TS`."""
        channel, _, ts = named.partition("/")
        message = MessageRef(channel, ts)
        return Line(self._at(moment_of(ts, 0)), self._what(message), self._names.place(message))

    def _at(self, at: Instant) -> str:
        local = self._clock.local(at)
        minutes = local % DAY // MINUTE
        return f"{day_shown(local // DAY)} {minutes // 60:02d}:{minutes % 60:02d}"

    def _what(self, message: MessageRef) -> Link:
        if message in self._alerts:
            return self._link(self._alert(*self._alerts[message]), self._paths[message])
        matter = self._matters.get(message)
        if matter is not None:
            return self._matter(matter)
        if self._reader.request(message) is not None:
            return self._matter(Matter(MatterKind.QUESTION, message.channel, message.ts))
        notice = self._reader.notification(message)
        return Link(self._names.said(notice.title)) if notice is not None else Link("a message")

    def _matter(self, matter: Matter) -> Link:
        if matter.kind is MatterKind.ALERT:
            return self._link(self._alert(matter.channel, matter.key), alert_path(matter.key))
        root = MessageRef(matter.channel, matter.key)
        request = self._reader.request(root)
        return self._link(
            self._quoted(root if request is None else request.question),
            None if request is None else request_path(request),
        )

    def _quoted(self, root: MessageRef) -> str:
        """Return the beginning of a question; one that few may read is not quoted."""
        if self._names.directory.is_private(root.channel):
            return "a question"
        words = " ".join(self._names.said(self._reader.words(root)).split())
        if not words:
            return _GONE
        return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1]}…"

    def _alert(self, channel: str, alert: str) -> str:
        return self._tracks.get((channel, alert), alert)

    def _link(self, text: str, path: str | None) -> Link:
        return Link(text, path if self._linked else None)


def day_shown(day: int) -> str:
    """Return a day as people write it."""
    date = date_of(day)
    return f"{WEEKDAYS[weekday(day)]} {date.day} {MONTHS[date.month - 1]}"
