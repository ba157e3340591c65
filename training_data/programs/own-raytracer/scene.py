"""Things that light can hit, and the light."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from vector import Vector


@dataclass
class Material:
    color: Vector
    mirror: float = 0.0
    shine: int = 20

    def color_at(self, point):
        return self.color


@dataclass
class Checkered(Material):
    other: Vector = field(default_factory=lambda: Vector(1, 1, 1))

    def color_at(self, point):
        odd = (math.floor(point.x) + math.floor(point.z)) % 2
        return self.color if odd else self.other


class Shape(ABC):
    def __init__(self, material):
        self.material = material

    @abstractmethod
    def hit(self, origin, direction):
        """The distance to the surface, or None."""

    @abstractmethod
    def normal(self, point):
        """The direction away from the surface."""


class Sphere(Shape):
    def __init__(self, center, radius, material):
        super().__init__(material)
        self.center = center
        self.radius = radius

    def hit(self, origin, direction):
        away = origin - self.center
        b = away.dot(direction)
        c = away.dot(away) - self.radius**2
        root = b * b - c
        if root < 0:
            return None
        root = math.sqrt(root)
        for distance in (-b - root, -b + root):
            if distance > 1e-4:
                return distance
        return None

    def normal(self, point):
        return (point - self.center) / self.radius


class Plane(Shape):
    def __init__(self, height, material):
        super().__init__(material)
        self.height = height

    def hit(self, origin, direction):
        if abs(direction.y) < 1e-6:
            return None
        distance = (self.height - origin.y) / direction.y
        return distance if distance > 1e-4 else None

    def normal(self, point):
        return Vector(0, 1, 0)


@dataclass
class Scene:
    shapes: list
    light: Vector
    sky: Vector = field(default_factory=lambda: Vector(0.4, 0.6, 0.9))

    def nearest(self, origin, direction):
        best, found = math.inf, None
        for shape in self.shapes:
            distance = shape.hit(origin, direction)
            if distance is not None and distance < best:
                best, found = distance, shape
        return found, best

    def shadowed(self, point):
        toward = self.light - point
        far = toward.length()
        shape, distance = self.nearest(point, toward / far)
        return shape is not None and distance < far
