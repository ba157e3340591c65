"""`pytest --slowspot`: records the tests themselves, not their collection or fixtures, and keeps the run."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .inside.sampler import Sampler
    from .measured import Run

__all__ = ["pytest_addoption", "pytest_configure"]

_INTERVAL = 0.001
_HOTTEST = 5


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("slowspot")
    group.addoption("--slowspot", action="store_true", help="record where the tests' time goes, and keep the run")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--slowspot"):
        return
    # Late: a session that does not ask for it pays for none of it.
    try:
        from .inside.sampler import Sampler
    except ImportError as error:
        raise pytest.UsageError(f"--slowspot needs pyinstrument: pip install 'pyinstrument>=5' ({error})") from error
    config.pluginmanager.register(_Recorder(config, Sampler(_INTERVAL)), "slowspot-recorder")


class _Recorder:
    """Samples while tests are called; with pytest-xdist in each worker, which hands its samples over at its end."""

    def __init__(self, config: pytest.Config, sampler: Sampler) -> None:
        self._config = config
        self._sampler = sampler
        self._seconds = 0.0
        self._workers: list[dict[str, Any]] = []
        self._run: Run | None = None
        self._failed = ""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, None]:
        began = time.perf_counter()
        self._sampler.start()
        try:
            yield
        finally:
            self._sampler.stop()
            self._seconds += time.perf_counter() - began

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        saved = getattr(node, "workeroutput", {}).get("slowspot")
        if saved:
            self._workers.append(json.loads(saved))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        saved = self._sampler.as_json(ended=False)
        # What only a whole program has.
        saved.update(ended=True, seconds=self._seconds)
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            saved["kind"] = "worker"
            output["slowspot"] = json.dumps(saved)
            return
        self._keep([saved, *self._workers])

    def _keep(self, saved: list[dict[str, Any]]) -> None:
        # Late: only once there is something to keep.
        from .attributing.attribution import attribute
        from .recording.gathering import joined
        from .store import Store, StoreError, root_of

        profile = joined([file for file in saved if file["samples"]] or saved[:1], interval=_INTERVAL)
        profile.command = shlex.join(["pytest", *self._config.invocation_params.args])
        profile.began = self._sampler.began
        store = Store(root_of(str(self._config.rootpath)))
        self._run = attribute(profile, store.root, run_id=store.new_id())
        try:
            store.add(self._run)
        except StoreError as error:
            self._failed = str(error)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        run = self._run
        if run is None:
            return
        terminalreporter.section("slowspot")
        terminalreporter.line(f"{run.duration:,.1f} s of tests recorded, {run.samples:,} samples")
        for function in sorted(run.functions, key=lambda function: -function.own)[:_HOTTEST]:
            share, total = run.share(function.own), run.share(function.total)
            terminalreporter.line(f"{share:7.1%} {total:7.1%}  {function.name}  {function.path}:{function.line}")
        for note in run.notes:
            terminalreporter.line(f"note: {note}")
        terminalreporter.line(f"not kept: {self._failed}" if self._failed else f"kept as {run.id}")
