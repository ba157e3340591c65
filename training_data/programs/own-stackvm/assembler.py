"""Assembly text to a list of instructions; labels become addresses."""

from __future__ import annotations

from enum import IntEnum


class Op(IntEnum):
    PUSH = 0
    LOAD = 1
    STORE = 2
    ADD = 3
    SUB = 4
    MUL = 5
    DIV = 6
    MOD = 7
    LT = 8
    EQ = 9
    JUMP = 10
    JZ = 11
    CALL = 12
    RET = 13
    GET = 14
    PUT = 15
    OUT = 16
    HALT = 17
    DUP = 18
    POP = 19
    SWAP = 20


TAKES_LABEL = {Op.JUMP, Op.JZ, Op.CALL}
TAKES_NUMBER = {Op.PUSH, Op.LOAD, Op.STORE}


class AssemblyError(ValueError):
    def __init__(self, line, message):
        super().__init__(f"line {line}: {message}")
        self.line = line


def strip(text):
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition(";")[0].strip()
        if line:
            yield number, line


def assemble(text):
    labels = {}
    pending = []
    program = []
    for number, line in strip(text):
        if line.endswith(":"):
            label = line[:-1]
            if label in labels:
                raise AssemblyError(number, f"{label} is there twice")
            labels[label] = len(program)
            continue
        name, _, rest = line.partition(" ")
        try:
            op = Op[name.upper()]
        except KeyError:
            raise AssemblyError(number, f"no instruction {name}") from None
        argument = 0
        if op in TAKES_LABEL:
            pending.append((len(program), rest.strip(), number))
        elif op in TAKES_NUMBER:
            argument = int(rest)
        program.append((int(op), argument))
    for place, label, number in pending:
        if label not in labels:
            raise AssemblyError(number, f"no label {label}")
        program[place] = (program[place][0], labels[label])
    return program


def disassemble(program):
    lines = []
    for address, (op, argument) in enumerate(program):
        kind = Op(op)
        shown = f" {argument}" if kind in TAKES_LABEL | TAKES_NUMBER else ""
        lines.append(f"{address:04d} {kind.name.lower()}{shown}")
    return "\n".join(lines)
