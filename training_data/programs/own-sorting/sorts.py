"""Many ways to sort, and a comparison of them, as one finds them in collections of algorithms."""

import random
from collections import deque

PROJECT = "own-sorting"
REQUIRES = []
SCOPE = []


def bubble_sort(items):
    n = len(items)
    for i in range(n):
        swapped = False
        for j in range(n - 1 - i):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]
                swapped = True
        if not swapped:
            break
    return items


def insertion_sort(items):
    for i in range(1, len(items)):
        item = items[i]
        j = i
        while j > 0 and items[j - 1] > item:
            items[j] = items[j - 1]
            j -= 1
        items[j] = item
    return items


def selection_sort(items):
    for i in range(len(items)):
        lowest = i
        for j in range(i + 1, len(items)):
            if items[j] < items[lowest]:
                lowest = j
        items[i], items[lowest] = items[lowest], items[i]
    return items


def shell_sort(items):
    gap = len(items) // 2
    while gap:
        for i in range(gap, len(items)):
            item, j = items[i], i
            while j >= gap and items[j - gap] > item:
                items[j] = items[j - gap]
                j -= gap
            items[j] = item
        gap //= 2
    return items


def merge(left, right):
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    return out + left[i:] + right[j:]


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    return merge(merge_sort(items[:middle]), merge_sort(items[middle:]))


def natural_merge_sort(items):
    runs = deque()
    run = items[:1]
    for item in items[1:]:
        if item >= run[-1]:
            run.append(item)
        else:
            runs.append(run)
            run = [item]
    runs.append(run)
    while len(runs) > 1:
        runs.append(merge(runs.popleft(), runs.popleft()))
    return runs[0]


def quick_sort(items):
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    low = [item for item in items if item < pivot]
    same = [item for item in items if item == pivot]
    high = [item for item in items if item > pivot]
    return quick_sort(low) + same + quick_sort(high)


def partition(items, low, high):
    pivot = items[(low + high) // 2]
    while True:
        while items[low] < pivot:
            low += 1
        while items[high] > pivot:
            high -= 1
        if low >= high:
            return high
        items[low], items[high] = items[high], items[low]
        low += 1
        high -= 1


def quick_sort_in_place(items):
    stack = [(0, len(items) - 1)]
    while stack:
        low, high = stack.pop()
        if low < high:
            split = partition(items, low, high)
            stack += [(low, split), (split + 1, high)]
    return items


def sift_down(items, root, size):
    while (child := 2 * root + 1) < size:
        if child + 1 < size and items[child] < items[child + 1]:
            child += 1
        if items[root] >= items[child]:
            return
        items[root], items[child] = items[child], items[root]
        root = child


def heap_sort(items):
    for root in reversed(range(len(items) // 2)):
        sift_down(items, root, len(items))
    for end in reversed(range(1, len(items))):
        items[0], items[end] = items[end], items[0]
        sift_down(items, 0, end)
    return items


def counting_sort(items):
    if not items:
        return items
    counts = [0] * (max(items) + 1)
    for item in items:
        counts[item] += 1
    return [value for value, count in enumerate(counts) for _ in range(count)]


def radix_sort(items, base=256):
    place = 1
    top = max(items, default=0)
    while top // place:
        buckets = [[] for _ in range(base)]
        for item in items:
            buckets[item // place % base].append(item)
        items = [item for bucket in buckets for item in bucket]
        place *= base
    return items


def bucket_sort(items, size=40):
    low, high = min(items), max(items)
    buckets = [[] for _ in range(len(items) // size + 1)]
    span = (high - low) / (len(buckets) - 1 or 1) or 1
    for item in items:
        buckets[int((item - low) / span)].append(item)
    return [item for bucket in buckets for item in insertion_sort(bucket)]


def comb_sort(items):
    gap, swapped = len(items), True
    while gap > 1 or swapped:
        gap = max(1, int(gap / 1.3))
        swapped = False
        for i in range(len(items) - gap):
            if items[i] > items[i + gap]:
                items[i], items[i + gap] = items[i + gap], items[i]
                swapped = True
    return items


def pancake_sort(items):
    for size in range(len(items), 1, -1):
        biggest = items.index(max(items[:size]))
        items[: biggest + 1] = items[biggest::-1]
        items[:size] = items[:size][::-1]
    return items


def quick_select(items, k):
    rng = random.Random(k)
    while True:
        pivot = rng.choice(items)
        low = [item for item in items if item < pivot]
        same = items.count(pivot)
        if k < len(low):
            items = low
        elif k < len(low) + same:
            return pivot
        else:
            k -= len(low) + same
            items = [item for item in items if item > pivot]


def is_sorted(items):
    return all(a <= b for a, b in zip(items, items[1:]))


SLOW = [bubble_sort, insertion_sort, selection_sort, pancake_sort]
QUICK = [
    shell_sort, merge_sort, natural_merge_sort, quick_sort, quick_sort_in_place, heap_sort, counting_sort, radix_sort,
    bucket_sort, comb_sort,
]  # fmt: skip


def main():
    rng = random.Random(54)
    for sort in SLOW:
        assert is_sorted(sort([rng.randrange(10_000) for _ in range(1300)])), sort.__name__
    for sort in QUICK:
        assert is_sorted(sort([rng.randrange(100_000) for _ in range(90_000)])), sort.__name__
    print(quick_select([rng.random() for _ in range(200_000)], 100_000))


if __name__ == "__main__":
    main()
