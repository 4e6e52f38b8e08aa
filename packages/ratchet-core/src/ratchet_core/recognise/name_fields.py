"""Fields by their names: which say what an alert is called, which what it is about, and what their values tell."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.fingerprint import without_pod_suffix
from ratchet_core.recognise.services import as_service
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.view import View, unmarked
from ratchet_core.recognise.words import STATES, WEAK_STATES, words_of


def _ranked(*names: str) -> Mapping[str, int]:
    """Return the names of fields with the rank of each, the best first."""
    return {name: rank for rank, name in enumerate(dict.fromkeys(names))}


SURE_ALERT_FIELDS: Final = _ranked(
    "alertname", "alert name", "alarm name", "alarmname", "alert rule", "alert rule name", "rule name", "rulename",
    "monitor name", "check name", "condition name", "problem name", "incident name", "trigger name", "event name",
    "alarm", "rule", "alerting rule", "finding type", "finding", "detection", "alert title", "incident title", "signal",
)  # fmt: skip
CHECK_FIELDS: Final = _ranked("check", "task", "rule", "condition", "trigger")
ALERT_FIELDS: Final = _ranked(
    "problem", "trigger", "alert", "monitor", "condition", "check", "incident", "checkname", "task", "dag",
    "exception", "error class", "title", "subject", "summary", "message", "issue", "event", "policy", "name", "description",
    "details",
)  # fmt: skip
WRONG: Final = _ranked(
    "problem", "trigger", "condition", "alert", "check", "title", "subject", "event", "policy", "monitor", "name"
)
SERVICE_FIELDS: Final = _ranked(
    "service", "service name", "servicename", "impacted service", "affected service", "services", "application", "app",
    "application name", "app name", "component", "affected component", "components", "affected components", "impacted", "affected", "impacted services", "affected services",
     "impacted entity", "impacted entities", "entity", "entity name",
    "deployment", "statefulset", "daemonset", "workload", "project",
)  # fmt: skip
PLACE_FIELDS: Final = _ranked(
    "project name", "container", "container.name", "table", "model", "dataset", "test", "test name", "consumergroup", "consumer group", "pod", "host", "hostname",
    "host name", "host.name", "server", "node", "instance", "device", "resource", "resource name",
    "affected resource", "target", "system", "endpoint", "website", "site", "url", "monitor", "monitor name", "check",
    "check name", "asset", "database", "queue", "topic", "job", "job name", "dag", "rulename", "function", "agent", "nodes", "object", "vm", "group",
    "db instance", "source id", "sourceid", "source identifier", "namespace", "k8s.ns.name", "cluster", "address",
)  # fmt: skip
HOST_FIELDS: Final = _ranked("host", "hostname", "host name", "host.name", "server", "node")
ORIGIN_FIELDS: Final = _ranked("repository", "repo", "source")
PLACE_OR_SERVICE_FIELDS: Final = _ranked(*SERVICE_FIELDS, *PLACE_FIELDS, *ORIGIN_FIELDS)
NAMING_FIELDS: Final = _ranked("monitor", "check", "incident title", "alert", "summary")
NOTICE_FIELDS: Final = _ranked("project", "repository", "repo", *SERVICE_FIELDS, "job", "dag")
_OPEN_ASIDE: Final = re.compile(r"\s\([^()]*\)?$|\s\[[^\[\]]*\]$")
_BEHIND_AN_ID: Final = re.compile(r"^\(?\w{1,12}\)\s[-:]?\s?(?=\S)")
ADDRESS: Final = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$")
_PORTED: Final = re.compile(r"^((?=[\d.]*[A-Za-z])[\w.-]+):\d{2,5}$")
EDGES: Final = " \t-–—:|.,;!\"“”'‘’«»•>*`~()"
_NOTHING: Final = words_of("n a none unknown true false yes no null scheduled schedule manual cron")
LONGEST: Final = 200


def service_field(view: View, names: Mapping[str, int]) -> str | None:
    """Return the value of the best of the named fields that can be a service's name, or None."""
    return from_fields(view, names, service_value)


def from_fields(view: View, names: Mapping[str, int], told_by: Callable[[str], str | None] | None = None) -> str | None:
    """Return the value of the best of the named fields that says more than a state, or None."""
    telling = told_by or telling_value
    fields = view.fields
    known = [name for name in fields if name in names]
    for name in known if len(known) <= 1 else sorted(known, key=names.__getitem__):
        told = telling(fields[name])
        if told:
            return told
    return None


@lru_cache(maxsize=4096)
def telling_value(value: str) -> str | None:
    """Return a field's value without markup, or None if it says no more than a state or a number."""
    if len(value) > LONGEST:
        return None
    value = unmarked(value.partition("\n")[0]).strip(EDGES)
    if not value or is_verdict(value) or value.replace(".", "").isdigit():
        return None
    return without_pod_suffix(value) if " " not in value else value


@lru_cache(maxsize=4096)
def service_value(value: str) -> str | None:
    """Return a field's value as a service's name, without the port, the id or the aside beside it, or None."""
    told = telling_value(value)
    if not told:
        return None
    told = _OPEN_ASIDE.sub("", _BEHIND_AN_ID.sub("", told))
    address = _PORTED.match(told)
    return as_service(address[1] if address and not ADDRESS.match(told) else told)


def is_verdict(value: str) -> bool:
    """Say whether a value says no more than a state, a severity, or nothing."""
    words = re.findall(r"[a-z]+", value.lower())
    return bool(words) and all(
        word in STATES or word in WEAK_STATES or word in SEVERITIES or word in _NOTHING for word in words
    )
