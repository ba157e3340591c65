"""Build a budget of twelve months in a spreadsheet and change its plans again and again."""

import random

from formula import column_name
from sheet import CircularReference, Sheet

PROJECT = "own-spreadsheet"
REQUIRES = []
SCOPE = ["formula", "sheet"]

MONTHS = 12
ITEMS = 60


def build(sheet, rng):
    for row in range(1, ITEMS + 1):
        sheet.put(f"A{row}", rng.uniform(10, 500))
        for month in range(2, MONTHS + 2):
            before = column_name(month - 1)
            here = column_name(month)
            sheet.put(f"{here}{row}", f"={before}{row}*(1+A{ITEMS + 9}/100)+{row % 7}")
    for month in range(1, MONTHS + 2):
        name = column_name(month)
        sheet.put(f"{name}{ITEMS + 2}", f"=SUM({name}1:{name}{ITEMS})")
        sheet.put(f"{name}{ITEMS + 3}", f"=AVG({name}1:{name}{ITEMS})")
        sheet.put(f"{name}{ITEMS + 4}", f"={name}{ITEMS + 2}-{name}{ITEMS + 3}*2")
    last = column_name(MONTHS + 1)
    sheet.put(f"A{ITEMS + 9}", 1.5)
    sheet.put("Z1", f"=MAX(A{ITEMS + 4}:{last}{ITEMS + 4})")
    sheet.put("Z2", f"=SUM(A1:{last}{ITEMS})")
    sheet.recalculate(list(sheet.cells))


def main():
    rng = random.Random(11)
    sheet = Sheet()
    build(sheet, rng)
    for turn in range(2600):
        row = rng.randint(1, ITEMS)
        sheet[f"A{row}"] = rng.uniform(10, 500)
        if turn % 4 == 0:
            sheet[f"A{ITEMS + 9}"] = rng.uniform(0, 3)
    try:
        sheet["A1"] = "=Z2"
    except CircularReference as error:
        print("circular:", error)
    print(sheet["Z1"], sheet.evaluations)


if __name__ == "__main__":
    main()
