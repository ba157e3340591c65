"""The arguments that send files to a cluster. Only the command line can: no file of a repository sends sources away."""

from __future__ import annotations

import argparse
import re
from typing import NamedTuple

from ..arguments import duration

__all__ = ["Remote", "add_executor_arguments", "remote_of"]

_ADDRESS = re.compile(r"dask://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):(?P<port>\d{1,5})/?")
_TIMEOUT = 60.0


class Remote(NamedTuple):
    """A cluster, as the arguments name it."""

    address: str
    """`tcp://HOST:PORT` of a Dask scheduler."""
    timeout: float
    """Seconds without any answer from which the work is done here."""
    shared_sources: bool
    """Whether its workers read files by the same absolute paths; else the sources travel."""

    @property
    def name(self) -> str:
        """As it was given."""
        return self.address.replace("tcp://", "dask://", 1)


def add_executor_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("on a cluster")
    group.add_argument(
        "--executor", type=_executor, metavar="WHERE",
        help="local: processes of this machine (default); dask://HOST:PORT: workers of the Dask cluster with that "
        "scheduler, which are sent the sources",
    )  # fmt: skip
    group.add_argument(
        "--shared-sources", action="store_true",
        help="with a cluster: its workers read the files themselves, by the same absolute paths",
    )  # fmt: skip
    group.add_argument(
        "--executor-timeout", type=duration, default=_TIMEOUT, metavar="S",
        help=f"with a cluster: seconds without an answer after which the rest is done here (default: {_TIMEOUT:g})",
    )  # fmt: skip


def _executor(text: str) -> str:
    if text == "local":
        return ""
    match = _ADDRESS.fullmatch(text)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is neither `local` nor `dask://HOST:PORT`")
    return f"tcp://{match['host']}:{match['port']}"


def remote_of(options: argparse.Namespace) -> Remote | None:
    """Return the cluster that the arguments name; None where the work is done here."""
    if not options.executor:
        return None
    return Remote(options.executor, options.executor_timeout, options.shared_sources)
