"""Build a font from drawn glyphs, subset it, and measure its outlines."""

import io
import math
import random

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

PROJECT = "fonttools"
REQUIRES = ["fonttools"]
SCOPE = ["fontTools"]


def draw(pen, rng, corners):
    points = []
    for i in range(corners):
        angle = math.tau * i / corners
        radius = rng.randint(200, 500)
        points.append((int(500 + radius * math.cos(angle)), int(400 + radius * math.sin(angle))))
    pen.moveTo(points[0])
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        pen.curveTo((x0 + 40, y0 - 30), (x1 - 20, y1 + 50), (x1, y1))
    pen.closePath()


def main():
    rng = random.Random(14)
    names = [".notdef"] + [f"glyph{n}" for n in range(2200)]
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        draw(Cu2QuPen(pen, 1.0), rng, rng.randint(5, 14))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x4E00 + n: name for n, name in enumerate(names[1:])})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Wobbly", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.font.save(out)
    font = TTFont(io.BytesIO(out.getvalue()))
    shapes = font.getGlyphSet()
    area = length = 0
    for name in names:
        pens = [AreaPen(shapes), BoundsPen(shapes), SVGPathPen(shapes)]
        for pen in pens:
            shapes[name].draw(pen)
        area += pens[0].value
        length += len(pens[2].getCommands())
    subsetter = Subsetter(Options())
    subsetter.populate(unicodes=range(0x4E00, 0x4E00 + 1100))
    subsetter.subset(font)
    xml = io.StringIO()
    font.saveXML(xml)
    print(area, length, len(out.getvalue()), len(xml.getvalue()))


if __name__ == "__main__":
    main()
