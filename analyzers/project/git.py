"""What git knows of a folder: commits, what changed since one of them, and the texts of that time.

Git's own program is asked. It is kept from running others that a repository's settings name (monitors, filters, drivers
of differences), from asking for passwords, and from writing its index.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .git_hunks import Hunk, hunks_by_path
from .repositories import root_above

__all__ = ["Entry", "FileChange", "GitError", "Repository"]

_SECONDS = 300
"""After which a command of git is given up: one that fetches what a partial clone lacks may take a while."""
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
_DROPPED = {
    "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR",
    "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS",
}  # fmt: skip
"""What git sets for its hooks: it would mislead in a submodule."""
_ALWAYS = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "core.hooksPath=" + os.devnull)


class GitError(Exception):
    """Git is not there, or cannot say what was asked: what, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a commit has at a path."""

    kind: str
    """"blob" or, for a submodule, "commit"."""
    name: str
    """The object's name in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs from how a commit has it. Paths are relative to the repository, with forward slashes."""

    path: str
    hunks: tuple[Hunk, ...]
    """In the lines of the working tree's file; none where all of it is new."""
    old_path: str | None
    """Where the commit has it; None where it does not."""
    old: str | None
    """The blob that the commit has."""


class Repository:
    """A working tree. `root` is absolute, and as it was reached: it may go through symbolic links."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._filters: list[str] | None = None

    @classmethod
    def above(cls, folder: str) -> Repository:
        """The working tree that holds an absolute folder. Raises GitError where there is none that git can use."""
        root = root_above(os.path.realpath(folder))
        if root is None:
            raise GitError(_no_repository(folder))
        repository = cls(root)
        repository.git("rev-parse", "--git-dir")  # says what is wrong with it, as that it is somebody else's
        return repository

    def git(self, *arguments: str, given: bytes = b"", seconds: float = _SECONDS) -> bytes:
        """Run a command of git at the root and return what it prints. Raises GitError where it fails."""
        return self._done(*arguments, given=given, seconds=seconds)

    def commit(self, revision: str) -> str:
        """Return the full name of the commit that a branch, tag, hash or `HEAD~2` means. Raises GitError."""
        if not revision or revision.startswith("-") or "\0" in revision:
            raise GitError(f"{revision!r} is no revision: name a branch, a tag or a commit")
        done = self._run("rev-parse", "--verify", "--quiet", revision + "^{commit}")
        name = done.stdout.decode().strip()
        if done.returncode == 0 and re.fullmatch("[0-9a-f]{40,64}", name):
            return name
        if self._run("rev-parse", "--verify", "--quiet", "HEAD").returncode:
            raise GitError(f"{self.root}: there is no {revision!r}: the repository has no commit yet")
        raise GitError(f"{self.root}: there is no {revision!r}{self._hint(revision)}")

    def merge_base(self, revision: str, other: str = "HEAD") -> str:
        """Return the commit at which the way to `other` left `revision`. Raises GitError where they share none."""
        first, second = self.commit(revision), self.commit(other)
        done = self._run("merge-base", first, second)
        if done.returncode:
            hint = "; this clone is shallow: `git fetch --unshallow`" if self.is_shallow else ""
            raise GitError(f"{self.root}: {revision!r} and {other} have no commit in common{hint}")
        return done.stdout.decode().strip()

    @property
    def is_shallow(self) -> bool:
        return self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def entries(self, commit: str) -> dict[str, Entry]:
        """Return what a commit has at which path, submodules included. 100,000 files cost about 0.2 s."""
        found: dict[str, Entry] = {}
        for record in self.git("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            about, _, path = record.partition(b"\t")
            _, kind, name = about.split()
            found[os.fsdecode(path)] = Entry(kind.decode(), name.decode())
        return found

    def changes(self, commit: str, untracked: Sequence[str] = ()) -> list[FileChange]:
        """Return the files of the working tree that differ from a commit, renamed ones as one; not what was deleted.

        Of files that git does not track those in `untracked` are looked at, to see whether they are renamed ones.
        """
        raw = self._raw(commit)
        if untracked and any(status == "D" for _, status, _, _ in raw):
            # Git takes an untracked file for a renamed one only if its index has it: a copy of it may.
            with tempfile.TemporaryDirectory(prefix="slowspot-") as folder:
                index = os.path.join(folder, "index")
                with contextlib.suppress(FileNotFoundError):
                    shutil.copyfile(self._path("index"), index)
                names = b"".join(os.fsencode(path) + b"\0" for path in untracked)
                from_input = ("--pathspec-from-file=-", "--pathspec-file-nul")
                self._done("add", "--intent-to-add", "--force", *from_input, given=names, index=index)
                return self._with_hunks(commit, self._raw(commit, index), index)
        return self._with_hunks(commit, raw)

    def _raw(self, commit: str, index: str | None = None) -> list[tuple[str, str, str, str]]:
        """Old blob, status, old path and path of each file that differs."""
        fields = os.fsdecode(self._diff("--raw", "--no-abbrev", "-z", commit, index=index)).split("\0")[:-1]
        records = iter(fields)
        found: list[tuple[str, str, str, str]] = []
        for record in records:
            _, _, old, _, status = record.split(" ")
            old_path = next(records)
            path = next(records) if status[0] in "RC" else old_path
            found.append((old, status[0], old_path, path))
        return found

    def _with_hunks(
        self, commit: str, raw: Sequence[tuple[str, str, str, str]], index: str | None = None
    ) -> list[FileChange]:
        kept = {path: (old, status, old_path) for old, status, old_path, path in raw if status not in "DU"}
        for old, status, old_path, path in raw:
            if status == "U":  # in conflict
                kept.setdefault(path, (old, status, old_path))
        if not kept:
            return []
        shape = ("--unified=0", "--inter-hunk-context=0", "--ignore-blank-lines", "--ignore-cr-at-eol")
        patch = self._diff(*shape, "--diff-filter=MRCTU", "--src-prefix=a/", "--dst-prefix=b/", commit, index=index)
        hunks = hunks_by_path(patch)
        return [
            FileChange(path, tuple(hunks.get(path, ())), *((None, None) if status == "A" else (old_path, old)))
            for path, (old, status, old_path) in kept.items()
        ]

    def blobs(self, names: Collection[str]) -> Mapping[str, bytes]:
        """Return the content of blobs by name. Raises GitError where one is not there."""
        output = self.git("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        return dict(zip(names, _contents(output, self.root), strict=True))

    def _path(self, name: str) -> str:
        """Where git keeps a file of its own."""
        return os.path.join(self.root, os.fsdecode(self.git("rev-parse", "--git-path", name).rstrip(b"\r\n")))

    def _diff(self, *arguments: str, index: str | None) -> bytes:
        """Compare the working tree with a commit, file by file as they are on disk."""
        if self._filters is None:
            # Filters are programs that the repository's settings name. Without them content is compared as it is.
            listed = self._run("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|process|required)$")
            names = dict.fromkeys(os.fsdecode(listed.stdout).split("\0")[:-1])
            values = [f"{name}={'false' if name.endswith('required') else ''}" for name in names if "=" not in name]
            self._filters = [part for value in values for part in ("-c", value)]
        options = (
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--text",
            "--find-renames",
            "--ignore-submodules=all",
        )
        return self._done("diff", *options, *arguments, "--", before=self._filters, index=index)

    def _done(
        self,
        *arguments: str,
        given: bytes = b"",
        seconds: float = _SECONDS,
        before: Sequence[str] = (),
        index: str | None = None,
    ) -> bytes:
        done = self._run(*arguments, given=given, seconds=seconds, before=before, index=index)
        if done.returncode:
            raise GitError(f"{self.root}: `git {arguments[0]}` failed: {_said(done.stderr)}")
        return done.stdout

    def _run(
        self,
        *arguments: str,
        given: bytes = b"",
        seconds: float = _SECONDS,
        before: Sequence[str] = (),
        index: str | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        program = shutil.which("git")
        if program is None:
            raise GitError("git is not installed, or not on the PATH")
        environment = {name: value for name, value in os.environ.items() if name not in _DROPPED} | _QUIET
        if index is not None:
            environment["GIT_INDEX_FILE"] = index
        try:
            return subprocess.run(
                [program, *_ALWAYS, *before, *arguments],
                cwd=self.root, input=given, capture_output=True, check=False, timeout=seconds, env=environment,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise GitError(f"{self.root}: `git {arguments[0]}` did not end within {seconds:.0f} s") from None
        except OSError as error:
            raise GitError(f"{program} cannot be run: {error.strerror or error}") from error

    def _hint(self, revision: str) -> str:
        if self.is_shallow:
            return " in this shallow clone: fetch it (`git fetch --unshallow`; actions/checkout: `fetch-depth: 0`)"
        remote = f"origin/{revision}"
        if self._run("rev-parse", "--verify", "--quiet", remote + "^{commit}").returncode == 0:
            return f"; did you mean {remote!r}?"
        return ": name a branch, a tag or a commit, or fetch it first"


def _contents(output: bytes, root: str) -> Iterator[bytes]:
    """Read what `git cat-file --batch` prints."""
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        about = output[at:end].split()
        if len(about) != 3:
            raise GitError(f"{root}: an object of the commit is missing: {os.fsdecode(output[at:end])}")
        size = int(about[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 2 + size


def _no_repository(folder: str) -> str:
    if os.path.isfile(os.path.join(folder, "HEAD")) and os.path.isdir(os.path.join(folder, "objects")):
        return f"{folder} is a bare repository, without files of its own"
    return f"{folder} is in no git repository"


def _said(stderr: bytes) -> str:
    """The line of git's message that says what is wrong, and what to do where it names a command for that."""
    lines = stderr.decode("utf-8", "backslashreplace").splitlines()
    told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    if not told:
        return "it does not say why"
    # As for a folder of another user, which is what jobs in containers meet.
    advice = [f": `{line.strip()}`" for line in lines if line.lstrip().startswith("git config ")]
    return (told[0].partition(": ")[2] or told[0]) + "".join(advice[:1])
