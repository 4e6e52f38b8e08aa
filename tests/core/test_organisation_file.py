"""An organisation is read from TOML as dated events, and what is wrong with it is said by line and key."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY, HOUR, Instant
from ratchet_core.domain import OwnedKind
from ratchet_core.settings.organisation_file import OrganisationError, organisation_of
from ratchet_core.vocabulary.events import (
    Event,
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonSeen,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "organisation.toml"
NEW_YEAR: Instant = 1_767_225_600_000_000  # 2026-01-01
TWO_TEAMS = "[teams.a]\n[teams.b]\n"
NAMED_A = TeamNamed("organisation/team/a/named/always/a", 0, "a", "a")
NAMED_B = TeamNamed("organisation/team/b/named/always/b", 0, "b", "b")


def test_an_empty_file_is_an_organisation_that_nothing_is_known_of() -> None:
    assert organisation_of("") == ()


def test_only_external_people_are_told_of() -> None:
    text = '[people.U1]\nexternal = true\nname = "Dana"\n[people.U2]\nexternal = false\n'
    assert organisation_of(text) == (
        PersonSeen("organisation/person/ba30d0d3082e/external", 0, "U1", "Dana", external=True),
    )


def test_a_team_has_its_first_name_from_its_beginning_and_each_other_from_its_day() -> None:
    text = '[teams.pay]\nname = "Payments"\nsince = 2026-01-01\nrenamed = [{ on = "2026-01-02", to = "Money" }]\n'
    assert organisation_of(text) == (
        TeamNamed("organisation/team/pay/named/2026-01-01/Payments", NEW_YEAR, "pay", "Payments"),
        TeamNamed("organisation/team/pay/named/2026-01-02/Money", NEW_YEAR + DAY, "pay", "Money"),
    )


def test_a_name_may_pass_from_a_team_that_is_called_something_else_to_a_new_one() -> None:
    text = "[teams.a]\nname = 'Ants'\nrenamed = [{ on = 2026-01-01, to = 'Bees' }]\n[teams.b]\nname = 'Ants'\n"
    assert [event.name for event in organisation_of(text) if isinstance(event, TeamNamed)] == ["Ants", "Ants", "Bees"]


def test_a_merge_can_be_undone() -> None:
    text = TWO_TEAMS + '[[teams.b.merged]]\ninto = "a"\non = 2026-01-01\nundone = 2026-01-03\n'
    assert organisation_of(text) == (
        NAMED_A,
        NAMED_B,
        TeamsMerged("organisation/team/b/merged/2026-01-01/a", NEW_YEAR, "b", "a"),
        TeamMergeUndone("organisation/team/b/merge-undone/2026-01-03/a", NEW_YEAR + 2 * DAY, "b"),
    )


def test_a_service_is_renamed_on_a_day_and_keeps_its_key() -> None:
    text = '[services.pay-api]\nname = "Payments API"\nrenamed = [{ on = 2026-01-02, to = "Money API" }]\n'
    assert organisation_of(text) == (
        ServiceNamed("organisation/service/pay-api/named/Payments API", 0, "pay-api", "Payments API"),
        ServiceNamed("organisation/service/pay-api/named/2026-01-02/Money API", NEW_YEAR + DAY, "pay-api", "Money API"),
    )


def test_teams_may_merge_the_other_way_round_on_the_day_the_first_merge_is_undone() -> None:
    text = (
        '[teams.b]\nmerged = [{ into = "a", on = 2026-01-02 }]\n'
        '[teams.a]\nmerged = [{ into = "b", on = 2026-01-01, undone = 2026-01-02 }]\n'
    )
    assert organisation_of(text)[2:] == (
        TeamsMerged("organisation/team/a/merged/2026-01-01/b", NEW_YEAR, "a", "b"),
        TeamMergeUndone("organisation/team/a/merge-undone/2026-01-02/b", NEW_YEAR + DAY, "a"),
        TeamsMerged("organisation/team/b/merged/2026-01-02/a", NEW_YEAR + DAY, "b", "a"),
    )


def test_a_bare_member_belongs_to_a_team_for_as_long_as_there_is_one_and_another_for_a_while() -> None:
    text = '[teams.a]\nmembers = [{ person = "U1", since = 2026-01-01, until = 2026-01-02 }, "U2"]\n'
    assert organisation_of(text) == (
        NAMED_A,
        MemberJoined("organisation/team/a/joined/always/388156ca7e6b", 0, "U2", "a"),
        MemberJoined("organisation/team/a/joined/2026-01-01/ba30d0d3082e", NEW_YEAR, "U1", "a"),
        MemberLeft("organisation/team/a/left/2026-01-02/ba30d0d3082e", NEW_YEAR + DAY, "U1", "a"),
    )


@pytest.mark.parametrize("never", ["9999-12-31", "9999-12-31T23:59:59-23:59", "'2200-01-01'"])
def test_what_ends_in_the_year_9999_has_no_end(never: str) -> None:
    text = f'[teams.a]\nmembers = [{{ person = "U1", since = 2026-01-01, until = {never} }}]\n'
    assert organisation_of(text) == (
        NAMED_A,
        MemberJoined("organisation/team/a/joined/2026-01-01/ba30d0d3082e", NEW_YEAR, "U1", "a"),
    )


def test_a_channel_passes_from_team_to_team_and_at_last_to_nobody() -> None:
    text = TWO_TEAMS + (
        "[channels.C1]\nowners = [\n"
        '{ team = "b", since = 2026-01-01, until = 2026-01-02 },\n{ team = "a", until = 2026-01-01 },\n]\n'
    )
    assert organisation_of(text)[2:] == (
        OwnerChanged("organisation/channel/C1/owner/always/a", 0, OwnedKind.CHANNEL, "C1", "a"),
        OwnerChanged("organisation/channel/C1/owner/2026-01-01/b", NEW_YEAR, OwnedKind.CHANNEL, "C1", "b"),
        OwnerChanged("organisation/channel/C1/owner/2026-01-02", NEW_YEAR + DAY, OwnedKind.CHANNEL, "C1", None),
    )


def test_a_service_has_a_name_aliases_an_owner_and_merges() -> None:
    text = (
        "[teams.a]\n[services.shop]\n"
        '[services.api]\nname = "API"\naliases = ["the/api"]\nowner = "a"\n'
        'merged = [{ into = "shop", on = 2026-01-01, split = 2026-01-02 }]\n'
    )
    assert organisation_of(text) == (
        NAMED_A,
        ServiceNamed("organisation/service/shop/named/shop", 0, "shop", "shop"),
        ServiceNamed("organisation/service/api/named/API", 0, "api", "API"),
        ServiceAliased("organisation/service/api/alias/the%2Fapi", 0, "api", "the/api"),
        OwnerChanged("organisation/service/api/owner/always/a", 0, OwnedKind.SERVICE, "api", "a"),
        ServicesMerged("organisation/service/api/merged/2026-01-01/shop", NEW_YEAR, "api", "shop"),
        ServiceSplit("organisation/service/api/split/2026-01-02/shop", NEW_YEAR + DAY, "api"),
    )


@pytest.mark.parametrize(
    ("written", "at", "named"),
    [
        ("1970-01-01", 0, "always"),
        ("2024-02-29", 1_709_164_800_000_000, "2024-02-29"),
        ("2026-01-01T02:00:00+02:00", NEW_YEAR, "2026-01-01"),
        ("2026-01-01 01:30:00", NEW_YEAR + HOUR * 3 // 2, "2026-01-01T01:30:00Z"),
        ('"2025-12-31T22:00-03:00"', NEW_YEAR + HOUR, "2026-01-01T01:00:00Z"),
        ("2026-01-01T00:00:00.000120Z", NEW_YEAR + 120, "2026-01-01T00:00:00.000120Z"),
        ("2099-12-31", 4_102_358_400_000_000, "2099-12-31"),
    ],
)
def test_a_date_may_have_a_time_and_an_offset(written: str, at: Instant, named: str) -> None:
    assert organisation_of(f"[teams.a]\nsince = {written}\n") == (
        TeamNamed(f"organisation/team/a/named/{named}/a", at, "a", "a"),
    )


def test_the_example_tells_of_all_that_can_change_at_acme() -> None:
    changes = [event for event in organisation_of(EXAMPLE.read_text(encoding="utf-8")) if event.at >= NEW_YEAR]
    expected: list[Event] = [
        MemberJoined(
            "organisation/team/platform/joined/2026-01-12/efd32204843a", NEW_YEAR + 11 * DAY, "U05JONASB", "platform"
        ),
        TeamNamed("organisation/team/payments/named/2026-01-19/Money", NEW_YEAR + 18 * DAY, "payments", "Money"),
    ]
    assert changes == expected


def test_no_two_events_of_the_example_have_the_same_id() -> None:
    ids = [event.id for event in organisation_of(EXAMPLE.read_text(encoding="utf-8"))]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = \n", "line 1, column 5: this is not TOML (Invalid value)."),
        ("\n# ...\na" + ".a" * 201 + " = 1\n", "line 3: more than 200 dots; write it on several lines."),
        (
            "[teams]\n"
            + "".join(f"{i}.merged = [{{ into = '{(i + 1) % 20}', on = 2026-01-01 }}]\n" for i in range(20)),
            (
                "line 21, key teams.19.merged[1]: this merge goes round in a circle: "
                "19 -> 0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> 8 -> ... -> 18 -> 19; take one of them out."
            ),
        ),
        ("\nversion = 2\n", "line 2, key version: this version is not known; write `version = 1`."),
        (
            "team = 1\n",
            "line 1, key team: this key is not known; did you mean `teams`?",
        ),
        (
            "nothing = 1\n",
            "line 1, key nothing: this key is not known; write one of version, people, teams, channels, services.",
        ),
        (
            "[teams.a]\n\n[teams.b]\nmember = []\n",
            "line 4, key teams.b.member: this key is not known; did you mean `members`?",
        ),
        ("teams = 3\n", "line 1, key teams: 3 is not a table; write `{ ... }`."),
        ('[teams.""]\n', 'line 1, key teams."": this key is empty; write a name or an id.'),
        (
            "[teams.a]\nname = 5\n",
            'line 2, key teams.a.name: 5 is not a name; write it in quotation marks, "like this".',
        ),
        ("[teams.a]\nmembers = 'U1'\n", "line 2, key teams.a.members: 'U1' is not a list; write `[...]`."),
        (
            "[teams.a]\nsince = 2026\n",
            "line 2, key teams.a.since: 2026 is not a date since 1970; write it like `2026-01-31`.",
        ),
        (
            "[teams.a]\nsince = '2026-02-30'\n",
            "line 2, key teams.a.since: '2026-02-30' is not a date since 1970; write it like `2026-01-31`.",
        ),
        (
            "[teams.a]\nrenamed = [\n  { on = 2026-01-01, to = 'b' }, # and again\n  { on = 2026-01-01, to = 'c' }]\n",
            (
                "line 4, key teams.a.renamed[2].on: 'a' is renamed on 2026-01-01 twice; "
                "write another date, or take one out."
            ),
        ),
        (
            "[teams.a]\nsince = 2026-01-01\nrenamed = [{ on = 2025-01-01, to = 'b' }]\n",
            "line 3, key teams.a.renamed[1].on: 'a' begins on 2026-01-01 under its first name; write a later date.",
        ),
        (
            "[teams.a]\nrenamed = [{ on = 2025-01-01 }]\n",
            "line 2, key teams.a.renamed[1]: `to` is missing; write `to = ...`.",
        ),
        (
            (
                "[[teams.a.members]]\nperson = 'U1'\n[[teams.a.members]]\nperson = 'U2'\nsince = 2026-01-02\n"
                "until = 2026-01-01\n"
            ),
            "line 6, key teams.a.members[2].until: `until` is not after `since`, 2026-01-02; write a later date.",
        ),
        (
            "[teams.a]\nmembers = [\n'U1',\n'U1']\n",
            (
                "line 4, key teams.a.members[2]: 'U1' is already a member then; "
                "give the earlier entry an `until`, or take one out."
            ),
        ),
        (
            "[teams.a]\nsince = 2026-01-01\nmembers = [{ person = 'U1', since = 2025-01-01 }]\n",
            (
                "line 3, key teams.a.members[1].since: this is before 2026-01-01, when the team begins; "
                "write that day or a later one."
            ),
        ),
        (
            "[teams.a]\n[channels.x]\nowner = 'b'\n",
            "line 3, key channels.x.owner: 'b' is not one of the teams (a); write one, or add `[teams.b]`.",
        ),
        (
            TWO_TEAMS + "[channels.x]\nowner = 'a'\nowners = []\n",
            "line 4, key channels.x.owner: `owners` is written too; write only one of `owner` and `owners`.",
        ),
        (
            TWO_TEAMS + "[channels.x]\nowners = [{ team = 'a', since = 2026-01-01 },\n"
            "{ team = 'b', since = 2026-01-01 }]\n",
            (
                "line 5, key channels.x.owners[2]: 'x' has two owners on 2026-01-01; "
                "write another `since`, or take one out."
            ),
        ),
        (
            TWO_TEAMS + "[channels.x]\nowners = [{ team = 'a', until = 2026-01-02 },\n"
            "{ team = 'b', since = 2026-01-01 }]\n",
            (
                "line 5, key channels.x.owners[2]: 'x' has two owners on 2026-01-01; "
                "write another `since`, or take one out."
            ),
        ),
        (
            "[teams]\na.merged = [{ into = 'b', on = 2026-01-01 }]\nb.merged = [{ into = 'a', on = 2026-02-01 }]\n",
            "line 3, key teams.b.merged[1]: this merge goes round in a circle: b -> a -> b; take one of them out.",
        ),
        (
            "[teams.a]\nmerged = [{ into = 'a', on = 2026-01-01 }]\n",
            "line 2, key teams.a.merged[1]: this merge goes round in a circle: a -> a; take one of them out.",
        ),
        (
            TWO_TEAMS + "[teams.c]\nmerged = [{ into = 'a', on = 2026-01-01 }, { into = 'b', on = 2026-01-02 }]\n",
            (
                "line 4, key teams.c.merged[2]: 'c' is already merged then; "
                "give the earlier merge `undone`, or take one out."
            ),
        ),
        (
            "[services.x]\nmerged = [{ into = 'y', on = 2026-01-01 }]\n",
            (
                "line 2, key services.x.merged[1].into: 'y' is not one of the services (x); "
                "write one, or add `[services.y]`."
            ),
        ),
        (
            "[services.x]\naliases = ['z']\n[services.y]\naliases = ['w', 'z']\n",
            "line 4, key services.y.aliases[2]: 'z' is an alias of 'x' already; write it only once.",
        ),
        (
            "[services.x]\naliases = ['Y']\n[services.y]\n",
            (
                "line 2, key services.x.aliases[1]: 'Y' is a service of this file; "
                "take the alias out, or write it as `merged`."
            ),
        ),
        (
            '[teams.a]\nname = "\\u001b[31m"\n',
            ("line 2, key teams.a.name: '\\x1b[31m' is not a name; write 1 to 80 visible characters, on one line."),
        ),
        (
            '[teams."\\u001b"]\n',
            "line 1, key teams.\\x1b: this key is no name and no id; write 1 to 80 visible characters, on one line.",
        ),
        (
            "[teams.a]\n\nsince = 9999-12-31\n",
            "line 3, key teams.a.since: 9999-12-31 lies too far ahead; write a day before 2200-01-01.",
        ),
        (
            '[teams.a]\nmembers = [\n"U1\\u0000"]\n',
            ("line 3, key teams.a.members[1]: 'U1\\x00' holds characters that cannot be seen; write it without them."),
        ),
        (
            "[people.U1]\nexternal = 'yes'\n",
            "line 2, key people.U1.external: 'yes' is not true or false; write one of them without quotation marks.",
        ),
        (
            "[people.U1]\nname = 'Dana'\n",
            "line 2, key people.U1.name: only people of other companies are named here; write `external = true` too.",
        ),
        (
            "[teams.a]\n[channels.x]\nowners = [{ team = 'a' }, { team = 'a' }]\n",
            (
                "line 3, key channels.x.owners[2]: 'x' has two owners from the start; "
                "write another `since`, or take one out."
            ),
        ),
        (
            "[teams.a]\nname = 'Ants'\n[teams.b]\nrenamed = [{ on = 2026-01-01, to = 'ANTS' }]\n",
            "line 3, key teams.b: 'ants' stands for 'a' too; give one of them another name, or take one out.",
        ),
        (
            "[teams.ants]\n[teams.b]\nname = 'Ants'\n",
            "line 2, key teams.b: 'ants' stands for 'ants' too; give one of them another name, or take one out.",
        ),
        (
            "[services.'Card Vault']\n[services.card-vault]\n",
            (
                "line 2, key services.card-vault: 'card-vault' stands for 'Card Vault' too; "
                "give one of them another name, or take one out."
            ),
        ),
        (
            '[people."a.b#"]\nname = """\n[x]\n"""\nexternal = 0\n',
            "line 5, key people.a.b#.external: 0 is not true or false; write one of them without quotation marks.",
        ),
    ],
)
def test_a_mistake_is_named_by_its_line_and_key(text: str, message: str) -> None:
    with pytest.raises(OrganisationError) as error:
        organisation_of(text)
    assert str(error.value) == message


KEYS = st.sampled_from(
    [
        "version",
        "people",
        "teams",
        "channels",
        "services",
        "a",
        "b",
        "name",
        "since",
        "until",
        "renamed",
        "merged",
        "members",
        "on",
        "to",
        "into",
        "undone",
        "split",
        "person",
        "owner",
        "owners",
        "team",
        "aliases",
        "external",
    ]
)
SCALARS = st.sampled_from(
    [
        "1",
        "true",
        "2026-01-01",
        "2026-02-01T10:00:00",
        "10:00:00",
        "'a'",
        "'b'",
        "'2026-01-03'",
        "''",
        "nan",
        "9999-12-31",
        "0001-01-01",
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda values: (
        st.lists(values, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(KEYS, values, max_size=4).map(
            lambda table: "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
        )
    ),
    max_leaves=6,
)
PATHS = st.lists(KEYS, min_size=1, max_size=4).map(".".join)
LINES = (
    st.builds("{} = {}".format, PATHS, VALUES)
    | PATHS.map("[{}]".format)
    | PATHS.map("[[{}]]".format)
    | st.sampled_from(["[teams.a]", "[teams.b]", "[channels.a]", "[services.a]", "[[teams.a.members]]"])
)


@given(st.lists(LINES, max_size=8).map("\n".join) | st.text())
def test_whatever_is_written_is_read_or_refused_as_an_organisation(text: str) -> None:
    events: tuple[Event, ...] = ()
    with contextlib.suppress(OrganisationError):
        events = organisation_of(text)
    assert [event.at for event in events] == sorted(event.at for event in events)
