"""What a message is: a person's words, an alert firing or resolved, or one of the notices that tools post."""
