"""Distances, points and areas on the ellipsoid."""

import random

from geographiclib.geodesic import Geodesic

PROJECT = "geographiclib"
REQUIRES = ["geographiclib"]
SCOPE = ["geographiclib"]


def main():
    rng = random.Random(37)
    earth = Geodesic.WGS84
    total = 0.0
    places = [(rng.uniform(-80, 80), rng.uniform(-180, 180)) for _ in range(300)]
    for a, b in zip(places * 70, places[7:] * 70):
        found = earth.Inverse(*a, *b)
        total += found["s12"]
        total += earth.Direct(*a, found["azi1"], found["s12"] / 2)["lat2"]
    for _ in range(300):
        polygon = earth.Polygon()
        for lat, lon in rng.sample(places, 12):
            polygon.AddPoint(lat, lon)
        number, perimeter, area = polygon.Compute()
        total += perimeter + area / 1e9 + number
    line = earth.InverseLine(40.6, -73.8, 1.4, 104)
    for step in range(40_000):
        total += line.Position(step * 3000)["lon2"]
    print(total)


if __name__ == "__main__":
    main()
