"""Look into functions: signatures, sources, byte code, call trees."""

import ast
import dis
import inspect
import io
import textwrap
import traceback

PROJECT = "stdlib-inspect"
REQUIRES = []
SCOPE = ["inspect", "dis", "traceback", "linecache", "ast"]

MODULES = [ast, dis, inspect, textwrap, traceback]


def functions():
    for module in MODULES:
        for _, found in inspect.getmembers(module, inspect.isfunction):
            yield found
        for _, kind in inspect.getmembers(module, inspect.isclass):
            for _, found in inspect.getmembers(kind, inspect.isfunction):
                yield found


def failing(depth):
    if depth:
        return failing(depth - 1)
    raise ValueError("deep down")


def main():
    size = 0
    for _ in range(5):
        for function in functions():
            signature = inspect.signature(function)
            size += len(str(signature)) + len(inspect.getdoc(function) or "")
            try:
                signature.bind(*range(len(signature.parameters)))
            except TypeError:
                size -= 1
            size += sum(1 for _ in dis.get_instructions(function))
            if function.__module__ in ("textwrap", "traceback"):
                size += len(inspect.getsource(function))
    out = io.StringIO()
    for function in list(functions())[:120]:
        dis.dis(function, file=out)
    for _ in range(600):
        try:
            failing(40)
        except ValueError as error:
            size += len("".join(traceback.format_exception(error)))
    print(size, len(out.getvalue()), len(inspect.getclasstree(inspect.getmro(ast.Name))))


if __name__ == "__main__":
    main()
