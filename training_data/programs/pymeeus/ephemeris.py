"""Computes positions of the sun, the moon and planets, seasons and calendar days with PyMeeus."""

from pymeeus.Angle import Angle
from pymeeus.Coordinates import ecliptical2equatorial, true_obliquity
from pymeeus.Epoch import Epoch
from pymeeus.Jupiter import Jupiter
from pymeeus.Mars import Mars
from pymeeus.Moon import Moon
from pymeeus.Sun import Sun
from pymeeus.Venus import Venus

PROJECT = "pymeeus"
REQUIRES = ["pymeeus"]
SCOPE = ["pymeeus"]
ROUNDS = 180


def main() -> None:
    total = 0.0
    for number in range(ROUNDS):
        epoch = Epoch(1990 + number % 60, 1 + number % 12, 1 + number % 28.0)
        obliquity = true_obliquity(epoch)
        for planet in (Mars, Venus, Jupiter):
            longitude, latitude, radius = planet.geometric_heliocentric_position(epoch)
            right, declination = ecliptical2equatorial(longitude, latitude, obliquity)
            total += float(right) + float(declination) + radius
            total += float(planet.geocentric_position(epoch)[0])
        total += float(Sun.apparent_geocentric_position(epoch)[0])
        longitude, latitude, distance, parallax = Moon.geocentric_ecliptical_pos(epoch)
        total += float(longitude) + distance % 100 + float(parallax)
        total += float(Moon.moon_phase(epoch, target="full").jde()) % 1000
        total += Sun.get_equinox_solstice(1990 + number % 60, target="spring").jde() % 1000
        total += sum(float(Angle(degree, 30, 15.0).to_positive()) for degree in range(-30, 30)) + epoch.dow()
        total += epoch.get_full_date()[3] + len(Angle(float(longitude)).dms_str())
    print(f"{total:.4f}")


if __name__ == "__main__":
    main()
