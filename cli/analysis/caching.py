"""Results of files kept between runs: what is looked up in place of an analysis, and under which keys."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from ...analyzers.project.cache import (
    ENVIRONMENT,
    ResultsCache,
    cache_folder,
    code_identity,
    key_of,
    results_file,
)  # fmt: skip
from ...analyzers.project.configuration import cache_folder_said
from ...analyzers.rules import names
from ...models import FOLDER
from .cards import RuleCard, card_of, introduce
from .codec import FORM, UnreadableError, decoded, encoded, is_kept
from .codec_of_names import NAMES, read_names, written_names
from .plan import Job, Plan
from .proven import proved_paths
from .recorded import Recorded, load
from .records import FileResult, digest_of

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["ALONE", "KeptResults", "add_cache_arguments", "cache_file", "cache_of", "form_of", "tell_and_close"]

_BATCH = 250
"""Files that are looked up at once."""
_NOTEBOOK = ".ipynb"


ALONE = b"alone"
"""In the key of a result: the file was linked with itself only."""


def form_of(job: Job) -> str:
    """What the file's bytes are read as."""
    return "notebook" if job.full.lower().endswith(_NOTEBOOK) else "module"


def add_cache_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("kept results")
    group.add_argument("--no-cache", action="store_true", help="analyze all files, and keep no results")
    group.add_argument(
        "--cache-dir", metavar="FOLDER",
        help="keep results there (default: the setting `cache-dir`, else the user's cache)",
    )  # fmt: skip


def cache_of(options: argparse.Namespace) -> ResultsCache | None:
    """The cache that a command line asks for; None where it wants none. Nothing is opened yet."""
    return None if options.no_cache else ResultsCache(cache_file(options.cache_dir, options.paths))


def cache_file(given: str | None, paths: Sequence[str]) -> str:
    """The file that results are kept in: in the folder that is given, else by the environment, else as the settings of
    the first path say, else in the user's cache."""
    if given is not None:
        return results_file(given)
    if not os.environ.get(ENVIRONMENT):
        start = os.path.abspath(paths[0] if paths else ".")
        said = cache_folder_said(start if os.path.isdir(start) else os.path.dirname(start))
        if said is not None:
            return results_file(said)
    return results_file(cache_folder())


def tell_and_close(cache: ResultsCache | None) -> None:
    """Write what waits, and tell on standard error what kept the cache from being used."""
    if cache is not None:
        cache.close()
        if cache.problem:
            print(f"slowspot: note: cache: {cache.problem}", file=sys.stderr)


class KeptResults:
    """The results of earlier runs, and what was known of the rules that made them.

    A key is made of all that `analyze_file` goes by: its code, rules and settings, the models, the recorded run, the
    text, and the name that ids are made of. No absolute path and no time is in it, so that it holds in another
    checkout and on another machine.
    """

    def __init__(self, cache: ResultsCache | None) -> None:
        self._cache = cache
        self._plan = Plan()
        self._configurations: dict[int, bytes] = {}
        self._runs: dict[Recorded, bytes] = {}
        self._proved: dict[str, frozenset[str]] = {}
        self.found = 0
        """Files whose result was there."""
        self._sets_kept: int | None = None
        """Sets of rules' names that were kept; None where no run of this code has kept anything yet."""

    def plan_for(self, plan: Plan) -> None:
        """Say by which plan results are looked up and kept from now on."""
        self._plan = plan
        self._configurations.clear()

    @property
    def knows(self) -> bool:
        """Whether anything may be kept: a run of this code has been here before."""
        return self._cache is not None and self._sets_kept is not None

    def digests(self, jobs: Iterable[Job]) -> Iterator[bytes]:
        """Read files, and yield what stands for the text of each; b"" where none of its results is kept."""
        for job in jobs:
            if self._cache is None or job.data is not None:
                yield b""
                continue
            try:
                with open(job.full, "rb") as file:
                    yield digest_of(file.read())
            except OSError:
                yield b""  # the analysis tells

    def look_up(self, wanted: Iterable[tuple[int, Job, bytes, bytes]]) -> Iterator[tuple[int, FileResult]]:
        """Yield (index, result) for each file whose result is known; wanted: (index, job, digest, `told` of `key`)."""
        if self._cache is None or not self.knows:
            return
        remaining = iter(wanted)
        while part := list(islice(remaining, _BATCH)):
            keys = {
                index: (self.key(job, digest, told), job.path)
                for index, job, digest, told in part
                if digest and self._concerns(job)
            }
            values = self._cache.get_many([key for key, _ in keys.values()])
            for index, (key, path) in keys.items():
                if (value := values.get(key)) is not None:
                    try:
                        result = decoded(value, path)
                    except UnreadableError:
                        continue  # whole, but not ours
                    self.found += 1
                    yield index, result

    def keep(self, job: Job, result: FileResult, told: bytes) -> None:
        """Keep the result of an analysis by the present plan. `told` as in `key`."""
        # By the digest of the text that was analyzed: the file may have changed since it was looked up.
        if self._cache is None or not result.digest or not self._concerns(job) or not is_kept(result):
            return
        if result.findings and self._plan.models is not None:
            # Late: where something was scored it is here already.
            from ...models.shipped import ranker

            if ranker(self._plan.models).problems:
                return  # not scored as it should be
        self._cache.put(self.key(job, result.digest, told), encoded(result))

    def get(self, kind: str, key: bytes) -> bytes | None:
        """Return what was put under a key by a run of this code."""
        return None if self._cache is None else self._cache.get(key_of(kind, self._code, key))

    def get_many(self, kind: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        if self._cache is None:
            return {}
        full = {key_of(kind, self._code, key): key for key in keys}
        return {full[key]: value for key, value in self._cache.get_many(full).items()}

    def put(self, kind: str, key: bytes, value: bytes) -> None:
        if self._cache is not None:
            self._cache.put(key_of(kind, self._code, key), value)

    def introduce_rules(self) -> None:
        """Make the names of all rules known before settings are read, without loading a rule."""
        if self._cache is not None and (value := self._cache.get(key_of(NAMES, self._code))) is not None:
            with suppress(UnreadableError):
                kept = read_names(value)
                names.introduce(kept)
                self._sets_kept = len(kept)

    def _keep_rules(self) -> None:
        """Keep what was learnt of the rules; not where a plugin is broken, which its next run may not be."""
        if self._cache is not None:
            known = {plugins: those for plugins, those in names.known().items() if not those.problems}
            if self._sets_kept is None or len(known) > self._sets_kept:
                self._cache.put(key_of(NAMES, self._code), written_names(known))

    def introduce_cards(self, slugs: Iterable[str]) -> None:
        """Make known what reports say of these rules, without loading a rule."""
        if self._cache is None:
            return
        keys = {slug: key_of("slowspot.card/1", self._code, slug) for slug in sorted(slugs)}
        values = self._cache.get_many(keys.values())
        for slug, key in keys.items():
            with suppress(ValueError, TypeError, KeyError):
                introduce([RuleCard(*json.loads(values[key]))])
                continue
            self._cache.put(key, json.dumps(card_of(slug), separators=(",", ":")).encode("ascii"))

    def __enter__(self) -> KeptResults:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what waits, and tell on standard error what kept the cache from being used."""
        self._keep_rules()
        tell_and_close(self._cache)

    def _concerns(self, job: Job) -> bool:
        """Whether the result is one of the text, not of a text from standard input or of proofs, which come and go."""
        if job.data is not None:
            return False
        if job.proofs is None:
            return True
        if job.proofs not in self._proved:
            self._proved[job.proofs] = proved_paths(job.proofs)
        return os.path.relpath(job.full, job.proofs).replace(os.sep, "/") not in self._proved[job.proofs]

    def key(self, job: Job, digest: bytes, told: bytes) -> bytes:
        """The key of a file's result.

        `told` stands for what linking told it: b"" for nothing, ALONE where it was linked with itself only.
        """
        prefix = self._configurations.get(job.configuration)
        if prefix is None:
            configuration = self._plan.configurations[job.configuration]
            prefix = self._configurations[job.configuration] = key_of(self._shared, repr(configuration))
        return key_of(prefix, self._run(job), form_of(job), job.identity, digest, told)

    @cached_property
    def _code(self) -> str:
        return code_identity()

    @cached_property
    def _shared(self) -> bytes:
        plan = self._plan
        wanted = "fixes" if plan.fixes else ""
        return key_of(FORM, self._code, _models_identity(plan.models), wanted, repr(plan.min_gain))

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
