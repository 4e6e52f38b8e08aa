"""What a reply is good for to whoever asked: it may help, asks back, or does neither."""

import pytest
from ratchet_core.reading.replies import Use, use_of

HELPING = (
    "run the rotate job",
    "yes",
    "it is a clear case of a full pool",
    "run the rotate job, or ask in #vault-help",
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
    "maybe `drain --all`?",
    "`drain --all`?",
    "is it `drain` that you want?",
    "did you know that `drain` takes a list",
    "what it does is wait for the leader",
)
ASKING_BACK = (
    "does `drain` hang for anybody else? is there a fix?",
    "did you restart it",
    "what is your region",
    "@U1 installed from where",
    "a proxy for what,",
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
    "too vague",
    "that's not very clear",
    "we don't look after the vault, maybe ask in #vault-help",
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


TO_OTHERS = (
    "@U3 it needs the `--force` flag",
    "@U3, @U4: see https://wiki.example.com/rotate",
    "@U3 yes",
)
TO_THE_ASKER = (
    "@U1 run the rotate job",
    "@U3 @U1 run the rotate job",
    "run the rotate job, @U3",
    "@U3 fixed that this morning",
    "@U3 is right, run the rotate job",
)


@pytest.mark.parametrize("text", TO_OTHERS)
def test_what_turns_to_somebody_else_does_not_help_the_asker(text: str) -> None:
    assert (use_of(text, "U1"), use_of(text, "U3"), use_of(text)) == (Use.RESPONDS, Use.HELPS, Use.HELPS)


@pytest.mark.parametrize("text", TO_THE_ASKER)
def test_what_only_tells_of_somebody_else_may_help_the_asker(text: str) -> None:
    assert use_of(text, "U1") is Use.HELPS
