"""Writes PDF pages by hand and extracts their text and layout with pdfminer."""

import io
import random

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTTextContainer

PROJECT = "pdfminer.six"
REQUIRES = ["pdfminer.six"]
SCOPE = ["pdfminer"]
ROUNDS = 86


def content(rng: random.Random, lines: int) -> bytes:
    words = ["layout", "analysis", "of", "generated", "pages", "with", "columns", "and", "boxes"]
    parts = ["BT /F1 10 Tf 12 TL"]
    for column in range(2):
        parts.append(f"1 0 0 1 {50 + column * 270} 780 Tm")
        for _ in range(lines):
            text = " ".join(rng.choices(words, k=6))
            parts.append(f"({text}) Tj T*" if rng.random() < 0.7 else f"[({text[:9]}) -120 ({text[9:]})] TJ T*")
    parts.append("ET 0.5 w 40 30 500 780 re S 300 30 m 300 800 l S")
    return "\n".join(parts).encode()


def document(rng: random.Random, pages: int) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for page in range(pages):
        stream = content(rng, 45)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * page} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def main() -> None:
    rng = random.Random(18)
    characters = boxes = 0
    for _ in range(ROUNDS):
        for page in extract_pages(io.BytesIO(document(rng, 2)), laparams=LAParams(boxes_flow=0.5)):
            for element in page:
                if isinstance(element, LTTextContainer):
                    boxes += 1
                    characters += sum(isinstance(glyph, LTChar) for line in element for glyph in line)
    print(boxes, characters)


if __name__ == "__main__":
    main()
