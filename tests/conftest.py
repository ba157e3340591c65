"""What all tests share: how much the property tests search, and a garbage collector that leaves the tests alone."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=200, deadline=None)
settings.register_profile("ci", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


@pytest.fixture(scope="session", autouse=True)
def no_results_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep results in a folder of this run: what the user's cache holds decides no test, and no test fills it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLOWSPOT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module", autouse=True)
def frozen_heap() -> None:
    """Keep full collections, which some examples call for, from walking over 24,000 collected tests.

    For each module anew: whatever calls the command line in this process gives all of them back to the collector.
    """
    gc.collect(1)
    gc.freeze()
