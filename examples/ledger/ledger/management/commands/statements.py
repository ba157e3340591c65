"""`manage.py statements`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from ledger import statements


class Command(BaseCommand):
    help = "Prints the open invoices of an invented year."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=300)
        parser.add_argument("--invoices", type=int, default=12)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", run_syncdb=True, verbosity=0)
        statements.fill(options["customers"], options["invoices"])
        lines = statements.open_invoices()
        self.stdout.write(statements.heading("open invoices"))
        self.stdout.write(f"{len(lines)} lines, {statements.total(lines)} EUR, {statements.countries(lines)}")
        self.stdout.write("\n".join(lines[:3]))
