"""Draw fractals as text: Mandelbrot and Julia sets, a dragon curve, a fern, and a plant of rewriting rules."""

import math
import random
from collections import Counter

PROJECT = "own-fractals"
REQUIRES = []
SCOPE = []

SHADES = " .:-=+*#%@"


class Canvas:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.points = Counter()

    def plot(self, x, y):
        if 0 <= x < self.width and 0 <= y < self.height:
            self.points[int(x), int(y)] += 1

    def line(self, x0, y0, x1, y1):
        steps = int(max(abs(x1 - x0), abs(y1 - y0))) + 1
        for i in range(steps + 1):
            self.plot(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps)

    def __str__(self):
        most = max(self.points.values(), default=1)
        rows = []
        for y in range(self.height):
            row = ""
            for x in range(self.width):
                row += SHADES[min(9, self.points[x, y] * 9 // most)] if (x, y) in self.points else " "
            rows.append(row.rstrip())
        return "\n".join(rows)


def escape_time(c, z=0j, limit=80):
    for i in range(limit):
        if z.real * z.real + z.imag * z.imag > 4:
            return i
        z = z * z + c
    return limit


def mandelbrot(width, height, center=-0.7, span=2.8):
    for row in range(height):
        line = []
        for column in range(width):
            c = complex(center + (column / width - 0.5) * span, (row / height - 0.5) * span * 0.8)
            line.append(SHADES[escape_time(c) * 9 // 80])
        yield "".join(line)


def julia(width, height, c=-0.8 + 0.156j):
    for row in range(height):
        yield "".join(
            SHADES[escape_time(c, complex((x / width - 0.5) * 3, (row / height - 0.5) * 2)) * 9 // 80]
            for x in range(width)
        )


def rewrite(axiom, rules, rounds):
    text = axiom
    for _ in range(rounds):
        text = "".join(rules.get(symbol, symbol) for symbol in text)
    return text


class Turtle:
    def __init__(self, canvas, x, y, heading, step, angle):
        self.canvas = canvas
        self.x, self.y, self.heading = x, y, heading
        self.step, self.angle = step, angle
        self.saved = []

    def forward(self):
        x = self.x + self.step * math.cos(self.heading)
        y = self.y + self.step * math.sin(self.heading)
        self.canvas.line(self.x, self.y, x, y)
        self.x, self.y = x, y

    def draw(self, commands):
        for command in commands:
            if command in "FG":
                self.forward()
            elif command == "+":
                self.heading += self.angle
            elif command == "-":
                self.heading -= self.angle
            elif command == "[":
                self.saved.append((self.x, self.y, self.heading))
            elif command == "]":
                self.x, self.y, self.heading = self.saved.pop()


FERN = [
    (0.01, (0, 0, 0, 0.16, 0, 0)),
    (0.86, (0.85, 0.04, -0.04, 0.85, 0, 1.6)),
    (0.93, (0.2, -0.26, 0.23, 0.22, 0, 1.6)),
    (1.0, (-0.15, 0.28, 0.26, 0.24, 0, 0.44)),
]


def fern(canvas, count, rng):
    x = y = 0.0
    for _ in range(count):
        chance = rng.random()
        for limit, (a, b, c, d, e, f) in FERN:
            if chance <= limit:
                x, y = a * x + b * y + e, c * x + d * y + f
                break
        canvas.plot(canvas.width / 2 + x * canvas.width / 10, canvas.height - y * canvas.height / 11)


def box_dimension(points, sizes=(1, 2, 4, 8)):
    counts = [len({(x // size, y // size) for x, y in points}) for size in sizes]
    return (math.log(counts[0]) - math.log(counts[-1])) / math.log(sizes[-1])


def main():
    print("\n".join(mandelbrot(560, 370)))
    print("\n".join(julia(440, 280)))
    canvas = Canvas(300, 200)
    dragon = rewrite("F", {"F": "F+G", "G": "F-G"}, 15)
    Turtle(canvas, 100, 120, 0.0, 1.6, math.pi / 2).draw(dragon)
    print(box_dimension(canvas.points))
    plant = rewrite("X", {"X": "F+[[X]-X]-F[-FX]+X", "F": "FF"}, 6)
    garden = Canvas(300, 200)
    Turtle(garden, 150, 199, -math.pi / 2, 0.9, 0.44).draw(plant)
    fern(garden, 450_000, random.Random(3))
    print(garden)


if __name__ == "__main__":
    main()
