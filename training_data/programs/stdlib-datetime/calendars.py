"""Plan meetings over years with the date and time classes written in Python, and print calendars."""

import random
import sys

# Without its accelerator; what was imported before keeps the other.
sys.modules.pop("datetime", None)
sys.modules["_datetime"] = None

import calendar  # noqa: E402
import datetime as dt  # noqa: E402

PROJECT = "stdlib-datetime"
REQUIRES = []
SCOPE = ["datetime", "calendar"]


def meetings(first, weeks):
    moment = first
    for _ in range(weeks):
        yield moment
        moment += dt.timedelta(weeks=1, minutes=15)


def main():
    rng = random.Random(15)
    zone = dt.timezone(dt.timedelta(hours=2))
    total = dt.timedelta()
    texts = []
    for _ in range(600):
        first = dt.datetime(rng.randint(1990, 2030), rng.randint(1, 12), rng.randint(1, 28), 9, 30, tzinfo=zone)
        for moment in meetings(first, 60):
            texts.append(moment.isoformat())
            total += moment - first
    parsed = [dt.datetime.fromisoformat(text) for text in texts]
    print(len(parsed), total, max(parsed).strftime("%A %d %B %Y"), sorted(parsed)[0].isocalendar())
    print(sum(len(calendar.TextCalendar().formatyear(year)) for year in range(1950, 2030)))
    print(sum(len(calendar.HTMLCalendar().formatyear(year)) for year in range(1970, 2010)))


if __name__ == "__main__":
    main()
