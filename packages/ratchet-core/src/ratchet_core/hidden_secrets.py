"""Takes secrets that people paste out of a text and says in their place of which type they were.

One expression is run once over the text, and everything in it is bounded or starts at a fixed word, so it is linear.
"""

import re
from typing import Final

_KINDS: Final = (
    ("private key", r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"),
    ("slack token", r"(?:xox[abeoprs](?:\.xox[abp])?|xapp)-[\w-]{6,}"),
    ("slack webhook", r"(?<=hooks\.slack\.com/)(?:services|workflows|triggers)/[\w/-]{8,}"),
    ("aws key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}"),
    ("github token", r"(?:gh[pousr]_|github_pat_)\w{10,}"),
    ("gitlab token", r"glpat-[\w-]{10,}"),
    ("stripe key", r"(?<![A-Za-z0-9])[sr]k_(?:live|test)_\w{8,}"),
    ("google key", r"AIza[\w-]{20,}"),
    ("api key", r"(?<![\w-])sk-[\w-]{16,}"),
    ("package token", r"(?<![\w-])(?:npm_\w{20,}|pypi-[\w-]{20,})"),
    ("web token", r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?"),
    ("vault token", r"(?<![\w.])hv[sbr]\.[\w-]{16,}"),
)
_NAMED: Final = r"pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials"
_VALUE: Final = r"(?:\"[^\"\n]+\"|'[^'\n]+'|[\"']?(?!\[secret: )[^\s\"'`&]+)"
_PLACEHOLDER: Final = r"\[secret: [a-z ]{1,20}\]"
_SECRET: Final = re.compile(
    "|".join(
        (
            f"(?P<known>{_PLACEHOLDER})",
            *(f"(?P<k{number}>{form})" for number, (_, form) in enumerate(_KINDS)),
            r"(?P<scheme>(?i:bearer|basic) {1,3})(?=[\w.~+/-]{0,40}[\d=])[\w.~+/-]{8,}=*",
            rf"(?P<name>(?i:{_NAMED})[\"']? {{0,2}}=[ \t]{{0,2}}){_VALUE}",
            rf"(?P<field>(?i:pass(?:word|wd|phrase)|pwd)[\"']?:[ \t]{{0,2}}){_VALUE}",
            rf"(?P<label>(?i:{_NAMED})[\"']?:[ \t]{{0,2}}(?=\S{{0,60}}\d)(?=\S{{6}})){_VALUE}",
            r"(?P<told>(?i:password) (?:is|was) (?=\S{0,60}\d)(?=\S{4}))[^\s`]+",
            rf"(?P<option>--(?i:{_NAMED})[ \t]{{1,3}}){_VALUE}",
            r"(?P<url>://[^\s/:@\[]{0,100}:)[^\s/@]{1,300}(?=@)",
            r"(?P<curl>(?<=curl) {1,3}(?:-u|--user) {0,2}[^\s:]{1,100}:)(?!\[secret: )[^\s]{1,300}",
        )
    )
)
_SIGNS: Final = (
    *("private key", "xox", "xapp-", "hooks.slack.com/", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("github_pat_", "glpat-", "k_live_", "k_test_", "aiza", "sk-", "npm_", "pypi-", "eyj", "hvs.", "hvb.", "hvr."),
    *("bearer ", "basic ", "passw", "passphrase", "pwd", "secret", "token", "key", "credentials", "curl"),
)
"""Every form above but that of an address holds one of these, in lower case."""
_PREFIXED: Final = {
    "scheme": "bearer token",
    "name": "password",
    "field": "password",
    "label": "password",
    "told": "password",
    "option": "password",
    "url": "password",
    "curl": "password",
}


def without_secrets(text: str) -> str:
    """Return a text with every secret of a known form replaced, such as by `[secret: slack token]`.

    Doing so twice changes nothing more.
    """
    return _SECRET.sub(_placeholder, text) if _may_hold_secret(text) else text


def _may_hold_secret(text: str) -> bool:
    """Say whether a text is worth the expression, which looks at every character; most texts are not.

    Beyond ASCII there are letters that the expression takes for others, such as the Kelvin sign for a k.
    """
    if not text.isascii() or ("://" in text and "@" in text):
        return True
    return any(map(text.lower().__contains__, _SIGNS))


def _placeholder(found: re.Match[str]) -> str:
    group = found.lastgroup or "known"
    if group == "known":
        return found[0]
    if group in _PREFIXED:
        return f"{found[group]}[secret: {_PREFIXED[group]}]"
    return f"[secret: {_KINDS[int(group[1:])][0]}]"
