"""Finds what an alert is called and what it is about, as its tool writes them."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.fingerprint import is_pod, without_pod_suffix
from ratchet_core.recognise.languages import is_heading
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.releases import released
from ratchet_core.recognise.services import as_service, can_be_service, is_place
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.states import Mark, state_of, without_verdict
from ratchet_core.recognise.view import View, unmarked
from ratchet_core.recognise.words import ALERT_NOUNS, FAILURES, STATES, SUCCESSES, UP_OR_DOWN, WEAK_STATES, words_of


def _ranked(*names: str) -> Mapping[str, int]:
    """Return the names of fields with the rank of each, the best first."""
    return {name: rank for rank, name in enumerate(dict.fromkeys(names))}


_SURE_ALERT_FIELDS: Final = _ranked(
    "alertname", "alert name", "alarm name", "alarmname", "alert rule", "alert rule name", "rule name", "rulename",
    "monitor name", "check name", "condition name", "problem name", "incident name", "trigger name", "event name",
    "alarm", "rule", "alerting rule", "finding type", "finding", "detection", "alert title", "incident title", "signal",
)  # fmt: skip
_CHECK_FIELDS: Final = _ranked("check", "task", "rule", "condition", "trigger")
_ALERT_FIELDS: Final = _ranked(
    "problem", "trigger", "alert", "monitor", "condition", "check", "incident", "checkname", "task", "dag",
    "exception", "error class", "title", "subject", "summary", "message", "issue", "event", "policy", "name", "description",
    "details",
)  # fmt: skip
_WRONG: Final = _ranked(
    "problem", "trigger", "condition", "alert", "check", "title", "subject", "event", "policy", "monitor", "name"
)
_SERVICE_FIELDS: Final = _ranked(
    "service", "service name", "servicename", "impacted service", "affected service", "services", "application", "app",
    "application name", "app name", "component", "affected component", "components", "affected components", "impacted", "affected", "impacted services", "affected services",
     "impacted entity", "impacted entities", "entity", "entity name",
    "deployment", "statefulset", "daemonset", "workload", "project",
)  # fmt: skip
_PLACE_FIELDS: Final = _ranked(
    "project name", "container", "container.name", "table", "model", "dataset", "test", "test name", "consumergroup", "consumer group", "pod", "host", "hostname",
    "host name", "host.name", "server", "node", "instance", "device", "resource", "resource name",
    "affected resource", "target", "system", "endpoint", "website", "site", "url", "monitor", "monitor name", "check",
    "check name", "asset", "database", "queue", "topic", "job", "job name", "dag", "rulename", "function", "agent", "nodes", "object", "vm", "group",
    "db instance", "source id", "sourceid", "source identifier", "namespace", "k8s.ns.name", "cluster", "address",
)  # fmt: skip
_HOST_FIELDS: Final = _ranked("host", "hostname", "host name", "host.name", "server", "node")
_ORIGIN_FIELDS: Final = _ranked("repository", "repo", "source")
_PLACES: Final = _ranked(*_SERVICE_FIELDS, *_PLACE_FIELDS, *_ORIGIN_FIELDS)
_NAMING_FIELDS: Final = _ranked("monitor", "check", "incident title", "alert", "summary")
_NOTICE_FIELDS: Final = _ranked("project", "repository", "repo", *_SERVICE_FIELDS, "job", "dag")
_GENERIC: Final = words_of(
    "alert alerts alarm alarms notification message monitor monitoring incident incidents problem event new issue "
    "cloudwatch azure gcp aws uptime opsgenie zabbix nagios icinga pagerduty datadog grafana prometheus sensu relic "
    "kuma newrelic pingdom statuscake checkly elastic kibana honeycomb splunk signalfx dynatrace gatus prtg checkmk "
    "librenms graylog robot better stack healthchecks netdata the a an of your for in at this state status triggered "
    "service host critical warning check summary details view updated update custom system team severity priority from following "
    "title name rule subject policy condition trigger issue "
    "exception trace health output reason result results log logs cause site website endpoint "
    "high low error detected activated description information output is are has have ongoing additional info"
)
_NUMBERED: Final = re.compile(
    r"^[\[(#\s]*#?\d+[\])]*\s*[:\-.|]*\s+|\s*\((?:\w+\s)?#?\d+\)$|^#\w+[:\s]+|^[A-Z]{2,10}-\d{1,6}[:\s]+(?=\S)"
)
_TAIL: Final = re.compile(
    r"(?:"
    r"\s*\(?\s?https?://.*"
    r"|[.:]?\s(?:click|view|see)\s(?:here|details|more)\b.*"
    r"|\s(?:is|are)\s(?:now\s)?too\s(?:high|low|slow|many|few|long|old|big|large|deep|late)\b.*"
    r"|\s(?:expires|expired|will\sexpire)\s(?:in|on|at|today|tomorrow|soon)\b.*"
    r"|\sfor\sproject\s.*"
    r"|(?-i:\s(?:FAILED|FAILURE|CRASHED|ABORTED|TIMED OUT)\b.*)"
    r"|\s(?:is|was|went|goes)\s(?:not\s)?(?:above|below|over|under)\s(?:(?:the|its)\s)?threshold\b.*"
    r"|\s(?:has\s)?(?:returned|restored)\sto\s(?:the\s)?normal\b.*"
    r"|\swith\s[^=]{1,60}=\s.*"
    r"|\swith\s[\w ]{0,30}\{.*"
    r"|(?-i:\sby\s[A-Z][\w.@-]*(?:\s[A-Z][\w-]*)?)"
    r"|(?-i:[:\s]+[A-Z]{2,}\s*(?:→|->|=>)\s*[A-Z]{2,})"
    r"|\s*[-–.]\s+(?:reason|cause|root cause|details|duration|error|it was)\b.*"
    r"|\s*\((?:alarm was|was|for|after|took|lasted|since|details)\b[^()]*\)?"
    r"|\sin\s(?:production|staging|prod|development)"
    r"|\s(?:=|value:|val:)\s*[-\d.].*"
    r"|\s+(?:since|after|at)\s+\d.*"
    r"|\s+for\s+(?:the\s+)?(?:last\s+)?\d+.*"
    r"|\s+in\s+\d+\s?[smhd]\w*"
    r"|\s+\([\d.,]+\s?\S{0,3}\)"
    r")$",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"\s\([^()]*\)$")
_OPEN_ASIDE: Final = re.compile(r"\s\([^()]*\)?$|\s\[[^\[\]]*\]$")
_BEHIND_AN_ID: Final = re.compile(r"^\(?\w{1,12}\)\s[-:]?\s?(?=\S)")
_ADDRESSED: Final = re.compile(r"\s\([^()\s]*[./][^()\s]*\)$")
_ADDRESS: Final = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$")
_PAIRS: Final = re.compile(r"^\W{0,3}[A-Z][A-Za-z]{2,15}:\s[^:]{1,80}[\s,|]\s?[A-Z][A-Za-z]{2,15}:\s")
"""A headline that is a row of labels with their values."""

_PORTED: Final = re.compile(r"^((?=[\d.]*[A-Za-z])[\w.-]+):\d{2,5}$")
_GRADE: Final = re.compile(r"^\[([\w-]+)\]\s+(?=\S)")
_OF_A_PLACE: Final = re.compile(r"(?:cluster|environment|namespace|region|tenant)\s\S+", re.IGNORECASE)
_OF: Final = re.compile(r"\sof\s([A-Za-z]\w*(?:[-.]\w+)+)$")
_IN: Final = re.compile(r"\sin\s(?!the\b|last\b|a\b|an\b|this\b|your\b)([a-z][\w./-]*\w)(?=$|[:(\s])")
_FOR: Final = re.compile(
    r"(?:for|on)\s(?:the\s)?(?:(?:group|host|instance|service|node)\s)?['\"]?([A-Za-z][\w.-]*\w)['\"]?(?=$|[.,;:]?\s?(?:$|[(]))"
)
_LAST_ASIDE: Final = re.compile(r"\s\(([^()\s/]+)\)$")
_PARTS: Final = re.compile(r"\s[-–—|/@]\s|:\s")
_TWO: Final = 2
_LEADING: Final = re.compile(r"^((?=[\w.-]*[a-z])[\w]+(?:[.-][\w]+)+)(?::\s|\s[-–—|]\s)")
_CHECK_OF: Final = re.compile(r"^([a-z][\w.-]*)/[A-Z][\w-]*$")
"""A check and what it checks: `ledger/QueueDepth`."""

_GRADED: Final = re.compile(r"(?<=\S)\s\(([A-Za-z]\w*)\)$")
_SHOUTED: Final = re.compile(r"\s(?:is|are)\s[A-Z]{2,}\W*$")
_TYPED: Final = re.compile(
    r"\b(?:device|host|server|node|instance|machine|switch|router|service|application|app|group|connection|connector|table|queue"
    r"|topic|database|bucket|volume)\s[\"']?((?=\S*[-._])[A-Za-z][\w.-]*\w)(?![\w.-]*[/:]\w)",
    re.IGNORECASE,
)
"""A name behind the word for what it is: `device sw-hall-4`, `for group 'rates-3'`."""

_FAILING: Final = re.compile(
    r"^([^:]{1,60}?)\s(?:is|are|keeps|has been)\s(?:(?:now|still|again|currently)\s)?(?:failing|broken|crashing)\b",
    re.IGNORECASE,
)
_NAMELESS: Final = re.compile(
    r"(?:the|your|this)\s(?:\w+\s)?(?:site|website|server|host|service|page|monitor|endpoint|check|application|instance)",
    re.IGNORECASE,
)
"""What a sentence is about where only the title names it: `the monitored site`."""

_ALONE: Final = re.compile(r"^([a-z][\w.-]+)\s[—–|]\s\S")
_HELD: Final = re.compile(r"\b(?:watch|rule|monitor|check|alert|job|trigger)\s\[([^\[\]]{3,120})\]", re.IGNORECASE)
_CALLED: Final = re.compile(r"\b(?:alert|alarm|rule|monitor|trigger)\s([A-Za-z]\w*_\w+)(?!\S)")
_RUN: Final = re.compile(
    r"\b(?:job|task|cron|cronjob|flow|step|probe|unit)\s([A-Za-z]\w*(?:[-_.]\w+)+)(?=\s|$)", re.IGNORECASE
)
_RAN: Final = re.compile(
    r"^(?:(?:the|your|scheduled|synthetic)\s)?(?:(?:job|task|test|check|probe|step|process|unit|service|monitor|endpoint)\s)?"
    r"([A-Za-z]\w*(?:[-_.]\w+)+)\s(?:[➛→»›-]\s)?(?:has\s)?(?:failed|errored|crashed|aborted|succeeded|completed|finished|passed|timed\sout)"
    r"(?:$|[.!]*$|:?\s(?:from|after|in|on|at|with|for|exit)\b.*|:\s.*|\s[(].*)",
    re.IGNORECASE,
)
"""What runs and comes to an end, one way or the other: it is called the same both ways."""

_RUN_OF: Final = re.compile(
    r"\bof\s(?:job|task|flow|workflow|pipeline|dag)\s(\S.{1,60}?)\s(?:has\s)?(?:failed|errored|crashed|succeeded|completed|finished)\b",
    re.IGNORECASE,
)
_MEASURED: Final = re.compile(r"(?:>|<|=|≥|≤)\s?\d")
_WHERE: Final = re.compile(
    r"^(.{3,200}?)\s+(?:on|for|from|@|in(?=\s[A-Za-z]\w*-\w[\w-]*$)|(?:in|at|of)(?=\s+(?:host|service|server|node|instance|app|site|project|cluster|namespace)\b))\s+(?:the\s+)?(?:(?:host|service|server|node|instance|app|application|pod|container|"
    r"device|site|project|cluster|namespace|entity|target|job|queue|function|name)\s*[:=]?\s*)?[\"'“]?([A-Za-z][\w.:/@-]*[\w/])[\"'”]?\.?$",
    re.IGNORECASE,
)
_TAGGED: Final = re.compile(
    r"(?<![\w.])(service|app|application|host|hostname|instance|pod|container|kube_deployment)[:=]\s?[\"'`]?([\w./:-]*\w)",
    re.IGNORECASE,
)
_WENT: Final = re.compile(r"^(.{2,}?)\s[➛→»›]\s(\S+(?:\s\S+)?)$")
_ON: Final = re.compile(r"^(?:on|at)\s([A-Za-z]\w*(?:[.-]\w+)+),\s(\S.*)$", re.IGNORECASE)
_PROJECT: Final = re.compile(r"^\[([\w][\w./ -]{1,60})\]\s*(.+)$")
_QUOTED: Final = re.compile(r"[\"'“‘«]([^\"'”’»]{2,160})[\"'”’»]")
_OFFERED: Final = re.compile(
    r"\b(?:job|task|check|monitor|alert|rule|service|dag|pipeline|flow|endpoint|host|workflow|policy|condition|application|app|site|test|probe|journey)\b",
    re.IGNORECASE,
)
_EDGES: Final = " \t-–—:|.,;!\"“”'‘’«»•>*`~()"
_BRACKETS: Final = f"{_EDGES}[]"
_ERROR_WORD: Final = re.compile("Error|Exception|Fault|Failure|Timeout|Panic")
_ERROR: Final = re.compile(r"\b((?:\w+(?:::|\.))*[A-Z]\w*(?:Error|Exception|Fault|Failure|Timeout|Panic))\b")
_ACTED: Final = re.compile(
    r"^(?:\S+\s){0,4}?(?:acknowledged|closed|resolved|snoozed|escalated|assigned|reopened|updated|muted|silenced|created|opened)\s"
    r"(?:the\s)?(?:alert|alarm|incident|problem)s?\b[\s:]*#?\d*[\s:-]*",
    re.IGNORECASE,
)
_OFFERING: Final = re.compile(
    r"^(?:your|the|an?)?\s*(?:site|website|server|monitor|service|host|check|endpoint|application|device|job|probe)\s+(?=\S)(?!is\b|has\b)",
    re.IGNORECASE,
)
_HOLDING: Final = re.compile(
    r"^(?:the\s)?(?:container|node|instance|pod|service|host|server)\s+(?=\S+$)", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"#\w+")
_JOINING: Final = words_of("for on at in of from the automatically")
_REASON: Final = re.compile(r"^\s*(?:reason|cause|root cause|details|duration|error|message)\b", re.IGNORECASE)
_ORIGIN: Final = re.compile(r"^(.{3,120})\sin\s(?:production|staging|prod|development)\sfrom\s\S+$", re.IGNORECASE)
_SYMBOLS: Final = re.compile(r"^[^\w\[(\"'“‘«/.#]+")
_NOTHING: Final = words_of("n a none unknown true false yes no null scheduled schedule manual cron")
_LABEL: Final = 32
_SIGNS: Final = re.compile(r"\s[|–—-]\s")
_APART: Final = (" - ", " – ", " — ", " | ", " @ ")
_TAGS: Final = (
    "service", "app", "application", "kube_deployment", "container", "host", "hostname", "instance", "pod",
)  # fmt: skip
_TAG_SIGN: Final = re.compile(r"[eptnrdEPTNRD][:=]")
_TAG_NAME: Final = re.compile(r"(?:service|app|application|host|hostname|instance|pod|container|deployment)[:=]")
_SAID: Final = re.compile(r"\s(?:is|are)\s")
_JOINED: Final = re.compile(r"^(?:for|of|on|at|from)\s(?=\S)")
_OWN_LABELS: Final = (
    "_service",
    ".service",
    "_app",
    " service",
    " application",
    " host",
    " hostname",
    " node",
    " server",
)
_RULES: Final = (" rule", " rule name", " alert name", " check name", " policy name")
_RUNS: Final = words_of("job run task workflow flow execution check test step process scheduled the your")
_THING_ALERT: Final = re.compile(r"^([A-Za-z]\w*(?:[-.]\w+)+)\s(?:alert|alarm|incident|problem)$", re.IGNORECASE)
_FEW: Final = 2
_OUTCOMES: Final = FAILURES | SUCCESSES
_LONGEST: Final = 200
_SHORTEST: Final = 3
_SURE: Final = 4


def alert_name(view: View, mark: Mark | None) -> str:
    """Return what the alert is called: a field that says so, or the headline without what varies."""
    named = from_fields(view, _SURE_ALERT_FIELDS) or _rule(view)
    if not named and (not mark or mark.place == "field"):
        named = from_fields(view, _CHECK_FIELDS)
    return named or _from_headline(view, mark) or view.headline or "alert"


def _rule(view: View) -> str | None:
    """Return the value of a field that is some tool's own name for a rule, such as `health rule`."""
    told = (value for name, value in view.fields.items() if name.endswith(_RULES))
    return next(filter(None, map(_telling_value, told)), None)


def _from_headline(view: View, mark: Mark | None) -> str | None:
    name: str | None = cleaned_name(_without_sender(_telling_line(view, mark), view.bot.name))
    if (_PAIRS.match(view.headline) or _is_sheet(view)) and (checked := _check_on_host(view)):
        is_thing = mark is not None and mark.word in UP_OR_DOWN
        named = None if "service" in view.fields else from_fields(view, _CHECK_FIELDS if is_thing else _ALERT_FIELDS)
        return cleaned_name(named) if named else checked
    if (
        not name
        or _is_empty(_without_bot(alert_and_place(name)[0], view.bot.name))
        or (_OF_A_PLACE.fullmatch(name) and view.lines[2:])
    ):
        name = from_fields(view, _ALERT_FIELDS) or _check_on_host(view) or _first_telling(view)
    elif _is_address(name):
        name = from_fields(view, _NAMING_FIELDS) or name
    origin = _ORIGIN.match(name) if name else None
    return origin[1] if origin else name


@lru_cache(maxsize=4096)
def _without_sender(line: str, bot: str) -> str:
    """Return a line without the name of its bot, where a word that stands over alerts is next."""
    if not bot or not line.lower().startswith(f"{bot.lower()} "):
        return line
    rest = line[len(bot) :].lstrip(_EDGES)
    word = rest.partition(" ")[0].strip(_EDGES).lower()
    return rest if word in ALERT_NOUNS or word in SEVERITIES or word in STATES else line


@lru_cache(maxsize=4096)
def _without_bot(name: str, bot: str) -> str:
    """Return a name without that of the bot which posted it."""
    return re.sub(re.escape(bot), "", name, flags=re.IGNORECASE) if bot else name


def said_to_be_wrong(view: View) -> str | None:
    """Return what a field says is wrong, where the headline names nothing but what the alert is about."""
    return from_fields(view, _WRONG)


def _check_on_host(view: View) -> str | None:
    """Return the service of a message that names a host and a service: there, a service is one check on a host.

    Without a service it is the host itself that is up or down.
    """
    return (view.fields.get("service") or service_field(view, _HOST_FIELDS)) if "host" in view.fields else None


def _is_outcome(words: str) -> bool:
    """Say whether a few words only say how what stands before them went: `failed`, `backup failed`."""
    said = words.lower().split()
    return len(said) <= _FEW and said[-1].strip(".!") in _OUTCOMES


def _is_run(words: str) -> bool:
    """Say whether words only say how some run went, of which the name follows: `Job run failed`."""
    said = words.lower().split()
    return len(said) > 1 and said[-1].strip(".!") in _OUTCOMES and _RUNS.issuperset(said[:-1])


def _is_sheet(view: View) -> bool:
    """Say whether a message is all fields, so that its first line is one of them and no headline."""
    label, colon, _ = view.headline.partition(": ")
    if not colon or view.content.title or label.lower() not in view.fields:
        return False
    return _is_empty(label) and state_of(label) is None and ALERT_NOUNS.isdisjoint(label.lower().split())


def _is_address(name: str) -> bool:
    """Say whether a name is but a host's or a page's address, or where a pod is."""
    if " " in name or not name:
        return False
    if "/" in name and _pod_in(name):
        return True
    return "." in name and not name[-1].isdigit() and not _ERROR.search(name)


def _telling_line(view: View, mark: Mark | None) -> str:
    """Return the line that names the alert: the one with the verdict, or the title if the verdict stands elsewhere."""
    if mark and mark.place == "field" and mark.line > 1 and not view.content.title:
        return view.lines[mark.line - 1]
    if not mark or not mark.subject or mark.strength < _SURE:
        return _below_address(view) or view.headline
    if mark.line and not mark.word.isascii() and "host" in view.fields and _is_heading(view):
        return view.headline
    if mark.word.startswith("not "):
        return view.lines[mark.line]
    if mark.line and view.content.title and not _is_signature(view) and not _is_address(view.headline):
        return view.headline
    return mark.subject


def _below_address(view: View) -> str | None:
    """Return the line below a title that is but an address, where that line is a sentence."""
    if not view.content.title or not _is_address(view.headline) or len(view.lines) == 1:
        return None
    below = view.lines[1]
    return None if _is_labelled(below) or " " not in below or _is_empty(cleaned_name(below)) else below


def _is_heading(view: View) -> bool:
    """Say whether the headline says no more than that its bot tells of an alert."""
    return _is_empty(_without_bot(cleaned_name(view.headline), view.bot.name))


def _is_signature(view: View) -> bool:
    """Say whether the headline names nothing but the tool that posted it."""
    name = cleaned_name(view.headline)
    return _is_empty(name) or name.lower() in view.bot.name.lower()


@lru_cache(maxsize=4096)
def cleaned_name(line: str) -> str:
    """Return a headline without states, numbers, values, durations and the words that every alert has."""
    line = _ACTED.sub("", _NUMBERED.sub("", _SYMBOLS.sub("", line.strip()))).strip()
    if (ran := _RAN.match(line)) is not None:
        return ran[1]
    bare = without_verdict(_segment(_without_grade(line)))
    line = _without_heading(_named_part(without_verdict(bare) if _SHOUTED.search(bare) else bare))
    head, colon, rest = line.partition(": ")
    if rest and not _is_empty(head) and (_is_outcome(rest) or _SAID.search(head)):
        line = head
    elif colon and rest and (_is_run(head) or _is_empty(head) or ("/" in head and _pod_in(head))):
        line = rest
    for _ in range(2):
        line = _trimmed(_without_tail(line))
    line = _JOINED.sub("", line)
    if (went := _WENT.match(line)) is not None and _is_outcome(went[2]):
        line = went[1]
    thing = _THING_ALERT.match(line)
    if thing is not None:
        line = thing[1]
    return _trimmed(_NUMBERED.sub("", _OFFERING.sub("", _named_part(line))))[:_LONGEST]


def _without_grade(line: str) -> str:
    """Return a line without a severity or a place in brackets: `[High] Queue is deep` is `Queue is deep`."""
    found = _GRADE.match(line)
    if found and (found[1].lower() in SEVERITIES or is_place(found[1])):
        line = line[found.end() :]
    graded = _GRADED.search(line)
    return line[: graded.start()] if graded and graded[1].lower() in SEVERITIES else line


def _named_part(line: str) -> str:
    """Return the quoted name in a line that quotes little else, or the line."""
    if "[" in line and (held := _HELD.search(line)):
        return held[1]
    if (called := _CALLED.search(line) or _RUN.search(line) or _RUN_OF.search(line)) is not None:
        return called[1]
    found = _QUOTED.search(line)
    if found and (
        len(found[1]) > len(line) // 2
        or _is_empty(line[: found.start()])
        or _OFFERED.search(line[: found.start()])
        or _MEASURED.search(line[: found.start()])
    ):
        return found[1]
    return line


def _without_tail(line: str) -> str:
    found = _TAIL.search(line, 1)
    if not found:
        return line
    kept = line[: found.start()]
    return line if kept.count("(") > kept.count(")") else kept


def _trimmed(line: str) -> str:
    """Return a line without punctuation around it; a bracket that closes one inside is kept."""
    kept = _SYMBOLS.sub("", line).strip(_EDGES)
    for opening, closing in ("()", "''", '""'):
        if line.rstrip().endswith(closing) and (
            kept.count(opening) > kept.count(closing) or (opening == closing and kept.count(opening) % 2)
        ):
            return kept + closing
    return kept


def _without_heading(line: str) -> str:
    """Return a line without a heading such as `Azure Monitor Alert` or `Alert for`."""
    words = line.split()
    if len(words) > 1 and words[0].isupper() and words[0].lower() in STATES:
        words, line = words[1:], line.partition(" ")[2]
    for index, word in enumerate(words[:5]):
        bare = word.strip(_EDGES).lower()
        if bare in ALERT_NOUNS and index + 1 < len(words):
            rest = words[index + 1 :]
            while len(rest) > 1 and _is_joining(rest[0], rest[1]):
                rest = rest[1:]
            return line if _is_empty(" ".join(rest)) else " ".join(rest)
        if bare and bare not in _GENERIC and bare not in SEVERITIES and any(map(str.isalnum, bare)):
            return line
    return line


def _is_joining(word: str, following: str) -> bool:
    """Say whether a word only leads from a heading to the name: `for`, `resolved`, `automatically`, `started for`."""
    bare = word.lower().strip(_EDGES)
    return (
        bare in _JOINING
        or state_of(word, nouned=False) is not None
        or (bare in WEAK_STATES and following.lower() in _JOINING)
    )


def error_class(view: View) -> str | None:
    """Return the exception that the headline names, or None."""
    named = next(filter(None, map(_error_in, view.lines[:3])), None)
    if named and _OFFERED.search(view.headline) and _QUOTED.search(view.headline):
        return None
    return named


@lru_cache(maxsize=4096)
def _error_in(line: str) -> str | None:
    """Return the exception that a line names, or None."""
    found = _ERROR.search(line) if _ERROR_WORD.search(line) else None
    return found[1] if found else None


def service_name(view: View, mark: Mark | None, alert: str) -> str | None:
    """Return what a message says it is about, or None when it does not say."""
    if alert and alert == view.fields.get("service") and (host := service_field(view, _HOST_FIELDS)):
        return host
    told = _service_of_pod(view) or field_service(view)
    if told and told.lower() == alert.lower():
        told = _other_place(view, alert) or _headed(view, told) or told
    elif told and told in (view.fields.get("monitor"), view.fields.get("check")):
        told = _headed(view, told) or told
    if told and not _ADDRESS.match(told) and "://" not in told:
        return _whole_of(told, view.headline) or told
    return _from_lines(view, mark, alert) or _erring(view, alert) or told or service_field(view, _ORIGIN_FIELDS)


def _other_place(view: View, alert: str) -> str | None:
    """Return the best field for a service or a place that does not say what the alert is called."""
    known = sorted((name for name in view.fields if name in _PLACES), key=_PLACES.__getitem__)
    told = (_service_value(view.fields[name]) for name in known)
    return next((place for place in told if place and place.lower() != alert.lower()), None)


def _headed(view: View, other: str) -> str | None:
    """Return a headline that is but a thing's name, where that is another than the one known."""
    headline = view.headline.strip(_EDGES)
    return as_service(headline) if _thing(headline) == _TWO and headline.lower() != other.lower() else None


@lru_cache(maxsize=4096)
def _whole_of(told: str, headline: str) -> str | None:
    """Return what the headline calls a thing of which a field names a part: `tills` where the field says `tills-1`."""
    if "-" not in told:
        return None
    words = (word.strip(_EDGES) for word in headline.split())
    return next((as_service(word) for word in words if "-" in word and told.startswith(f"{word}-")), None)


def _erring(view: View, alert: str) -> str | None:
    """Return in what an error occurs: `New error in tills: PaperError`."""
    found = _IN.search(view.headline) if _error_in(alert) else None
    return as_service(found[1]) if found else None


def _service_of_pod(view: View) -> str | None:
    """Return the workload of a pod that the headline names, where no field says of which service it is."""
    pod = _pod_in(view.headline) or _pod_in(view.content.title)
    return None if pod is None or not _SERVICE_FIELDS.keys().isdisjoint(view.fields) else as_service(pod)


@lru_cache(maxsize=4096)
def _pod_in(line: str) -> str | None:
    """Return the first pod that a line names, alone or behind its namespace: `shop/cart-6c9d8f7b5d-x2k4p`."""
    if line.count("-") <= 1:
        return None
    pieces = (piece for word in line.split() if "-" in word for piece in word.strip(_EDGES).split("/"))
    return next(filter(is_pod, pieces), None)


def field_service(view: View) -> str | None:
    """Return what a message says in a field or a tag that it is about, or None."""
    own = service_field(view, _SERVICE_FIELDS) or _own_label(view) or _tagged(view)
    return own or service_field(view, _PLACE_FIELDS)


def _own_label(view: View) -> str | None:
    """Return the value of a field that is some tool's own name for a service, such as `kube_service`, or of a kind's name."""
    if "name" in view.fields and ("kind" in view.fields or "namespace" in view.fields):
        return _service_value(view.fields["name"])
    told = (
        value
        for name, value in view.fields.items()
        if name.endswith(_OWN_LABELS) or name.startswith(("affected ", "impacted "))
    )
    return next(filter(None, map(as_service, told)), None)


@lru_cache(maxsize=4096)
def alert_and_place(name: str) -> tuple[str, str | None]:
    """Return `High CPU on web-3` as its two parts: what is wrong, and where it is (None if it does not say)."""
    found = _WHERE.match(name) or (_WHERE.match(_ASIDE.sub("", name)) if name.endswith(")") else None)
    if found is None and (led := _ON.match(name)) is not None:
        return led[2], as_service(led[1])
    place = as_service(found[2]) if found and _is_identifier(found[2]) else None
    return (found[1], place) if found and place else (name, None)


@lru_cache(maxsize=4096)
def without_place(name: str, place: str | None) -> str:
    """Return the name of an alert without what it is about, where a sign sets that apart: `Swap is full - db-1`."""
    if place is not None and name.startswith(f"[{place}") and (project := _PROJECT.match(name)) is not None:
        return project[2]
    if (led := _ON.match(name)) is not None:
        return led[2]
    if place is None or len(name) <= len(place) + _SHORTEST or place.lower() not in name.lower():
        return name
    if name.lower().endswith(f" ({place.lower()})"):
        return name[: -len(place) - 3]
    for sign in _APART:
        if name.lower().endswith(f"{sign}{place.lower()}"):
            rest = name[: -len(sign) - len(place)]
            return name if _is_empty(rest) else rest.strip(_EDGES)
    return name


def notice_service(view: View, kind: Kind) -> str | None:
    """Return what a notice is about: a project, a repository, an application, what was released."""
    found = service_field(view, _NOTICE_FIELDS) or _released(view, kind)
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


def _released(view: View, kind: Kind) -> str | None:
    """Return what a notice of a deploy, or one that opens with `Release`, says in its first lines was released."""
    if kind is Kind.DEPLOY:
        return next(filter(None, map(released, view.lines[:3])), None)
    return released(view.headline) if kind is Kind.OTHER and view.headline.startswith("Release ") else None


def service_field(view: View, names: Mapping[str, int]) -> str | None:
    """Return the value of the best of the named fields that can be a service's name, or None."""
    return from_fields(view, names, _service_value)


def from_fields(view: View, names: Mapping[str, int], told_by: Callable[[str], str | None] | None = None) -> str | None:
    """Return the value of the best of the named fields that says more than a state, or None."""
    telling = told_by or _telling_value
    fields = view.fields
    known = [name for name in fields if name in names]
    for name in known if len(known) <= 1 else sorted(known, key=names.__getitem__):
        told = telling(fields[name])
        if told:
            return told
    return None


@lru_cache(maxsize=4096)
def _telling_value(value: str) -> str | None:
    """Return a field's value without markup, or None if it says no more than a state or a number."""
    if len(value) > _LONGEST:
        return None
    value = unmarked(value.partition("\n")[0]).strip(_EDGES)
    if not value or _is_verdict(value) or value.replace(".", "").isdigit():
        return None
    return without_pod_suffix(value) if " " not in value else value


@lru_cache(maxsize=4096)
def _service_value(value: str) -> str | None:
    told = _telling_value(value)
    if not told:
        return None
    told = _OPEN_ASIDE.sub("", _BEHIND_AN_ID.sub("", told))
    address = _PORTED.match(told)
    return as_service(address[1] if address and not _ADDRESS.match(told) else told)


def _is_verdict(value: str) -> bool:
    words = re.findall(r"[a-z]+", value.lower())
    return bool(words) and all(
        word in STATES or word in WEAK_STATES or word in SEVERITIES or word in _NOTHING for word in words
    )


def _tagged(view: View) -> str | None:
    tags = view.fields.get("tags") or view.fields.get("labels") or view.fields.get("scope") or ""
    said = tags + " " + " ".join(view.lines[:3])
    if not _TAG_SIGN.search(said) or not _TAG_NAME.search(said.lower()):
        return None
    found = {name.lower(): value for name, value in reversed(_TAGGED.findall(said)) if name.lower() not in view.fields}
    return next(filter(None, (as_service(found[name]) for name in _TAGS if name in found)), None)


def _from_lines(view: View, mark: Mark | None, alert: str) -> str | None:
    place = as_service(_place_said(view, mark, alert) or "")
    if place is None or place.lower() == view.bot.name.lower():
        place = _named_in(view, mark, alert)
    return place or _headed(view, alert) or service_below(view)


def service_below(view: View) -> str | None:
    """Return what the lines below the headline are about."""
    return next(filter(None, map(_service_behind, view.lines[1:3])), None)


@lru_cache(maxsize=4096)
def _service_behind(line: str) -> str | None:
    """Return what a line below the headline is about: a name alone before a sign, or a pod."""
    found = _ALONE.match(line)
    name = found[1] if found and not _is_verdict(found[1]) else _pod_in(line)
    return as_service(name) if name else None


@lru_cache(maxsize=4096)
def _failing(headline: str) -> str | None:
    """Return what a headline says is failing."""
    found = _FAILING.match(headline)
    subject = cleaned_name(found[1]) if found else ""
    return subject if subject and not _is_empty(subject) else None


@lru_cache(maxsize=4096)
def _typed(headline: str) -> str | None:
    """Return the name that a headline gives to a device, a host, an application."""
    found = _TYPED.search(headline)
    return as_service(found[1]) if found else None


def _place_said(view: View, mark: Mark | None, alert: str) -> str | None:
    if mark and mark.subject and (place := _place_of_subject(view, mark, alert) or parted(mark.subject)):
        return place
    place = (
        alert_and_place(alert)[1]
        or _led(alert)
        or set_apart(view, alert)
        or place_behind(view, alert)
        or _failing(view.headline)
        or _typed(view.headline)
        or _offered(view, alert)
        or _held(alert)
    )
    if place:
        return place
    for line in view.lines[:4]:
        project = _PROJECT.match(line)
        if project and not state_of(project[1]) and not _is_empty(project[1]):
            return project[1]
        place = alert_and_place(cleaned_name(line))[1]
        if place:
            return place
    return None


def _place_of_subject(view: View, mark: Mark, alert: str) -> str | None:
    """Return what a verdict is said of, where a sentence says it or a line below the headline ends with it."""
    if _is_small_print(view, mark) or not (mark.place == "copula" or (mark.line and mark.place == "edge")):
        return None
    subject = cleaned_name(mark.subject)
    behind = _behind(view.lines[mark.line], mark.word) or _of(subject)
    if (
        place := alert_and_place(subject)[1]
        or _led(subject)
        or parted(mark.subject)
        or behind
        or _named_place(view.lines[mark.line])
    ):
        return place
    if not subject or _is_empty(subject) or _NAMELESS.fullmatch(mark.subject):
        return alert if mark.word in UP_OR_DOWN and view.content.title and mark.line else None
    return _HOLDING.sub("", _ADDRESSED.sub("", subject)) if mark.place == "copula" or " " not in subject else None


def _is_small_print(view: View, mark: Mark) -> bool:
    """Say whether a verdict stands in the small print, where it is said of nothing but the alert."""
    return bool(view.content.footer) and view.lines[mark.line] == unmarked(view.content.footer)


def _of(subject: str) -> str | None:
    """Return of what something is: `tray level of till-4`."""
    found = _OF.search(subject)
    return as_service(found[1]) if found else None


def _behind(line: str, verdict: str) -> str | None:
    """Return the name for which something is: `TrayEmpty is firing for tills (prod)`."""
    rest = line.lower().partition(f" {verdict} ")[2]
    found = _FOR.match(line[len(line) - len(rest) :]) if rest else None
    return as_service(found[1]) if found and _is_identifier(found[1]) else None


def _led(alert: str) -> str | None:
    """Return the name before a sign that sets it apart from what is wrong: `till-4: no paper`, `shop.example.org - 503`."""
    found = _LEADING.match(alert)
    return as_service(found[1]) if found else None


@lru_cache(maxsize=4096)
def parted(name: str) -> str | None:
    """Return the part of a name that a sign sets apart and that is written as a thing's name is, where the other is not.

    `Swap is full - ledger`, `ledger: SwapFull`, `SwapFull (ledger)` and `[ledger] SwapFull` are all about `ledger`.
    """
    project = _PROJECT.match(name)
    if project is not None and not _is_verdict(project[1]) and not is_place(project[1]):
        return as_service(project[1])
    aside = _LAST_ASIDE.search(name)
    if aside is not None and _thing(aside[1]):
        return as_service(aside[1])
    parts = _PARTS.split(name)
    if len(parts) != _TWO:
        return None
    things = [_thing(part) for part in parts]
    if things[0] == things[1]:
        return None
    return as_service(parts[things[0] < things[1]])


@lru_cache(maxsize=4096)
def _thing(part: str) -> int:
    """Return how much a part of a name looks like that of a thing: a word with a hyphen or a dot more than a plain one."""
    if " " in part or "_" in part or not part[:1].isalpha() or is_heading(part) or _is_verdict(part) or _is_empty(part):
        return 0
    if "-" in part or "." in part:
        return 2
    return int(part.islower() and can_be_service(part))


def set_apart(view: View, alert: str) -> str | None:
    """Return the one word that a sign sets apart from an alert's name: `Swap is full — db-1`, `Swap is full | db`."""
    if place := parted(alert):
        return place
    for line in (alert, view.headline):
        parts = [part.strip(_EDGES) for part in _SIGNS.split(line)]
        words = [part for part in parts[1:] if " " not in part and part != alert and _is_identifier(part)]
        if len(parts) > 1 and len(words) == 1 and not state_of(words[0]) and (name := as_service(words[0])):
            return name
    return None


def place_behind(view: View, alert: str) -> str | None:
    """Return what stands behind an alert's name in a line: `DiskFull for db-primary`."""
    for line in view.lines:
        rest = line.partition(alert)[2].strip()
        if rest.partition(" ")[0] in _JOINING and (place := alert_and_place(f"{alert} {rest}")[1]):
            return place
    return None


def _held(alert: str) -> str | None:
    """Return what is called by its own sort: `Container mongodb` is `mongodb`."""
    bare = _HOLDING.sub("", alert)
    return bare if bare != alert and not _is_empty(bare) else None


def _offered(view: View, alert: str) -> str | None:
    """Return an alert's name where it is what a check checks: `Check 'Search page' has failed`."""
    for line in view.lines[:3]:
        found = _QUOTED.search(line)
        if found and found[1] == alert and _OFFERED.fullmatch(line[: found.start()].strip(_EDGES).rpartition(" ")[2]):
            return alert
    return None


def _named_in(view: View, mark: Mark | None, alert: str) -> str | None:
    """Return what the alert's own name names, or who the message says it is from."""
    if (check := _CHECK_OF.match(alert)) is not None and (host := as_service(check[1])):
        return host
    named = _is_thing(alert) or (mark is not None and mark.place == "prefix" and mark.word in UP_OR_DOWN)
    author = _author(view)
    return named_thing(alert) or (as_service(author) if author else None) or (as_service(alert) if named else None)


@lru_cache(maxsize=4096)
def named_thing(alert: str) -> str | None:
    """Return the word of an alert's name that is written as a name is, or all but the verdict in `search down`."""
    words = [word.strip(_BRACKETS) for word in alert.split()]
    hyphened = (as_service(word) for word in words if "-" in word and _is_identifier(word))
    others = [word for word in words if word.lower() not in UP_OR_DOWN]
    alone = others[0] if len(others) == 1 and len(words) > 1 and others[0].islower() else ""
    return next(filter(None, hyphened), None) or as_service(alone)


def _named_place(line: str) -> str | None:
    """Return the place at the end of a line if it is written as a name is: `cart-api`, but not `maintenance`."""
    place = alert_and_place(line)[1]
    return place if place and any(sign in place for sign in "-._") else None


def _author(view: View) -> str | None:
    author = view.content.author
    return author if " " not in author and len(author) >= _SHORTEST else None


def _is_thing(alert: str) -> bool:
    """Say whether an alert is called by what it watches: a job, a host, a check."""
    return " " not in alert and _is_identifier(alert) and not _ERROR.search(alert)


def _is_identifier(word: str) -> bool:
    """Say whether a word names a thing rather than describes one: `checkout-api`, `db1`, `api.example.com`, `Redis`."""
    return any(sign in word for sign in "-._/:") or any(map(str.isdigit, word)) or word.islower()


def _segment(line: str) -> str:
    """Return the part of `A | B | C`, or the parts of `A - B`, that name the alert."""
    sign = next((sign for sign in (" | ", " - ", " — ") if sign in line), None)
    if sign is None:
        return line
    telling = [part for part in line.split(sign) if not _is_empty(part) and not _REASON.match(part)]
    if sign == " | " and (quoting := [part for part in telling if _QUOTED.search(part)]):
        return quoting[0]
    return (telling[0] if sign == " | " else sign.join(telling)) if telling else line


@lru_cache(maxsize=4096)
def _is_empty(name: str) -> bool:
    """Say whether a name says nothing but what every alert says."""
    words = re.findall(r"[^\W\d_]+", _NUMBER.sub("", name.lower()))
    return not words or all(word in _GENERIC or state_of(word) or is_heading(word) for word in words)


def _first_telling(view: View) -> str | None:
    for line in sorted(view.lines[1:], key=_is_labelled):
        label, colon, value = line.partition(": ")
        name = cleaned_name(value if colon and label.lower() in view.fields and not label.isascii() else line)
        if not _is_empty(name):
            return name
    return None


def _is_labelled(line: str) -> bool:
    """Say whether a line is a label with its value rather than a sentence."""
    return 0 < line.find(": ") < _LABEL
