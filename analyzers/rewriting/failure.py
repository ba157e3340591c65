"""Why code is left as it is."""

__all__ = ["CannotRewrite"]


class CannotRewrite(Exception):  # noqa: N818 - says what happened, and no caller of the package ever sees it
    """A rewrite that would not be right; the message says why. `try_build_fix` turns it into `Declined`."""
