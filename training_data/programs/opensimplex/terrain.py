"""Makes terrain and cloud maps from opensimplex noise in two, three and four dimensions."""

import opensimplex

PROJECT = "opensimplex"
REQUIRES = ["opensimplex"]
SCOPE = ["opensimplex"]
ROUNDS = 18


def height(x: float, y: float) -> float:
    total, weight, scale = 0.0, 1.0, 0.03
    for _ in range(4):
        total += weight * opensimplex.noise2(x * scale, y * scale)
        weight, scale = weight / 2, scale * 2
    return total


def kind(value: float, moisture: float) -> str:
    if value < -0.2:
        return "water"
    return "rock" if value > 0.6 else ("forest" if moisture > 0 else "grass")


def main() -> None:
    counts: dict[str, int] = {}
    for seed in range(ROUNDS):
        opensimplex.seed(seed)
        for y in range(30):
            for x in range(30):
                land = kind(height(x, y), opensimplex.noise3(x / 20, y / 20, seed))
                counts[land] = counts.get(land, 0) + 1
                if opensimplex.noise4(x / 9, y / 9, seed / 3, 0.5) > 0.5:
                    counts["cloud"] = counts.get("cloud", 0) + 1
    print(sorted(counts.items()))


if __name__ == "__main__":
    main()
