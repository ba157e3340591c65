"""Write, read, measure, smooth and simplify recorded walks."""

import datetime as dt
import math
import random

import gpxpy
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

PROJECT = "gpxpy"
REQUIRES = ["gpxpy"]
SCOPE = ["gpxpy"]


def walk(rng, count):
    gpx, track, segment = GPX(), GPXTrack(name="Walk"), GPXTrackSegment()
    gpx.tracks.append(track)
    track.segments.append(segment)
    lat, lon, height, moment = 46.9, 7.4, 500.0, dt.datetime(2024, 5, 1, tzinfo=dt.timezone.utc)
    heading = 0.0
    for _ in range(count):
        heading += rng.gauss(0, 0.3)
        lat += math.cos(heading) * 1e-4
        lon += math.sin(heading) * 1e-4
        height += rng.gauss(0, 2)
        moment += dt.timedelta(seconds=10)
        segment.points.append(GPXTrackPoint(lat, lon, elevation=height, time=moment))
    gpx.waypoints.append(GPXWaypoint(46.9, 7.4, name="Start"))
    return gpx


def main():
    rng = random.Random(36)
    total = 0.0
    for _ in range(17):
        gpx = gpxpy.parse(walk(rng, 3000).to_xml())
        total += gpx.length_3d() + gpx.get_uphill_downhill().uphill + gpx.get_moving_data().max_speed
        gpx.smooth(vertical=True, horizontal=True)
        total += len(gpx.get_nearest_locations(gpxpy.geo.Location(46.905, 7.405), 0.01))
        gpx.simplify(8)
        gpx.add_missing_speeds()
        total += gpx.get_track_points_no() + len(gpx.get_points_data())
    print(total)


if __name__ == "__main__":
    main()
