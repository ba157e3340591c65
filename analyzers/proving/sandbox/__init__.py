"""Where code under proof runs: what holds it, what it may see, and what it may use up. Nothing here trusts the code."""

from .choosing import LimitsOnly, NoSandbox, Wish, chosen
from .limits import LIMITS, Limits
from .reach import Reach, reach_of
from .sandbox import Ended, Held, Sandbox

__all__ = [
    "LIMITS", "Ended", "Held", "Limits", "LimitsOnly", "NoSandbox", "Reach", "Sandbox", "Wish", "chosen", "reach_of",
]  # fmt: skip
