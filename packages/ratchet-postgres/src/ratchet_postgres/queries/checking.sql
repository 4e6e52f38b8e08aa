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

-- name: UnmarkedEvents :many
-- The events of which a decision is kept and that are not marked as taken.
select d.event from decision as d
where not exists (select from inbox as i where i.event = d.event and i.turn is not null) order by d.event;

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
