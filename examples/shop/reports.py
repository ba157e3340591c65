"""Reports as text: the HTML price list, receipts, the CSV for the bookkeeper."""

from __future__ import annotations

from .models import Line, Order, Product, money


def price_list(products: list[Product]) -> str:
    """An HTML table of all products."""
    html = "<table>\n"
    for product in products:
        html += f"<tr><td>{product.name}</td><td>{money(product.price)}</td></tr>\n"
    html += "</table>\n"
    return html


class Receipt:
    """Prints an order for a narrow printer."""

    def __init__(self, width: int = 32) -> None:
        self.width = width
        self.text = ""

    def print(self, order: Order) -> str:
        self.text = ""
        self.row(f"Order {order.number}", "")
        for line in order.lines:
            self.text += f"{line.quantity:>3} {line.sku:<{self.width - 13}}{money(line.total):>9}\n"
        self.row("Total", money(order.total))
        return self.text

    def row(self, left: str, right: str) -> None:
        self.text += (left + right.rjust(self.width - len(left))).rstrip() + "\n"


def bookkeeping(orders: list[Order]) -> str:
    """One CSV row per order."""
    rows = ["number,customer,cents"]
    for order in orders:
        rows.append(f"{order.number},{order.customer_id},{order.total}")
    return "\n".join(rows) + "\n"


def average_line(lines: list[Line]) -> float:
    totals = [line.total for line in lines]
    return sum(total for total in totals) / len(totals) if totals else 0.0
