"""Writes a report with headings, styled runs and tables with python-docx, saves it and reads it again."""

import io
import random

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

PROJECT = "python-docx"
REQUIRES = ["python-docx"]
SCOPE = ["docx"]
ROUNDS = 9


def write(rng: random.Random) -> bytes:
    document = Document()
    for chapter in range(8):
        document.add_heading(f"Chapter {chapter}", level=1 + chapter % 3)
        for _ in range(10):
            paragraph = document.add_paragraph(style="List Bullet" if rng.random() < 0.3 else None)
            paragraph.alignment = rng.choice([WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY])
            for _ in range(4):
                run = paragraph.add_run(f"some text {rng.randint(1, 999)} ")
                run.bold = rng.random() < 0.3
                run.font.size = Pt(rng.randint(8, 14))
                run.font.color.rgb = RGBColor(rng.randint(0, 255), 0, 0)
        table = document.add_table(rows=1, cols=4, style="Table Grid")
        for row in range(12):
            for number, cell in enumerate(table.add_row().cells):
                cell.text = f"{row} × {number}"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(data: bytes) -> int:
    document = Document(io.BytesIO(data))
    total = 0
    for paragraph in document.paragraphs:
        total += len(paragraph.text) + len(paragraph.style.name) + sum(bool(run.bold) for run in paragraph.runs)
    for table in document.tables:
        total += sum(len(cell.text) for row in table.rows for cell in row.cells)
    return total


def main() -> None:
    rng = random.Random(39)
    print(sum(read(write(rng)) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
