"""The alerts that Acme's services raise, and what people do about each of them: always the same remedy."""

from dataclasses import dataclass
from typing import Final

from examples.acme.company import ALERTMANAGER, CLOUDWATCH, DATADOG, GRAFANA, PAGERDUTY, Tool


@dataclass(frozen=True)
class Alert:
    """One rule of one tool.

    Attributes:
        name: What the rule is called.
        tool: The bot that posts it.
        severity: `critical` or `warning`.
        summary: What it says is wrong.
        looks: What people look at, with what they find.
        cause: What they conclude.
        remedy: What they do, and what helps.
        rollback: Whether the remedy is to go back to the version before.
    """

    name: str
    tool: Tool
    severity: str
    summary: str
    looks: tuple[str, ...]
    cause: str
    remedy: str
    rollback: bool = False


HIGH_ERRORS: Final = Alert(
    "HighErrorRate",
    ALERTMANAGER,
    "critical",
    "{n}% of the requests to {service} fail with a 5xx",
    (
        "`kubectl -n prod logs deploy/{service} --since=10m | grep -c ERROR` says {m}, all `NullPointerException`",
        "only the pods of the new version, see <https://grafana.acme.example/d/red/{service}|the RED dashboard>",
        "upstreams look healthy, so it is us",
    ),
    "it is the release from just before, the old pods answer fine",
    "rolled back with `shipit rollback {service}`",
    rollback=True,
)
SLOW: Final = Alert(
    "p99 latency is high",
    DATADOG,
    "critical",
    "p99 of {service} was {m} ms over the last 5 minutes, threshold 800 ms",
    (
        "traces hang in the same query: <https://apm.acme.example/services/{service}/traces>",
        "`select * from pg_stat_activity where wait_event_type = 'Lock'` shows {n} sessions behind one vacuum",
        "traffic is normal, so not a spike",
    ),
    "an autovacuum holds the lock on the biggest table",
    "cancelled it with `select pg_cancel_backend(pid)`, latency dropped at once",
)
LAG: Final = Alert(
    "ConsumerLagGrowing",
    GRAFANA,
    "critical",
    "{service} is {m} messages behind",
    (
        "`kafka-consumer-groups --describe --group {service}` shows partition {n} without a consumer",
        "the last rebalance was at the top of the hour and never finished",
    ),
    "one consumer is stuck in the rebalance",
    "restarted it: `kubectl -n prod rollout restart deploy/{service}`, lag is going down",
)
DISK: Final = Alert(
    "DiskWillFillSoon",
    ALERTMANAGER,
    "warning",
    "The volume of {service} is full in {n} hours at this rate",
    ("`df -h /var/lib/{service}` is at 9{k}%", "`du -sh *` points at old segments, nobody deletes them"),
    "retention job did not run, its lock file is stale",
    "removed `/var/run/{service}/retention.lock` and ran `retention --now`, back to 41%",
)
CERTIFICATE: Final = Alert(
    "CertificateExpiresSoon",
    GRAFANA,
    "warning",
    "The certificate of {service}.acme.example expires in {n} days",
    ("`openssl s_client -connect {service}.acme.example:443` agrees", "cert-manager says the DNS challenge is pending"),
    "the DNS token was rotated and cert-manager still has the old one",
    "updated the secret and ran `cmctl renew {service}-tls`, new certificate is served",
)
QUEUE: Final = Alert(
    "queue-depth",
    CLOUDWATCH,
    "critical",
    "{service} has {m} messages waiting",
    (
        "the dead letter queue grows too, all the same order id",
        "workers are up: `aws ecs describe-services --services {service}` says 6 of 6",
    ),
    "a poison message goes round and round",
    "moved it away with `qtool park --queue {service} --id {n}{m}`, depth is falling",
)
CRASHES: Final = Alert(
    "PodCrashLooping",
    ALERTMANAGER,
    "critical",
    "Pods of {service} restart again and again",
    (
        "`kubectl -n prod describe pod -l app={service}` says OOMKilled",
        "memory climbs since the deploy: <https://grafana.acme.example/d/mem/{service}>",
    ),
    "the new cache has no upper bound",
    "rolled back to the version before, memory is flat again",
    rollback=True,
)
REPLICA: Final = Alert(
    "Replica is behind",
    DATADOG,
    "warning",
    "The replica of {service} is {n} minutes behind its primary",
    ("long transaction on the primary since the nightly report", "`show replica status` has no error, just slow"),
    "the report runs on the wrong host",
    "killed the report and pointed it at the analytics replica",
)
POOL: Final = Alert(
    "Connection pool exhausted",
    PAGERDUTY,
    "critical",
    "{service}: no free connection for {n} seconds",
    (
        "`show pools` in pgbouncer: {n} clients waiting",
        "connections idle in transaction, all from the same worker",
    ),
    "the worker leaks a connection when a job times out",
    "restarted the workers and raised `default_pool_size` to 60, pool is free again",
)
PROBE: Final = Alert(
    "Synthetic check failed",
    PAGERDUTY,
    "critical",
    "The check of {service} fails from {k} of 9 regions",
    ("`dig {service}.acme.example` gives the old address in eu-west", "from here it works with a forced address"),
    "one resolver serves a stale record",
    "flushed the zone with `dnsctl flush {service}.acme.example`, checks are green",
)
THROTTLED: Final = Alert(
    "CPUThrottlingHigh",
    ALERTMANAGER,
    "warning",
    "{service} is throttled {n}% of the time",
    ("only during the batch at the full hour",),
    "the limit is lower than the batch needs",
    "nothing to do, passes when the batch ends",
)
HOSTS: Final = Alert(
    "unhealthy-hosts",
    CLOUDWATCH,
    "warning",
    "{service} has {k} unhealthy hosts",
    ("the health check times out while the host warms up",),
    "slow start after scaling",
    "waited for the warm-up, all hosts are in",
)
ALERTS: Final = (HIGH_ERRORS, SLOW, LAG, DISK, CERTIFICATE, QUEUE, CRASHES, REPLICA, POOL, PROBE, THROTTLED, HOSTS)
NOISY: Final = (THROTTLED, HOSTS, REPLICA)
"""Those that may go off and pass by themselves within a minute."""
