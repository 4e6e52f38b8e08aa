-- What is open in a channel is found without looking through what is over.

create index on incident_record (channel, state, opened_at, alert, number);
