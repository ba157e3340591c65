"""Results of files kept between runs: what is looked up in place of an analysis, and under which keys."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b

from ...analyzers.project.cache import ResultsCache, code_identity, key_of, results_file
from ...models import FOLDER
from .codec import FORM, UnreadableError, decoded, encoded, is_kept
from .plan import Job, Plan
from .proven import proved_paths
from .recorded import Recorded, load
from .records import FileResult, digest_of

__all__ = ["KeptResults", "add_cache_arguments", "cache_of"]

_BATCH = 250
"""Files that are looked up at once."""
_NOTEBOOK = ".ipynb"


def add_cache_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-cache", action="store_true", help="analyze all files, and keep no results")
    parser.add_argument(
        "--cache-dir", metavar="FOLDER", help="keep results there (default: the user's cache; see `slowspot cache`)"
    )


def cache_of(options: argparse.Namespace) -> ResultsCache | None:
    """The cache that a command line asks for; None where it wants none. Nothing is opened yet."""
    if options.no_cache:
        return None
    return ResultsCache(None if options.cache_dir is None else results_file(options.cache_dir))


class KeptResults:
    """The results of earlier runs, for the files of one plan.

    A key is made of all that `analyze_file` goes by: its code, rules and settings, the models, the recorded run, the
    text, and the name that ids are made of. No absolute path and no time is in it, so that it holds in another
    checkout and on another machine.
    """

    def __init__(self, cache: ResultsCache | None, plan: Plan) -> None:
        self._cache = cache
        self._plan = plan
        self._configurations: dict[int, bytes] = {}
        self._runs: dict[Recorded, bytes] = {}
        self._proved: dict[str, frozenset[str]] = {}
        self.found = 0
        """Files whose result was there."""

    def look_up(self, jobs: Sequence[Job]) -> Iterator[tuple[int, FileResult]]:
        """Yield (index, result) for each file whose result is known. Reads all of them."""
        if self._cache is None:
            return
        for start in range(0, len(jobs), _BATCH):
            keys: dict[int, bytes] = {}
            for index in range(start, min(start + _BATCH, len(jobs))):
                job = jobs[index]
                if not self._concerns(job):
                    continue
                try:
                    with open(job.full, "rb") as file:
                        digest = digest_of(file.read())
                except OSError:
                    continue  # the analysis tells
                keys[index] = self._key(job, digest)
            values = self._cache.get_many(keys.values())
            for index, key in keys.items():
                if (value := values.get(key)) is not None:
                    try:
                        result = decoded(value, jobs[index].path)
                    except UnreadableError:
                        continue  # whole, but not ours
                    self.found += 1
                    yield index, result

    def keep(self, job: Job, result: FileResult) -> None:
        """Keep the result of an analysis."""
        # By the digest of the text that was analyzed: the file may have changed since it was looked up.
        if self._cache is not None and result.digest and self._concerns(job) and is_kept(result):
            self._cache.put(self._key(job, result.digest), encoded(result))

    def close(self) -> None:
        """Write what waits, and tell on standard error what kept the cache from being used."""
        if self._cache is not None:
            self._cache.close()
            if self._cache.problem:
                print(f"slowspot: note: cache: {self._cache.problem}", file=sys.stderr)

    def _concerns(self, job: Job) -> bool:
        """Whether the result is one of the text, not of a text from standard input or of proofs, which come and go."""
        if job.data is not None:
            return False
        if job.proofs is None:
            return True
        if job.proofs not in self._proved:
            self._proved[job.proofs] = proved_paths(job.proofs)
        return os.path.relpath(job.full, job.proofs).replace(os.sep, "/") not in self._proved[job.proofs]

    def _key(self, job: Job, digest: bytes) -> bytes:
        prefix = self._configurations.get(job.configuration)
        if prefix is None:
            configuration = self._plan.configurations[job.configuration]
            prefix = self._configurations[job.configuration] = key_of(self._shared, repr(configuration))
        form = "notebook" if job.full.endswith(_NOTEBOOK) else "module"
        return key_of(prefix, self._run(job), form, job.identity, digest)

    @cached_property
    def _shared(self) -> bytes:
        plan = self._plan
        wanted = "fixes" if plan.fixes else ""
        return key_of(FORM, code_identity(), _models_identity(plan.models), wanted, repr(plan.min_gain))

    def _run(self, job: Job) -> bytes:
        """What stands for the recorded run, and for the file in it."""
        if job.recorded is None:
            return b""
        if job.recorded not in self._runs:
            # What was drawn of it shows in no result.
            self._runs[job.recorded] = key_of(repr(replace(load(job.recorded), flame=[])))
        return self._runs[job.recorded] + os.path.relpath(job.full, job.recorded.root).encode("utf-8", "surrogatepass")


def _models_identity(folder: str | None) -> bytes:
    """What stands for the models: the shipped ones are part of the code."""
    if folder is None or folder == FOLDER:
        return b"" if folder is None else b"shipped"
    digest = blake2b(digest_size=20)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), "rb") as file:
                digest.update(key_of(name, file.read()))
    return digest.digest()
