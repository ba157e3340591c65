"""When do made-up schedules come next, and when did they come before?"""

import datetime as dt
import random

from croniter import CroniterBadCronError, CroniterBadDateError, croniter

PROJECT = "croniter"
REQUIRES = ["croniter"]
SCOPE = ["croniter"]


def schedule(rng):
    return " ".join(
        [
            rng.choice(["*/5", "0", "10-40/7", "1,2,30"]),
            rng.choice(["*", "9-17", "3", "*/4"]),
            rng.choice(["*", "1", "L", "10-20"]),
            rng.choice(["*", "jan-jun", "2", "*/3"]),
            rng.choice(["*", "mon-fri", "7", "2#1"]),
        ]
    )


def main():
    rng = random.Random(43)
    total = wrong = 0
    for _ in range(700):
        text = schedule(rng)
        try:
            times = croniter(text, dt.datetime(2024, 2, 28, 12), day_or=rng.random() < 0.5)
            for _ in range(14):
                total += times.get_next(dt.datetime).minute
            for _ in range(5):
                total += times.get_prev(dt.datetime).hour
        except (CroniterBadCronError, CroniterBadDateError):
            wrong += 1
        total += croniter.is_valid(text) + croniter.match("*/5 * * * *", dt.datetime(2024, 1, 1, 0, total % 60))
    print(total, wrong)


if __name__ == "__main__":
    main()
