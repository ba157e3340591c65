"""Compiles mako templates with inheritance, defs and filters, and renders them with page data."""

import random

from mako.lookup import TemplateLookup

PROJECT = "mako"
REQUIRES = ["mako"]
SCOPE = ["mako", "markupsafe"]
ROUNDS = 430

BASE = """<html><head><title>${self.title()}</title></head><body>
<%def name="title()">Shop</%def>
<%block name="navigation">
% for name, link in menu:
<a href="${link | u}">${name | h}</a>
% endfor
</%block>
${self.body()}</body></html>"""

PAGE = """<%inherit file="base.html"/>
<%def name="title()">Products ${len(products)}</%def>
<%def name="price(value)">${"%.2f" % value} EUR</%def>
<table>
% for product in products:
<tr class="${loop.cycle('odd', 'even')}"><td>${loop.index}</td><td>${product['name'] | h,trim}</td>
% if product['tags']:
<td>${', '.join(product['tags']) | h}</td>
% else:
<td>-</td>
% endif
<td>${price(product['price'])}</td></tr>
% endfor
</table>
<%text>${not a placeholder}</%text>
"""


def products(rng: random.Random, count: int) -> list[dict]:
    return [
        {
            "name": f" Thing <{number}> & more",
            "tags": [f"tag{rng.randint(1, 9)}" for _ in range(rng.randint(0, 4))],
            "price": rng.random() * 100,
        }
        for number in range(count)
    ]


def main() -> None:
    rng = random.Random(1)
    menu = [("Home & more", "/home page"), ("About", "/about?x=1"), ("Shop", "/shop")]
    characters = 0
    for number in range(ROUNDS):
        lookup = TemplateLookup()
        lookup.put_string("base.html", BASE)
        lookup.put_string("page.html", PAGE + f"\n## round {number}\n")
        template = lookup.get_template("page.html")
        for _ in range(6):
            characters += len(template.render_unicode(menu=menu, products=products(rng, 120)))
    print(characters)


if __name__ == "__main__":
    main()
