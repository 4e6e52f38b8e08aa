-- name: CallUp :exec
-- Wake those who listen for a call in this schema; nobody waits for the disk to know of it.
select set_config('synchronous_commit', 'off', true), pg_notify('ratchet', current_schema() || '/' || @call::text);

-- name: Schema :one
-- The schema that this connection works in.
select current_schema()::text as schema;
