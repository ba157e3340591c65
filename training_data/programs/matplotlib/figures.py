"""Draws figures of several kinds with matplotlib's Agg backend."""

import io

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt  # noqa: E402

PROJECT = "matplotlib"
REQUIRES = ["matplotlib"]
SCOPE = ["matplotlib"]
ROUNDS = 2


def grid(rng: np.random.Generator) -> plt.Figure:
    figure, axes = plt.subplots(2, 3, figsize=(9, 6))
    values = rng.normal(size=(4, 60)).cumsum(axis=1)
    for number, line in enumerate(values):
        axes[0, 0].plot(line, label=f"series {number}", marker="o", markersize=2)
    axes[0, 0].legend(loc="upper left")
    axes[0, 1].bar([f"bar {n}" for n in range(12)], rng.random(12), yerr=0.1)
    axes[0, 1].tick_params(axis="x", rotation=60)
    axes[0, 2].scatter(values[0], values[1], c=values[2], s=20)
    axes[1, 0].hist(values.ravel(), bins=30, log=True)
    axes[1, 1].errorbar(range(20), values[0][:20], yerr=0.3, fmt="s", capsize=2)
    axes[1, 2].boxplot(list(values))
    for axis in axes.flat:
        axis.set_title("A title with $x^2$")
        axis.set_xlabel("label")
        axis.grid(visible=True)
    return figure


def annotated(rng: np.random.Generator) -> plt.Figure:
    figure, axis = plt.subplots()
    picture = axis.imshow(rng.random((20, 20)), cmap="viridis")
    figure.colorbar(picture)
    for row in range(0, 20, 4):
        for column in range(0, 20, 4):
            axis.text(column, row, f"{row}.{column}", ha="center", color="white")
    axis.annotate("here", xy=(5, 5), xytext=(12, 12), arrowprops={"arrowstyle": "->"})
    return figure


def main() -> None:
    rng = np.random.default_rng(95)
    drawn = 0
    for _ in range(ROUNDS):
        for make, kind in ((grid, "png"), (annotated, "svg")):
            figure = make(rng)
            figure.tight_layout()
            out = io.BytesIO()
            figure.savefig(out, format=kind)
            drawn += len(out.getvalue()) > 1000
            plt.close(figure)
    print(drawn)


if __name__ == "__main__":
    main()
