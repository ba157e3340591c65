"""Runs on its own, in a process with limits: reads a file of cProfile from standard input, and prints it as JSON.

`marshal` trusts what it reads: a damaged file may crash the interpreter or fill its memory. What is wrong comes as a
text instead of the list of functions, each of which is

    [file, line, name, calls, own seconds, total seconds, [[caller's place in the list, seconds], ...]]

Python 3.8 and later; it imports nothing of Slowspot.
"""

import json
import marshal
import os
import sys

MOST = 1000000


def limit():
    """Take no more memory and time than the parent grants."""
    try:
        import resource  # late: not on Windows, where the parent's clock is the only limit
    except ImportError:
        return
    for name, kind in (("MEMORY", resource.RLIMIT_AS), ("SECONDS", resource.RLIMIT_CPU)):
        most = int(os.environ["SLOWSPOT_CHILD_" + name])
        hard = resource.getrlimit(kind)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(kind, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


class Wrong(Exception):  # noqa: N818 - what the file is
    """What the file is instead; completes "FILE: "."""


def rows(stats):
    if type(stats) is dict and len(stats) > MOST:
        raise Wrong(f"has more than {MOST:,} functions")
    if type(stats) is not dict:
        raise Wrong("is no profile of cProfile, which would be a dictionary of functions")
    # Python 3.15's sampling profiler marks its files so. It counts lines, and callers by samples.
    sampled = stats.pop(("__sampled__",), None) is True
    places = {}
    for function in stats:
        if type(function) is not tuple or [type(part) for part in function] != [str, int, str]:
            raise Wrong("names a function otherwise than by file, line and name")
        places[function] = len(places)
    for times in stats.values():
        if type(times) is not tuple or len(times) != 5 or type(times[4]) is not dict:
            raise Wrong("gives something else than calls, times and callers for a function")
    interval = 0.0
    if sampled:
        interval = max((times[2] / times[0] for times in stats.values() if times[0]), default=0.0)
    found = []
    for function, (_, calls, own, total, callers) in stats.items():
        known = []
        for caller, spent in callers.items():
            # The profiler in pure Python keeps only how often a caller called.
            if caller not in places:
                continue
            if type(spent) is tuple and len(spent) == 4:
                known.append([places[caller], spent[3]])
            elif sampled and type(spent) is int:
                known.append([places[caller], spent * interval])
        found.append([*function, calls, own, total, known])
    return {"interval": interval, "functions": found}


def main():
    limit()
    try:
        answer = rows(marshal.load(sys.stdin.buffer))
    except MemoryError:
        answer = "takes more memory to read than there is"
    except Wrong as error:
        answer = str(error)
    except (EOFError, TypeError, ValueError, OverflowError, RecursionError) as error:
        answer = f"is cut off or damaged: {error}"
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
