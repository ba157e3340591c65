"""Orders: taken in, checked, packed."""

from __future__ import annotations

import logging

from .models import Customer, Line, Order

logger = logging.getLogger(__name__)


def pack(orders: list[Order], limit: int) -> list[str]:
    """Numbers of the orders as they leave the house; large ones wait until the others are done."""
    waiting: list[Order] = list(orders)
    late: list[Order] = []
    packed: list[str] = []
    while waiting:
        order = waiting.pop(0)
        logger.debug(f"packing {order.number} with {len(order.lines)} lines")
        if order.total > limit:
            late.append(order)
        else:
            packed.append(order.number)
    for order in late:
        packed.append(order.number)
    return packed


def recent(numbers: list[str]) -> list[str]:
    """Latest first, for the customer's page."""
    latest: list[str] = []
    for number in numbers:
        latest.insert(0, number)
    return latest


def with_customers(orders: list[Order], customers: list[Customer]) -> list[tuple[Order, Customer]]:
    """Each order with who placed it."""
    pairs: list[tuple[Order, Customer]] = []
    for order in orders:
        for customer in customers:
            if customer.id == order.customer_id:
                pairs.append((order, customer))
    return pairs


def all_lines(parcels: list[list[Line]]) -> list[Line]:
    """What is in all parcels of an order together."""
    return sum(parcels, [])


def check(order: Order, known: list[str]) -> list[str]:
    """What is wrong with an order; empty where it can be packed."""
    problems: list[str] = []
    if not order.lines:
        problems.append("no lines")
    for line in order.lines:
        if line.sku not in known:
            problems.append(f"unknown product {line.sku}")
        if line.quantity < 1:
            problems.append(f"{line.sku}: quantity {line.quantity}")
    logger.info("order %s: %d problems", order.number, len(problems))
    return problems
