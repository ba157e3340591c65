"""Lets agents trade and wander on a mesa grid and follows how unequal their wealth becomes."""

import mesa
from mesa.space import MultiGrid

PROJECT = "mesa"
REQUIRES = ["mesa"]
SCOPE = ["mesa"]
ROUNDS = 1100


def gini(model: "Market") -> float:
    wealth = sorted(agent.wealth for agent in model.agents)
    total = sum(wealth) or 1
    return (
        1 + 1 / len(wealth) - 2 * sum(w * (len(wealth) - rank) for rank, w in enumerate(wealth)) / (len(wealth) * total)
    )


class Trader(mesa.Agent):
    def __init__(self, model: "Market") -> None:
        super().__init__(model)
        self.wealth = 5

    def move(self) -> None:
        steps = self.model.grid.get_neighborhood(self.pos, moore=True, include_center=False)
        self.model.grid.move_agent(self, self.random.choice(steps))

    def trade(self) -> None:
        mates = [mate for mate in self.model.grid.get_cell_list_contents([self.pos]) if mate is not self]
        if mates and self.wealth > 0:
            other = self.random.choice(mates)
            other.wealth += 1
            self.wealth -= 1


class Market(mesa.Model):
    def __init__(self, traders: int, size: int) -> None:
        super().__init__(seed=3)
        self.grid = MultiGrid(size, size, torus=True)
        for trader in Trader.create_agents(self, traders):
            self.grid.place_agent(trader, (self.random.randrange(size), self.random.randrange(size)))
        self.collector = mesa.DataCollector(model_reporters={"gini": gini}, agent_reporters={"wealth": "wealth"})

    def step(self) -> None:
        self.agents.shuffle_do("move")
        self.agents.do("trade")
        self.collector.collect(self)


def main() -> None:
    market = Market(400, 15)
    for _ in range(ROUNDS):
        market.step()
    frame = market.collector.get_model_vars_dataframe()
    print(f"{frame['gini'].iloc[-1]:.4f}")


if __name__ == "__main__":
    main()
