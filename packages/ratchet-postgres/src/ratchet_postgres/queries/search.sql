-- name: PutDocuments :batchexec
-- Keep documents under their keys, each in the place of what stood there; one without terms is left out.
insert into document (key, channel, ts, alert, service, at, long, terms)
select
    given.key, given.channel, given.ts, given.alert, given.service, given.at, given.long,
    array(select jsonb_array_elements_text(given.terms))
from (
    select
        unnest(@key::text[]) as key, unnest(sqlc.narg(channel)::text[]) as channel, unnest(sqlc.narg(ts)::text[]) as ts,
        unnest(sqlc.narg(alert)::text[]) as alert, unnest(sqlc.narg(service)::text[]) as service,
        unnest(@at::bigint[]) as at, unnest(@long::boolean[]) as long, unnest(@terms::jsonb[]) as terms
) as given
where given.terms <> '[]'
on conflict (key) do update set
    service = excluded.service, at = excluded.at, long = excluded.long, terms = excluded.terms;

-- name: DropDocuments :batchexec
-- Let go of the documents that have no terms any more.
delete from document as d
using (select unnest(@key::text[]) as key, unnest(@terms::jsonb[]) as terms) as given
where d.key = given.key and given.terms = '[]';

-- name: CountTerms :batchexec
-- Count the terms of some documents as they are given, in the place of those that they have.
insert into document_term (term, documents)
select changed.term, coalesce(known.documents, 0) + changed.by
from (
    select told.term, sum(told.n)::bigint as by
    from (
        select jsonb_array_elements_text(given.terms) as term, 1 as n from (select unnest(@terms::jsonb[]) as terms) as given
        union all
        select unnest(d.terms) as term, -1 as n from document as d where d.key = any(@key::text[])
    ) as told
    group by told.term having sum(told.n) <> 0
) as changed
left join document_term as known on known.term = changed.term
where coalesce(known.documents, 0) + changed.by > 0
order by changed.term
on conflict (term) do update set documents = excluded.documents;

-- name: ForgetTerms :batchexec
-- Let go of the terms that no document has any more, once some documents are as they are given.
delete from document_term as known
using (
    select told.term, sum(told.n)::bigint as by
    from (
        select jsonb_array_elements_text(given.terms) as term, 1 as n from (select unnest(@terms::jsonb[]) as terms) as given
        union all
        select unnest(d.terms) as term, -1 as n from document as d where d.key = any(@key::text[])
    ) as told
    group by told.term
) as changed
where known.term = changed.term and known.documents + changed.by <= 0;

-- name: CountDocuments :batchexec
-- Count some documents as they are given, in the place of those that are there.
update document_index set documents = documents
    + (select count(*) from (select unnest(@terms::jsonb[]) as terms) as given where given.terms <> '[]')
    - (select count(*) from document as d where d.key = any(@key::text[]));

-- name: Statistics :many
-- How many documents there are, and then in how many of them some terms stand.
select ''::text as term, documents, 0::bigint as frequency from document_index
union all
select term, 0::bigint, documents from document_term where term = any(@terms::text[]);

-- name: Size :one
-- How many documents there are, and of which version.
select documents, version from document_index;

-- name: Candidates :many
-- The documents that match, those first that may be quoted in a channel, then the newest, with how many match in all.
select d.key, d.channel, d.ts, d.alert, d.service, d.at, d.long, d.terms, (count(*) over ())::bigint as matching
from document as d
where array_to_tsvector(d.terms) @@ (@query::text)::tsquery
order by
    d.channel is null or d.channel = @here::text
        or not @only_here::boolean and not d.channel = any(@hidden::text[]) desc,
    d.at desc, d.key
limit @most::int;

-- name: Newest :many
-- The newest questions that may answer a later one, with what changes when their terms do.
select d.channel, d.ts, md5(array_to_string(d.terms, ' '))::text as digest
from document as d
where d.channel is not null
order by d.at desc, d.key limit @most::int;

-- name: Questions :many
-- Help requests with their messages, some of them, after one.
select r.record as request, m.record as message
from help_request_record as r
join message_record as m on m.channel = r.channel and m.ts = r.ts
where (r.channel, r.ts) > (@channel::text, @ts::text)
order by r.channel, r.ts limit @most::int;

-- name: Runbooks :many
-- Alerts with the active versions of their runbooks, some of them, after one.
select a.record as alert, v.record as version
from alert_record as a
join runbook_version_record as v on v.alert = a.fingerprint and v.active
where a.fingerprint > @alert::text
order by a.fingerprint limit @most::int;

-- name: Empty :exec
-- Let go of all documents and terms.
truncate document, document_term;

-- name: NoteEmpty :exec
-- Note that there is no document, of any version.
update document_index set documents = 0, version = 0;

-- name: NoteVersion :exec
-- Note which version of the core made the documents.
update document_index set version = @version;
