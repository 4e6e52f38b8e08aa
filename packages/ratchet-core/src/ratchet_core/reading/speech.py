"""What a person's message is in a help channel: a question, a closing word, small talk, news, or anything else.

Rules of general English, no model. The rule of this module: a call costs microseconds and is linear in a bounded part
of the message, because it runs on everything that people write.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from ratchet_core.reading.idioms import Phrases, Sign, phrases_of


class Speech(StrEnum):
    """What a person does by posting a message.

    Attributes:
        QUESTION: Asks for help: a question, a request, or trouble described without a question mark.
        CLOSING: Ends a request: it works now, solved, never mind, or nothing but a tick.
        THANKS: Thanks, and says nothing of how it went: for an answer, or for the time that somebody will take.
        PLEASANTRY: Greets or makes small talk, and says nothing else.
        ANNOUNCEMENT: Tells everybody something: a deploy, a release, maintenance, a reminder.
        COUNTER: Asks back or suggests, as somebody does who helps: what the other one did, or whether they tried this.
        STATEMENT: The rest: answers, remarks, reports of what was done.
    """

    QUESTION = "question"
    CLOSING = "closing"
    THANKS = "thanks"
    PLEASANTRY = "pleasantry"
    ANNOUNCEMENT = "announcement"
    COUNTER = "counter"
    STATEMENT = "statement"


@lru_cache(maxsize=8)  # two replays of one history ask for each message one after the other
def speech_of(text: str) -> Speech:
    """Return what a message is, from its words alone.

    Code, quoted lines and addresses do not count, nor does the middle of a long message. Who wrote it is not known
    here: the person who answers also writes "does it work now?", a `QUESTION`, so the caller decides by context. What
    only somebody who helps asks is a `COUNTER`.

    Args:
        text: A normalised message: mentions read as `@name`, links as their labels, entities are unescaped.
    """
    spoken = _spoken(text)
    words = _words(spoken)
    if "?" in spoken and _MARK.search(spoken):
        return _asked(spoken, words)
    cues = _CUES.intersection(words)
    return _told(spoken, words, cues) if cues else _small(spoken, words)


def speech_at_first(text: str) -> Speech:
    """Return what a message is that begins a thread.

    What tells one person of trouble there, and asks for nothing, goes on with a conversation that stands above it.
    """
    speech = speech_of(text)
    if speech is not Speech.QUESTION or "?" in text or not _TO_A_PERSON.match(text):
        return speech
    return speech if _WISHES.search(text.lower()) else Speech.STATEMENT


def put_to(text: str) -> str | None:
    """Return the person to whom alone a question at the beginning of a thread is put, as to somebody who asked first.

    None where it names nobody first, wants something of them, or is of the writer's own.
    """
    turned = _TO_A_PERSON.match(text)
    if turned is None:
        return None
    said = text.lower()
    return None if _WANTED_OF_YOU.search(said) or _FOR_ONESELF.search(said) else turned[0].strip().lstrip("@")


def resolves(reaction: str) -> bool:
    """Say whether a reaction's name, such as `white_check_mark`, means that the message's matter is done."""
    return reaction.strip(":").partition("::")[0].replace("-", "_") in _TICKS


def _asked(spoken: str, words: list[bytes]) -> Speech:
    """Return what a text with a question mark is."""
    if cues := _CUES_BESIDE_A_MARK.intersection(words):
        said = _said(spoken)
        signs = _signs(said, cues, _BESIDE_A_MARK)
        if _is_notice(said, signs):
            return Speech.ANNOUNCEMENT
        if signs.get(Sign.RETRACTED, -1) > said.rindex("?"):
            return Speech.CLOSING
        if Sign.RHETORICAL in signs and said.count("?") == 1:
            return _told(spoken, words, _CUES.intersection(words))
    if words and _is_small_talk(spoken, words):
        return Speech.PLEASANTRY
    asking = _asking(spoken)
    if not asking or not all(map(_is_of_a_helper, asking)):
        return Speech.QUESTION
    rest = " ".join(one for one in _SENTENCE.split(spoken) if not one.endswith("?"))
    cues = _CUES.intersection(_words(rest))
    return Speech.QUESTION if cues and _told(rest, words, cues) is Speech.QUESTION else Speech.COUNTER


def spoken_words(text: str) -> str:
    """Return what a message says in its writer's own words: without code, quoted lines and addresses."""
    return _spoken(text)


def suggests(spoken: str) -> bool:
    """Say whether all that is asked suggests something to somebody: why not do this, should it not be that."""
    asking = _asking(spoken)
    return bool(asking) and all(map(_is_suggested, asking))


def _is_suggested(sentence: str) -> bool:
    return _SUGGESTED.match(sentence) is not None or (_is_guessed(sentence) and not _OF_YOUR_SIDE.search(sentence))


def _asking(spoken: str) -> list[str]:
    """Return the sentences of a text that end with a question mark, but one that only names another choice."""
    marked = (one.strip().lower() for one in _SENTENCE.split(spoken) if one.endswith("?"))
    first, *others = [one for one in marked if one != "?"] or [""]
    whole = (one for one in others if not one.startswith("or ") or _OUTRIGHT.search(one))
    return [first, *whole] if first else []


def _is_of_a_helper(sentence: str) -> bool:
    """Say whether a question, or its last clause, suggests something or is put to somebody who asked first."""
    if _is_put_back(sentence) or _SUGGESTED.match(sentence) or _is_guessed(sentence):
        return True
    before, _, clause = sentence.rpartition(", ")
    return bool(before) and _LAST_CLAUSE.match(clause) is not None and not _FOR_ONESELF.search(clause)


def _is_guessed(sentence: str) -> bool:
    """Say whether a sentence states a guess in the order of a statement, of something that is not the writer's own."""
    if not _GUESS.search(sentence) or _OUTRIGHT.search(sentence) or _WANTS.search(sentence):
        return False
    return _FOR_ONESELF.search(_GUESS.sub(" ", sentence)) is None


def _is_put_back(sentence: str) -> bool:
    if _PUT_BACK.match(sentence) or (_STATED_OF_YOU.match(sentence) and not _FOR_ONESELF.search(sentence)):
        return True
    if not _ADDRESSED.match(sentence) or _FOR_ONESELF.search(sentence):
        return False
    return _OF_YOU.search(sentence) is not None and _WANTED_OF_YOU.search(sentence) is None


def _told(spoken: str, words: list[bytes], cues: frozenset[bytes]) -> Speech:
    """Return what a text is in which a telling word stands, and which asks nothing by its punctuation."""
    said = _said(spoken)
    if not _NOTICE_CUES.isdisjoint(cues) and _is_notice(said, _signs(said, cues, _BESIDE_A_MARK)):
        return Speech.ANNOUNCEMENT
    if _requests(said, cues):
        return Speech.QUESTION
    signs = _signs(said, cues, _TELLING)
    return _weighed(said, signs) if signs else _small(spoken, words)


def _weighed(said: str, signs: dict[Sign, int]) -> Speech:
    """Return what a text is that requests nothing but tells of trouble, of its end or of news."""
    if Sign.TROUBLE in signs and _is_unsettled(said, signs):
        return Speech.QUESTION
    closing = min(signs.get(Sign.SOLVED, len(said)), _manners(said, signs))
    if signs.get(Sign.NEWS, len(said)) < closing:
        return Speech.ANNOUNCEMENT
    if closing == len(said):
        return Speech.STATEMENT
    return Speech.CLOSING if signs.keys() & _TOLD_HOW else Speech.THANKS


def _manners(said: str, signs: dict[Sign, int]) -> int:
    """Return where a text first thanks, or says by its first word that it is done; else its length."""
    return min(signs.get(Sign.THANKS, len(said)), signs.get(Sign.DONE, len(said)))


def _said(spoken: str) -> str:
    """Return a text in lower case, its lines opening with a space: the form in which phrases are looked for."""
    return "\n " + spoken.lower().replace("\n", "\n ")


def _requests(said: str, cues: frozenset[bytes]) -> bool:
    """Say whether a text asks for something in so many words."""
    for key in cues:
        if key in _REQUESTS:
            cue, phrases = _REQUESTS[key]
            at = said.find(cue)
            while at >= 0:
                for _, before, after in phrases:
                    if said.endswith(before, 0, at) and after.match(said, at + len(cue)):
                        return True
                at = said.find(cue, at + 1)
    return False


def _signs(said: str, cues: frozenset[bytes], table: Phrases) -> dict[Sign, int]:
    """Return what a text has evidence of, and where that first stands."""
    signs: dict[Sign, int] = {}
    for key in cues:
        if key in table:
            cue, phrases = table[key]
            at = said.find(cue)
            while at >= 0:
                for sign, before, after in phrases:
                    if said.endswith(before, 0, at) and after.match(said, at + len(cue)):
                        signs[sign] = min(signs.get(sign, at), at)
                at = said.find(cue, at + 1)
    return signs


def _is_notice(said: str, signs: dict[Sign, int]) -> bool:
    """Say whether a message opens as news and does not end as a question to anybody."""
    if Sign.NOTICE not in signs or Sign.APPEAL in signs:
        return False
    return _MANNERS.issuperset(_WORD.findall(said[: signs[Sign.NOTICE]]))


def _is_unsettled(said: str, signs: dict[Sign, int]) -> bool:
    """Say whether the trouble that a message tells is what it is about, and closing words beside it only manners."""
    trouble = signs[Sign.TROUBLE]
    if Sign.SOLVED not in signs and trouble < _manners(said, signs):
        return True
    return _YET.search(said, 0, trouble + _NEAR) is not None


def _small(spoken: str, words: list[bytes]) -> Speech:
    """Return what a text without any telling phrase is: a tick, small talk or a statement."""
    if not _is_small_talk(spoken, words):
        return Speech.STATEMENT
    tokens = spoken.split()
    if not tokens:
        return Speech.STATEMENT
    return Speech.CLOSING if all(_is_tick(token) for token in tokens) else Speech.PLEASANTRY


def _is_small_talk(spoken: str, words: list[bytes]) -> bool:
    """Say whether every word greets, laughs, nods or addresses somebody."""
    if len(spoken) > _LONGEST_SMALL_TALK or (not spoken.isascii() and _FOREIGN.search(spoken)):
        return False
    if ":" in spoken:
        words = _words(_EMOJI.sub(" ", spoken))
    return all(word in _SMALL_TALK or word.startswith(b"@") for word in words)


def _is_tick(token: str) -> bool:
    """Say whether one word of a message is an emoji that means done, by name or as a character."""
    return token.strip("\ufe0f") in _TICKS or (token.startswith(":") and resolves(token))


def _spoken(text: str) -> str:
    """Return what a message says in its writer's own words, from its beginning and its end."""
    if len(text) > _HEAD + _TAIL:
        text = _unfenced(text[:_HEAD]) + "\n" + _unfenced(text[: -_TAIL - 1 : -1])[::-1]
    elif "```" in text:
        text = _unfenced(text)
    if "`" in text or ">" in text or "://" in text:
        text = _own_words(text).replace("<!", "@")
    if not text.isascii():
        text = text.replace("\u2019", "'").replace("\uff1f", "?")
    return text


def _own_words(text: str) -> str:
    """Return a text without code, quoted lines and addresses.

    The expression for all three looks at every character, so it is kept for texts that may have two of them.
    """
    quotes = ">" in text and _QUOTE.search("\n" + text) is not None
    if "://" not in text:
        return _NOT_SPOKEN.sub(" ", text) if quotes else _CODE.sub(" ", text)
    return _NOT_SPOKEN.sub(" ", text) if quotes or "`" in text else _unaddressed(text)


def _unaddressed(text: str) -> str:
    """Return a text without addresses, each found by the sign in its middle."""
    kept: list[str] = []
    head, sign, rest = text.partition("://")
    while sign:
        scheme = _SCHEME.search(head, max(len(head) - _LONGEST_SCHEME - 1, 0))
        address = _UNBROKEN.match(rest) if scheme else None
        if scheme and address:
            kept += (head[: scheme.start()], " ")
            rest = rest[address.end() :]
        else:
            kept += (head, sign)
        head, sign, rest = rest.partition("://")
    return "".join((*kept, head))


def _unfenced(text: str) -> str:
    """Return a text without its code blocks; one that is not closed goes to the end."""
    return " ".join(text.split("```")[::2])


def _words(spoken: str) -> list[bytes]:
    """Return the words of a text in lower case, without punctuation; letters beyond English ones separate words."""
    return spoken.encode("utf-8", "surrogatepass").translate(_PLAIN).split()


_HEAD: Final = 1500
_TAIL: Final = 300
_LONGEST_SMALL_TALK: Final = 80

_NOT_SPOKEN: Final = re.compile(
    r"`[^`\n]*`|^[ \t]*>>>[\s\S]*|^[ \t]*>.*|\b[a-z]{3,6}://\S+", re.MULTILINE | re.IGNORECASE
)
_CODE: Final = re.compile(r"`[^`\n]*`")
_QUOTE: Final = re.compile(r"\n[ \t]*>")
_LONGEST_SCHEME: Final = 6
_SCHEME: Final = re.compile(r"\b[a-z]{3,6}\Z", re.IGNORECASE)
_UNBROKEN: Final = re.compile(r"\S+")
_MARK: Final = re.compile(r"\?(?![\w=&/])")
_FOREIGN: Final = re.compile(r"[^\W\d_a-zA-Z]")
_EMOJI: Final = re.compile(r":[\w+'-]+:")
_PLAIN: Final = (
    bytes(byte if chr(byte).isalnum() or chr(byte) in "+'@" else 32 for byte in range(128)).lower().ljust(256)
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])(?![\w=&/])|\n")
_LEAD: Final = (
    r"(?:(?:@[\w.-]+|and|but|hm+|huh|no|now|oh|ok|okay|so|then|well|yes|yeah|ah|er|um|sorry|also|or|if[ ]so|wait"
    r"|in[ ]particular|specifically)\b"
    r"[\s,.!:;-]*){0,5}"
)
_SUGGESTED: Final = re.compile(
    rf"""{_LEAD}
    (?: why\ (?:not|don'?t\ you|can'?t\ you)\b
    | how\ about\b
    | what\ about\ (?:using|trying|just|a|an)\b
    | what\ if\ you\b
    | (?:maybe|perhaps|possibly|probably)\b(?!\ (?:some(?:one|body)|any(?:one|body)|a\ (?:stupid|dumb|silly|basic)))
      (?!.*\b(?:i|my|me|we|our|us)\b)
    | (?:should|would|could)(?:n'?t)?\ (?:it|that|this|you|they)(?:\ just)?\ not\b
    | (?:shouldn'?t|couldn'?t|can'?t|wouldn'?t)\ (?:it|that|this|you)\b
    | isn'?t\ (?:that|it)\b
    | (?:have\ you|did\ you|you|you'?ve)\ (?:already\ |ever\ )?(?:tried|try|considered|consider|thought\ (?:of|about))\b
    )""",
    re.VERBOSE,
)
"""How somebody begins who suggests something by asking."""

_PUT_BACK: Final = re.compile(
    rf"""{_LEAD}
    (?: (?:what|how)\ (?:exactly\ )?(?:do|did)\ you\ mean\b
    | you\ mean\b
    | do\ you\ have\ (?:\w+\ ){{1,5}}in\ mind\b
    | how\ (?:are|were)\ you\ \w+ing\b
    | (?:what|which)\ (?:issue|error|problem|message|part)\ ?\?
    | (?:do|did)\ you\ (?:mean|want|need|get|see|check|restart|read|run|reboot|install|look)\b
    | (?:have|had)\ you\ (?:checked|looked|read|restarted|rebooted|run|installed|enabled|updated|been|got|already)\b
    | are\ you\ (?:sure|using|running|trying|talking|on|asking|looking|saying|getting|seeing|in|referring)\b
    | are\ you\ (?:still|logged|connected)\b
    | (?:what|which)\ (?:\w+\ ){{0,3}}(?:are|were|did|do|have|does)\ (?:you|your)\b
      (?!\ (?:\w+\ ){{0,2}}(?:all|guys|folks|people|use|recommend|think|prefer|suggest|like|support|offer|provide
        |maintain|keep|do)\b)
    | (?:what|which\ \w+)\ do\ you\ want\b
    | what\ happens\ (?:if|when)\ you\b
    | (?:can|could|would)\ you\ (?:please\ |maybe\ )?(?:elaborate|clarify|paste|be\ more|show|post|pastebin)\b
    | (?:can|could|would)\ you\ (?:please\ |maybe\ )?give\ (?:an?|me\ an?)\ example\b
    | (?:which|what)\ (?:version|region|cluster|os|browser|one|error|service|environment|env)
      (?:\ (?:is|of)\ (?:that|it|this|your))?\ ?\?
    | how\ so\b
    | (?:is|was)\ (?:that|it)\ (?:what|when|how)\ (?:you|happened)\b
    | does\ that\ (?:help|work|make\ sense)\b
    )""",
    re.VERBOSE,
)
"""What is asked of somebody who asked first."""

_STATED_OF_YOU: Final = re.compile(
    rf"{_LEAD}you(?:'re| (?:are|were|want|wanted|need|needed|meant|said|say|see|saw|did|used|use|tried|ran|run"
    r"|restarted|installed|can|could|should|must|may|might|just|still|only|also|really|already))\b"
)
"""What is stated of somebody with a question mark: whether it is so, only they know."""

_GUESS: Final = re.compile(
    r"\b(?:i(?:'d)? (?:think|guess|believe|suppose|assume|suspect|imagine)|perhaps|maybe|probably|presumably"
    r"|(?:might|may|could|must) (?:well )?be)\b"
)
_OF_YOUR_SIDE: Final = re.compile(r"\byou(?:'re|'ve| (?:are|were|have|had|want|mean|meant|use|used|did|ran))\b")
_OUTRIGHT: Final = re.compile(
    rf"(?:^{_LEAD}|[,;:(] |\b(?:and|but|so|or|then|if) )(?:what|which|who|whom|whose|where|when|why|how|is|are|am|was"
    r"|were|isn't|aren't|do|does|did|don't|doesn't|can|could|should|would|will|won't|has|have|had|shall|might|any)\b"
)
"""Where a sentence, or a clause of it, begins as a question does."""

_WANTS: Final = re.compile(
    r"\b(?:(?:any|some)(?:one|body)|help|questions?|ideas?|stuck|down|broken?|fail\w*|errors?|slow\w*|expired?|crash\w*"
    r"|time[sd]?[ -]?outs?|queued|unavailable|unreachable|missing|wrong|dead|lost|hang\w*|leak\w*|full|outage|incident"
    r"|bugs?|issues?|problems?)\b"
)
"""What is no mere guess: it turns to somebody, or tells of trouble."""

_LAST_CLAUSE: Final = re.compile(
    r"(?:so |then |and |but )*(?:(?:did|have) you (?:try|tried|check|checked)|how are you \w+ing)\b"
)
"""How somebody ends who helps."""

_TO_A_PERSON: Final = re.compile(r"\s*@[UW](?=[A-Z0-9]*\d)[A-Z0-9]{7,}\b")
"""A text turns to one person, by their id; a group is named by its name."""

_WISHES: Final = re.compile(
    r"\b(?:can|could|would|will) (?:you|u|some(?:one|body)|any(?:one|body))\b"
    r"|\b(?:please|pls|plz|help|any(?:one|body))\b"
)
"""What whoever is told something is asked for; else it is an answer to them, also where it tells of trouble."""

_ADDRESSED: Final = re.compile(r"\s*@[\w.-]+")
_OF_YOU: Final = re.compile(r"\b(?:you|your|you're|youre|u|ur)\b")
_FOR_ONESELF: Final = re.compile(r"\b(?:i|i'm|i've|i'd|im|my|me|mine|we|we're|our|ours|us)\b")
_WANTED_OF_YOU: Final = re.compile(
    r"(?<!why )\b(?:can|could|would|will|if) (?:you|u) (?!paste|show|post|elaborate|clarify|give an? example"
    r"|be (?:a (?:bit|little) )?more)"
    r"|\bhow (?:do|did|would|can) (?:you|u)\b|\b(?:when|where) (?:you|u)\b|\b(?:have|did) you (?:ever|had)\b"
    r"|\byou (?:know|happen|have (?:any|a|some|time|thoughts)|aware|able|think|recommend|suggest|mind)\b(?! that)"
)
"""What is wanted of somebody whom a question names: it asks them for help."""

_NEAR: Final = 40
_YET: Final = re.compile(r"\b(?:but|still|however|unfortunately|although|though|now (?:i|we|it)|yet|except)\b")
_WORD: Final = re.compile(r"[a-z']+")
_MANNERS_SAID: Final = (
    "hi hello hey good morning afternoon all everyone everybody team folks here channel just a an please be quick"
    " friendly gentle for your to the scheduled planned upcoming incident status team's"
)
_MANNERS: Final = frozenset(_MANNERS_SAID.split())

_BESIDE_A_MARK: Final = phrases_of(Sign.NOTICE, Sign.APPEAL, Sign.RETRACTED, Sign.RHETORICAL)
_REQUESTS: Final = phrases_of(Sign.REQUEST)
_TELLING: Final = phrases_of(Sign.TROUBLE, Sign.SOLVED, Sign.THANKS, Sign.DONE, Sign.NEWS)
_TOLD_HOW: Final = frozenset({Sign.SOLVED, Sign.DONE, Sign.TROUBLE})
"""Beside thanks, what says how it went: it is over, or the trouble was this."""

_NOTICE_CUES: Final = frozenset(phrases_of(Sign.NOTICE))
_CUES_BESIDE_A_MARK: Final = frozenset(_BESIDE_A_MARK)
_CUES: Final = _NOTICE_CUES.union(_REQUESTS, _TELLING)

_TICK_NAMES: Final = """
    white_check_mark heavy_check_mark ballot_box_with_check check check_mark checkmark checked green_check
    green_check_mark greencheck tick white_tick green_tick done resolved solved fixed complete completed closed
    ✅ ✔ ☑
"""
_TICKS: Final = frozenset(_TICK_NAMES.split())
_SMALL_TALK: Final = frozenset(
    b"""
    a about afternoon again ah aha all alright and anybody anyone are around awesome back bad beautiful bye care cool
    day days doing dude evening everybody everyone fellas folks fine friday friends fun go going good goodbye great
    greetings guys ha haha hahaha happening happy heh hehe hello here hey hi hiya hm hmm holiday holidays home how
    howdy i im i'm in is it it's its joining just lmao lol love lovely lunch lunchtime luck mate me merry monday
    morning mornin my new nice night no of oh ok okay one online people pleasure problem rofl same see sounds sup
    sure sweet ta take team thats that's the there things this thursday to today tomorrow tuesday u up very wave
    weekend welcome well wb wednesday week what's whats with wow xd ya yay yeah year yep yes yo you you're your
    your're yup christmas doing man whatz wassup xmas easter gm gn k kk np +1 1 cu later
    congrats congratulations true hope had have has enjoy rest wonderful relaxing
    how's was worries birthday brb bbl afk will feeling
    """.split()
)
