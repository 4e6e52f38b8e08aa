"""Values without rules: moments, intervals, ids, what a message says, and what frozen values are made with."""
