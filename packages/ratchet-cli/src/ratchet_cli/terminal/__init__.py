"""What a terminal shows: lines and JSON, names, conversations, drafts and progress, and nothing that would steer it."""
