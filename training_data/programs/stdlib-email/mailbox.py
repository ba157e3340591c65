"""Write messages with attachments, read them back, and walk through their parts."""

import email
import email.policy
import random
from email.message import EmailMessage

PROJECT = "stdlib-email"
REQUIRES = []
SCOPE = ["email"]

NAMES = ["Ana Müller", "Bo Chen", "Céline Roy", "Dmitri P.", "Eve Stone"]


def address(rng):
    name = rng.choice(NAMES)
    return f"{name} <{name.split()[0].lower()}@example.org>"


def write(rng, number):
    message = EmailMessage()
    message["From"] = address(rng)
    message["To"] = ", ".join(address(rng) for _ in range(rng.randint(1, 6)))
    message["Subject"] = f"Número {number}: " + "long words " * rng.randint(1, 10)
    message["Date"] = "Mon, 02 Jun 2025 10:00:00 +0200"
    message["References"] = " ".join(f"<{rng.random()}@example.org>" for _ in range(rng.randint(0, 5)))
    message.set_content("Grüße\n" + "text of the letter " * 60)
    message.add_alternative("<p>Grüße</p>" + "<b>text</b> " * 60, subtype="html")
    message.add_attachment(rng.randbytes(1500), maintype="application", subtype="zip", filename=f"papers {number}.zip")
    return message.as_bytes()


def read(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    size = len(message["Subject"]) + sum(len(each.domain) for each in message["To"].addresses)
    for part in message.walk():
        if part.get_content_maintype() == "text":
            size += len(part.get_content())
        elif part.get_filename():
            size += len(part.get_payload(decode=True))
    return size


def main():
    rng = random.Random(4)
    print(sum(read(write(rng, number)) for number in range(330)))


if __name__ == "__main__":
    main()
