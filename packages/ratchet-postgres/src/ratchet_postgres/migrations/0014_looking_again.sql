-- What is kept of people's words in a channel is found by when it was written.

create index on message_record (channel, at, ts) where has_words;
