"""Going through a container for a debug message that nobody asked for.

The arguments of `logger.debug("users: %s", ", ".join(user.name for user in users))` are evaluated before the logger
looks at its level. Where debug messages are off, as they mostly are, the container is gone through and the text thrown
away: work that grows with the data. `if logger.isEnabledFor(logging.DEBUG):` around the call skips all of it.

**When not to bother**: the container always has a few elements, or the call is not on a busy path.

**Why the fix needs review**: under the guard the arguments are evaluated only where the level is on, which shows if
that has effects or fails.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.loggers import guardable, is_guarded, logged_level
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rewrite, Rule, Triggers

_EFFECTS = "its arguments are evaluated only where the level is on, which shows if that has effects"
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_THROUGH = (
    "builtins.sorted", "builtins.sum", "builtins.max", "builtins.min", "builtins.list", "builtins.set",
    "builtins.tuple", "collections.Counter",
)  # fmt: skip
LOGGERS: Option[tuple[str, ...]] = Option(
    "loggers", (), "Names of loggers that are not of `logging`, as the code spells them, such as `self.log`."
)


def check(node: ast.Call, at: Site) -> Match | None:
    if at.function is None or at.repeating:  # in loops: for log-eager-arg
        return None
    parts = (part for argument in node.args for part in ast.walk(argument))
    walked = next((part for part in parts if _goes_through(part, at)), None)
    if walked is None or logged_level(at, node, LOGGERS.at(at)) != "DEBUG" or is_guarded(at, node):
        return None
    logger = guardable(at, node)
    return Match(
        walked,
        "goes through a container even where debug messages are off: ask isEnabledFor() first",
        "review" if logger is not None else None,
        "its arguments are evaluated only where the level is on, which shows if that has effects"
        if logger is not None
        else "",
        {"call": node, "logger": logger, "statement": at.statement(node)},
    )


def _goes_through(node: ast.AST, at: Site) -> bool:
    """A comprehension, or a builtin that runs through its argument, where the source does not say that it is short."""
    if isinstance(node, _COMPREHENSIONS):
        return not any(at.is_small(generator.iter) for generator in node.generators)
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return False
    items: Any = node.args[0]
    if isinstance(items, ast.Call) and isinstance(items.func, ast.Attribute) and items.func.attr in ("keys", "values"):
        items = items.func.value
    if not isinstance(items, (ast.Name, ast.Attribute)) or at.is_small(items):
        return False
    joined = isinstance(node.func, ast.Attribute) and node.func.attr == "join" and at.type(node.func.value).is_("str")
    return joined or at.is_call(node, *_THROUGH)


def rewrite(match: Match, edit: Rewrite) -> None:
    call, statement = match.nodes["call"], match.nodes["statement"]
    level = edit.imported("logging.DEBUG", call)
    guard = "if {logger}.isEnabledFor({level}):\n    {statement}"
    edit.replace(statement, guard, logger=match.nodes["logger"], level=level, statement=statement)


RULE = Rule(
    slug="log-eager-scan",
    code="SLP811",
    family="logging",
    stage="preview",
    triggers=Triggers(calls=frozenset({"debug"})),
    check=check,
    options=(LOGGERS,),
    rewrite=rewrite,
    title="Ask for the level first",
    examples=[
        Example(
            before="""\
import logging

logger = logging.getLogger(__name__)


def save(users):
    logger.debug("users: %s", ", ".join«(str(user) for user in users)»)
    return users
""",
            after="""\
import logging

logger = logging.getLogger(__name__)


def save(users):
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("users: %s", ", ".join(str(user) for user in users))
    return users
""",
            workload=lambda n: (list(range(n)),),
            same=[(["a"],), ([],)],
            differs=[(3,)],
        ),
        Example(
            before="""\
import logging


class Queue:
    def __init__(self):
        self.log = logging.getLogger("queue")

    def drain(self, jobs):
        self.log.debug(f"draining {«sorted(jobs.keys())»}")
        self.log.debug("at most %d", «max(jobs.values())», stacklevel=2)
        jobs.clear()


def drained(jobs):
    Queue().drain(jobs)
    return jobs
""",
            after="""\
import logging


class Queue:
    def __init__(self):
        self.log = logging.getLogger("queue")

    def drain(self, jobs):
        if self.log.isEnabledFor(logging.DEBUG):
            self.log.debug(f"draining {sorted(jobs.keys())}")
        if self.log.isEnabledFor(logging.DEBUG):
            self.log.debug("at most %d", max(jobs.values()), stacklevel=2)
        jobs.clear()


def drained(jobs):
    Queue().drain(jobs)
    return jobs
""",
            workload=lambda n: ({i: i for i in range(n)},),
            same=[({"a": 1, "b": 2},)],
            differs=[({},)],
        ),
        Example(
            before="""\
import logging


def start(names, log):
    logging.debug("starting %s", «", ".join(names)»)
    return logging.getLogger("start").debug(«[name.upper() for name in names]»)
""",
        ),
    ],
    clean=[
        """\
# The container itself is handed over: the logger makes its text, if at all.
import logging
logger = logging.getLogger(__name__)

def save(users, name):
    logger.debug("users: %s, %d, %s", users, len(users), name.upper())
    logger.debug("%s %s %s", max(1, 2), list(), sorted(*users))
    logger.debug("%s %s", name.join(users), ", ".count(users))
    logger.debug("%s", sorted(name.parts()))
""",
        """\
# Guarded; or something went wrong.
import logging
logger = logging.getLogger(__name__)

def save(users, write):
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("users: %s", sorted(users))
    try:
        write(users)
    except OSError:
        logger.debug("users: %s", sorted(users))
""",
        """\
# A few elements.
import logging
logger = logging.getLogger(__name__)

def save(user):
    names = ["a", "b"]
    logger.debug("%s %s %s", [part.upper() for part in ("a", "b")], sorted(names), ", ".join(str(n) for n in names))
    logger.debug("%s", sorted([user, "x"]))
""",
        """\
# Informative messages are often on; what it is, is not known: a logger of another kind may be lazy.
import logging
logger = logging.getLogger(__name__)

def save(users, log):
    logger.info("users: %s", sorted(users))
    log.debug("users: %s", sorted(users))
""",
        """\
# In a loop, for another rule; and run once, on import.
import logging
logger = logging.getLogger(__name__)
NAMES = dir(logging)
logger.debug("%s", sorted(NAMES))

def save(groups):
    for group in groups:
        logger.debug("users: %s", sorted(group))
""",
    ],
)
