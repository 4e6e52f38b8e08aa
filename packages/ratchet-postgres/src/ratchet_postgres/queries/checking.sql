-- name: UnevenlyNumberedRunbooks :many
-- The alerts whose runbook's versions are not numbered from 1 without gaps.
select alert from runbook_version_record
group by alert having min(number) <> 1 or max(number) <> count(*) order by alert;

-- name: ContradictoryIncidents :many
-- The incidents that are open and have an end, or that are over and have none.
select concat_ws('/', channel, alert, number)::text as incident from incident_record
where (state = 'open') <> (ended_at is null) order by channel, alert, number;

-- name: MissingTurns :many
-- The turns after which numbers are missing.
select turn::bigint as turn from (
    select turn, lead(turn) over (order by turn) as next from inbox where turn is not null
) as numbered
where next <> turn + 1 order by turn;

-- name: OvertakenEdits :many
-- The edits that wait although newer words for their messages were asked for.
select key from outbox where overtaken and not in_hand order by sequence;

-- name: MiscountedTerms :many
-- The terms of documents that are counted otherwise than they are there.
select coalesce(counted.term, there.term)::text as term
from document_term as counted
full join (select unnest(terms) as term, count(*) as documents from document group by 1) as there on there.term = counted.term
where counted.documents is distinct from there.documents
order by 1;

-- name: MiscountedDocuments :many
-- How many documents there should be, where it is another number.
select documents from document_index where documents <> (select count(*) from document);

-- name: DanglingReferences :many
-- What refers to something that is not there: what, and where it points.
select told::text as told from (
    select 'alert_track ' || concat_ws('/', channel, alert) || ' -> alert' as told
    from alert_track_record as r where not exists (select from alert_record as o where o.fingerprint = r.alert)
    union all
    select 'alert_thread ' || concat_ws('/', channel, ts) || ' -> alert'
    from alert_thread_record as r where not exists (select from alert_record as o where o.fingerprint = r.alert)
    union all
    select 'trace ' || concat_ws('/', channel, alert) || ' -> alert_track'
    from trace_record as r
    where not exists (select from alert_track_record as o where o.channel = r.channel and o.alert = r.alert)
    union all
    select 'incident ' || concat_ws('/', channel, alert, number) || ' -> alert_track'
    from incident_record as r
    where not exists (select from alert_track_record as o where o.channel = r.channel and o.alert = r.alert)
    union all
    select 'incident_mark ' || concat_ws('/', channel, alert, number) || ' -> incident'
    from incident_mark_record as r where not exists (
        select from incident_record as o where o.channel = r.channel and o.alert = r.alert and o.number = r.number
    )
    union all
    select 'mute ' || concat_ws('/', alert, id) || ' -> alert'
    from mute_record as r where not exists (select from alert_record as o where o.fingerprint = r.alert)
    union all
    select 'runbook_version ' || concat_ws('/', alert, number) || ' -> alert'
    from runbook_version_record as r where not exists (select from alert_record as o where o.fingerprint = r.alert)
    union all
    select 'runbook_vote ' || concat_ws('/', alert, version, person) || ' -> runbook_version'
    from runbook_vote_record as r where not exists (
        select from runbook_version_record as o where o.alert = r.alert and o.number = r.version
    )
    union all
    select 'given_answer ' || concat_ws('/', channel, ts) || ' -> help_request'
    from given_answer_record as r
    where not exists (select from help_request_record as o where o.channel = r.channel and o.ts = r.ts)
    union all
    select 'help_request ' || concat_ws('/', channel, ts) || ' -> incident'
    from help_request_record as r where r.incident_number is not null and not exists (
        select from incident_record as o
        where o.channel = r.incident_channel and o.alert = r.incident_alert and o.number = r.incident_number
    )
    union all
    select 'help_request ' || concat_ws('/', channel, ts) || ' -> message'
    from help_request_record as r
    where not exists (select from message_record as o where o.channel = r.channel and o.ts = r.ts)
    union all
    select 'citation ' || concat_ws('/', channel, ts, alert) || ' -> alert'
    from citation_record as r
    where r.alert <> '' and not exists (select from alert_record as o where o.fingerprint = r.alert)
) as dangling
order by told collate "C";

-- name: BackwardIntervals :many
-- What ends before it begins: incidents and mutes.
select told::text as told from (
    select 'incident ' || concat_ws('/', channel, alert, number) as told from incident_record where ended_at < opened_at
    union all
    select 'mute ' || concat_ws('/', alert, id) from mute_record where until < since
) as backward
order by told collate "C";

-- name: CauselessActions :many
-- The actions that no decision asked for, as far as all decisions are kept.
select o.key from outbox as o
where (select min(turn) from inbox where digest is not null) = 1
    and not exists (select from (select unnest(actions) as key from inbox) as asked where asked.key = o.key)
order by o.sequence;

-- name: UnsettledActions :many
-- The actions that still wait although their outcomes were decided.
select o.key from outbox as o
join inbox as i on i.turn is not null and i.event in (o.key || '/done', o.key || '/failed')
order by o.sequence;

-- name: EditedAtOnce :many
-- The messages of which two edits are in hand.
select concat_ws('/', channel, edited)::text as message from outbox where in_hand and edited is not null
group by channel, edited having count(*) > 1 order by message;
