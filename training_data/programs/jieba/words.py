"""Cut Chinese text into words, tag them, and find key words."""

import random

import jieba
import jieba.analyse
import jieba.posseg

PROJECT = "jieba"
REQUIRES = ["jieba"]
SCOPE = ["jieba"]

PIECES = [
    "我们在北京大学学习计算机科学",
    "他来到了网易杭研大厦",
    "小明硕士毕业于中国科学院计算所",
    "今天天气很好",
    "永和服装饰品有限公司",
]


jieba.setLogLevel(60)
jieba.initialize()


def main():
    rng = random.Random(38)
    total = 0
    for _ in range(160):
        text = "，".join(rng.choices(PIECES, k=30))
        total += len(jieba.lcut(text)) + len(jieba.lcut(text, cut_all=True)) + len(jieba.lcut_for_search(text))
        total += sum(len(pair.word) for pair in jieba.posseg.cut(text))
    total += len(jieba.analyse.extract_tags("。".join(PIECES * 20))) + len(jieba.analyse.textrank("。".join(PIECES)))
    print(total)


if __name__ == "__main__":
    main()
