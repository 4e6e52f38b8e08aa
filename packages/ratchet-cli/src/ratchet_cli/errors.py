"""What the command says when it cannot do what it was asked for; the message says what to do next."""


class UnusableInputError(Exception):
    """The command cannot go on with what it was given: it ends with exit code 2."""


class NotAllowedError(Exception):
    """The person may not do this: the command ends with exit code 3."""
