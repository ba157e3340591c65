"""Render pages with a template of directives, and filter the stream."""

import random

from genshi.filters import HTMLFormFiller, Transformer
from genshi.template import MarkupTemplate

PROJECT = "genshi"
REQUIRES = ["genshi"]
SCOPE = ["genshi"]

TEMPLATE = """<html xmlns:py="http://genshi.edgewall.org/">
<body py:def="row(item)"><tr class="${item.get('kind')}"><td>${item['name']}</td><td py:if="item['price'] > 5">
$item.price</td></tr></body>
<body><h1 py:content="title">none</h1>
<form id="f"><input type="text" name="who"/><select name="what"><option value="a">A</option></select></form>
<table><py:for each="item in items">${row(item)}</py:for></table>
<ul><li py:for="i, item in enumerate(items)" py:attrs="{'id': i}" py:choose="">
<b py:when="i % 3 == 0">${item.name}</b><i py:otherwise="">other</i></li></ul></body></html>"""


def main():
    rng = random.Random(30)
    template = MarkupTemplate(TEMPLATE)
    size = 0
    for number in range(330):
        items = [{"name": f"<item {n}>", "price": rng.randint(1, 9), "kind": "x"} for n in range(60)]
        stream = template.generate(title=f"Page {number}", items=items)
        stream |= HTMLFormFiller(data={"who": "Ana", "what": "a"})
        stream |= Transformer(".//li[@id='3']").wrap("div")
        size += len(stream.render("html" if number % 2 else "xhtml", doctype="html5"))
    print(size)


if __name__ == "__main__":
    main()
