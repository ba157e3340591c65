"""Render spheres over a chequered floor to a portable pixmap in memory."""

import io
import random

from scene import Checkered, Material, Plane, Scene, Sphere
from vector import Vector

PROJECT = "own-raytracer"
REQUIRES = []
SCOPE = ["vector", "scene"]

WIDTH, HEIGHT = 400, 260


def build(count, seed=7):
    rng = random.Random(seed)
    shapes = [Plane(-1.0, Checkered(Vector(0.1, 0.1, 0.1)))]
    for _ in range(count):
        center = Vector(rng.uniform(-4, 4), rng.uniform(-0.5, 2), rng.uniform(3, 9))
        color = Vector(rng.random(), rng.random(), rng.random())
        shapes.append(Sphere(center, rng.uniform(0.3, 0.9), Material(color, rng.choice([0, 0.2, 0.6]))))
    return Scene(shapes, Vector(-5, 8, -2))


def shade(scene, origin, direction, depth=0):
    shape, distance = scene.nearest(origin, direction)
    if shape is None:
        return scene.sky.blend(Vector(1, 1, 1), max(0.0, direction.y))
    point = origin + direction * distance
    normal = shape.normal(point)
    color = shape.material.color_at(point)
    light = 0.15
    if not scene.shadowed(point):
        toward = (scene.light - point).normalized()
        light += max(0.0, normal.dot(toward)) * 0.8
        gleam = max(0.0, toward.reflected(normal).dot(direction)) ** shape.material.shine
        color = color + Vector(gleam, gleam, gleam)
    result = color * light
    if shape.material.mirror and depth < 3:
        bounced = shade(scene, point, direction.reflected(normal), depth + 1)
        result = result.blend(bounced, shape.material.mirror)
    return result


def clamp(value):
    return max(0, min(255, int(value * 255)))


def write_ppm(pixels, file):
    file.write(f"P3 {WIDTH} {HEIGHT} 255\n")
    for row in pixels:
        file.write(" ".join(f"{clamp(c.x)} {clamp(c.y)} {clamp(c.z)}" for c in row) + "\n")


def render(scene):
    eye = Vector(0, 1, -3)
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            aim = Vector((x - WIDTH / 2) / WIDTH * 2, (HEIGHT / 2 - y) / WIDTH * 2, 1.8).normalized()
            row.append(shade(scene, eye, aim))
        yield row


def main():
    file = io.StringIO()
    write_ppm(render(build(12)), file)
    print(len(file.getvalue()))


if __name__ == "__main__":
    main()
