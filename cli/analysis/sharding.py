"""A job of a CI matrix takes its share of the files (`--shard I/N`); `slowspot merge` joins the reports."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UsageError
from .plan import Job

if TYPE_CHECKING:
    from ..arguments import Work

__all__ = ["Shard", "add_shard_arguments", "share_of", "take_share"]

_MOST = 10_000
_ROOM = 1.02
"""How much more than the mean a share may hold before files go elsewhere than where their names belong."""
_WHOLE_BASELINE = ("write_baseline", "update_baseline", "ratchet")


class Shard(NamedTuple):
    """Which part of a run a report is of."""

    number: int
    """From 1."""
    total: int
    files: int = 0
    """In all shards together."""
    split: str = ""
    """Digest of how the files are dealt out: shards with equal ones fit together."""

    def takes(self, identity: str) -> bool:
        """Whether a file that is in no share, for it did not change, is this one's to report."""
        digest = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "little") % self.total == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"


def add_shard_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("in shares")
    group.add_argument(
        "--shard", type=_shard, metavar="I/N",
        help="analyze the I-th of N shares of the files; `slowspot merge` joins the N reports",
    )  # fmt: skip


def _shard(text: str) -> Shard:
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no share: 1/4 to 4/4 are the four shares of four")
    return Shard(int(match[1]), int(match[2]))


def take_share(options: argparse.Namespace, work: Work) -> Shard | None:
    """Keep the files of the share that the arguments name; None where they name none. Raises UsageError."""
    wanted: Shard | None = options.shard
    if wanted is None:
        return None
    for name in _WHOLE_BASELINE:
        if getattr(options, name, None):
            option = "--" + name.replace("_", "-")
            raise UsageError(f"--shard {wanted} does not go with {option}, which needs the findings of all files")
    shares = share_of(work.jobs, work.sizes, wanted.total)
    digest = blake2b(digest_size=8)
    for job, share in zip(work.jobs, shares, strict=True):
        digest.update(f"{job.identity}\0{share}\n".encode("utf-8", "surrogatepass"))
    kept = [index for index, share in enumerate(shares) if share == wanted.number]
    shard = wanted._replace(files=len(work.jobs), split=digest.hexdigest())
    work.keep(kept)
    return shard


def share_of(jobs: Sequence[Job], sizes: Sequence[int], count: int) -> list[int]:
    """Deal files out, by number from 1; the same on every machine that has the same files.

    A file belongs where a hash of its name says, so that a changed repository moves few files from one job to another,
    whose cache does not know them. A share that is full passes it on: shares are even to 2 %, or to the size of a file.
    """
    room = _ROOM * sum(sizes) / count
    loads = [0] * count
    shares = [0] * len(jobs)
    for index in sorted(range(len(jobs)), key=lambda index: (-sizes[index], jobs[index].identity)):
        place = _first_with_room(jobs[index].identity, sizes[index], loads, room)
        loads[place] += sizes[index]
        shares[index] = place + 1
    return shares


def _first_with_room(name: str, size: int, loads: Sequence[int], room: float) -> int:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    for start in range(0, len(digest), 4):
        place = int.from_bytes(digest[start : start + 4], "little") % len(loads)
        if loads[place] + size <= room:
            return place
    return min(range(len(loads)), key=loads.__getitem__)
