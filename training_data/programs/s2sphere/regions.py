"""Covers rectangles and caps on the globe with cells of s2sphere and looks places up in them."""

import bisect
import random

import s2sphere

PROJECT = "s2sphere"
REQUIRES = ["s2sphere"]
SCOPE = ["s2sphere"]
ROUNDS = 62


def place(rng: random.Random) -> s2sphere.LatLng:
    return s2sphere.LatLng.from_degrees(rng.uniform(-60, 60), rng.uniform(-180, 180))


def cover(region, cells: int) -> list[s2sphere.CellId]:
    coverer = s2sphere.RegionCoverer()
    coverer.min_level, coverer.max_level, coverer.max_cells = 3, 12, cells
    return coverer.get_covering(region)


def main() -> None:
    rng = random.Random(108)
    inside = covered = 0
    for _ in range(ROUNDS):
        places = sorted(s2sphere.CellId.from_lat_lng(place(rng)).id() for _ in range(300))
        for _ in range(3):
            centre = place(rng)
            size = s2sphere.LatLng.from_degrees(rng.uniform(1, 9), rng.uniform(1, 9))
            cap = s2sphere.Cap.from_axis_angle(centre.to_point(), s2sphere.Angle.from_degrees(rng.uniform(1, 5)))
            for region in (s2sphere.LatLngRect.from_center_size(centre, size), cap):
                for cell in cover(region, 20):
                    low, high = cell.range_min().id(), cell.range_max().id()
                    inside += bisect.bisect_right(places, high) - bisect.bisect_left(places, low)
                    covered += cell.level() + len(cell.get_edge_neighbors()) + bool(cell.parent().is_valid())
                    inside += region.contains(s2sphere.Cell(cell))
    print(inside, covered)


if __name__ == "__main__":
    main()
