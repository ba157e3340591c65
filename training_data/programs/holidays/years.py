"""List holidays of many countries over many years, and count working days."""

import datetime as dt

import holidays

PROJECT = "holidays"
REQUIRES = ["holidays"]
SCOPE = ["holidays"]

COUNTRIES = ["US", "DE", "FR", "JP", "BR", "IN", "GB", "CN", "IL", "ZA"]

# The package imports a country's rules when they are first asked for.
READY = [holidays.country_holidays(country) for country in [*COUNTRIES, "AT"]]
READY.append(holidays.financial_holidays("NYSE"))


def main():
    total = 0
    for country in COUNTRIES:
        found = holidays.country_holidays(country, years=range(1800, 2100))
        total += len(found)
        total += len(found.get_named("day"))
        day = dt.date(2023, 1, 2)
        for _ in range(14_000):
            total += day in found
            day = found.get_nth_working_day(day, 3)
    total += len(holidays.financial_holidays("NYSE", years=range(1870, 2100)))
    merged = holidays.country_holidays("DE", subdiv="BY") + holidays.country_holidays("AT")
    total += sum(dt.date(2000 + n % 40, n % 12 + 1, n % 28 + 1) in merged for n in range(200_000))
    print(total)


if __name__ == "__main__":
    main()
