"""What can go wrong with a language model, each in words that a person can act on."""

from __future__ import annotations

__all__ = ["AiError", "BudgetSpent", "Cancelled", "NotConsented", "Refused", "ServerError", "UnusableSettings"]


class AiError(Exception):
    """The model gave nothing. The message says what happened, to what, and what to do; it never holds a key.

    AiError
    ├── NotConsented
    ├── UnusableSettings
    ├── BudgetSpent
    ├── Cancelled
    └── ServerError
        └── Refused
    """


class NotConsented(AiError):  # noqa: N818 - what is missing
    """Nobody has turned the language model on for this workspace."""


class UnusableSettings(AiError):  # noqa: N818 - says what it is about
    """The settings cannot be used, or a package is missing."""


class BudgetSpent(AiError):  # noqa: N818 - what happened
    """The next question could take more than what may still be spent: it is not sent."""


class Cancelled(AiError):  # noqa: N818 - what happened
    """Somebody wanted no answer any more."""


class ServerError(AiError):
    """The server was not reached, gave up, or sent what is no answer."""


class Refused(ServerError):  # noqa: N818 - what happened
    """The server answered with an HTTP status that says no."""

    def __init__(self, message: str, status: int, detail: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.detail = detail
        """What the server said, short and without the key: for finding out what it does not take."""
        self.retry_after = retry_after
        """Seconds, where the server named them."""
