"""Finds what an alert is called, as its tool writes it."""

import re
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.cleaning import ERROR, OFFERED, QUOTED, cleaned_name, error_in, is_empty, pod_in
from ratchet_core.recognise.name_fields import (
    ALERT_FIELDS,
    CHECK_FIELDS,
    EDGES,
    HOST_FIELDS,
    NAMING_FIELDS,
    SURE_ALERT_FIELDS,
    WRONG,
    from_fields,
    service_field,
    telling_value,
)
from ratchet_core.recognise.places import alert_and_place
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.states import Mark, state_of
from ratchet_core.recognise.view import View
from ratchet_core.recognise.words import ALERT_NOUNS, STATES, UP_OR_DOWN

_PAIRS: Final = re.compile(r"^\W{0,3}[A-Z][A-Za-z]{2,15}:\s[^:]{1,80}[\s,|]\s?[A-Z][A-Za-z]{2,15}:\s")
"""A headline that is a row of labels with their values."""
_OF_A_PLACE: Final = re.compile(r"(?:cluster|environment|namespace|region|tenant)\s\S+", re.IGNORECASE)
_ORIGIN: Final = re.compile(r"^(.{3,120})\sin\s(?:production|staging|prod|development)\sfrom\s\S+$", re.IGNORECASE)
_LABEL: Final = 32
_RULES: Final = (" rule", " rule name", " alert name", " check name", " policy name")
_SURE: Final = 4


def alert_name(view: View, mark: Mark | None) -> str:
    """Return what the alert is called: a field that says so, or the headline without what varies."""
    named = from_fields(view, SURE_ALERT_FIELDS) or _rule(view)
    if not named and (not mark or mark.place == "field"):
        named = from_fields(view, CHECK_FIELDS)
    return named or _from_headline(view, mark) or view.headline or "alert"


def _rule(view: View) -> str | None:
    """Return the value of a field that is some tool's own name for a rule, such as `health rule`."""
    told = (value for name, value in view.fields.items() if name.endswith(_RULES))
    return next(filter(None, map(telling_value, told)), None)


def _from_headline(view: View, mark: Mark | None) -> str | None:
    name: str | None = cleaned_name(_without_sender(_telling_line(view, mark), view.bot.name))
    if (_PAIRS.match(view.headline) or _is_sheet(view)) and (checked := _check_on_host(view)):
        is_thing = mark is not None and mark.word in UP_OR_DOWN
        named = None if "service" in view.fields else from_fields(view, CHECK_FIELDS if is_thing else ALERT_FIELDS)
        return cleaned_name(named) if named else checked
    if (
        not name
        or is_empty(_without_bot(alert_and_place(name)[0], view.bot.name))
        or (_OF_A_PLACE.fullmatch(name) and view.lines[2:])
    ):
        name = from_fields(view, ALERT_FIELDS) or _check_on_host(view) or _first_telling(view)
    elif _is_address(name):
        name = from_fields(view, NAMING_FIELDS) or name
    origin = _ORIGIN.match(name) if name else None
    return origin[1] if origin else name


@lru_cache(maxsize=4096)
def _without_sender(line: str, bot: str) -> str:
    """Return a line without the name of its bot, where a word that stands over alerts is next."""
    if not bot or not line.lower().startswith(f"{bot.lower()} "):
        return line
    rest = line[len(bot) :].lstrip(EDGES)
    word = rest.partition(" ")[0].strip(EDGES).lower()
    return rest if word in ALERT_NOUNS or word in SEVERITIES or word in STATES else line


@lru_cache(maxsize=4096)
def _without_bot(name: str, bot: str) -> str:
    """Return a name without that of the bot which posted it."""
    return re.sub(re.escape(bot), "", name, flags=re.IGNORECASE) if bot else name


def said_to_be_wrong(view: View) -> str | None:
    """Return what a field says is wrong, where the headline names nothing but what the alert is about."""
    return from_fields(view, WRONG)


def _check_on_host(view: View) -> str | None:
    """Return the service of a message that names a host and a service: there, a service is one check on a host.

    Without a service it is the host itself that is up or down.
    """
    return (view.fields.get("service") or service_field(view, HOST_FIELDS)) if "host" in view.fields else None


def _is_sheet(view: View) -> bool:
    """Say whether a message is all fields, so that its first line is one of them and no headline."""
    label, colon, _ = view.headline.partition(": ")
    if not colon or view.content.title or label.lower() not in view.fields:
        return False
    return is_empty(label) and state_of(label) is None and ALERT_NOUNS.isdisjoint(label.lower().split())


def _is_address(name: str) -> bool:
    """Say whether a name is but a host's or a page's address, or where a pod is."""
    if " " in name or not name:
        return False
    if "/" in name and pod_in(name):
        return True
    return "." in name and not name[-1].isdigit() and not ERROR.search(name)


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
    return None if _is_labelled(below) or " " not in below or is_empty(cleaned_name(below)) else below


def _is_heading(view: View) -> bool:
    """Say whether the headline says no more than that its bot tells of an alert."""
    return is_empty(_without_bot(cleaned_name(view.headline), view.bot.name))


def _is_signature(view: View) -> bool:
    """Say whether the headline names nothing but the tool that posted it."""
    name = cleaned_name(view.headline)
    return is_empty(name) or name.lower() in view.bot.name.lower()


def error_class(view: View) -> str | None:
    """Return the exception that the headline names, or None."""
    named = next(filter(None, map(error_in, view.lines[:3])), None)
    if named and OFFERED.search(view.headline) and QUOTED.search(view.headline):
        return None
    return named


def _first_telling(view: View) -> str | None:
    for line in sorted(view.lines[1:], key=_is_labelled):
        label, colon, value = line.partition(": ")
        name = cleaned_name(value if colon and label.lower() in view.fields and not label.isascii() else line)
        if not is_empty(name):
            return name
    return None


def _is_labelled(line: str) -> bool:
    """Say whether a line is a label with its value rather than a sentence."""
    return 0 < line.find(": ") < _LABEL
