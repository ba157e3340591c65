"""A stack machine: one big loop over instructions."""

from __future__ import annotations

from assembler import Op


class MachineError(RuntimeError):
    pass


class Machine:
    def __init__(self, program, memory=4096, trace=None):
        self.program = program
        self.memory = [0] * memory
        self.stack = []
        self.calls = []
        self.frames = [[0] * 8]
        self.output = []
        self.steps = 0
        self.trace = trace

    def push(self, value):
        self.stack.append(value)

    def pop(self):
        if not self.stack:
            raise MachineError("the stack is empty")
        return self.stack.pop()

    def binary(self, op):
        right = self.pop()
        left = self.pop()
        if op == Op.ADD:
            self.push(left + right)
        elif op == Op.SUB:
            self.push(left - right)
        elif op == Op.MUL:
            self.push(left * right & 0xFFFFFFFF)
        elif op == Op.DIV:
            if right == 0:
                raise MachineError("division by zero")
            self.push(left // right)
        elif op == Op.MOD:
            self.push(left % right)
        elif op == Op.LT:
            self.push(1 if left < right else 0)
        else:
            self.push(1 if left == right else 0)

    def run(self, limit=10_000_000):
        program = self.program
        pc = 0
        while True:
            op, argument = program[pc]
            pc += 1
            self.steps += 1
            if self.steps > limit:
                raise MachineError("it runs too long")
            if self.trace is not None:
                self.trace(pc, op, self.stack)
            if op == 0:
                self.push(argument)
            elif op == 1:
                self.push(self.frames[-1][argument])
            elif op == 2:
                self.frames[-1][argument] = self.pop()
            elif 3 <= op <= 9:
                self.binary(op)
            elif op == 10:
                pc = argument
            elif op == 11:
                if self.pop() == 0:
                    pc = argument
            elif op == 12:
                self.calls.append(pc)
                self.frames.append([0] * 8)
                pc = argument
            elif op == 13:
                self.frames.pop()
                pc = self.calls.pop()
            elif op == 14:
                self.push(self.memory[self.pop()])
            elif op == 15:
                place = self.pop()
                self.memory[place] = self.pop()
            elif op == 16:
                self.output.append(self.pop())
            elif op == 17:
                return self.output
            elif op == 18:
                self.push(self.stack[-1])
            elif op == 19:
                self.pop()
            elif op == 20:
                self.stack[-1], self.stack[-2] = self.stack[-2], self.stack[-1]
            else:
                raise MachineError(f"no instruction {op}")

    def dump(self, begin=0, count=16):
        return " ".join(f"{word:08x}" for word in self.memory[begin : begin + count])
