"""Exact cover with dictionaries of sets (after Ali Assaf's formulation of Knuth's algorithm X)."""

from __future__ import annotations


def transpose(rows):
    columns = {}
    for row, names in rows.items():
        for name in names:
            columns.setdefault(name, set()).add(row)
    return columns


def select(columns, rows, row):
    removed = []
    for name in rows[row]:
        for other in columns[name]:
            for shared in rows[other]:
                if shared != name:
                    columns[shared].remove(other)
        removed.append(columns.pop(name))
    return removed


def deselect(columns, rows, row, removed):
    for name in reversed(rows[row]):
        columns[name] = removed.pop()
        for other in columns[name]:
            for shared in rows[other]:
                if shared != name:
                    columns[shared].add(other)


def solve(columns, rows, chosen=None):
    chosen = [] if chosen is None else chosen
    if not columns:
        yield list(chosen)
        return
    name = min(columns, key=lambda column: len(columns[column]))
    for row in sorted(columns[name]):
        chosen.append(row)
        removed = select(columns, rows, row)
        yield from solve(columns, rows, chosen)
        deselect(columns, rows, row, removed)
        chosen.pop()
