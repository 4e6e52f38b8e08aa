"""Reads what was released from a line of a notice: `Deployed cart-api v3 to production`, `cart-api was rolled out`.

The rule of the reader: a name stands right behind or right before the word for the release, and something that can
only follow a name closes it. A plain word is taken in fewer places than one that is written as a name is, for before
`deployed` there may be a person.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.services import can_be_service, is_place, is_version
from ratchet_core.recognise.words import words_of

_PAST: Final = words_of("deployed redeployed released promoted shipped synced upgraded rolled published reverted")
_PROGRESSIVE: Final = words_of("deploying redeploying releasing promoting shipping syncing upgrading rolling")
_NOUNS: Final = words_of(
    "deploy redeploy deployment release rollout rollback promotion upgrade sync application app service update version"
)
_RELEASING: Final = _PAST | _PROGRESSIVE | _NOUNS
_LEADING: Final = words_of(
    "of the a an new latest version release application app service project component deployment out back update for "
    "successfully successful started starting upgrade rollback rollout"
)
_REFERENCES: Final = words_of("version branch tag commit revision build ref image chart")
_OUTCOMES: Final = words_of(
    "succeeded successful successfully success failed failing failure finished completed complete started starting "
    "queued canceled cancelled aborted done pending initiated triggered scheduled rejected approved skipped running in"
)
_CLOSING: Final = _OUTCOMES | _REFERENCES | words_of(
    "to on in into onto at from by with for via using as release is was were has have now again took"
)  # fmt: skip
_JOINED: Final = words_of("was is has have been being now just successfully automatically were are")
_PASSIVE: Final = words_of("was is been being were are")
_NO_NAMES: Final = _RELEASING | _OUTCOMES | _CLOSING | _LEADING | words_of(
    "main master develop trunk head everything something nothing all it they we you i he she this that these those them us "
    "changes change fixes fix hotfix patch code config configuration docs stuff things services apps applications "
    "freeze window preview previews train notes candidate pipeline job jobs queue lock bot process key hook hooks plan "
    "request approval script summary log logs status notification updates next previous last old following current "
    "blue-green canary auto-deploy nightly daily weekly manual automatic scheduled site website database commits "
    "operation sync-operation manifests resources environment environments today tomorrow yesterday later soon"
)  # fmt: skip
_BRANCHES: Final = words_of("feature feat fix bugfix hotfix release chore refs renovate dependabot heads origin")
_NAME: Final = re.compile(r"[A-Za-z][\w./-]*")
_WRITTEN: Final = re.compile(r"[-_/\d]")
_SUFFIX: Final = re.compile(r"[@:].*$")
_EDGES: Final = "\"'“”‘’«».,;:!()[]<>|"
_ENDS: Final = (",", ":", ";", ".", ")", "!", "]", "|")
_SIGNS: Final = frozenset("([" + "#→-–—|@=<'\"")
_ARROW: Final = re.compile(r"^([A-Za-z][\w./@:-]*)(?:\s+\(?v?\d[\w.+-]*\)?)?\s*(?:→|->|=>|➜|➡️?)\s*([\w-]+)")
_JOB: Final = re.compile(
    r"^(?:(?:re)?deploy(?:ment)?[-_/ ](\w[\w.-]*)|(\w[\w.-]*)[-_/](?:re)?deploy(?:ment)?)\s*(?:[-–:|»]\s*)?(?:[\w-]+\s*)?#\d+",
    re.IGNORECASE,
)
_WIDEST: Final = 24


@lru_cache(maxsize=4096)
def released(line: str) -> str | None:
    """Return what a line says was released, or None when it names nothing or the name may be something else."""
    words = line.split(maxsplit=_WIDEST)[:_WIDEST]
    bare = [word.strip(_EDGES) for word in words]
    for at, word in enumerate(bare):
        if word.lower() in _RELEASING and (name := _behind(words, bare, at) or _before(bare, at)):
            return name
    return _of_job(line) or _of_arrow(line)


def is_release(headline: str) -> bool:
    """Say whether a headline is of a job that deploys, `deploy-cart - #12 Success`, or `cart v2 -> production`."""
    if "#" in headline and "deploy" in headline.lower() and _JOB.match(headline):
        return True
    return ("→" in headline or ">" in headline or "➜" in headline) and _of_arrow(headline) is not None


def _behind(words: Sequence[str], bare: Sequence[str], at: int) -> str | None:
    """Return the name behind the word for the release: `Deployed cart-api v3`, `Deployment of cart-api`."""
    led = False
    index = at + 1
    while index < len(bare):
        word, following = bare[index].lower(), bare[index + 1].lower() if index + 1 < len(bare) else ""
        if word in _REFERENCES and following and not _is_of(following):
            index += 2 if is_version(following) or word != "version" else 1
            if index < len(bare) and not _is_of(bare[index]):
                return None
        elif is_version(word) and _is_of(following):
            index += 1
        elif word in _OUTCOMES and (words[index].endswith(":") or _is_of(following)):
            led, index = True, index + 1
        elif word in _LEADING or not word:
            led, index = led or _is_of(word), index + 1
        else:
            break
    return _closed(words, bare, index, plain=led or bare[at].lower() not in _NOUNS)


def _is_of(word: str) -> bool:
    return word.lower() in ("of", "for")


def _closed(words: Sequence[str], bare: Sequence[str], index: int, *, plain: bool) -> str | None:
    """Return the name at a place if what follows closes it; a plain word must be closed by more than the end."""
    if index >= len(bare) or (name := _name(bare[index])) is None:
        return None
    following = bare[index + 1].lower() if index + 1 < len(bare) else ""
    sure = is_version(following) or following in _CLOSING or _SUFFIX.search(bare[index])
    loose = index + 1 == len(bare) or words[index].endswith(_ENDS) or words[index + 1][0] in _SIGNS
    return name if sure or (loose and (plain or _WRITTEN.search(name))) else None


def _before(bare: Sequence[str], at: int) -> str | None:
    """Return the name before the word for the release: `cart-api was deployed`, `cart-api 1.2 released`."""
    index, passive, versioned = at - 1, False, False
    while index > 0 and bare[index].lower() in _JOINED:
        passive, index = passive or bare[index].lower() in _PASSIVE, index - 1
    while index > 0 and (is_version(bare[index]) or bare[index].lower() in _REFERENCES):
        versioned, index = True, index - 1
    if index < 0 or not _opens(bare, index) or (name := _name(bare[index])) is None:
        return None
    told = index > 0 or versioned or (passive and bare[at].lower() in _PAST)
    return name if told or ("." not in name and _WRITTEN.search(name)) else None


def _opens(bare: Sequence[str], index: int) -> bool:
    """Say whether nothing but words that lead to a name stand before a place."""
    return all(word.lower() in _LEADING or not word for word in bare[:index])


def _name(word: str) -> str | None:
    """Return a word as a service's name, without an image's tag, a revision and the owner of a repository."""
    owner, _, name = _SUFFIX.sub("", word).rpartition("/")
    lowered = name.lower()
    if not _NAME.fullmatch(name) or lowered in _NO_NAMES or owner.lower() in _BRANCHES:
        return None
    return name if len(name) > 1 and can_be_service(name) else None


def _of_job(line: str) -> str | None:
    found = _JOB.match(line) if "#" in line else None
    return _name(found[1] or found[2]) if found else None


def _of_arrow(line: str) -> str | None:
    found = _ARROW.match(line)
    return _name(found[1]) if found and is_place(found[2]) else None
