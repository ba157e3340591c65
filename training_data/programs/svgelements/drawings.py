"""Parses generated SVG drawings with svgelements, transforms their paths and measures them."""

import io
import random

from svgelements import SVG, Matrix, Path, Shape

PROJECT = "svgelements"
REQUIRES = ["svgelements"]
SCOPE = ["svgelements"]
ROUNDS = 5


def drawing(rng: random.Random, shapes: int) -> str:
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="400mm" height="300mm" viewBox="0 0 400 300">']
    for number in range(shapes):
        x, y, size = rng.randint(0, 300), rng.randint(0, 200), rng.randint(5, 60)
        move = (
            f'transform="translate({x},{y}) rotate({number}) scale(1.{number % 10})"'
            f' style="fill:#{number:03d};stroke:red"'
        )
        curve = (
            f"M0,0 c10,{size} {size},10 {size},{size} s5,5 20,-9 q4,9 {size},3 t9,9 a{size},9 30 0,1 40,5 l-3,4 h9"
            " v-9 z"
        )
        parts.append(
            rng.choice(
                [
                    f'<path {move} d="{curve}"/>',
                    f'<rect {move} x="1" y="2" width="{size}" height="9" rx="3"/>',
                    f'<g {move}><circle cx="5" cy="5" r="{size}"/><polygon points="0,0 9,1 {size},8"/></g>',
                    f'<ellipse {move} cx="4" cy="5" rx="{size}" ry="9"/>',
                ]
            )
        )
    return "\n".join([*parts, "</svg>"])


def main() -> None:
    rng = random.Random(118)
    total = 0.0
    for _ in range(ROUNDS):
        for element in SVG.parse(io.StringIO(drawing(rng, 40))).elements():
            if not isinstance(element, Shape):
                continue
            path = abs(Path(element))
            box = path.bbox()
            total += (box[2] - box[0]) + len(path.d(relative=True))
            turned = path * Matrix("rotate(30deg) skewX(10)")
            total += sum(turned.point(step / 8).x for step in range(8)) + len(turned.reverse().d())
            total += path.length(error=1e-2)
    print(f"{total:.2f}")


if __name__ == "__main__":
    main()
