"""The function under proof, loaded from a text that stands in for its file.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import base64
import functools
import importlib
import importlib.machinery
import importlib.util
import inspect
import io
import os
import pickle
import sys
import types
from collections.abc import Callable
from typing import Any

__all__ = ["Arguments", "NotLoaded", "Subject"]

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class NotLoaded(Exception):  # noqa: N818 - what happened
    """The module cannot be imported, or has no such function; the message says which."""


class Subject:
    """A function in its own module, which is imported as the program would, but from the text given.

    The job names `path` (of the file), `module` (its dotted name), `search` (folders that go first on `sys.path`),
    `function` (qualified) and `text`.
    """

    def __init__(self, job: dict[str, Any], sized: Callable[[Subject, int, int], Arguments] | None = None) -> None:
        self.path = os.path.realpath(job["path"])
        self.name: str = job["module"]
        self.qualname: str = job["function"]
        self.text: str = job["text"]
        self.module = types.ModuleType(self.name)
        self.function: Callable[..., Any] = lambda: None
        self.owner: Any = None
        """The class whose method it is."""
        self._sized = sized
        sys.path[:0] = [folder for folder in job["search"] if folder not in sys.path]
        self._hook_imports()

    def _hook_imports(self) -> None:
        loader: Any = importlib.machinery.SourceFileLoader
        original: Callable[..., Any] = loader.get_code

        def get_code(this: Any, fullname: str) -> Any:
            path = this.get_filename(fullname)
            if os.path.realpath(path) != self.path:
                return original(this, fullname)
            return _compiled(self.text, path, "exec")

        loader.get_code = get_code

    def load(self, text: str | None = None) -> None:
        """Import the module anew, from another text where one is given. Raises NotLoaded."""
        if text is not None:
            self.text = text
        again = sys.modules.pop(self.name, None) is not None
        try:
            self.module = self._imported() if not again else self._imported_again()
        except (SystemExit, Exception) as error:
            raise NotLoaded(f"importing {self.name}: {type(error).__name__}: {error}") from error
        found: Any = self.module
        self.owner = None
        for part in self.qualname.split("."):
            self.owner, found = found, inspect.getattr_static(found, part, None)
            if found is None:
                raise NotLoaded(f"{self.name} has no {self.qualname}")
        if not isinstance(self.owner, type):
            self.owner = None
        elif isinstance(found, (classmethod, staticmethod, property)) or not callable(found):
            # A static or class method is called through its class, a property as the function behind it.
            found = found.fget if isinstance(found, property) else getattr(self.owner, self.qualname.rpartition(".")[2])
        if not callable(found):
            raise NotLoaded(f"{self.qualname} is no function")
        self.function = found

    def _imported_again(self) -> types.ModuleType:
        """Import anew; where a registry of the package takes each name once, with the whole package."""
        package = self.name.partition(".")[0]
        try:
            return self._imported()
        except (SystemExit, Exception):
            if package == self.name:
                raise
        for name in [name for name in sys.modules if name == package or name.startswith(package + ".")]:
            del sys.modules[name]
        return self._imported()

    def _imported(self) -> types.ModuleType:
        if importlib.util.find_spec(self.name.partition(".")[0]) is not None:
            module = importlib.import_module(self.name)
            if os.path.realpath(getattr(module, "__file__", None) or "") == self.path:
                return module
        # A script whose name is no module's, or is another's.
        spec = importlib.util.spec_from_file_location(self.name, self.path)
        if spec is None or spec.loader is None:
            raise NotLoaded(f"{self.path} is no Python file")
        module = sys.modules[self.name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def arguments(self, given: dict[str, Any]) -> Arguments:
        """Make the arguments of an `Input`, as a dictionary. What its code or its pickle raises comes through."""
        if given.get("pickled") is not None:
            args, kwargs = _Unpickler(self, base64.b64decode(given["pickled"])).load()
            return tuple(args), dict(kwargs)
        if given.get("sized") is not None:
            assert self._sized is not None
            return self._sized(self, *given["sized"])
        namespace = dict(self.module.__dict__)
        # Late: only where odd values are asked for.
        if "kit." in given["code"]:
            from . import kit

            namespace["kit"] = kit
        code = _compiled("__slowspot_call__(" + given["code"] + "\n)", "<string>", "eval")
        return eval(code, namespace, {"__slowspot_call__": _collected})


@functools.lru_cache(maxsize=1_000)
def _compiled(text: str, path: str, mode: str) -> Any:
    """Compile once what is loaded again and again; what the interpreter has adapted to stays adapted."""
    return compile(text, path, mode, dont_inherit=True)


class _Unpickler(pickle.Unpickler):
    """Finds in the module under proof what was recorded while that module was the program itself."""

    def __init__(self, subject: Subject, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._subject = subject

    def find_class(self, module: str, name: str) -> Any:
        if module == "__main__" and hasattr(self._subject.module, name.partition(".")[0]):
            module = self._subject.name
        return super().find_class(module, name)


def _collected(*args: Any, **kwargs: Any) -> Arguments:
    return args, kwargs
