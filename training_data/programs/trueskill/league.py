"""Rates players of a generated league with trueskill: duels, teams, free-for-alls and match quality."""

import random

import trueskill

PROJECT = "trueskill"
REQUIRES = ["trueskill"]
SCOPE = ["trueskill"]
ROUNDS = 2000


def main() -> None:
    rng = random.Random(106)
    league = trueskill.TrueSkill(draw_probability=0.1)
    skills = [rng.gauss(25, 8) for _ in range(40)]
    ratings = [league.create_rating() for _ in skills]
    quality = 0.0
    for _ in range(ROUNDS):
        for _ in range(5):
            one, two = rng.sample(range(40), 2)
            winner, loser = (one, two) if rng.gauss(skills[one] - skills[two], 6) > 0 else (two, one)
            drawn = abs(skills[one] - skills[two]) < 1
            ratings[winner], ratings[loser] = league.rate_1vs1(ratings[winner], ratings[loser], drawn=drawn)
        players = rng.sample(range(40), 6)
        teams = [players[:2], players[2:4], players[4:]]
        strength = [sum(skills[player] + rng.gauss(0, 4) for player in team) for team in teams]
        order = sorted(strength, reverse=True)
        groups = [tuple(ratings[player] for player in team) for team in teams]
        rated = league.rate(groups, ranks=[order.index(value) for value in strength])
        for team, new in zip(teams, rated, strict=True):
            for player, rating in zip(team, new, strict=True):
                ratings[player] = rating
        quality += league.quality(groups)
        best = sorted(ratings, key=league.expose, reverse=True)
    print(f"{quality:.4f} {best[0].mu:.3f}")


if __name__ == "__main__":
    main()
