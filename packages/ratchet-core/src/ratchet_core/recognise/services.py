"""What can be the name of a service, and what never is: an environment, a region, a severity, a number, a host's port.

Every value that is about to become a service passes here, wherever it was found.
"""

import re
from functools import lru_cache
from typing import Final

from ratchet_core.recognise.fingerprint import without_pod_suffix
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.words import STATES, words_of

_ENVIRONMENT = (
    r"(?:pre-?|non-?)?prod(?:uction)?|prd|staging|stage|stg|dev|devel|development|test|testing|qa|uat|live|sandbox"
    r"|integration|default"
)
_DIRECTION = r"(?:(?:north|south)?(?:east|west)|north|south|central)"
_REGION = rf"(?:us|eu|ap|sa|ca|af|me|il|europe|asia|australia)(?:-gov)?(?:-{_DIRECTION})?(?:-?\d{{1,2}})?[a-f]?|{_DIRECTION}(?:us|europe)\d?"
_PLACE: Final = re.compile(
    rf"(?:{_ENVIRONMENT})(?:\d{{1,3}}|[-_.](?:\d{{1,3}}|[a-z]|{_REGION}|{_ENVIRONMENT}|cluster|env(?:ironment)?))*|{_REGION}"
)
_NUMBER: Final = re.compile(
    r"[#v]?\d+(?:\.[\dx]+){0,2}(?:[-+_.]?(?:rc|beta|alpha|hotfix|build|sha)[.-]?\w{0,12}|[-+_]\w{1,12})?[%a-z]?"
)
_REVISION: Final = re.compile(r"(?=[a-f]*\d)[0-9a-f]{7,64}|sha256:[0-9a-f]+")
_KEY: Final = re.compile(r"[A-Z]{2,10}-\d{1,6}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[t_ ].*)?|\d{1,2}:\d{2}(?::\d{2})?")
_PORT: Final = re.compile(r"[\w.-]+:\d{2,5}")
_PROSE: Final = words_of(
    "on in at for of from to by with without via per over under above below than into during since after before until "
    "the a an is are was were has have had be been being and or not no its it this that these those all any as when "
    "while due because if so too very almost time schedule demand hold startup boot duty average top"
)


@lru_cache(maxsize=4096)
def as_service(value: str) -> str | None:
    """Return the service that a value names, a pod's as that of its workload; None where it can name none."""
    whole, slash, place = value.rpartition("/")
    if slash and whole and is_place(place):
        value = whole
    name = value if " " in value else without_pod_suffix(value)
    return name if can_be_service(name) else None


@lru_cache(maxsize=4096)
def can_be_service(name: str) -> bool:
    """Say whether a value can be a service's name, by what it looks like alone."""
    lowered = name.lower()
    return bool(lowered) and not (
        lowered in SEVERITIES
        or lowered in STATES
        or lowered in _PROSE
        or is_place(lowered)
        or is_version(lowered)
        or _PORT.fullmatch(lowered)
        or _DAY.fullmatch(lowered)
        or _KEY.fullmatch(name)
    )


def is_place(word: str) -> bool:
    """Say whether a word is an environment or a region: `prod`, `staging-2`, `eu-west-1`, `prod-eu-1`."""
    return _PLACE.fullmatch(word.lower()) is not None


def is_version(word: str) -> bool:
    """Say whether a word is a version, a revision or a build's number: `v12`, `1.4.2-rc1`, `4f5e6d7`, `#88`."""
    lowered = word.lower()
    return (_NUMBER.fullmatch(lowered) or _REVISION.fullmatch(lowered)) is not None
