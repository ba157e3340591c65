"""Creates configurable objects with traitlets, links and observes them and sends values through the links."""

import random

from traitlets import Bool, Dict, Enum, Float, HasTraits, Int, List, Unicode, default, link, observe, validate
from traitlets.config import Config, Configurable

PROJECT = "traitlets"
REQUIRES = ["traitlets"]
SCOPE = ["traitlets"]
ROUNDS = 1900


class Widget(Configurable):
    width = Int(10, min=0, max=2000).tag(config=True)
    scale = Float(1.0).tag(config=True)
    title = Unicode().tag(config=True)
    mode = Enum(["line", "bar", "dots"], default_value="line").tag(config=True)
    values = List(Float())
    options = Dict(key_trait=Unicode(), value_trait=Int())
    visible = Bool(True)
    area = Float(0.0)

    @default("title")
    def _title(self) -> str:
        return f"widget of {self.width}"

    @validate("scale")
    def _valid_scale(self, proposal) -> float:
        return max(0.1, min(proposal["value"], 50.0))

    @observe("width", "scale")
    def _changed(self, change) -> None:
        self.area = self.width * self.scale


class Panel(HasTraits):
    size = Int()
    changes = Int()


def main() -> None:
    rng = random.Random(69)
    total = 0.0
    for number in range(ROUNDS):
        config = Config({"Widget": {"width": 20 + number % 90, "mode": "bar"}})
        widgets = [Widget(config=config, values=[1.0, 2.0, 3.5]) for _ in range(5)]
        panel = Panel()
        links = [link((panel, "size"), (widget, "width")) for widget in widgets]
        panel.observe(lambda change: setattr(change["owner"], "changes", change["owner"].changes + 1), "size")
        for _ in range(6):
            panel.size = rng.randint(0, 2000)
            widgets[rng.randrange(5)].width = rng.randint(0, 2000)
            with widgets[0].hold_trait_notifications():
                widgets[0].scale = rng.uniform(-5, 90)
                widgets[0].options = {"a": rng.randint(0, 9)}
        total += sum(widget.area + len(widget.title) for widget in widgets) + panel.changes
        total += len(widgets[0].traits(config=True)) + len(widgets[1].trait_values())
        for bond in links:
            bond.unlink()
    print(f"{total:.2f}")


if __name__ == "__main__":
    main()
