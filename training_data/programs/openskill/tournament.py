"""Rates teams of a generated tournament with several models of openskill and predicts matches."""

import random

from openskill.models import BradleyTerryFull, PlackettLuce, ThurstoneMostellerPart

PROJECT = "openskill"
REQUIRES = ["openskill"]
SCOPE = ["openskill"]
ROUNDS = 359


def play(rng: random.Random, model, skills: list[float], matches: int) -> float:
    ratings = [model.rating(name=f"player {n}") for n in range(len(skills))]
    right = 0.0
    for _ in range(matches):
        players = rng.sample(range(len(skills)), 6)
        teams = [players[:2], players[2:4], players[4:]]
        groups = [[ratings[player] for player in team] for team in teams]
        right += max(model.predict_win(groups)) + model.predict_draw(groups)
        scores = [sum(rng.gauss(skills[player], 3) for player in team) for team in teams]
        for team, new in zip(teams, model.rate(groups, scores=scores), strict=True):
            for player, rating in zip(team, new, strict=True):
                ratings[player] = rating
    return right + max(rating.ordinal() for rating in ratings)


def main() -> None:
    rng = random.Random(119)
    skills = [rng.gauss(25, 8) for _ in range(30)]
    total = 0.0
    for _ in range(ROUNDS):
        for kind in (PlackettLuce, BradleyTerryFull, ThurstoneMostellerPart):
            total += play(rng, kind(), skills, 20)
    print(f"{total:.3f}")


if __name__ == "__main__":
    main()
