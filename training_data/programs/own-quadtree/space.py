"""A tree of quarters: points in it are found by rectangle, by circle, or nearest first."""

from __future__ import annotations

import heapq
from itertools import count
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def contains(self, point):
        return self.left <= point.x < self.right and self.top <= point.y < self.bottom

    def intersects(self, other):
        return not (
            other.left >= self.right or other.right <= self.left or other.top >= self.bottom or other.bottom <= self.top
        )

    def distance(self, x, y):
        dx = max(self.left - x, 0, x - self.right)
        dy = max(self.top - y, 0, y - self.bottom)
        return dx * dx + dy * dy

    def quarters(self):
        mx, my = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return (
            Box(self.left, self.top, mx, my),
            Box(mx, self.top, self.right, my),
            Box(self.left, my, mx, self.bottom),
            Box(mx, my, self.right, self.bottom),
        )


class QuadTree:
    CAPACITY = 8

    def __init__(self, box, depth=0):
        self.box = box
        self.depth = depth
        self.points = []
        self.children = None

    def insert(self, point):
        if not self.box.contains(point):
            return False
        if self.children is None:
            if len(self.points) < self.CAPACITY or self.depth > 12:
                self.points.append(point)
                return True
            self._split()
        return any(child.insert(point) for child in self.children)

    def _split(self):
        self.children = [QuadTree(box, self.depth + 1) for box in self.box.quarters()]
        for point in self.points:
            for child in self.children:
                if child.insert(point):
                    break
        self.points = []

    def within(self, box):
        if not self.box.intersects(box):
            return
        for point in self.points:
            if box.contains(point):
                yield point
        if self.children:
            for child in self.children:
                yield from child.within(box)

    def around(self, x, y, radius):
        box = Box(x - radius, y - radius, x + radius, y + radius)
        limit = radius * radius
        return [point for point in self.within(box) if (point.x - x) ** 2 + (point.y - y) ** 2 <= limit]

    def nearest(self, x, y, wanted=1):
        order = count()
        heap = [(0.0, next(order), self)]
        found = []
        while heap and len(found) < wanted:
            _, _, item = heapq.heappop(heap)
            if isinstance(item, QuadTree):
                for point in item.points:
                    heapq.heappush(heap, ((point.x - x) ** 2 + (point.y - y) ** 2, next(order), point))
                for child in item.children or ():
                    heapq.heappush(heap, (child.box.distance(x, y), next(order), child))
            else:
                found.append(item)
        return found

    def depth_of(self):
        return 1 + max((child.depth_of() for child in self.children or ()), default=0)
