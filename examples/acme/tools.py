"""The messages that Acme's tools post, each in the form that its tool uses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from examples.acme.alerts import Alert
from examples.acme.chance import SECOND, Chance
from examples.acme.company import (
    ALERTMANAGER,
    CIRCLE,
    CLOUDWATCH,
    DATADOG,
    GITHUB,
    GRAFANA,
    PAGERDUTY,
    SHIPIT,
    TEAM_ID,
    Record,
    Tool,
)

RED: Final = "a30200"
GREEN: Final = "2eb886"


@dataclass(frozen=True)
class Signal:
    """One alert going off at one service, or coming to rest.

    Attributes:
        alert: The rule.
        service: Where.
        team: Whose service it is.
        number: The incident's or monitor's number; the same from firing to resolved where the tool does that.
        summary: What is wrong, with its figures.
        members: The pods that are affected.
        at: When.
    """

    alert: Alert
    service: str
    team: str
    number: int
    summary: str
    members: tuple[str, ...]
    at: int


def alert_message(signal: Signal, *, firing: bool) -> Record:
    """Return what the alert's tool posts when it goes off, or when it comes to rest."""
    return _WRITERS[signal.alert.tool.id](signal, firing)


def posted(tool: Tool, text: str, attachments: list[Record] | None = None) -> Record:
    """Return a message of a bot: under its own user, or under a name when it is a webhook."""
    message: Record = {"type": "message", "text": text}
    if tool.webhook:
        message |= {"subtype": "bot_message", "username": tool.name, "bot_id": tool.id}
    else:
        profile = {"id": tool.id, "app_id": tool.app, "name": tool.name, "deleted": False, "team_id": TEAM_ID}
        message |= {"user": tool.user, "bot_id": tool.id, "app_id": tool.app, "team": TEAM_ID, "bot_profile": profile}
    if attachments:
        message["attachments"] = [{"id": i, **attachment} for i, attachment in enumerate(attachments, 1)]
    return message


def deploy_message(service: str, version: int, user: str, *, done: bool) -> Record:
    """Return Shipit's notice that a release begins, or that it is out."""
    if not done:
        return posted(SHIPIT, f":rocket: <@{user}> is deploying `{service}` v{version} to *production*")
    fields = [
        {"title": "Service", "value": service, "short": True},
        {"title": "Version", "value": f"v{version}", "short": True},
        {"title": "Environment", "value": "production", "short": True},
        {"title": "By", "value": f"<@{user}>", "short": True},
    ]
    title = f"Deployed {service} v{version} to production"
    link = f"https://shipit.acme.example/{service}/{version}"
    return posted(
        SHIPIT, "", [{"color": GREEN, "fallback": title, "title": title, "title_link": link, "fields": fields}]
    )


def build_message(service: str, number: int, chance: Chance) -> Record:
    """Return CircleCI's notice of a build; one in five failed."""
    state, colour = ("failed", "ed5c5c") if chance.often(20) else ("succeeded", "41aa58")
    branch = chance.pick(("main", "main", "fix-timeouts", "new-client", "bump-deps"))
    link = f"https://circleci.acme.example/gh/acme/{service}/{number}"
    text = (
        f"Job <{link}|build-and-test> of <https://github.example/acme/{service}|acme/{service}> {state} on `{branch}`"
    )
    fallback = f"acme/{service} build #{number} {state} ({branch})"
    return posted(CIRCLE, "", [{"color": colour, "fallback": fallback, "text": text, "mrkdwn_in": ["text"]}])


def pull_request_message(service: str, number: int, author: str, chance: Chance, change: str) -> Record:
    """Return GitHub's notice that a pull request was opened or merged."""
    verb, colour = chance.pick((("opened", "36a64f"), ("opened", "36a64f"), ("merged", "6f42c1")))
    return posted(
        GITHUB,
        "",
        [
            {
                "color": colour,
                "fallback": f"[acme/{service}] Pull request {verb} by {author}",
                "pretext": f"Pull request {verb} by <https://github.example/{author}|{author}>",
                "title": f"#{number} {change}",
                "title_link": f"https://github.example/acme/{service}/pull/{number}",
                "footer": f"<https://github.example/acme/{service}|acme/{service}>",
            }
        ],
    )


def _alertmanager(signal: Signal, firing: bool) -> Record:
    """Return Alertmanager's default template."""
    state = f"FIRING:{len(signal.members)}" if firing else "RESOLVED"
    name = f"{signal.alert.name} {signal.service}"
    title = f"[{state}] {name} (prod {signal.team} {signal.alert.severity})"
    link = f"https://alertmanager.acme.example/#/alerts?receiver={signal.team}-slack"
    lines = [f"*Summary:* {signal.summary}", f"*Severity:* `{signal.alert.severity}`"]
    lines += [f"*Pod:* `{member}`" for member in signal.members]
    return posted(
        ALERTMANAGER,
        "",
        [
            {
                "color": RED if firing else GREEN,
                "fallback": f"{title} | {link}",
                "title": title,
                "title_link": link,
                "text": "\n".join(lines),
                "mrkdwn_in": ["fallback", "pretext", "text"],
            }
        ],
    )


def _grafana(signal: Signal, firing: bool) -> Record:
    """Return Grafana's unified alerting."""
    state = f"FIRING:{len(signal.members)}" if firing else "RESOLVED"
    title = f"[{state}] {signal.alert.name} {signal.team.capitalize()} ({signal.service} {signal.alert.severity})"
    lines = [
        f"**{'Firing' if firing else 'Resolved'}**",
        "",
        f"Value: A={signal.number % 97}, C={int(firing)}",
        "Labels:",
        f" - alertname = {signal.alert.name}",
        f" - grafana_folder = {signal.team.capitalize()}",
        f" - service = {signal.service}",
        f" - severity = {signal.alert.severity}",
        "Annotations:",
        f" - summary = {signal.summary}",
        f"Source: https://grafana.acme.example/alerting/grafana/{signal.alert.name.lower()}/view?orgId=1",
    ]
    return posted(
        GRAFANA,
        "",
        [
            {
                "color": "D63232" if firing else "36a64f",
                "fallback": title,
                "title": title,
                "title_link": "https://grafana.acme.example/alerting/list",
                "text": "\n".join(lines),
                "footer": "Grafana v11.2.0",
                "ts": signal.at // SECOND,
            }
        ],
    )


def _datadog(signal: Signal, firing: bool) -> Record:
    """Return Datadog's monitor notice."""
    priority = "P1" if signal.alert.severity == "critical" else "P3"
    title = f"{'Triggered' if firing else 'Recovered'}: [{priority}] {signal.alert.name} on {signal.service}"
    link = f"https://app.datadog.example/monitors/{signal.number}?group=service%3A{signal.service}"
    text = f"{signal.summary}\n\n@slack-{signal.team}-alerts\n\nTags: env:prod, service:{signal.service}"
    return posted(
        DATADOG,
        "",
        [
            {
                "color": RED if firing else GREEN,
                "fallback": title,
                "title": title,
                "title_link": link,
                "text": text,
                "mrkdwn_in": ["text"],
            }
        ],
    )


def _pagerduty(signal: Signal, firing: bool) -> Record:
    """Return PagerDuty's incident notice."""
    verb = "Triggered" if firing else "Resolved"
    link = f"https://acme.pagerduty.example/incidents/Q{signal.number:07d}"
    title = f"{signal.alert.name}: {signal.service}"
    urgency = "High" if signal.alert.severity == "critical" else "Low"
    fields = [
        {"title": "Status", "value": verb, "short": True},
        {"title": "Service", "value": f"<https://acme.pagerduty.example/services/{signal.service}|{signal.service}>"},
        {"title": "Urgency", "value": urgency, "short": True},
    ]
    attachment = {
        "color": "c5291c" if firing else "25c151",
        "fallback": f"{verb} #{signal.number}: {title}",
        "text": f"*{verb}* <{link}|#{signal.number}> {title}\n{signal.summary}",
        "fields": fields,
        "mrkdwn_in": ["text"],
    }
    return posted(PAGERDUTY, f"{verb} #{signal.number}: {title}", [attachment])


def _cloudwatch(signal: Signal, firing: bool) -> Record:
    """Return a CloudWatch alarm as the AWS chat bot shows it."""
    name = f"{signal.service}-{signal.alert.name}"
    emoji, state, colour = (":rotating_light:", "ALARM", "d13212") if firing else (":white_check_mark:", "OK", "1d8102")
    title = f"{emoji} CloudWatch Alarm | {name} | eu-west-1 | Account: 210987654321"
    fields = [
        {"title": "State", "value": state, "short": True},
        {"title": "Namespace", "value": f"Acme/{signal.service}", "short": True},
    ]
    attachment = {
        "color": colour,
        "fallback": f"{state}: {name} in eu-west-1",
        "title": title,
        "title_link": f"https://console.aws.example/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/{name}",
        "text": f"{signal.summary}\nThreshold Crossed: 1 out of the last 1 datapoints was "
        f"{'greater' if firing else 'not greater'} than the threshold",
        "fields": fields,
    }
    return posted(CLOUDWATCH, "", [attachment])


_WRITERS: Final[dict[str, Callable[[Signal, bool], Record]]] = {
    ALERTMANAGER.id: _alertmanager,
    GRAFANA.id: _grafana,
    DATADOG.id: _datadog,
    PAGERDUTY.id: _pagerduty,
    CLOUDWATCH.id: _cloudwatch,
}
