"""What the indexing process does: takes orders, goes through the files, tells of each that has findings.

Orders come as lines of JSON on standard input:

    {"do": "index", "round": 1, "folders": [{"path": …, "settings": {…}}], "first": […], "skip": […], "careful": false}
    {"do": "look", "paths": [path, …]}

The first begins anew, under these settings; the second tells of files that may have changed, come or gone. `first` are
open files, whose folders come first; files to `skip` have ended a process. What the editor has open is told as well, to
be linked with the files; it goes before all else:

    {"do": "text", "path": …, "text": …}
    {"do": "edit", "path": …, "edits": [[line, column, end line, end column, text], …]}
    {"do": "close", "path": …}
    {"do": "cost", "path": …, "line": …, "number": 7}

Answers go to standard output: lines that begin with `f` carry a path as JSON, a tab and the file's record (empty:
nothing to tell), those that begin with `t` the path of an open text, a tab and what linking tells it
(`analyzers.linking.codec`), those that begin with `j` an object: `{"at": [done, of]}`, `{"gone": [path, …]}`,
`{"cost": [7, "O(n)"]}` (of the function whose `def` is at that line of an open text),
`{"now": path}` (where it shall be careful) and `{"done": {…}, "whole": true, "round": 1}`. The end of the input ends
the process.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

from ...analyzers.project.cache import ResultsCache
from ...analyzers.project.discovery import Source
from ..editor_files import EditorSettingsFiles
from ..logs import log_level, log_to_stderr
from .aside import APART, Aside
from .costs import cost_at
from .examining import Examiner
from .folders import Folder, Folders, most_bytes
from .linked import Linked
from .measured import Measured
from .priority import ASKED, bound_memory, stand_back
from .records import CLEAN

__all__ = ["Indexer", "main"]

logger = logging.getLogger(__name__)

TELL_EVERY_SECONDS = 0.25
SUMMARIES = 0.3
"""The part of the work after which all files are summarized, about."""
FEW = 8
"""Files that are not in the cache, and are done at once: more of them are done aside."""
WAIT_SECONDS = 0.05
LINK_EVERY_SECONDS = 3.0
"""While files are summarized: what is open is told of more and more of them."""
END_WITHIN_SECONDS = 1.0
"""After the input has ended; a file that takes longer is given up."""

Looks = tuple[int, int, int]


class Indexer:
    """Goes through the files of one order after the other."""

    def __init__(
        self, orders: SimpleQueue[Mapping[str, Any] | None], output: BinaryIO, cache: ResultsCache, *, asked: bool
    ) -> None:
        """`asked`: somebody waits for it."""
        self._orders = orders
        self._output = output
        self._cache = cache
        self._folders = Folders()
        self._first: frozenset[str] = frozenset()
        self._skip: frozenset[str] = frozenset()
        self._careful = False
        self._measured = Measured(self._folder_of)
        self._examiner = Examiner(cache, self._measured)
        self._linked = Linked(cache, self._examiner.made)
        self._sources: dict[str, Source] = {}
        """By path: what the last walk found."""
        self._seen: dict[str, Looks | None] = {}
        """How each file looked on disk when it was examined."""
        self._summarized: dict[str, Looks] = {}
        """How it looked when it was summarized."""
        self._told: dict[str, bytes] = {}
        """What each file was told when it was examined; of most nothing."""
        self._texts: list[Mapping[str, Any]] = []
        """Orders about what the editor has open."""
        self._behind: set[str] = set()
        """Files that are told something else than when they were examined."""
        self._shown: set[str] = set()
        """Files of which findings were told."""
        self._order: Mapping[str, Any] | None = None
        self._round = 0
        self._changed: set[str] = set()
        self._ended = False
        self._linked_at = self._told_at = 0.0
        self._asked = asked
        self._apart = APART
        self._done_aside = 0
        """Files that were done aside."""

    def serve(self) -> None:
        """Work until the input ends."""
        while not self._ended:
            self._take(self._orders.get())
            while self._busy() and not self._ended:
                while not self._orders.empty():
                    self._take(self._orders.get())
                if self._texts:
                    self._heed()
                elif self._order is not None:
                    self._begin(self._order)
                    self._go(whole=True)
                elif self._changed:
                    self._follow()
                else:
                    self._refresh()
        self._cache.close()

    def _busy(self) -> bool:
        return self._order is not None or bool(self._changed or self._texts or self._behind)

    def _take(self, order: Mapping[str, Any] | None) -> None:
        if order is None:
            self._ended = True
        elif order.get("do") == "index":
            self._order = order
            self._careful = bool(order.get("careful"))
            self._changed.clear()
        elif order.get("do") == "look":
            self._changed.update(map(str, order.get("paths", ())))
        elif order.get("do") in ("text", "edit", "close", "cost"):
            self._texts.append(order)

    def _begin(self, order: Mapping[str, Any]) -> None:
        self._order = None
        self._round = int(order.get("round", 0))
        folders = [(str(folder["path"]), folder["settings"]) for folder in order["folders"]]
        self._folders = Folders([Folder(path, EditorSettingsFiles(path, settings)) for path, settings in folders])
        # Without folders only what is open is linked: that is little, and a rule of its own may ask.
        self._linked.tell_costs(not folders or self._folders.ask_costs())
        self._first = frozenset(os.path.dirname(str(path)) for path in order.get("first", ()))
        self._skip = frozenset(map(str, order.get("skip", ())))
        self._measured.forget()
        self._examiner.forget_settings()
        self._seen.clear()
        self._told.clear()
        self._behind.clear()

    def _follow(self) -> None:
        """Look at what has changed: at those files alone, where all of them are known."""
        changed, self._changed = self._changed, set()
        changed = {path for path in changed if path in self._sources or not self._folders.lies_apart(path)}
        if all(path in self._sources for path in changed):
            self._work_on([self._sources[path] for path in sorted(changed)], whole=False)
        else:
            self._go(whole=False)

    def _refresh(self) -> None:
        """Look at files whose text is the same, but which are told something else."""
        behind, self._behind = self._behind, set()
        self._examine(
            [self._sources[path] for path in sorted(behind) if path in self._sources], time.monotonic(), whole=False
        )

    def _go(self, *, whole: bool) -> None:
        """Walk the folders, and examine what is new or looks different."""
        sources = self._folders.files(self._first, self._skip)
        found = {source.full for source in sources}
        gone = [path for path in self._seen if path not in found]
        if gone:
            self._forget(gone)
        self._sources = {source.full: source for source in sources}
        self._linked.keep({source.full for source in sources if source.scope.settings.link})
        self._work_on(sources, whole=whole)

    def _folder_of(self, path: str) -> str | None:
        return self._folders.around(path)

    def _work_on(self, sources: Sequence[Source], *, whole: bool) -> None:
        """Summarize all of them first: each is then examined once, with all that it is told."""
        began = time.monotonic()
        if self._summarize(sources):
            self._link()
            self._examine(sources, began, whole=whole)

    def _summarize(self, sources: Sequence[Source]) -> bool:
        """Have files say what they do, for those that call them; returns whether to go on."""
        near = sum(os.path.dirname(source.full) in self._first for source in sources)
        linked = [source for source in sources if source.scope.settings.link]
        new: list[Source] = []
        for done, source in enumerate(linked):
            if not self._goes_on():
                return False
            if near and done == near and not new:
                self._link()
            if not self._say(source, make=not self._apart):
                new.append(source)
            self._tell_progress(done - len(new), len(sources), 0.0)

        def say(source: Source) -> None:
            self._say(source, make=True)
            self._link_now_and_then()

        return self._work_aside(new, self._summary, say, 0.0)

    def _say(self, source: Source, *, make: bool) -> bool:
        """Have a file say what it does; False where it was not known, and shall not be made."""
        looks, data = self._read(source, self._summarized.get(source.full))
        if looks is None or data is None:
            return True
        if not self._linked.put(source.full, data, make=make):
            return False
        self._summarized[source.full] = looks
        return True

    def _summary(self, source: Source) -> None:
        """Find out what `_say` will put."""
        looks, data = self._read(source, None)
        if looks is not None and data is not None:
            self._linked.make(source.full, data)

    def _work_aside(
        self,
        sources: Sequence[Source],
        work: Callable[[Source], object],
        take: Callable[[Source], object],
        before: float,
    ) -> bool:
        """Do `work` for files, which is then in the cache, and then `take`; returns whether to go on.

        Where the files are many, the work is done in a process that stands back. `before` is as in `_tell_progress`.
        """
        done = 0
        if len(sources) > FEW and self._apart and not self._careful and not self._cache.problem:
            self._cache.flush()
            close = (0, self._output.fileno())
            aside = Aside(sources, work, self._cache.flush, polite=self._asked, close=close)
            try:
                while aside.look() or done < aside.done:
                    for source in sources[done : aside.done]:
                        take(source)
                    done = aside.done
                    self._tell_progress(done, len(sources), before)
                    with suppress(Empty):
                        self._take(self._orders.get(timeout=WAIT_SECONDS))
                    if not self._goes_on():
                        return False
            finally:
                aside.stop()
            self._done_aside += done
            if aside.code:
                # As this process ends when it does all by itself: it is started again, and finds out at which file.
                self._cache.close()
                os._exit(1)
        for source in sources[done:]:
            if not self._goes_on():
                return False
            take(source)
        return True

    def _link_now_and_then(self) -> None:
        if time.monotonic() - self._linked_at >= LINK_EVERY_SECONDS:
            self._link()

    def _link(self) -> None:
        """Tell what is open at once, and note the files that are to be examined again."""
        for path in self._linked.link():
            if self._linked.is_open(path):
                self._tell_text(path)
            elif self._seen.get(path) is not None:
                self._behind.add(path)
        self._linked_at = time.monotonic()

    def _heed(self) -> None:
        """Take what the editor tells of its texts."""
        texts, self._texts = self._texts, []
        fresh: list[str] = []
        for order in texts:
            path = str(order["path"])
            if order["do"] == "text":
                self._linked.open(path, str(order["text"]))
                fresh.append(path)
            elif order["do"] == "cost":
                told = cost_at(path, int(order["line"]), self._linked, self._sources)
                self._tell({"cost": [int(order["number"]), told]})
            elif order["do"] == "edit":
                self._linked.edit(path, order["edits"])
            else:
                self._linked.close(path)
                self._summarized.pop(path, None)
                self._seen.pop(path, None)
                if path in self._sources:
                    self._changed.add(path)
        self._link()
        for path in fresh:
            self._tell_text(path)

    def _tell_text(self, path: str) -> None:
        self._write(b"t" + json.dumps(path).encode("ascii") + b"\t" + self._linked.table(path) + b"\n")

    def _goes_on(self) -> bool:
        """Take orders between two files; returns whether what is being done is still wanted."""
        while not self._orders.empty():
            self._take(self._orders.get())
        if self._texts:
            self._heed()
        # The next order begins anew; what was done is in the cache.
        return not self._ended and self._order is None

    def _examine(self, sources: Sequence[Source], began: float, *, whole: bool) -> None:
        analyzed, new, self._done_aside = self._examiner.analyzed, list[Source](), 0
        for done, source in enumerate(sources):
            if not self._goes_on():
                return
            if not self._look_at(source, make=not self._apart):
                new.append(source)
            self._tell_progress(done - len(new), len(sources), SUMMARIES)
        if not self._work_aside(new, self._record, self._look_at, SUMMARIES):
            return
        self._cache.flush()
        done_now: dict[str, Any] = {
            "files": len(self._sources),
            "examined": self._examiner.analyzed - analyzed + self._done_aside,
            "seconds": round(time.monotonic() - began, 3),
        }
        if whole:
            self._careful = False  # it has outlived all of them
        if self._cache.problem:
            done_now["cache"] = self._cache.problem
        self._tell({"done": done_now, "whole": whole, "round": self._round})

    def _look_at(self, source: Source, *, make: bool = True) -> bool:
        """Tell what is found in a file; False where that is not known, and shall not be found out."""
        path = source.full
        if self._linked.is_open(path):
            return True  # what the editor shows counts; when it is closed, its file is looked at
        table = self._linked.table(path) if source.scope.settings.link else b""
        looks, data = self._read(source, self._seen.get(path) if self._told.get(path, b"") == table else None)
        if looks is None or data is None:
            return True
        record = CLEAN
        if len(data) <= most_bytes(path):
            found = self._examiner.record_of(source, data, table, make=make)
            if found is None:
                return False
            record = found
        self._seen[path] = looks
        self._behind.discard(path)
        if table:
            self._told[path] = table
        else:
            self._told.pop(path, None)
        if record or path in self._shown:
            self._shown.add(path)
            self._write(b"f" + json.dumps(path).encode("ascii") + b"\t" + record + b"\n")
        return True

    def _record(self, source: Source) -> None:
        """Find out what `_look_at` will tell."""
        looks, data = self._read(source, None)
        if looks is not None and data is not None and len(data) <= most_bytes(source.full):
            table = self._linked.table(source.full) if source.scope.settings.link else b""
            self._examiner.record_of(source, data, table, make=True)

    def _read(self, source: Source, before: Looks | None) -> tuple[Looks | None, bytes | None]:
        """Read a file that does not look as before; nothing where it does, or is gone."""
        path = source.full
        try:
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                raise OSError("no file any longer")
            looks = (status.st_mtime_ns, status.st_size, status.st_ino)
            if looks == before:
                return looks, None
            if self._careful:
                self._tell({"now": path})
            with open(path, "rb") as file:
                return looks, file.read(most_bytes(path) + 1)
        except OSError:
            self._forget([path])
            return None, None

    def _forget(self, paths: Iterable[str]) -> None:
        gone = list(paths)
        for path in gone:
            self._seen.pop(path, None)
            self._summarized.pop(path, None)
            self._told.pop(path, None)
            self._sources.pop(path, None)
        self._linked.drop(gone)
        shown = [path for path in gone if path in self._shown]
        self._shown.difference_update(shown)
        if shown:
            self._tell({"gone": shown})

    def _tell_progress(self, done: int, of: int, before: float) -> None:
        """`before`: the part of all the work that was done before these."""
        if time.monotonic() - self._told_at >= TELL_EVERY_SECONDS:
            self._told_at = time.monotonic()
            part = 1 - SUMMARIES if before else SUMMARIES
            self._tell({"at": [int(of * before + max(done, 0) * part), of]})

    def _tell(self, message: Mapping[str, Any]) -> None:
        self._write(b"j" + json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n")

    def _write(self, line: bytes) -> None:
        try:
            self._output.write(line)
            self._output.flush()
        except OSError:
            self._ended = True  # nobody listens any longer


def main() -> int:
    """Serve the process that started this one."""
    asked = ASKED in sys.argv
    # What an edit changes elsewhere is told at once. Where there can be none that stands back, this one does.
    stand_back(asked=asked or APART)
    bound_memory()
    log_to_stderr(log_level())
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 3_000))  # as the command line does
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints goes to the log
    orders: SimpleQueue[Mapping[str, Any] | None] = SimpleQueue()
    reader = threading.Thread(target=_read, args=(sys.stdin.buffer, orders), name="orders", daemon=True)
    reader.start()
    Indexer(orders, output, ResultsCache(), asked=asked).serve()
    return 0


def _read(stream: BinaryIO, orders: SimpleQueue[Mapping[str, Any] | None]) -> None:
    for line in stream:
        try:
            order = json.loads(line)
        except ValueError:
            logger.error("an order is no JSON: %.100r", line)
            continue
        if isinstance(order, dict):
            orders.put(order)
    # The server has closed its end, or is dead. A file in work may take long; nobody waits for it.
    orders.put(None)
    time.sleep(END_WITHIN_SECONDS)
    os._exit(0)
