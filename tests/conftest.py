"""What all tests share: how much the property tests search, and a garbage collector that leaves the tests alone."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

settings.register_profile("quick", max_examples=200, deadline=None)
settings.register_profile("ci", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


def pytest_collection_finish() -> None:
    # 23,000 collected tests are a million objects, over which each full collection would walk; examples call for some.
    gc.collect()
    gc.freeze()
