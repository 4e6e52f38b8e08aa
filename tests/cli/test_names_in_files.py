"""Names that options and files give are looked up in the export; what stands for nothing or too much is told of."""

import json
from pathlib import Path

import pytest
from command import ROOT, Ran, ratchet

ACME = ROOT / "examples" / "acme.zip"
ALERT = "payments-alerts/1767608125.476881"


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def told(ran: Ran) -> tuple[int, str]:
    return ran.returncode, ran.stderr.removeprefix("ratchet: ").removesuffix("\n")


@pytest.mark.parametrize("name", ["PAYMENTS-ALERTS", "#Payments-Alerts", "C05PAYALR"])
def test_a_channel_is_found_in_any_case(name: str) -> None:
    alone = json.loads(ratchet("simulate", ACME, "--json", "--channel", name).stdout)
    assert (alone["channels"], alone["messages"]) == (1, 139)


@pytest.mark.parametrize("command", [("simulate", ACME, "--channel"), ("why", ACME)])
def test_a_misspelt_channel_is_refused_with_the_one_that_may_be_meant(command: tuple[object, ...]) -> None:
    ts = "/1767608125.476881" if "why" in command else ""
    code, message = told(ratchet(*command, f"payments-alrts{ts}"))
    assert (code, message.endswith("the export has no such channel; did you mean payments-alerts?")) == (2, True)


def test_a_decision_is_explained_of_a_channel_in_any_case() -> None:
    assert ratchet("why", ACME, ALERT.upper()).stdout == ratchet("why", ACME, ALERT).stdout


def named_alike(folder: Path, *, deleted: bool) -> Path:
    """Return an export of two people who are called lars, of whom one may have left."""
    users = [{"id": "U1", "name": "lars"}, {"id": "U2", "name": "Lars", "deleted": deleted}]
    (folder / "general").mkdir(parents=True)
    (folder / "users.json").write_text(json.dumps(users))
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "general", "members": ["U1", "U2"]}]))
    (folder / "general" / "2026-01-05.json").write_text(
        json.dumps([{"type": "message", "user": "U1", "text": "hi", "ts": "1767608125.000100"}])
    )
    return folder


def test_a_member_whose_name_two_people_have_is_refused_with_their_ids(tmp_path: Path) -> None:
    org = written(tmp_path / "org.toml", '[teams.a]\nmembers = ["lars"]\n')
    assert told(ratchet("simulate", named_alike(tmp_path / "export", deleted=False), "--org", org)) == (
        2,
        f"{org}: line 2, key teams.a.members: 2 people are called lars; write the id of one: U1, U2.",
    )


def test_of_two_people_with_one_name_a_member_is_the_one_who_has_not_left(tmp_path: Path) -> None:
    org, state = written(tmp_path / "org.toml", '[teams.a]\nmembers = ["LARS"]\n'), tmp_path / "a.state"
    ratchet("simulate", named_alike(tmp_path / "export", deleted=True), "--org", org, "--save", state)
    assert ratchet("team", "rename", "a", "Ants", "--as", "U1", "--state", state).returncode == 0


def test_a_member_who_is_named_in_two_ways_is_refused(tmp_path: Path) -> None:
    org = written(tmp_path / "org.toml", '[teams.a]\nmembers = ["lars", "U05LARSHV"]\n')
    assert told(ratchet("simulate", ACME, "--org", org)) == (
        2,
        f"{org}: line 2, key teams.a.members: lars and U05LARSHV are one person; write only one of them.",
    )


def test_a_misspelt_member_is_told_of_with_the_one_who_may_be_meant(tmp_path: Path) -> None:
    org = written(tmp_path / "org.toml", '[teams.a]\nmembers = ["larrs"]\n')
    assert told(ratchet("simulate", ACME, "--org", org)) == (
        0,
        f"{org}: the export has nobody called larrs. Did you mean lars?",
    )


@pytest.mark.parametrize(
    ("admin", "remedy"),
    [("Lars", "write U05LARSHV for Lars"), ("U0NOBODY", "whoever it names is no admin")],
)
def test_an_admin_who_is_not_named_by_an_id_is_told_of(tmp_path: Path, admin: str, remedy: str) -> None:
    policy = written(tmp_path / "policy.toml", f'admins = ["{admin}", "U05NADIAK"]\n')
    missing = f"{policy}: the export has nobody with the id {admin}, and admins are named by their ids"
    assert told(ratchet("simulate", ACME, "--policy", policy)) == (0, f"{missing}; {remedy}.")


def test_a_team_of_a_policy_that_the_organisation_lacks_is_told_of(tmp_path: Path) -> None:
    org = written(tmp_path / "org.toml", '[teams.a]\nname = "Ants"\n')
    policy = written(tmp_path / "policy.toml", '[channels.general]\nteam = "ants"\n[channels.deploys]\nteam = "bees"\n')
    assert told(ratchet("simulate", ACME, "--policy", policy, "--org", org)) == (
        0,
        f"{policy}: the organisation has no team bees; what is given to it belongs to nobody.",
    )


def test_a_channel_that_a_policy_names_by_its_name_and_by_its_id_is_told_of(tmp_path: Path) -> None:
    policy = written(tmp_path / "policy.toml", "[channels.C05GENERL]\n[channels.general]\n")
    assert told(ratchet("simulate", ACME, "--policy", policy)) == (
        0,
        f"{policy}: C05GENERL is general, and only what is written for general holds.",
    )
