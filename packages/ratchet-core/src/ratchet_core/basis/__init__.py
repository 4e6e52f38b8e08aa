"""Values without rules: moments, what a message says, and what frozen values are made with."""
