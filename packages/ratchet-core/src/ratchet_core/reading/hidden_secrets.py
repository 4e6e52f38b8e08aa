"""Takes secrets that people paste out of a text and says in their place of which type they were.

A secret is known by how it begins, or by what stands before it: a label, an option, an address, a header. Each form is
one line of `KINDS`. It is only looked for where one of its signs stands, which most texts have none of, and it takes
linear time: whatever repeats is bounded, possessive, or begins where its like cannot have begun.

What names a secret and holds none is left: variables, templates, functions, paths, and words such as `expired`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from attrs import frozen

from ratchet_core.reading.visible import UNSEEN


@frozen(eq=False)
class Kind:
    """One form of secrets.

    Attributes:
        name: What stands in the place of such a secret.
        signs: Such a secret stands only in texts that hold one of these, in lower case.
        form: The whole match is the secret, or its last group that matched, where there is one; the rest is kept.
        needs: What such a text must hold besides.
        folded: Whether the form is in lower case, and looked for whatever the case is.
    """

    name: str
    signs: tuple[str, ...]
    form: str
    needs: str = ""
    folded: bool = False


@cache
def pattern_of(kind: Kind) -> re.Pattern[str]:
    """Return what finds a kind; it is made when a text first holds a sign of it, for all of them take a while."""
    return re.compile(kind.form, re.ASCII)


@frozen
class Hidden:
    """A secret in a text: where it stands, and what is shown for it."""

    start: int
    end: int
    shown: str


def _kind(name: str, signs: str, form: str, needs: str = "", *, folded: bool = False) -> Kind:
    return Kind(name, tuple(signs.split("|")), form, needs, folded)


_BEGUN: Final = r"(?<![A-Za-z0-9])"
_PHRASE: Final = (
    r"(?:p(?:ass(?:word|wort|wd|[ -]?phrase|[ -]?code)|wd|w(?<![a-z]pw)|ass(?<![a-z]pass))"
    r"|kennwort|mot de passe|contrase(?:ñ|n)a|senha|wachtwoord|lösenord)"
)
_KEYED: Final = (
    "api app access secret private auth account encryption signing master license service storage application client routing"
    " admin integration"
)
_KEYS: Final = "|".join(rf"(?<={one}key)|(?<={one}[ _-]key)" for one in _KEYED.split())
_TOKEN: Final = rf"(?:secret|token|credentials?|key(?:(?<=_key)|{_KEYS})(?:[_-](?:id|base))?)"
_LABEL: Final = rf"(?:{_PHRASE}|{_TOKEN})"
_CLOSED: Final = r"(?:\\?[\"'`*]){0,2}"
_OPENED: Final = r"(?:```(?:[a-z]{1,10}\n)?\s?|(?:\\?[\"'`“‘*]){0,2})"
_ABOUT: Final = r"(?:[ \t](?:for|of|on|to|at)(?:[ \t](?!(?:is|was)\b)[\w.@/-]{1,40}){1,3}?|[ \t]\([^()\n]{1,40}\))?"
_TOLD: Final = (
    r"(?:\s{0,3}(?::|[-=]>|>{2,3}|→)|\s(?:is|was|are)(?:\snow)?:?|\s(?:(?:changed|reset|set|rotated)\s)?to:?)"
)
_ASSIGNED: Final = r"\s{0,3}(?::=|=>|=(?!=))[ \t]{0,3}(?:\n[ \t]{0,4})?"
_BREAK: Final = r"(?:[ \t]{0,3}(?P<br>\n)?\s{0,4})"
_ALONE: Final = r"(?(br)(?=[\"'`”’*]{0,3}[ \t]{0,3}(?:\n|\Z)))"
_WORDS: Final = (
    "an?|and|at|are|authentication|base64|bcrypt|below|can|changed|changes|empty|expired|expires|false|for|from|hashed"
    "|here|hidden|in|incorrect|invalid|is|it|json|masked|md5|missing|must|my|needed|never|new|nil|no|none|not|null|of|ok"
    "|old|on|optional|or|password|policy|protected|redacted|removed|required|reset|revoked|rotated|same|secret|see"
    "|sha\\d+|should|string|that|the|there|this|to|token|true|undefined|unknown|unset|utf-?8|valid|wrong|yes|your"
)
_EMPTY: Final = (
    rf"(?!(?i:{_WORDS})(?![\w@#$%^&!+=-]|:\S))"
    r"(?!\[|\$[({{]|\$\w{1,60}(?![\w!@#%^&*+=-])|\$\w{1,60}@[\w$.{]|\{\{|\{\w{0,60}\}|%\(?\w{1,60}[%)]|#\{|<[^>\n]{0,60}>"
    r"|\*{3}|x{4,60}(?!\w)|X{4,60}(?!\w)|\.{3}|\d{1,3}(?!\S)|\d{4}-\d\d-\d\d|!vault|[a-z][\w+]{1,20}://|(?:vault|file):|~?/[\w.-]{0,60}(?![\w@!])|@"
    r"|[A-Za-z_][\w.]{0,60}[(\[]"
    r"|(?:os|process|env|self|config|settings|secrets|var|local|data|this|args|options|params|request)\.[A-Za-z_]|-)"
)
"""Does not match before what stands in the place of a value: a variable, a template, a call, a path, a common word."""

_WORDY: Final = r"(?!(?i:v?\d{1,20}|[a-z]{1,40})(?:[-_./:](?i:v?\d{1,20}|[a-z]{1,40})){0,12}(?![\w+=-]))"
"""Does not match before words and numbers, as names, dates and paths are made of."""

_VALUE: Final = r"((?:[^\s\"'`“”‘’&;\\]++|[&;](?![\w ]{1,30}=|&|\s|\Z)|\\(?![nrt\"'\\]))++)"
_ODD: Final = r"(?=\S{4})(?=\S{0,60}?(?:\d|[@#$%^&!+=]\w))"
_LONG: Final = rf"{_WORDY}(?=[\w+/=.:~@%-]{{8}})(?=\S{{0,60}}?\d)"
_QUOTED: Final = r"(?P<q>\\?[\"'])"
_IN_QUOTES: Final = r"((?:(?!(?P=q))[^\n]){1,400}+)(?P=q)"
_BARE: Final = r"(?<!pass)(?<!passwd)"
_WITH_DIGIT: Final = r"(?<=pass) (?=[a-z]{2,20}\d)(?=\w{6,40}(?!\S))"
"""People pass arguments, and `passwd` takes a name: such words must look like a password themselves."""

_OF_PASS: Final = "|".join(
    (
        rf"(?:{_TOLD}|{_ASSIGNED})\s{{0,3}}{_QUOTED}{_EMPTY}{_IN_QUOTES}",
        rf"{_ABOUT}{_ASSIGNED}{_OPENED}{_EMPTY}{_VALUE}",
        rf"(?:{_ABOUT}{_TOLD}{_BREAK}|{_BARE}\s{{1,4}}|{_WITH_DIGIT}){_OPENED}{_EMPTY}{_WORDY}{_ODD}{_VALUE}{_ALONE}",
        rf"(?:{_ABOUT}{_TOLD}\s{{0,4}}|{_BARE}\s{{1,2}})[`“‘\"']{_EMPTY}([^\s`“”‘’\"']{{4,}}+)(?=[`”’\"'])",
        rf"{_ABOUT}(?:,|[ \t][-–])[ \t]{{1,3}}{_OPENED}{_EMPTY}(?=\S{{0,60}}?\d)(?=\S{{0,60}}?[@#$%^&!+=?])([^\s\"'`,;]{{6,}}+)(?=[\"'`*]{{0,3}}[ \t]{{0,3}}(?:\n|\Z))",
        rf"{_ABOUT}\s{{0,3}}(?::|[-=]>|→)\s{{0,4}}{_OPENED}{_EMPTY}([^\s\"'`,;]{{5,}}+)(?=[\"'`*]{{0,3}}[ \t]{{0,3}}(?:\n|\Z|[,;}}]))",
    )
)
"""What follows the name of a password: in order, in quotes; assigned; told, with a digit or a sign in it; in backticks;
behind a comma or a dash, with a digit and a sign, or at the end of a line."""

_OF_TOKEN: Final = "|".join(
    (
        rf"(?:{_TOLD}|{_ASSIGNED})\s{{0,3}}{_QUOTED}{_EMPTY}(?=[^\"'\n]{{4}})(?=[^\"'\n]{{0,80}}?\d|[^\s\"']{{16}}){_IN_QUOTES}",
        rf"(?<=secret){_ASSIGNED}{_OPENED}{_EMPTY}{_VALUE}",
        rf"{_ASSIGNED}{_OPENED}{_EMPTY}{_WORDY}(?=\S{{6}})(?=\S{{0,60}}?\d){_VALUE}",
        rf"{_ABOUT}{_TOLD}{_BREAK}{_OPENED}{_EMPTY}{_LONG}{_VALUE}{_ALONE}",
        rf"{_ABOUT}\s{{1,4}}(?:>[ \t]?)?{_OPENED}{_EMPTY}{_WORDY}(?=[\w+/=-]{{16}})(?=\S{{0,60}}?\d){_VALUE}",
    )
)
"""What follows the name of a token or a key, which people also write about: it has digits, and is not made of words."""

_ANY: Final = r"([^\s\"'`]{3,}+)"
_SEALED: Final = r"(?=(?:\\[nr]|[\s>|`\"'*]){0,20}(?:[A-Za-z0-9+/]{16}|[A-Z][\w-]{2,20}: ))"
_PRIVATE: Final = r"[A-Z ]{0,30}PRIVATE KEY-----"
_PGP: Final = r"PGP (?:PRIVATE KEY BLOCK|MESSAGE)-----"
_BASE64_LINES: Final = (
    r"(?<![^\n])(?:[ \t>]{0,4}[\w+/=]{16,80}\s{1,3}){1,60}(?:[ \t>]{0,4}[\w+/=]{1,80}\s{1,3})?[ \t>]{0,4}"
)
_BESIDE: Final = r"[^\n|;]{0,200}?\s"
_VENDORS: Final = (
    "do[opr]_v1_|glsa_|glc_|shp[a-z]{2}_|lin_api_|ntn_|sntry[su]_|pscale_(?:tkn|pw|oauth)_|figd_|gsk_|hf_|dckr_pat_"
    "|pul-|PMAK-|NRAK-|NRJS-|sq0[a-z]{3}-|AGE-SECRET-KEY-1|ATATT3x|ATCTT3x|AKCp|LTAI|dapi"
)
_VENDOR_SIGNS: Final = (
    "_v1_|glsa_|glc_|shpat_|shpss_|shpca_|shppa_|lin_api_|ntn_|sntrys_|sntryu_|pscale_|figd_|gsk_|hf_|dckr_pat_|pul-"
    "|pmak-|nrak-|nrjs-|sq0|age-secret|atatt3x|atctt3x|akcp|ltai|dapi"
)

KINDS: Final = (
    _kind("private key", "private key", rf"-----BEGIN {_PRIVATE}{_SEALED}[\s\S]*?(?:-----END {_PRIVATE}|\Z)"),
    _kind("private key", "private key", rf"{_BASE64_LINES}-----END {_PRIVATE}", "-----end"),
    _kind("private key", "ls0tls1crudjtib", r"LS0tLS1CRUdJTiB(?!DRVJU|QVUJM)[A-Za-z0-9+/]{20,}+={0,2}"),
    _kind("pgp block", "-----begin pgp", rf"-----BEGIN {_PGP}{_SEALED}[\s\S]*?(?:-----END {_PGP}|\Z)"),
    _kind("pgp block", "-----end pgp", rf"{_BASE64_LINES}-----END {_PGP}"),
    _kind("slack token", "xox|xapp-", r"(?:xox[abeoprs](?:\.xox[abp])?|xapp)-[\w-]{6,}+"),
    _kind("slack webhook", "hooks.slack.com/", r"hooks\.slack\.com/((?:services|workflows|triggers)/[\w/-]{8,}+)"),
    _kind(
        "webhook",
        "/webhooks/|webhookb2/|hooks.zapier.com/",
        r"(?:discord(?:app)?\.com/api/webhooks/|webhook\.office\.com/webhookb2/|hooks\.zapier\.com/hooks/catch/)"
        r"([\w@/-]{8,}+)",
    ),
    _kind("aws key", "akia|asia", rf"{_BEGUN}(?:AKIA|ASIA)[A-Z0-9]{{12,}}+"),
    _kind(
        "aws key",
        "akia|asia",
        rf"{_BEGUN}(?:AKIA|ASIA)[A-Z0-9]{{12,40}}(?:[\s,:;|/=>\"'`-]{{1,12}})([A-Za-z0-9/+]{{40}})(?![A-Za-z0-9/+=])",
    ),
    _kind(
        "aws key",
        "secret_access_key|secretaccesskey",
        rf"secret_?access_?key{_CLOSED}\s{{0,3}}[:=]\s{{0,3}}{_CLOSED}([a-z0-9/+]{{40}})(?![a-z0-9/+=])",
        folded=True,
    ),
    _kind("github token", "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_", r"(?:gh[pousr]_|github_pat_)\w{10,}+"),
    _kind("gitlab token", "glpat-|glrt-|gldt-", r"gl(?:pat|rt|dt)-[\w-]{10,}+"),
    _kind("stripe key", "k_live_|k_test_|whsec_", rf"{_BEGUN}(?:[sr]k_(?:live|test)_\w{{8,}}+|whsec_[\w+/]{{20,}}+=?)"),
    _kind(
        "google key", "aiza|gocspx-|ya29.", rf"AIza[\w-]{{20,}}+|{_BEGUN}(?:GOCSPX-[\w-]{{20,}}+|ya29\.[\w.-]{{20,}}+)"
    ),
    _kind("api key", "sk-", r"(?<![\w-])sk-(?=[a-z-]{0,20}[A-Z0-9])[\w-]{16,}+"),
    _kind("api key", _VENDOR_SIGNS, rf"{_BEGUN}(?:{_VENDORS})(?=\w{{0,40}}[A-Z0-9])[\w-]{{16,}}+"),
    _kind("sendgrid key", "sg.", rf"{_BEGUN}SG\.[\w-]{{16,}}+\.[\w-]{{16,}}+"),
    _kind("twilio key", "sk", rf"{_BEGUN}SK[0-9a-f]{{32}}(?![A-Za-z0-9])"),
    _kind("mail key", "key-|-us", r"(?<![\w-])(?:key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2})(?!\w)"),
    _kind("azure key", "q~", r"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,}+"),
    _kind("telegram token", ":aa", r"(?<!\d)\d{8,10}:AA[\w-]{33,}+"),
    _kind("terraform token", ".atlasv1.", rf"{_BEGUN}[A-Za-z0-9]{{14}}\.atlasv1\.[\w-]{{40,}}+"),
    _kind("package token", "npm_|pypi-|rubygems_", r"(?<![\w-])(?:npm_|pypi-|rubygems_)(?=\w{0,40}\d)[\w-]{20,}+"),
    _kind("web token", "eyj", r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]++)?"),
    _kind("vault token", "hvs.|hvb.|hvr.", r"(?<![\w.])hv[sbr]\.[\w-]{16,}+"),
    _kind("password hash", "$", r"(?<!\$)\$(?:[1567y]|2[abxy]?|apr1|argon2i?d?|scrypt|[PH])\$[\w./,=$+-]{16,}+"),
    _kind("password hash", "sha}|sha256}|sha512}", r"\{S?SHA(?:256|512)?\}[\w+/]{20,}+={0,2}"),
    _kind(
        "password",
        "://",
        rf"://[^\s/:@\[]{{0,100}}:{_EMPTY}(?!\d{{1,5}}(?:[/?#]|(?!\S)))([^\s\"'`<>|/]{{1,300}}|[^\s\"'`<>|]{{1,300}})@(?=[\w\[.$-])",
        "@",
    ),
    _kind("token", "://", r"://((?=[A-Za-z-]{0,60}\d)[\w-]{20,200}+)(?::(?:x-oauth-basic)?)?@", "@"),
    _kind(
        "signature",
        "sig",
        rf"[?&; ](?:x-(?:amz|goog|ms)-)?sig(?:nature)?={_EMPTY}([^\s&#\"'`<>|]{{16,}}+)",
        "=",
        folded=True,
    ),
    _kind(
        "token",
        "key|token|auth|code|amz|cred",
        rf"[?&#;](?:[\w-]{{0,30}}(?:key|token|auth|credential)|code)={_EMPTY}{_LONG}([^\s&#\"'`<>|]++)",
        "=",
        folded=True,
    ),
    _kind(
        "bearer token",
        "authorization",
        rf"authorization{_CLOSED}\s{{0,2}}[:=]\s{{0,2}}{_CLOSED}(?:(?:bearer|basic|token|apikey|api-key|geniekey|splunk|bot|ssws|key)[ =]{{1,3}}{_CLOSED}{_EMPTY}(?=\S{{8}})|{_EMPTY}(?=\S{{16}}){_LONG})([^\s\"'`,;<>\\]{{8,}}+)",
        folded=True,
    ),
    _kind(
        "bearer token",
        "bearer",
        rf"(?<!\w)bearer[ \t]{{1,3}}{_OPENED}(?:is )?{_EMPTY}(?=[\w.~+/-]{{0,40}}[\d=]|[\w.~+/-]{{20}})([\w.~+/-]{{8,}}+=*)",
        folded=True,
    ),
    _kind(
        "bearer token",
        "basic ",
        r"(?<!\w)(?:[Bb]asic|BASIC) {1,3}((?=[\w+/]{0,60}[a-z\d][A-Z])(?=[\w+/]{0,60}[\d=])[\w+/]{8,}+={0,2})",
    ),
    _kind(
        "cookie",
        "cookie",
        r"cookie: ?(?=[^\n]{0,200}?=[^\s;\"'`]{12})((?:[\w.-]{1,60}=[^\s;\"'`]++(?:; ?)?)++)",
        folded=True,
    ),
    _kind(
        "password",
        "pass|pwd|pw|kennwort|contrase|senha|wachtwoord|lösenord",
        rf"{_PHRASE}{_CLOSED}(?:{_OF_PASS})",
        folded=True,
    ),
    _kind(
        "password",
        "passw|passphrase",
        rf"[`“]{_EMPTY}([^\s`“”]{{4,100}}+)[`”] (?:as|is) (?:(?:(?:the|a|our|my|new|root|admin) ){{0,3}}pass(?:word|phrase)(?! (?:manager|store|vault|reset|policy))|(?:the|a|our|my|your) (?!user|name)[a-z]{{1,12}} pass(?:word|phrase)(?=[ \t]{{0,3}}(?:\n|\Z|[.,;!)])))",
        folded=True,
    ),
    _kind("password", "secret|token|credential|key", rf"{_TOKEN}{_CLOSED}(?:{_OF_TOKEN})", folded=True),
    _kind("password", "--", rf"--[\w-]{{0,30}}?{_LABEL}(?:[ \t]{{1,3}}|=){_OPENED}{_EMPTY}{_VALUE}", folded=True),
    _kind("password", "<", rf"<(?:\w{{1,20}}:)?\w{{0,20}}?{_LABEL}>{_EMPTY}([^<\n]{{1,300}})</", "</", folded=True),
    _kind(
        "password",
        "value=",
        rf"(?:key|name)=[\"']\w{{0,40}}?{_LABEL}[\"']\s{{1,3}}value={_QUOTED}{_EMPTY}{_IN_QUOTES}",
        folded=True,
    ),
    _kind("password", "identified", rf"identified (?:with \w{{1,40}} )?by {_QUOTED}{_IN_QUOTES}", folded=True),
    _kind(
        "password",
        "cred|login|basic auth",
        rf"(?<![a-z])(?:cred(?:ential)?s?|logins?|basic auth)(?: are| is)?:?[ \t]{{1,3}}`?[\w.@-]{{1,64}}`? ?[/:] ?`?{_EMPTY}(?!\d{{1,5}}\b){_ODD}{_VALUE}",
        folded=True,
    ),
    _kind("password", "mysql|mariadb", rf"(?<![\w-])(?:mysql|mariadb){_BESIDE}-p[\"']?{_EMPTY}{_ANY}", " -p"),
    _kind(
        "password",
        "login|sshpass|mongo|cqlsh|rabbitmqadmin",
        rf"(?<![\w-])(?:login|sshpass|mongo(?:sh|dump|restore|export|import)?|cqlsh|rabbitmqadmin)\b(?:{_BESIDE}|\s)-p[ =]{{0,2}}[\"']?{_EMPTY}(?!\d{{1,5}}(?!\S)){_ANY}",
        " -p",
    ),
    _kind("password", "redis-cli", rf"redis-cli\b{_BESIDE}-a[ =]{{1,2}}[\"']?{_EMPTY}{_ANY}", " -a"),
    _kind(
        "password",
        "ldap",
        rf"ldap(?:search|modify|add|whoami|passwd|delete)\b{_BESIDE}-w[ =]{{0,2}}[\"']?{_EMPTY}{_ANY}",
        " -w",
    ),
    _kind(
        "password",
        "sqlcmd|bcp|mosquitto_|zip",
        rf"(?:sqlcmd|bcp|mosquitto_\w{{3}}|(?<!\w)(?:un)?zip)\b(?:{_BESIDE}|\s)-P[ =]{{0,2}}[\"']?{_EMPTY}{_ANY}",
        " -p",
    ),
    _kind(
        "password",
        "curl",
        rf"\bcurl\b[^\n]{{0,300}}?\s(?:-u|--user|--proxy-user)[ =]{{0,2}}[\"']?[^\s:\"'$]{{1,64}}:{_EMPTY}{_ANY}",
    ),
    _kind(
        "password",
        "smbclient|net use",
        rf"(?:smbclient\b{_BESIDE}-U ?[\"']?[^\s%\"']{{1,60}}%|net use [^\n]{{0,200}}?/user:\S{{1,60}} ){_EMPTY}{_ANY}",
    ),
    _kind(
        "password",
        "htpasswd|change_password|add_user|pass:|rclone obscure",
        rf"(?:rclone obscure |htpasswd -\w{{0,8}}b\w{{0,8}} \S{{1,100}} \S{{1,60}} |(?:change_password|add_user) \S{{1,60}} |-pass(?:in|out)? [\"']?pass:){_EMPTY}{_ANY}",
    ),
    _kind("password", "7z", rf"(?<!\w)7z[ar]?\b{_BESIDE}-p[\"']?{_EMPTY}{_ANY}", " -p"),
    _kind("password", "openssl", rf"openssl\b{_BESIDE}-k[ =]{{1,2}}[\"']?{_EMPTY}{_ANY}", " -k"),
    _kind("password", "sudo -s", rf"echo (?:-n )?[\"']?{_EMPTY}([^\s\"'`|]{{4,100}}+)[\"']? ?\| ?sudo -S"),
    _kind(
        "password",
        "-stdin|--with-token",
        rf"echo (?:-n )?[\"']?{_EMPTY}([^\s\"'`|]{{4,100}}+)[\"']? ?\| ?[^\n|]{{1,100}}(?:--password-stdin|--with-token)",
    ),
    _kind("twilio key", "ac", rf"{_BEGUN}AC[0-9a-f]{{32}}[\s:/]{{1,3}}([0-9a-f]{{32}})(?![A-Za-z0-9])"),
    _kind("token", "eaa", rf"{_BEGUN}EAA[A-Z](?=[a-zA-Z]{{0,40}}\d)[A-Za-z0-9]{{28,}}+"),
    _kind("password", "requirepass|masterauth", rf"(?:requirepass|masterauth) {_EMPTY}{_ANY}"),
    _kind(
        "kubernetes secret",
        "kind: secret",
        r"kind: Secret(?=\s)[\s\S]{0,500}?\n(?:data|stringData):[ \t]*\n((?:[ \t]{1,8}[\w.-]{1,100}:[^\n]*+\n?)++)",
    ),
    _kind(
        "kubernetes secret",
        "kind: secret",
        r"(?<![^\n])(?:data|stringData):[ \t]*\n((?:[ \t]{1,8}[\w.-]{1,100}:[^\n]*+\n)++)kind: Secret\s",
    ),
    _kind("registry login", '"auth"', r"\"auth\"\s{0,3}:\s{0,3}\"([\w+/]{8,}+={0,2})\""),
)
_SHOWN: Final = re.compile(r"\[secret: [a-z ]{1,20}\]")
_COMMONER: Final = "etaoinsrhldcumfpgwybvkxjqz-.:/=_ "


def _by_rarest_letter(kinds: Sequence[Kind]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return the signs by the rarest letter of each: looking for a letter costs a tenth of looking for a word."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    signs: dict[str, int] = {}
    for number, kind in enumerate(kinds):
        for sign in kind.signs:
            signs[sign] = signs.get(sign, 0) | 1 << number
    for sign, numbers in signs.items():
        letter = max(sign, key=lambda one: _COMMONER.find(one) if one in _COMMONER else len(_COMMONER))
        found[letter] = (*found.get(letter, ()), (sign, numbers))
    return found


_SIGNS: Final = tuple(_by_rarest_letter(KINDS).items())


def without_secrets(text: str) -> str:
    """Return a text with every secret of a known form replaced, such as by `[secret: slack token]`.

    Doing so twice changes nothing more.
    """
    while found := secrets_in(text):
        text = _replaced(text, found)
    return text


def all_without_secrets(texts: Sequence[str]) -> list[str]:
    """Return the pieces of one text without the secrets in it; each that holds a part of one says so."""
    while found := secrets_in("".join(texts)):
        texts = list(_each_replaced(texts, found))
    return list(texts)


def _each_replaced(texts: Iterable[str], found: Sequence[Hidden]) -> Iterator[str]:
    begin = 0
    for text in texts:
        end = begin + len(text)
        within = [
            Hidden(max(one.start - begin, 0), min(one.end, end) - begin, one.shown)
            for one in found
            if one.start < end and begin < one.end
        ]
        yield _replaced(text, within) if text.strip() else text
        begin = end


@lru_cache(maxsize=256)  # what is said is looked through by two replays of one history, and once more for what is left
def secrets_in(text: str) -> tuple[Hidden, ...]:
    """Return the secrets of known forms in a text, from left to right; none overlaps another.

    A sign that nobody sees parts no secret: such a text is looked through without them, too.
    """
    if UNSEEN.search(text) is None:
        return _secrets_in(text)
    seen = [at for at, one in enumerate(text) if UNSEEN.match(one) is None]
    found = _secrets_in("".join(text[at] for at in seen))
    across = (Hidden(seen[one.start], seen[one.end - 1] + 1, one.shown) for one in found)
    return tuple(_joined(sorted((*across, *_secrets_in(text)), key=lambda one: (one.start, -one.end))))


def _joined(found: Iterable[Hidden]) -> Iterator[Hidden]:
    """Return secrets from left to right, those that overlap as one."""
    last: Hidden | None = None
    for one in found:
        if last is not None and one.start < last.end:
            last = Hidden(last.start, max(last.end, one.end), last.shown)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _secrets_in(text: str) -> tuple[Hidden, ...]:
    lower = text.lower()
    kinds = 0
    for letter, signs in _SIGNS:
        if letter in lower:
            for sign, numbers in signs:
                if sign in lower:
                    kinds |= numbers
    return _found(text, lower, kinds) if kinds else ()


def _found(text: str, lower: str, kinds: int) -> tuple[Hidden, ...]:
    read = _SHOWN.sub(lambda one: "\n" * len(one[0]), text) if "[secret: " in lower else text
    folded = read.lower() if read.isascii() else "".join(map(_folded, read))
    found: list[tuple[int, int, int]] = []
    for number, kind in enumerate(KINDS):
        if kinds >> number & 1 and kind.needs in lower:
            searched = folded if kind.folded else read
            found += [
                (*_trimmed(read, *one.span(one.lastindex or 0)), number) for one in pattern_of(kind).finditer(searched)
            ]
    return tuple(_apart(found)) if found else ()


def _folded(character: str) -> str:
    return character.lower() if character.isascii() else character


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a secret stands without the marks that close a clause after it."""
    kept = len(text[start:end].rstrip(" .,;:)]}*\n"))
    return start, start + kept


def _apart(found: Iterable[tuple[int, int, int]]) -> Iterator[Hidden]:
    """Return what is found as secrets that do not overlap, each under the first of the names that it has."""
    start, end, number = -1, -1, 0
    for one in sorted(found):
        if one[0] >= end:
            yield from _named(start, end, number)
            start, end, number = one
        else:
            end, number = max(end, one[1]), min(number, one[2])
    yield from _named(start, end, number)


def _named(start: int, end: int, number: int) -> Iterator[Hidden]:
    if start < end:
        yield Hidden(start, end, f"[secret: {KINDS[number].name}]")


def _replaced(text: str, found: Iterable[Hidden]) -> str:
    pieces, at = [], 0
    for one in found:
        pieces += [text[at : one.start], one.shown]
        at = one.end
    return "".join((*pieces, text[at:]))
