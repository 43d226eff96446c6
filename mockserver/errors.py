"""The base of every error that the user can correct."""


class UserError(Exception):
    """A mistake in settings, files or arguments. The message is one line: what, where, and the rule."""
