"""Rules that several behaviours share: what a channel allows, who may do what, early replies, wording."""
