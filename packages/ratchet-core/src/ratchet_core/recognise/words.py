"""The words by which tools say what a message is: tables only, so that a missing word is one line to add."""

from collections.abc import Mapping
from typing import Final

from ratchet_core.recognise.recognised import Kind

FIRING = Kind.ALERT_FIRING
RESOLVED = Kind.ALERT_RESOLVED
UPDATE = Kind.ALERT_UPDATE


def words_of(text: str) -> frozenset[str]:
    """Return the set of the words in a text: the short way to write a table of them."""
    return frozenset(text.split())


def _table(kind: Kind, words: str) -> dict[str, Kind]:
    return dict.fromkeys((word.strip() for word in words.split(",")), kind)


STATES: Final[Mapping[str, Kind]] = {
    **_table(
        FIRING,
        "firing, fired, triggered, declared, re-triggered, retriggered, alerting, alarm, problem, down, critical, crit, warning, "
        "warn, unreachable, breached, breach, breaching, activated, degraded, unhealthy, offline, outage, no data, "
        "nodata, disaster, emergency, emerg, fatal, spike, reactivated, regressed, reopened, escalating, unknown, "
        "host down, service down, not ready, notready, disconnected, not available, not reachable, not healthy, not ok, not running, "
        "not responding, not reporting, unresponsive, flapping, flappingstart, no heartbeat, missing, "
        "overdue, expired, expiring, red, severe, unacknowledged, ongoing, sev0, sev1, sev2, sev3, in alarm, needs attention, unavailable",
    ),
    **_table(
        RESOLVED,
        "resolved, recovered, recovery, recover, recovering, ok, okay, up, cleared, clear, normal, to normal, healthy, online, "
        "reconnected, restored, green, available, reachable, auto-resolved, auto-closed, autoresolved, resolved automatically, "
        "reporting again, responding again, working again, running again, checking in, flappingstop, all clear, alert closed, alarm cleared, host up, operational, mitigated, ended, passing",
    ),
    **_table(
        UPDATE,
        "acknowledged, ack, acked, acknowledgement, acknowledgment, acknowledges, snoozed, escalated, "
        "reassigned, silenced, muted, suppressed, updated problem, note added, downtimestart, downtimeend, "
        "downtimeremoved, investigating, identified, unmuted, unsnoozed",
    ),
}
"""Words that, standing where a tool puts its verdict, say how an alert does."""

WEAK_STATES: Final[Mapping[str, Kind]] = {
    **_table(
        FIRING,
        "opened, open, new, created, active, alert, error, started, detected, activate, failing, failed, attention",
    ),
    **_table(RESOLVED, "closed, inactive, fixed, passing, passed, success, succeeded, stopped, completed, close"),
    **_table(UPDATE, "assigned, updated, update, commented, monitoring, changed, noted, delayed"),
}
"""Words that say how an alert does only beside a word for an alert: tickets, builds and releases use them too."""

INCIDENTAL: Final = frozenset(
    [
        "up",
        "ok",
        "okay",
        "clear",
        "normal",
        "green",
        "red",
        "available",
        "missing",
        "new",
        "severe",
        "unknown",
    ]
)
"""Verdicts that are ordinary words too: they count only where a tool puts its verdict, not anywhere in a line."""

DESCRIPTIVE: Final = frozenset(
    [
        "spike",
        "missing",
        "degraded",
        "unhealthy",
        "expired",
        "expiring",
        "overdue",
        "unavailable",
        "flapping",
        "unreachable",
        "outage",
        "unresponsive",
        "delayed",
        "not available",
        "not reachable",
        "not healthy",
        "not running",
        "not responding",
        "not reporting",
    ]
)
"""Verdicts that say what is wrong too, so that a name keeps them."""

ALERT_NOUNS: Final = frozenset(
    [
        "alert",
        "alerts",
        "alarm",
        "alarms",
        "incident",
        "incidents",
        "monitor",
        "problem",
        "outage",
        "violation",
        "heartbeat",
        "healthcheck",
        "uptime",
        "downtime",
        "threshold",
        "anomaly",
        "probe",
        "canary-check",
        "page",
        "sev",
    ]
)

FAILURES: Final = frozenset(
    [
        "failed",
        "failing",
        "failure",
        "fails",
        "error",
        "errors",
        "errored",
        "exception",
        "crashed",
        "crash",
        "unable",
        "broken",
        "killed",
        "oom",
        "panic",
        "timeout",
        "exceeded",
        "rejected",
        "refused",
        "degraded",
    ]
)

SUCCESSES: Final = frozenset(
    [
        "succeeded",
        "success",
        "successful",
        "successfully",
        "completed",
        "finished",
        "passed",
        "done",
        "fixed",
        "ready",
        "complete",
        "passing",
    ]
)

PERSONAL: Final = words_of(
    "i i'm i've i'd i'll my me mine you you're thanks thank hi hello hey anyone someone somebody lol sorry"
)
"""Words of one person to another: a bot that writes them passes on what somebody said."""

SYMPTOMS: Final = frozenset(
    [
        "cpu",
        "memory",
        "disk",
        "latency",
        "threshold",
        "exceeded",
        "above",
        "below",
        "usage",
        "utilization",
        "saturation",
        "lag",
        "crash",
        "crashing",
        "crashloop",
        "oom",
        "heartbeat",
        "unavailable",
        "unreachable",
        "expires",
        "expiring",
        "certificate",
        "errors",
        "5xx",
        "4xx",
        "500",
        "502",
        "503",
        "504",
        "timeout",
        "queue",
        "backlog",
        "throttling",
        "packets",
        "load",
        "swap",
        "inode",
        "filesystem",
        "replicas",
        "unready",
        "capacity",
        "higher",
        "lower",
        "slow",
        "downtime",
        "spike",
        "threshold",
        "crossed",
        "datapoints",
        "intrusion",
        "unexpected",
        "suspicious",
        "restarting",
        "evicted",
        "overflow",
        "storage",
        "low",
        "full",
        "failover",
        "exhausted",
    ]
)

NOTICES: Final[Mapping[str, tuple[Kind, int]]] = {
    **dict.fromkeys(
        ("pull request", "pull requests", "merge request", "merge requests", "pull-request", "new commit"),
        (Kind.PULL_REQUEST, 5),
    ),
    **dict.fromkeys(
        ("new commits", "force-pushed", "branch created", "created branch", "deleted branch", "branch deleted",
         "created tag", "pushed tag", "review requested", "requested changes", "pushed to", "removed branch",
         "deleted tag", "new branch", "new tag", "code review", "prs waiting"),
        (Kind.PULL_REQUEST, 4),
    ),
    **dict.fromkeys(("pushed", "merged", "prs", "commits"), (Kind.PULL_REQUEST, 3)),
    **dict.fromkeys(("pr", "mr", "reviewers", "commit"), (Kind.PULL_REQUEST, 2)),
    **dict.fromkeys(("branch", "repository", "reviewer", "rebased", "diff"), (Kind.PULL_REQUEST, 1)),
    **dict.fromkeys(
        ("issue opened", "issue closed", "issue created", "issue reopened", "issue updated", "opened issue",
         "closed issue", "reopened issue", "created issue", "updated issue", "new ticket", "a bug", "a task",
         "moved from", "moved card", "moved story", "moved task", "moved issue", "in progress", "a story", "an epic", "a ticket", "an issue", "a card", "an incident", "a sub-task", "on issue",
         "ticket created", "ticket updated", "ticket closed", "ticket solved", "the ticket", "the issue",
         "support ticket", "assigned issue", "feature request", "new comment", "the card", "the task", "issue assigned"),
        (Kind.TICKET, 4),
    ),
    **dict.fromkeys(("ticket", "transitioned", "epic", "story", "backlog item"), (Kind.TICKET, 3)),
    **dict.fromkeys(("assignee", "assignees", "reporter", "bug", "card", "issue type", "requester"), (Kind.TICKET, 2)),
    **dict.fromkeys(("issue", "task", "commented", "comment", "labels", "sprint", "milestone"), (Kind.TICKET, 1)),
    **dict.fromkeys(
        ("build passed", "build failed", "build succeeded", "pipeline failed", "pipeline passed", "quality gate",
         "checks have", "check suite", "test run", "build broken", "build fixed", "all checks", "build started",
         "tests passed", "tests failed", "workflow run", "nightly build", "build success", "successful checks"),
        (Kind.CI, 5),
    ),
    **dict.fromkeys(("build", "pipeline", "coverage", "ci", "buildkite", "testsuite"), (Kind.CI, 3)),
    **dict.fromkeys(("workflow", "still failing", "unstable", "aborted", "on hold",
                     "awaiting approval", "builds", "stage", "checks"), (Kind.CI, 2)),
    **dict.fromkeys(("job", "passed", "tests", "compile", "lint"), (Kind.CI, 1)),
    **dict.fromkeys(
        ("deployed", "deploying", "deploys", "deploy", "rollout", "rollback", "redeployed", "promotion", "canary",
         "deployment successful", "deployment failed", "deployment queued", "deployment in", "deployment started",
         "successful deploy", "deployment succeeded", "deployment completed", "deployment finished", "rolled back",
         "deployment to", "run notification", "run applied", "run planned", "run errored", "new deployment", "deployment ready", "deployment of", "blue-green", "promoted"),
        (Kind.DEPLOY, 5),
    ),
    **dict.fromkeys(
        ("terraform", "helm", "gitops", "kustomization", "helmrelease", "manifests", "synced", "new revision",
         "sync operation", "new version", "rolled out", "argocd", "sync status", "rolling update"),
        (Kind.DEPLOY, 4),
    ),
    **dict.fromkeys(("deployment", "released", "migration", "deployments"), (Kind.DEPLOY, 3)),
    **dict.fromkeys(("sync", "applied", "plan", "upgrade", "revision", "configured", "provisioned", "production", "staging", "environment",
                     "image", "version"), (Kind.DEPLOY, 1)),
    **dict.fromkeys(
        ("report", "digest", "recap", "daily summary", "weekly summary", "monthly summary", "leaderboard",
         "scorecard", "newsletter", "weekly report", "daily report", "incident summary"),
        (Kind.REPORT, 5),
    ),
    **dict.fromkeys(("weekly", "monthly", "daily", "summary", "statistics", "stats", "overview"), (Kind.REPORT, 3)),
    **dict.fromkeys(("cost", "budget", "backup completed", "last week",
                     "scan completed"), (Kind.REPORT, 2)),
    **dict.fromkeys(("expectation suite", "data quality"), (Kind.REPORT, 1)),
    **dict.fromkeys(
        ("reminder", "wiki page", "release created", "release published", "new release", "scheduled maintenance",
         "on-call for", "now on-call", "comment on", "repository deleted", "now public", "joined the",
         "maintenance window", "test notification", "test message", "this is a test", "new follower", "starred"),
        (Kind.OTHER, 5),
    ),
    **dict.fromkeys(("wiki", "maintenance", "on-call", "handoff", "standup", "survey", "birthday", "release",
                     "shift"), (Kind.OTHER, 3)),
}  # fmt: skip
"""Words and pairs of words that notices are made of, with how much each says."""

NOTICE_LINKS: Final[tuple[tuple[str, Kind], ...]] = (
    ("/pull/", Kind.PULL_REQUEST),
    ("/pulls/", Kind.PULL_REQUEST),
    ("/pull-requests/", Kind.PULL_REQUEST),
    ("/merge_requests/", Kind.PULL_REQUEST),
    ("/compare/", Kind.PULL_REQUEST),
    ("/browse/", Kind.TICKET),
    ("/issues/", Kind.TICKET),
    ("/tickets/", Kind.TICKET),
    ("/issue/", Kind.TICKET),
    ("trello.com/c/", Kind.TICKET),
    ("/builds/", Kind.CI),
    ("/build/", Kind.CI),
    ("/pipelines/", Kind.CI),
    ("/actions/runs/", Kind.CI),
    ("/job/", Kind.CI),
    ("/jobs/", Kind.CI),
    ("/workflow", Kind.CI),
    ("/deploys/", Kind.DEPLOY),
    ("/deployments/", Kind.DEPLOY),
    ("/releases/tag/", Kind.OTHER),
    ("/wiki/", Kind.OTHER),
)
"""What the address of a message's first links says it is."""

NOTICE_FIELDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("branch", "commit", "commits", "build", "pipeline", "workflow", "tests", "coverage"), Kind.CI),
    **dict.fromkeys(("assignee", "assignees", "reporter", "issue type", "type", "labels", "requester"), Kind.TICKET),
    **dict.fromkeys(("version", "revision", "release", "sync status", "target", "image", "tag"), Kind.DEPLOY),
    **dict.fromkeys(("reviewers", "merge request", "pull request", "source branch"), Kind.PULL_REQUEST),
}

GOOD_COLOURS: Final = frozenset({"good", "green"})
BAD_COLOURS: Final = frozenset({"danger", "red"})
WARNING_COLOURS: Final = frozenset({"warning", "orange", "yellow"})

UP_OR_DOWN: Final = frozenset({"up", "down", "online", "offline", "reachable", "unreachable"})
"""Verdicts on things, so that what they are about is the thing itself."""

UNWELL: Final = frozenset({"degraded", "unhealthy", "down", "unavailable", "offline", "unreachable", "unresponsive"})
"""Verdicts on how something runs, which a notice of a release gives only when it turned out badly."""

EMOJI_STATES: Final[Mapping[str, Kind]] = {
    **_table(
        FIRING,
        "rotating_light, fire, red_circle, x, no_entry, octagonal_sign, exclamation, bangbang, boom, warning, "
        "large_orange_circle, large_yellow_circle, large_red_circle, heavy_exclamation_mark, red_square, "
        "large_red_square, no_entry_sign, skull, skull_and_crossbones, ambulance, siren, alert, alarm, bomb, "
        "negative_squared_cross_mark, heavy_multiplication_x, small_red_triangle, orange_circle, yellow_circle, "
        "large_orange_diamond, sos, thunder_cloud_and_rain, collision, broken_heart",
    ),
    **_table(
        RESOLVED,
        "white_check_mark, heavy_check_mark, large_green_circle, green_heart, tada, ok, green_circle, ok_hand, "
        "ballot_box_with_check, large_green_square, sunny, thumbsup, +1, check, checkmark, recycle",
    ),
    **_table(UPDATE, "eyes, zzz, pencil, pencil2, memo, bust_in_silhouette, no_bell, construction"),
}

TOLD: Final = ALERT_NOUNS | FAILURES | SUCCESSES | PERSONAL | SYMPTOMS
"""The words of the tables that a whole message is searched for, but for those of the notices."""
