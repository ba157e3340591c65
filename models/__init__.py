"""What findings are worth, and which functions are hot."""

from __future__ import annotations

import os

__all__ = ["FOLDER"]

FOLDER = os.path.dirname(os.path.abspath(__file__))
"""Where the shipped models lie."""
