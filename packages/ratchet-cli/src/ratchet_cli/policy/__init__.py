"""`ratchet policy`: what a policy says, and what is wrong with it."""
