"""Runs a segregation model on a mesa grid until the agents stop moving."""

import mesa
from mesa.space import SingleGrid

PROJECT = "mesa"
REQUIRES = ["mesa"]
SCOPE = ["mesa"]
ROUNDS = 23


class Household(mesa.Agent):
    def __init__(self, model: "Town", kind: int) -> None:
        super().__init__(model)
        self.kind = kind

    def similar(self) -> int:
        neighbors = self.model.grid.iter_neighbors(self.pos, moore=True)
        return sum(neighbor.kind == self.kind for neighbor in neighbors)

    def step(self) -> None:
        if self.similar() < self.model.wanted:
            self.model.grid.move_to_empty(self)
            self.model.moved += 1


class Town(mesa.Model):
    def __init__(self, size: int, density: float, wanted: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.grid = SingleGrid(size, size, torus=True)
        self.wanted = wanted
        self.moved = 0
        for _, position in self.grid.coord_iter():
            if self.random.random() < density:
                self.grid.place_agent(Household(self, self.random.random() < 0.4), position)
        self.collector = mesa.DataCollector(
            model_reporters={"moved": "moved", "happy": lambda model: sum(a.similar() >= wanted for a in model.agents)}
        )

    def step(self) -> None:
        self.moved = 0
        self.agents.shuffle_do("step")
        self.collector.collect(self)


def main() -> None:
    for seed in range(ROUNDS):
        town = Town(32, 0.8, 4, seed)
        for _ in range(25):
            town.step()
            if not town.moved:
                break
        print(town.steps, town.moved)


if __name__ == "__main__":
    main()
