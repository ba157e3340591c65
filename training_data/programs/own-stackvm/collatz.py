"""Assemble and run two programs on a stack machine: longest Collatz chain, and sums over memory."""

from assembler import assemble, disassemble
from machine import Machine, MachineError

PROJECT = "own-stackvm"
REQUIRES = []
SCOPE = ["assembler", "machine"]

COLLATZ = """
    push 0
    store 2          ; the longest so far
    push 1
    store 0
next:
    load 0
    push 6000
    lt
    jz done
    load 0
    call chain
    dup
    load 2
    swap
    lt
    jz shorter
    store 2
    jump on
shorter:
    pop
on:
    load 0
    push 1
    add
    store 0
    jump next
done:
    load 2
    out
    halt
chain:
    store 0
    push 0
    store 1
again:
    load 0
    push 1
    eq
    jz step
    load 1
    ret
step:
    load 1
    push 1
    add
    store 1
    load 0
    push 2
    mod
    jz even
    load 0
    push 3
    mul
    push 1
    add
    store 0
    jump again
even:
    load 0
    push 2
    div
    store 0
    jump again
"""

SUMS = """
    push 0
    store 0
fill:
    load 0
    push 4000
    lt
    jz total
    load 0
    dup
    mul
    load 0
    put
    load 0
    push 1
    add
    store 0
    jump fill
total:
    push 0
    store 0
    push 0
    store 1
more:
    load 0
    push 4000
    lt
    jz end
    load 0
    get
    load 1
    add
    store 1
    load 0
    push 1
    add
    store 0
    jump more
end:
    load 1
    out
    halt
"""


def trace(pc, op, stack):
    print(pc, op, stack[-3:])


def main():
    for source in (COLLATZ, SUMS):
        program = assemble(source)
        machine = Machine(program)
        try:
            print(machine.run(), machine.steps)
        except MachineError as error:
            print("failed:", error, machine.dump())
            print(disassemble(program))


if __name__ == "__main__":
    main()
