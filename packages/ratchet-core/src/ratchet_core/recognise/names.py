"""Finds what an alert is called and what it is about, as its tool writes them."""

import re
from collections.abc import Mapping
from typing import Final

from ratchet_core.recognise.fingerprint import without_pod_suffix
from ratchet_core.recognise.states import Mark, state_of
from ratchet_core.recognise.view import View, unmarked

ALERT_FIELDS: Final = (
    "alertname", "alert name", "alarm name", "alarmname", "alert rule", "alert rule name", "rule name", "rulename",
    "monitor name", "check name", "condition name", "problem name", "incident name", "trigger name", "event name",
    "alarm", "rule", "alert title", "incident title", "signal", "problem", "trigger", "alert", "monitor", "condition",
    "check", "incident", "checkname", "task", "dag", "exception", "error class", "title", "subject", "summary", "message",
)  # fmt: skip
"""Names of the field that holds an alert's name, best first."""

SERVICE_FIELDS: Final = (
    "service", "service name", "servicename", "impacted service", "affected service", "services", "application", "app",
    "application name", "app name", "component", "affected component", "impacted entity", "entity", "entity name", "deployment", "statefulset", "daemonset",
    "workload", "project", "project name", "container", "container.name", "consumergroup", "consumer group", "pod",
    "host", "hostname", "host name", "host.name", "server", "node", "instance", "device", "resource", "resource name", "target", "endpoint", "website", "site",
    "url", "monitor", "monitor name", "check", "check name", "asset", "database", "queue", "topic", "job", "job name", "dag", "rulename", "function", "source", "namespace", "k8s.ns.name", "cluster",
    "repository", "repo", "address", "origin", "group", "team",
)  # fmt: skip
"""Names of the field that says what an alert is about, best first."""

_GENERIC: Final = frozenset(
    ["alert", "alerts", "alarm", "alarms", "notification", "message", "monitor", "monitoring", "incident", "incidents", "problem", "event", "new", "issue", "cloudwatch", "azure", "gcp", "aws", "uptime", "opsgenie", "zabbix", "nagios", "icinga", "pagerduty", "datadog", "grafana", "prometheus", "sensu", "the", "a", "an", "of", "your", "for", "state", "status", "triggered", "for", "in", "service", "host", "critical", "warning", "check", "summary", "details", "view", "relic", "kuma", "updated", "update", "custom", "this", "system", "team", "severity", "priority", "high", "low", "error", "newrelic", "detected", "activated", "at"]
)
_NUMBERED: Final = re.compile(r"^[\[(#\s]*#?\d+[\])]*\s*[:\-.|]*\s+|\s*\(#?\d+\)$|^#\w+[:\s]+")
_TAIL: Final = re.compile(
    r"\s*(?:\((?:alarm was|was|for|after|took|lasted|since|details)\b[^()]*\)?|\sin\s(?:production|staging|prod|development)(?:\sfrom\s\S+)?|\s(?:=|value:|val:)\s*[-\d.].*"
    r"|\s+(?:since|after|at)\s+\d.*|\s+for\s+(?:the\s+)?(?:last\s+)?\d+.*|\s+in\s+\d+\s?[smhd]\w*|\s+\([\d.,]+\s?\S{0,3}\))$",
    re.IGNORECASE,
)
_WHERE: Final = re.compile(
    r"^(.{3,200}?)\s+(?:on|for|from|@|(?:in|at|of)(?=\s+(?:host|service|server|node|instance|app|site|project|cluster)\b))\s+(?:the\s+)?(?:(?:host|service|server|node|instance|app|application|pod|container|"
    r"device|site|project|cluster|entity|target|job|queue|function|name)\s*[:=]?\s*)?[\"'“]?([A-Za-z][\w.:/@-]*[\w/])[\"'”]?\.?$",
    re.IGNORECASE,
)
_TAGGED: Final = re.compile(
    r"(?<![\w.])(service|app|application|host|hostname|instance|pod|container|kube_deployment)[:=]\s?[\"'`]?([\w./:-]*\w)", re.IGNORECASE
)
_PROJECT: Final = re.compile(r"^\[([\w][\w./ -]{1,60})\]\s*(.+)$")
_QUOTED: Final = re.compile(r"[\"'“‘«]([^\"'”’»]{2,160})[\"'”’»]")
_OFFERED: Final = re.compile(r"\b(?:job|task|check|monitor|alert|rule|service|dag|pipeline|flow|endpoint|host|workflow|policy|condition|application|app|site)\b", re.IGNORECASE)
_EDGES: Final = " \t-–—:|.,;!\"“”'‘’«»•>*`~()"  # noqa: RUF001 - punctuation as tools write it
_ERROR: Final = re.compile(r"\b((?:\w+(?:::|\.))*[A-Z]\w*(?:Error|Exception|Fault|Failure|Timeout|Panic))\b")
_LONGEST: Final = 200
_SURE: Final = 4


def alert_name(view: View, mark: Mark | None) -> str:
    """Return what the alert is called: a field that says so, or the headline without what varies."""
    named = _from_fields(view, ALERT_FIELDS[:20])
    if named:
        return named
    name = cleaned_name(_telling_line(view, mark))
    if _is_empty(name):
        name = _from_fields(view, ALERT_FIELDS[20:]) or _first_telling(view)
    return name or view.headline or "alert"


def _telling_line(view: View, mark: Mark | None) -> str:
    """Return the line that names the alert: the one with the verdict, or the title if the verdict stands elsewhere."""
    if not mark or not mark.subject or mark.strength < _SURE:
        return view.headline
    if mark.line and view.content.title and not _is_empty(cleaned_name(view.headline)):
        return view.headline
    return mark.subject


def cleaned_name(line: str) -> str:
    """Return a headline without states, numbers, values, durations and the words that every alert has."""
    line = _NUMBERED.sub("", line.strip(_EDGES)).strip()
    if " | " in line or " - " in line:
        line = _segment(line)
    for _ in range(2):
        line = _TAIL.sub("", line).strip(_EDGES)
    head, colon, rest = line.partition(": ")
    if colon and rest and (_is_empty(head) or (state_of(head, nouned=False) and len(head.split()) < 4)):  # noqa: PLR2004
        line = rest
    found = _QUOTED.search(line)
    if found and (len(found[1]) > len(line) // 2 or _is_empty(line[: found.start()]) or _OFFERED.search(line[: found.start()])):
        line = found[1]
    return _NUMBERED.sub("", line).strip(_EDGES)[:_LONGEST]


def error_class(view: View) -> str | None:
    """Return the exception that the headline names, or None."""
    for line in view.lines[:3]:
        found = _ERROR.search(line)
        if found:
            return found[1]
    return None


def service_name(view: View, mark: Mark | None, alert: str) -> str | None:
    """Return what a message says it is about, or None when it does not say."""
    return field_service(view) or _from_lines(view, mark, alert)


def field_service(view: View) -> str | None:
    """Return what a message says in a field or a tag that it is about, or None."""
    return _from_fields(view, SERVICE_FIELDS[:20]) or _tagged(view) or _from_fields(view, SERVICE_FIELDS[20:])


def alert_and_place(name: str) -> tuple[str, str | None]:
    """Return `High CPU on web-3` as its two parts: what is wrong, and where it is (None if it does not say)."""
    found = _WHERE.match(name)
    if found and _is_identifier(found[2]):
        return found[1], found[2]
    return name, None


def notice_service(view: View) -> str | None:
    """Return what a notice is about: a project, a repository, an application."""
    found = _from_fields(view, ("project", "repository", "repo", *SERVICE_FIELDS[:16], "job", "environment", "dag"))
    if found:
        return found
    footer = view.content.footer
    if "/" in footer and " " not in footer and "://" not in footer:
        return footer
    for line in view.lines[:3]:
        project = _PROJECT.match(line)
        if project:
            return project[1].partition(":")[0]
    return None


def _from_fields(view: View, names: tuple[str, ...]) -> str | None:
    fields: Mapping[str, str] = view.fields
    for name in names:
        value = fields.get(name)
        if value and len(value) <= _LONGEST:
            value = unmarked(value.partition("\n")[0]).strip(_EDGES)
            if value and not _is_verdict(value) and not value.replace(".", "").isdigit():
                return without_pod_suffix(value) if " " not in value else value
    return None


def _is_verdict(value: str) -> bool:
    return len(value.split()) < 3 and (state_of(value, nouned=True) is not None or value.lower() in ("n/a", "none", "-", "unknown", "true", "false", "yes", "no"))  # noqa: PLR2004


def _tagged(view: View) -> str | None:
    tags = view.fields.get("tags") or view.fields.get("labels") or view.fields.get("scope") or ""
    found = {name.lower(): value for name, value in reversed(_TAGGED.findall(tags + " " + " ".join(view.lines[:3])))}
    return next((found[name] for name in ("service", "app", "application", "kube_deployment", "container", "host", "hostname", "instance", "pod") if name in found), None)


def _from_lines(view: View, mark: Mark | None, alert: str) -> str | None:
    if mark and mark.subject and (mark.place == "copula" or (mark.line and mark.place == "edge")):
        subject = cleaned_name(mark.subject)
        if subject and not _is_empty(subject):
            return subject
    place = alert_and_place(alert)[1]
    if place:
        return place
    for line in view.lines[:4]:
        project = _PROJECT.match(line)
        if project and not state_of(project[1]) and not _is_empty(project[1]):
            return project[1]
        place = alert_and_place(cleaned_name(line))[1]
        if place:
            return place
    word = next((word for word in alert.split() if "-" in word and _is_identifier(word)), None)
    return word or _author(view) or (alert if " " not in alert and _is_identifier(alert) else None)


def _author(view: View) -> str | None:
    author = view.content.author
    return author if author and " " not in author and len(author) > 2 else None  # noqa: PLR2004


def _is_identifier(word: str) -> bool:
    """Say whether a word names a thing rather than describes one: `checkout-api`, `db1`, `api.example.com`, `Redis`."""
    return any(sign in word for sign in "-._/:") or any(map(str.isdigit, word)) or word.islower()


def _segment(line: str) -> str:
    """Return the part of `A | B | C` or of `A - B` that names the alert."""
    sign = " | " if " | " in line else " - "
    parts = [part.strip(_EDGES) for part in line.split(sign)]
    telling = [part for part in parts if part and not _is_empty(part) and not _is_verdict(part)]
    if sign == " - ":
        return " - ".join(telling) if telling else line
    return telling[0] if telling else line


def _is_empty(name: str) -> bool:
    """Say whether a name says nothing but what every alert says."""
    words = re.findall(r"[a-z]+", name.lower())
    return not words or all(word in _GENERIC or state_of(word) for word in words)


def _first_telling(view: View) -> str | None:
    for line in view.lines[1:]:
        name = cleaned_name(line)
        if not _is_empty(name):
            return name
    return None
