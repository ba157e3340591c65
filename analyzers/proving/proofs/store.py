"""The store of a project's proofs: one file each, below `.slowspot/proofs/`, named by what it is of."""

from __future__ import annotations

import json
import math
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ...findings import Finding, TextEdit
from ...source import Document
from ...source.functions import functions_in
from ...version import VERSION
from .identity import Identity, Place, edited, function_at, identity_of, place_of, surroundings_of
from .proof import Proof, Rewrite
from .wording import as_json, from_json

__all__ = ["FOLDER", "KEPT", "SCHEMA", "ProofStore", "ProofStoreError", "Stored"]

FOLDER = os.path.join(".slowspot", "proofs")
SCHEMA = "slowspot.stored-proof/1"
KEPT = 500
"""Proofs that are kept; the oldest go when new ones come."""

_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-f]{24})\.json")
_LARGEST = 1_000_000
"""Bytes of a file that is read."""
_FORGOTTEN = 3600.0
"""Seconds after which what a killed process left half written is removed."""
_MOST_NAMES = 20_000


class ProofStoreError(Exception):
    """A proof cannot be read or kept: `path`, and in words why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Stored:
    """A proof as the store has it."""

    proof: Proof
    """The texts of its rewrite are not kept: `identity` stands for them."""
    path: str
    """Of the file, relative to the project, with forward slashes."""
    identity: Identity
    surroundings: str
    """Digest of what the function mentions in its file."""
    places: tuple[Place, ...]
    """The findings whose fix it is of; none where it is of another rewrite."""
    version: str
    """Of Slowspot, whose rules may rewrite otherwise in another."""
    made: float
    """Seconds since 1970."""

    def holds_in(self, document: Document, line: int) -> bool:
        """Whether the function around a line (from 0), and what it mentions in the file, are as they were."""
        function = function_at(document, self.identity.function, line)
        if function is None or function.digest != self.identity.before:
            return False
        return surroundings_of(document, function) == self.surroundings


class ProofStore:
    """Proofs of the project at `root`. Nothing is written before the first `add`; several processes may use it at once.

    The names of the files are the index: they are listed at the first question, and again after `refresh` saw a change.
    Then a question about a function that has no proof is one look into a dictionary. Files that cannot be used are told
    in `damaged`, and stand in nobody's way. Of proofs of one rewrite the last one counts.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self.damaged: list[ProofStoreError] = []
        """What could not be read so far, each once."""
        self._folder = os.path.join(self.root, FOLDER)
        self._latest = os.path.join(self._folder, "latest")
        self._by_function: dict[str, list[str]] | None = None
        self._read: dict[str, tuple[tuple[int, int, int] | None, Stored | None]] = {}
        self._stamp: object = None

    def __bool__(self) -> bool:
        """Whether there is any proof."""
        return bool(self._index())

    def add(self, proof: Proof, findings: Iterable[Finding] = (), *, document: Document | None = None) -> Stored:
        """Keep a proof, instead of an earlier one of the same rewrite.

        `findings` are those whose fix the rewrite is, as they lie in the text before; `document` is of that text, where
        there is one. Raises ProofStoreError where the folder cannot be written, ValueError where a text of the rewrite
        has no such function.
        """
        rewrite = proof.rewrite
        before = document if document is not None else Document(rewrite.before)
        identity = identity_of(rewrite, before)
        path = self.relative(rewrite.path)
        places = tuple(place for finding in findings if (place := _place(before, identity.function, finding)))
        [*_, function] = [found for found in functions_in(before) if found.name == identity.function]
        stored = Stored(
            replace(proof, key=identity.key), path, identity, surroundings_of(before, function), places,
            VERSION, round(time.time(), 3),
        )  # fmt: skip
        name = f"{identity.before}-{identity.key}.json"
        known = self._stored(name) if name in self._index().get(identity.before, ()) else None
        if known is not None and known.path == path:
            places = tuple(dict.fromkeys((*known.places, *places)))
            stored = replace(stored, places=places)
        self._write(name, _record(stored))
        self._forget(keep=name)
        self.refresh(at_once=True)
        return stored

    def for_function(self, digest: str) -> Sequence[Stored]:
        """The proofs of a function by the digest of its text, the latest first; () where there are none."""
        names = self._index().get(digest)
        if not names:
            return ()
        found = [stored for name in names if (stored := self._stored(name)) is not None]
        return sorted(found, key=lambda stored: -stored.made)

    def for_rewrite(self, rewrite: Rewrite) -> Stored | None:
        """The proof of a rewrite, if what the function mentions in the file is as it was, too. Parses both texts."""
        if not self:
            return None
        before = Document(rewrite.before)
        try:
            identity = identity_of(rewrite, before)
        except ValueError:
            return None
        path = self.relative(rewrite.path)
        for stored in self.for_function(identity.before):
            if stored.identity == identity and stored.path == path:
                lines = [found.line for found in functions_in(before) if found.name == identity.function]
                return stored if stored.holds_in(before, lines[-1]) else None
        return None

    def for_finding(self, path: str, document: Document, finding: Finding) -> Stored | None:
        """The proof of a finding's fix, told by its place in a function of the same text.

        Microseconds where the function has no proof. That the fix is still the one that was proved is likely, not
        certain: compare `identity` with that of the fix before you apply it.
        """
        if not finding.function or not self:
            return None
        line = finding.span.start.line
        function = function_at(document, finding.function, line)
        if function is None or function.digest not in self._index():
            return None
        place = place_of(finding.rule.slug, finding.span, function, document.lines)
        relative = self.relative(path)
        fitting = [
            stored
            for stored in self.for_function(function.digest)
            if place in stored.places and stored.path == relative and stored.version == VERSION
        ]
        if not fitting:
            return None
        surroundings = surroundings_of(document, function)
        return next((stored for stored in fitting if stored.surroundings == surroundings), None)

    def for_edits(self, path: str, document: Document, finding: Finding, edits: Sequence[TextEdit]) -> Stored | None:
        """The proof of a finding's fix by what the fix does: as `for_rewrite`, but only what it touches is parsed."""
        function = function_at(document, finding.function, finding.span.start.line) if finding.function else None
        if function is None or function.digest not in self._index():
            return None
        try:
            identity = edited(document, finding.function, edits)
        except ValueError:
            return None
        relative = self.relative(path)
        for stored in self.for_function(function.digest):
            if stored.identity == identity and stored.path == relative:
                return stored if surroundings_of(document, function) == stored.surroundings else None
        return None

    def paths(self) -> frozenset[str]:
        """The files that the proofs are of, relative to the project. Reads each proof once: some 0.2 ms."""
        found = (self._stored(name) for names in self._index().values() for name in names)
        return frozenset(stored.path for stored in found if stored is not None)

    def relative(self, path: str) -> str:
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def clear(self) -> int:
        """Remove all proofs; returns how many. Raises ProofStoreError where that is not permitted."""
        names = [name for names in self._index().values() for name in names]
        try:
            for name in (*names, "latest"):
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(self._folder, name))
        except OSError as error:
            raise ProofStoreError(self._folder, f"cannot be cleared: {error.strerror or error}") from error
        self.refresh(at_once=True)
        return len(names)

    def stamp(self) -> object:
        """What differs whenever the store has changed. Two looks at the disk."""
        return _looks(self._latest), _looks(self._folder)

    def refresh(self, *, at_once: bool = False) -> bool:
        """Take what other processes have changed; returns whether anything has. Two looks at the disk."""
        stamp = self.stamp()
        if stamp == self._stamp and not at_once:
            return False
        self._by_function = None
        return True

    # -- files

    def _index(self) -> dict[str, list[str]]:
        """Names of the files by the digest of the function."""
        if self._by_function is None:
            self._stamp = self.stamp()
            found: dict[str, list[str]] = {}
            with suppress(OSError), os.scandir(self._folder) as entries:
                for count, entry in enumerate(entries):
                    match = _NAME.fullmatch(entry.name)
                    if match is not None and count < _MOST_NAMES:
                        found.setdefault(match[1], []).append(entry.name)
            names = {name for names in found.values() for name in names}
            self._read = {name: kept for name, kept in self._read.items() if name in names}
            self._by_function = found
        return self._by_function

    def _stored(self, name: str) -> Stored | None:
        """What a file holds; read again where it has changed since."""
        path = os.path.join(self._folder, name)
        looks = _looks(path)
        kept = self._read.get(name)
        if kept is not None and kept[0] == looks:
            return kept[1]
        stored: Stored | None = None
        if looks is not None:
            try:
                stored = _stored_of(path, name, self.root)
            except FileNotFoundError:
                pass  # dropped by another process
            except ProofStoreError as error:
                self.damaged.append(error)
        self._read[name] = looks, stored
        return stored

    def _write(self, name: str, record: Mapping[str, Any]) -> None:
        temporary: str | None = None
        try:
            os.makedirs(self._folder, exist_ok=True)
            ignore = os.path.join(os.path.dirname(self._folder), ".gitignore")
            with suppress(FileExistsError), open(ignore, "x", encoding="utf-8") as file:
                file.write("# Made by slowspot: what was measured on this machine.\n*\n")
            for target, text in ((name, json.dumps(record, indent=1)), ("latest", name)):
                descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self._folder)
                with open(descriptor, "w", encoding="utf-8") as file:
                    file.write(text + "\n")
                os.replace(temporary, os.path.join(self._folder, target))
                temporary = None
        except OSError as error:
            raise ProofStoreError(self._folder, f"cannot be written: {error.strerror or error}") from error
        finally:
            if temporary is not None:
                with suppress(OSError):
                    os.unlink(temporary)

    def _forget(self, keep: str) -> None:
        """Drop the oldest proofs, and what killed processes left."""
        old = time.time() - _FORGOTTEN
        proofs: list[tuple[float, str]] = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if entry.name.endswith(".tmp") and status.st_mtime < old:
                        os.unlink(entry.path)
                    elif _NAME.fullmatch(entry.name) and entry.name != keep:
                        proofs.append((status.st_mtime, entry.path))
        for _, path in sorted(proofs)[: max(len(proofs) + 1 - KEPT, 0)]:
            with suppress(OSError):
                os.unlink(path)


def _place(document: Document, name: str, finding: Finding) -> Place | None:
    function = function_at(document, name, finding.span.start.line)
    return None if function is None else place_of(finding.rule.slug, finding.span, function, document.lines)


def _record(stored: Stored) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "path": stored.path,
        "function": stored.identity.function,
        "before": stored.identity.before,
        "after": stored.identity.after,
        "key": stored.identity.key,
        "surroundings": stored.surroundings,
        "places": [list(place) for place in stored.places],
        "version": stored.version,
        "made": stored.made,
        "proof": {**as_json(stored.proof), "path": stored.path},
    }


def _stored_of(path: str, name: str, root: str) -> Stored:
    """Read a file. Raises ProofStoreError for one that is damaged or of another schema, and FileNotFoundError."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ProofStoreError(path, "damaged: no regular file")
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise ProofStoreError(path, "damaged: too large for a proof")
        record = json.loads(data)
        if record["schema"] != SCHEMA:
            raise ProofStoreError(path, f"of schema {str(record['schema'])[:60]!r}, not {SCHEMA}")
        identity = Identity(*(str(record[key]) for key in Identity._fields))
        if name != f"{identity.before}-{identity.key}.json":
            raise ProofStoreError(path, "damaged: of another rewrite than its name says")
        places = tuple(Place(str(rule), *map(int, numbers)) for rule, *numbers in record["places"])
        proof = _checked(from_json(record["proof"]))
        relative = str(record["path"])
        rewrite = replace(proof.rewrite, path=os.path.normpath(os.path.join(root, relative)))
        return Stored(
            replace(proof, rewrite=rewrite), relative, identity, str(record["surroundings"]), places,
            str(record["version"]), float(record["made"]),
        )  # fmt: skip
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ProofStoreError(path, f"cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ProofStoreError(path, f"damaged: {type(error).__name__}: {str(error)[:100]}") from None


def _checked(proof: Proof) -> Proof:
    """Raise TypeError or ValueError where a proof that was read holds what none has: anybody may write such a file."""
    best = proof.speed
    _each(str, proof.reason, proof.key, *proof.notes, *proof.beyond, "" if best is None else best.note)
    _each(int, *proof.inputs.values())
    if proof.equal not in (None, True, False) or proof.strength not in ("strong", "weak"):
        raise ValueError("neither equal nor not")
    numbers = [proof.seconds, *([] if proof.tolerance is None else [proof.tolerance])]
    for at in best.sets if best is not None else ():
        _each(str, at.inputs)
        _each(int, at.pairs)
        numbers += [at.low, at.median, at.high, at.before_seconds, at.after_seconds]
    _each((int, float), *numbers)
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        raise ValueError("a number that nobody measures")
    if any(not 0 < at.low <= at.median <= at.high for at in (best.sets if best is not None else ())):
        raise ValueError("no interval")
    if proof.verdict == "refuted" and proof.counterexample is None:
        raise ValueError("refuted without a counterexample")
    if proof.verdict == "proved" and (proof.equal is not True or proof.speedup is None):
        raise ValueError("proved without evidence")
    if (example := proof.counterexample) is not None:
        _each(str, example.call, example.difference, example.before, example.after, example.script)
    if (coverage := proof.coverage) is not None:
        _each(int, *coverage.changed, *coverage.missing)
    if (mutants := proof.mutants) is not None:
        _each(int, mutants.tried, mutants.killed)
        _each(str, *mutants.survivors)
    if (tests := proof.tests) is not None:
        _each(int, tests.ran, tests.same)
        _each(str, *tests.failing, tests.note)
    return proof


def _each(kind: type | tuple[type, ...], *values: object) -> None:
    for value in values:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise TypeError(f"{value!r:.40} stands where something else belongs")


def _looks(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size
