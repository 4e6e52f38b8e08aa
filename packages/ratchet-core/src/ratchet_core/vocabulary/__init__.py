"""What happened, what is to be done and to be remembered, and why; and all of it as JSON and as text."""
