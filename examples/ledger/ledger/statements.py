"""Statements: who owes how much. Written as such code often is, with slow spots in hot and in cold places."""

from __future__ import annotations

from ledger.models import Customer, Invoice, Payment

EUROPE = ["AT", "BE", "DE", "DK", "ES", "FR", "IT", "NL"]


def fill(customers: int, invoices: int) -> None:
    """Make up customers and invoices; every second invoice is paid."""
    people = [Customer(name=f"Customer {n}", country=EUROPE[n % len(EUROPE)]) for n in range(customers)]
    Customer.objects.bulk_create(people)
    bills = [
        Invoice(customer=person, number=f"{place}-{n}", cents=100 * n + 50)
        for place, person in enumerate(people)
        for n in range(invoices)
    ]
    Invoice.objects.bulk_create(bills)
    Payment.objects.bulk_create([Payment(reference=bill.number, cents=bill.cents) for bill in bills[::2]])


def paid() -> list[str]:
    """The numbers of the invoices that somebody paid."""
    references: list[str] = []
    for payment in Payment.objects.all():
        references.append(payment.reference)
    return references


def open_invoices() -> list[str]:
    """A line for each invoice that is not paid."""
    settled = paid()
    lines: list[str] = []
    for invoice in Invoice.objects.order_by("number"):
        if invoice.number not in settled:
            lines.append(f"{invoice.number};{invoice.customer.name};{invoice.cents}")
    return lines


def countries(lines: list[str]) -> dict[str, int]:
    """How many open invoices each country has, for the first line of the report."""
    found: dict[str, int] = {}
    names = [line.split(";")[1] for line in lines]
    for customer in Customer.objects.filter(country__in=["DE", "FR"]):
        found[customer.country] = found.get(customer.country, 0) + names.count(customer.name)
    return found


def total(lines: list[str]) -> str:
    """The sum, as it is printed."""
    cents = 0
    for line in lines:
        cents += int(line.split(";")[2])
    return f"{cents // 100}.{cents % 100:02d}"


def heading(title: str) -> str:
    """The title, underlined."""
    text = ""
    for letter in title:
        text += letter.upper()
    return f"{text}\n{'=' * len(text)}"
