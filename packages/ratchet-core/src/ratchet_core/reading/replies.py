"""What a reply by somebody else is to whoever asked: something that may help, a question back, or neither.

Rules of general English, no model. A reply is taken apart into sentences; it may help if one of them says something
that is no manners, no question back, no "me too", no "no idea", no promise to look, and no pointer to other people. One
that turns to somebody else first is theirs, whatever it says.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from ratchet_core.reading.negation import denies
from ratchet_core.reading.speech import spoken_words, suggests


class Use(StrEnum):
    """What a reply is good for.

    Attributes:
        HELPS: States, suggests or shows something that may help.
        ASKS_BACK: Wants to know something of whoever asked; until they say it, the request waits for them.
        RESPONDS: Says neither: greets, has no idea, has the same question, looks into it, or points to other people.
    """

    HELPS = "helps"
    ASKS_BACK = "asks_back"
    RESPONDS = "responds"


@lru_cache(maxsize=8)  # two replays of one history ask for each message one after the other
def use_of(text: str, asker: str | None = None) -> Use:
    """Return what a reply is good for, from its words alone.

    Args:
        text: A normalised message, as `speech_of` takes it.
        asker: Who asked, where that is known; what turns to others is not for them.
    """
    read = text[:_READ]
    if asker is not None and is_to_others(read, asker):
        return Use.RESPONDS
    if _SHOWN.search(read):
        return Use.HELPS
    sentences = [one for one in _SENTENCE.split(spoken_words(read).lower()) if _WORD.search(one)]
    uses = [(_use_of_sentence(one.strip()), one) for one in sentences[:_MOST_SENTENCES]]
    asks = any(use is Use.ASKS_BACK for use, _ in uses)
    helps = any(use is Use.HELPS and (not asks or len(one.split()) >= _FEWEST_BESIDE) for use, one in uses)
    if helps or (_CODE.search(read) and not (asks and _is_unaided(sentences))):
        return Use.HELPS
    return Use.ASKS_BACK if asks else Use.RESPONDS


def is_to_others(text: str, asker: str) -> bool:
    """Say whether a reply turns to people of whom none is the asker, and does not only tell of them.

    Its beginning says so.
    """
    turned = _TURNED_TO.match(text)
    if turned is None or f"@{asker}" in turned[0]:
        return False
    return _TOLD_OF_THEM.match(text, turned.end()) is None


def _is_unaided(sentences: list[str]) -> bool:
    """Say whether all of some sentences ask, and none has the asker in mind: who asks so wants to know themselves."""
    return all(one.rstrip().endswith("?") and not _OF_YOU.search(one) for one in sentences)


def _use_of_sentence(sentence: str) -> Use:
    bare = _MANNERS.sub("", _ADDRESSED.sub("", sentence)).strip(" ,:;-*_~")
    if _WANTS.match(bare):
        return Use.ASKS_BACK
    if sentence.endswith("?") or _UNMARKED.match(bare):
        return Use.HELPS if suggests(f"{sentence.rstrip('?')}?") else Use.ASKS_BACK
    if not _WORD.search(bare) or _EMPTY.match(bare) or (_HANDED_ON.search(bare) and denies(bare)):
        return Use.RESPONDS
    return Use.HELPS


_READ: Final = 1500
_MOST_SENTENCES: Final = 20
_FEWEST_BESIDE: Final = 3
"""A word or two beside a question back is a name or an exclamation."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+|(?<=\w\?)(?=\w)|,? but (?=\w+ \w+)|[;\u2026] ")
_WORD: Final = re.compile(r"\w")
_SHOWN: Final = re.compile(r"```|https?://")
"""A block of code or an address: whatever stands beside it, something was shown."""

_CODE: Final = re.compile(r"`[^`\n]{3,}`")
_OF_YOU: Final = re.compile(r"\b(?:you|your)\b|maybe|perhaps|like\b")
_TURNED_TO: Final = re.compile(r"\s*(?:@[UW](?=[A-Z0-9]*\d)[A-Z0-9]+\b[\s,:;]*(?:and\s+|&\s*)?)+")
"""Those whom a text begins with, by their ids."""

_TOLD_OF_THEM: Final = re.compile(
    r"(?:is|was|are|were|has|have|had|will|would|can|could|may|might|should|said|says|knows?|owns?|wrote|made|did"
    r"|does|and i|fixe[sd]|\w{3,}ed)\b",
    re.IGNORECASE,
)
"""How it goes on where somebody is named only to tell of them."""

_UNMARKED: Final = re.compile(
    r"(?:did|do|have|were|are) (?:you|u) (?!know)\w"
    r"|(?:what|where|when|how|why|which \w+) (?:is|are|was|were|do|does|did|have|has) (?:you|your|it|that|this)\b"
    r"|[\w ]{2,40} (?:from|for|to|with|in|on|of|by|at) (?:where|what|which|who|whom)\W*\Z"
)
"""A question without its mark, put to whoever asked: did you restart it, what is your region, installs from where."""

_ADDRESSED: Final = re.compile(r"^(?:@[\w.-]+[\s,:;]*)+")
_MANNERS: Final = re.compile(
    r"^(?:(?:hi|hey|hello|ah+|oh+|hmm*|um+|uh+|well|ok|okay|so|sorry|thanks|thank you|ha(?:ha)*|lol|wow|interesting"
    r"|good (?:morning|afternoon|evening|question|point)|great question|welcome|np|no (?:problem|worries)|cool|nice"
    r"|great|you(?:'re| are) welcome|cheers|there|everyone|all|and|but|i'?m afraid|unfortunately|(?::[\w+'-]+:)"
    r"|[^\w\s`@#/:+]+)(?![\w'])[\s,.!:;-]*)+"
)

_SAME: Final = (
    r"(?:\+1|:\+1:|(?:the |exact |exactly )*same|me too|me neither|ditto|likewise|following|subscribed?|this\b[.!]*\Z"
    r"|seconded|bump)\b"
    r"(?: (?:here|question|issue|problem|thing|error|boat|to me|for (?:me|us)))*"
    r"|(?:i|we)(?:'m|'re|'ve| am| are| have| had| get| got| see| also)*"
    r" (?:also )?(?:having|getting|seeing|facing|hitting|got|have|get|see)? ?(?:exactly )?(?:the |this )?"
    r"(?:exact )?same (?:question|issue|problem|thing|error|here)"
    r"(?: (?:here|too|as well|as you|also|now|today|right now|since \w+))*[\s.!:)(]*\Z"
    r"|[^,.]{0,40}\b(?:for|with) (?:me|us) (?:too|also|as well)\W*\Z"
    r"|(?:i|we) (?:see|get|have) (?:it|that|this) (?:too|also|as well)\b"
)
_UNKNOWING: Final = (
    r"(?:nope?[\s,.]+)?(?:(?:i|we) )?(?:really |also |just |honestly |actually )*(?:"
    r"(?:have |got |had )?(?:no|not any|zero) (?:idea|clue|experience|knowledge)"
    r"|(?:don'?t|do not|didn'?t|wouldn'?t) (?:really |actually |even )?"
    r"(?:know|have (?:a|any) (?:idea|clue)|remember|understand|use)\b"
    r"|(?:'m |am |'re |are )?not (?:really |100% |entirely |too |so )*(?:sure|certain|aware|familiar)"
    r"|(?:can'?t|cannot|couldn'?t) (?:really )?(?:help|say|tell|reproduce|remember|think of)"
    r"|(?:have never|'ve never|never|haven'?t) (?:really |yet )?(?:used|tried|seen|heard|done|looked|had)"
    r"|dunno\b|idk\b|wish i knew|wonder\b|would (?:also )?(?:like|love) to know)"
    r"|i'?m not (?:really |too |entirely |that )*(?:sure|certain|aware|familiar)"
    r"|i'?ve (?:never|not|no (?:idea|clue))\b|i'?d (?:also )?(?:like|love) to know"
    r"|(?:no|nope)[\s,.!]*(?:sorry|idea|clue)?[\s,.!]*(?:sorry)?[\s.!]*\Z|beats me|search me|good luck|sorry"
    r"|(?:i(?:'m| am) )?(?:also )?(?:wondering|curious|interested)\b"
)
_PROMISED: Final = (
    r"(?:i(?:'ll| will| can|'m| am)|we(?:'ll| will|'re| are)|let me|lemme|will|gonna|still|just)? ?"
    r"(?:also |now |be |going to |have to |need to )*"
    r"(?:look(?:ing)?|check(?:ing)?|investigat(?:e|ing)|have a look|take a look|think about|ask(?:ing)?|find out"
    r"|get back|see (?:if|what)|try to (?:find|reproduce|check)|digging|dig)\b"
    r"(?: (?:it|this|that|into|in|on|around|now|back|to you|up|there|for|you|with|at|the|our|my|again|a|bit|later|today"
    r"|out|tomorrow|right|shortly|soon|\w+ team|team|what|why|happened))*[\s.!,:)]*\Z"
    r"|(?:just )?(?:one|a|1|two|give me|hold on|hang on|wait|brb|on it|moment|sec(?:ond)?s?|min(?:ute)?s?)"
    r"(?: (?:one|a|moment|sec(?:ond)?s?|min(?:ute)?s?|please|now|it|few|on|mo|second))*[\s.!:)]*\Z"
)
_ELSEWHERE: Final = (
    r"(?:you (?:could|should|can|might want to|may want to|might|'ll want to|want to) |try |please |maybe |perhaps "
    r"|probably |best (?:to )?|better (?:to )?)*"
    r"(?:ask(?:ing|ed)?|try|post(?:ing)?|join|check|head|go|move|take (?:this|that|it)|raise|open|file|ping(?:ing)?)\b"
    r"[^.]{0,40}?(?: |\A)(?:in|to|on|at|with|over|by)? ?"
    r"(?:#[\w-]+|@[\w.-]+|that channel|the \w+ (?:channel|team|list)|another channel)"
    r"|(?:cc|paging|maybe|perhaps|i think|probably|tag|summoning)? ?(?:@[\w.-]+[\s,]*(?:or|and)? *)+"
    r"(?:(?:might|may|will|would|should|could|probably|can|is|knows?)\b[^.]{0,60})?\Z"
    r"|(?:might|may|would|should|could)(?: probably)? (?:know|have an idea|be able to help)\b"
    r"|this (?:is |belongs |goes |should be |should go )(?:a |one |more |better )*(?:in|for|to) [#@]"
)
_HANDED_ON: Final = re.compile(
    r"\b(?:ask|asking|try|post|posting) (?:it |this |that |again )?(?:in|on|at) (?:the )?#[\w-]+"
)
_UNCLEAR: Final = (
    r"(?:(?:that|it|this|the question|your question)(?:'s| is)?|you'?re|you are)? ?"
    r"(?:(?:too |very |rather |pretty |a bit )*(?:vague|unclear)"
    r"|not (?:very |really |quite |all that )*(?:clear|making (?:much |any |a lot of )?sense))\W*\Z"
)
_KIND: Final = (
    r"(?:thanks?|thx|ty|cheers|welcome|good|nice|cool|great|awesome|congrat\w*|yw|glad|happy|any ?time|my pleasure"
    r"|enjoy|yay|wow|lol|haha|heh|hm+|huh|oops|ouch|ugh|damn|interesting|weird|strange|odd)\b"
    r"(?:\W+(?:you|a lot|so much|much|i|to|help|hear|it|that|worked|works?|out|for|the|luck|question|point|one|stuff"
    r"|find|idea|indeed|that'?s|is|very|all|too|then|there))*[\s.!:)(]*\Z"
)
_EMPTY: Final = re.compile(f"{_SAME}|{_UNKNOWING}|{_PROMISED}|{_ELSEWHERE}|{_UNCLEAR}|{_KIND}")
"""What says nothing that may help: the same here, no idea, a promise to look, other people, not clear, or manners."""

_WANTED: Final = (
    r"(?:link|logs?|output|errors?|details?|info\w*|message|example|code|screenshot|trace\w*|pastebin|context|more"
    r"|specific|what|which|version|file)"
)
_WANTS: Final = re.compile(
    r"(?:please |pls |can you |could you |would you |you(?:'ll| will)? (?:need|have) to )*"
    r"(?:(?:don'?t|do not) (?:ask to ask|crosspost|repeat)|(?:better (?:luck|off) )?just ask(?:ing)?\b"
    r"|pastebin\b|paste (?:the|your|it|that)"
    r"|(?:post|show|share|send|provide|give|tell|describe|define|elaborate|clarify|explain)"
    r" (?:me |us |it |more|a |an |the |your |what|which|how|who|where|some|on )*(?:\w+ )?"
    rf"{_WANTED}"
    r"|be more specific|(?:(?:i |we )?(?:need|want) )?(?:some )?more (?:specific|details?|info\w*|context)"
    r"|specifics\b|elaborate|(?:which|what) (?:version|region|os|browser|one)\b[\s.!]*\Z)"
)
"""What whoever helps wants to be told or shown."""
