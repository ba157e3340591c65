"""Texts: built, searched, split and cut."""

import re


# cost: len(words)
def joined(words: list[str]) -> str:
    return ", ".join(words)


# cost: len(words)
def added(words: list[str]) -> str:
    text = ""
    for word in words:
        text += word
    return text


# cost: len(chunks) ** 2 * len(chunk)
def added_bytes(chunks: list[bytes]) -> bytes:
    data = b""
    for chunk in chunks:
        data = data + chunk
    return data


# cost: len(text)
def vowels(text: str) -> int:
    return sum(letter in "aeiou" for letter in text)


# cost: len(text)
def reversed_text(text: str) -> str:
    return text[::-1]


# cost: len(text) ** 2
def eaten(text: str) -> int:
    count = 0
    while text:
        if text[0] == " ":
            count += 1
        text = text[1:]
    return count


# cost: len(text)
def is_palindrome(text: str) -> bool:
    for i in range(len(text) // 2):
        if text[i] != text[-1 - i]:
            return False
    return True


# cost: len(text) ** 2
def letter_counts(text: str) -> dict[str, int]:
    return {letter: text.count(letter) for letter in text}


# cost: len(text)
def word_counts(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


# cost: len(lines) * len(line)
def upper(lines: list[str]) -> list[str]:
    out = []
    for line in lines:
        out.append(line.upper())
    return out


# cost: len(a) * len(b)
def edit_distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before = row[0]
        row[0] = i
        for j, other in enumerate(b, 1):
            cost = before + (letter != other)
            before = row[j]
            row[j] = min(cost, row[j] + 1, row[j - 1] + 1)
    return row[-1]


# cost: len(text)
def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


# cost: len(text) * log(len(text))
def sorted_letters(text: str) -> str:
    return "".join(sorted(text))


# cost: len(a) * log(len(a)) + len(b) * log(len(b))
def is_anagram(a: str, b: str) -> bool:
    return sorted(a) == sorted(b)
