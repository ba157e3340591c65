"""Renders urwid widgets (lists, columns, edits, tables of text) to canvases and walks through them with keys."""

import random

import urwid

PROJECT = "urwid"
REQUIRES = ["urwid", "wcwidth"]
SCOPE = ["urwid", "wcwidth"]
ROUNDS = 51


def row(rng: random.Random, number: int) -> urwid.Widget:
    text = urwid.Text([("name", f"row {number} "), " ".join(rng.choices(["long", "text", "größe", "日本語"], k=12))])
    columns = urwid.Columns(
        [(12, urwid.Text(f"{number:>10}", align="right")), text, (20, urwid.Edit("edit: ", "value"))], 1
    )
    return urwid.AttrMap(columns, "normal", "focus")


def screen(rng: random.Random) -> urwid.Frame:
    rows = urwid.ListBox(urwid.SimpleFocusListWalker([row(rng, number) for number in range(60)]))
    bars = urwid.BarGraph(["back", "one", "two"])
    bars.set_data([(rng.randint(1, 40), rng.randint(1, 20)) for _ in range(20)], 40)
    body = urwid.Columns([("weight", 2, urwid.LineBox(rows, title="Rows")), urwid.LineBox(bars)], focus_column=0)
    header = urwid.Padding(urwid.Text("Header", align="center"), left=2, right=2)
    footer = urwid.ProgressBar("normal", "done", rng.randint(0, 100))
    return urwid.Frame(body, header=header, footer=urwid.Pile([urwid.Divider("-"), footer]))


def main() -> None:
    rng = random.Random(74)
    size = (120, 40)
    cells = 0
    for _ in range(ROUNDS):
        frame = screen(rng)
        for key in ["down", "down", "page down", "right", "a", "b", "up", "left", "end", "home", "down", "tab"]:
            frame.keypress(size, key)
            canvas = frame.render(size, focus=True)
            for line in canvas.content():
                cells += sum(len(text) for _, _, text in line)
    print(cells)


if __name__ == "__main__":
    main()
