"""Where an alert says that something is wrong: the environment, and the cluster, the region and the namespace in it.

What fires in staging is another alert than what fires in production, where messages say so: nobody wants the end of
one, or silence about it, to count for the other. Clusters, regions and namespaces are part of what one alert affects.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.recognised import NOWHERE, Location
from ratchet_core.recognise.services import is_place
from ratchet_core.recognise.view import unmarked
from ratchet_core.recognise.words import words_of

_PRODUCTION: Final = words_of("prod production prd live")
_ENVIRONMENTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_PRODUCTION, ""),
    **dict.fromkeys(("staging", "stage", "stg"), "staging"),
    **dict.fromkeys(("dev", "devel", "development"), "development"),
    **dict.fromkeys(("test", "testing"), "test"),
    **dict.fromkeys(("preprod", "pre-prod", "preproduction", "pre-production"), "preproduction"),
    **dict.fromkeys(("nonprod", "non-prod", "nonproduction", "non-production"), "nonproduction"),
    **{word: word for word in ("qa", "uat", "sandbox", "integration", "demo", "canary")},
}
"""What environments are called, by every word for them; production has no name, for who says nothing means it."""

_SURE: Final = frozenset(_ENVIRONMENTS) - {"live", "test", "testing", "integration", "demo", "canary"}
"""The words that mean an environment wherever a title puts them in brackets."""

_WORD: Final = "|".join(sorted(_ENVIRONMENTS, key=len, reverse=True))
_ENVIRONMENT: Final = re.compile(rf"({_WORD})(?:[-_. ]?(\d{{1,3}}))?(?=$|[-_./ ])", re.IGNORECASE)
_IN: Final = re.compile(
    rf"\b(?:in|on)\s(?:the\s)?({'|'.join(sorted(_SURE, key=len, reverse=True))})(?:\senvironment|\scluster)?[\s.:!]*$",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(rf"^\W{{0,3}}({'|'.join(sorted(_SURE, key=len, reverse=True))})\s?[:|\]]", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"[(\[{]([^()\[\]{}]{2,200})[)\]}]")
_TAG: Final = re.compile(
    r"(?<![\w.])(env|environment|cluster|cluster_name|kube_cluster|kube_cluster_name|k8s_cluster|region|aws_region"
    r"|namespace|kube_namespace|k8s_namespace)\s?[:=]\s?[\"'`*_]{0,3}([\w./-]*\w)",
    re.IGNORECASE,
)
_TAG_SIGNS: Final = ("env", "cluster", "region", "namespace")
_REGION: Final = re.compile(
    r"\bin\s((?:us|eu|ap|sa|ca|af|me|il|mx)(?:-gov)?-[a-z]{4,9}-\d)\W{0,3}$"
    r"|\bin\s(US|EU|Europe|Asia Pacific|South America|Canada|Africa|Middle East|Israel|AWS GovCloud)"
    r"(?:\s(East|West|Central))?\s?\(([A-Z][\w. -]{2,20})\)\W{0,3}$"
)
"""How CloudWatch ends its titles: `in eu-central-1`, `in US East (N. Virginia)`."""

_HOST: Final = re.compile(
    rf"https?://(?:[\w-]{{1,60}}[.-]){{0,3}}({'|'.join(sorted(_SURE, key=len, reverse=True))})[.-]"
)
_ACCOUNTS: Final = words_of("account tier tenant project subscription stack workspace")
_OTHER_FIELDS: Final = frozenset(
    {*_ACCOUNTS, "aws account", "account name", "project id", "project_id", "resource group"}
)
"""Fields that say the environment where their value is named after one."""

_NAMED: Final = re.compile(rf"(?<![^\W_])({'|'.join(sorted(_SURE, key=len, reverse=True))})(?![^\W_])", re.IGNORECASE)
_READ: Final = 2_000
_LONGEST: Final = 60
_FEW: Final = 3
_TELLING: Final = re.compile(r"[\w][\w./:-]*")
_NOTHING: Final = words_of("none null unknown all any n/a na undefined default multiple various")

_FIELDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("environment", "env", "stage", "deployment environment", "deployment.environment"), "environment"),
    **dict.fromkeys(
        ("cluster", "cluster name", "cluster_name", "clustername", "k8s cluster", "kubernetes cluster", "kube_cluster",
         "kube_cluster_name", "eks cluster", "gke cluster", "ecs cluster", "k8s.cluster.name", "k8s_cluster"),
        "cluster",
    ),
    **dict.fromkeys(
        ("region", "aws region", "aws_region", "cloud region", "location", "datacenter", "data center", "datacentre",
         "dc", "availability zone", "availability_zone", "zone"),
        "region",
    ),
    **dict.fromkeys(
        ("namespace", "kube_namespace", "kubernetes namespace", "k8s namespace", "k8s_namespace", "k8s.ns.name",
         "exported_namespace", "kubernetes_namespace_name"),
        "namespace",
    ),
}  # fmt: skip
"""What the fields are called that say where something is wrong, and what each says."""

_PARTS: Final = ("cluster", "region", "namespace")


@lru_cache(maxsize=8)  # two replays of one history ask for each message one after the other
def location_of(content: Content, bot: Bot | None = None) -> Location:
    """Return where a message says that something is wrong: in fields, in tags, in its title, or by who sends it."""
    told: dict[str, str] = {}
    for field in content.fields:
        if (kind := _FIELDS.get(field.name.lower())) is not None and kind not in told:
            _say(told, kind, field.value)
    text = content.text[:_READ]
    if any(sign in text or sign in text.lower() for sign in _TAG_SIGNS):
        for name, value in _TAG.findall(text):
            if (kind := _kind_of_tag(name)) not in told:
                _say(told, kind, value)
    title = content.title or content.text[:_READ].partition("\n")[0]
    in_title = _in_title(title)
    parts = dict.fromkeys(told[kind] for kind in _PARTS if kind in told)
    environment = told.get("environment") or in_title.environment
    if not environment:
        environment = next(filter(None, map(_environment_in, parts)), "") or _aside(content, bot, title)
    if environment in _PRODUCTION:
        environment = ""
    return Location(environment, tuple(parts) or in_title.parts) if environment or parts or in_title.parts else NOWHERE


def _aside(content: Content, bot: Bot | None, title: str) -> str:
    """Return the environment that a message says beside what it says: an account, a host, a footer, a bot's name."""
    told = (one.value for one in content.fields if one.name.lower() in _OTHER_FIELDS)
    host = _HOST.search(title)
    sources = (*told, host[1] if host else "", content.footer, "" if bot is None else bot.name)
    return next(filter(None, map(_environment_named, sources)), "")


@lru_cache(maxsize=4096)
def _environment_named(value: str) -> str:
    """Return the environment that is a word of a short name: `acme-staging`, `Alertmanager (staging)`."""
    short = len(value) <= _LONGEST and len(value.split()) <= _FEW
    found = _NAMED.findall(value) if short else []
    return _ENVIRONMENTS[found[0].lower()] if len(found) == 1 else ""


def _kind_of_tag(name: str) -> str:
    lowered = name.lower()
    return "environment" if lowered.startswith("env") else next(kind for kind in _PARTS if kind in lowered)


def _say(told: dict[str, str], kind: str, value: str) -> None:
    """Take a value down, unless it says nothing; production is taken down as such, for it was said."""
    value = unmarked(value.partition("\n")[0]).strip().lower()
    if len(value) > _LONGEST or not _TELLING.fullmatch(value) or value in _NOTHING:
        return
    told[kind] = (
        (_environment_in(value) or ("prod" if _is_production(value) else value)) if kind == "environment" else value
    )


@lru_cache(maxsize=4096)
def _environment_in(value: str) -> str:
    """Return the environment that a value begins with: `staging-eu-1` is in `staging`; empty for production."""
    found = _ENVIRONMENT.match(value)
    if found is None:
        return ""
    known = _ENVIRONMENTS[found[1].lower()]
    return f"{known}-{found[2]}" if known and found[2] else known


def _is_production(value: str) -> bool:
    found = _ENVIRONMENT.match(value)
    return found is not None and not _ENVIRONMENTS[found[1].lower()]


@lru_cache(maxsize=4096)
def _in_title(title: str) -> Location:
    """Return where a title says that something is wrong: in brackets, before a colon, or at its end."""
    words = [word.lower() for held in _BRACKETED.findall(title) for word in held.split()]
    environments = [word for word in words if (found := _ENVIRONMENT.fullmatch(word)) and found[1] in _SURE]
    said = _BEFORE.search(title) or _IN.search(title)
    told = environments or ([said[1].lower()] if said else [])
    parts = tuple(dict.fromkeys(word for word in words if is_place(word) and _ENVIRONMENT.fullmatch(word) is None))
    if (region := _REGION.search(title)) is not None:
        parts = (*parts, "-".join(filter(None, region.groups())).lower().replace(" ", "-"))
    environment = _environment_in(told[0]) if told else next(filter(None, _from_parts(parts)), "")
    return Location(environment, parts)


def _from_parts(parts: Iterable[str]) -> Iterable[str]:
    return map(_environment_in, parts)
