"""Write a report of many pages with text, tables, drawings and an outline."""

import random

from fpdf import FPDF

PROJECT = "fpdf2"
REQUIRES = ["fpdf2"]
SCOPE = ["fpdf"]


class Report(FPDF):
    def header(self):
        self.set_font("Helvetica", "B", 9)
        self.cell(0, 8, "Quarterly report", align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self):
        self.set_y(-15)
        self.cell(0, 10, f"Page {self.page_no()}", align="C")


def main():
    rng = random.Random(16)
    words = "growth margin the of and costs fell rose by percent in region north south".split()
    report = Report()
    for chapter in range(18):
        report.add_page()
        report.start_section(f"Chapter {chapter}")
        report.set_font("Times", size=11)
        for _ in range(14):
            report.multi_cell(0, 6, " ".join(rng.choices(words, k=130)), align="J", new_x="LMARGIN", new_y="NEXT")
        report.set_font("Helvetica", size=8)
        with report.table() as table:
            for _ in range(30):
                row = table.row()
                for _ in range(5):
                    row.cell(f"{rng.uniform(0, 9999):,.2f}")
        for _ in range(150):
            report.line(rng.uniform(10, 200), rng.uniform(20, 280), rng.uniform(10, 200), rng.uniform(20, 280))
            report.ellipse(rng.uniform(10, 200), rng.uniform(20, 280), 5, 3)
    print(len(report.output()))


if __name__ == "__main__":
    main()
