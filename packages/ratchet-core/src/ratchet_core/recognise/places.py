"""Finds what an alert or a notice is about, as its tool writes it."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from ratchet_core.recognise.cleaning import ERROR, JOINING, OFFERED, QUOTED, cleaned_name, error_in, is_empty, pod_in
from ratchet_core.recognise.languages import is_heading
from ratchet_core.recognise.name_fields import (
    ADDRESS,
    EDGES,
    HOST_FIELDS,
    NOTICE_FIELDS,
    ORIGIN_FIELDS,
    PLACE_FIELDS,
    PLACE_OR_SERVICE_FIELDS,
    SERVICE_FIELDS,
    is_verdict,
    service_field,
    service_value,
)
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.releases import released
from ratchet_core.recognise.services import as_service, can_be_service, is_place
from ratchet_core.recognise.states import Mark, state_of
from ratchet_core.recognise.view import View, unmarked
from ratchet_core.recognise.words import UP_OR_DOWN

_ASIDE: Final = re.compile(r"\s\([^()]*\)$")
_ADDRESSED: Final = re.compile(r"\s\([^()\s]*[./][^()\s]*\)$")
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
_WHERE: Final = re.compile(
    r"^(.{3,200}?)\s+(?:on|for|from|@|in(?=\s[A-Za-z]\w*-\w[\w-]*$)|(?:in|at|of)(?=\s+(?:host|service|server|node|instance|app|site|project|cluster|namespace)\b))\s+(?:the\s+)?(?:(?:host|service|server|node|instance|app|application|pod|container|"
    r"device|site|project|cluster|namespace|entity|target|job|queue|function|name)\s*[:=]?\s*)?[\"'“]?([A-Za-z][\w.:/@-]*[\w/])[\"'”]?\.?$",
    re.IGNORECASE,
)
_TAGGED: Final = re.compile(
    r"(?<![\w.])(service|app|application|host|hostname|instance|pod|container|kube_deployment)[:=]\s?[\"'`]?([\w./:-]*\w)",
    re.IGNORECASE,
)
_ON: Final = re.compile(r"^(?:on|at)\s([A-Za-z]\w*(?:[.-]\w+)+),\s(\S.*)$", re.IGNORECASE)
_PROJECT: Final = re.compile(r"^\[([\w][\w./ -]{1,60})\]\s*(.+)$")
_BRACKETS: Final = f"{EDGES}[]"
_HOLDING: Final = re.compile(
    r"^(?:the\s)?(?:container|node|instance|pod|service|host|server)\s+(?=\S+$)", re.IGNORECASE
)
_SIGNS: Final = re.compile(r"\s[|–—-]\s")
_APART: Final = (" - ", " – ", " — ", " | ", " @ ")
_TAGS: Final = (
    "service", "app", "application", "kube_deployment", "container", "host", "hostname", "instance", "pod",
)  # fmt: skip
_TAG_SIGN: Final = re.compile(r"[eptnrdEPTNRD][:=]")
_TAG_NAME: Final = re.compile(r"(?:service|app|application|host|hostname|instance|pod|container|deployment)[:=]")
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
_SHORTEST: Final = 3


def service_name(view: View, mark: Mark | None, alert: str) -> str | None:
    """Return what a message says it is about, or None when it does not say."""
    if alert and alert == view.fields.get("service") and (host := service_field(view, HOST_FIELDS)):
        return host
    told = _service_of_pod(view) or field_service(view)
    if told and told.lower() == alert.lower():
        told = _other_place(view, alert) or _headed(view, told) or told
    elif told and told in (view.fields.get("monitor"), view.fields.get("check")):
        told = _headed(view, told) or told
    if told and not ADDRESS.match(told) and "://" not in told:
        return _whole_of(told, view.headline) or told
    return _from_lines(view, mark, alert) or _erring(view, alert) or told or service_field(view, ORIGIN_FIELDS)


def _other_place(view: View, alert: str) -> str | None:
    """Return the best field for a service or a place that does not say what the alert is called."""
    known = sorted(
        (name for name in view.fields if name in PLACE_OR_SERVICE_FIELDS), key=PLACE_OR_SERVICE_FIELDS.__getitem__
    )
    told = (service_value(view.fields[name]) for name in known)
    return next((place for place in told if place and place.lower() != alert.lower()), None)


def _headed(view: View, other: str) -> str | None:
    """Return a headline that is but a thing's name, where that is another than the one known."""
    headline = view.headline.strip(EDGES)
    return as_service(headline) if _thing(headline) == _TWO and headline.lower() != other.lower() else None


@lru_cache(maxsize=4096)
def _whole_of(told: str, headline: str) -> str | None:
    """Return what the headline calls a thing of which a field names a part: `tills` where the field says `tills-1`."""
    if "-" not in told:
        return None
    words = (word.strip(EDGES) for word in headline.split())
    return next((as_service(word) for word in words if "-" in word and told.startswith(f"{word}-")), None)


def _erring(view: View, alert: str) -> str | None:
    """Return in what an error occurs: `New error in tills: PaperError`."""
    found = _IN.search(view.headline) if error_in(alert) else None
    return as_service(found[1]) if found else None


def _service_of_pod(view: View) -> str | None:
    """Return the workload of a pod that the headline names, where no field says of which service it is."""
    pod = pod_in(view.headline) or pod_in(view.content.title)
    return None if pod is None or not SERVICE_FIELDS.keys().isdisjoint(view.fields) else as_service(pod)


def field_service(view: View) -> str | None:
    """Return what a message says in a field or a tag that it is about, or None."""
    own = service_field(view, SERVICE_FIELDS) or _own_label(view) or _tagged(view)
    return own or service_field(view, PLACE_FIELDS)


def _own_label(view: View) -> str | None:
    """Return the value of a field that is some tool's own name for a service, such as `kube_service`, or of a kind's name."""
    if "name" in view.fields and ("kind" in view.fields or "namespace" in view.fields):
        return service_value(view.fields["name"])
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
            return name if is_empty(rest) else rest.strip(EDGES)
    return name


def notice_service(view: View, kind: Kind) -> str | None:
    """Return what a notice is about: a project, a repository, an application, what was released."""
    found = service_field(view, NOTICE_FIELDS) or _released(view, kind)
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
    name = found[1] if found and not is_verdict(found[1]) else pod_in(line)
    return as_service(name) if name else None


@lru_cache(maxsize=4096)
def _failing(headline: str) -> str | None:
    """Return what a headline says is failing."""
    found = _FAILING.match(headline)
    subject = cleaned_name(found[1]) if found else ""
    return subject if subject and not is_empty(subject) else None


@lru_cache(maxsize=4096)
def _typed(headline: str) -> str | None:
    """Return the name that a headline gives to a device, a host, an application."""
    found = _TYPED.search(headline)
    return as_service(found[1]) if found else None


def _place_said(view: View, mark: Mark | None, alert: str) -> str | None:
    if mark and mark.subject and (place := _place_of_subject(view, mark, alert) or parted(mark.subject)):
        return place
    place = next(filter(None, (rule.find(view, alert) for rule in PLACES)), None)
    if place:
        return place
    for line in view.lines[:4]:
        project = _PROJECT.match(line)
        if project and not state_of(project[1]) and not is_empty(project[1]):
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
    if not subject or is_empty(subject) or _NAMELESS.fullmatch(mark.subject):
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
    if project is not None and not is_verdict(project[1]) and not is_place(project[1]):
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
    if " " in part or "_" in part or not part[:1].isalpha() or is_heading(part) or is_verdict(part) or is_empty(part):
        return 0
    if "-" in part or "." in part:
        return 2
    return int(part.islower() and can_be_service(part))


def set_apart(view: View, alert: str) -> str | None:
    """Return the one word that a sign sets apart from an alert's name: `Swap is full — db-1`, `Swap is full | db`."""
    if place := parted(alert):
        return place
    for line in (alert, view.headline):
        parts = [part.strip(EDGES) for part in _SIGNS.split(line)]
        words = [part for part in parts[1:] if " " not in part and part != alert and _is_identifier(part)]
        if len(parts) > 1 and len(words) == 1 and not state_of(words[0]) and (name := as_service(words[0])):
            return name
    return None


def place_behind(view: View, alert: str) -> str | None:
    """Return what stands behind an alert's name in a line: `DiskFull for db-primary`."""
    for line in view.lines:
        rest = line.partition(alert)[2].strip()
        if rest.partition(" ")[0] in JOINING and (place := alert_and_place(f"{alert} {rest}")[1]):
            return place
    return None


def _held(alert: str) -> str | None:
    """Return what is called by its own sort: `Container mongodb` is `mongodb`."""
    bare = _HOLDING.sub("", alert)
    return bare if bare != alert and not is_empty(bare) else None


def _offered(view: View, alert: str) -> str | None:
    """Return an alert's name where it is what a check checks: `Check 'Search page' has failed`."""
    for line in view.lines[:3]:
        found = QUOTED.search(line)
        if found and found[1] == alert and OFFERED.fullmatch(line[: found.start()].strip(EDGES).rpartition(" ")[2]):
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
    return " " not in alert and _is_identifier(alert) and not ERROR.search(alert)


def _is_identifier(word: str) -> bool:
    """Say whether a word names a thing rather than describes one: `checkout-api`, `db1`, `api.example.com`, `Redis`."""
    return any(sign in word for sign in "-._/:") or any(map(str.isdigit, word)) or word.islower()


class PlaceRule(NamedTuple):
    """One way in which an alert says what it is about.

    Attributes:
        name: What it recognises, for people.
        looks_at: In what: the alert's name, the headline, or the lines.
        find: Returns what a message with an alert's name is about, or None.
        alert: The name of an alert, for an example.
        example: A message with it that this rule reads, and none before it.
        found: What it finds there.
    """

    name: str
    looks_at: str
    find: Callable[[View, str], str | None]
    alert: str
    example: str
    found: str


PLACES: Final = (
    PlaceRule(
        "behind a word for where",
        "the name",
        lambda _, alert: alert_and_place(alert)[1],
        "High CPU on web-3",
        "FIRING: High CPU on web-3",
        "web-3",
    ),
    PlaceRule(
        "before a sign",
        "the name",
        lambda _, alert: _led(alert),
        "till-4: out of paper",
        "WARNING till-4: out of paper",
        "till-4",
    ),
    PlaceRule(
        "set apart by a sign",
        "the name and the headline",
        set_apart,
        "Swap is full",
        "Swap is full - ledger",
        "ledger",
    ),
    PlaceRule(
        "behind the name, in a line",
        "the lines",
        place_behind,
        "DiskFull",
        "Alert: DiskFull for db-primary",
        "db-primary",
    ),
    PlaceRule(
        "what fails",
        "the headline",
        lambda view, _: _failing(view.headline),
        "Search page",
        "Search page keeps failing",
        "Search page",
    ),
    PlaceRule(
        "behind the word for what it is",
        "the headline",
        lambda view, _: _typed(view.headline),
        "Fan stopped",
        "Fan stopped, see device sw-hall-4",
        "sw-hall-4",
    ),
    PlaceRule(
        "what a check checks",
        "the lines",
        _offered,
        "Search page",
        "Check 'Search page' has failed",
        "Search page",
    ),
    PlaceRule(
        "what is called by its sort",
        "the name",
        lambda _, alert: _held(alert),
        "Container mongodb",
        "Container mongodb",
        "mongodb",
    ),
)
"""How an alert says what it is about, in the order in which that is asked."""
