-- What is listed is read from the latest on, and how far the database is, is asked by every command and page.

create index on inbox (at) where turn is not null;
create index on help_request_record (asked_at);
create index on notification_record (at);
