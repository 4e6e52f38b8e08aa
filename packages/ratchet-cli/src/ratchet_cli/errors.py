"""What the command says when it is given something that it cannot use; the message says what to do next."""


class UnusableInputError(Exception):
    """The command cannot go on with what it was given: it ends with exit code 2."""
