"""Builds slides with text, tables and charts with python-pptx and reads them again."""

import io
import random

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

PROJECT = "python-pptx"
REQUIRES = ["python-pptx"]
SCOPE = ["pptx", "xlsxwriter"]
ROUNDS = 28


def write(rng: random.Random, slides: int) -> bytes:
    presentation = Presentation()
    for number in range(slides):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number}"
        frame = slide.shapes.add_textbox(Inches(1), Inches(1.5), Inches(8), Inches(1)).text_frame
        for line in range(5):
            run = frame.add_paragraph().add_run()
            run.text, run.font.size, run.font.bold = f"line {line}", Pt(10 + line), line % 2 == 0
        table = slide.shapes.add_table(6, 4, Inches(1), Inches(3), Inches(4), Inches(2)).table
        for row in range(6):
            for column in range(4):
                table.cell(row, column).text = str(rng.randint(1, 999))
        data = CategoryChartData()
        data.categories = [f"part {n}" for n in range(12)]
        data.add_series("values", [rng.random() for _ in range(12)])
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(5), Inches(3), Inches(4), Inches(3), data)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def read(data: bytes) -> int:
    total = 0
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                total += sum(len(run.text) for paragraph in shape.text_frame.paragraphs for run in paragraph.runs)
            elif shape.has_table:
                total += sum(len(cell.text) for row in shape.table.rows for cell in row.cells)
            elif shape.has_chart:
                total += sum(len(series.values) for series in shape.chart.plots[0].series)
    return total


def main() -> None:
    rng = random.Random(40)
    print(sum(read(write(rng, 8)) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
