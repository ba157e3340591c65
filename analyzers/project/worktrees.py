"""Two states of a repository as folders beside each other, each of which can be put at one and the same path."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from .git import GitError, Repository

__all__ = ["SIDES", "Side", "State", "States", "Trees", "states_of"]

Side = Literal["base", "head"]
SIDES: tuple[Side, Side] = ("base", "head")

_DAY = 86_400
_QUIETLY = ("-z", "--no-renames", "--ignore-submodules=all")


@dataclass(frozen=True, slots=True)
class State:
    """What one side is: a commit, or the working tree as it is."""

    told: str
    """As the user named it; "the working tree" where nobody did."""
    commit: str
    """Full name; of the working tree that of the commit that it is based on."""
    as_it_is: bool = False
    """Whether what is not committed belongs to it."""


@dataclass(frozen=True, slots=True)
class States:
    repository: Repository
    base: State
    head: State
    equal: bool
    """Whether both hold the same files."""
    left_out: bool
    """Whether there is something uncommitted, and it belongs to neither side."""
    submodules: bool
    """Whether there are any; their folders are empty in both trees."""


def states_of(base: str, head: str | None, folder: str) -> States:
    """Look up what to compare, in the repository that holds an absolute folder. Raises GitError.

    `base` may be `REV...`: the commit at which the way to head left REV. Without `head` it is the working tree.
    """
    repository = Repository.above(folder)
    new = repository.commit("HEAD" if head is None else head)
    old = repository.merge_base(base[:-3], new) if base.endswith("...") and base != "..." else repository.commit(base)
    changed = bool(repository.git("status", "--porcelain", "-z", "--ignore-submodules=all"))
    same = repository.git("rev-parse", f"{old}^{{tree}}") == repository.git("rev-parse", f"{new}^{{tree}}")
    return States(
        repository,
        State(base, old),
        State(head or "the working tree", new, as_it_is=head is None),
        equal=same and not (changed and head is None),
        left_out=changed and head is not None,
        submodules=os.path.exists(os.path.join(repository.root, ".gitmodules")),
    )


class Trees:
    """Both states checked out into a temporary folder; leave the context to remove them, whatever happened.

    Only one of them is at `path` at a time: both are seen under the same name, so that neither the length of a path
    nor what a program prints of it tells them apart. Files that git ignores are in neither.
    """

    def __init__(self, states: States) -> None:
        self._states = states
        self._repository = states.repository
        self._folder = ""
        self._placed: Side | None = None
        self._added: list[Side] = []

    @property
    def path(self) -> str:
        return os.path.join(self._folder, "tree")

    @property
    def folder(self) -> str:
        """A folder for whatever belongs to the comparison; it goes with the trees."""
        return self._folder

    def __enter__(self) -> Trees:
        self._folder = os.path.realpath(tempfile.mkdtemp(prefix="slowspot-gate-"))
        try:
            for name, state in zip(SIDES, (self._states.base, self._states.head), strict=True):
                self._add(name, state)
            self._set_apart()
        except OSError as error:
            self._remove()
            raise GitError(f"{error.filename or self._folder}: {error.strerror or error}") from error
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def place(self, name: Side) -> None:
        """Put "base" or "head" at `path`."""
        if self._placed == name:
            return
        self._take_away()
        os.rename(self._at(name), self.path)
        self._placed = name

    def of(self, name: Side) -> str:
        """Where that side is now."""
        return self.path if self._placed == name else self._at(name)

    def differing(self) -> list[str]:
        """Return the files, relative to the repository, that only one side has, or that are not the same. Unsorted."""
        new = Repository(self.of("head")).git("ls-files", "-z", "--others", "--exclude-standard")
        return self._changed() + _names(new)

    def bring(self, path: str) -> None:
        """Lay a file or folder of head (relative to the repository) over base's. Raises GitError."""
        source, target = os.path.join(self.of("head"), path), os.path.join(self.of("base"), path)
        if not os.path.lexists(source):
            raise GitError(f"{path}: not in {self._states.head.told}")
        if os.path.isdir(source) and not os.path.islink(source):
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, symlinks=True)
        else:
            _copy(source, target)

    def _at(self, name: Side) -> str:
        return os.path.join(self._folder, name)

    def _take_away(self) -> None:
        if self._placed:
            os.rename(self.path, self._at(self._placed))
            self._placed = None

    def _add(self, name: Side, state: State) -> None:
        self._added.append(name)
        self._repository.git("worktree", "add", "--quiet", "--detach", "--force", self._at(name), state.commit)
        if state.as_it_is:
            self._lay_over(self._at(name))

    def _lay_over(self, tree: str) -> None:
        """Copy what the working tree has changed and what is new in it, but for what git ignores."""
        changed = self._repository.git("diff", "--name-only", *_QUIETLY, "HEAD")
        new = self._repository.git("ls-files", "-z", "--others", "--exclude-standard")
        for path in _names(changed) + _names(new):
            if path.endswith("/"):  # a repository in this one
                continue
            source, target = os.path.join(self._repository.root, path), os.path.join(tree, path)
            if os.path.lexists(source):
                _copy(source, target)
            else:
                with suppress(FileNotFoundError, NotADirectoryError):
                    os.unlink(target)

    def _set_apart(self) -> None:
        """Make files that differ on base older than on head: caches elsewhere go by path, size and time."""
        for path in self._changed():
            base = os.path.join(self._at("base"), path)
            with suppress(OSError):  # only head has it
                stamp = os.lstat(base).st_mtime - _DAY
                os.utime(base, (stamp, stamp), follow_symlinks=False)

    def _changed(self) -> list[str]:
        """Files that head has otherwise than base, or not at all."""
        head = Repository(self.of("head"))
        return _names(head.git("diff", "--name-only", *_QUIETLY, self._states.base.commit))

    def _remove(self) -> None:
        with suppress(OSError):
            self._take_away()
        for name in self._added:
            with suppress(GitError):  # its folder goes below, and git forgets it at its next clean-up
                self._repository.git("worktree", "remove", "--force", self._at(name))
        shutil.rmtree(self._folder, ignore_errors=True)


def _copy(source: str, target: str) -> None:
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with suppress(FileNotFoundError):
        os.unlink(target)
    if os.path.isdir(source) and not os.path.islink(source):  # a submodule, or a folder where a file was
        os.makedirs(target, exist_ok=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def _names(listed: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]
