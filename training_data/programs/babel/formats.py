"""Format numbers, dates and currencies for many locales, and read message catalogues."""

import datetime as dt
import io
import random

from babel import Locale, dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PROJECT = "babel"
REQUIRES = ["babel"]
SCOPE = ["babel"]

LOCALES = ["en_US", "de_DE", "fr_FR", "es_ES", "ja_JP", "ru_RU", "hi_IN"]


def catalogue(rng, size):
    catalog = Catalog(locale="de", project="shop")
    for number in range(size):
        catalog.add(f"Message {number} of %(name)s", f"Nachricht {number}", locations=[("shop.py", number)])
        if number % 5 == 0:
            catalog.add((f"{number} file", f"{number} files"), (f"{number} Datei", f"{number} Dateien"))
    return catalog


def main():
    rng = random.Random(1)
    length = 0
    for name in LOCALES:
        locale = Locale.parse(name)
        for _ in range(3800):
            value = rng.uniform(-1e6, 1e6)
            moment = dt.datetime(2020, 1, 1) + dt.timedelta(minutes=rng.randint(0, 3_000_000))
            length += len(numbers.format_decimal(value, locale=locale))
            length += len(numbers.format_currency(value, "EUR", locale=locale))
            length += len(dates.format_datetime(moment, "long", locale=locale))
            length += len(dates.format_timedelta(dt.timedelta(seconds=int(abs(value))), locale=locale))
    out = io.BytesIO()
    write_po(out, catalogue(rng, 12_000), width=76)
    out.seek(0)
    print(length, len(read_po(out)))


if __name__ == "__main__":
    main()
