"""The generic reader on messages in the form of tools that have no exact reader, written by hand."""

import pytest
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise import Kind, Severity
from ratchet_core.recognise.generic import read

BOT = Bot(id="B1", app="A1", name="bot")
LOOKOUT = Bot(id="B2", app="A2", name="Lookout")
FIRING, RESOLVED, UPDATE = Kind.ALERT_FIRING, Kind.ALERT_RESOLVED, Kind.ALERT_UPDATE
CRITICAL, HIGH, WARNING, LOW, INFO = Severity


def post(  # noqa: PLR0913 - a message has this many parts
    text: str = "",
    *,
    title: str = "",
    pretext: str = "",
    colour: str = "",
    emoji: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    footer: str = "",
    **fields: str,
) -> Content:
    labelled = tuple(Field(name.replace("_", " "), value) for name, value in fields.items())
    pieces = [pretext, title, text, *(f"{field.name}: {field.value}" for field in labelled), footer]
    return Content(
        text="\n".join(filter(None, pieces)),
        title=title,
        pretext=pretext,
        body=text,
        fields=labelled,
        colour=colour,
        emoji=emoji,
        links=links,
        footer=footer,
    )


ALERTS = [
    # Zabbix
    (
        post(
            "Problem started at 10:02:11 on 2024.03.04",
            title="Problem: High CPU utilization (over 90% for 5m)",
            colour="E97659".lower(),
            Host="db-primary",
            Severity="Average",
        ),
        FIRING,
        "High CPU utilization (over 90% for 5m)",
        "db-primary",
        WARNING,
    ),
    (
        post(
            title="Resolved in 12m 3s: High CPU utilization (over 90% for 5m)",
            colour="009900",
            Host="db-primary",
            Severity="Average",
        ),
        RESOLVED,
        "High CPU utilization (over 90% for 5m)",
        "db-primary",
        WARNING,
    ),
    (
        post(
            title="Updated problem in 3m: High CPU utilization (over 90% for 5m)", Host="db-primary", Severity="Average"
        ),
        UPDATE,
        "High CPU utilization (over 90% for 5m)",
        "db-primary",
        WARNING,
    ),
    # Nagios and Icinga
    (
        post(
            "HOST: web01 SERVICE: HTTP MESSAGE: CRITICAL - Socket timeout after 10 seconds",
            emoji=("exclamation",),
            HOST="web01",
            SERVICE="HTTP",
        ),
        FIRING,
        None,
        "web01",
        CRITICAL,
    ),
    (
        post(title="PROBLEM - web01/HTTP is CRITICAL", colour="danger", State="CRITICAL", Host="web01", Service="HTTP"),
        FIRING,
        None,
        "HTTP",
        CRITICAL,
    ),
    (
        post(title="RECOVERY - web01/HTTP is OK", colour="good", State="OK", Host="web01", Service="HTTP"),
        RESOLVED,
        None,
        "HTTP",
        None,
    ),
    (post("** ACKNOWLEDGEMENT Service Alert: web01/HTTP is CRITICAL **"), UPDATE, None, "web01", CRITICAL),
    # Uptime Robot, Uptime Kuma, Pingdom, StatusCake
    (
        post("Monitor is DOWN: Shop front (https://shop.example.com) - Reason: HTTP 503", colour="danger"),
        FIRING,
        None,
        None,
        None,
    ),
    (
        post("Monitor is UP: Shop front (https://shop.example.com). It was down for 4 minutes.", colour="good"),
        RESOLVED,
        None,
        None,
        None,
    ),
    (
        post(title="Uptime Kuma Alert", colour="e01e5a", Message="[Shop front] [🔴 Down] connect ECONNREFUSED"),
        FIRING,
        None,
        None,
        None,
    ),
    (post("[Shop front] [✅ Up] 200 - OK", title="Uptime Kuma Alert", colour="2eb886"), RESOLVED, None, None, None),
    (post("PingDom: shop.example.com is DOWN since 04/03/2024 10:00:00"), FIRING, None, "shop.example.com", None),
    (post("Your site Shop front went down", colour="danger"), FIRING, None, None, None),
    (post("Your site Shop front is back up", colour="good"), RESOLVED, None, None, None),
    # Gatus
    (
        post(
            "An alert for shop/front has been triggered due to having failed 3 time(s) in a row",
            title=":helmet_with_white_cross: Gatus",
            colour="dd0000",
        ),
        FIRING,
        "shop/front",
        None,
        None,
    ),
    (
        post(
            "An alert for shop/front has been resolved after passing successfully 2 time(s) in a row",
            title=":helmet_with_white_cross: Gatus",
            colour="36a64f",
        ),
        RESOLVED,
        "shop/front",
        None,
        None,
    ),
    # Opsgenie, Splunk On-Call
    (
        post(
            title="#212: Disk almost full on orders-db",
            pretext="New alert created via API",
            colour="danger",
            Priority="P2",
            Source="10.0.0.7",
            Tags="disk",
        ),
        FIRING,
        None,
        None,
        HIGH,
    ),
    (post('Lena acknowledged alert #212 "Disk almost full on orders-db"', Priority="P2"), UPDATE, None, None, HIGH),
    (
        post('Lena closed alert #212 "Disk almost full on orders-db"', Priority="P2", colour="good"),
        RESOLVED,
        None,
        None,
        HIGH,
    ),
    (post(title="Incident #981 TRIGGERED - orders-db/disk", colour="danger"), FIRING, None, None, None),
    # New Relic
    (
        post(
            title="Incident 8812 opened",
            colour="danger",
            Policy="Checkout golden signals",
            Condition="Error percentage",
            Target="checkout-api",
            Priority="CRITICAL",
        ),
        FIRING,
        "Error percentage",
        None,
        CRITICAL,
    ),
    (
        post(
            title="Incident 8812 closed",
            colour="good",
            Policy="Checkout golden signals",
            Condition="Error percentage",
            Target="checkout-api",
            Priority="CRITICAL",
        ),
        RESOLVED,
        "Error percentage",
        None,
        CRITICAL,
    ),
    (
        post(title="Issue activated: Error percentage > 5 for checkout-api", colour="danger", Priority="CRITICAL"),
        FIRING,
        None,
        None,
        CRITICAL,
    ),
    # CloudWatch, Azure Monitor, Google Cloud
    (
        post('ALARM: "orders-queue-depth" in EU (Ireland)', colour="danger", New_State="ALARM", Old_State="OK"),
        FIRING,
        "orders-queue-depth",
        None,
        None,
    ),
    (
        post('OK: "orders-queue-depth" in EU (Ireland)', colour="good", New_State="OK", Old_State="ALARM"),
        RESOLVED,
        "orders-queue-depth",
        None,
        None,
    ),
    (
        post(
            title="CloudWatch Alarm | orders-queue-depth | eu-west-1 | Account: 111122223333",
            colour="d13212",
            Alarm_State="ALARM",
        ),
        FIRING,
        "orders-queue-depth",
        None,
        None,
    ),
    (
        post(title="Fired:Sev2 Azure Monitor Alert High response time on shop-web ( microsoft.insights/components )"),
        FIRING,
        None,
        None,
        HIGH,
    ),
    (
        post(
            title="Resolved:Sev2 Azure Monitor Alert High response time on shop-web ( microsoft.insights/components )"
        ),
        RESOLVED,
        None,
        None,
        HIGH,
    ),
    (
        post("[ALERT - Error] CPU above 80% on orders-vm for project acme-prod with CPU = 0.93"),
        FIRING,
        None,
        None,
        None,
    ),
    (post("[RESOLVED] CPU above 80% on orders-vm for project acme-prod"), RESOLVED, None, None, None),
    # Error trackers
    (
        post("[shop-web/production] RuntimeError: can't modify frozen Hash", title="", colour="danger"),
        FIRING,
        "RuntimeError",
        None,
        None,
    ),
    (post("[Shop Web] production - New Error: #52 KeyError: 'sku'"), FIRING, "KeyError", None, None),
    (post("[Shop Web] production - Resolved: #52 KeyError: 'sku'"), RESOLVED, None, None, None),
    # Robusta, Botkube, Sensu, Checkly, Elastic, Graylog, Monit, LibreNMS
    (
        post(
            title="🔥 Prometheus Alert Firing 🔥 KubeNodeUnreachable",
            colour="d9534f",
            Severity="High",
            Source="orders/orders-api-5f6d8c7b9d-x2k4p",
        ),
        FIRING,
        "KubeNodeUnreachable",
        None,
        HIGH,
    ),
    (
        post(title="✅ Prometheus Alert Resolved: KubeNodeUnreachable", colour="2eb886", Severity="High"),
        RESOLVED,
        "KubeNodeUnreachable",
        None,
        HIGH,
    ),
    (
        post(
            title="Description",
            text="CheckHttp CRITICAL: 0.0 s response",
            colour="danger",
            Status="Critical",
            Entity="web-02",
            Check="check-http",
        ),
        FIRING,
        "check-http",
        "web-02",
        CRITICAL,
    ),
    (
        post(
            title="Description",
            text="CheckHttp OK: 0.0 s response",
            colour="good",
            Status="Resolved",
            Entity="web-02",
            Check="check-http",
        ),
        RESOLVED,
        "check-http",
        "web-02",
        None,
    ),
    (post('Check "Login flow" has failed', colour="danger"), FIRING, "Login flow", None, None),
    (post('Check "Login flow" has recovered', colour="good"), RESOLVED, "Login flow", None, None),
    (
        post(
            "Alert for Graylog stream orders-errors: Stream had 52 messages in the last 1 minutes with trigger condition more than 50"
        ),
        FIRING,
        None,
        None,
        None,
    ),
    (
        post(title="Alert for device core-sw-1 - Port utilisation over threshold", colour="danger", Severity="warning"),
        FIRING,
        None,
        None,
        WARNING,
    ),
    (
        post(
            title="Device core-sw-1 recovered from Port utilisation over threshold", colour="good", Severity="warning"
        ),
        RESOLVED,
        None,
        None,
        WARNING,
    ),
    (
        post(title="High error rate", text="More than 100 errors in 5 minutes\nnum_hits: 141", colour="danger"),
        FIRING,
        "High error rate",
        None,
        None,
    ),
    (
        post(title="[Alerting] Queue depth alert", colour="d63232", text="Queue is deep"),
        FIRING,
        "Queue depth alert",
        None,
        None,
    ),
    (post(title="[OK] Queue depth alert", colour="36a64f"), RESOLVED, "Queue depth alert", None, None),
    (post(title="[No Data] Queue depth alert"), FIRING, "Queue depth alert", None, None),
    # Better Stack, Statuspage
    (
        post(title="New incident: Shop front", text="Cause: Status 503", colour="danger"),
        FIRING,
        "Shop front",
        None,
        None,
    ),
    (post(title="Resolved incident: Shop front", colour="good"), RESOLVED, "Shop front", None, None),
    (post(title="Incident acknowledged: Shop front"), UPDATE, "Shop front", None, None),
    # Jobs and backups
    (post("Backup of orders-db failed: exit code 2", emoji=("x",)), FIRING, None, None, None),
    (
        post(
            "Task Failed. Task: load_orders Dag: nightly_orders",
            emoji=("red_circle",),
            Task="load_orders",
            Dag="nightly_orders",
            Execution_Time="2024-03-04",
        ),
        FIRING,
        "load_orders",
        None,
        None,
    ),
    (post("Certificate for shop.example.com expires in 7 days", colour="warning"), FIRING, None, None, None),
    # A verdict with its reason in brackets after it
    (post("core-sw-1 uplink Down (no reply for 30 s)"), FIRING, "core-sw-1 uplink", "core-sw-1", None),
    (post("core-sw-1 uplink Up (OK)"), RESOLVED, "core-sw-1 uplink", "core-sw-1", None),
    (post("RECOVERY Host core-sw-1 is UP: 0% loss"), RESOLVED, "core-sw-1", "core-sw-1", None),
    # A check on a host, where the headline names neither
    (
        post(title="PROBLEM Service Alert", colour="danger", Host="mail-1", Service="IMAP", State="CRITICAL"),
        FIRING,
        "IMAP",
        "mail-1",
        CRITICAL,
    ),
    # Sentences around a name
    (
        post("Incident automatically resolved for shop.example.com", emoji=("white_check_mark",), Monitor="Shop front"),
        RESOLVED,
        "Shop front",
        "Shop front",
        None,
    ),
    (
        post(
            title="cart-api answers in > 2 s for 5 minutes on 'Slow answers'", colour="danger", Condition="Slow answers"
        ),
        FIRING,
        "Slow answers",
        None,
        None,
    ),
    (
        post('Alert #7 "Queue deep on orders-mq" got closed by System'),
        RESOLVED,
        "Queue deep on orders-mq",
        "orders-mq",
        None,
    ),
    (
        post("Nightly invoices is reporting again", colour="5cb85c"),
        RESOLVED,
        "Nightly invoices",
        "Nightly invoices",
        None,
    ),
    # A sentence that finds fault, and a field in which a tool has its own name for a service
    (post("The disk of orders-db is almost full at 94%"), FIRING, None, None, None),
    (
        post(title="Critical alert: Queue too deep", colour="d30000", kube_service="orders-mq"),
        FIRING,
        None,
        None,
        CRITICAL,
    ),
    (post("disk 91% full on orders-db-3 (/var/lib/data)"), FIRING, None, "orders-db-3", None),
    # A negated verdict, which a name keeps, and which the colour may contradict
    (
        post("PROBLEM: Agent on mail-1 is not available", title="Agent on mail-1 is not available", colour="e97659"),
        FIRING,
        "Agent on mail-1 is not available",
        None,
        None,
    ),
    (
        post("OK: Agent on mail-1 is not available", title="Agent on mail-1 is not available", colour="009900"),
        RESOLVED,
        "Agent on mail-1 is not available",
        None,
        None,
    ),
    # A verdict in the middle of a sentence, before the place
    (post("MemoryTight resolved for cart-api", Instance="10.0.0.7:9100"), RESOLVED, "MemoryTight", "cart-api", None),
    (
        post("Job nightly-invoices FAILED on batch-3 (exit code 1)"),
        FIRING,
        "nightly-invoices",
        "nightly-invoices",
        None,
    ),
    # A state before a sentence rather than before label values
    (
        post(title="[Resolved] Kafka consumer group is behind", colour="0f9d58", Service="orders-stream"),
        RESOLVED,
        "Kafka consumer group is behind",
        "orders-stream",
        None,
    ),
    # A verdict in capitals before the time, a colon within a time, a quoted name in a heading
    (
        post("shop.example.com DOWN since 10:00:12 UTC, reason: 504"),
        FIRING,
        "shop.example.com",
        "shop.example.com",
        None,
    ),
    (
        post("shop.example.com UP at 10:04:12 UTC, after 4 minutes"),
        RESOLVED,
        "shop.example.com",
        "shop.example.com",
        None,
    ),
    (post('Alert for "Slow carts" - 41 lines found', colour="danger"), FIRING, "Slow carts", None, None),
    # A severity in brackets, a heading with a severity, two verdicts in one line
    (
        post(title="[High] Queue of orders-mq is deep", colour="ff0000"),
        FIRING,
        "Queue of orders-mq is deep",
        None,
        HIGH,
    ),
    (post(title="New SEV1 incident: Logins loop", emoji=("fire",)), FIRING, "Logins loop", None, CRITICAL),
    (
        post(title="[RECOVERY] mail-1 spool is OK!", colour="44bb77", State="OK", Host="mail-1"),
        RESOLVED,
        "mail-1 spool",
        "mail-1",
        None,
    ),
    # What is no longer so
    (
        post(title="Critical threshold no longer violated: cart-api latency", colour="4caf50"),
        RESOLVED,
        "cart-api latency",
        "cart-api",
        CRITICAL,
    ),
    (post("The certificate for shop.example.com expires in 5 days"), FIRING, None, None, None),
    # What was released runs badly
    (
        post(
            "Application shop-web has degraded.",
            title="shop-web",
            colour="f4c030",
            emoji=("exclamation",),
            Sync_Status="Synced",
        ),
        FIRING,
        None,
        "shop-web",
        WARNING,
    ),
]

NOTICES = [
    (post("lena opened merge request !42 Fix cart total in shop/web", colour="345"), Kind.PULL_REQUEST),
    (
        post(
            "lena pushed to branch main of shop/web (Compare changes)",
            links=("https://gitlab.example.com/shop/web/compare/a...b",),
        ),
        Kind.PULL_REQUEST,
    ),
    (post("lena merged merge request !42 Fix critical outage in cart in shop/web"), Kind.PULL_REQUEST),
    (
        post(
            title="Pull request #8: Handle alarm when service is down", pretext="lena opened a pull request in shop/web"
        ),
        Kind.PULL_REQUEST,
    ),
    (post("3 pull requests are waiting for review"), Kind.PULL_REQUEST),
    (
        post("Bump lodash from 4.17.20 to 4.17.21 #88", pretext="Pull request opened by dependabot[bot]"),
        Kind.PULL_REQUEST,
    ),
    (post("shop/web: Pipeline #4411 of branch main by Lena (lena) passed in 02:31", colour="good"), Kind.CI),
    (
        post(
            "shop/web: Pipeline #4412 of branch main by Lena (lena) failed in 01:02",
            colour="danger",
            Failed_stage="test",
            Commit="Fix cart",
        ),
        Kind.CI,
    ),
    (post("Build #91 (4f5e6d7) of shop/web@main by Lena failed in 3 min 2 sec", colour="danger"), Kind.CI),
    (
        post(
            "success: shop/web#4f5e6d7 (main) by lena",
            colour="good",
            links=("https://drone.example.com/shop/web/12/builds/3",),
        ),
        Kind.CI,
    ),
    (post(title="Build shop-web #12 is failing", colour="danger"), Kind.CI),
    (
        post(
            "Build step 'unit tests' cancelled",
            title="shop-web #55 Canceled",
            links=("https://ci.example.com/shop/builds/55",),
        ),
        Kind.CI,
    ),
    (post("Quality Gate failed on shop-web", colour="danger", Coverage="61%"), Kind.CI),
    (post("Deploy to production succeeded", colour="good", Project="shop/web"), Kind.DEPLOY),
    (post("Starting deploy to production"), Kind.DEPLOY),
    (
        post("Deploy failed for shop-web", colour="danger", links=("https://app.example.com/sites/shop/deploys/1",)),
        Kind.DEPLOY,
    ),
    (post("lena deployed shop-web (v45) to production"), Kind.DEPLOY),
    (
        post(
            "Application shop-web is now running new version of deployments manifests.",
            title="shop-web",
            colour="18be52",
            emoji=("white_check_mark",),
        ),
        Kind.DEPLOY,
    ),
    (
        post(
            "The sync operation of application shop-web has failed at 10:00 with the following error: one or more objects failed",
            title="shop-web",
            colour="e96d76",
        ),
        Kind.DEPLOY,
    ),
    (post("Deployed Shop release 1.2.0 to Production", colour="good"), Kind.DEPLOY),
    (post("Rollback of shop-web to v44 completed"), Kind.DEPLOY),
    (post("Stage deploy for shop-web's pipeline Production has completed successfully", colour="good"), Kind.DEPLOY),
    (
        post(
            title="SHOP-88 Checkout is down for guests",
            text="Status: In Progress",
            pretext="Lena created a Bug",
            links=("https://acme.atlassian.net/browse/SHOP-88",),
            Assignee="Lena",
            Priority="Critical",
        ),
        Kind.TICKET,
    ),
    (post("New ticket #5512: cannot log in", Requester="ann@example.com", Priority="Urgent"), Kind.TICKET),
    (
        post(
            "Lena assigned issue ENG-12 Alerts are critical and down to Tom",
            links=("https://linear.app/acme/issue/ENG-12",),
        ),
        Kind.TICKET,
    ),
    (
        post(
            "Issue #12 crash on start opened by Lena in shop/web",
            links=("https://gitlab.example.com/shop/web/issues/12",),
        ),
        Kind.TICKET,
    ),
    (post(title="Weekly incident report", text="14 alerts fired, 12 resolved. Critical: 3"), Kind.REPORT),
    (post("Daily summary: 3 incidents, 99.93% uptime"), Kind.REPORT),
    (post("Cost report for March: $4,100"), Kind.REPORT),
    (post("Reminder: standup in 10 minutes"), Kind.OTHER),
    (post("Lena is now on-call for Shop Primary until Monday"), Kind.OTHER),
    (post("Backup of orders-db completed successfully", colour="good", emoji=("white_check_mark",)), Kind.OTHER),
    (post("Lena edited wiki page Runbooks"), Kind.OTHER),
    (post("nightly-import: 12,402 rows loaded, 0 rejected, took 3m"), Kind.OTHER),
    (post("New conversation from Ann Lee: is the shop down?"), Kind.OTHER),
    (post("New sign-up: ann@example.com chose the yearly plan"), Kind.OTHER),
    (
        post(
            "Moved from Backlog to In Progress by Lena",
            title="SHOP-17 Alerting misfires on restart",
            links=("https://tracker.example.com/acme/issue/SHOP-17",),
        ),
        Kind.TICKET,
    ),
    (post(title="Run notification from acme/network: Errored", colour="a30200"), Kind.DEPLOY),
    (post(title="Run notification from acme/network: Needs Attention", colour="daa038"), Kind.DEPLOY),
    (post("Scheduled maintenance: database upgrade on Sunday 02:00 UTC"), Kind.OTHER),
]


@pytest.mark.parametrize(("content", "kind", "alert", "service", "severity"), ALERTS)
def test_an_alert_of_an_unknown_tool_is_read(
    content: Content, kind: Kind, alert: str | None, service: str | None, severity: Severity | None
) -> None:
    found = read(content, BOT)
    assert (found.kind, found.severity, found.alert if alert else None, found.service if service else None) == (
        kind,
        severity,
        alert,
        service,
    )


@pytest.mark.parametrize(("content", "kind"), NOTICES)
def test_a_notice_of_an_unknown_tool_is_not_an_alert(content: Content, kind: Kind) -> None:
    assert read(content, BOT).kind is kind


def test_a_state_that_colour_and_emoji_agree_with_outweighs_the_word_alarm_in_the_headline() -> None:
    content = Content(
        text=":white_check_mark: Queue Alarm | orders-depth | eu\nState: OK",
        title=":white_check_mark: Queue Alarm | orders-depth | eu",
        fields=(Field("State", "OK"),),
        colour="1d8102",
        emoji=("white_check_mark",),
    )
    assert read(content, BOT).kind is RESOLVED


@pytest.mark.parametrize(("colour", "kind"), [("a30200", FIRING), ("2eb886", RESOLVED)])
def test_a_colour_outweighs_the_words_and_the_emoji_that_stand_over_every_alert(colour: str, kind: Kind) -> None:
    content = post("*Machine*: till-4", title=":fire: Alert: PaperOut", colour=colour, emoji=("fire",))
    assert read(content, BOT).kind is kind


@pytest.mark.parametrize(("state", "kind"), [("CRITICAL", FIRING), ("OK", RESOLVED)])
def test_a_row_of_labels_is_a_check_on_a_host_and_no_headline(state: str, kind: Kind) -> None:
    found = read(
        post(f"HOST: till-4, SERVICE: Paper, STATE: {state}", HOST="till-4", SERVICE="Paper", STATE=state), BOT
    )
    assert (found.kind, found.alert, found.service) == (kind, "Paper", "till-4")


@pytest.mark.parametrize("last", ["Resolved at 10:04", ":white_check_mark: Recovered after 12 min", "Resolved by lena"])
def test_an_end_that_an_edit_added_below_outranks_what_stood_there(last: str) -> None:
    found = read(post(f"FIRING: Paper is out on till-4\nTray 2 is empty\n{last}"), BOT)
    began = read(post("FIRING: Paper is out on till-4\nTray 2 is empty"), BOT)
    assert (began.kind, found.kind, found.fingerprint) == (FIRING, RESOLVED, began.fingerprint)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("lena marked this topic as resolved", Kind.OTHER),
        ("Lena Vogt marked TILL-123 as resolved", Kind.TICKET),
        ("acme/tills (main, 4f5e6d7): failed", Kind.CI),
        ("acme/tills (main, 4f5e6d7): passed", Kind.CI),
        ("tills » main » #88 Failed", Kind.CI),
        ("tills » main » #89 Successful", Kind.CI),
    ],
)
def test_what_people_did_elsewhere_and_what_ran_are_notices_whatever_their_outcome(line: str, kind: Kind) -> None:
    assert read(post(line), BOT).kind is kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (post("This is a test message from Lookout. Problem: test", colour="danger"), Kind.OTHER),
        (post("Alert CPU high triggered. This is only a test, no action needed."), Kind.OTHER),
        (post(title="[FIRING:1] TestAlert Lookout", colour="danger", summary="Notification test"), Kind.OTHER),
        (post("FIRING: this is a test server without paper"), FIRING),
        (post("[TEST] FIRING: Paper is out on till-4"), FIRING),
    ],
)
def test_what_a_tool_tries_is_no_alert_and_what_fails_in_tests_is_one(content: Content, kind: Kind) -> None:
    assert read(content, BOT).kind is kind


@pytest.mark.parametrize("outcome", ["failed", "has failed after 14m 3s", "FAILED: exit code 2", "crashed (signal 9)"])
def test_what_runs_is_called_without_how_it_went(outcome: str) -> None:
    found = read(post(title=f"Job paper-order {outcome}", colour="danger"), BOT)
    assert (found.kind, found.alert) == (FIRING, "paper-order")


@pytest.mark.parametrize(
    ("content", "alert", "service"),
    [
        (post(":x: FAILED job `paper-order` on `till-4` (run #4711)", emoji=("x",)), "paper-order", "till-4"),
        (post(title="Site | Your page 'Till front' went down | Monday", colour="danger"), "Till front", "Till front"),
        (post(title="Journey test 'Pay by card' failed from Oslo", colour="danger"), "Pay by card", "Pay by card"),
        (post(title="CRITICAL: tills/PaperDepth", colour="danger"), "tills/PaperDepth", "tills"),
        (post("Node: ip-10-2-3-4", title="OOMKilled: worker in tills-5f6d7c8b9-abcde", colour="danger",
              Node="ip-10-2-3-4"), "OOMKilled: worker in tills-5f6d7c8b9-abcde", "tills"),
        (post("Certificate for till.example.org expires in 6 days (2026-01-11)"), "Certificate for till.example.org",
         "till.example.org"),
        (post("[tills/production] TimeoutError: execution expired"), "TimeoutError", "tills"),
        (post("Paper is low - till-4", title="Incident is ongoing", colour="danger", Cluster="till-4"),
         "Paper is low", "till-4"),
        (post("The paper counter of till-4 is too high"), "The paper counter of till-4", "till-4"),
        (post('"nightly count" has not checked in for 2 hours'), "nightly count", None),
    ],
)  # fmt: skip
def test_a_name_is_what_is_watched_and_the_service_where_it_stands(
    content: Content, alert: str, service: str | None
) -> None:
    found = read(content, BOT)
    assert (found.kind, found.alert, found.service) == (FIRING, alert, service)


def test_a_day_is_no_service() -> None:
    assert read(post("FIRING: paper count on 2026-01-11"), BOT).service is None


@pytest.mark.parametrize(
    ("fires", "ends", "alert", "service"),
    [
        (post("DOWN till.example.org — HTTP 503 — seen from 3 places"), post("UP till.example.org — back after 4m"),
         "till.example.org", "till.example.org"),
        (post(":red_circle: till.example.org - 503", emoji=("red_circle",)),
         post(":large_green_circle: till.example.org - 200 OK in 210 ms", emoji=("large_green_circle",)),
         None, "till.example.org"),
        (post("ALERT tray_level on till-4 since 10:00"), post("CLEAR tray_level on till-4 since 10:10"),
         "tray_level on till-4", "till-4"),
        (post("tray level of till-4 is too low"), post("tray level of till-4 is back above 5 %"), None, "till-4"),
        (post("*TrayEmpty* is firing for *tills* (prod)"), post("*TrayEmpty* is resolved for *tills* (prod)"),
         "TrayEmpty", "tills"),
        (post("State: FIRING", title="[PROD] Alert: TrayEmpty", State="FIRING", Service="tills"),
         post("State: RESOLVED", title="[PROD] Alert: TrayEmpty", State="RESOLVED", Service="tills"),
         "TrayEmpty", "tills"),
        (post(title="FIRING | TrayEmpty | tills", colour="danger"),
         post(title="RESOLVED | TrayEmpty | tills", colour="good"), "TrayEmpty", "tills"),
        (post(title="TrayEmpty (critical)", Status="firing", Service="tills"),
         post(title="TrayEmpty (critical)", Status="resolved", Service="tills"), "TrayEmpty", "tills"),
        (post(title="Tray empty — till-4", footer="lookout • problem", colour="danger"),
         post(title="Tray empty — till-4", footer="lookout • recovered", colour="good"), "Tray empty", "till-4"),
        (post("• *TrayEmpty* — critical — till-4", title="Cluster tills-eu", pretext="Alerts firing (1)",
              colour="danger"),
         post("• *TrayEmpty* — critical — till-4", title="Cluster tills-eu", pretext="Alerts resolved (1)",
              colour="good"), None, None),
        (post("**告警触发** 纸盘为空\n- 主机: till-4"), post("**告警恢复** 纸盘为空\n- 主机: till-4"), "纸盘为空", None),
        (post("Incident #118 *Card payments failing* has been declared by lena"),
         post("Incident #118 *Card payments failing* has been closed by lena"), None, None),
    ],
)  # fmt: skip
def test_firing_and_end_are_one_alert_of_one_service(
    fires: Content, ends: Content, alert: str | None, service: str | None
) -> None:
    first, last = read(fires, BOT), read(ends, BOT)
    assert (first.kind, last.kind, first.fingerprint) == (FIRING, RESOLVED, last.fingerprint)
    assert (alert is None or first.alert == alert, service is None or first.service == service) == (True, True)


@pytest.mark.parametrize(
    ("content", "alert", "service"),
    [
        (post("Problem: Tray empty", title="Alert for tills", colour="warning", Problem="Tray empty"),
         "Tray empty", "tills"),
        (post(title="New error in tills: PaperError", colour="danger"), "PaperError", "tills"),
        (post(title="TILL-118 Card payments failing", colour="danger", Status="Ongoing"),
         "Card payments failing", None),
    ],
)  # fmt: skip
def test_a_heading_a_key_and_a_place_are_no_names(content: Content, alert: str, service: str | None) -> None:
    found = read(content, BOT)
    assert (found.kind, found.alert, found.service) == (FIRING, alert, service)


CHIPS = "{} `{}` {} `high` *TrayEmpty*"


@pytest.mark.parametrize(
    ("fires", "ends", "alert", "service"),
    [
        (post(CHIPS.format(":fire:", "firing", ":red_circle:") + "\nPod shop/tills-6c9d8f7b5d-x2k4p is out of paper"),
         post(CHIPS.format(":ok:", "resolved", ":red_circle:") + "\nPod shop/tills-6c9d8f7b5d-x2k4p is out of paper"),
         "TrayEmpty", "tills"),
        (post("*Paper Web Failure* :x:\n>:x: https://paper.example.com - 210ms", colour="danger"),
         post("*Paper Web Recovery - ( 4m2s Downtime )*\n> https://paper.example.com - 210ms"), None, None),
        (post("[Tills] Paper page is down: expected 200, got 503"), post("[Tills] Paper page is up again after 4 minutes"),
         "Paper page", "Tills"),
        (post('New alert created: "Tray empty on till-4"', colour="danger"), post('lena closed alert "Tray empty on till-4"'),
         "Tray empty on till-4", "till-4"),
        (post("Info: TRAY CRITICAL - 0 sheets", Info="TRAY CRITICAL - 0 sheets", Host="till-4", State="DOWN"),
         post("Info: TRAY OK - 90 sheets", Info="TRAY OK - 90 sheets", Host="till-4", State="UP"), "till-4", "till-4"),
        (post("Shop floor\ntill-4 Paper depth\nStatus Down (2 m ago) on 5/2/2026"),
         post("Shop floor\ntill-4 Paper depth\nStatus Up on 5/2/2026"), "till-4 Paper depth", "till-4"),
        (post("The watched site has gone down.", title="Paper Front", pretext="Lookout Alert", colour="e52b50"),
         post("The watched site is back up.", title="Paper Front", pretext="Lookout Alert", colour="3ba55c"),
         "Paper Front", "Paper Front"),
        (post("*tills* — nobody refills", title="[FIRING] TrayEmpty", colour="danger"),
         post("*tills* — nobody refills", title="[RESOLVED] TrayEmpty", colour="good"), "TrayEmpty", "tills"),
    ],
)  # fmt: skip
def test_a_verdict_leaves_its_place_to_the_name(
    fires: Content, ends: Content, alert: str | None, service: str | None
) -> None:
    first, last = read(fires, BOT), read(ends, BOT)
    assert (first.kind, last.kind, first.fingerprint) == (FIRING, RESOLVED, last.fingerprint)
    assert (alert is None or last.alert == alert, service is None or last.service == service) == (True, True)


@pytest.mark.parametrize(
    ("content", "service"),
    [
        (post(title="Tray empty", colour="danger", pretext="BOT Alert", Agent="(003) - till-4"), "till-4"),
        (post(title="Tray empty", colour="danger", Affected_object="till-4"), "till-4"),
        (post(title="Alert for device till-4.example.net - Tray empty", colour="danger"), "till-4.example.net"),
        (post(title="[WARNING] tills-db: paper lag is 42s", Instance="tills-db-1", colour="orange"), "tills-db"),
        (post(title="Readers lag behind!", Group="paper-mailer", Cluster="till-eu", colour="danger"), "paper-mailer"),
        (post("Container entered status *TrayEmpty*", title="shop/tills-6c9d8f7b5d-x2k4p/paper", colour="danger"), "tills"),
        (post(title="Paper page (paper.example.com/a) is down since 10:01", colour="danger"), "Paper page"),
    ],
)  # fmt: skip
def test_a_service_is_what_stands_in_a_place_for_one_and_never_the_bot(content: Content, service: str) -> None:
    found = read(content, BOT)
    assert (found.kind, found.service) == (FIRING, service)


def test_who_took_an_alert_up_outranks_that_it_fires() -> None:
    content = post("*#12 TrayEmpty*", Status="firing", colour="danger", footer="Acknowledged by lena")
    assert read(content, BOT).kind is UPDATE


def test_a_backup_that_failed_is_not_back_up() -> None:
    assert read(post("Failed back up of tills", colour="danger"), BOT).kind is FIRING


@pytest.mark.parametrize(
    ("fires", "ends", "alert", "service"),
    [
        (post(title="FIRING[1] TrayEmpty - Team tills", colour="danger"),
         post(title="RESOLVED[1] TrayEmpty - Team tills", colour="good"), "TrayEmpty", "Team tills"),
        (post("Failed: paper-relay\nconnection refused"), post("Fixed: paper-relay"), "paper-relay", "paper-relay"),
        (post("\u2757 [DOWN] https://till.example.org since 10:01:07, reason: 503"),
         post("\u2705 [UP] https://till.example.org since 10:06:12, was down for 5 minutes"), "https://till.example.org", None),
        (post("*Trays are empty* has been declared by Lena"), post("*Trays are empty* has been resolved by Lena after 4 minutes"),
         "Trays are empty", None),
        (post("till-4 - Paper Usage went above threshold of 90 with 95.2"),
         post("till-4 - Paper Usage restored to normal threshold with value 21.0"), "till-4 - Paper Usage", "till-4"),
        (post("Lookout @ till-hall\n\nNew alert:\n* Tray 7 is DEGRADED: no paper"),
         post("Lookout @ till-hall\n\nThe following alert has been cleared:\n* Tray 7 is DEGRADED: no paper"), None, "till-hall"),
        (post("Check: paper-depth is: crit\nhost: till-4", Check="paper-depth is: crit", host="till-4"),
         post("Check: paper-depth is: ok\nhost: till-4", Check="paper-depth is: ok", host="till-4"), "paper-depth", "till-4"),
        (post("Rule 'Paper' is active for group 'till-4':\n\n- Value: 97"),
         post("Rule 'Paper' has recovered for group 'till-4'\n\n- Value: 1"), "Paper", "till-4"),
        (post(title="Lookout Critical Alert for Paper jams", colour="danger"),
         post(title="Lookout Resolved Alert for Paper jams", colour="good"), "Paper jams", None),
        (post("\u26a0\ufe0f Degraded tills-web"), post("\u2705 Recovered tills-web"), "tills-web", "tills-web"),
        (post("*Alert No paper left* triggered:", colour="danger"), post("*Alert No paper left* resolved:", colour="good"),
         "No paper left", None),
        (post("Monitor 'Paper Front' is down.\nURL: https://paper.example.com", URL="https://paper.example.com"),
         post("Monitor 'Paper Front' is back up.\nURL: https://paper.example.com", URL="https://paper.example.com"),
         "Paper Front", "Paper Front"),
    ],
)  # fmt: skip
def test_firing_and_end_that_are_worded_in_two_ways_are_one_alert(
    fires: Content, ends: Content, alert: str | None, service: str | None
) -> None:
    first, last = read(fires, LOOKOUT), read(ends, LOOKOUT)
    assert (first.kind, last.kind, first.fingerprint) == (FIRING, RESOLVED, last.fingerprint)
    assert (alert is None or last.alert == alert, service is None or last.service == service) == (True, True)


def test_an_environment_is_no_word_of_a_deploy() -> None:
    assert read(post("Paper Sweep is failing", emoji=("rotating_light",), Environment="production"), BOT).kind is FIRING


def test_what_people_do_to_a_rule_is_no_alert() -> None:
    assert read(post("Rule 'Paper' was created by lena"), BOT).kind is Kind.OTHER


def test_a_kind_with_a_name_is_what_the_alert_is_about() -> None:
    content = post("*v1/pods error*", colour="danger", Kind="Pod", Name="tills-6c9d8f7b5d-x2k4p", Namespace="shop")
    assert read(content, BOT).service == "tills"
