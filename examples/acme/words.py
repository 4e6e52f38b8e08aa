"""What people at Acme say: small talk, questions with their answers, and what they write around an incident."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Question:
    """Something that people ask again and again, in different words, and what helps every time."""

    wordings: tuple[str, ...]
    answers: tuple[str, ...]


QUESTIONS: Final = (
    Question(
        (
            "Hi! How do I get access to the staging database of {service}?",
            "where do I request staging db access? need it for {service}",
            "Can somebody grant me read access to the {service} staging database, please?",
        ),
        (
            "You can do it yourself: `access request staging-db --for {service}`, your lead approves it",
            "and log in again afterwards, the old token does not know about it",
        ),
    ),
    Question(
        (
            "My build of {service} fails with `no space left on device`, any idea?",
            "CI says no space left on device for {service} since this morning. Is that known?",
        ),
        (
            "that runner has a full layer cache. Add `[clean-cache]` to the commit message and it starts fresh",
            "<https://wiki.acme.example/ci/clean-cache|described here>, takes about five minutes longer",
        ),
    ),
    Question(
        (
            "How can I see the logs of {service} in production?",
            "is there a way to tail production logs for {service} without ssh?",
            "where did the logs for {service} move to?",
        ),
        (
            "`logs tail {service} --env prod` after `acme login`",
            "or <https://logs.acme.example/{service}> in a browser",
        ),
    ),
    Question(
        (
            "The VPN drops me every ten minutes, does anyone else see that?",
            "vpn keeps disconnecting on my new laptop, what can I do?",
        ),
        (
            "Remove the old profile and import the one from <https://vpn.acme.example>",
            "the old one has a short timeout",
        ),
    ),
    Question(
        (
            "How do I add a secret for {service}?",
            "what's the right way to set a new environment secret on {service}?",
        ),
        ("`vaultctl put {service}/NAME` and then restart, values are read at start only",),
    ),
    Question(
        (
            "Which port do I use to reach config-store locally?",
            "config-store refuses my connection on localhost, what am I doing wrong?",
        ),
        ("It moved to 7411, your `.env` is from before. Run `make env`",),
    ),
    Question(
        (
            "Can I get a bigger memory limit for {service}? It needs about 2 GiB",
            "who can raise the memory limit of {service}?",
        ),
        (
            "Open a PR against `limits.yaml`, up to 4 GiB is merged without a review",
            "here is an example: <https://github.example/acme/limits/pull/218>",
        ),
    ),
    Question(
        (
            "How do I roll back {service} if a release goes wrong?",
            "what is the command for a rollback of {service} again?",
        ),
        ("`shipit rollback {service}`, it goes to the last green version", "runs without approval, on purpose"),
    ),
    Question(
        (
            "My preview environment for {service} is stuck in `Pending`. Can somebody have a look?",
            "preview of {service} does not come up, pending for an hour?",
        ),
        ("The quota was full, I removed the old ones. Push an empty commit and it is created again",),
    ),
)

UNANSWERED: Final = (
    "Does anyone know whether {service} supports IPv6?",
    "Is there a plan to upgrade the build images to the new base?",
    "who owns the cron that writes to `reports/{service}`?",
    "Could someone review the terraform for {service} at some point this week?",
)
THANKS: Final = ("thanks, that worked", "That worked, thank you!", "works now, thanks a lot :pray:", "perfect, thanks!")
CHECKS: Final = ("let me try", "trying that now", "ah, did not know that", "one moment, checking")
GREETINGS: Final = ("Good morning :wave:", "hello everyone!", "hi platform team :coffee:", "Morning all")
ANNOUNCEMENTS: Final = (
    "<!here> We upgrade the build farm on Thursday between 12:00 and 13:00 UTC, builds will queue for a while.",
    "Reminder: the old config-store address goes away at the end of the month. Please update your clients.",
    "<!channel> New base images are out: <https://wiki.acme.example/images/2026-01>. Nothing to do unless you pin.",
    "The platform on-call this week is <@{user}>. Please ask here first, page only when customers are affected.",
)

FIRST_LOOKS: Final = ("looking", "on it :eyes:", "I'm taking this", "checking now", "ack, having a look")
AFTERWARDS: Final = (
    "and resolved. I'll write it down in the runbook",
    "back to normal, thanks <@{user}>",
    "error budget is fine, closing this",
    "all green, closing this",
)
LONG_SINCE: Final = (
    "same as last week :sweat_smile:",
    "wasn't this on the list to fix?",
    "we have seen this one before",
    "we should fix this one for good",
)

OPENERS: Final = (
    "Just so you know,",
    "Quick update:",
    "FYI",
    "Small thing:",
    "For tomorrow:",
    "Heads up,",
    "By the way,",
    "Note to self:",
    "After the planning:",
    "",
)
SUBJECTS: Final = (
    "the new dashboard for {service}",
    "the design doc about {service}",
    "the retro board",
    "my branch on {service}",
    "the customer call about {service}",
    "the quarterly roadmap",
    "the load test of {service}",
    "the draft of the blog post",
    "the hiring loop",
    "the migration plan for {service}",
    "the cost report",
    "the accessibility review",
)
PREDICATES: Final = (
    "is ready for a first look",
    "moves to {weekday}",
    "took {n} minutes longer than planned",
    "needs one more review",
    "looks much better than I expected",
    "is blocked until legal answers",
    "went really well",
    "still has {n} open comments",
    "is in the usual folder now",
    "will be split in two",
    "has been approved :tada:",
    "can wait until next sprint",
)
SMALL_TALK: Final = (
    "Lunch at {n} past twelve? There is a new noodle place",
    "who left {n} oranges in the kitchen",
    "The coffee machine on floor {k} is fixed :coffee:",
    "Happy {weekday}!",
    "I'm out on {weekday}, back the day after",
    "Working from the train today, {k} bars of signal",
    "Anyone up for a run on {weekday}?",
    "The plant by the window survived the holidays :seedling:",
    "Can recommend the talk on queueing theory, about {n} minutes",
    "my cat has opinions about {service}",
    "Standup in {k} minutes",
    "<@{user}> congratulations on {k} years at Acme! :cake:",
)
REPLIES: Final = (
    "nice!",
    "+1",
    "I can help with that on {weekday}",
    "Good point, added it to the doc",
    "<@{user}> what do you think?",
    "Agreed, let's do that",
    "hm, not sure about {service} though",
    "haha",
    "will do",
    "Could we keep it to {n} minutes?",
    "I'd rather wait for the numbers of {service}",
    "done",
    "see <https://wiki.acme.example/notes/{n}{k}>",
    "works for me :+1:",
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
CHANGES: Final = (
    "Retry idempotent calls once",
    "Cache exchange rates for a minute",
    "Drop the unused column",
    "Bump the base image",
    "Read the limits from config-store",
    "Log the request id everywhere",
    "Split the nightly batch",
    "Use the new client library",
    "Tighten the timeouts",
    "Add an index on created_at",
)
REACTIONS: Final = ("+1", "eyes", "tada", "joy", "heart", "raised_hands", "100", "coffee")
