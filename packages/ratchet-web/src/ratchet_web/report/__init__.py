"""The toil report as a page: one value, made from what `ratchet report --json` says, and laid out once for all."""
