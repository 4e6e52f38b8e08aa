"""By which phrases people ask, thank, complain and tell news, each where a word of it calls for a look."""

import re
from enum import IntEnum, auto
from typing import Final, NamedTuple, TypeAlias


class Sign(IntEnum):
    """What a phrase is evidence of; a number, because looking one up in a dictionary is fast."""

    NOTICE = auto()
    """The message is news, if nothing but manners stands before."""
    APPEAL = auto()
    """It turns to anybody who might know."""
    NEWS = auto()
    REQUEST = auto()
    TROUBLE = auto()
    SOLVED = auto()
    THANKS = auto()
    DONE = auto()
    """It begins by saying that it is done."""
    RETRACTED = auto()
    """It takes a question back."""
    RHETORICAL = auto()
    """Its question wants no answer."""


class Phrase(NamedTuple):
    """The surroundings that make a cue telling: what one of stands right before it, and what follows it."""

    sign: Sign
    before: tuple[str, ...]
    after: re.Pattern[str]


Phrases: TypeAlias = dict[bytes, tuple[str, tuple[Phrase, ...]]]
"""The word that calls for a look, as text and with its phrases, by itself as bytes."""

_OPENING: Final = "^"
_NOT: Final = (
    "not no don't dont didn't doesn't doesnt isn't aren't won't can't cannot never stopped stops"
    " not_really not_quite don't_really don't_quite"
    " doesn't_even doesn't_seem_to don't_seem_to not_seem_to doesn't_seem_to_be"
    " not_currently not_yet"
)
_BE: Final = (
    "is are it's that's everything's seems be looks was went been again now all completely very really"
    " super extremely so"
)
_IT: Final = "it that this everything all which they now finally and yes yep yeah ok okay ah oh solution just you trick"
_END: Final = r"[ \t]*(?=[.,!:;()\n]|-(?![a-z])|$)"
_FAILURE: Final = (
    r" (?:[^ ,;]{1,30} ){0,4}\"?(?:\w*errors?|[45]\d\ds?|[45]xx|timeouts?|exceptions?|failures?"
    r"|fail(?:ed)? message|denied"
    r"|refused|reset|forbidden|unauthori[sz]ed"
    r"|duplicate|blank|high|slow|spikes?|elevated|increased|weird|strange|unexpected|intermittent"
    r"|\w*killed|evicted|rejected)"
)
_AID: Final = (
    r"(?: for)? (?:some |a bit of |a |an |your |urgent |more )*(?:help|assistance|(?:[\w-]+ )?access|hand"
    r"|advice|support|guidance|permissions?|approval|(?:[\w-]+ )?quota|someone|somebody|a way)"
)
_ROLLING: Final = (
    "deploying releasing rolling upgrading migrating performing switching renaming deprecating sunsetting restarting"
    " cutting introducing launching patching shutting moving retiring decommissioning announcing"
)
_CHANGE: Final = "deploy|release|roll|upgrade|migrate|restart|switch|rename|retire|shut|patch|move|decommission|reboot"
_ANYBODY: Final = "anyone anybody someone somebody"

_PLANNED: Final = (
    "down unavailable offline readonly removed upgraded restarted rebooted switched turned shut retired closed"
    " performed moved"
)
_GIVE: Final = (
    " (?:you (?:please|pls|guys|help|also|check|take|have|give|add|grant|tell|explain|look)"
    "|(?:i|we) (?:please|pls|get|request))"
)
_PLEASE: Final = (
    r" (?:help|advise|assist|grant|add|provision|extend|raise|unlock|revoke|renew|give|approve"
    r"|look into|take a look|have a look|review|restart|increase"
    r"|reset|unblock|enable|provide|create|whitelist|allowlist|let (?:me|us) know (?:how|wh|if (?:it|there)))\w*"
)
_CLUE: Final = (
    " (?:help|chance|known|reason|way|thoughts|recommendations?|tips?"
    "|ideas?|pointers?|suggestions?|hints?|advice|clues?|guidance|updates? on|news on|eta"
    "|workarounds?)"
)
_LOG_IN: Final = (
    " (?:seem to |even )?(?:log|connect|access|see|find|figure|install|open|load|reach|get|start|run|deploy|push"
    r"|pull|build|create|delete|upload|download|sign|authenticate)\w*"
)
_HAVING: Final = (
    "having have had facing hit hitting experiencing seeing having_a having_an having_some have_a have_an have_some"
    " hit_a hit_an into_a into_an into_some the_following the_same"
)
_GETTING: Final = (
    "says saying getting get gets got see seeing receive receiving received hit hitting throws throwing returns"
    " returning facing encountered encountering"
)
_RUN: Final = (
    "work working load loading start starting responding connect connecting compile run running show showing appear"
    " appearing finish sync syncing trigger triggering fixed solved resolved available updating"
    " arrived arriving came coming"
)
_DOWN: Final = (
    "down broken unreachable unresponsive failing hanging slow stuck crashing flaky unavailable erroring offline timing"
    " dead locked leaked filling"
)
_LATELY: Final = (
    r"this morning|yesterday|last (?:night|week)|today|(?:mon|tues|wednes|thurs|fri)day|noon|\d{1,2}(?::\d\d| ?[ap]m)"
    r"|(?:the |our )?(?:last|latest|upgrad\w*|updat\w*|deploy\w*|releas\w*|migrat\w*)"
)
_THE_PROBLEM: Final = (
    rf"(?: indeed)?(?:{_END}| (?:it|my|the (?:issue|problem|trick|error)|this|that|things|everything|a lot|us|me))"
)
_GREAT: Final = (
    " (?:that|it|this|they|he|she) (?:just |so |really |pretty )?(?:great|nice|cool|awesome|amazing|lovely|funny"
    "|fun|wonderful|fantastic|beautiful|neat|sweet|brilliant|something)"
)
_LACK: Final = (
    " (?:pick|let|seem|accept|recogni[sz]e|receive|respond|show"
    "|have (?:the |any )?(?:permissions?|access|rights|privileges))"
)

_SOUGHT: Final = (
    r" for (?!(?:it|this|that|these|those|them|him|her|you|is|was|and|but|then|now|here)\b"
    r"|(?:the |a )?(?:root )?(?:cause|reason|bug|culprit))[\w`\"'(@#*]\S*"
)

_IDIOMS: Final[dict[Sign, tuple[tuple[str, str, str], ...]]] = {
    Sign.NOTICE: (
        ("fyi psa announcement attention headsup information reminder note aware advised", "", ""),
        ("heads", "", "[ -]?up"),
        ("update", "incident status", " ?:"),
        ("let", "just_to", " (?:you|everyone|everybody|people) know"),
        ("maintenance downtime", "scheduled planned upcoming", ""),
    ),
    Sign.APPEAL: (
        (_ANYBODY, "", "(?: else)? (?:know|seen|looking|able|aware|have|see|explain|help|check|look)"),
        (_ANYBODY, "is are does do did has have can could would", ""),
    ),
    Sign.NEWS: (
        ("@here @channel @everyone @all fyi psa headsup", "", ""),
        ("heads", "", "[ -]?up"),
        (
            _ROLLING,
            "we're we_are we'll_be we_will_be are_now i'm i_am i'll_be will_be ^",
            "(?!.{0,30} (?:fixed|solved|helped|worked|did|works|fixes))",
        ),
        ("released shipped launched", "", r" (?:v?\d|[\w-]+ v?\d)"),
        ("released launched deployed rolled deprecated migrated renamed", "has_been have_been just_been will_be", ""),
        ("released launched shipped", "just we've we_have", " (?:a|the|our) (?:new|next|latest|version|first)"),
        ("release", "", r" v?\d[\w.]* (?:is|was|has been) (?:out|live|released|available|deployed)"),
        ("going", "we're we_are", f" to (?:{_CHANGE})"),
        ("freeze", "code change deploy deployment", ""),
        ("live generally", "is are is_now are_now goes going went", ""),
        ("available", "is_now are_now", ""),
        (
            _PLANNED,
            "will_be",
            "",
        ),
        ("starting starts begins", "", r" in \d+ (?:min|hour|h)\w*"),
        ("today tomorrow monday tuesday wednesday thursday friday", "from starting effective as_of", ""),
        ("maintenance", "", r"\]| (?:window|tonight|today|tomorrow|on|at|from|this|starts|will|complete)"),
    ),
    Sign.REQUEST: (
        ("how", "", " (?:do|can|could|should|would|does) (?:i|we|you|one|it|this|the)"),
        ("how", _OPENING, " (?:to|is|are|do|does|did|can|could|should|many|much|come|long)"),
        ("why", _OPENING, " (?:i|we|my|our|is|are|do|does|did|was|can't|can|won't|isn't|doesn't|would)"),
        ("best right correct recommended proper process procedure policy", "^what_is_the ^what's_the", ""),
        ("does did do should", _OPENING, " (?:the|this|that|it|our|my|we|i|you|any) ?"),
        ("what", _OPENING, r" (?:do|does|did|should|can|would) \w+"),
        ("who", "^", " (?:can|could|has|owns|knows|maintains|manages|approves)"),
        ("where", "", " (?:can|do|should|could) (?:i|we)"),
        ("who", "", " (?:can (?:i|help|give|grant|approve)|do i|should i|owns|is on[- ]?call|could|should we)"),
        ("there", "^is ^are", r" (?:a|an|any|some|something|anything|another|already)"),
        ("shall", "or", " (?:i|we)"),
        ("how", "but", _END),
        ("welcome", "help hints ideas pointers suggestions tips advice thoughts input help_is help_would_be", _END),
        (_ANYBODY, "", r" (?:knows?|seen|seeing|got|having|else (?:see|hav|get|exp|with|notic|hit)\w*)"),
        (_ANYBODY, "is are does has did do can could would will if", ""),
        ("can could would", "^ please", " (?:you|i|we)"),
        ("possible", "would_it_be is_it", " to"),
        ("ok okay safe fine allowed normal expected", "^is_it", ""),
        ("what", _OPENING, " (?:is|are) (?:the|our|your|a|an|this|that|going|happening|wrong)"),
        (
            "can could",
            "",
            _GIVE,
        ),
        (
            "please pls plz kindly",
            "",
            _PLEASE,
        ),
        ("please pls plz", "help advise assist help_me help_us help,", ""),
        ("help", _OPENING, "(?:!| please)"),
        ("help", "", " (?:needed|wanted|me (?:with|to|understand|find|figure)|would be)"),
        ("help", "need needs some", ""),
        ("advance", "in", ""),
        ("appreciated", "much be very greatly highly really help hints pointers ideas suggestions advice", ""),
        ("appreciate", "", " (?:any|some|if)"),
        (
            "any",
            "",
            _CLUE,
        ),
        ("need needs require seeking requesting", "", _AID),
        ("looking", "", " for (?:some |a bit of |an? )*(?:help|assistance|hand|advice|guidance|someone|somebody|way)"),
        (
            "looking",
            "^ i'm i_am i'm_currently",
            _SOUGHT,
        ),
        ("wonder wondering", "", " (?:if|how|wh[a-z]+|about)"),
        ("question", "", "(?<!own question):"),
        (
            "question",
            "have got with quick noob stupid simple dumb basic general another more have_a got_a with_a related_a",
            "(?! (?:is|was|of))",
        ),
        (
            "know sure understand get clear certain idea clue",
            _NOT,
            " (?:how|why|what|where|which|whether|if|who)(?! (?:i|you) (?:miss|mean|did))",
        ),
        ("know understand request ask", "like_to", ""),
        ("ask", "i_want_to i_wanted_to i_need_to i_have_to", ""),
        (
            "still",
            "",
            " (?:not|no|can't|cannot|doesn't|don't|unable|failing|broken|waiting|get|getting|see|seeing|having)",
        ),
        (
            "still",
            "but but_it but_that but_this but_they but_mine",
            r" (?:fails?|crash\w*|happen\w*|hangs?|refus\w*|throws?|gives?|returns?|stuck|the same)",
        ),
    ),
    Sign.TROUBLE: (
        (
            "can't cant cannot couldn't",
            "^ i we he she they customers users i_just i_also we_also i_still",
            r" (?!wait|believe|thank|reproduce|promise|say|tell|imagine|complain|remember|recall|think)\w+",
        ),
        (
            "can't cannot couldn't",
            "",
            _LOG_IN,
        ),
        ("unable", "", " to"),
        ("don't", "i we", r" (?:see|have) (?:the|my|our|any|access|permissions?)"),
        ("won't", "", " (?:let|start|load|open|connect|work|respond|go|stop|come|boot|accept)"),
        ("doesn't don't didn't", "", _LACK),
        ("being", "not", r" \w+(?:ed|t|n)"),
        ("missing delayed spinning degraded lagging", _BE, ""),
        ("spins hangs freezes", "", ""),
        ("customers users clients", "", r" (?:are |keep |have been )?(?:report|complain|get|see)(?:s|ing|t?ing)?"),
        ("reset", "connection", ""),
        ("longer", "can_no", ""),
        ("longer", "", " (?:able to|works|work|responds|loads)"),
        ("able", _NOT, " to"),
        (
            "stuck struggling blocked confused",
            "get gets got i'm am we're is are still just bit little really keeps",
            "",
        ),
        ("locked", "", " out"),
        ("lost", "", r" (?:access|connect\w*|contact)"),
        ("isn't aren't stopped", "", r" \w+ing"),
        ("hasn't haven't", "", " (?:run|arrived|updated|started|finished|worked|synced|triggered|come|completed)"),
        ("since", "", rf" (?:{_LATELY})"),
        ("stuck", "", " (?:in|at|on|for|since)"),
        ("accidentally mistakenly", "i we", ""),
        ("queued pending waiting spinning", "been", " (?:for|since)"),
        ("luck", "no little not_much", rf"(?:{_END}| \w+ing| with)"),
        ("struggling", _OPENING, " (?:with|to)"),
        ("refuses rejects", "", " (?:my|our|me|us|any|every|all)"),
        ("problem issue", "have_this has_this the_following", "(?::|,| that| when)"),
        ("nothing", "", " (?:happens|happened|works|worked|shows up|comes up|helps|helped)"),
        ("blank black white empty", "a the shows just", " (?:screen|page|window)"),
        ("get got", "what_i what_we i_just i_only", f"(?: is| instead)?{_END}"),
        ("complains complaining complained", "", " (?:that|about)"),
        ("sound signal response reply output internet connection", "there_is_no there's_no get_no getting_no", ""),
        ("same", "", f" (?:error|issue|problem)(?: here| again| as before| for (?:me|us)|{_END})"),
        ("keep", "i we", r" \w+ing"),
        ("keeps", "", " (?:on )?(?:failing|crashing|restarting|timing|getting|hanging|asking|returning|disconnecting)"),
        (
            "trouble issue issues problem problems difficulty difficulties snag",
            _HAVING,
            "",
        ),
        (
            _GETTING,
            "",
            _FAILURE,
        ),
        ("error exception errors", "", "(?: messages?| occurs?)?:"),
        (
            _RUN,
            _NOT,
            "",
        ),
        (
            _DOWN,
            _BE,
            "(?! (?:to|the|that|for(?! (?:me|us|our|all|any|every|some|several|many))))",
        ),
        (
            "fails failing failed crash crashes crashed crashing",
            "",
            " (?:with|to|on|for|since|when|at|in|again|every|because)",
        ),
        ("times timed timing", "", " out"),
        ("denied", "permission access", ""),
        ("refused", "connection", ""),
        ("wrong", "something_is something something's doing anything seems going", ""),
        ("tried", "i we i've we've i_have we_have", r" (?!it|that|this)\w+"),
        ("trying", "i'm i_am we're we_are i'm_just am_currently i'm_still", " to"),
        ("trying", _OPENING, " to"),
        (
            "want",
            "i we",
            r" (?:to (?!say|thank|point|add|note|clarify|share|announce|let|mention|congrat|apologi|make sure)\w+|an? \w+)",
        ),
    ),
    Sign.SOLVED: (
        ("never", "", " ?mind"),
        ("nevermind nvm disregard", "", ""),
        ("fixed solved resolved healed cleared recovered went", "", " (?:itself|by itself|away by itself)"),
        ("answering answered answer", "", " my own question"),
        ("ignore", "", " (?:me|that|my)"),
        ("scratch", "", " that"),
        ("alarm", "false", ""),
        (
            "figured worked sorted got made",
            "",
            " (?:it|this|that) (?:all )?(?:out|sorted|working|to work|work|fixed|running)",
        ),
        (
            "works worked",
            _IT,
            f"(?:{_END}| (?:now|again|fine|perfectly|great|well|like|for (?:me|us)|on my|after|thank|as expected))",
        ),
        ("works", "", " (?:now|again|on my (?:side|end|machine)|perfectly|great|like a charm|as expected)"),
        ("works", _OPENING, f"{_END}"),
        (
            "again",
            "load loads work works build builds run runs connect connects respond responds pass passes deploy deploys start starts open opens sync syncs",
            _END,
        ),
        (
            "working running",
            "is it's that's everything's are seems be now finally up and to",
            f"(?:{_END}| (?:now|again|fine|perfectly|great|well|as))",
        ),
        ("working", "", " (?:now|again)"),
        ("work", "seems_to appears_to", ""),
        (
            "fixed solved resolved helped did helps solves fixes resolves unblocked does",
            _IT,
            _THE_PROBLEM,
        ),
        (
            "fixed solved resolved sorted cleared",
            "is it's that's are been now all got issue problem mystery finally confirmed",
            "",
        ),
        ("back", "is are it's all now everything", " (?:up|online|to normal|again)"),
        ("it", "that_was", _END),
        ("able managed", "i was were been finally", r" to (?:get|fix|solve|make|resolve|log|work|run)\w*"),
        ("good set clear sorted green", "all", f"(?:{_END}| now| here| thank)"),
        (
            "found fixed solved resolved",
            "",
            " (?:it|the (?:issue|problem|cause|solution|bug|error)|my (?:mistake|bug|error|issue|problem))",
        ),
        ("needed wanted", "what_i what_we", ""),
        ("longer", "no", " (?:getting|seeing|failing|happening|an issue|a problem|needed|relevant|see|get)"),
        ("close resolve", "can will let's to i'll now", " (?:this|it)"),
        ("closing", "", " (?:this|the)"),
        ("closed", "can_be", ""),
        ("unblocked", "i'm we're now", ""),
        ("access", "i_have we_have i_got i've_got", " now"),
        ("gone disappeared", "issue problem error errors alert is are has have now", ""),
        ("bad mistake fault", "my", ""),
        ("silly", "", " me"),
        ("again", "in up back", _END),
        ("went", "it that", " through"),
        ("sense", "makes makes_total makes_perfect makes_more makes_much_more", f"(?: now|{_END})"),
        ("clears answers answered explains", "that this which", ""),
        ("see", "^i oh_i ah_i", f"(?: now|{_END})"),
        ("understood gotcha", _OPENING, _END),
        (
            "can",
            "i we ^ now",
            rf" (?:access|log|see|connect|reach|open|get|push|pull|deploy|run)[^.,;\n]{{0,30}} now{_END}",
        ),
        ("good fine okay healthy green", "looks looking look are it's is seems", " (?:now|again)"),
        ("got", "", f" it(?: now|{_END})"),
    ),
    Sign.THANKS: (
        (
            "thanks thanku thankyou thx tnx thnx tks tysm ty cheers merci danke gracias kudos",
            "",
            "(?! (?:to|god|for nothing|to nobody))",
        ),
        ("thank", "", " (?:you|u)"),
        ("obliged", "much", ""),
        ("appreciate", "", " it"),
        ("appreciate", "i really", r" (?!any|some|if)\w+"),
        ("best star saver legend hero", "the a life", _END),
        ("lifesaver", "", ""),
        ("helpful", "very super really so most extremely", ""),
    ),
    Sign.DONE: (
        ("perfect resolved solved fixed done sorted unblocked", "^ :", rf"{_END}(?!\W+(?:you|please|try|@))"),
        ("resolved solved fixed sorted", _OPENING, " (?:after|by|now|it|on)"),
    ),
    Sign.RETRACTED: (
        ("never", "", " ?mind"),
        ("nevermind nvm disregard", "", ""),
        ("alarm", "false", ""),
        ("scratch ignore", "", " (?:me|that|this)"),
        ("bad", "my", ""),
        ("figured sorted", "", " (?:it|this|that) out"),
        ("found solved fixed", "", f"(?: it)?{_END}"),
        ("works working", "", " now"),
    ),
    Sign.RHETORICAL: (
        (
            "isn't aren't wasn't ain't",
            "",
            _GREAT,
        ),
        ("knew knows cares", "who", r"\?"),
        ("wrong", "go", r"\?"),
    ),
}
"""What each sign is known by: words that call for a look, what stands right before the word (anything if empty; `^` is
the beginning of a sentence, `_` a space), and a pattern of what follows. Only texts with such a word are searched, so a
phrase costs as much as its word is frequent."""

_STARTS: Final = ("\n ", ". ", "! ", ", ", ": ", "; ", "(", "- ", "\n")
_EDGES: Final = (" ", "(", "[", "/", "-", ",", ".", "!", '"', "*", "_", "\u2014", "\u2026", "~")


def _before(words: str) -> tuple[str, ...]:
    """Return the texts of which one stands right before a cue, from how a line of the table says it."""
    return tuple(place for word in words.split() for place in _places(word.replace("_", " "))) or _EDGES


def _places(word: str) -> tuple[str, ...]:
    """Return how a word that stands before a cue looks there: within a sentence, or opening it."""
    if not word.startswith("^"):
        return (f" {word} ",)
    return tuple(f"{start}{word[1:]} " if word[1:] else start for start in _STARTS)


def phrases_of(*signs: Sign) -> Phrases:
    """Return the phrases of some signs by each word that calls for a look at them."""
    phrases: Phrases = {}
    for sign in signs:
        for cues, words, after in _IDIOMS[sign]:
            phrase = Phrase(sign, _before(words), re.compile(f"(?![a-z'])(?:{after})(?![a-z])"))
            for cue in cues.split():
                _, known = phrases.get(cue.encode(), (cue, ()))
                phrases[cue.encode()] = (cue, (*known, phrase))
    return phrases
