"""Turn pages into plain text with marks."""

import random

import html2text

PROJECT = "html2text"
REQUIRES = ["html2text"]
SCOPE = ["html2text"]


def page(rng, count):
    for number in range(count):
        yield rng.choice(
            [
                f"<h2>Head {number}</h2>",
                "<p>Some <b>bold</b> and <i>slanted</i> text, long enough to be wrapped at the right margin of it.</p>",
                f"<ul><li>one<li>two <a href='/x/{number}'>link</a><ol><li>deep</li></ol></ul>",
                "<table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table>",
                "<blockquote>quoted &mdash; text</blockquote><pre>code  here</pre><img src=p.png alt=pic>",
            ]
        )


def main():
    rng = random.Random(41)
    size = 0
    for turn in range(38):
        reader = html2text.HTML2Text(bodywidth=60 if turn % 2 else 0)
        reader.inline_links = turn % 3 != 0
        reader.pad_tables = True
        size += len(reader.handle("".join(page(rng, 900))))
    print(size)


if __name__ == "__main__":
    main()
