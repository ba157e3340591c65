"""Builds dashboards of many traces with plotly figures and turns them into JSON and HTML."""

import random

import plotly.graph_objects as go
from plotly.subplots import make_subplots

PROJECT = "plotly"
REQUIRES = ["plotly"]
SCOPE = ["plotly", "_plotly_utils"]
ROUNDS = 9


def dashboard(rng: random.Random) -> go.Figure:
    figure = make_subplots(rows=2, cols=2, subplot_titles=["one", "two", "three", "four"])
    for number in range(12):
        row, column = 1 + number % 2, 1 + number // 2 % 2
        values = [rng.random() for _ in range(40)]
        line = {"color": f"rgb({number * 20}, 10, 90)", "width": 1 + number % 3, "dash": "dot"}
        figure.add_trace(
            go.Scatter(y=values, name=f"line {number}", line=line, mode="lines+markers"), row=row, col=column
        )
        figure.add_trace(
            go.Bar(x=[f"bar {n}" for n in range(8)], y=values[:8], marker_color="teal"), row=row, col=column
        )
    for number in range(10):
        figure.add_annotation(x=number, y=0.5, text=f"note {number}", showarrow=True, row=1, col=1)
        figure.add_hline(y=number / 10, line_dash="dash", line_color="#888888", row=2, col=2)
    figure.update_layout(title={"text": "Sales", "x": 0.5}, template="plotly_dark", legend={"orientation": "h"})
    figure.update_xaxes(title_text="day", showgrid=False, tickangle=45)
    figure.update_traces(opacity=0.8, selector={"type": "bar"})
    return figure


def main() -> None:
    rng = random.Random(96)
    size = 0
    for _ in range(ROUNDS):
        figure = dashboard(rng)
        size += len(figure.to_json()) + len(figure.to_html(include_plotlyjs=False, full_html=False)) // 1000
        copied = go.Figure(figure)
        size += len(copied.data) + len(list(copied.select_traces(selector={"type": "scatter"})))
        frames = [go.Frame(data=[go.Scatter(y=[rng.random() for _ in range(10)])], name=str(n)) for n in range(20)]
        size += len(go.Figure(data=copied.data[:2], frames=frames).to_dict()["frames"])
    print(size)


if __name__ == "__main__":
    main()
