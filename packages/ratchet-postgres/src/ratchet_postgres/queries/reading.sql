-- name: LatestMoment :one
-- The latest moment of what was decided, 0 before the first.
select at from decided_until;

-- name: Alerts :many
-- The alerts, or those of some services, or under some fingerprints.
select record from alert_record
where (@of_any_service::boolean or service = any(@services::text[]))
    and (@under_any_fingerprint::boolean or fingerprint = any(@fingerprints::text[]))
order by fingerprint;

-- name: Tracks :many
-- The courses of all alerts, or of one, one for each channel.
select record from alert_track_record
where sqlc.narg(alert)::text is null or alert = sqlc.narg(alert)::text
order by channel, alert;

-- name: Incidents :many
-- The latest incidents in a channel, of an alert, that opened before a moment, with all of the last one's moment.
select record from incident_record
where (sqlc.narg(channel)::text is null or channel = sqlc.narg(channel)::text)
    and (sqlc.narg(alert)::text is null or alert = sqlc.narg(alert)::text)
    and opened_at < @before::bigint
order by opened_at desc fetch first (@most::bigint) rows with ties;

-- name: IncidentsHad :many
-- How many incidents each alert had.
select alert::text as alert, count(*) as incidents from incident_record group by alert;

-- name: Marks :many
-- People's verdicts on incidents, or on those of an alert.
select record from incident_mark_record
where sqlc.narg(alert)::text is null or alert = sqlc.narg(alert)::text
order by channel, alert, number;

-- name: Notes :many
-- What people wrote in the threads of an alert in a channel, in the order of time.
select record from message_record
where is_note and channel = @channel::text and alert = @alert::text
order by at, ts;

-- name: Versions :many
-- The versions of all runbooks, or of one.
select record from runbook_version_record
where sqlc.narg(alert)::text is null or alert = sqlc.narg(alert)::text
order by alert, number;

-- name: Votes :many
-- Whether people found the versions of a runbook helpful.
select record from runbook_vote_record where alert = @alert::text order by version, person;

-- name: Mutes :many
-- The mutes of all alerts, or of one, in the order of their beginnings.
select record from mute_record
where sqlc.narg(alert)::text is null or alert = sqlc.narg(alert)::text
order by since, id;

-- name: Spendings :many
-- What was spent on a model in the workspace, or for a person, from a moment on, in the order of time.
select record from model_spending_record where whom = @whom::text and since >= @since::bigint order by since;

-- name: Requests :many
-- The latest questions of a person, in a channel, that were asked before a moment, with all of the last one's moment.
select record from help_request_record
where (sqlc.narg(channel)::text is null or channel = sqlc.narg(channel)::text)
    and (sqlc.narg(asker)::text is null or asker = sqlc.narg(asker)::text)
    and asked_at < @before::bigint
order by asked_at desc fetch first (@most::bigint) rows with ties;

-- name: Words :many
-- What some messages say, as far as their words are kept.
select m.channel::text as channel, m.ts::text as ts, (m.record ->> 'text')::text as text
from (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join message_record as m on m.channel = q.channel and m.ts = q.ts
where m.record ->> 'text' <> '';

-- name: GoneMessages :many
-- Those of some messages that were deleted.
select m.channel::text as channel, m.ts::text as ts
from (select unnest(@channel::text[]) as channel, unnest(@ts::text[]) as ts) as q
join message_record as m on m.channel = q.channel and m.ts = q.ts
where (m.record ->> 'gone')::boolean;

-- name: Replies :many
-- The replies to a question that are kept, in the order of time.
select record from message_record
where is_answer and channel = @channel::text and thread = @thread::text
order by at, ts;

-- name: Notifications :many
-- The latest notices in a channel, of a kind, about some services, before a moment, with all of the last one's moment.
select record from notification_record
where (sqlc.narg(channel)::text is null or channel = sqlc.narg(channel)::text)
    and (sqlc.narg(kind)::text is null or kind = sqlc.narg(kind)::text)
    and (@of_any_service::boolean or service = any(@services::text[]))
    and at < @before::bigint
order by at desc fetch first (@most::bigint) rows with ties;

-- name: Said :many
-- The messages of people in a stretch of time, in order.
select record from message_record
where at >= @since::bigint and at < @until::bigint and person <> ''
order by at, channel, ts;

-- name: MessagesOf :many
-- The messages of a person of which words are kept.
select channel::text as channel, ts::text as ts from message_record
where has_words and person = @person::text
order by channel, ts;
