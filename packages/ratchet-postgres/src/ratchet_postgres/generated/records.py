"""The queries of `queries/records.sql`. Do not edit: `make generate` writes it."""

from typing import Final

from ratchet_postgres.asking import Statement

PUT_INSTALLATION: Final = Statement(
    """

insert into installation_record (record)
select unnest($1::jsonb[])
on conflict (workspace) do update set
    record = excluded.record
""",
    ("record",),
)
"""Do not edit: `make generate` writes this, from ratchet_postgres/layout.py. Keep records under their keys, each in the place of what stood there."""

DROP_INSTALLATION: Final = Statement(
    """
delete from installation_record as r
using (select unnest($1::text[]) as workspace) as q
where r.workspace = q.workspace
""",
    ("workspace",),
)
"""Let go of the records under some keys."""

ALL_INSTALLATIONS: Final = Statement(
    """
select $1::int as n, r.record from installation_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_INSTALLATION: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as workspace) as q
join installation_record as r on r.workspace = q.workspace
""",
    ("n", "workspace"),
)
"""The records under some keys."""

PUT_CHANNEL: Final = Statement(
    """
insert into channel_record (record)
select unnest($1::jsonb[])
on conflict (id) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_CHANNEL: Final = Statement(
    """
delete from channel_record as r
using (select unnest($1::text[]) as id) as q
where r.id = q.id
""",
    ("id",),
)
"""Let go of the records under some keys."""

ALL_CHANNELS: Final = Statement(
    """
select $1::int as n, r.record from channel_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_CHANNEL: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as id) as q
join channel_record as r on r.id = q.id
""",
    ("n", "id"),
)
"""The records under some keys."""

PUT_CHANNEL_SETTINGS: Final = Statement(
    """
insert into channel_settings_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_CHANNEL_SETTINGS: Final = Statement(
    """
delete from channel_settings_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

ALL_SETTINGS_OF_CHANNELS: Final = Statement(
    """
select $1::int as n, r.record from channel_settings_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_CHANNEL_SETTINGS: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join channel_settings_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_CHANNEL_ERASURE: Final = Statement(
    """
insert into channel_erasure_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_CHANNEL_ERASURE: Final = Statement(
    """
delete from channel_erasure_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

ALL_CHANNEL_ERASURES: Final = Statement(
    """
select $1::int as n, r.record from channel_erasure_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_CHANNEL_ERASURE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join channel_erasure_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_LESSON: Final = Statement(
    """
insert into lesson_record (record)
select unnest($1::jsonb[])
on conflict (bot, skeleton) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_LESSON: Final = Statement(
    """
delete from lesson_record as r
using (select unnest($1::text[]) as bot, unnest($2::text[]) as skeleton) as q
where r.bot = q.bot and r.skeleton = q.skeleton
""",
    ("bot", "skeleton"),
)
"""Let go of the records under some keys."""

ALL_LESSONS: Final = Statement(
    """
select $1::int as n, r.record from lesson_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_LESSON: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as bot, unnest($3::text[]) as skeleton) as q
join lesson_record as r on r.bot = q.bot and r.skeleton = q.skeleton
""",
    ("n", "bot", "skeleton"),
)
"""The records under some keys."""

PUT_TRACE: Final = Statement(
    """
insert into trace_record (record)
select unnest($1::jsonb[])
on conflict (channel, alert) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_TRACE: Final = Statement(
    """
delete from trace_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as alert) as q
where r.channel = q.channel and r.alert = q.alert
""",
    ("channel", "alert"),
)
"""Let go of the records under some keys."""

ALL_TRACES: Final = Statement(
    """
select $1::int as n, r.record from trace_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_TRACE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert) as q
join trace_record as r on r.channel = q.channel and r.alert = q.alert
""",
    ("n", "channel", "alert"),
)
"""The records under some keys."""

PUT_PERSON: Final = Statement(
    """
insert into person_record (record)
select unnest($1::jsonb[])
on conflict (id) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_PERSON: Final = Statement(
    """
delete from person_record as r
using (select unnest($1::text[]) as id) as q
where r.id = q.id
""",
    ("id",),
)
"""Let go of the records under some keys."""

ALL_PEOPLE: Final = Statement(
    """
select $1::int as n, r.record from person_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_PERSON: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as id) as q
join person_record as r on r.id = q.id
""",
    ("n", "id"),
)
"""The records under some keys."""

PUT_GROUP: Final = Statement(
    """
insert into group_record (record)
select unnest($1::jsonb[])
on conflict (id) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_GROUP: Final = Statement(
    """
delete from group_record as r
using (select unnest($1::text[]) as id) as q
where r.id = q.id
""",
    ("id",),
)
"""Let go of the records under some keys."""

ALL_GROUPS: Final = Statement(
    """
select $1::int as n, r.record from group_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_GROUP: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as id) as q
join group_record as r on r.id = q.id
""",
    ("n", "id"),
)
"""The records under some keys."""

PUT_ERASURE: Final = Statement(
    """
insert into erasure_record (record)
select unnest($1::jsonb[])
on conflict (person) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_ERASURE: Final = Statement(
    """
delete from erasure_record as r
using (select unnest($1::text[]) as person) as q
where r.person = q.person
""",
    ("person",),
)
"""Let go of the records under some keys."""

ALL_ERASURES: Final = Statement(
    """
select $1::int as n, r.record from erasure_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_ERASURE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person) as q
join erasure_record as r on r.person = q.person
""",
    ("n", "person"),
)
"""The records under some keys."""

PUT_TEAM_NAME: Final = Statement(
    """
insert into team_name_record (record)
select unnest($1::jsonb[])
on conflict (team, since) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_TEAM_NAME: Final = Statement(
    """
delete from team_name_record as r
using (select unnest($1::text[]) as team, unnest($2::bigint[]) as since) as q
where r.team = q.team and r.since = q.since
""",
    ("team", "since"),
)
"""Let go of the records under some keys."""

ALL_TEAM_NAMES: Final = Statement(
    """
select $1::int as n, r.record from team_name_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_TEAM_NAME: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as team, unnest($3::bigint[]) as since) as q
join team_name_record as r on r.team = q.team and r.since = q.since
""",
    ("n", "team", "since"),
)
"""The records under some keys."""

PUT_MERGE: Final = Statement(
    """
insert into merge_record (record)
select unnest($1::jsonb[])
on conflict (kind, part, since) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_MERGE: Final = Statement(
    """
delete from merge_record as r
using (select unnest($1::text[]) as kind, unnest($2::text[]) as part, unnest($3::bigint[]) as since) as q
where r.kind = q.kind and r.part = q.part and r.since = q.since
""",
    ("kind", "part", "since"),
)
"""Let go of the records under some keys."""

ALL_MERGES: Final = Statement(
    """
select $1::int as n, r.record from merge_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_MERGE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as kind, unnest($3::text[]) as part, unnest($4::bigint[]) as since) as q
join merge_record as r on r.kind = q.kind and r.part = q.part and r.since = q.since
""",
    ("n", "kind", "part", "since"),
)
"""The records under some keys."""

PUT_OWNERSHIP: Final = Statement(
    """
insert into ownership_record (record)
select unnest($1::jsonb[])
on conflict (kind, owned, since) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_OWNERSHIP: Final = Statement(
    """
delete from ownership_record as r
using (select unnest($1::text[]) as kind, unnest($2::text[]) as owned, unnest($3::bigint[]) as since) as q
where r.kind = q.kind and r.owned = q.owned and r.since = q.since
""",
    ("kind", "owned", "since"),
)
"""Let go of the records under some keys."""

ALL_OWNERSHIPS: Final = Statement(
    """
select $1::int as n, r.record from ownership_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_OWNERSHIP: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as kind, unnest($3::text[]) as owned, unnest($4::bigint[]) as since) as q
join ownership_record as r on r.kind = q.kind and r.owned = q.owned and r.since = q.since
""",
    ("n", "kind", "owned", "since"),
)
"""The records under some keys."""

PUT_MEMBERSHIP: Final = Statement(
    """
insert into membership_record (record)
select unnest($1::jsonb[])
on conflict (team, person, since) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_MEMBERSHIP: Final = Statement(
    """
delete from membership_record as r
using (select unnest($1::text[]) as team, unnest($2::text[]) as person, unnest($3::bigint[]) as since) as q
where r.team = q.team and r.person = q.person and r.since = q.since
""",
    ("team", "person", "since"),
)
"""Let go of the records under some keys."""

ALL_MEMBERSHIPS: Final = Statement(
    """
select $1::int as n, r.record from membership_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_MEMBERSHIP: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as team, unnest($3::text[]) as person, unnest($4::bigint[]) as since) as q
join membership_record as r on r.team = q.team and r.person = q.person and r.since = q.since
""",
    ("n", "team", "person", "since"),
)
"""The records under some keys."""

PUT_SERVICE: Final = Statement(
    """
insert into service_record (record)
select unnest($1::jsonb[])
on conflict (key) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_SERVICE: Final = Statement(
    """
delete from service_record as r
using (select unnest($1::text[]) as key) as q
where r.key = q.key
""",
    ("key",),
)
"""Let go of the records under some keys."""

ALL_SERVICES: Final = Statement(
    """
select $1::int as n, r.record from service_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_SERVICE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as key) as q
join service_record as r on r.key = q.key
""",
    ("n", "key"),
)
"""The records under some keys."""

PUT_SERVICE_ALIAS: Final = Statement(
    """
insert into service_alias_record (record)
select unnest($1::jsonb[])
on conflict (key) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_SERVICE_ALIAS: Final = Statement(
    """
delete from service_alias_record as r
using (select unnest($1::text[]) as key) as q
where r.key = q.key
""",
    ("key",),
)
"""Let go of the records under some keys."""

ALL_SERVICE_ALIASES: Final = Statement(
    """
select $1::int as n, r.record from service_alias_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_SERVICE_ALIAS: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as key) as q
join service_alias_record as r on r.key = q.key
""",
    ("n", "key"),
)
"""The records under some keys."""

PUT_READING: Final = Statement(
    """
insert into reading_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_READING: Final = Statement(
    """
delete from reading_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

ALL_READINGS: Final = Statement(
    """
select $1::int as n, r.record from reading_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_READING: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join reading_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_CAUGHT_UP: Final = Statement(
    """
insert into caught_up_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_CAUGHT_UP: Final = Statement(
    """
delete from caught_up_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

ALL_CAUGHT_UP_CHANNELS: Final = Statement(
    """
select $1::int as n, r.record from caught_up_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_CAUGHT_UP: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join caught_up_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_DIGEST: Final = Statement(
    """
insert into digest_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_DIGEST: Final = Statement(
    """
delete from digest_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

ALL_DIGESTS: Final = Statement(
    """
select $1::int as n, r.record from digest_record as r
""",
    ("n",),
)
"""All records of the kind."""

GET_DIGEST: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join digest_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_BUDGET: Final = Statement(
    """
insert into budget_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_BUDGET: Final = Statement(
    """
delete from budget_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

GET_BUDGET: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join budget_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_ALERT: Final = Statement(
    """
insert into alert_record (record)
select unnest($1::jsonb[])
on conflict (fingerprint) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_ALERT: Final = Statement(
    """
delete from alert_record as r
using (select unnest($1::text[]) as fingerprint) as q
where r.fingerprint = q.fingerprint
""",
    ("fingerprint",),
)
"""Let go of the records under some keys."""

GET_ALERT: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as fingerprint) as q
join alert_record as r on r.fingerprint = q.fingerprint
""",
    ("n", "fingerprint"),
)
"""The records under some keys."""

PUT_ALERT_TRACK: Final = Statement(
    """
insert into alert_track_record (record, folded_name)
select unnest($1::jsonb[]), unnest($2::text[])
on conflict (channel, alert) do update set
    record = excluded.record, folded_name = excluded.folded_name
""",
    ("record", "folded_name"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_ALERT_TRACK: Final = Statement(
    """
delete from alert_track_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as alert) as q
where r.channel = q.channel and r.alert = q.alert
""",
    ("channel", "alert"),
)
"""Let go of the records under some keys."""

GET_ALERT_TRACK: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert) as q
join alert_track_record as r on r.channel = q.channel and r.alert = q.alert
""",
    ("n", "channel", "alert"),
)
"""The records under some keys."""

ALERT_TRACK_OF_ALERT: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::text[]) as low_channel, unnest($4::text[]) as high_channel, unnest($5::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.alert = q.alert
        and (r.channel) >= (q.low_channel) and (r.channel) < (q.high_channel)
    order by r.channel limit q.most) as f
""",
    ("n", "alert", "low_channel", "high_channel", "most"),
)
"""The first records of some groups, within bounds."""

ALERT_TRACK_OF_ALERT_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::text[]) as low_channel, unnest($4::text[]) as high_channel, unnest($5::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.alert = q.alert
        and (r.channel) >= (q.low_channel) and (r.channel) < (q.high_channel)
    order by r.channel desc limit q.most) as f
""",
    ("n", "alert", "low_channel", "high_channel", "most"),
)
"""The last records of some groups, within bounds."""

ALERT_TRACK_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_folded_name, unnest($4::text[]) as low_alert, unnest($5::text[]) as high_folded_name, unnest($6::text[]) as high_alert, unnest($7::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.channel = q.channel
        and (r.folded_name, r.alert) >= (q.low_folded_name, q.low_alert) and (r.folded_name, r.alert) < (q.high_folded_name, q.high_alert)
    order by r.folded_name, r.alert limit q.most) as f
""",
    ("n", "channel", "low_folded_name", "low_alert", "high_folded_name", "high_alert", "most"),
)
"""The first records of some groups, within bounds."""

ALERT_TRACK_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_folded_name, unnest($4::text[]) as low_alert, unnest($5::text[]) as high_folded_name, unnest($6::text[]) as high_alert, unnest($7::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.channel = q.channel
        and (r.folded_name, r.alert) >= (q.low_folded_name, q.low_alert) and (r.folded_name, r.alert) < (q.high_folded_name, q.high_alert)
    order by r.folded_name desc, r.alert desc limit q.most) as f
""",
    ("n", "channel", "low_folded_name", "low_alert", "high_folded_name", "high_alert", "most"),
)
"""The last records of some groups, within bounds."""

PUT_INCIDENT: Final = Statement(
    """
insert into incident_record (record)
select unnest($1::jsonb[])
on conflict (channel, alert, number) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_INCIDENT: Final = Statement(
    """
delete from incident_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as alert, unnest($3::bigint[]) as number) as q
where r.channel = q.channel and r.alert = q.alert and r.number = q.number
""",
    ("channel", "alert", "number"),
)
"""Let go of the records under some keys."""

GET_INCIDENT: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert, unnest($4::bigint[]) as number) as q
join incident_record as r on r.channel = q.channel and r.alert = q.alert and r.number = q.number
""",
    ("n", "channel", "alert", "number"),
)
"""The records under some keys."""

INCIDENT_IN_STATE: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as state, unnest($4::bigint[]) as low_opened_at, unnest($5::text[]) as low_alert, unnest($6::bigint[]) as low_number, unnest($7::bigint[]) as high_opened_at, unnest($8::text[]) as high_alert, unnest($9::bigint[]) as high_number, unnest($10::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel and r.state = q.state
        and (r.opened_at, r.alert, r.number) >= (q.low_opened_at, q.low_alert, q.low_number) and (r.opened_at, r.alert, r.number) < (q.high_opened_at, q.high_alert, q.high_number)
    order by r.opened_at, r.alert, r.number limit q.most) as f
""",
    (
        "n",
        "channel",
        "state",
        "low_opened_at",
        "low_alert",
        "low_number",
        "high_opened_at",
        "high_alert",
        "high_number",
        "most",
    ),
)
"""The first records of some groups, within bounds."""

INCIDENT_IN_STATE_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as state, unnest($4::bigint[]) as low_opened_at, unnest($5::text[]) as low_alert, unnest($6::bigint[]) as low_number, unnest($7::bigint[]) as high_opened_at, unnest($8::text[]) as high_alert, unnest($9::bigint[]) as high_number, unnest($10::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel and r.state = q.state
        and (r.opened_at, r.alert, r.number) >= (q.low_opened_at, q.low_alert, q.low_number) and (r.opened_at, r.alert, r.number) < (q.high_opened_at, q.high_alert, q.high_number)
    order by r.opened_at desc, r.alert desc, r.number desc limit q.most) as f
""",
    (
        "n",
        "channel",
        "state",
        "low_opened_at",
        "low_alert",
        "low_number",
        "high_opened_at",
        "high_alert",
        "high_number",
        "most",
    ),
)
"""The last records of some groups, within bounds."""

INCIDENT_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_alert, unnest($4::bigint[]) as low_number, unnest($5::text[]) as high_alert, unnest($6::bigint[]) as high_number, unnest($7::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert, r.number limit q.most) as f
""",
    ("n", "channel", "low_alert", "low_number", "high_alert", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

INCIDENT_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_alert, unnest($4::bigint[]) as low_number, unnest($5::text[]) as high_alert, unnest($6::bigint[]) as high_number, unnest($7::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert desc, r.number desc limit q.most) as f
""",
    ("n", "channel", "low_alert", "low_number", "high_alert", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

PUT_HELP_REQUEST: Final = Statement(
    """
insert into help_request_record (record, waiting, state)
select unnest($1::jsonb[]), unnest($2::boolean[]), unnest($3::text[])
on conflict (channel, ts) do update set
    record = excluded.record, waiting = excluded.waiting, state = excluded.state
""",
    ("record", "waiting", "state"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_HELP_REQUEST: Final = Statement(
    """
delete from help_request_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts
""",
    ("channel", "ts"),
)
"""Let go of the records under some keys."""

GET_HELP_REQUEST: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts) as q
join help_request_record as r on r.channel = q.channel and r.ts = q.ts
""",
    ("n", "channel", "ts"),
)
"""The records under some keys."""

HELP_REQUEST_ASKED_BY: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as asker, unnest($4::bigint[]) as low_asked_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_asked_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel and r.asker = q.asker
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at, r.ts limit q.most) as f
""",
    ("n", "channel", "asker", "low_asked_at", "low_ts", "high_asked_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

HELP_REQUEST_ASKED_BY_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as asker, unnest($4::bigint[]) as low_asked_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_asked_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel and r.asker = q.asker
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "asker", "low_asked_at", "low_ts", "high_asked_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

HELP_REQUEST_ABOUT_SERVICE: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as service, unnest($3::bigint[]) as low_asked_at, unnest($4::text[]) as low_channel, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_asked_at, unnest($7::text[]) as high_channel, unnest($8::text[]) as high_ts, unnest($9::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.service = q.service
        and (r.asked_at, r.channel, r.ts) >= (q.low_asked_at, q.low_channel, q.low_ts) and (r.asked_at, r.channel, r.ts) < (q.high_asked_at, q.high_channel, q.high_ts)
    order by r.asked_at, r.channel, r.ts limit q.most) as f
""",
    ("n", "service", "low_asked_at", "low_channel", "low_ts", "high_asked_at", "high_channel", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

HELP_REQUEST_ABOUT_SERVICE_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as service, unnest($3::bigint[]) as low_asked_at, unnest($4::text[]) as low_channel, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_asked_at, unnest($7::text[]) as high_channel, unnest($8::text[]) as high_ts, unnest($9::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.service = q.service
        and (r.asked_at, r.channel, r.ts) >= (q.low_asked_at, q.low_channel, q.low_ts) and (r.asked_at, r.channel, r.ts) < (q.high_asked_at, q.high_channel, q.high_ts)
    order by r.asked_at desc, r.channel desc, r.ts desc limit q.most) as f
""",
    ("n", "service", "low_asked_at", "low_channel", "low_ts", "high_asked_at", "high_channel", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

HELP_REQUEST_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::bigint[]) as low_asked_at, unnest($4::text[]) as low_ts, unnest($5::bigint[]) as high_asked_at, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at, r.ts limit q.most) as f
""",
    ("n", "channel", "low_asked_at", "low_ts", "high_asked_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

HELP_REQUEST_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::bigint[]) as low_asked_at, unnest($4::text[]) as low_ts, unnest($5::bigint[]) as high_asked_at, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "low_asked_at", "low_ts", "high_asked_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

HELP_REQUEST_WAITING: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::bigint[]) as low_asked_at, unnest($4::text[]) as low_ts, unnest($5::bigint[]) as high_asked_at, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.waiting and r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at, r.ts limit q.most) as f
""",
    ("n", "channel", "low_asked_at", "low_ts", "high_asked_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

HELP_REQUEST_WAITING_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::bigint[]) as low_asked_at, unnest($4::text[]) as low_ts, unnest($5::bigint[]) as high_asked_at, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.waiting and r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "low_asked_at", "low_ts", "high_asked_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

PUT_HELD_REPLY: Final = Statement(
    """
insert into held_reply_record (record)
select unnest($1::jsonb[])
on conflict (channel, thread, ts, person) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_HELD_REPLY: Final = Statement(
    """
delete from held_reply_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as thread, unnest($3::text[]) as ts, unnest($4::text[]) as person) as q
where r.channel = q.channel and r.thread = q.thread and r.ts = q.ts and r.person = q.person
""",
    ("channel", "thread", "ts", "person"),
)
"""Let go of the records under some keys."""

GET_HELD_REPLY: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::text[]) as ts, unnest($5::text[]) as person) as q
join held_reply_record as r on r.channel = q.channel and r.thread = q.thread and r.ts = q.ts and r.person = q.person
""",
    ("n", "channel", "thread", "ts", "person"),
)
"""The records under some keys."""

HELD_REPLY_IN_THREAD: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::text[]) as low_person, unnest($7::bigint[]) as high_at, unnest($8::text[]) as high_ts, unnest($9::text[]) as high_person, unnest($10::int[]) as most) as q
cross join lateral (select r.record from held_reply_record as r
    where r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at, r.ts, r.person limit q.most) as f
""",
    ("n", "channel", "thread", "low_at", "low_ts", "low_person", "high_at", "high_ts", "high_person", "most"),
)
"""The first records of some groups, within bounds."""

HELD_REPLY_IN_THREAD_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::text[]) as low_person, unnest($7::bigint[]) as high_at, unnest($8::text[]) as high_ts, unnest($9::text[]) as high_person, unnest($10::int[]) as most) as q
cross join lateral (select r.record from held_reply_record as r
    where r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at desc, r.ts desc, r.person desc limit q.most) as f
""",
    ("n", "channel", "thread", "low_at", "low_ts", "low_person", "high_at", "high_ts", "high_person", "most"),
)
"""The last records of some groups, within bounds."""

PUT_NOTIFICATION: Final = Statement(
    """
insert into notification_record (record, deploy)
select unnest($1::jsonb[]), unnest($2::boolean[])
on conflict (channel, ts) do update set
    record = excluded.record, deploy = excluded.deploy
""",
    ("record", "deploy"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_NOTIFICATION: Final = Statement(
    """
delete from notification_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts
""",
    ("channel", "ts"),
)
"""Let go of the records under some keys."""

GET_NOTIFICATION: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts) as q
join notification_record as r on r.channel = q.channel and r.ts = q.ts
""",
    ("n", "channel", "ts"),
)
"""The records under some keys."""

NOTIFICATION_DEPLOYS: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as service, unnest($3::bigint[]) as low_at, unnest($4::text[]) as low_channel, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_channel, unnest($8::text[]) as high_ts, unnest($9::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.deploy and r.service = q.service
        and (r.at, r.channel, r.ts) >= (q.low_at, q.low_channel, q.low_ts) and (r.at, r.channel, r.ts) < (q.high_at, q.high_channel, q.high_ts)
    order by r.at, r.channel, r.ts limit q.most) as f
""",
    ("n", "service", "low_at", "low_channel", "low_ts", "high_at", "high_channel", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

NOTIFICATION_DEPLOYS_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as service, unnest($3::bigint[]) as low_at, unnest($4::text[]) as low_channel, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_channel, unnest($8::text[]) as high_ts, unnest($9::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.deploy and r.service = q.service
        and (r.at, r.channel, r.ts) >= (q.low_at, q.low_channel, q.low_ts) and (r.at, r.channel, r.ts) < (q.high_at, q.high_channel, q.high_ts)
    order by r.at desc, r.channel desc, r.ts desc limit q.most) as f
""",
    ("n", "service", "low_at", "low_channel", "low_ts", "high_at", "high_channel", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

NOTIFICATION_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_ts, unnest($4::text[]) as high_ts, unnest($5::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts limit q.most) as f
""",
    ("n", "channel", "low_ts", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

NOTIFICATION_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_ts, unnest($4::text[]) as high_ts, unnest($5::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts desc limit q.most) as f
""",
    ("n", "channel", "low_ts", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

PUT_RUNBOOK_VERSION: Final = Statement(
    """
insert into runbook_version_record (record, active, erasable, source)
select unnest($1::jsonb[]), unnest($2::boolean[]), unnest($3::boolean[]), unnest($4::text[])
on conflict (alert, number) do update set
    record = excluded.record, active = excluded.active, erasable = excluded.erasable, source = excluded.source
""",
    ("record", "active", "erasable", "source"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_RUNBOOK_VERSION: Final = Statement(
    """
delete from runbook_version_record as r
using (select unnest($1::text[]) as alert, unnest($2::bigint[]) as number) as q
where r.alert = q.alert and r.number = q.number
""",
    ("alert", "number"),
)
"""Let go of the records under some keys."""

GET_RUNBOOK_VERSION: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as number) as q
join runbook_version_record as r on r.alert = q.alert and r.number = q.number
""",
    ("n", "alert", "number"),
)
"""The records under some keys."""

RUNBOOK_VERSION_OF_ALERT: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as low_number, unnest($4::bigint[]) as high_number, unnest($5::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number limit q.most) as f
""",
    ("n", "alert", "low_number", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

RUNBOOK_VERSION_OF_ALERT_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as low_number, unnest($4::bigint[]) as high_number, unnest($5::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number desc limit q.most) as f
""",
    ("n", "alert", "low_number", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

RUNBOOK_VERSION_ACTIVE: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as low_number, unnest($4::bigint[]) as high_number, unnest($5::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.active and r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number limit q.most) as f
""",
    ("n", "alert", "low_number", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

RUNBOOK_VERSION_ACTIVE_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as low_number, unnest($4::bigint[]) as high_number, unnest($5::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.active and r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number desc limit q.most) as f
""",
    ("n", "alert", "low_number", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

RUNBOOK_VERSION_OF_PERSON: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as author, unnest($3::text[]) as low_alert, unnest($4::bigint[]) as low_number, unnest($5::text[]) as high_alert, unnest($6::bigint[]) as high_number, unnest($7::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.erasable and r.author = q.author
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert, r.number limit q.most) as f
""",
    ("n", "author", "low_alert", "low_number", "high_alert", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

RUNBOOK_VERSION_OF_PERSON_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as author, unnest($3::text[]) as low_alert, unnest($4::bigint[]) as low_number, unnest($5::text[]) as high_alert, unnest($6::bigint[]) as high_number, unnest($7::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.erasable and r.author = q.author
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert desc, r.number desc limit q.most) as f
""",
    ("n", "author", "low_alert", "low_number", "high_alert", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

RUNBOOK_VERSION_CITING: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as source, unnest($3::bigint[]) as low_written_at, unnest($4::text[]) as low_alert, unnest($5::bigint[]) as low_number, unnest($6::bigint[]) as high_written_at, unnest($7::text[]) as high_alert, unnest($8::bigint[]) as high_number, unnest($9::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.source = q.source
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at, r.alert, r.number limit q.most) as f
""",
    (
        "n",
        "source",
        "low_written_at",
        "low_alert",
        "low_number",
        "high_written_at",
        "high_alert",
        "high_number",
        "most",
    ),
)
"""The first records of some groups, within bounds."""

RUNBOOK_VERSION_CITING_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as source, unnest($3::bigint[]) as low_written_at, unnest($4::text[]) as low_alert, unnest($5::bigint[]) as low_number, unnest($6::bigint[]) as high_written_at, unnest($7::text[]) as high_alert, unnest($8::bigint[]) as high_number, unnest($9::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.source = q.source
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at desc, r.alert desc, r.number desc limit q.most) as f
""",
    (
        "n",
        "source",
        "low_written_at",
        "low_alert",
        "low_number",
        "high_written_at",
        "high_alert",
        "high_number",
        "most",
    ),
)
"""The last records of some groups, within bounds."""

RUNBOOK_VERSION_IN_STATE: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as state, unnest($3::bigint[]) as low_written_at, unnest($4::text[]) as low_alert, unnest($5::bigint[]) as low_number, unnest($6::bigint[]) as high_written_at, unnest($7::text[]) as high_alert, unnest($8::bigint[]) as high_number, unnest($9::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.state = q.state
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at, r.alert, r.number limit q.most) as f
""",
    ("n", "state", "low_written_at", "low_alert", "low_number", "high_written_at", "high_alert", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

RUNBOOK_VERSION_IN_STATE_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as state, unnest($3::bigint[]) as low_written_at, unnest($4::text[]) as low_alert, unnest($5::bigint[]) as low_number, unnest($6::bigint[]) as high_written_at, unnest($7::text[]) as high_alert, unnest($8::bigint[]) as high_number, unnest($9::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.state = q.state
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at desc, r.alert desc, r.number desc limit q.most) as f
""",
    ("n", "state", "low_written_at", "low_alert", "low_number", "high_written_at", "high_alert", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

PUT_RUNBOOK_VOTE: Final = Statement(
    """
insert into runbook_vote_record (record)
select unnest($1::jsonb[])
on conflict (alert, version, person) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_RUNBOOK_VOTE: Final = Statement(
    """
delete from runbook_vote_record as r
using (select unnest($1::text[]) as alert, unnest($2::bigint[]) as version, unnest($3::text[]) as person) as q
where r.alert = q.alert and r.version = q.version and r.person = q.person
""",
    ("alert", "version", "person"),
)
"""Let go of the records under some keys."""

GET_RUNBOOK_VOTE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as version, unnest($4::text[]) as person) as q
join runbook_vote_record as r on r.alert = q.alert and r.version = q.version and r.person = q.person
""",
    ("n", "alert", "version", "person"),
)
"""The records under some keys."""

RUNBOOK_VOTE_OF_VERSION: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as version, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_person, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_person, unnest($8::int[]) as most) as q
cross join lateral (select r.record from runbook_vote_record as r
    where r.alert = q.alert and r.version = q.version
        and (r.at, r.person) >= (q.low_at, q.low_person) and (r.at, r.person) < (q.high_at, q.high_person)
    order by r.at, r.person limit q.most) as f
""",
    ("n", "alert", "version", "low_at", "low_person", "high_at", "high_person", "most"),
)
"""The first records of some groups, within bounds."""

RUNBOOK_VOTE_OF_VERSION_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as version, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_person, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_person, unnest($8::int[]) as most) as q
cross join lateral (select r.record from runbook_vote_record as r
    where r.alert = q.alert and r.version = q.version
        and (r.at, r.person) >= (q.low_at, q.low_person) and (r.at, r.person) < (q.high_at, q.high_person)
    order by r.at desc, r.person desc limit q.most) as f
""",
    ("n", "alert", "version", "low_at", "low_person", "high_at", "high_person", "most"),
)
"""The last records of some groups, within bounds."""

PUT_MUTE: Final = Statement(
    """
insert into mute_record (record, reasoned, ending_at, scope)
select unnest($1::jsonb[]), unnest($2::boolean[]), unnest($3::bigint[]), unnest($4::text[])
on conflict (alert, id) do update set
    record = excluded.record, reasoned = excluded.reasoned, ending_at = excluded.ending_at, scope = excluded.scope
""",
    ("record", "reasoned", "ending_at", "scope"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_MUTE: Final = Statement(
    """
delete from mute_record as r
using (select unnest($1::text[]) as alert, unnest($2::text[]) as id) as q
where r.alert = q.alert and r.id = q.id
""",
    ("alert", "id"),
)
"""Let go of the records under some keys."""

GET_MUTE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::text[]) as id) as q
join mute_record as r on r.alert = q.alert and r.id = q.id
""",
    ("n", "alert", "id"),
)
"""The records under some keys."""

MUTE_ENDING: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as low_ending_at, unnest($4::text[]) as low_id, unnest($5::bigint[]) as high_ending_at, unnest($6::text[]) as high_id, unnest($7::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.alert = q.alert
        and (r.ending_at, r.id) >= (q.low_ending_at, q.low_id) and (r.ending_at, r.id) < (q.high_ending_at, q.high_id)
    order by r.ending_at, r.id limit q.most) as f
""",
    ("n", "alert", "low_ending_at", "low_id", "high_ending_at", "high_id", "most"),
)
"""The first records of some groups, within bounds."""

MUTE_ENDING_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as alert, unnest($3::bigint[]) as low_ending_at, unnest($4::text[]) as low_id, unnest($5::bigint[]) as high_ending_at, unnest($6::text[]) as high_id, unnest($7::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.alert = q.alert
        and (r.ending_at, r.id) >= (q.low_ending_at, q.low_id) and (r.ending_at, r.id) < (q.high_ending_at, q.high_id)
    order by r.ending_at desc, r.id desc limit q.most) as f
""",
    ("n", "alert", "low_ending_at", "low_id", "high_ending_at", "high_id", "most"),
)
"""The last records of some groups, within bounds."""

MUTE_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as scope, unnest($3::bigint[]) as low_ending_at, unnest($4::text[]) as low_alert, unnest($5::text[]) as low_id, unnest($6::bigint[]) as high_ending_at, unnest($7::text[]) as high_alert, unnest($8::text[]) as high_id, unnest($9::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.scope = q.scope
        and (r.ending_at, r.alert, r.id) >= (q.low_ending_at, q.low_alert, q.low_id) and (r.ending_at, r.alert, r.id) < (q.high_ending_at, q.high_alert, q.high_id)
    order by r.ending_at, r.alert, r.id limit q.most) as f
""",
    ("n", "scope", "low_ending_at", "low_alert", "low_id", "high_ending_at", "high_alert", "high_id", "most"),
)
"""The first records of some groups, within bounds."""

MUTE_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as scope, unnest($3::bigint[]) as low_ending_at, unnest($4::text[]) as low_alert, unnest($5::text[]) as low_id, unnest($6::bigint[]) as high_ending_at, unnest($7::text[]) as high_alert, unnest($8::text[]) as high_id, unnest($9::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.scope = q.scope
        and (r.ending_at, r.alert, r.id) >= (q.low_ending_at, q.low_alert, q.low_id) and (r.ending_at, r.alert, r.id) < (q.high_ending_at, q.high_alert, q.high_id)
    order by r.ending_at desc, r.alert desc, r.id desc limit q.most) as f
""",
    ("n", "scope", "low_ending_at", "low_alert", "low_id", "high_ending_at", "high_alert", "high_id", "most"),
)
"""The last records of some groups, within bounds."""

MUTE_OF_PERSON: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person, unnest($3::text[]) as low_alert, unnest($4::text[]) as low_id, unnest($5::text[]) as high_alert, unnest($6::text[]) as high_id, unnest($7::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.reasoned and r.person = q.person
        and (r.alert, r.id) >= (q.low_alert, q.low_id) and (r.alert, r.id) < (q.high_alert, q.high_id)
    order by r.alert, r.id limit q.most) as f
""",
    ("n", "person", "low_alert", "low_id", "high_alert", "high_id", "most"),
)
"""The first records of some groups, within bounds."""

MUTE_OF_PERSON_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person, unnest($3::text[]) as low_alert, unnest($4::text[]) as low_id, unnest($5::text[]) as high_alert, unnest($6::text[]) as high_id, unnest($7::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.reasoned and r.person = q.person
        and (r.alert, r.id) >= (q.low_alert, q.low_id) and (r.alert, r.id) < (q.high_alert, q.high_id)
    order by r.alert desc, r.id desc limit q.most) as f
""",
    ("n", "person", "low_alert", "low_id", "high_alert", "high_id", "most"),
)
"""The last records of some groups, within bounds."""

PUT_INCIDENT_MARK: Final = Statement(
    """
insert into incident_mark_record (record, reasoned)
select unnest($1::jsonb[]), unnest($2::boolean[])
on conflict (channel, alert, number) do update set
    record = excluded.record, reasoned = excluded.reasoned
""",
    ("record", "reasoned"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_INCIDENT_MARK: Final = Statement(
    """
delete from incident_mark_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as alert, unnest($3::bigint[]) as number) as q
where r.channel = q.channel and r.alert = q.alert and r.number = q.number
""",
    ("channel", "alert", "number"),
)
"""Let go of the records under some keys."""

GET_INCIDENT_MARK: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert, unnest($4::bigint[]) as number) as q
join incident_mark_record as r on r.channel = q.channel and r.alert = q.alert and r.number = q.number
""",
    ("n", "channel", "alert", "number"),
)
"""The records under some keys."""

INCIDENT_MARK_OF_PERSON: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person, unnest($3::text[]) as low_channel, unnest($4::text[]) as low_alert, unnest($5::bigint[]) as low_number, unnest($6::text[]) as high_channel, unnest($7::text[]) as high_alert, unnest($8::bigint[]) as high_number, unnest($9::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.reasoned and r.person = q.person
        and (r.channel, r.alert, r.number) >= (q.low_channel, q.low_alert, q.low_number) and (r.channel, r.alert, r.number) < (q.high_channel, q.high_alert, q.high_number)
    order by r.channel, r.alert, r.number limit q.most) as f
""",
    ("n", "person", "low_channel", "low_alert", "low_number", "high_channel", "high_alert", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

INCIDENT_MARK_OF_PERSON_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person, unnest($3::text[]) as low_channel, unnest($4::text[]) as low_alert, unnest($5::bigint[]) as low_number, unnest($6::text[]) as high_channel, unnest($7::text[]) as high_alert, unnest($8::bigint[]) as high_number, unnest($9::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.reasoned and r.person = q.person
        and (r.channel, r.alert, r.number) >= (q.low_channel, q.low_alert, q.low_number) and (r.channel, r.alert, r.number) < (q.high_channel, q.high_alert, q.high_number)
    order by r.channel desc, r.alert desc, r.number desc limit q.most) as f
""",
    ("n", "person", "low_channel", "low_alert", "low_number", "high_channel", "high_alert", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

INCIDENT_MARK_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_alert, unnest($4::bigint[]) as low_number, unnest($5::text[]) as high_alert, unnest($6::bigint[]) as high_number, unnest($7::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert, r.number limit q.most) as f
""",
    ("n", "channel", "low_alert", "low_number", "high_alert", "high_number", "most"),
)
"""The first records of some groups, within bounds."""

INCIDENT_MARK_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_alert, unnest($4::bigint[]) as low_number, unnest($5::text[]) as high_alert, unnest($6::bigint[]) as high_number, unnest($7::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert desc, r.number desc limit q.most) as f
""",
    ("n", "channel", "low_alert", "low_number", "high_alert", "high_number", "most"),
)
"""The last records of some groups, within bounds."""

PUT_TICK: Final = Statement(
    """
insert into tick_record (record, counts)
select unnest($1::jsonb[]), unnest($2::boolean[])
on conflict (channel, ts, person, name) do update set
    record = excluded.record, counts = excluded.counts
""",
    ("record", "counts"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_TICK: Final = Statement(
    """
delete from tick_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts, unnest($3::text[]) as person, unnest($4::text[]) as name) as q
where r.channel = q.channel and r.ts = q.ts and r.person = q.person and r.name = q.name
""",
    ("channel", "ts", "person", "name"),
)
"""Let go of the records under some keys."""

GET_TICK: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts, unnest($4::text[]) as person, unnest($5::text[]) as name) as q
join tick_record as r on r.channel = q.channel and r.ts = q.ts and r.person = q.person and r.name = q.name
""",
    ("n", "channel", "ts", "person", "name"),
)
"""The records under some keys."""

TICK_IN_THREAD: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as root_channel, unnest($3::text[]) as root_ts, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::text[]) as low_person, unnest($7::text[]) as low_name, unnest($8::bigint[]) as high_at, unnest($9::text[]) as high_ts, unnest($10::text[]) as high_person, unnest($11::text[]) as high_name, unnest($12::int[]) as most) as q
cross join lateral (select r.record from tick_record as r
    where r.counts and r.root_channel = q.root_channel and r.root_ts = q.root_ts
        and (r.at, r.ts, r.person, r.name) >= (q.low_at, q.low_ts, q.low_person, q.low_name) and (r.at, r.ts, r.person, r.name) < (q.high_at, q.high_ts, q.high_person, q.high_name)
    order by r.at, r.ts, r.person, r.name limit q.most) as f
""",
    (
        "n",
        "root_channel",
        "root_ts",
        "low_at",
        "low_ts",
        "low_person",
        "low_name",
        "high_at",
        "high_ts",
        "high_person",
        "high_name",
        "most",
    ),
)
"""The first records of some groups, within bounds."""

TICK_IN_THREAD_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as root_channel, unnest($3::text[]) as root_ts, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::text[]) as low_person, unnest($7::text[]) as low_name, unnest($8::bigint[]) as high_at, unnest($9::text[]) as high_ts, unnest($10::text[]) as high_person, unnest($11::text[]) as high_name, unnest($12::int[]) as most) as q
cross join lateral (select r.record from tick_record as r
    where r.counts and r.root_channel = q.root_channel and r.root_ts = q.root_ts
        and (r.at, r.ts, r.person, r.name) >= (q.low_at, q.low_ts, q.low_person, q.low_name) and (r.at, r.ts, r.person, r.name) < (q.high_at, q.high_ts, q.high_person, q.high_name)
    order by r.at desc, r.ts desc, r.person desc, r.name desc limit q.most) as f
""",
    (
        "n",
        "root_channel",
        "root_ts",
        "low_at",
        "low_ts",
        "low_person",
        "low_name",
        "high_at",
        "high_ts",
        "high_person",
        "high_name",
        "most",
    ),
)
"""The last records of some groups, within bounds."""

PUT_GIVEN_ANSWER: Final = Statement(
    """
insert into given_answer_record (record)
select unnest($1::jsonb[])
on conflict (channel, ts) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_GIVEN_ANSWER: Final = Statement(
    """
delete from given_answer_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts
""",
    ("channel", "ts"),
)
"""Let go of the records under some keys."""

GET_GIVEN_ANSWER: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts) as q
join given_answer_record as r on r.channel = q.channel and r.ts = q.ts
""",
    ("n", "channel", "ts"),
)
"""The records under some keys."""

PUT_CITATION: Final = Statement(
    """
insert into citation_record (record)
select unnest($1::jsonb[])
on conflict (channel, ts, alert, request_channel, request_ts) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_CITATION: Final = Statement(
    """
delete from citation_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts, unnest($3::text[]) as alert, unnest($4::text[]) as request_channel, unnest($5::text[]) as request_ts) as q
where r.channel = q.channel and r.ts = q.ts and r.alert = q.alert and r.request_channel = q.request_channel and r.request_ts = q.request_ts
""",
    ("channel", "ts", "alert", "request_channel", "request_ts"),
)
"""Let go of the records under some keys."""

GET_CITATION: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts, unnest($4::text[]) as alert, unnest($5::text[]) as request_channel, unnest($6::text[]) as request_ts) as q
join citation_record as r on r.channel = q.channel and r.ts = q.ts and r.alert = q.alert and r.request_channel = q.request_channel and r.request_ts = q.request_ts
""",
    ("n", "channel", "ts", "alert", "request_channel", "request_ts"),
)
"""The records under some keys."""

CITATION_OF_MESSAGE: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts, unnest($4::text[]) as low_alert, unnest($5::text[]) as low_request_channel, unnest($6::text[]) as low_request_ts, unnest($7::text[]) as high_alert, unnest($8::text[]) as high_request_channel, unnest($9::text[]) as high_request_ts, unnest($10::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel and r.ts = q.ts
        and (r.alert, r.request_channel, r.request_ts) >= (q.low_alert, q.low_request_channel, q.low_request_ts) and (r.alert, r.request_channel, r.request_ts) < (q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.alert, r.request_channel, r.request_ts limit q.most) as f
""",
    (
        "n",
        "channel",
        "ts",
        "low_alert",
        "low_request_channel",
        "low_request_ts",
        "high_alert",
        "high_request_channel",
        "high_request_ts",
        "most",
    ),
)
"""The first records of some groups, within bounds."""

CITATION_OF_MESSAGE_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts, unnest($4::text[]) as low_alert, unnest($5::text[]) as low_request_channel, unnest($6::text[]) as low_request_ts, unnest($7::text[]) as high_alert, unnest($8::text[]) as high_request_channel, unnest($9::text[]) as high_request_ts, unnest($10::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel and r.ts = q.ts
        and (r.alert, r.request_channel, r.request_ts) >= (q.low_alert, q.low_request_channel, q.low_request_ts) and (r.alert, r.request_channel, r.request_ts) < (q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.alert desc, r.request_channel desc, r.request_ts desc limit q.most) as f
""",
    (
        "n",
        "channel",
        "ts",
        "low_alert",
        "low_request_channel",
        "low_request_ts",
        "high_alert",
        "high_request_channel",
        "high_request_ts",
        "most",
    ),
)
"""The last records of some groups, within bounds."""

CITATION_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_ts, unnest($4::text[]) as low_alert, unnest($5::text[]) as low_request_channel, unnest($6::text[]) as low_request_ts, unnest($7::text[]) as high_ts, unnest($8::text[]) as high_alert, unnest($9::text[]) as high_request_channel, unnest($10::text[]) as high_request_ts, unnest($11::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel
        and (r.ts, r.alert, r.request_channel, r.request_ts) >= (q.low_ts, q.low_alert, q.low_request_channel, q.low_request_ts) and (r.ts, r.alert, r.request_channel, r.request_ts) < (q.high_ts, q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.ts, r.alert, r.request_channel, r.request_ts limit q.most) as f
""",
    (
        "n",
        "channel",
        "low_ts",
        "low_alert",
        "low_request_channel",
        "low_request_ts",
        "high_ts",
        "high_alert",
        "high_request_channel",
        "high_request_ts",
        "most",
    ),
)
"""The first records of some groups, within bounds."""

CITATION_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_ts, unnest($4::text[]) as low_alert, unnest($5::text[]) as low_request_channel, unnest($6::text[]) as low_request_ts, unnest($7::text[]) as high_ts, unnest($8::text[]) as high_alert, unnest($9::text[]) as high_request_channel, unnest($10::text[]) as high_request_ts, unnest($11::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel
        and (r.ts, r.alert, r.request_channel, r.request_ts) >= (q.low_ts, q.low_alert, q.low_request_channel, q.low_request_ts) and (r.ts, r.alert, r.request_channel, r.request_ts) < (q.high_ts, q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.ts desc, r.alert desc, r.request_channel desc, r.request_ts desc limit q.most) as f
""",
    (
        "n",
        "channel",
        "low_ts",
        "low_alert",
        "low_request_channel",
        "low_request_ts",
        "high_ts",
        "high_alert",
        "high_request_channel",
        "high_request_ts",
        "most",
    ),
)
"""The last records of some groups, within bounds."""

PUT_LOOK: Final = Statement(
    """
insert into look_record (record, counts)
select unnest($1::jsonb[]), unnest($2::boolean[])
on conflict (channel, ts, person) do update set
    record = excluded.record, counts = excluded.counts
""",
    ("record", "counts"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_LOOK: Final = Statement(
    """
delete from look_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts, unnest($3::text[]) as person) as q
where r.channel = q.channel and r.ts = q.ts and r.person = q.person
""",
    ("channel", "ts", "person"),
)
"""Let go of the records under some keys."""

GET_LOOK: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts, unnest($4::text[]) as person) as q
join look_record as r on r.channel = q.channel and r.ts = q.ts and r.person = q.person
""",
    ("n", "channel", "ts", "person"),
)
"""The records under some keys."""

LOOK_OF_ALERT: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::text[]) as low_person, unnest($7::bigint[]) as high_at, unnest($8::text[]) as high_ts, unnest($9::text[]) as high_person, unnest($10::int[]) as most) as q
cross join lateral (select r.record from look_record as r
    where r.counts and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at, r.ts, r.person limit q.most) as f
""",
    ("n", "channel", "alert", "low_at", "low_ts", "low_person", "high_at", "high_ts", "high_person", "most"),
)
"""The first records of some groups, within bounds."""

LOOK_OF_ALERT_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::text[]) as low_person, unnest($7::bigint[]) as high_at, unnest($8::text[]) as high_ts, unnest($9::text[]) as high_person, unnest($10::int[]) as most) as q
cross join lateral (select r.record from look_record as r
    where r.counts and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at desc, r.ts desc, r.person desc limit q.most) as f
""",
    ("n", "channel", "alert", "low_at", "low_ts", "low_person", "high_at", "high_ts", "high_person", "most"),
)
"""The last records of some groups, within bounds."""

PUT_MODEL_SPENDING: Final = Statement(
    """
insert into model_spending_record (record)
select unnest($1::jsonb[])
on conflict (whom, since) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_MODEL_SPENDING: Final = Statement(
    """
delete from model_spending_record as r
using (select unnest($1::text[]) as whom, unnest($2::bigint[]) as since) as q
where r.whom = q.whom and r.since = q.since
""",
    ("whom", "since"),
)
"""Let go of the records under some keys."""

GET_MODEL_SPENDING: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as whom, unnest($3::bigint[]) as since) as q
join model_spending_record as r on r.whom = q.whom and r.since = q.since
""",
    ("n", "whom", "since"),
)
"""The records under some keys."""

PUT_BOT_TEMPLATE: Final = Statement(
    """
insert into bot_template_record (record)
select unnest($1::jsonb[])
on conflict (bot, skeleton) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_BOT_TEMPLATE: Final = Statement(
    """
delete from bot_template_record as r
using (select unnest($1::text[]) as bot, unnest($2::text[]) as skeleton) as q
where r.bot = q.bot and r.skeleton = q.skeleton
""",
    ("bot", "skeleton"),
)
"""Let go of the records under some keys."""

GET_BOT_TEMPLATE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as bot, unnest($3::text[]) as skeleton) as q
join bot_template_record as r on r.bot = q.bot and r.skeleton = q.skeleton
""",
    ("n", "bot", "skeleton"),
)
"""The records under some keys."""

BOT_TEMPLATE_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_bot, unnest($4::text[]) as low_skeleton, unnest($5::text[]) as high_bot, unnest($6::text[]) as high_skeleton, unnest($7::int[]) as most) as q
cross join lateral (select r.record from bot_template_record as r
    where r.channel = q.channel
        and (r.bot, r.skeleton) >= (q.low_bot, q.low_skeleton) and (r.bot, r.skeleton) < (q.high_bot, q.high_skeleton)
    order by r.bot, r.skeleton limit q.most) as f
""",
    ("n", "channel", "low_bot", "low_skeleton", "high_bot", "high_skeleton", "most"),
)
"""The first records of some groups, within bounds."""

BOT_TEMPLATE_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_bot, unnest($4::text[]) as low_skeleton, unnest($5::text[]) as high_bot, unnest($6::text[]) as high_skeleton, unnest($7::int[]) as most) as q
cross join lateral (select r.record from bot_template_record as r
    where r.channel = q.channel
        and (r.bot, r.skeleton) >= (q.low_bot, q.low_skeleton) and (r.bot, r.skeleton) < (q.high_bot, q.high_skeleton)
    order by r.bot desc, r.skeleton desc limit q.most) as f
""",
    ("n", "channel", "low_bot", "low_skeleton", "high_bot", "high_skeleton", "most"),
)
"""The last records of some groups, within bounds."""

PUT_ASSISTANCE: Final = Statement(
    """
insert into assistance_record (record)
select unnest($1::jsonb[])
on conflict (channel, ts) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_ASSISTANCE: Final = Statement(
    """
delete from assistance_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts
""",
    ("channel", "ts"),
)
"""Let go of the records under some keys."""

GET_ASSISTANCE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts) as q
join assistance_record as r on r.channel = q.channel and r.ts = q.ts
""",
    ("n", "channel", "ts"),
)
"""The records under some keys."""

PUT_HANDOVER: Final = Statement(
    """
insert into handover_record (record)
select unnest($1::jsonb[])
on conflict (channel) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_HANDOVER: Final = Statement(
    """
delete from handover_record as r
using (select unnest($1::text[]) as channel) as q
where r.channel = q.channel
""",
    ("channel",),
)
"""Let go of the records under some keys."""

GET_HANDOVER: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel) as q
join handover_record as r on r.channel = q.channel
""",
    ("n", "channel"),
)
"""The records under some keys."""

PUT_ALERT_THREAD: Final = Statement(
    """
insert into alert_thread_record (record)
select unnest($1::jsonb[])
on conflict (channel, ts) do update set
    record = excluded.record
""",
    ("record",),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_ALERT_THREAD: Final = Statement(
    """
delete from alert_thread_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts
""",
    ("channel", "ts"),
)
"""Let go of the records under some keys."""

GET_ALERT_THREAD: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts) as q
join alert_thread_record as r on r.channel = q.channel and r.ts = q.ts
""",
    ("n", "channel", "ts"),
)
"""The records under some keys."""

ALERT_THREAD_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_ts, unnest($4::text[]) as high_ts, unnest($5::int[]) as most) as q
cross join lateral (select r.record from alert_thread_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts limit q.most) as f
""",
    ("n", "channel", "low_ts", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

ALERT_THREAD_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as low_ts, unnest($4::text[]) as high_ts, unnest($5::int[]) as most) as q
cross join lateral (select r.record from alert_thread_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts desc limit q.most) as f
""",
    ("n", "channel", "low_ts", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

PUT_MESSAGE: Final = Statement(
    """
insert into message_record (record, is_question, is_answer, is_note, is_held, has_words)
select unnest($1::jsonb[]), unnest($2::boolean[]), unnest($3::boolean[]), unnest($4::boolean[]), unnest($5::boolean[]), unnest($6::boolean[])
on conflict (channel, ts) do update set
    record = excluded.record, is_question = excluded.is_question, is_answer = excluded.is_answer, is_note = excluded.is_note, is_held = excluded.is_held, has_words = excluded.has_words
""",
    ("record", "is_question", "is_answer", "is_note", "is_held", "has_words"),
)
"""Keep records under their keys, each in the place of what stood there."""

DROP_MESSAGE: Final = Statement(
    """
delete from message_record as r
using (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts
""",
    ("channel", "ts"),
)
"""Let go of the records under some keys."""

GET_MESSAGE: Final = Statement(
    """
select q.n::int as n, r.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as ts) as q
join message_record as r on r.channel = q.channel and r.ts = q.ts
""",
    ("n", "channel", "ts"),
)
"""The records under some keys."""

MESSAGE_ASKED_BY: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as person, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_question and r.channel = q.channel and r.person = q.person
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f
""",
    ("n", "channel", "person", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

MESSAGE_ASKED_BY_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as person, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_question and r.channel = q.channel and r.person = q.person
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "person", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

MESSAGE_ANSWERS: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_answer and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f
""",
    ("n", "channel", "thread", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

MESSAGE_ANSWERS_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_answer and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "thread", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

MESSAGE_NOTES: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_note and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f
""",
    ("n", "channel", "alert", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

MESSAGE_NOTES_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as alert, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_note and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "alert", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

MESSAGE_HELD: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_held and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f
""",
    ("n", "channel", "thread", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

MESSAGE_HELD_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::text[]) as thread, unnest($4::bigint[]) as low_at, unnest($5::text[]) as low_ts, unnest($6::bigint[]) as high_at, unnest($7::text[]) as high_ts, unnest($8::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_held and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "thread", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

MESSAGE_OF_PERSON: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person, unnest($3::text[]) as low_channel, unnest($4::text[]) as low_ts, unnest($5::text[]) as high_channel, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.person = q.person
        and (r.channel, r.ts) >= (q.low_channel, q.low_ts) and (r.channel, r.ts) < (q.high_channel, q.high_ts)
    order by r.channel, r.ts limit q.most) as f
""",
    ("n", "person", "low_channel", "low_ts", "high_channel", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

MESSAGE_OF_PERSON_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as person, unnest($3::text[]) as low_channel, unnest($4::text[]) as low_ts, unnest($5::text[]) as high_channel, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.person = q.person
        and (r.channel, r.ts) >= (q.low_channel, q.low_ts) and (r.channel, r.ts) < (q.high_channel, q.high_ts)
    order by r.channel desc, r.ts desc limit q.most) as f
""",
    ("n", "person", "low_channel", "low_ts", "high_channel", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""

MESSAGE_IN_CHANNEL: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::bigint[]) as low_at, unnest($4::text[]) as low_ts, unnest($5::bigint[]) as high_at, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.channel = q.channel
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f
""",
    ("n", "channel", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The first records of some groups, within bounds."""

MESSAGE_IN_CHANNEL_NEWEST: Final = Statement(
    """
select q.n::int as n, f.record
from (select unnest($1::int[]) as n, unnest($2::text[]) as channel, unnest($3::bigint[]) as low_at, unnest($4::text[]) as low_ts, unnest($5::bigint[]) as high_at, unnest($6::text[]) as high_ts, unnest($7::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.channel = q.channel
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f
""",
    ("n", "channel", "low_at", "low_ts", "high_at", "high_ts", "most"),
)
"""The last records of some groups, within bounds."""
