"""Writes and reads pictures with pypng: grey, colour, palette, 16 bit and interlaced."""

import io
import math

import png

PROJECT = "pypng"
REQUIRES = ["pypng"]
SCOPE = ["png"]
ROUNDS = 172


def rows(width: int, height: int, planes: int, top: int) -> list[list[int]]:
    return [
        [
            int((math.sin(x / 7) * math.cos(y / 5 + plane) + 1) / 2 * top)
            for x in range(width)
            for plane in range(planes)
        ]
        for y in range(height)
    ]


def store(pixels: list, width: int, height: int, **options) -> bytes:
    out = io.BytesIO()
    png.Writer(width, height, **options).write(out, pixels)
    return out.getvalue()


def load(data: bytes) -> int:
    width, height, values, info = png.Reader(bytes=data).read()
    return sum(sum(row) for row in values) % 9973 + width + height + len(info)


def main() -> None:
    width, height = 120, 90
    check = 0
    palette = [(n * 16, 255 - n * 16, n * 8) for n in range(16)]
    pictures = {
        (planes, top): rows(width, height, planes, top) for planes, top in ((1, 15), (1, 65535), (3, 255), (4, 255))
    }
    dots = rows(64, 64, 1, 1)
    for _ in range(ROUNDS):
        colour = store(pictures[3, 255], width, height, greyscale=False)
        check += load(colour)
        check += load(store(pictures[1, 65535], width, height, greyscale=True, bitdepth=16))
        check += load(store(pictures[1, 15], width, height, palette=palette, bitdepth=4))
        check += load(store(pictures[4, 255], width, height, greyscale=False, alpha=True, interlace=True))
        _, _, values, _ = png.Reader(bytes=colour).asRGBA8()
        check += sum(map(len, values))
        picture = png.from_array(dots, "L;1")
        picture.write(io.BytesIO())
    print(check)


if __name__ == "__main__":
    main()
