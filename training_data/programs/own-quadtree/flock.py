"""A flock of birds that look at their neighbours through a tree of quarters."""

import math
import random

from space import Box, QuadTree

PROJECT = "own-quadtree"
REQUIRES = []
SCOPE = ["space"]

SIZE = 400.0
SIGHT = 18.0
PERSONAL = 6.0


class Bird:
    __slots__ = ("vx", "vy", "x", "y")

    def __init__(self, x, y, heading):
        self.x, self.y = x, y
        self.vx, self.vy = math.cos(heading), math.sin(heading)

    def steer(self, near):
        if not near:
            return
        n = len(near)
        cx = sum(other.x for other in near) / n
        cy = sum(other.y for other in near) / n
        ax = sum(other.vx for other in near) / n
        ay = sum(other.vy for other in near) / n
        self.vx += (cx - self.x) * 0.005 + (ax - self.vx) * 0.1
        self.vy += (cy - self.y) * 0.005 + (ay - self.vy) * 0.1
        for other in near:
            dx, dy = self.x - other.x, self.y - other.y
            distance = math.hypot(dx, dy)
            if 0 < distance < PERSONAL:
                self.vx += dx / distance * 0.2
                self.vy += dy / distance * 0.2
        self.limit()

    def limit(self, top=2.0):
        speed = math.hypot(self.vx, self.vy)
        if speed > top:
            self.vx *= top / speed
            self.vy *= top / speed

    def move(self):
        self.x = (self.x + self.vx) % SIZE
        self.y = (self.y + self.vy) % SIZE


class Flock:
    def __init__(self, count, seed):
        rng = random.Random(seed)
        self.birds = [Bird(rng.uniform(0, SIZE), rng.uniform(0, SIZE), rng.uniform(0, math.tau)) for _ in range(count)]

    def tree(self):
        tree = QuadTree(Box(0, 0, SIZE, SIZE))
        for bird in self.birds:
            tree.insert(bird)
        return tree

    def step(self):
        tree = self.tree()
        for bird in self.birds:
            near = [other for other in tree.around(bird.x, bird.y, SIGHT) if other is not bird]
            bird.steer(near)
        for bird in self.birds:
            bird.move()

    def order(self):
        n = len(self.birds)
        return math.hypot(sum(b.vx for b in self.birds) / n, sum(b.vy for b in self.birds) / n)


def watch(flock, rng, times):
    tree = flock.tree()
    for _ in range(times):
        yield tree.nearest(rng.uniform(0, SIZE), rng.uniform(0, SIZE), 5)[-1]


def main():
    rng = random.Random(2)
    flock = Flock(700, 1)
    for turn in range(170):
        flock.step()
        if turn % 10 == 0:
            print(turn, round(flock.order(), 3), flock.tree().depth_of())
    print(sum(bird.x for bird in watch(flock, rng, 6000)))


if __name__ == "__main__":
    main()
