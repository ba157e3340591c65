"""How much may be spent, and a hard stop before it is."""

from __future__ import annotations

import json
import os
import time

from .failures import BudgetSpent
from .places import private_write, state_folder
from .settings import AiSettings

__all__ = ["Budget", "spent_today", "tokens_at_most"]

_LEAST_ANSWER = 256
_DAYS_KEPT = 60


def tokens_at_most(text: str) -> int:
    """More tokens than a text has in any tokenizer that is in use: code has three to four bytes to a token."""
    return len(text.encode()) // 2 + 16


class Budget:
    """What one command may spend, and what all commands of a day may.

    Counts what the server says; where it says nothing, as many tokens as the bytes allow.
    """

    def __init__(self, settings: AiSettings) -> None:
        self._settings = settings
        self.tokens = 0
        self.cost: float | None = None if settings.price_in is None or settings.price_out is None else 0.0
        """In the currency of the prices; None: no prices are given."""

    def allow(self, prompt: str) -> int:
        """How many tokens the answer to a prompt may have. Raises BudgetSpent where that would be too few."""
        settings = self._settings
        asked = tokens_at_most(prompt)
        left = settings.tokens - self.tokens - asked
        today = settings.tokens_per_day - spent_today() - asked
        answer = min(settings.answer_tokens, left, today)
        if settings.cost is not None and settings.price_in is not None and settings.price_out is not None:
            money = settings.cost - (self.cost or 0.0) - asked * settings.price_in / 1e6
            if settings.price_out > 0:
                answer = min(answer, int(money * 1e6 / settings.price_out)) if money > 0 else 0
            elif money < 0:
                answer = 0
        if answer < _LEAST_ANSWER:
            kind = (
                "tokens_per_day" if today < min(left, _LEAST_ANSWER) else "tokens" if left < _LEAST_ANSWER else "cost"
            )
            raise BudgetSpent(
                f"the next question ({asked:,} tokens at most) does not fit into what is left of the budget ({kind}): "
                "nothing was sent"
            )
        return answer

    def spend(self, prompt: int, answer: int) -> None:
        """Count tokens; also into the sum of the day."""
        self.tokens += prompt + answer
        settings = self._settings
        if self.cost is not None and settings.price_in is not None and settings.price_out is not None:
            self.cost += (prompt * settings.price_in + answer * settings.price_out) / 1e6
        _add_today(prompt + answer)


def spent_today() -> int:
    """Tokens of this day (UTC), in all workspaces."""
    return _days().get(_today(), 0)


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def _path() -> str:
    return os.path.join(state_folder(), "spent.json")


def _days() -> dict[str, int]:
    try:
        with open(_path(), "rb") as file:
            data = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return {day: count for day, count in data.items() if type(count) is int} if isinstance(data, dict) else {}


def _add_today(tokens: int) -> None:
    days = _days()
    days[_today()] = days.get(_today(), 0) + tokens
    kept = dict(sorted(days.items())[-_DAYS_KEPT:])
    try:
        private_write(_path(), json.dumps(kept, indent=1).encode())
    except OSError as error:
        # Without the sum the limit of the day would not hold.
        raise BudgetSpent(
            f"{_path()}: cannot be written ({error.strerror}), so the limit of the day does not hold"
        ) from None
