-- name: Settings :one
-- What kind of server this is, and how safe it keeps what was committed.
select
    current_setting('server_version_num')::int as version,
    current_setting('server_version')::text as version_name,
    current_setting('fsync')::text as fsync,
    current_setting('full_page_writes')::text as full_page_writes,
    current_setting('synchronous_commit')::text as synchronous_commit;
