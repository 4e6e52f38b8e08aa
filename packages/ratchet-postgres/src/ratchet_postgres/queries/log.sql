-- name: KeepPolicy :exec
-- Note under which policy the next turn will be decided, if it is not the one before.
insert into policy (since, policy)
select coalesce((select max(turn) from inbox), 0) + 1, @policy::jsonb
where @policy::jsonb is distinct from (select p.policy from policy as p order by p.since desc limit 1)
on conflict (since) do update set policy = excluded.policy;

-- name: Policies :many
-- The policies under which turns were decided, each with the first of them.
select since, policy from policy order by since;

-- name: Logged :many
-- What was taken after a turn, in the order of turns, with what was decided of it.
select i.turn::bigint as turn, i.event, whole(i.event, i.at, i.told) as event_told, i.reasons, i.actions, i.withheld,
    coalesce(encode(i.digest, 'hex'), '')::text as digest
from inbox as i
where i.turn > @after::bigint order by i.turn limit @most::int;

-- name: OpenActions :many
-- The keys of the actions still to be done, but for edits that were overtaken.
select key from outbox where not overtaken order by key;
