"""Expands recurrence rules, parses dates in many spellings and adds calendar spans with dateutil."""

import datetime as dt
import random

from dateutil import easter, parser, relativedelta, rrule, tz

PROJECT = "python-dateutil"
REQUIRES = ["python-dateutil"]
SCOPE = ["dateutil"]
ROUNDS = 161

START = dt.datetime(2001, 1, 1, 9, 30)
FORMATS = ["%Y-%m-%d %H:%M", "%d %B %Y", "%b %d, %Y %I:%M %p", "%A %d.%m.%Y", "%Y%m%dT%H%M%S", "%m/%d/%y %H:%M:%S"]


def rules(rng: random.Random) -> int:
    found = 0
    for text in (
        f"FREQ=MONTHLY;COUNT=60;BYDAY=-1FR,{rng.randint(1, 3)}MO",
        f"FREQ=WEEKLY;INTERVAL={rng.randint(1, 3)};COUNT=80;BYDAY=TU,TH;BYHOUR=9,17",
        "FREQ=YEARLY;COUNT=20;BYMONTH=3,11;BYMONTHDAY=13;BYDAY=FR",
        "FREQ=DAILY;COUNT=100;BYSETPOS=1;BYHOUR=8,12",
    ):
        found += sum(moment.day for moment in rrule.rrulestr(text, dtstart=START))
    merged = rrule.rruleset()
    merged.rrule(rrule.rrule(rrule.DAILY, dtstart=START, count=120))
    merged.exrule(rrule.rrule(rrule.WEEKLY, dtstart=START, count=20, byweekday=rrule.MO))
    return found + len(list(merged))


def dates(rng: random.Random) -> int:
    total = 0
    for _ in range(150):
        moment = START + dt.timedelta(minutes=rng.randint(0, 10_000_000))
        total += parser.parse(moment.strftime(rng.choice(FORMATS)), dayfirst=rng.random() < 0.5).minute
        total += parser.isoparse(moment.isoformat()).day
        later = moment + relativedelta.relativedelta(months=+rng.randint(1, 20), weekday=relativedelta.FR(-1), hour=3)
        total += relativedelta.relativedelta(later, moment).months
    return total


def zones(rng: random.Random) -> int:
    zone = tz.tzstr("EST5EDT,M3.2.0,M11.1.0")
    moments = [START.replace(tzinfo=tz.UTC) + dt.timedelta(hours=rng.randint(0, 90_000)) for _ in range(150)]
    return sum(moment.astimezone(zone).hour for moment in moments)


def main() -> None:
    rng = random.Random(38)
    total = 0
    for _ in range(ROUNDS):
        total += rules(rng) + dates(rng) + zones(rng) + sum(easter.easter(year).day for year in range(1900, 2100))
    print(total)


if __name__ == "__main__":
    main()
