"""Write, read and sort calendars with repeated events and alarms."""

import datetime as dt
import random

from icalendar import Alarm, Calendar, Event, vRecur

PROJECT = "icalendar"
REQUIRES = ["icalendar"]
SCOPE = ["icalendar"]


def calendar(rng, count):
    made = Calendar()
    made.add("prodid", "-//made up//")
    made.add("version", "2.0")
    for number in range(count):
        event = Event()
        begin = dt.datetime(2025, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), tzinfo=dt.timezone.utc)
        event.add("summary", f"Meeting {number}; about, many things: " + "long " * rng.randint(1, 20))
        event.add("dtstart", begin)
        event.add("dtend", begin + dt.timedelta(hours=1))
        event.add("uid", f"{number}@example.org")
        event.add("rrule", vRecur({"freq": "weekly", "count": 5, "byday": ["mo", "fr"]}))
        event.add("categories", ["work", "é"])
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", dt.timedelta(minutes=-15))
        event.add_component(alarm)
        made.add_component(event)
    return made


def main():
    rng = random.Random(20)
    total = 0
    for _ in range(20):
        text = calendar(rng, 220).to_ical()
        parsed = Calendar.from_ical(text)
        events = sorted(parsed.walk("VEVENT"), key=lambda event: event.decoded("dtstart"))
        total += len(events[0]["summary"]) + len(text)
    print(total)


if __name__ == "__main__":
    main()
