"""An inverted index with ranked and phrase queries."""

from __future__ import annotations

import math
from collections import defaultdict
from heapq import nlargest

from stemming import similarity, stem, terms


class Posting:
    __slots__ = ("document", "positions")

    def __init__(self, document):
        self.document = document
        self.positions = []


class Index:
    def __init__(self, k=1.2, b=0.75):
        self.k, self.b = k, b
        self.postings = defaultdict(dict)
        self.lengths = {}
        self.texts = {}

    def __len__(self):
        return len(self.lengths)

    def __contains__(self, term):
        return stem(term.lower()) in self.postings

    def add(self, name, text):
        if name in self.lengths:
            self.remove(name)
        count = 0
        for position, term in enumerate(terms(text)):
            entries = self.postings[term]
            if name not in entries:
                entries[name] = Posting(name)
            entries[name].positions.append(position)
            count += 1
        self.lengths[name] = count
        self.texts[name] = text

    def remove(self, name):
        for entries in self.postings.values():
            entries.pop(name, None)
        del self.lengths[name]
        del self.texts[name]

    def average_length(self):
        return sum(self.lengths.values()) / max(1, len(self.lengths))

    def rarity(self, term):
        n = len(self.postings.get(term, ()))
        return math.log(1 + (len(self.lengths) - n + 0.5) / (n + 0.5))

    def search(self, query, limit=10):
        scores = defaultdict(float)
        average = self.average_length()
        for term in terms(query):
            weight = self.rarity(term)
            for name, posting in self.postings.get(term, {}).items():
                count = len(posting.positions)
                norm = self.k * (1 - self.b + self.b * self.lengths[name] / average)
                scores[name] += weight * count * (self.k + 1) / (count + norm)
        return nlargest(limit, scores.items(), key=lambda item: item[1])

    def phrase(self, text):
        wanted = list(terms(text))
        if not wanted:
            return []
        shared = set.intersection(*(set(self.postings.get(term, ())) for term in wanted))
        return [name for name in shared if self._in_a_row(name, wanted)]

    def _in_a_row(self, name, wanted):
        starts = set(self.postings[wanted[0]][name].positions)
        for offset, term in enumerate(wanted[1:], 1):
            starts &= {position - offset for position in self.postings[term][name].positions}
        return bool(starts)

    def suggest(self, word, limit=3):
        return nlargest(limit, self.postings, key=lambda term: similarity(term, word))

    def snippet(self, name, query, width=60):
        text = self.texts[name]
        for term in terms(query):
            place = text.lower().find(term)
            if place >= 0:
                return text[max(0, place - width // 2) : place + width // 2]
        return text[:width]
