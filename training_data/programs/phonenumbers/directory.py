"""Finds, parses, validates and formats phone numbers in generated texts with phonenumbers."""

import random

import phonenumbers
from phonenumbers import AsYouTypeFormatter, PhoneNumberFormat, PhoneNumberMatcher

PROJECT = "phonenumbers"
REQUIRES = ["phonenumbers"]
SCOPE = ["phonenumbers"]
ROUNDS = 1116

SAMPLES = [("US", "(415) 555-2671"), ("GB", "020 7946 0958"), ("DE", "030 901820"), ("FR", "01 42 68 53 00")]


def text(rng: random.Random) -> str:
    parts = []
    for _ in range(6):
        _, number = rng.choice(SAMPLES)
        changed = number[:-2] + f"{rng.randint(10, 99)}"
        parts.append(
            f"Call {changed} or +49 30 {rng.randint(100000, 999999)} before {rng.randint(1, 28)}.11.2020, id"
            f" 12-{rng.randint(100, 999)}."
        )
    return " ".join(parts)


def main() -> None:
    rng = random.Random(20)
    valid = characters = 0
    for _ in range(ROUNDS):
        region, sample = rng.choice(SAMPLES)
        for match in PhoneNumberMatcher(text(rng), region):
            valid += phonenumbers.is_valid_number(match.number)
            characters += len(phonenumbers.format_number(match.number, PhoneNumberFormat.INTERNATIONAL))
        for _ in range(8):
            number = phonenumbers.parse(sample[:-2] + f"{rng.randint(10, 99)}", region)
            valid += phonenumbers.is_possible_number(number) + (phonenumbers.number_type(number) != 99)
            characters += len(phonenumbers.format_out_of_country_calling_number(number, "IT"))
        formatter = AsYouTypeFormatter(region)
        for digit in sample:
            typed = formatter.input_digit(digit)
        characters += len(typed)
    print(valid, characters)


if __name__ == "__main__":
    main()
