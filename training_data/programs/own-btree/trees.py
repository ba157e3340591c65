"""Search trees: B-tree, red-black by leaning left, treap and skip list behind one interface."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from bisect import bisect_left


class SortedMap(ABC):
    @abstractmethod
    def set(self, key, value): ...

    @abstractmethod
    def get(self, key, default=None): ...

    @abstractmethod
    def items(self): ...

    def range(self, low, high):
        for key, value in self.items():
            if key >= high:
                return
            if key >= low:
                yield key, value

    def __contains__(self, key):
        missing = object()
        return self.get(key, missing) is not missing


class _Page:
    __slots__ = ("children", "keys", "values")

    def __init__(self, keys=(), values=(), children=()):
        self.keys, self.values, self.children = list(keys), list(values), list(children)


class BTree(SortedMap):
    def __init__(self, order=16):
        self.order = order
        self.root = _Page()

    def get(self, key, default=None):
        page = self.root
        while True:
            at = bisect_left(page.keys, key)
            if at < len(page.keys) and page.keys[at] == key:
                return page.values[at]
            if not page.children:
                return default
            page = page.children[at]

    def set(self, key, value):
        if len(self.root.keys) >= 2 * self.order - 1:
            self.root = _Page(children=[self.root])
            self._split(self.root, 0)
        page = self.root
        while True:
            at = bisect_left(page.keys, key)
            if at < len(page.keys) and page.keys[at] == key:
                page.values[at] = value
                return
            if not page.children:
                page.keys.insert(at, key)
                page.values.insert(at, value)
                return
            if len(page.children[at].keys) >= 2 * self.order - 1:
                self._split(page, at)
                if page.keys[at] == key:
                    page.values[at] = value
                    return
                at += key > page.keys[at]
            page = page.children[at]

    def _split(self, parent, at):
        page, middle = parent.children[at], self.order - 1
        right = _Page(page.keys[middle + 1 :], page.values[middle + 1 :], page.children[middle + 1 :])
        parent.keys.insert(at, page.keys[middle])
        parent.values.insert(at, page.values[middle])
        parent.children.insert(at + 1, right)
        del page.keys[middle:], page.values[middle:], page.children[middle + 1 :]

    def items(self, page=None):
        page = page or self.root
        for at, key in enumerate(page.keys):
            if page.children:
                yield from self.items(page.children[at])
            yield key, page.values[at]
        if page.children:
            yield from self.items(page.children[-1])


class _Node:
    __slots__ = ("key", "left", "red", "right", "value", "weight")

    def __init__(self, key, value, weight=0.0):
        self.key, self.value, self.weight = key, value, weight
        self.left = self.right = None
        self.red = True


class _Binary(SortedMap):
    root = None

    def get(self, key, default=None):
        node = self.root
        while node is not None:
            if key == node.key:
                return node.value
            node = node.left if key < node.key else node.right
        return default

    def items(self):
        stack, node = [], self.root
        while stack or node is not None:
            while node is not None:
                stack.append(node)
                node = node.left
            node = stack.pop()
            yield node.key, node.value
            node = node.right


def is_red(node):
    return node is not None and node.red


class RedBlack(_Binary):
    def set(self, key, value):
        self.root = self._set(self.root, key, value)
        self.root.red = False

    def _set(self, node, key, value):
        if node is None:
            return _Node(key, value)
        if key < node.key:
            node.left = self._set(node.left, key, value)
        elif key > node.key:
            node.right = self._set(node.right, key, value)
        else:
            node.value = value
        if is_red(node.right) and not is_red(node.left):
            node = self._rotate_left(node)
        if is_red(node.left) and is_red(node.left.left):
            node = self._rotate_right(node)
        if is_red(node.left) and is_red(node.right):
            node.red, node.left.red, node.right.red = True, False, False
        return node

    @staticmethod
    def _rotate_left(node):
        top = node.right
        node.right, top.left = top.left, node
        top.red, node.red = node.red, True
        return top

    @staticmethod
    def _rotate_right(node):
        top = node.left
        node.left, top.right = top.right, node
        top.red, node.red = node.red, True
        return top


class Treap(_Binary):
    def __init__(self, seed=0):
        self.random = random.Random(seed).random

    def split(self, node, key):
        if node is None:
            return None, None
        if node.key < key:
            left, right = self.split(node.right, key)
            node.right = left
            return node, right
        left, right = self.split(node.left, key)
        node.left = right
        return left, node

    def merge(self, left, right):
        if left is None or right is None:
            return left or right
        if left.weight > right.weight:
            left.right = self.merge(left.right, right)
            return left
        right.left = self.merge(left, right.left)
        return right

    def set(self, key, value):
        node = self.root
        while node is not None and node.key != key:
            node = node.left if key < node.key else node.right
        if node is not None:
            node.value = value
            return
        left, right = self.split(self.root, key)
        self.root = self.merge(self.merge(left, _Node(key, value, self.random())), right)


class SkipList(SortedMap):
    LEVELS = 16

    def __init__(self, seed=0):
        self.random = random.Random(seed)
        self.head = [None, None, [None] * self.LEVELS]

    def _before(self, key):
        node, path = self.head, [None] * self.LEVELS
        for level in reversed(range(self.LEVELS)):
            while node[2][level] is not None and node[2][level][0] < key:
                node = node[2][level]
            path[level] = node
        return path

    def get(self, key, default=None):
        node = self._before(key)[0][2][0]
        return node[1] if node is not None and node[0] == key else default

    def set(self, key, value):
        path = self._before(key)
        node = path[0][2][0]
        if node is not None and node[0] == key:
            node[1] = value
            return
        height = 1
        while height < self.LEVELS and self.random.random() < 0.5:
            height += 1
        fresh = [key, value, [path[level][2][level] for level in range(height)]]
        for level in range(height):
            path[level][2][level] = fresh

    def items(self):
        node = self.head[2][0]
        while node is not None:
            yield node[0], node[1]
            node = node[2][0]
