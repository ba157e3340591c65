"""Writes workbooks with formats, formulas, charts and conditional formats with XlsxWriter."""

import io
import random

import xlsxwriter

PROJECT = "xlsxwriter"
REQUIRES = ["xlsxwriter"]
SCOPE = ["xlsxwriter"]
ROUNDS = 38


def write(rng: random.Random, rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1})
    money = book.add_format({"num_format": "#,##0.00", "align": "right"})
    for name in ("North", "South"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Product", "Count", "Price", "Total", "Note"], bold)
        sheet.set_column(0, 0, 20)
        for row in range(1, rows):
            sheet.write(row, 0, f"product {rng.randint(1, 300)}")
            sheet.write(row, 1, rng.randint(1, 90))
            sheet.write(row, 2, rng.random() * 50, money)
            sheet.write_formula(row, 3, f"=B{row + 1}*C{row + 1}", money)
            sheet.write_rich_string(row, 4, "some ", bold, "bold", " text") if row % 7 == 0 else sheet.write(
                row, 4, "-"
            )
        sheet.conditional_format(1, 2, rows, 2, {"type": "3_color_scale"})
        sheet.data_validation(
            1, 1, rows, 1, {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 99}
        )
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": [name, 1, 1, rows, 1], "name": "count", "marker": {"type": "circle"}})
        sheet.insert_chart("G2", chart)
        sheet.autofilter(0, 0, rows, 4)
    book.close()
    return out.getvalue()


def main() -> None:
    rng = random.Random(82)
    print(sum(len(write(rng, 700)) > 0 for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
