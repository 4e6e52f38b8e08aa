"""What people say in help channels, and what it is: a table of messages as companies know them."""

import pytest
from ratchet_core.reading.speech import Speech, resolves, speech_at_first, speech_of

QUESTIONS = (
    "looking for the dashboard of the mail relay",
    "We have two regions. I'm looking for a way to drain one of them.",
    "I want a namespace for load tests",
    "I wanted to ask about the retention of backups, maybe it is too short?",
    "I think the registry is down?",
    "I guess I need a new token?",
    "perhaps a silly one, but how do I list my pods?",
    "the nightly job is probably stuck?",
    "you can help me with the vault?",
    "I restarted it as you said, with little luck",
    "thanks, but it still fails",
    "any help welcome",
    "is there something for this or shall I write it",
    "nothing happens when I press save",
    "the billing page shows a blank screen",
    "I only need to drain one broker, but how",
    "@U2 can you unlock my account?",
    "@U2 do you know who owns the ledger?",
    "how do you all reach the staging cluster?",
    "which versions do you support?",
    "the import fails with a timeout since noon. have you tried it today?",
    "How do I rotate the password of the reporting database?",
    "hi team, I can't log in to Grafana since this morning",
    "is anyone else seeing slow builds today",
    "getting a 500 when I open the billing page in the admin tool",
    "We're getting 504s from checkout in eu-west since 10:20",
    "Hello! Could you please add me to the oncall-readers group",
    "@here anyone know why staging is returning 403 for service accounts?",
    "thanks, but how do I then restart the consumer?",
    "thanks, but I still can't reach the cluster",
    "Please grant me access to the payments dashboard. Thanks!",
    "I need access to the prod read replica",
    "my deploy failed with ImagePullBackOff, any ideas",
    "kubectl keeps timing out. Any help appreciated, thanks in advance",
    "the VPN is down again",
    "checkout-api is not responding on staging",
    "any update?",
    "does it work now?",
    "Who owns the notification service",
    "where can I find the runbook for disk alerts",
    "unable to push to the registry, permission denied",
    "FYI orders is throwing errors since the last release, is anyone looking?",
    "I have a question about the retention of our logs",
    "quick question: which region does the cron run in",
    "still waiting on approval for my quota request",
    "I'm stuck on setting up SSO for the new tenant",
    "not sure why the canary is stuck, pods look healthy",
    "Can someone restart the ingest workers",
    "please let me know if there is a way to replay the dead letters",
    "> it should work now\nIt doesn\u2019t work for me, same error as before",
    "How to increase the quota of a namespace",
    "hey folks, jenkins is super slow for me today",
    "our pipeline has been queued for 40 minutes, runners look idle",
    "Thanks @joe, one more question, where is the config stored",
    "the mail relay isn't accepting connections from the batch hosts",
    "the export job hasn't run since Monday",
    "any known problems with webhooks right now",
    "is it ok to restart redis during the day",
    "Hi! I accidentally deleted a secret in vault",
    "hello sre, we lost connectivity between the two regions",
    "docker pull says unauthorized even after login",
    "customers can't checkout with saved cards",
    "I tried clearing the cache and the page stays empty",
    "I want to mute the disk alert of one host",
)
CLOSINGS = (
    "it fixed itself after a while",
    "answering my own question: the port has to be open in both directions",
    "confirmed, all charts load again",
    "Thank you so much, that fixed it",
    "works now, cheers",
    "ah it works, I was on the wrong VPN profile",
    "never mind, figured it out",
    "nvm",
    "Solved, the secret had expired.",
    ":white_check_mark:",
    ":heavy_check_mark: :heavy_check_mark:",
    "\u2705",
    "false alarm, it was my browser cache",
    "that did the trick",
    "All good now, we can close this",
    "is the registry down? never mind, it works now",
    "Thanks, I was getting the error because of a stale token",
    "it's back to normal for us",
    "I was able to log in after the reset",
    "got it, will do",
    "Resolved :white_check_mark:",
    "I can log in now",
    "looks good now",
    "restarting fixed it",
    "Awesome, I have access now",
    "great, works on my side too",
)
THANKS = (
    "great, now I get the list of brokers, thank you",
    "thanks!",
    "eu-west, thanks",
    "ok, thank you, I'll wait",
    "cheers, really appreciate it",
)
PLEASANTRIES = (
    "how are you doing?",
    "hi all",
    "Good morning team!",
    "lol",
    ":+1:",
    "how are you?",
    "what's up?",
    "@maria hello :wave:",
    "happy friday everyone :tada:",
    "anyone here?",
    "how was your weekend?",
    "no worries",
    "\U0001f44d",
)
ANNOUNCEMENTS = (
    "@here we're deploying checkout v2.14 to prod now",
    "<!channel> the office network moves tomorrow at 9",
    "FYI: the old ingress goes away next week",
    "Heads up: planned failover of the orders database tonight, any objections?",
    "Hi all, just a reminder: rotate your API keys before Friday. Thanks!",
    "we will be upgrading the cluster on Thursday",
    "Released v1.2 of the terraform module",
    "Scheduled maintenance: the queue is read-only from 22:00 to 23:00 UTC",
    "The new status page is now live",
    "@here prod is back to normal",
    "We've just released a new version of the CLI",
    "We are going to upgrade kafka on Thursday",
    "[Maintenance] Postgres upgrade tonight 22:00-23:00 UTC",
    "code freeze starts today at 5pm",
    "Please note that the jump host will be retired on Monday. Thanks for your patience",
)
STATEMENTS = (
    "I'm looking for the cause of that spike",
    "this is exactly what I am looking for - one flag",
    "You have to renew the token first, then run the job again.",
    "I restarted the pods and purged the queue",
    "The limit is 20 connections per pod; see the capacity page",
    "looks like the certificate expired an hour ago",
    "https://grafana.example.com/d/abc?orgId=1&from=now",
    "`SELECT 1 ?` is what the driver sends",
    "```\nwhy does this fail?\nhelp\n```",
    "> how do I restart it?\nUse the restart button on the service page.",
    "Postgres 15, default settings",
    "done, you should have access now",
    "if it still fails, restart the agent",
    "thanks for nothing",
    "",
)
COUNTERS = (
    "I think that's part of the retry logic?",
    "you could drain it first, I guess?",
    "that would probably be the job of the scheduler?",
    "You're on the old cluster?",
    "you want to see the members of the group?",
    "in particular, what do you want to do with it? do you want the list? or just one of them?",
    "have you tried turning the feature flag off?",
    "why not use the read replica?",
    "should it not be port 8443?",
    "shouldn't that be the internal address?",
    "maybe the cache is stale?",
    "do you want the output of the job?",
    "what do you mean by stuck?",
    "Could you elaborate?",
    "which region?",
    "@U2 did you restart it after that?",
    "@U2 why would you rename your topic?",
    "@U2 you know that there is a job for it, right?",
)
TABLE = {
    Speech.COUNTER: COUNTERS,
    Speech.QUESTION: QUESTIONS,
    Speech.CLOSING: CLOSINGS,
    Speech.THANKS: THANKS,
    Speech.PLEASANTRY: PLEASANTRIES,
    Speech.ANNOUNCEMENT: ANNOUNCEMENTS,
    Speech.STATEMENT: STATEMENTS,
}


@pytest.mark.parametrize(
    ("text", "speech"),
    [pytest.param(text, speech, id=f"{speech}: {text[:60]}") for speech, texts in TABLE.items() for text in texts],
)
def test_a_message_is_what_a_colleague_would_take_it_for(text: str, speech: Speech) -> None:
    assert speech_of(text) is speech


def test_a_rhetorical_question_asks_nothing() -> None:
    assert speech_of("The new dashboard loads at once, isn't that great?") is Speech.STATEMENT


def test_a_question_at_the_end_of_a_long_message_is_heard() -> None:
    assert speech_of("the log says so. " * 2400 + "What should I look at?") is Speech.QUESTION


def test_the_middle_of_a_long_message_is_not_examined() -> None:
    assert speech_of("a line of the log " * 200 + "why? " + "a line of the log " * 200) is Speech.STATEMENT


def test_code_that_runs_into_the_end_of_a_long_message_does_not_count() -> None:
    assert speech_of("This is the log.\n```\n" + "why? " * 8000 + "\n```") is Speech.STATEMENT


@pytest.mark.parametrize(
    "unit", ["ty ", "```", "`", "> ", "? ", "hi ", "getting a ", "get-", "thanks-", "can't ", "://", ":a"]
)
def test_forty_thousand_characters_of_anything_are_answered(unit: str) -> None:
    assert isinstance(speech_of(unit * (40_000 // len(unit))), Speech)


def test_a_question_in_another_script_is_heard_by_its_mark() -> None:
    assert speech_of("\u30c7\u30d7\u30ed\u30a4\u3067\u304d\u307e\u3059\u304b\uff1f") is Speech.QUESTION


def test_a_text_in_another_script_is_not_taken_for_small_talk() -> None:
    assert speech_of("\u043d\u0435 \u0440\u0430\u0431\u043e\u0442\u0430\u0435\u0442") is Speech.STATEMENT


def test_bare_question_marks_ask() -> None:
    assert speech_of("???") is Speech.QUESTION


def test_a_lone_surrogate_is_no_reason_to_fail() -> None:
    assert speech_of("thanks \ud83d") is Speech.THANKS


@pytest.mark.parametrize(
    "reaction",
    ["white_check_mark", "heavy_check_mark", "ballot_box_with_check", "done", "resolved", ":solved:", "white-tick"],
)
def test_a_tick_resolves(reaction: str) -> None:
    assert resolves(reaction)


def test_a_tick_in_any_skin_tone_resolves() -> None:
    assert resolves("white_check_mark::skin-tone-3")


@pytest.mark.parametrize("reaction", ["eyes", "+1", "+1::skin-tone-2", "x", "tada", ""])
def test_another_reaction_resolves_nothing(reaction: str) -> None:
    assert not resolves(reaction)


@pytest.mark.parametrize(
    "text",
    [
        "what issue?",
        "you mean in a package?",
        "how are you configuring it?",
        "do you have some other communication in mind?",
        "I think there is another mode called safe, did you try that?",
    ],
)
def test_what_somebody_asks_who_helps_is_a_counter_question(text: str) -> None:
    assert speech_of(text) is Speech.COUNTER


@pytest.mark.parametrize(
    "text",
    [
        "any help welcome",
        "pointers appreciated",
        "The staging database refuses my login.",
        "Both have this problem: they cannot be closed.",
        "struggling with the helm chart of vault",
        "No luck getting the VPN to work",
        "is there something for this or shall I write it",
    ],
)
def test_trouble_and_wishes_are_questions_without_a_question_mark(text: str) -> None:
    assert speech_of(text) is Speech.QUESTION


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("@U05NADIAK it still does not connect", Speech.STATEMENT),
        ("@U05NADIAK the login fails, can you have a look", Speech.QUESTION),
        ("@U05NADIAK please restart the ledger, it hangs", Speech.QUESTION),
        ("@U05NADIAK why does it fail?", Speech.QUESTION),
        ("@ledger-oncall the ledger is down", Speech.QUESTION),
        ("the ledger is down", Speech.QUESTION),
    ],
)
def test_what_tells_one_person_of_trouble_begins_no_request_unless_it_wishes_for_something(
    text: str, speech: Speech
) -> None:
    assert speech_at_first(text) is speech
