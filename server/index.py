"""`ls.index`: what is known of the workspace's files that are not open, by a process in the background."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .indexing_process import IndexingProcess
from .known_files import FileFindings, KnownFiles, own_uri, path_of

if TYPE_CHECKING:
    from .language_server import SlowspotServer
    from .linking import Linking

__all__ = ["FileFindings", "Index", "Pass", "own_uri"]

logger = logging.getLogger(__name__)

SUFFIXES = (".py", ".pyw", ".ipynb")
ROOT = os.path.abspath(os.sep)

QUIET_SECONDS = 1.0
"""After the start, and after the first diagnostics: until then the user waits for something else."""
START_WITHIN_SECONDS = 10.0
"""The index begins after so long even where no file was opened."""
LOOK_AFTER_SECONDS = 0.3
"""Changed files are looked at together: a checkout changes hundreds."""
TELL_AFTER_SECONDS = 0.5
"""Listeners hear of changes together."""
IDLE_SECONDS = 120.0
"""After so long without work the process is ended, and its memory is free; the cache makes a new one start quickly."""
IDLE_LINKED_SECONDS = 900.0
"""The same where it links what is open: somebody may only be thinking."""
MOST_CRASHES = 3


@dataclass(frozen=True, slots=True)
class Pass:
    """What came of going through the workspace once."""

    files: int
    """That are in it; those with findings are fewer."""
    examined: int
    """That were analyzed, because the cache did not know them."""
    seconds: float


class Index:
    """One process, its answers, and who wants to hear of them. All of it belongs to the event loop."""

    def __init__(self, ls: SlowspotServer) -> None:
        self.last: Pass | None = None
        """The last whole pass; None before its end."""
        self.at: tuple[int, int] | None = None
        """How many files are done, and of how many, while a pass runs."""
        self._ls = ls
        self._known = KnownFiles(self._note_change)
        self._listeners: list[Callable[[Collection[str]], None]] = []
        self._process: IndexingProcess | None = None
        self._start: asyncio.Task[None] | None = None
        self._started = False
        self._show_progress: Callable[[], Coroutine[Any, Any, None]] | None = None
        self._shown: asyncio.Task[None] | None = None
        self._round = 0
        """Counts the whole passes."""
        self._careful = False
        self._now: str | None = None
        """The file that a careful process is at."""
        self._suspect: str | None = None
        """At which the last process ended; a second one that ends there is the proof."""
        self._skip: set[str] = set()
        self._crashes = 0
        self._on_demand = False
        """Whether it runs because of a command, though the settings say no."""
        self._waiting: list[asyncio.Future[Pass | None]] = []
        self._changed: set[str] = set()
        self._to_look_at: set[str] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._called_off = False
        self._linking: Linking | None = None

    def link(self, linking: Linking) -> None:
        """Have the process link the documents that are open."""
        self._linking = linking

    # -- what is known

    def findings(self) -> Iterator[FileFindings]:
        """What is known of each file that has something to tell and is not open, in no particular order.

        Reads a file's record when its turn comes: some 30 µs a finding. Files may come and go between two of them.
        """
        opened = self._open_paths()
        for path in self._known:
            if path not in opened and (found := self._known.read(path)) is not None:
                yield found

    def of(self, uri: str) -> FileFindings | None:
        """What is known of one file; None for one that is open, unknown, or has nothing to tell."""
        path = path_of(uri)
        return None if path is None or path in self._open_paths() else self._known.read(path)

    def digests(self) -> dict[str, str]:
        """The digest of each file that `findings` would give, by URI: costs no reading."""
        return self._known.digests(but=self._open_paths())

    def listen(self, listener: Callable[[Collection[str]], None]) -> None:
        """Have a function called with the URIs of files of which something else is known now; never in a burst.

        Called with no URI when a pass has ended.
        """
        self._listeners.append(listener)

    @property
    def running(self) -> bool:
        """Whether files are being gone through."""
        return self.at is not None

    @property
    def asked_for(self) -> bool:
        """Whether a command waits for the end of the pass."""
        return bool(self._waiting)

    def _open_paths(self) -> set[str]:
        # `whole`: a notebook's cells stand for its file.
        paths = (path_of(document.whole.uri) for document in self._ls.open_documents())
        return {path for path in paths if path is not None}

    # -- what happens

    def start(self, show_progress: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin once the user has what was asked for first. Called when the client is ready.

        `show_progress` is called when a pass begins.
        """
        self._show_progress = show_progress
        # The loop holds tasks weakly.
        self._start = asyncio.get_running_loop().create_task(self._start_when_calm())

    def rescope(self) -> None:
        """Begin anew: settings, folders or what was measured have changed. All else comes from the cache."""
        self._called_off = False
        self._later("rescope", LOOK_AFTER_SECONDS, self._rescope)

    def look(self, uris: Iterable[str]) -> None:
        """Look at files that may have changed on disk, come or gone."""
        paths = [path for path in map(path_of, uris) if path is not None and path.endswith(SUFFIXES)]
        if paths and self._wanted():
            self._to_look_at.update(paths)
            self._later("look", LOOK_AFTER_SECONDS, self._look)

    def opened(self, uri: str) -> None:
        """A document of the editor stands for a file from now on."""
        self._note_change(own_uri(uri))

    def closed(self, uri: str) -> None:
        """The file itself counts again. It was not looked at while its document was open."""
        self._note_change(own_uri(uri))
        self.look([uri])

    async def whole_pass(self) -> Pass | None:
        """Go through the workspace now, whatever the settings say of the index; None where that was called off."""
        self._called_off = False
        self._on_demand = self._started = True
        if self._process is not None and not self._process.asked:
            self._process.end()
            self._process = None
        waiting: asyncio.Future[Pass | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self._begin()
        return await waiting

    def cancel(self) -> None:
        """Stop going through the workspace. What was found stays; the next change of the settings begins anew."""
        self._on_demand, self._called_off = False, True
        self._end()

    def send(self, order: Mapping[str, Any]) -> bool:
        """Tell the process of a document that is open. False: there is none yet; one is started where it is wanted."""
        if self._process is None:
            if self._started and self._crashes <= MOST_CRASHES and not self._called_off and self._wanted():
                self._begin()
            return False
        self._process.send(order)
        self._rest()
        return True

    def skips(self, path: str) -> bool:
        """Whether a file has ended the process before."""
        return path in self._skip

    # -- the process

    def _wanted(self) -> bool:
        indexed = any(self._ls.settings.indexes(folder) for folder in self._ls.settings.folder_uris())
        return self._on_demand or indexed or self._links

    @property
    def _links(self) -> bool:
        return self._linking is not None and self._linking.wanted

    async def _start_when_calm(self) -> None:
        """Wait for the first diagnostics and the quick fixes: what the user waits for goes first."""
        late, waited = self._ls.late, 0.0
        while waited < START_WITHIN_SECONDS and not (late.settled and self._ls.settings.told):
            await asyncio.sleep(QUIET_SECONDS / 4)
            waited += QUIET_SECONDS / 4
        await asyncio.sleep(QUIET_SECONDS)
        self._started = True
        if self._process is None and self._wanted():
            self._begin()

    def _rescope(self) -> None:
        if not self._started and not self._round:
            return  # its time has not come yet
        if self._wanted():
            self._begin()
        else:
            self._end()
            self._known.drop_before(self._round + 1)

    def _begin(self) -> None:
        """Order a whole pass, from a new process where none runs."""
        folders = self.folders(asked=self._on_demand)
        if not folders and not self._links:
            self._end()
            self._answer(Pass(0, 0, 0.0))
            return
        self._round += 1
        if self.at is None:
            self.at = (0, 0)
            if self._show_progress is not None:
                self._shown = asyncio.get_running_loop().create_task(self._show_progress())
        is_new = self._process is None
        if self._process is None:
            self._process = IndexingProcess(self._handle, self._ended, asked=self.asked_for)
        order = {
            "do": "index",
            "round": self._round,
            "folders": folders,
            "first": sorted(self._open_paths()),
            "skip": sorted(self._skip),
            "careful": self._careful,
        }
        self._process.send(order)
        if is_new and self._linking is not None:
            self._linking.anew()

    def folders(self, *, asked: bool) -> list[dict[str, Any]]:
        """The folders to index, with their settings. `asked`: whatever these say of the index."""
        settings = self._ls.settings
        folders: list[dict[str, Any]] = []
        for uri in settings.folder_uris():
            path = path_of(uri)
            if path is None or not (asked or settings.indexes(uri)):
                continue
            path = os.path.abspath(path)
            if path in (ROOT, os.path.expanduser("~")):
                logger.warning("%s is not indexed: it is no project", path)
                continue
            folders.append({"path": path, "settings": settings.table(uri)})
        return folders

    def _handle(self, line: bytes) -> None:
        if line[:1] == b"f":
            path, _, record = line[1:].rstrip(b"\n").partition(b"\t")
            self._known.take(json.loads(path), record, self._round)
            return
        if line[:1] == b"t":
            path, _, table = line[1:].rstrip(b"\n").partition(b"\t")
            if self._linking is not None:
                self._linking.take(json.loads(path), table)
            return
        message = json.loads(line[1:])
        if "at" in message:
            done, total = message["at"]
            self.at = (int(done), int(total))
        elif "gone" in message:
            for path in message["gone"]:
                self._known.drop(path)
        elif "cost" in message:
            number, told = message["cost"]
            self._ls.costs.take(int(number), str(told))
        elif "now" in message:
            self._now = message["now"]
        elif "done" in message:
            self._done(message["done"], whole=bool(message["whole"]), of=int(message["round"]))

    def _done(self, told: dict[str, Any], *, whole: bool, of: int) -> None:
        if of != self._round:
            return  # there is another order by now
        if told.get("cache"):
            logger.info("the cache of the index: %s", told["cache"])
        if whole:
            self._known.drop_before(self._round)
            self.last = Pass(int(told["files"]), int(told["examined"]), float(told["seconds"]))
            self._careful, self._now, self._suspect, self._crashes = False, None, None, 0
        elif "tell" in self._timers:
            # What an edit has changed elsewhere is seen at once.
            self._timers.pop("tell").cancel()
            self._tell()
        self._over()

    def _over(self) -> None:
        """Nothing is being done any longer."""
        self.at = None
        self._answer(self.last)
        self._later("tell", TELL_AFTER_SECONDS, self._tell)
        self._rest()

    def _rest(self) -> None:
        """End the process when it has had nothing to do for long."""
        self._later("idle", IDLE_LINKED_SECONDS if self._links else IDLE_SECONDS, self._end)

    def _answer(self, outcome: Pass | None) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(outcome)

    def stop(self) -> None:
        """End with the server: nothing is started any more."""
        self._called_off = True
        if self._start is not None:
            self._start.cancel()
        self._end()

    def _end(self) -> None:
        """End the process: the end of its input is its sign."""
        process, self._process, self.at = self._process, None, None
        if process is not None:
            process.end()
        self._answer(None)

    def _ended(self, code: int | None) -> None:
        """The process ended by itself: go on, and find out at which file it does, to leave that out.

        The first end has one tried that says where it is, the second gives the suspect, the third the proof: a system
        that is short of memory ends processes too.
        """
        self._process = None
        self._crashes += 1
        if self._now is not None and self._now == self._suspect:
            self._skip.add(self._now)
            self._crashes = 1
            logger.error("%s is not indexed: the process that analyzed it ended with code %s", self._now, code)
        self._suspect = self._now
        if code is None or self._crashes > MOST_CRASHES or self._ls.stopped.done():
            logger.error("the index ended with code %s and is not started again", code)
            self._over()
            return
        self._careful, self._now = True, None
        self._begin()

    # -- later

    def _look(self) -> None:
        paths, self._to_look_at = self._to_look_at, set()
        if self._process is not None:
            self.at = self.at or (0, len(paths))
            self._process.send({"do": "look", "paths": sorted(paths)})
        elif self.last is not None:
            self._begin()  # a new process knows no file yet, and finds the others in the cache

    def _note_change(self, uri: str) -> None:
        self._changed.add(uri)
        self._later("tell", TELL_AFTER_SECONDS, self._tell)

    def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        for listener in self._listeners:
            try:
                listener(changed)
            except Exception:
                logger.exception("news of the index could not be handled")

    def _later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        """Have something done after a while: once, however often it is asked for until then."""
        timer = self._timers.get(name)
        if name == "idle" and timer is not None:
            timer.cancel()
        elif timer is not None:
            return

        def run() -> None:
            self._timers.pop(name, None)
            if name != "idle" or not self.running:
                work()

        self._timers[name] = asyncio.get_running_loop().call_later(seconds, run)
