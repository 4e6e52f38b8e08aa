"""Whatever stands in an export, a simulation ends with exit code 0, or with 2 and one line; and it keeps clean text."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias
from zipfile import ZipFile

import pytest
from command import Ran, ratchet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_cli.terminal.steering import STEERING
from ratchet_slack.cleaning import DEBRIS

Record: TypeAlias = dict[str, object]
Values: TypeAlias = st.SearchStrategy[object]
Records: TypeAlias = st.SearchStrategy[Record]

QUICK = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

ODD_TEXTS: st.SearchStrategy[str] = st.sampled_from(
    (
        *("", " ", "\n", "\r\n", "\t", "\0", "a\0b", "\ud800", "\udfff\ud800", "x\ud83dx", "\ufeff", "\ufffe\uffff"),
        *(
            "\x1b[31mred",
            "\x1b]0;title\x07",
            "\x9b2J",
            "\x7f",
            "\u202egnp.exe",
            "\u2066\u2069",
            "\u2028\u2029",
            "\u200b",
        ),
        *(
            "[bold]",
            "[/]",
            "[/nothing]",
            "\\",
            "a\\",
            "{0}",
            "%s %d",
            "'''",
            '"""',
            '"',
            "`",
            "<",
            "&lt;",
            "<@U1>",
            "<!here>",
        ),
        *("<https://a.example/\ud800|\x1b>", "#general", "/", "a/b", "../..", "-", "--help", "key = 1", "[channels.x]"),
        *("0", "-1", "²", "١٢", "1e999", "1_0", "9" * 5_000, "x" * 60_000, "a b " * 9_000, "\n" * 5_000, ": " * 5_000),
        *("🚨", "é", "👩\u200d👩\u200d👧", '{"a": 1e999, "b": "\\ud800"}', "{" * 3_000, "USLACKBOT", "true", "None"),
    )
)
ODD_NUMBERS: Values = st.sampled_from(
    (0, -1, 1, 2**63, -(10**20), 10**400, 0.5, -0.0, 1e308, float("inf"), float("nan"))
)
ODD_SCALARS: Values = ODD_TEXTS | st.text(max_size=8) | ODD_NUMBERS | st.none() | st.booleans()
KEYS = st.sampled_from(
    (
        *(
            "type",
            "text",
            "elements",
            "fields",
            "title",
            "value",
            "rows",
            "url",
            "name",
            "users",
            "ts",
            "user",
            "id",
            "blocks",
        ),
        *("footer", "fallback", "color", "pretext", "author_name", "title_link", "attachments", "user_id", "accessory"),
    )
)
ODD: Values = st.recursive(
    ODD_SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | ODD_TEXTS, inner, max_size=3),
    max_leaves=6,
)

STAMPS = tuple(f"17676{minute:02}125.000{minute:03}" for minute in range(8, 20))
TIMES: Values = st.sampled_from(
    (*STAMPS, 1767608125.0001, 1767608125, "0", "9999999999.999999", "1767608125.1", " 1767608125", "soon", -1)
)
REACTION = {"name": "white_check_mark", "users": ["U1", "U2"], "count": 2}


def fired(title: str, colour: str) -> Record:
    fields = [{"title": "severity", "value": "critical"}, {"title": "service", "value": "ledger"}]
    attachment = {"title": title, "color": colour, "text": "*Service:* ledger", "fields": fields, "fallback": title}
    return {"subtype": "bot_message", "bot_id": "B1", "username": "Alertmanager", "attachments": [attachment]}


def said(person: str, text: str, root: int | None = None) -> Record:
    thread = {} if root is None else {"thread_ts": STAMPS[root]}
    return {"user": person, "text": text, "reactions": [REACTION], **thread}


FIX = "Restart ledger with `kubectl rollout restart deployment/ledger`, that fixed it for us last week."
HELP: tuple[Record, ...] = (
    said("U1", "How do I rotate the ledger key of `ledger-v2`?"),
    said("U2", FIX, 0),
    said("U1", "thanks, that worked!", 0),
    said("U2", "Does anybody know how to rotate the ledger key of `ledger-v2`?"),
    said("U1", "How do I rotate the ledger key of `ledger-v2`?"),
)
ALERTS: tuple[Record, ...] = (
    fired("[FIRING:1] HighErrors", "danger"),
    said("U1", FIX, 0),
    fired("[RESOLVED] HighErrors", "good"),
    {"bot_id": "B2", "text": "Deployed ledger v42 to production", "bot_profile": {"name": "deployer", "app_id": "A1"}},
    fired("[FIRING:1] HighErrors", "danger"),
    said("U2", "CRITICAL: disk full on db-1", 4),
)
LIVE = "[default]\n" + "".join(
    f'{name} = "live"\n'
    for name in ("incidents", "cards", "notifications", "help_requests", "answers", "reminders", "drafts")
)
READ = st.sampled_from(
    (
        *(
            "ts",
            "thread_ts",
            "user",
            "text",
            "blocks",
            "attachments",
            "reactions",
            "subtype",
            "edited",
            "bot_id",
            "files",
        ),
        *("bot_profile", "username", "app_id", "latest_reply", "type", "replies", "topic"),
    )
)
ODD_PARTS: Records = st.dictionaries(
    st.sampled_from(
        ("title", "text", "color", "fields", "title_link", "fallback", "footer", "blocks", "pretext", "name", "users")
    ),
    ODD,
    max_size=2,
)


def spoilt(message: Record, odd: Record, parts: Record) -> Record:
    """Return a message with odd values in some of its fields, and in some of the fields of what it carries."""
    return {**{name: _with(value, parts) for name, value in message.items()}, **odd}


def _with(value: object, parts: Record) -> object:
    return [{**one, **parts} for one in value] if isinstance(value, list) else value


def conversation(messages: tuple[Record, ...]) -> Values:
    """Return a conversation with some messages odd, some twice, some of no form, and in no order."""
    timed: list[Record] = [{"ts": stamp, **message} for stamp, message in zip(STAMPS, messages, strict=False)]
    times = st.fixed_dictionaries({"ts": TIMES, "thread_ts": TIMES})
    odd: Records = st.just({}) | st.dictionaries(READ, ODD, max_size=2) | times
    each = [st.builds(spoilt, st.just(message), odd, st.just({}) | ODD_PARTS) for message in timed]
    more = st.lists(st.sampled_from(timed) | ODD, max_size=3)
    told = st.builds(lambda one, other: [*one, *other], st.tuples(*each), more)
    return told.flatmap(lambda known: st.just(known) | st.permutations(known))


CHANNELS: Records = st.builds(
    lambda good, odd: {**good, **odd},
    st.fixed_dictionaries({"id": st.sampled_from(("C1", "C2", "C1\0")), "name": st.sampled_from(("help", "alerts"))}),
    st.dictionaries(
        st.sampled_from(("id", "name", "members", "topic", "purpose", "is_archived", "is_private")), ODD, max_size=2
    ),
)
USERS: Records = st.builds(
    lambda good, odd: {**good, **odd},
    st.fixed_dictionaries({"id": st.sampled_from(("U1", "U2")), "name": ODD_TEXTS, "profile": st.just({}) | ODD}),
    st.dictionaries(
        st.sampled_from(("id", "name", "real_name", "team_id", "is_bot", "deleted", "profile")), ODD, max_size=2
    ),
)
EXPORTS: Records = st.fixed_dictionaries(
    {
        "channels.json": st.lists(CHANNELS | ODD, max_size=3) | ODD,
        "users.json": st.lists(USERS | ODD, max_size=3) | ODD,
        "help/2026-01-05.json": conversation(HELP),
        "alerts/2026-01-05.json": conversation(ALERTS),
    },
    optional={
        "groups.json": st.lists(CHANNELS, max_size=1),
        "C2/2026-01-05.json": conversation(HELP[:1]),
        "alerts/2026-01-06.json": conversation(ALERTS[:1]) | ODD,
    },
)


def packed(files: Record, folder: Path) -> Path:
    path = folder / "export.zip"
    with ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, json.dumps(content))
    return path


def texts_in(data: object) -> Iterator[str]:
    match data:
        case str():
            yield data
        case dict():
            for one in (*data, *data.values()):
                yield from texts_in(one)
        case list():
            for one in data:
                yield from texts_in(one)


def is_well(ran: Ran) -> bool:
    """Say whether a run ended well or with one line, and printed nothing that steers a terminal or is no text."""
    printed = ran.stdout + ran.stderr
    ended = ran.returncode == 0 or (
        ran.returncode == 2 and ran.stderr.count("\n") == 1 and ran.stderr[:9] == "ratchet: "
    )
    return ended and not STEERING.search(printed) and printed.encode().decode() == printed


def debris_in(state: Path) -> list[str]:
    lines = state.read_text(encoding="utf-8").splitlines() if state.exists() else []
    return [text for line in lines for text in texts_in(json.loads(line)) if DEBRIS.search(text)]


def looked_at(export: Path, folder: Path) -> Iterator[Ran]:
    """Run what reads an export, and what reads and shows what came of it."""
    state, policy, live = folder / "state", folder / "policy.toml", folder / "live.toml"
    live.write_text(LIVE)
    yield ratchet("simulate", export, "--transcript", "--policy", live, "--save", state)
    yield ratchet("simulate", export, "--json", "--write-policy", policy)
    yield ratchet("simulate", export, "--policy", policy, "--assume", "approved", "--decisions", folder / "decisions")
    for channel in ("alerts", "help"):
        yield ratchet("why", export, f"{channel}/{STAMPS[0]}")
        yield ratchet("why", export, f"{channel}/{STAMPS[1]}", "--json")
    for noun in ("help", "incident", "channel", "person", "notification", "alert"):
        yield ratchet(noun, "list", "--state", state)


@given(EXPORTS)
@QUICK
def test_a_simulation_takes_whatever_stands_in_an_export(files: Record) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = list(looked_at(packed(files, folder), folder))
        unwell = [ran for ran in runs if not is_well(ran)]
        assert (unwell, debris_in(folder / "state"), debris_in(folder / "decisions")) == ([], [], [])


ASKED = {"ts": STAMPS[1], "user": "U1", "text": "hello", "reactions": [{"name": "eyes", "users": ["U1"], "count": 1}]}


@pytest.mark.parametrize(
    ("messages", "skipped"),
    [
        ([{**ASKED, "reactions": [{"name": "\ud800", "users": ["U1"]}]}], {"a reaction without a name or a person": 1}),
        (
            [{**ASKED, "reactions": [{"name": "eyes", "users": ["\ud800"]}]}],
            {"a reaction without a name or a person": 1},
        ),
        ([ASKED, {**ASKED, "thread_ts": STAMPS[0]}], {"a message with the ts of another": 1}),
    ],
)
def test_what_is_left_out_is_counted_by_its_reason(
    tmp_path: Path, messages: list[object], skipped: dict[str, int]
) -> None:
    export = packed({"channels.json": [{"id": "C1", "name": "help"}], "help/2026-01-05.json": messages}, tmp_path)
    ran = ratchet("simulate", export, "--json", "--save", tmp_path / "state")
    assert (json.loads(ran.stdout)["skipped"], debris_in(tmp_path / "state")) == (skipped, [])
