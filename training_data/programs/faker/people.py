"""Make up people, companies and texts in several languages."""

from faker import Faker

PROJECT = "faker"
REQUIRES = ["faker"]
SCOPE = ["faker"]


def main():
    total = 0
    for locale in ("en_US", "de_DE", "fr_FR", "ja_JP"):
        fake = Faker(locale)
        fake.seed_instance(13)
        for _ in range(700):
            total += len(fake.name()) + len(fake.address()) + len(fake.text(120))
            total += len(fake.iban()) + len(fake.user_agent()) + len(fake.email())
            total += fake.date_of_birth().year + len(fake.profile(["job", "company"]))
        total += len(fake.csv(data_columns=("{{name}}", "{{address}}"), num_rows=200))
        total += len({fake.unique.pyint(0, 99_999) for _ in range(1500)})
    print(total)


if __name__ == "__main__":
    main()
