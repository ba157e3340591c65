"""Settings that all tests share: how much the property tests search."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=200, deadline=None)
settings.register_profile("ci", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))
