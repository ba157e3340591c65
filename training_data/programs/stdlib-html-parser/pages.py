"""Take links, headings and text out of generated pages with the event parser."""

import random
from html.parser import HTMLParser

PROJECT = "stdlib-html-parser"
REQUIRES = []
SCOPE = ["html", "_markupbase"]


class Extractor(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []
        self.text = []
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "a":
            self.links.extend(value for name, value in attrs if name == "href")

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if data.strip() and "script" not in self.open:
            self.text.append(data.strip())


def page(rng, count):
    yield "<!DOCTYPE html><html><head><title>T</title><script>if (a < b) {}</script></head><body>"
    for number in range(count):
        kind = rng.randrange(5)
        if kind == 0:
            yield f'<h2 id="h{number}" class="big bold">Head &amp; {number}</h2>'
        elif kind == 1:
            yield f"<p>Some <b>text</b> with <a href='/p/{number}?a=1&amp;b=2'>a link</a> &copy; &#1234;</p>"
        elif kind == 2:
            yield f"<ul>{''.join(f'<li>{i}</li>' for i in range(5))}</ul>"
        elif kind == 3:
            yield "<!-- remark --><br/><img src=x.png alt='a picture'>"
        else:
            yield "<table><tr><td width=10>1<td>2</tr></table>"
    yield "</body></html>"


def main():
    rng = random.Random(6)
    for _ in range(18):
        parser = Extractor()
        parser.feed("\n".join(page(rng, 5000)))
        parser.close()
        print(len(parser.links), len(parser.text))


if __name__ == "__main__":
    main()
