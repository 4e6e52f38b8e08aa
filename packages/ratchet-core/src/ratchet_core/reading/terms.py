"""The terms by which a question is found again: its telling words, stemmed, and names, codes and versions as they are.

Rules of general English, no model; a call is linear in the first part of the text. Words that many questions have are
no terms, and words that say little about what a question is about are faint ones.
"""

import re
from functools import lru_cache
from typing import Final

READ_CHARACTERS: Final = 4_000
"""How much of a text is read: a question stands at its beginning, and the rest is pasted output."""

MOST_TERMS: Final = 40
LONGEST_TERM: Final = 40


@lru_cache(maxsize=64)  # a question's terms are asked for twice in its turn: by the store and by the behaviour
def terms_of(text: str) -> tuple[str, ...]:
    """Return the search terms of a text, in order and without repetition.

    Words that any question may have, greetings, addresses, mentions, emoji and bare quantities are dropped. A path is
    known by its last part, so that `/etc/fstab` and `fstab` are one term.

    Args:
        text: A normalised message: mentions read as `@name`, links as their labels, entities are unescaped.

    Returns:
        At most `MOST_TERMS` terms of at most `LONGEST_TERM` characters, in lower case.
    """
    said = text[:READ_CHARACTERS].casefold().replace("\u2019", "'")
    if ":" in said or "@" in said or "www." in said:  # no other text can hold what is untelling
        said = _UNTELLING.sub(" ", said)
    tokens: list[str] = _TOKEN.findall(said)
    parts = [part for token in tokens for part in _parts(token)] if "/" in said else tokens
    kept = [term for term in dict.fromkeys(map(_term, parts)) if 1 < len(term) <= LONGEST_TERM]
    return tuple(kept[:MOST_TERMS])


def is_faint(term: str) -> bool:
    """Say whether a term tells little by itself, such as "change" or "best": it narrows down what others say."""
    return term in FAINT


def _parts(token: str) -> list[str]:
    """Return the last part of a path that begins at a root, or else every part between slashes."""
    parts = token.split("/")
    return parts if parts[0] else parts[-1:]


@lru_cache(maxsize=16_384)
def _term(part: str) -> str:
    """Return the term that a part of a token stands for, or the empty string."""
    bare = part.strip("'-").removesuffix("'s").replace("'", "").rstrip(".-")
    if bare in _COMMON or (bare[:1].isdigit() and not _MEANT.fullmatch(bare)):
        return ""
    stem = _stem(bare) if bare.isascii() and bare.isalpha() else bare
    return "" if stem in _COMMON_STEMS else stem


def _stem(word: str) -> str:
    """Return a word without its endings of number, tense and action; what is left need not be a word."""
    if len(word) < _SHORTEST_INFLECTED:
        return word
    stem = _PLURAL.sub("", _IE.sub("y", word))
    stem = _ENDING.sub("", stem)
    return _LAST.sub("", stem)


_UNTELLING: Final = re.compile(
    r"\b(?:https?|ftp)://[^\s>|]+|\bwww\.[^\s>|]+|(?<![\w.])@[\w.-]+|:[a-z][a-z0-9_+-]{1,30}:(?!:)"
)
"""Addresses, mentions and emoji."""

_TOKEN: Final = re.compile(r"(?:[^\W_]|[/.](?=\w))[\w'+#./-]*")

_MEANT: Final = re.compile(
    r"""
    \d{3,5}                                   # a code, a port
    | \d{1,4}(?:\.\d{1,4}){1,3}(?!\d)[\w-]*   # a version, an address of a host
    | \d{3,4}x\d{3,4}                         # a resolution
    | 0x[0-9a-f]+
    | (?!\d+(?:st|nd|rd|th|s|ms|m|mins?|h|hrs?|d|x|k|mb?|gb?|gig|gigs|kb|tb|am|pm|ish)\Z)(?=[\w.+#-]*[a-z])\d[\w.+#-]*
    """,
    re.VERBOSE,
)
"""What begins with a digit and tells something; all other numbers are quantities."""

_SHORTEST_INFLECTED: Final = 4
_IE: Final = re.compile(r"(?<=\w\w)ie[sd]\Z")
_PLURAL: Final = re.compile(r"(?<=ss)es\Z|(?<=sh)es\Z|(?<=ch)es\Z|(?<=x)es\Z|(?<=[^sui])s\Z")
_ENDING: Final = re.compile(
    r"(?<=[aeiouy]\w\w)(?:ation|ing|(?<!e)ed|(?<=[st])ion|ly)\Z|(?<=\w[aeiouy]\w)(?:ation|ing|(?<!e)ed|ly)\Z"
)
_LAST: Final = re.compile(r"(?<=\w{4})e\Z|(?<=\w\w([^\W\daeiou]))\1\Z")

_WORDS: Final = """
    a about actually afaik afternoon ah aha all already also although am an and another any anybody anymore
    anyone anything anyway anyways apparently appreciate appreciated are arent as asap ask asked asking at aye
    be became because become been being both btw but by can cannot cant cheers could couldnt did didnt do does
    doesnt doing done dont dude each eg either else etc even evening ever everybody everyone everything few
    folks for friend friends from get gets getting go goes going gonna got gotta great greetings guess guys had
    hadnt haha happen happening happens has hasnt have havent having he hello help helped helping helps her here
    hers hey hi him his hiya hm hmm how howdy however i id idea ideas ie if ill im imo in into is isnt issue
    issues it itd itll its ive just kindly know knows let lets like lol man mate may maybe me might mine morning
    much must my myself need needed needs no nope not now of oh ok okay on onto or our ours out over own please
    pls plz possible possibly problem problems qn question questions quick quite really right said say says see
    seem seems shall she should shouldnt since sir so some somebody somehow someone something somewhere soon
    sorry still stuck such sure ta thank thanks that thats the their them then there theres these they theyre
    thing things think this those though through thus thx tia till to today too tried trouble try trying ty uh
    um up upon ur us very via wanna want wanted wants was wasnt we welcome well were werent weve what whatever
    whats when whenever where whether which who whom whose why will wish with within wonder wondering wont would
    wouldnt ya yeah yep yes yet yo you youd youll your youre yours yourself youve
"""
_COMMON: Final = frozenset(_WORDS.split())
_COMMON_STEMS: Final = frozenset(map(_stem, _COMMON))

_LITTLE: Final = """
    able absolutely accept access add added advice again against ago allow almost alone along alright alternative
    alternatives always amount answer answers anywhere app appear application apply around attempt available avoid away
    back bad based basic basically because before begin behind believe best better between big bit both bottom box
    break broken bunch bye call came care case cause certain chance change channel chat check choose clean clear click
    close come command common complain complete computer confirm confused connect consider contain continue control
    convert correct couple course crazy create curious current currently day deal decide default definitely depend
    describe detail difference different difficult direct directly double down due during early easily easy effect
    empty end english enough enter entire equivalent error especially every exact example except exist expect
    experience explain extra fail familiar far fast fault feel figure file find fine finish first fix folk follow
    forget forum forums found fully fun future gave general generally give given good green group guide guy hand handle
    happen hard head hear heard hint hit hold hope hour huge imagine include info inside install instead interest know
    large last late later latest learn least leave left less level life line list listen little load long longer look
    lot love low machine main major make making manage manually many matter mean meant mention message method mind
    minute missing mistake moment month more morning most move multiple name natural near necessary need never new newb
    newbie newer next nice night non none noob normal normally note nothing notice number obvious odd off offer often
    old once one only open opinion option order original other package page part particular pass past people perfect
    perhaps place plain plan play point post practical practice prefer pretty prevent previous probably process program
    proper properly provide purpose put quickly ran random rather read reason recent recently recommend reference
    related remember remove replace require result return room run same save search second see select send sense
    separate set setting setup several show side silly similar simple simply since single situation slow small solution
    solve sort special specific start state stay step still stop strange stuff stupid successfully suddenly suggest
    suggestion support supposed system take talk tell term test text than thing third three tip today tomorrow tonight
    tool total totally touch true turn tutorial two type unable understand unless until update use used useful user
    using usual usually various version view wait walk wanting watch way week weird whole whose wise within without
    wonder word work worth write wrong year yesterday zero
"""
FAINT: Final = frozenset(map(_stem, _LITTLE.split()))
"""The terms that tell little by themselves."""
