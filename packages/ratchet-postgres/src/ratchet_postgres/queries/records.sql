-- Do not edit: `make generate` writes this, from ratchet_postgres/layout.py.

-- name: PutInstallation :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into installation_record (record)
select unnest(@record::jsonb[])
on conflict (workspace) do update set
    record = excluded.record;

-- name: DropInstallation :batchexec
-- Let go of the records under some keys.
delete from installation_record as r
using (select unnest(@workspace::text[]) as workspace) as q
where r.workspace = q.workspace;

-- name: AllInstallations :batchmany
-- All records of the kind.
select @n::int as n, r.record from installation_record as r;

-- name: GetInstallation :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@workspace::text[]) as workspace) as q
join installation_record as r on r.workspace = q.workspace;

-- name: PutChannel :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into channel_record (record)
select unnest(@record::jsonb[])
on conflict (id) do update set
    record = excluded.record;

-- name: DropChannel :batchexec
-- Let go of the records under some keys.
delete from channel_record as r
using (select unnest(@id::text[]) as id) as q
where r.id = q.id;

-- name: AllChannels :batchmany
-- All records of the kind.
select @n::int as n, r.record from channel_record as r;

-- name: GetChannel :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@id::text[]) as id) as q
join channel_record as r on r.id = q.id;

-- name: PutChannelSettings :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into channel_settings_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropChannelSettings :batchexec
-- Let go of the records under some keys.
delete from channel_settings_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: AllSettingsOfChannels :batchmany
-- All records of the kind.
select @n::int as n, r.record from channel_settings_record as r;

-- name: GetChannelSettings :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join channel_settings_record as r on r.channel = q.channel;

-- name: PutChannelErasure :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into channel_erasure_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropChannelErasure :batchexec
-- Let go of the records under some keys.
delete from channel_erasure_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: AllChannelErasures :batchmany
-- All records of the kind.
select @n::int as n, r.record from channel_erasure_record as r;

-- name: GetChannelErasure :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join channel_erasure_record as r on r.channel = q.channel;

-- name: PutLesson :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into lesson_record (record)
select unnest(@record::jsonb[])
on conflict (bot, skeleton) do update set
    record = excluded.record;

-- name: DropLesson :batchexec
-- Let go of the records under some keys.
delete from lesson_record as r
using (select unnest(@bot::text[]) as bot, unnest(@skeleton::text[]) as skeleton) as q
where r.bot = q.bot and r.skeleton = q.skeleton;

-- name: AllLessons :batchmany
-- All records of the kind.
select @n::int as n, r.record from lesson_record as r;

-- name: GetLesson :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@bot::text[]) as bot, unnest(@skeleton::text[]) as skeleton) as q
join lesson_record as r on r.bot = q.bot and r.skeleton = q.skeleton;

-- name: PutTrace :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into trace_record (record)
select unnest(@record::jsonb[])
on conflict (channel, alert) do update set
    record = excluded.record;

-- name: DropTrace :batchexec
-- Let go of the records under some keys.
delete from trace_record as r
using (select unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert) as q
where r.channel = q.channel and r.alert = q.alert;

-- name: AllTraces :batchmany
-- All records of the kind.
select @n::int as n, r.record from trace_record as r;

-- name: GetTrace :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert) as q
join trace_record as r on r.channel = q.channel and r.alert = q.alert;

-- name: PutPerson :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into person_record (record)
select unnest(@record::jsonb[])
on conflict (id) do update set
    record = excluded.record;

-- name: DropPerson :batchexec
-- Let go of the records under some keys.
delete from person_record as r
using (select unnest(@id::text[]) as id) as q
where r.id = q.id;

-- name: AllPeople :batchmany
-- All records of the kind.
select @n::int as n, r.record from person_record as r;

-- name: GetPerson :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@id::text[]) as id) as q
join person_record as r on r.id = q.id;

-- name: PutGroup :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into group_record (record)
select unnest(@record::jsonb[])
on conflict (id) do update set
    record = excluded.record;

-- name: DropGroup :batchexec
-- Let go of the records under some keys.
delete from group_record as r
using (select unnest(@id::text[]) as id) as q
where r.id = q.id;

-- name: AllGroups :batchmany
-- All records of the kind.
select @n::int as n, r.record from group_record as r;

-- name: GetGroup :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@id::text[]) as id) as q
join group_record as r on r.id = q.id;

-- name: PutErasure :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into erasure_record (record)
select unnest(@record::jsonb[])
on conflict (person) do update set
    record = excluded.record;

-- name: DropErasure :batchexec
-- Let go of the records under some keys.
delete from erasure_record as r
using (select unnest(@person::text[]) as person) as q
where r.person = q.person;

-- name: AllErasures :batchmany
-- All records of the kind.
select @n::int as n, r.record from erasure_record as r;

-- name: GetErasure :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person) as q
join erasure_record as r on r.person = q.person;

-- name: PutTeamName :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into team_name_record (record)
select unnest(@record::jsonb[])
on conflict (team, since) do update set
    record = excluded.record;

-- name: DropTeamName :batchexec
-- Let go of the records under some keys.
delete from team_name_record as r
using (select unnest(@team::text[]) as team, unnest(@since::bigint[]) as since) as q
where r.team = q.team and r.since = q.since;

-- name: AllTeamNames :batchmany
-- All records of the kind.
select @n::int as n, r.record from team_name_record as r;

-- name: GetTeamName :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@team::text[]) as team, unnest(@since::bigint[]) as since) as q
join team_name_record as r on r.team = q.team and r.since = q.since;

-- name: PutMerge :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into merge_record (record)
select unnest(@record::jsonb[])
on conflict (kind, part, since) do update set
    record = excluded.record;

-- name: DropMerge :batchexec
-- Let go of the records under some keys.
delete from merge_record as r
using (select unnest(@kind::text[]) as kind, unnest(@part::text[]) as part, unnest(@since::bigint[]) as since) as q
where r.kind = q.kind and r.part = q.part and r.since = q.since;

-- name: AllMerges :batchmany
-- All records of the kind.
select @n::int as n, r.record from merge_record as r;

-- name: GetMerge :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@kind::text[]) as kind, unnest(@part::text[]) as part, unnest(@since::bigint[]) as since) as q
join merge_record as r on r.kind = q.kind and r.part = q.part and r.since = q.since;

-- name: PutOwnership :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into ownership_record (record)
select unnest(@record::jsonb[])
on conflict (kind, owned, since) do update set
    record = excluded.record;

-- name: DropOwnership :batchexec
-- Let go of the records under some keys.
delete from ownership_record as r
using (select unnest(@kind::text[]) as kind, unnest(@owned::text[]) as owned, unnest(@since::bigint[]) as since) as q
where r.kind = q.kind and r.owned = q.owned and r.since = q.since;

-- name: AllOwnerships :batchmany
-- All records of the kind.
select @n::int as n, r.record from ownership_record as r;

-- name: GetOwnership :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@kind::text[]) as kind, unnest(@owned::text[]) as owned, unnest(@since::bigint[]) as since) as q
join ownership_record as r on r.kind = q.kind and r.owned = q.owned and r.since = q.since;

-- name: PutMembership :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into membership_record (record)
select unnest(@record::jsonb[])
on conflict (team, person, since) do update set
    record = excluded.record;

-- name: DropMembership :batchexec
-- Let go of the records under some keys.
delete from membership_record as r
using (select unnest(@team::text[]) as team, unnest(@person::text[]) as person, unnest(@since::bigint[]) as since) as q
where r.team = q.team and r.person = q.person and r.since = q.since;

-- name: AllMemberships :batchmany
-- All records of the kind.
select @n::int as n, r.record from membership_record as r;

-- name: GetMembership :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@team::text[]) as team, unnest(@person::text[]) as person, unnest(@since::bigint[]) as since) as q
join membership_record as r on r.team = q.team and r.person = q.person and r.since = q.since;

-- name: PutService :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into service_record (record)
select unnest(@record::jsonb[])
on conflict (key) do update set
    record = excluded.record;

-- name: DropService :batchexec
-- Let go of the records under some keys.
delete from service_record as r
using (select unnest(@key::text[]) as key) as q
where r.key = q.key;

-- name: AllServices :batchmany
-- All records of the kind.
select @n::int as n, r.record from service_record as r;

-- name: GetService :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@key::text[]) as key) as q
join service_record as r on r.key = q.key;

-- name: PutServiceAlias :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into service_alias_record (record)
select unnest(@record::jsonb[])
on conflict (key) do update set
    record = excluded.record;

-- name: DropServiceAlias :batchexec
-- Let go of the records under some keys.
delete from service_alias_record as r
using (select unnest(@key::text[]) as key) as q
where r.key = q.key;

-- name: AllServiceAliases :batchmany
-- All records of the kind.
select @n::int as n, r.record from service_alias_record as r;

-- name: GetServiceAlias :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@key::text[]) as key) as q
join service_alias_record as r on r.key = q.key;

-- name: PutReading :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into reading_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropReading :batchexec
-- Let go of the records under some keys.
delete from reading_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: AllReadings :batchmany
-- All records of the kind.
select @n::int as n, r.record from reading_record as r;

-- name: GetReading :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join reading_record as r on r.channel = q.channel;

-- name: PutCaughtUp :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into caught_up_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropCaughtUp :batchexec
-- Let go of the records under some keys.
delete from caught_up_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: AllCaughtUpChannels :batchmany
-- All records of the kind.
select @n::int as n, r.record from caught_up_record as r;

-- name: GetCaughtUp :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join caught_up_record as r on r.channel = q.channel;

-- name: PutDigest :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into digest_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropDigest :batchexec
-- Let go of the records under some keys.
delete from digest_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: AllDigests :batchmany
-- All records of the kind.
select @n::int as n, r.record from digest_record as r;

-- name: GetDigest :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join digest_record as r on r.channel = q.channel;

-- name: PutBudget :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into budget_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropBudget :batchexec
-- Let go of the records under some keys.
delete from budget_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: GetBudget :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join budget_record as r on r.channel = q.channel;

-- name: PutAlert :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into alert_record (record)
select unnest(@record::jsonb[])
on conflict (fingerprint) do update set
    record = excluded.record;

-- name: DropAlert :batchexec
-- Let go of the records under some keys.
delete from alert_record as r
using (select unnest(@fingerprint::text[]) as fingerprint) as q
where r.fingerprint = q.fingerprint;

-- name: GetAlert :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@fingerprint::text[]) as fingerprint) as q
join alert_record as r on r.fingerprint = q.fingerprint;

-- name: PutAlertTrack :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into alert_track_record (record, folded_name)
select unnest(@record::jsonb[]), unnest(@folded_name::text[])
on conflict (channel, alert) do update set
    record = excluded.record, folded_name = excluded.folded_name;

-- name: DropAlertTrack :batchexec
-- Let go of the records under some keys.
delete from alert_track_record as r
using (select unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert) as q
where r.channel = q.channel and r.alert = q.alert;

-- name: GetAlertTrack :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert) as q
join alert_track_record as r on r.channel = q.channel and r.alert = q.alert;

-- name: AlertTrackOfAlert :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_channel::text[]) as low_channel, unnest(@high_channel::text[]) as high_channel, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.alert = q.alert
        and (r.channel) >= (q.low_channel) and (r.channel) < (q.high_channel)
    order by r.channel limit q.most) as f;

-- name: AlertTrackOfAlertNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_channel::text[]) as low_channel, unnest(@high_channel::text[]) as high_channel, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.alert = q.alert
        and (r.channel) >= (q.low_channel) and (r.channel) < (q.high_channel)
    order by r.channel desc limit q.most) as f;

-- name: AlertTrackInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_folded_name::text[]) as low_folded_name, unnest(@low_alert::text[]) as low_alert, unnest(@high_folded_name::text[]) as high_folded_name, unnest(@high_alert::text[]) as high_alert, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.channel = q.channel
        and (r.folded_name, r.alert) >= (q.low_folded_name, q.low_alert) and (r.folded_name, r.alert) < (q.high_folded_name, q.high_alert)
    order by r.folded_name, r.alert limit q.most) as f;

-- name: AlertTrackInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_folded_name::text[]) as low_folded_name, unnest(@low_alert::text[]) as low_alert, unnest(@high_folded_name::text[]) as high_folded_name, unnest(@high_alert::text[]) as high_alert, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from alert_track_record as r
    where r.channel = q.channel
        and (r.folded_name, r.alert) >= (q.low_folded_name, q.low_alert) and (r.folded_name, r.alert) < (q.high_folded_name, q.high_alert)
    order by r.folded_name desc, r.alert desc limit q.most) as f;

-- name: PutIncident :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into incident_record (record)
select unnest(@record::jsonb[])
on conflict (channel, alert, number) do update set
    record = excluded.record;

-- name: DropIncident :batchexec
-- Let go of the records under some keys.
delete from incident_record as r
using (select unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@number::bigint[]) as number) as q
where r.channel = q.channel and r.alert = q.alert and r.number = q.number;

-- name: GetIncident :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@number::bigint[]) as number) as q
join incident_record as r on r.channel = q.channel and r.alert = q.alert and r.number = q.number;

-- name: IncidentInState :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@state::text[]) as state, unnest(@low_opened_at::bigint[]) as low_opened_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_opened_at::bigint[]) as high_opened_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel and r.state = q.state
        and (r.opened_at, r.alert, r.number) >= (q.low_opened_at, q.low_alert, q.low_number) and (r.opened_at, r.alert, r.number) < (q.high_opened_at, q.high_alert, q.high_number)
    order by r.opened_at, r.alert, r.number limit q.most) as f;

-- name: IncidentInStateNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@state::text[]) as state, unnest(@low_opened_at::bigint[]) as low_opened_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_opened_at::bigint[]) as high_opened_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel and r.state = q.state
        and (r.opened_at, r.alert, r.number) >= (q.low_opened_at, q.low_alert, q.low_number) and (r.opened_at, r.alert, r.number) < (q.high_opened_at, q.high_alert, q.high_number)
    order by r.opened_at desc, r.alert desc, r.number desc limit q.most) as f;

-- name: IncidentInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert, r.number limit q.most) as f;

-- name: IncidentInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert desc, r.number desc limit q.most) as f;

-- name: PutHelpRequest :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into help_request_record (record, waiting, state)
select unnest(@record::jsonb[]), unnest(@waiting::boolean[]), unnest(@state::text[])
on conflict (channel, ts) do update set
    record = excluded.record, waiting = excluded.waiting, state = excluded.state;

-- name: DropHelpRequest :batchexec
-- Let go of the records under some keys.
delete from help_request_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts;

-- name: GetHelpRequest :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join help_request_record as r on r.channel = q.channel and r.ts = q.ts;

-- name: HelpRequestAskedBy :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@asker::text[]) as asker, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel and r.asker = q.asker
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at, r.ts limit q.most) as f;

-- name: HelpRequestAskedByNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@asker::text[]) as asker, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel and r.asker = q.asker
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at desc, r.ts desc limit q.most) as f;

-- name: HelpRequestAboutService :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@service::text[]) as service, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_channel::text[]) as low_channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_channel::text[]) as high_channel, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.service = q.service
        and (r.asked_at, r.channel, r.ts) >= (q.low_asked_at, q.low_channel, q.low_ts) and (r.asked_at, r.channel, r.ts) < (q.high_asked_at, q.high_channel, q.high_ts)
    order by r.asked_at, r.channel, r.ts limit q.most) as f;

-- name: HelpRequestAboutServiceNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@service::text[]) as service, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_channel::text[]) as low_channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_channel::text[]) as high_channel, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.service = q.service
        and (r.asked_at, r.channel, r.ts) >= (q.low_asked_at, q.low_channel, q.low_ts) and (r.asked_at, r.channel, r.ts) < (q.high_asked_at, q.high_channel, q.high_ts)
    order by r.asked_at desc, r.channel desc, r.ts desc limit q.most) as f;

-- name: HelpRequestInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at, r.ts limit q.most) as f;

-- name: HelpRequestInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at desc, r.ts desc limit q.most) as f;

-- name: HelpRequestWaiting :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.waiting and r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at, r.ts limit q.most) as f;

-- name: HelpRequestWaitingNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_asked_at::bigint[]) as low_asked_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_asked_at::bigint[]) as high_asked_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from help_request_record as r
    where r.waiting and r.channel = q.channel
        and (r.asked_at, r.ts) >= (q.low_asked_at, q.low_ts) and (r.asked_at, r.ts) < (q.high_asked_at, q.high_ts)
    order by r.asked_at desc, r.ts desc limit q.most) as f;

-- name: PutHeldReply :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into held_reply_record (record)
select unnest(@record::jsonb[])
on conflict (channel, thread, ts, person) do update set
    record = excluded.record;

-- name: DropHeldReply :batchexec
-- Let go of the records under some keys.
delete from held_reply_record as r
using (select unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@ts::text[]) as ts, unnest(@person::text[]) as person) as q
where r.channel = q.channel and r.thread = q.thread and r.ts = q.ts and r.person = q.person;

-- name: GetHeldReply :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@ts::text[]) as ts, unnest(@person::text[]) as person) as q
join held_reply_record as r on r.channel = q.channel and r.thread = q.thread and r.ts = q.ts and r.person = q.person;

-- name: HeldReplyInThread :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@low_person::text[]) as low_person, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@high_person::text[]) as high_person, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from held_reply_record as r
    where r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at, r.ts, r.person limit q.most) as f;

-- name: HeldReplyInThreadNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@low_person::text[]) as low_person, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@high_person::text[]) as high_person, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from held_reply_record as r
    where r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at desc, r.ts desc, r.person desc limit q.most) as f;

-- name: PutNotification :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into notification_record (record, deploy)
select unnest(@record::jsonb[]), unnest(@deploy::boolean[])
on conflict (channel, ts) do update set
    record = excluded.record, deploy = excluded.deploy;

-- name: DropNotification :batchexec
-- Let go of the records under some keys.
delete from notification_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts;

-- name: GetNotification :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join notification_record as r on r.channel = q.channel and r.ts = q.ts;

-- name: NotificationDeploys :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@service::text[]) as service, unnest(@low_at::bigint[]) as low_at, unnest(@low_channel::text[]) as low_channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_channel::text[]) as high_channel, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.deploy and r.service = q.service
        and (r.at, r.channel, r.ts) >= (q.low_at, q.low_channel, q.low_ts) and (r.at, r.channel, r.ts) < (q.high_at, q.high_channel, q.high_ts)
    order by r.at, r.channel, r.ts limit q.most) as f;

-- name: NotificationDeploysNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@service::text[]) as service, unnest(@low_at::bigint[]) as low_at, unnest(@low_channel::text[]) as low_channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_channel::text[]) as high_channel, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.deploy and r.service = q.service
        and (r.at, r.channel, r.ts) >= (q.low_at, q.low_channel, q.low_ts) and (r.at, r.channel, r.ts) < (q.high_at, q.high_channel, q.high_ts)
    order by r.at desc, r.channel desc, r.ts desc limit q.most) as f;

-- name: NotificationInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts limit q.most) as f;

-- name: NotificationInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from notification_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts desc limit q.most) as f;

-- name: PutRunbookVersion :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into runbook_version_record (record, active, erasable, source)
select unnest(@record::jsonb[]), unnest(@active::boolean[]), unnest(@erasable::boolean[]), unnest(@source::text[])
on conflict (alert, number) do update set
    record = excluded.record, active = excluded.active, erasable = excluded.erasable, source = excluded.source;

-- name: DropRunbookVersion :batchexec
-- Let go of the records under some keys.
delete from runbook_version_record as r
using (select unnest(@alert::text[]) as alert, unnest(@number::bigint[]) as number) as q
where r.alert = q.alert and r.number = q.number;

-- name: GetRunbookVersion :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@number::bigint[]) as number) as q
join runbook_version_record as r on r.alert = q.alert and r.number = q.number;

-- name: RunbookVersionOfAlert :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number limit q.most) as f;

-- name: RunbookVersionOfAlertNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number desc limit q.most) as f;

-- name: RunbookVersionActive :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.active and r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number limit q.most) as f;

-- name: RunbookVersionActiveNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.active and r.alert = q.alert
        and (r.number) >= (q.low_number) and (r.number) < (q.high_number)
    order by r.number desc limit q.most) as f;

-- name: RunbookVersionOfPerson :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@author::text[]) as author, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.erasable and r.author = q.author
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert, r.number limit q.most) as f;

-- name: RunbookVersionOfPersonNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@author::text[]) as author, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.erasable and r.author = q.author
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert desc, r.number desc limit q.most) as f;

-- name: RunbookVersionCiting :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@source::text[]) as source, unnest(@low_written_at::bigint[]) as low_written_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_written_at::bigint[]) as high_written_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.source = q.source
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at, r.alert, r.number limit q.most) as f;

-- name: RunbookVersionCitingNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@source::text[]) as source, unnest(@low_written_at::bigint[]) as low_written_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_written_at::bigint[]) as high_written_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.source = q.source
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at desc, r.alert desc, r.number desc limit q.most) as f;

-- name: RunbookVersionInState :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@state::text[]) as state, unnest(@low_written_at::bigint[]) as low_written_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_written_at::bigint[]) as high_written_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.state = q.state
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at, r.alert, r.number limit q.most) as f;

-- name: RunbookVersionInStateNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@state::text[]) as state, unnest(@low_written_at::bigint[]) as low_written_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_written_at::bigint[]) as high_written_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_version_record as r
    where r.state = q.state
        and (r.written_at, r.alert, r.number) >= (q.low_written_at, q.low_alert, q.low_number) and (r.written_at, r.alert, r.number) < (q.high_written_at, q.high_alert, q.high_number)
    order by r.written_at desc, r.alert desc, r.number desc limit q.most) as f;

-- name: PutRunbookVote :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into runbook_vote_record (record)
select unnest(@record::jsonb[])
on conflict (alert, version, person) do update set
    record = excluded.record;

-- name: DropRunbookVote :batchexec
-- Let go of the records under some keys.
delete from runbook_vote_record as r
using (select unnest(@alert::text[]) as alert, unnest(@version::bigint[]) as version, unnest(@person::text[]) as person) as q
where r.alert = q.alert and r.version = q.version and r.person = q.person;

-- name: GetRunbookVote :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@version::bigint[]) as version, unnest(@person::text[]) as person) as q
join runbook_vote_record as r on r.alert = q.alert and r.version = q.version and r.person = q.person;

-- name: RunbookVoteOfVersion :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@version::bigint[]) as version, unnest(@low_at::bigint[]) as low_at, unnest(@low_person::text[]) as low_person, unnest(@high_at::bigint[]) as high_at, unnest(@high_person::text[]) as high_person, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_vote_record as r
    where r.alert = q.alert and r.version = q.version
        and (r.at, r.person) >= (q.low_at, q.low_person) and (r.at, r.person) < (q.high_at, q.high_person)
    order by r.at, r.person limit q.most) as f;

-- name: RunbookVoteOfVersionNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@version::bigint[]) as version, unnest(@low_at::bigint[]) as low_at, unnest(@low_person::text[]) as low_person, unnest(@high_at::bigint[]) as high_at, unnest(@high_person::text[]) as high_person, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from runbook_vote_record as r
    where r.alert = q.alert and r.version = q.version
        and (r.at, r.person) >= (q.low_at, q.low_person) and (r.at, r.person) < (q.high_at, q.high_person)
    order by r.at desc, r.person desc limit q.most) as f;

-- name: PutMute :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into mute_record (record, reasoned, ending_at, scope)
select unnest(@record::jsonb[]), unnest(@reasoned::boolean[]), unnest(@ending_at::bigint[]), unnest(@scope::text[])
on conflict (alert, id) do update set
    record = excluded.record, reasoned = excluded.reasoned, ending_at = excluded.ending_at, scope = excluded.scope;

-- name: DropMute :batchexec
-- Let go of the records under some keys.
delete from mute_record as r
using (select unnest(@alert::text[]) as alert, unnest(@id::text[]) as id) as q
where r.alert = q.alert and r.id = q.id;

-- name: GetMute :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@id::text[]) as id) as q
join mute_record as r on r.alert = q.alert and r.id = q.id;

-- name: MuteEnding :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_ending_at::bigint[]) as low_ending_at, unnest(@low_id::text[]) as low_id, unnest(@high_ending_at::bigint[]) as high_ending_at, unnest(@high_id::text[]) as high_id, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.alert = q.alert
        and (r.ending_at, r.id) >= (q.low_ending_at, q.low_id) and (r.ending_at, r.id) < (q.high_ending_at, q.high_id)
    order by r.ending_at, r.id limit q.most) as f;

-- name: MuteEndingNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@alert::text[]) as alert, unnest(@low_ending_at::bigint[]) as low_ending_at, unnest(@low_id::text[]) as low_id, unnest(@high_ending_at::bigint[]) as high_ending_at, unnest(@high_id::text[]) as high_id, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.alert = q.alert
        and (r.ending_at, r.id) >= (q.low_ending_at, q.low_id) and (r.ending_at, r.id) < (q.high_ending_at, q.high_id)
    order by r.ending_at desc, r.id desc limit q.most) as f;

-- name: MuteInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@scope::text[]) as scope, unnest(@low_ending_at::bigint[]) as low_ending_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_id::text[]) as low_id, unnest(@high_ending_at::bigint[]) as high_ending_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_id::text[]) as high_id, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.scope = q.scope
        and (r.ending_at, r.alert, r.id) >= (q.low_ending_at, q.low_alert, q.low_id) and (r.ending_at, r.alert, r.id) < (q.high_ending_at, q.high_alert, q.high_id)
    order by r.ending_at, r.alert, r.id limit q.most) as f;

-- name: MuteInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@scope::text[]) as scope, unnest(@low_ending_at::bigint[]) as low_ending_at, unnest(@low_alert::text[]) as low_alert, unnest(@low_id::text[]) as low_id, unnest(@high_ending_at::bigint[]) as high_ending_at, unnest(@high_alert::text[]) as high_alert, unnest(@high_id::text[]) as high_id, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.scope = q.scope
        and (r.ending_at, r.alert, r.id) >= (q.low_ending_at, q.low_alert, q.low_id) and (r.ending_at, r.alert, r.id) < (q.high_ending_at, q.high_alert, q.high_id)
    order by r.ending_at desc, r.alert desc, r.id desc limit q.most) as f;

-- name: MuteOfPerson :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person, unnest(@low_alert::text[]) as low_alert, unnest(@low_id::text[]) as low_id, unnest(@high_alert::text[]) as high_alert, unnest(@high_id::text[]) as high_id, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.reasoned and r.person = q.person
        and (r.alert, r.id) >= (q.low_alert, q.low_id) and (r.alert, r.id) < (q.high_alert, q.high_id)
    order by r.alert, r.id limit q.most) as f;

-- name: MuteOfPersonNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person, unnest(@low_alert::text[]) as low_alert, unnest(@low_id::text[]) as low_id, unnest(@high_alert::text[]) as high_alert, unnest(@high_id::text[]) as high_id, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from mute_record as r
    where r.reasoned and r.person = q.person
        and (r.alert, r.id) >= (q.low_alert, q.low_id) and (r.alert, r.id) < (q.high_alert, q.high_id)
    order by r.alert desc, r.id desc limit q.most) as f;

-- name: PutIncidentMark :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into incident_mark_record (record, reasoned)
select unnest(@record::jsonb[]), unnest(@reasoned::boolean[])
on conflict (channel, alert, number) do update set
    record = excluded.record, reasoned = excluded.reasoned;

-- name: DropIncidentMark :batchexec
-- Let go of the records under some keys.
delete from incident_mark_record as r
using (select unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@number::bigint[]) as number) as q
where r.channel = q.channel and r.alert = q.alert and r.number = q.number;

-- name: GetIncidentMark :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@number::bigint[]) as number) as q
join incident_mark_record as r on r.channel = q.channel and r.alert = q.alert and r.number = q.number;

-- name: IncidentMarkOfPerson :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person, unnest(@low_channel::text[]) as low_channel, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_channel::text[]) as high_channel, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.reasoned and r.person = q.person
        and (r.channel, r.alert, r.number) >= (q.low_channel, q.low_alert, q.low_number) and (r.channel, r.alert, r.number) < (q.high_channel, q.high_alert, q.high_number)
    order by r.channel, r.alert, r.number limit q.most) as f;

-- name: IncidentMarkOfPersonNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person, unnest(@low_channel::text[]) as low_channel, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_channel::text[]) as high_channel, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.reasoned and r.person = q.person
        and (r.channel, r.alert, r.number) >= (q.low_channel, q.low_alert, q.low_number) and (r.channel, r.alert, r.number) < (q.high_channel, q.high_alert, q.high_number)
    order by r.channel desc, r.alert desc, r.number desc limit q.most) as f;

-- name: IncidentMarkInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert, r.number limit q.most) as f;

-- name: IncidentMarkInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_alert::text[]) as low_alert, unnest(@low_number::bigint[]) as low_number, unnest(@high_alert::text[]) as high_alert, unnest(@high_number::bigint[]) as high_number, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from incident_mark_record as r
    where r.channel = q.channel
        and (r.alert, r.number) >= (q.low_alert, q.low_number) and (r.alert, r.number) < (q.high_alert, q.high_number)
    order by r.alert desc, r.number desc limit q.most) as f;

-- name: PutTick :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into tick_record (record, counts)
select unnest(@record::jsonb[]), unnest(@counts::boolean[])
on conflict (channel, ts, person, name) do update set
    record = excluded.record, counts = excluded.counts;

-- name: DropTick :batchexec
-- Let go of the records under some keys.
delete from tick_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@person::text[]) as person, unnest(@name::text[]) as name) as q
where r.channel = q.channel and r.ts = q.ts and r.person = q.person and r.name = q.name;

-- name: GetTick :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@person::text[]) as person, unnest(@name::text[]) as name) as q
join tick_record as r on r.channel = q.channel and r.ts = q.ts and r.person = q.person and r.name = q.name;

-- name: TickInThread :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@root_channel::text[]) as root_channel, unnest(@root_ts::text[]) as root_ts, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@low_person::text[]) as low_person, unnest(@low_name::text[]) as low_name, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@high_person::text[]) as high_person, unnest(@high_name::text[]) as high_name, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from tick_record as r
    where r.counts and r.root_channel = q.root_channel and r.root_ts = q.root_ts
        and (r.at, r.ts, r.person, r.name) >= (q.low_at, q.low_ts, q.low_person, q.low_name) and (r.at, r.ts, r.person, r.name) < (q.high_at, q.high_ts, q.high_person, q.high_name)
    order by r.at, r.ts, r.person, r.name limit q.most) as f;

-- name: TickInThreadNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@root_channel::text[]) as root_channel, unnest(@root_ts::text[]) as root_ts, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@low_person::text[]) as low_person, unnest(@low_name::text[]) as low_name, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@high_person::text[]) as high_person, unnest(@high_name::text[]) as high_name, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from tick_record as r
    where r.counts and r.root_channel = q.root_channel and r.root_ts = q.root_ts
        and (r.at, r.ts, r.person, r.name) >= (q.low_at, q.low_ts, q.low_person, q.low_name) and (r.at, r.ts, r.person, r.name) < (q.high_at, q.high_ts, q.high_person, q.high_name)
    order by r.at desc, r.ts desc, r.person desc, r.name desc limit q.most) as f;

-- name: PutGivenAnswer :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into given_answer_record (record)
select unnest(@record::jsonb[])
on conflict (channel, ts) do update set
    record = excluded.record;

-- name: DropGivenAnswer :batchexec
-- Let go of the records under some keys.
delete from given_answer_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts;

-- name: GetGivenAnswer :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join given_answer_record as r on r.channel = q.channel and r.ts = q.ts;

-- name: PutCitation :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into citation_record (record)
select unnest(@record::jsonb[])
on conflict (channel, ts, alert, request_channel, request_ts) do update set
    record = excluded.record;

-- name: DropCitation :batchexec
-- Let go of the records under some keys.
delete from citation_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@alert::text[]) as alert, unnest(@request_channel::text[]) as request_channel, unnest(@request_ts::text[]) as request_ts) as q
where r.channel = q.channel and r.ts = q.ts and r.alert = q.alert and r.request_channel = q.request_channel and r.request_ts = q.request_ts;

-- name: GetCitation :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@alert::text[]) as alert, unnest(@request_channel::text[]) as request_channel, unnest(@request_ts::text[]) as request_ts) as q
join citation_record as r on r.channel = q.channel and r.ts = q.ts and r.alert = q.alert and r.request_channel = q.request_channel and r.request_ts = q.request_ts;

-- name: CitationOfMessage :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@low_alert::text[]) as low_alert, unnest(@low_request_channel::text[]) as low_request_channel, unnest(@low_request_ts::text[]) as low_request_ts, unnest(@high_alert::text[]) as high_alert, unnest(@high_request_channel::text[]) as high_request_channel, unnest(@high_request_ts::text[]) as high_request_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel and r.ts = q.ts
        and (r.alert, r.request_channel, r.request_ts) >= (q.low_alert, q.low_request_channel, q.low_request_ts) and (r.alert, r.request_channel, r.request_ts) < (q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.alert, r.request_channel, r.request_ts limit q.most) as f;

-- name: CitationOfMessageNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@low_alert::text[]) as low_alert, unnest(@low_request_channel::text[]) as low_request_channel, unnest(@low_request_ts::text[]) as low_request_ts, unnest(@high_alert::text[]) as high_alert, unnest(@high_request_channel::text[]) as high_request_channel, unnest(@high_request_ts::text[]) as high_request_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel and r.ts = q.ts
        and (r.alert, r.request_channel, r.request_ts) >= (q.low_alert, q.low_request_channel, q.low_request_ts) and (r.alert, r.request_channel, r.request_ts) < (q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.alert desc, r.request_channel desc, r.request_ts desc limit q.most) as f;

-- name: CitationInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_ts::text[]) as low_ts, unnest(@low_alert::text[]) as low_alert, unnest(@low_request_channel::text[]) as low_request_channel, unnest(@low_request_ts::text[]) as low_request_ts, unnest(@high_ts::text[]) as high_ts, unnest(@high_alert::text[]) as high_alert, unnest(@high_request_channel::text[]) as high_request_channel, unnest(@high_request_ts::text[]) as high_request_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel
        and (r.ts, r.alert, r.request_channel, r.request_ts) >= (q.low_ts, q.low_alert, q.low_request_channel, q.low_request_ts) and (r.ts, r.alert, r.request_channel, r.request_ts) < (q.high_ts, q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.ts, r.alert, r.request_channel, r.request_ts limit q.most) as f;

-- name: CitationInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_ts::text[]) as low_ts, unnest(@low_alert::text[]) as low_alert, unnest(@low_request_channel::text[]) as low_request_channel, unnest(@low_request_ts::text[]) as low_request_ts, unnest(@high_ts::text[]) as high_ts, unnest(@high_alert::text[]) as high_alert, unnest(@high_request_channel::text[]) as high_request_channel, unnest(@high_request_ts::text[]) as high_request_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from citation_record as r
    where r.channel = q.channel
        and (r.ts, r.alert, r.request_channel, r.request_ts) >= (q.low_ts, q.low_alert, q.low_request_channel, q.low_request_ts) and (r.ts, r.alert, r.request_channel, r.request_ts) < (q.high_ts, q.high_alert, q.high_request_channel, q.high_request_ts)
    order by r.ts desc, r.alert desc, r.request_channel desc, r.request_ts desc limit q.most) as f;

-- name: PutLook :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into look_record (record, counts)
select unnest(@record::jsonb[]), unnest(@counts::boolean[])
on conflict (channel, ts, person) do update set
    record = excluded.record, counts = excluded.counts;

-- name: DropLook :batchexec
-- Let go of the records under some keys.
delete from look_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@person::text[]) as person) as q
where r.channel = q.channel and r.ts = q.ts and r.person = q.person;

-- name: GetLook :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts, unnest(@person::text[]) as person) as q
join look_record as r on r.channel = q.channel and r.ts = q.ts and r.person = q.person;

-- name: LookOfAlert :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@low_person::text[]) as low_person, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@high_person::text[]) as high_person, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from look_record as r
    where r.counts and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at, r.ts, r.person limit q.most) as f;

-- name: LookOfAlertNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@low_person::text[]) as low_person, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@high_person::text[]) as high_person, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from look_record as r
    where r.counts and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts, r.person) >= (q.low_at, q.low_ts, q.low_person) and (r.at, r.ts, r.person) < (q.high_at, q.high_ts, q.high_person)
    order by r.at desc, r.ts desc, r.person desc limit q.most) as f;

-- name: PutModelSpending :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into model_spending_record (record)
select unnest(@record::jsonb[])
on conflict (whom, since) do update set
    record = excluded.record;

-- name: DropModelSpending :batchexec
-- Let go of the records under some keys.
delete from model_spending_record as r
using (select unnest(@whom::text[]) as whom, unnest(@since::bigint[]) as since) as q
where r.whom = q.whom and r.since = q.since;

-- name: GetModelSpending :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@whom::text[]) as whom, unnest(@since::bigint[]) as since) as q
join model_spending_record as r on r.whom = q.whom and r.since = q.since;

-- name: PutBotTemplate :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into bot_template_record (record)
select unnest(@record::jsonb[])
on conflict (bot, skeleton) do update set
    record = excluded.record;

-- name: DropBotTemplate :batchexec
-- Let go of the records under some keys.
delete from bot_template_record as r
using (select unnest(@bot::text[]) as bot, unnest(@skeleton::text[]) as skeleton) as q
where r.bot = q.bot and r.skeleton = q.skeleton;

-- name: GetBotTemplate :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@bot::text[]) as bot, unnest(@skeleton::text[]) as skeleton) as q
join bot_template_record as r on r.bot = q.bot and r.skeleton = q.skeleton;

-- name: BotTemplateInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_bot::text[]) as low_bot, unnest(@low_skeleton::text[]) as low_skeleton, unnest(@high_bot::text[]) as high_bot, unnest(@high_skeleton::text[]) as high_skeleton, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from bot_template_record as r
    where r.channel = q.channel
        and (r.bot, r.skeleton) >= (q.low_bot, q.low_skeleton) and (r.bot, r.skeleton) < (q.high_bot, q.high_skeleton)
    order by r.bot, r.skeleton limit q.most) as f;

-- name: BotTemplateInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_bot::text[]) as low_bot, unnest(@low_skeleton::text[]) as low_skeleton, unnest(@high_bot::text[]) as high_bot, unnest(@high_skeleton::text[]) as high_skeleton, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from bot_template_record as r
    where r.channel = q.channel
        and (r.bot, r.skeleton) >= (q.low_bot, q.low_skeleton) and (r.bot, r.skeleton) < (q.high_bot, q.high_skeleton)
    order by r.bot desc, r.skeleton desc limit q.most) as f;

-- name: PutAssistance :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into assistance_record (record)
select unnest(@record::jsonb[])
on conflict (channel, ts) do update set
    record = excluded.record;

-- name: DropAssistance :batchexec
-- Let go of the records under some keys.
delete from assistance_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts;

-- name: GetAssistance :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join assistance_record as r on r.channel = q.channel and r.ts = q.ts;

-- name: PutHandover :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into handover_record (record)
select unnest(@record::jsonb[])
on conflict (channel) do update set
    record = excluded.record;

-- name: DropHandover :batchexec
-- Let go of the records under some keys.
delete from handover_record as r
using (select unnest(@channel::text[]) as channel) as q
where r.channel = q.channel;

-- name: GetHandover :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel) as q
join handover_record as r on r.channel = q.channel;

-- name: PutAlertThread :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into alert_thread_record (record)
select unnest(@record::jsonb[])
on conflict (channel, ts) do update set
    record = excluded.record;

-- name: DropAlertThread :batchexec
-- Let go of the records under some keys.
delete from alert_thread_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts;

-- name: GetAlertThread :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join alert_thread_record as r on r.channel = q.channel and r.ts = q.ts;

-- name: AlertThreadInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from alert_thread_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts limit q.most) as f;

-- name: AlertThreadInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from alert_thread_record as r
    where r.channel = q.channel
        and (r.ts) >= (q.low_ts) and (r.ts) < (q.high_ts)
    order by r.ts desc limit q.most) as f;

-- name: PutMessage :batchexec
-- Keep records under their keys, each in the place of what stood there.
insert into message_record (record, is_question, is_answer, is_note, is_held, has_words)
select unnest(@record::jsonb[]), unnest(@is_question::boolean[]), unnest(@is_answer::boolean[]), unnest(@is_note::boolean[]), unnest(@is_held::boolean[]), unnest(@has_words::boolean[])
on conflict (channel, ts) do update set
    record = excluded.record, is_question = excluded.is_question, is_answer = excluded.is_answer, is_note = excluded.is_note, is_held = excluded.is_held, has_words = excluded.has_words;

-- name: DropMessage :batchexec
-- Let go of the records under some keys.
delete from message_record as r
using (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
where r.channel = q.channel and r.ts = q.ts;

-- name: GetMessage :batchmany
-- The records under some keys.
select q.n::int as n, r.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join message_record as r on r.channel = q.channel and r.ts = q.ts;

-- name: MessageAskedBy :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@person::text[]) as person, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_question and r.channel = q.channel and r.person = q.person
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f;

-- name: MessageAskedByNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@person::text[]) as person, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_question and r.channel = q.channel and r.person = q.person
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f;

-- name: MessageAnswers :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_answer and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f;

-- name: MessageAnswersNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_answer and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f;

-- name: MessageNotes :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_note and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f;

-- name: MessageNotesNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@alert::text[]) as alert, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_note and r.channel = q.channel and r.alert = q.alert
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f;

-- name: MessageHeld :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_held and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f;

-- name: MessageHeldNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@thread::text[]) as thread, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.is_held and r.channel = q.channel and r.thread = q.thread
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f;

-- name: MessageOfPerson :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person, unnest(@low_channel::text[]) as low_channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_channel::text[]) as high_channel, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.person = q.person
        and (r.channel, r.ts) >= (q.low_channel, q.low_ts) and (r.channel, r.ts) < (q.high_channel, q.high_ts)
    order by r.channel, r.ts limit q.most) as f;

-- name: MessageOfPersonNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@person::text[]) as person, unnest(@low_channel::text[]) as low_channel, unnest(@low_ts::text[]) as low_ts, unnest(@high_channel::text[]) as high_channel, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.person = q.person
        and (r.channel, r.ts) >= (q.low_channel, q.low_ts) and (r.channel, r.ts) < (q.high_channel, q.high_ts)
    order by r.channel desc, r.ts desc limit q.most) as f;

-- name: MessageInChannel :batchmany
-- The first records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.channel = q.channel
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at, r.ts limit q.most) as f;

-- name: MessageInChannelNewest :batchmany
-- The last records of some groups, within bounds.
select q.n::int as n, f.record
from (select unnest(@n::int[]) as n, unnest(@channel::text[]) as channel, unnest(@low_at::bigint[]) as low_at, unnest(@low_ts::text[]) as low_ts, unnest(@high_at::bigint[]) as high_at, unnest(@high_ts::text[]) as high_ts, unnest(@most::int[]) as most) as q
cross join lateral (select r.record from message_record as r
    where r.has_words and r.channel = q.channel
        and (r.at, r.ts) >= (q.low_at, q.low_ts) and (r.at, r.ts) < (q.high_at, q.high_ts)
    order by r.at desc, r.ts desc limit q.most) as f;
