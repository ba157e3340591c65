"""Guess the encoding of texts in many scripts."""

import random

import chardet

PROJECT = "chardet"
REQUIRES = ["chardet"]
SCOPE = ["chardet"]

TEXTS = {
    "utf-8": "Grüße aus Zürich, naïve façade, größer 你好世界 ",
    "windows-1251": "Съешь же ещё этих мягких французских булок, да выпей чаю ",
    "shift_jis": "いろはにほへとちりぬるを色は匂へど散りぬるを ",
    "big5": "我們在這裡用繁體中文寫一些句子來試試看 ",
    "iso-8859-7": "Ο καιρός είναι καλός σήμερα στην Αθήνα και πάμε ",
    "euc-kr": "안녕하세요 오늘은 날씨가 참 좋습니다 ",
    "utf-16": "plain words in wide letters ",
    "ascii": "nothing special here at all ",
}


def sample(rng, text, length):
    words = text.split()
    return " ".join(rng.choices(words, k=length))


def main():
    rng = random.Random(7)
    right = total = 0
    for _ in range(320):
        for encoding, text in TEXTS.items():
            data = sample(rng, text, rng.randint(40, 160)).encode(encoding)
            found = chardet.detect(data)["encoding"]
            right += (found or "").lower().replace("-", "_") == encoding.replace("-", "_")
            total += 1
    detector = chardet.UniversalDetector()
    for encoding, text in TEXTS.items():
        detector.reset()
        for line in range(40):
            detector.feed(sample(rng, text, 12).encode(encoding) + b"\n")
            if detector.done:
                break
        print(encoding, detector.close())
    print(right, total)


if __name__ == "__main__":
    main()
