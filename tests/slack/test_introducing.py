"""At a start everything is introduced that is news, and nothing else; what is left open is looked up."""

import asyncio
from typing import Any

import pytest
from attrs import evolve
from deliveries import NOW, US, Json
from ratchet_core.domain import Channel, Erasure, Group, Installation, Person, Told
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import NotNow
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    ChannelShared,
    ChannelUnshared,
    Event,
    GroupSeen,
    Installed,
    PersonSeen,
)
from ratchet_slack.receiving.heard import Identity
from ratchet_slack.receiving.introducing import OtherWorkspace, SlackLookUp, SlackScreen, identify, introduce
from ratchet_slack.receiving.views import loading_view
from test_receiving_organisation import GROUP, PERSON
from web_api import LIMITED, WebApi, page, with_api

ALERTS: Json = {"id": "C1", "name": "alerts", "is_channel": True, "is_private": False, "is_archived": False}
SECRET: Json = {"id": "C2", "name": "secret", "is_private": True, "is_archived": False, "is_ext_shared": True}
DIRECT: Json = {"id": "D1", "is_im": True, "user": "U1"}
EVERYTHING: dict[str, list[Any]] = {
    "users.conversations": [page("channels", ALERTS, cursor="next"), page("channels", SECRET, DIRECT)],
    "users.list": [page("members", PERSON, {"name": "nobody"})],
    "usergroups.list": [{"usergroups": [GROUP]}],
}
INSTALLED = Installed(f"installed/{NOW}", NOW, "T1", "UBOT", "BBOT")
NEWS = {
    INSTALLED,
    ChannelSeen(f"C1/seen/{NOW}", NOW, "C1", "alerts", private=False),
    ChannelJoined(f"C1/joined/{NOW}", NOW, "C1", live=True),
    ChannelSeen(f"C2/seen/{NOW}", NOW, "C2", "secret", private=True),
    ChannelShared(f"C2/shared/{NOW}", NOW, "C2"),
    ChannelJoined(f"C2/joined/{NOW}", NOW, "C2", live=True),
    PersonSeen(f"U5/seen/{NOW}", NOW, "U5", "marta.k", external=False),
    GroupSeen(f"S1/seen/{NOW}", NOW, "S1", "payments", ("U1", "U2")),
}
DESCRIBED = Told(described=1)
KNOWN: tuple[object, ...] = (
    Installation("T1", "UBOT", "BBOT"),
    Channel("C1", "alerts", private=False, joined=True, told=DESCRIBED),
    Channel("C2", "secret", private=True, joined=True, shared=True, told=DESCRIBED),
    Person("U5", "marta.k", external=False),
    Group("S1", "payments", ("U1", "U2"), 1),
)


def directory(*records: object) -> Directory:
    known = Directory(Policy())
    for one in records:
        known = known.with_record(one)
    return known


def introduced(known: Directory, answers: dict[str, list[Any]], waits: list[float] | None = None) -> list[Event]:
    told: list[Event] = []

    async def tell(events: Any) -> None:  # noqa: ANN401 - events
        told.extend(events)

    async def wait(seconds: float) -> None:
        (waits if waits is not None else []).append(seconds)

    asyncio.run(
        with_api(WebApi(answers), lambda client: introduce(client, US, known, lambda: NOW, tell, wait=wait)),
    )
    return told


def test_everything_is_introduced_to_who_knows_nothing() -> None:
    told = introduced(directory(), EVERYTHING)
    assert (told[0], set(told), len(told)) == (INSTALLED, NEWS, len(NEWS))


def test_a_channel_is_described_before_ratchet_reads_it() -> None:
    of_channel = [type(one) for one in introduced(directory(), EVERYTHING) if getattr(one, "channel", None) == "C2"]
    assert of_channel == [ChannelSeen, ChannelShared, ChannelJoined]


def test_a_start_with_nothing_new_adds_only_that_ratchet_runs() -> None:
    assert introduced(directory(*KNOWN), EVERYTHING) == [INSTALLED]


def test_what_changed_while_ratchet_did_not_run_is_told() -> None:
    answers = {
        "users.conversations": [page("channels", {**ALERTS, "name": "pages", "is_private": True})],
        "users.list": [page("members", {**PERSON, "deleted": True})],
        "usergroups.list": [{"usergroups": [{**GROUP, "users": ["U1"]}]}],
    }
    assert set(introduced(directory(*KNOWN), answers)) == {
        INSTALLED,
        ChannelSeen(f"C1/seen/{NOW}", NOW, "C1", "pages", private=True),
        ChannelLeft(f"C2/left/{NOW}", NOW, "C2"),
        PersonSeen(f"U5/seen/{NOW}", NOW, "U5", "marta.k", external=False, active=False),
        GroupSeen(f"S1/seen/{NOW}", NOW, "S1", "payments", ("U1",)),
    }


def test_a_group_that_is_gone_has_nobody_left() -> None:
    told = introduced(directory(*KNOWN), {**EVERYTHING, "usergroups.list": [{"usergroups": []}]})
    assert told == [INSTALLED, GroupSeen(f"S1/seen/{NOW}", NOW, "S1", "payments", ())]


def test_a_channel_of_which_only_messages_were_heard_is_described() -> None:
    heard = Channel("C1", "alerts", private=False, joined=True)
    told = introduced(directory(heard, *KNOWN[2:], KNOWN[0]), EVERYTHING)
    assert told == [INSTALLED, ChannelSeen(f"C1/seen/{NOW}", NOW, "C1", "alerts", private=False)]


def test_a_channel_that_is_shared_no_more_is_told_of() -> None:
    answers = {**EVERYTHING, "users.conversations": [page("channels", ALERTS, {**SECRET, "is_ext_shared": False})]}
    assert introduced(directory(*KNOWN), answers) == [INSTALLED, ChannelUnshared(f"C2/unshared/{NOW}", NOW, "C2")]


def test_nothing_is_told_of_somebody_who_was_erased() -> None:
    known = directory(*KNOWN[:3], KNOWN[4], Erasure("U5", 1))
    assert introduced(known, EVERYTHING) == [INSTALLED]


def test_who_is_limited_waits_as_long_as_slack_says() -> None:
    waits: list[float] = []
    answers = {**EVERYTHING, "users.list": [LIMITED, (503, {}), page("members", PERSON)]}
    told = introduced(directory(), answers, waits)
    assert (set(told), sorted(waits)) == (NEWS, [5.0, 7.0])


def test_what_may_not_be_asked_for_does_not_keep_the_rest_from_being_told() -> None:
    answers = {**EVERYTHING, "usergroups.list": [{"ok": False, "error": "paid_teams_only"}]}
    told = introduced(directory(), answers)
    assert set(told) == {one for one in NEWS if not isinstance(one, GroupSeen)}


def test_tokens_of_another_workspace_are_refused_before_anything_is_told() -> None:
    other = directory(Installation("T2", "UBOT", "BBOT"))
    with pytest.raises(OtherWorkspace, match=r"^This database belongs to the workspace T2, and the tokens to T1\. Use"):
        introduced(other, EVERYTHING)


WHO: Json = {"url": "https://acme.slack.com/", "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT"}


@pytest.mark.parametrize(
    ("answers", "app"),
    [
        ({"auth.test": [{**WHO, "app_id": "A1"}]}, "A1"),
        ({"auth.test": [WHO], "bots.info": [{"bot": {"id": "BBOT", "app_id": "A1", "name": "ratchet"}}]}, "A1"),
        ({"auth.test": [WHO], "bots.info": [{"ok": False, "error": "missing_scope"}]}, ""),
    ],
)
def test_ratchet_finds_out_who_it_is(answers: dict[str, list[Any]], app: str) -> None:
    found = asyncio.run(with_api(WebApi(answers), lambda client: identify(client, lambda: NOW)))
    assert found == evolve(US, app=app, site="https://acme.slack.com")


def looked_up(answer: Any, channel: str = "C1") -> list[Event]:  # noqa: ANN401 - an answer
    api = WebApi({"conversations.info": [answer]})
    return list(asyncio.run(with_api(api, lambda client: SlackLookUp(client, US, lambda: NOW).channel(channel))))


def test_a_channel_is_looked_up() -> None:
    assert looked_up({"channel": {**SECRET, "is_member": True}}, "C2") == [
        ChannelSeen(f"C2/seen/{NOW}", NOW, "C2", "secret", private=True),
        ChannelShared(f"C2/shared/{NOW}", NOW, "C2"),
    ]


def test_a_channel_that_slack_put_ratchet_out_of_is_left() -> None:
    assert looked_up({"channel": {**ALERTS, "is_member": False}}) == [
        ChannelSeen(f"C1/seen/{NOW}", NOW, "C1", "alerts", private=False),
        ChannelUnshared(f"C1/unshared/{NOW}", NOW, "C1"),
        ChannelLeft(f"C1/left/{NOW}", NOW, "C1"),
    ]


@pytest.mark.parametrize("answer", [(200, {"ok": False, "error": "channel_not_found"}), {"channel": DIRECT}, {}])
def test_of_what_is_no_channel_nothing_is_told(answer: Any) -> None:  # noqa: ANN401 - an answer
    assert looked_up(answer) == []


def test_a_channel_of_which_slack_does_not_say_who_reads_it_is_private() -> None:
    seen = looked_up({"channel": {"id": "C9", "name": "odd", "is_member": True}}, "C9")[0]
    assert seen == ChannelSeen(f"C9/seen/{NOW}", NOW, "C9", "odd", private=True)


def test_a_look_up_that_is_limited_can_be_made_later() -> None:
    with pytest.raises(NotNow) as later:
        looked_up(LIMITED)
    assert later.value.retry_at == NOW + 7_000_000


def test_groups_are_looked_up_with_their_members() -> None:
    api = WebApi({"usergroups.list": [{"usergroups": [GROUP, 7, {"users": []}]}]})
    found = asyncio.run(with_api(api, lambda client: SlackLookUp(client, US, lambda: NOW).groups()))
    assert found == (GroupSeen(f"S1/seen/{NOW}", NOW, "S1", "payments", ("U1", "U2")),)


def test_a_gap_is_told_as_that_ratchet_runs() -> None:
    api = WebApi({})
    gap = asyncio.run(with_api(api, lambda client: SlackLookUp(client, US, lambda: NOW).gap()))
    assert (gap, api.asked) == ((INSTALLED,), [])


@pytest.mark.parametrize("answer", [{"view": {"id": "V1"}}, {"ok": False, "error": "expired_trigger_id"}, LIMITED])
def test_a_loading_view_is_opened_and_it_is_no_failure_where_it_is_not(answer: Any) -> None:  # noqa: ANN401 - an answer
    api = WebApi({"views.open": [answer]})
    view = loading_view("1.2.a")
    asyncio.run(with_api(api, lambda client: SlackScreen(client, lambda: NOW).open("1.2.a", view)))
    assert api.asked == [("views.open", {"trigger_id": "1.2.a", "view": view})]


def test_who_ratchet_is_has_ids_of_its_own() -> None:
    assert Identity("T1", "U1", "B1").ours == {"B1"}
