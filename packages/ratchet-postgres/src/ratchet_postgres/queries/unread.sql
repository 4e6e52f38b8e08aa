-- name: KeepUnread :exec
-- Count a delivery that could not be read; of more than a thousand that differ the shapes are not kept.
with told as (
    select
        @kind::text as kind, @why::text as why,
        case when (select count(*) from unread_delivery) < 1000 then @shape::text else '' end as shape
)
insert into unread_delivery (kind, digest, why, shape)
select told.kind, md5(told.why || ' ' || told.shape), told.why, told.shape from told
on conflict (kind, digest) do update set seen = unread_delivery.seen + 1, last_at = now();

-- name: Unread :many
-- What could not be read, the most frequent first.
select kind, why, shape, seen, extract(epoch from last_at)::bigint as last_second
from unread_delivery order by seen desc, kind, digest limit @most::int;
