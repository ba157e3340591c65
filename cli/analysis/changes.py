"""What changed since a commit: the files that are analyzed for it, and the findings that go with the change."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...analyzers.project.git import Entry as InCommit
from ...analyzers.project.git import FileChange, GitError, Repository
from ...analyzers.project.repositories import root_above
from ..errors import UsageError
from .baseline import Entry, match
from .executors import results
from .ordering import by_place
from .outcome import Report, Since

if TYPE_CHECKING:
    from ..arguments import Work
    from .linked import LinkedRun
    from .plan import Job
    from .records import FindingRecord

__all__ = ["Changes"]


class Changes:
    """What a run that is told `--since` looks at."""

    def __init__(self, revision: str, work: Work) -> None:
        """Ask git, and leave to the run only the files that changed. Raises UsageError where git cannot say."""
        if any(job.data is not None for job in work.jobs):
            raise UsageError("--since goes by files; `-` (standard input) is none")
        self.revision = revision
        self._changes: dict[str, tuple[Repository, FileChange] | None] = {}
        """By path as it is shown; None where the whole file is new."""
        self._before: Mapping[str, bytes] = {}
        """What linking told otherwise before the change."""
        self._identities: dict[str, str] = {}
        self._texts: dict[str, bytes] = {}
        """By the blob's name."""
        try:
            self._trees = _Trees(revision, work.jobs)
            kept = [index for index, job in enumerate(work.jobs) if self._has_changed(job)]
        except GitError as error:
            raise UsageError(f"--since {revision}: {error}") from error
        self._files = len(work.jobs)
        work.keep(kept)

    def look_elsewhere(self, report: Report, run: LinkedRun) -> None:
        """Add to a report what is found in files that did not change, and was not before: what they call did change."""
        self._before = {} if report.partial else run.told_before(self._old_files())

        def wanted(job: Job) -> bool:
            return job.path not in self._changes and (report.shard is None or report.shard.takes(job.identity))

        new: list[FindingRecord] = []
        for now, then in run.elsewhere(self._before, wanted):
            found = [_entry(finding) for finding in now.findings]
            matched = match([_entry(finding) for finding in then.findings], found, lambda entry: "looked at")
            new += [finding for index, finding in enumerate(now.findings) if index not in matched.known]
        if new:
            report.findings = sorted([*report.findings, *new], key=by_place)

    def apply(self, report: Report, work: Work, run: LinkedRun) -> None:
        """Leave to a report what goes with the change. Analyzes the old texts of files with findings elsewhere."""
        jobs = {job.path: job for job in work.jobs}
        elsewhere: dict[str, list[FindingRecord]] = {}
        by_path: dict[str, list[FindingRecord]] = {}
        for finding in report.findings:
            by_path.setdefault(finding.path, []).append(finding)
        for path, findings in by_path.items():
            change = self._changes.get(path)
            if change is not None:
                touched = _touched(jobs[path], change[1])
                if rest := [finding for finding in findings if not touched(finding)]:
                    elsewhere[path] = rest
        old = self._old_findings([jobs[path] for path in elsewhere], work, run) if elsewhere else {}
        known: set[int] = set()
        for path, findings in elsewhere.items():
            matched = match(old.get(path, ()), [_entry(finding) for finding in findings], lambda entry: "looked at")
            known.update(id(findings[index]) for index in matched.known)
        report.findings = [finding for finding in report.findings if id(finding) not in known]
        others = sum(finding.path not in self._changes for finding in report.findings)
        report.since = Since(self.revision, self._trees.commit, len(work.jobs), self._files, len(known), others)

    def _has_changed(self, job: Job) -> bool:
        change = self._trees.change_of(job)
        if change is None:
            return False
        self._identities[job.path] = job.identity
        self._changes[job.path] = None if change[1].old is None else change
        return True

    def _old_files(self) -> dict[str, tuple[str, bytes] | None]:
        """The names and texts that files had, by path; None of one that is new."""
        return {path: None if change is None else self._old(path, change) for path, change in self._changes.items()}

    def _old(self, path: str, change: tuple[Repository, FileChange]) -> tuple[str, bytes]:
        repository, file = change
        assert file.old is not None
        assert file.old_path is not None
        name = self._identities[path]
        if file.old_path != file.path:
            name = name.removesuffix(file.path) + file.old_path
        if file.old not in self._texts:
            try:
                self._texts[file.old] = repository.blobs([file.old])[file.old]
            except GitError as error:
                raise UsageError(f"--since {self.revision}: {error}") from error
        return name, self._texts[file.old]

    def _old_findings(self, jobs: Sequence[Job], work: Work, run: LinkedRun) -> dict[str, list[Entry]]:
        """What is found in the old texts of some files, under their new names."""
        items: list[tuple[Job, int]] = []
        for job in jobs:
            change = self._changes[job.path]
            assert change is not None
            name, text = self._old(job.path, change)
            told = run.with_table(job, self._before, name)
            items.append((replace(told, data=text, proofs=None, recorded=None), len(text)))
        plan = replace(work.plan, fixes=False, min_gain=0.0)
        return {
            jobs[index].path: [_entry(finding) for finding in result.findings]
            for index, result in results(plan, items, work.processes)
        }


def _entry(finding: FindingRecord) -> Entry:
    return Entry("", finding.function, finding.rule, finding.id, finding.content)


def _touched(job: Job, change: FileChange) -> Callable[[FindingRecord], bool]:
    """Say of findings in a changed file whether they are in a function that the change touches.

    Outside of functions the lines of the finding itself count. In a notebook nothing is touched: a line that comes
    after it changes a line of its JSON.
    """
    # Late: a run whose results are kept needs no parser.
    from ...analyzers.source import Document, SourceError
    from ...analyzers.source.functions import functions_in
    from ...analyzers.source.notebook import is_notebook

    if is_notebook(job.path):
        return lambda finding: False
    extents: list[tuple[int, int]] = []
    if change.hunks:
        try:
            with open(job.full, "rb") as file:
                document = Document.from_bytes(file.read())
            extents = [(function.line, function.last) for function in functions_in(document)]
        except (OSError, SourceError, RecursionError):
            extents = []  # changed again while it was analyzed; the findings' own lines then

    def touched(finding: FindingRecord) -> bool:
        first, last = finding.span.start.line, finding.span.end.line
        # The innermost function begins last.
        around = [extent for extent in extents if extent[0] <= first <= extent[1]]
        first, last = max(around, default=(first, last))
        return any(hunk.touches(first, last) for hunk in change.hunks)

    return touched


@dataclass(slots=True)
class _Tree:
    """A working tree against a commit."""

    repository: Repository
    commit: str
    """"" where the commit that all goes by has nothing of it: all is new."""
    entries: dict[str, InCommit]
    changes: dict[str, FileChange]


class _Trees:
    """The working trees that hold a run's files: repositories, and submodules in them."""

    def __init__(self, revision: str, jobs: Sequence[Job]) -> None:
        self._revision = revision
        self._folders: dict[str, tuple[str, str | None]] = {}
        self._trees: dict[str, _Tree] = {}
        base = os.path.realpath(os.getcwd())
        self._here = root_above(base)
        self._places = {job.full: self._place(job.full) for job in jobs}
        self._names: dict[str, list[str]] = {}
        for root, name in self._places.values():
            self._names.setdefault(root, []).append(name)
        first = self._here if self._here in self._names else next(iter(self._names), self._here)
        # Where there is none, it says why.
        self.commit = self._tree(first or Repository.above(base).root).commit

    def change_of(self, job: Job) -> tuple[Repository, FileChange] | None:
        """How a file differs from its commit, if it does."""
        root, name = self._places[job.full]
        tree = self._tree(root)
        change = tree.changes.get(name)
        if change is None and name not in tree.entries:
            change = FileChange(name, (), None, None)
        return None if change is None else (tree.repository, change)

    def _place(self, full: str) -> tuple[str, str]:
        """The root that holds a file, and what git calls the file: links are followed, as git does not."""
        folder, name = os.path.split(full)
        if os.path.islink(full):
            folder, name = os.path.split(os.path.realpath(full))
        known = self._folders.get(folder)
        if known is None:
            real = os.path.realpath(folder)
            known = self._folders[folder] = (real, root_above(real))
        real, root = known
        if root is None:
            raise GitError(f"{full} is in no git repository")
        path = os.path.join(real, name)[len(root.rstrip(os.sep)) + 1 :]
        return root, path if os.sep == "/" else path.replace(os.sep, "/")

    def _tree(self, root: str) -> _Tree:
        tree = self._trees.get(root)
        if tree is None:
            tree = self._trees[root] = self._read(root)
        return tree

    def _read(self, root: str) -> _Tree:
        repository = Repository.above(root)
        commit = self._commit(repository)
        if not commit:
            return _Tree(repository, "", {}, {})
        entries = repository.entries(commit)
        untracked = [name for name in self._names.get(root, ()) if name not in entries]
        changes = {change.path: change for change in repository.changes(commit, untracked)}
        return _Tree(repository, commit, entries, changes)

    def _commit(self, repository: Repository) -> str:
        """The commit to compare a tree with: of a submodule the one that belongs to its parent's."""
        root, here = repository.root, self._here
        above = root_above(os.path.dirname(root))
        if above is None or here == root or (here is not None and _is_below(here, root)):
            return _start(repository, self._revision)
        below_here = here is not None and _is_below(root, here)
        if not below_here and not os.path.isfile(os.path.join(root, ".git")):
            return _start(repository, self._revision)
        entry = self._tree(above).entries.get(os.path.relpath(root, above).replace(os.sep, "/"))
        if entry is None or entry.kind != "commit":
            return ""
        try:
            return repository.commit(entry.name)
        except GitError as error:
            raise GitError(f"submodule {error}") from error


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def _start(repository: Repository, revision: str) -> str:
    """The commit that a revision means: `main`, or `main...` for where the branch of now left main."""
    base, dots, end = revision.partition("...")
    if dots and end in ("", "HEAD"):
        return repository.merge_base(base)
    if ".." in revision:
        start = revision.partition("..")[0] or "REV"
        said = f"changes end at the files as they are: `{start}`, or `{start}...` for since the branches parted"
        raise GitError(said)
    return repository.commit(revision)
