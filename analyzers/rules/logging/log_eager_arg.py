"""Making the text of a log message that nobody asked for.

The arguments of `logger.debug("state: %s", json.dumps(state))` are evaluated before the logger looks at its level.
Where debug messages are off, as they mostly are, the work is thrown away. `if logger.isEnabledFor(logging.DEBUG):`
around the call skips all of it. For plain formatting, `logger.debug("%s: %d", name, count)` leaves it to the logger,
which formats only what it writes; in a loop an f-string in its place is formatted in each pass.

**When not to bother**: the message is written in production as well, or the call is not on a busy path. Outside of
loops the rule reports only work that is much in itself, and of `info()` only such work in loops.

**Why the fix needs review**: under the guard the arguments are evaluated only where the level is on, which shows if
that has effects or fails. With `%s` the record's `msg` is the template, and an object that has a `__format__` of its
own is written by its `__str__`.
"""

from __future__ import annotations

import ast
import re
from string import Formatter

from ...semantics.knowledge.costs import COSTLY
from ...semantics.questions.effects import asking_effect
from ...semantics.questions.loggers import guardable, is_guarded, logged_level
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rewrite, Rule, Triggers

_EFFECTS = "the arguments are evaluated only where the level is on, which shows if that has effects"
_SPEC = re.compile(r"\.\d+[efg]")
LOGGERS: Option[tuple[str, ...]] = Option(
    "loggers", (), "Names of loggers that are not of `logging`, as the code spells them, such as `self.log`."
)


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or isinstance(node.args[0], ast.Starred):
        return None
    values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "extra")]
    if not any(isinstance(inner, _TAKES_TIME) for value in values for inner in ast.walk(value)):  # cheap
        return None
    level = logged_level(at, node, LOGGERS.at(at))
    if level is None or is_guarded(at, node):
        return None
    in_loop = at.repeated_in is not None
    costly = next((inner for value in values for inner in ast.walk(value) if _is_costly(inner, at, in_loop)), None)
    if costly is not None and (level == "DEBUG" or in_loop):
        logger = guardable(at, node)
        return Match(
            costly,
            f"is evaluated even where {level.lower()} messages are off: ask isEnabledFor() first",
            "review" if logger is not None else None,
            "its arguments are evaluated only where the level is on, which shows if that has effects"
            if logger is not None
            else "",
            {"call": node, "logger": logger, "level": level, "statement": at.statement(node)},
        )
    if level != "DEBUG" or not in_loop:
        return None
    formatted = _formatted(node.args[0])
    if formatted is None:
        return None
    template, arguments = formatted
    message = node.args[0]
    simple = template is not None and len(node.args) == 1 and message.lineno == message.end_lineno
    simple = simple and not any(isinstance(argument, ast.Starred) for argument in arguments)
    return Match(
        node.args[0],
        "is formatted in each pass even where debug messages are off: leave it to the logger",
        "review" if simple else None,
        "the record's msg becomes the template, and a __format__ of a value's own is not asked" if simple else "",
        {"call": node, "template": template, "arguments": arguments},
    )


_TAKES_TIME = (
    ast.Call, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.JoinedStr, ast.BinOp,
)  # fmt: skip


def _is_costly(node: ast.AST, at: Site, in_loop: bool) -> bool:
    if isinstance(node, ast.Call):
        called = at.called(node)
        if called is not None and asking_effect(called) is not None:
            return True  # it asks a database or a service
        if at.qualified(node.func) in COSTLY:
            return True
    if not in_loop:
        return False
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return not all(at.is_small(generator.iter) for generator in node.generators)
    return at.is_call(node, "builtins.sorted")


def _formatted(message: ast.expr) -> tuple[str | None, list[ast.expr]] | None:
    """Template and arguments of a message that is put together; no template where `%s` cannot say the same."""
    if isinstance(message, ast.JoinedStr):
        values = [value for value in message.values if isinstance(value, ast.FormattedValue)]
        return (_of_fstring(message), [value.value for value in values]) if values else None
    if isinstance(message, ast.BinOp) and isinstance(message.op, ast.Mod) and _text(message.left) is not None:
        right = message.right
        if isinstance(right, (ast.Dict, ast.DictComp)):
            return None, []
        return _text(message.left), list(right.elts) if isinstance(right, ast.Tuple) else [right]
    if isinstance(message, ast.Call) and isinstance(message.func, ast.Attribute) and message.func.attr == "format":
        text = _text(message.func.value)
        if text is None:
            return None
        return (None, []) if message.keywords else (_of_format(text, len(message.args)), message.args)
    return None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _of_fstring(message: ast.JoinedStr) -> str | None:
    template = ""
    for value in message.values:
        if isinstance(value, ast.Constant):
            template += str(value.value).replace("%", "%%")
            continue
        assert isinstance(value, ast.FormattedValue)
        spec = value.format_spec
        if spec is None:
            template += "%" + (chr(value.conversion) if value.conversion != -1 else "s")
            continue
        written = spec.values[0] if isinstance(spec, ast.JoinedStr) and len(spec.values) == 1 else None
        if value.conversion != -1 or not isinstance(written, ast.Constant) or not _SPEC.fullmatch(str(written.value)):
            return None
        template += f"%{written.value}"
    return template


def _of_format(text: str, count: int) -> str | None:
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return None
    template = ""
    for literal, name, spec, conversion in fields:
        template += literal.replace("%", "%%")
        if name is not None:
            if name or spec:
                return None
            template += "%" + (conversion or "s")
            count -= 1
    return template if count == 0 else None


def rewrite(match: Match, edit: Rewrite) -> None:
    call: ast.Call = match.nodes["call"]
    if "level" in match.nodes:
        level, statement = edit.imported(f"logging.{match.nodes['level']}", call), match.nodes["statement"]
        guard = "if {logger}.isEnabledFor({level}):\n    {statement}"
        edit.replace(statement, guard, logger=match.nodes["logger"], level=level, statement=statement)
        return
    # "template", a, b are several arguments: they take the place of one in a new call.
    arguments = match.nodes["arguments"]
    holes = {f"argument_{number}": argument for number, argument in enumerate(arguments)}
    passed = ["{message}", *(f"{{{name}}}" for name in holes), *(edit.text(keyword) for keyword in call.keywords)]
    message = _quoted(match.nodes["template"], edit.text(match.node))
    edit.replace(call, "{logger}(" + ", ".join(passed) + ")", logger=call.func, message=message, **holes)


def _quoted(text: str, like: str) -> str:
    """A string literal with the quotes of another one."""
    quote = "'" if "'" in like and like.find("'") < (like.find('"') % (len(like) + 1)) else '"'
    for char, escaped in (("\\", "\\\\"), (quote, "\\" + quote), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(char, escaped)
    return quote + text + quote


RULE = Rule(
    slug="log-eager-arg",
    code="SLP810",
    family="logging",
    stage="preview",
    triggers=Triggers(calls=frozenset({"debug", "info"})),
    check=check,
    options=(LOGGERS,),
    rewrite=rewrite,
    title="Leave the work to the logger",
    also=("G004", "W1203"),
    examples=[
        Example(
            before="""\
import json
import logging

logger = logging.getLogger(__name__)


def save(state):
    logger.debug("state: %s", «json.dumps(state)»)
    return len(state)
""",
            after="""\
import json
import logging

logger = logging.getLogger(__name__)


def save(state):
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("state: %s", json.dumps(state))
    return len(state)
""",
            workload=lambda n: ({str(i): i for i in range(n)},),
            same=[({"a": 1},), ([],)],
            differs=[([object],)],
        ),
        Example(
            before="""\
from logging import getLogger

LOG = getLogger("orders")


def pack(orders):
    total = 0
    for order in orders:
        LOG.debug(«f"packing {order}: 100% of {total:.2f} in \\"{order!r}\\""», stacklevel=2)
        LOG.debug(«"%d of %s" % (total, order)»)
        LOG.info(f"done with {order}")
        total += order
    return total
""",
            after="""\
from logging import getLogger

LOG = getLogger("orders")


def pack(orders):
    total = 0
    for order in orders:
        LOG.debug("packing %s: 100%% of %.2f in \\"%r\\"", order, total, order, stacklevel=2)
        LOG.debug("%d of %s", total, order)
        LOG.info(f"done with {order}")
        total += order
    return total
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2.5],), ([],)],
        ),
        Example(
            before="""\
import logging


class Queue:
    def __init__(self):
        self.log = logging.getLogger("queue")

    def drain(self, jobs):
        while jobs:
            job = jobs.pop()
            self.log.info("running %s of %s", job, «[str(job) for job in jobs]»)
            self.log.debug(«"took {} ({!r})".format(job, jobs)»)


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
        while jobs:
            job = jobs.pop()
            if self.log.isEnabledFor(logging.INFO):
                self.log.info("running %s of %s", job, [str(job) for job in jobs])
            self.log.debug("took %s (%r)", job, jobs)


def drained(jobs):
    Queue().drain(jobs)
    return jobs
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],)],
        ),
    ],
    clean=[
        """\
# The logger formats it, if at all.
import logging
logger = logging.getLogger(__name__)

def pack(orders):
    for order in orders:
        logger.debug("packing %s", order)
""",
        """\
# Guarded.
import json, logging
logger = logging.getLogger(__name__)

def save(state):
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("state: %s", json.dumps(state))
""",
        """\
# The level was looked at before.
import json, logging
logger = logging.getLogger(__name__)

def save(state):
    if not logger.isEnabledFor(logging.DEBUG):
        return
    logger.debug("state: %s", json.dumps(state))
""",
        """\
# Plain formatting, once.
import logging
logger = logging.getLogger(__name__)

def save(state):
    logger.debug(f"saving {state}")
""",
        """\
# Warnings are written.
import json, logging
logger = logging.getLogger(__name__)

def save(states):
    for state in states:
        logger.warning("state: %s", json.dumps(state))
""",
        """\
# Informative messages are often on, and this is said once.
import json, logging
logger = logging.getLogger(__name__)

def save(state):
    logger.info("state: %s", json.dumps(state))
""",
        """\
# What it is, is not known: a logger of another kind may be lazy.
import json

def save(logger, states):
    for state in states:
        logger.debug(f"state: {json.dumps(state)}")
""",
        """\
# Something went wrong: that is no busy path.
import logging, pprint
logger = logging.getLogger(__name__)

def save(states, write):
    for state in states:
        try:
            write(state)
        except OSError:
            logger.debug("state: %s", pprint.pformat(state))
""",
        """\
# A few of them.
import logging
logger = logging.getLogger(__name__)

def start():
    for name in ("a", "b"):
        logger.debug(f"starting {name}")
""",
        """\
# Nothing is put in.
import logging
logger = logging.getLogger(__name__)

def pack(orders):
    for order in orders:
        logger.debug(f"packing")
""",
        """\
# A few names, once.
import logging
logger = logging.getLogger(__name__)

def save(states):
    logger.debug("saving %s", [state.name for state in states])
    logger.debug("saving %s", sorted(states))
""",
        """\
# Numbers, not text; and what others make of it.
import logging
logger = logging.getLogger(__name__)

def save(states):
    for state in states:
        logger.debug(state + 1)
        logger.debug(state % 7)
        logger.debug(7 % state)
        logger.debug(state.describe("more"))
        logger.debug("a".join("bc"))
""",
        """\
# Not what the message says, but how it is written.
import json, logging
logger = logging.getLogger(__name__)

def save(state):
    logger.debug("saved", stacklevel=int(json.dumps(state)))
""",
    ],
    unsafe=[
        """\
# How wide it is written, is not known.
import logging
logger = logging.getLogger(__name__)

def save(states, width):
    for state in states:
        logger.debug(f"saving {state:>{width}}")
""",
    ],
)
