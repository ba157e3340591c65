"""Bodies that pull, springs that hold, walls that bounce."""

from __future__ import annotations

import math


class Body:
    def __init__(self, position, velocity, mass=1.0, radius=0.5, fixed=False):
        self.x, self.y = position
        self.vx, self.vy = velocity
        self.mass, self.radius, self.fixed = mass, radius, fixed
        self.fx = self.fy = 0.0

    def push(self, fx, fy):
        self.fx += fx
        self.fy += fy

    def energy(self):
        return 0.5 * self.mass * (self.vx**2 + self.vy**2)

    def advance(self, dt):
        if not self.fixed:
            self.vx += self.fx / self.mass * dt
            self.vy += self.fy / self.mass * dt
            self.x += self.vx * dt
            self.y += self.vy * dt
        self.fx = self.fy = 0.0


class Gravity:
    def __init__(self, strength):
        self.strength = strength

    def apply(self, bodies):
        for i, a in enumerate(bodies):
            for b in bodies[i + 1 :]:
                dx, dy = b.x - a.x, b.y - a.y
                squared = dx * dx + dy * dy + 0.01
                pull = self.strength * a.mass * b.mass / (squared * math.sqrt(squared))
                a.push(pull * dx, pull * dy)
                b.push(-pull * dx, -pull * dy)


class Spring:
    def __init__(self, a, b, stiffness, damping=0.02):
        self.a, self.b, self.stiffness, self.damping = a, b, stiffness, damping
        self.rest = math.hypot(b.x - a.x, b.y - a.y)

    def apply(self, bodies):
        a, b = self.a, self.b
        dx, dy = b.x - a.x, b.y - a.y
        length = math.hypot(dx, dy) or 1e-9
        along = ((b.vx - a.vx) * dx + (b.vy - a.vy) * dy) / length
        pull = self.stiffness * (length - self.rest) + self.damping * along
        fx, fy = pull * dx / length, pull * dy / length
        a.push(fx, fy)
        b.push(-fx, -fy)


class Uniform:
    def __init__(self, gx, gy):
        self.gx, self.gy = gx, gy

    def apply(self, bodies):
        for body in bodies:
            body.push(self.gx * body.mass, self.gy * body.mass)


class Grid:
    """Finds pairs that may touch, by cells."""

    def __init__(self, size):
        self.size = size

    def pairs(self, bodies):
        cells = {}
        for body in bodies:
            cells.setdefault((int(body.x // self.size), int(body.y // self.size)), []).append(body)
        for (cx, cy), members in cells.items():
            for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1), (-1, 1)):
                others = cells.get((cx + dx, cy + dy), ())
                for i, a in enumerate(members):
                    for b in members[i + 1 :] if (dx, dy) == (0, 0) else others:
                        yield a, b


def collide(a, b, bounce=0.9):
    dx, dy = b.x - a.x, b.y - a.y
    squared = dx * dx + dy * dy
    reach = a.radius + b.radius
    if squared >= reach * reach or squared == 0:
        return False
    length = math.sqrt(squared)
    nx, ny = dx / length, dy / length
    speed = (b.vx - a.vx) * nx + (b.vy - a.vy) * ny
    if speed < 0:
        impulse = -(1 + bounce) * speed / (1 / a.mass + 1 / b.mass)
        a.vx -= impulse / a.mass * nx
        a.vy -= impulse / a.mass * ny
        b.vx += impulse / b.mass * nx
        b.vy += impulse / b.mass * ny
    return True
