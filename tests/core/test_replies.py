"""What a reply is good for to whoever asked: it may help, asks back, or does neither."""

import pytest
from ratchet_core.reading.replies import Use, use_of

HELPING = (
    "run the rotate job",
    "yes",
    "no, that is not supported",
    "have you tried turning it off?",
    "why not use the read replica?",
    "I think the scheduler does that by itself?",
    "you could drain it first, I guess?",
    "I don't know, but the gateway has a switch for it",
    "did you restart it? If not, that usually helps",
    "have you seen this? https://wiki.example.com/rotate",
    "the pool is full",
    "I had the same problem, a newer agent fixed it",
)
ASKING_BACK = (
    "I guess you're on the old cluster?",
    "which region?",
    "@U1 what version are you on?",
    "please post the log",
    "can you share the error message",
    "what exactly fails? @U1",
    "more details please",
)
RESPONDING = (
    "no idea, sorry",
    "not sure",
    "never used it",
    "+1, same question",
    "me too",
    "the same here",
    "down for us as well",
    "ask in #vault-help",
    "you might want to ask @U7",
    "@U7 might know",
    "looking into it",
    "I'll check with the team",
    "one moment",
    "hm, interesting",
    "thanks!",
    "",
)
TABLE = {Use.HELPS: HELPING, Use.ASKS_BACK: ASKING_BACK, Use.RESPONDS: RESPONDING}


@pytest.mark.parametrize(
    ("text", "use"),
    [pytest.param(text, use, id=f"{use}: {text[:60]}") for use, texts in TABLE.items() for text in texts],
)
def test_a_reply_is_good_for_what_its_asker_would_say(text: str, use: Use) -> None:
    assert use_of(text) is use
