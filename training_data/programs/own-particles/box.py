"""Shake balls in a box, swing a cloth, and let planets fall together."""

import math
import random

from forces import Body, Gravity, Grid, Spring, Uniform, collide

PROJECT = "own-particles"
REQUIRES = []
SCOPE = ["forces"]


class World:
    def __init__(self, bodies, forces, walls=None):
        self.bodies, self.forces, self.walls = bodies, forces, walls
        self.grid = Grid(1.2)
        self.hits = 0

    def step(self, dt):
        for force in self.forces:
            force.apply(self.bodies)
        for body in self.bodies:
            body.advance(dt)
        if self.walls:
            self.bounce()
            for a, b in self.grid.pairs(self.bodies):
                self.hits += collide(a, b)

    def bounce(self):
        width, height = self.walls
        for body in self.bodies:
            if body.x < body.radius or body.x > width - body.radius:
                body.vx = -body.vx
                body.x = min(max(body.x, body.radius), width - body.radius)
            if body.y < body.radius or body.y > height - body.radius:
                body.vy = -body.vy * 0.95
                body.y = min(max(body.y, body.radius), height - body.radius)

    def energy(self):
        return sum(body.energy() for body in self.bodies)


def balls(rng, count):
    bodies = [Body((rng.uniform(1, 39), rng.uniform(1, 39)), (rng.gauss(0, 3), rng.gauss(0, 3))) for _ in range(count)]
    return World(bodies, [Uniform(0, 9.81)], (40, 40))


def cloth(size):
    rows = [[Body((x, y), (0, 0), 0.1, fixed=y == 0 and x % 4 == 0) for x in range(size)] for y in range(size)]
    springs = []
    for y in range(size):
        for x in range(size):
            if x + 1 < size:
                springs.append(Spring(rows[y][x], rows[y][x + 1], 40))
            if y + 1 < size:
                springs.append(Spring(rows[y][x], rows[y + 1][x], 40))
    return World([body for row in rows for body in row], [Uniform(0.3, 9.81), *springs])


def planets(rng, count):
    bodies = [Body((0, 0), (0, 0), 1000)]
    for _ in range(count):
        angle, radius = rng.uniform(0, math.tau), rng.uniform(10, 40)
        speed = math.sqrt(1000 / radius)
        place = radius * math.cos(angle), radius * math.sin(angle)
        bodies.append(Body(place, (-speed * math.sin(angle), speed * math.cos(angle)), rng.uniform(0.1, 2)))
    return World(bodies, [Gravity(1.0)])


def main():
    rng = random.Random(56)
    for world, steps in ((balls(rng, 260), 1900), (cloth(18), 1500), (planets(rng, 45), 1300)):
        for _ in range(steps):
            world.step(0.004)
        print(round(world.energy(), 2), world.hits)


if __name__ == "__main__":
    main()
