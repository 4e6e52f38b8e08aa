"""What a person's message is: speech, terms, names, quotations, secrets, and how alike two texts are."""
