"""The call graph of a program: values followed from the entry, then by annotation, then by name alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..linking.modules import Parts
from .calls import call
from .flow import Flow
from .frequency import Frequencies, Setting
from .summary import FileSummary
from .values import Value

__all__ = ["CallGraph", "link"]

_CANDIDATES = 12
_BUILTIN_METHODS = frozenset(
    name for kind in (str, list, dict, set, tuple, bytes, int, float) for name in dir(kind) if not name.startswith("__")
) | {"read", "write", "close", "readline", "seek", "flush", "popleft", "appendleft", "put", "acquire", "release"}
_ROUNDS = 4
_MOST_SUPPOSED = 1_000
_SUPPOSED = 5.0
"""How often a function is supposed to be called where nothing tells who calls it."""


@dataclass(slots=True)
class CallGraph:
    flow: Flow
    roots: dict[int, float]
    """Functions that run without being called by the program, with how often."""
    entry: int | None
    precise: frozenset[int] = frozenset()
    """What is reached without `suppose`."""

    def suppose(self) -> None:
        """Go on where the values do not lead: methods of classes that are instantiated, functions with decorators,
        those put into containers and the entry's own are supposed to be called by code that is not understood."""
        flow = self.flow
        self.precise = frozenset(flow.reached)
        for _ in range(2):
            candidates = _candidates(self)
            for number, receiver in candidates[:_MOST_SUPPOSED]:
                self.roots.setdefault(number, _SUPPOSED)
                flow.enter(number, receiver, (), (), -1)
                flow.solve()
            _widen(self)

    def frequencies(self, setting: Setting | None = None) -> Frequencies:
        return Frequencies(self.flow, setting or Setting()).run(self.roots)


def link(files: Sequence[tuple[Parts, FileSummary]], entry: int | None = None) -> CallGraph:
    """Link the summaries of a program's files. `entry` is the number of the file that is run; without one, all code
    that nothing calls is taken to be called once."""
    flow = Flow(files, entry, call)
    starts = [entry] if entry is not None else range(len(files))
    roots: dict[int, float] = {}
    for file in starts:
        flow.reach(flow.function_id(file, 0))
    flow.solve()
    graph = CallGraph(flow, roots, entry)
    _widen(graph)
    if entry is None:
        _start_unreached(graph)
        _widen(graph)
    for file in range(len(files)):
        module = flow.function_id(file, 0)
        if module in flow.reached:
            roots[module] = 1.0
    return graph


def _widen(graph: CallGraph) -> None:
    flow = graph.flow
    for _ in range(_ROUNDS):
        before = len(flow.reached)
        _annotate(flow)
        flow.solve()
        guessed = _guess(flow)
        flow.solve()
        if len(flow.reached) == before and not guessed:
            break


def _start_unreached(graph: CallGraph) -> None:
    """Take each function that nothing reaches to be called once, those first that nothing mentions."""
    flow = graph.flow
    for number, function in enumerate(flow.functions):
        if (
            number in flow.reached
            or function.is_lambda
            or (function.parent >= 0 and function.owner < 0 and ("<locals>" in function.qualname))
        ):
            continue
        receiver = None
        if function.owner >= 0 and function.form != "static":
            owner = flow.class_id(flow.file_of[number], function.owner)
            receiver = ("C", owner) if function.form == "class" else ("I", owner)
        graph.roots[number] = 1.0
        flow.enter(number, receiver, (), (), -1)
        flow.solve()


def _candidates(graph: CallGraph) -> list[tuple[int, Value | None]]:
    flow = graph.flow
    living = {each for number in flow.instantiated for each in flow.mro[number]}
    held = {
        value[1]
        for key, values in flow.nodes.items()
        if isinstance(key, tuple) and key[0] in ("e", "a")
        for value in values
        if value[0] == "F"
    }
    found: list[tuple[int, Value | None]] = []
    for number, function in enumerate(flow.functions):
        if number in flow.reached or "<" in function.qualname:
            continue
        file = flow.file_of[number]
        if flow.function_id(file, 0) not in flow.reached:
            continue
        if function.owner >= 0:
            owner = flow.class_id(file, function.owner)
            if owner in living and not (function.qualname.endswith("__") and function.form == "method"):
                made = next((each for each in flow.instantiated if owner in flow.mro[each]), owner)
                receiver = None if function.form == "static" else ("C" if function.form == "class" else "I", made)
                found.append((number, receiver))
        elif number in held or function.decorator_names or file == graph.entry:
            found.append((number, None))
    return found


def _annotate(flow: Flow) -> None:
    """Give parameters without a known instance what their annotation says."""
    for number in tuple(flow.reached):
        function = flow.functions[number]
        for variable, said in function.annotations:
            key = flow.variable_id(flow.file_of[number], variable)
            if not any(value[0] in ("I", "A") for value in flow.nodes.get(key, ())):
                flow.add(key, flow.look_up(number, said))


def _guess(flow: Flow) -> bool:
    """Resolve calls of methods on objects of which nothing is known by the method's name alone."""
    guessed = False
    for number in tuple(flow.reached):
        function = flow.functions[number]
        for index, site in enumerate(function.sites):
            callee = site.callee
            if callee is None or callee[0] != "a" or (number, index) in flow.targets:
                continue
            candidates = flow.method_names.get(callee[2])
            if not candidates or callee[2].startswith("__"):
                continue
            if any(value[0] != "x" or not value[1].endswith(("()", "[]")) for value in flow.look_up(number, callee[1])):
                continue
            known = [pair for pair in candidates if pair[0] in flow.instantiated] or candidates
            if len(known) > _CANDIDATES or (callee[2] in _BUILTIN_METHODS and len(known) > 3):
                continue
            how = "guess" if callee[2] in _BUILTIN_METHODS else "once"
            arguments = [flow.look_up(number, argument) for argument in site.arguments]
            keywords = [(name, flow.look_up(number, value)) for name, value in site.keywords]
            for made, target in known:
                receiver = ("C", made) if flow.functions[target].form == "class" else ("I", made)
                if flow.functions[target].form == "static":
                    receiver = None
                flow.note(number, index, target, how)
                result = flow.enter(target, receiver, arguments, keywords, site.starred)
                flow.add(("c", number, index), result)
            guessed = True
    return guessed
