-- name: TakeLock :one
-- Take the lock of the workspace that this schema is, for as long as the connection lasts; say whether it was free.
select pg_try_advisory_lock(7228422, hashtext(current_schema()))::boolean as held;
