"""Render pages of a shop with a template engine of our own."""

import random
from dataclasses import dataclass, field

from engine import Template, TemplateError

PROJECT = "own-templates"
REQUIRES = []
SCOPE = ["engine"]

PAGE = """<html><head><title>{{ title|upper }}</title></head><body>
{# the list of goods #}
{% for product in products %}
<div class="{% if loop.first %}first{% else %}more{% endif %}">
<h2>{{ loop.index }}. {{ product.name|truncate:12 }}</h2>
{% if product.stock %}<p>{{ product.price|money }} ({{ product.stock }} left)</p>{% else %}<p>sold out</p>{% endif %}
<ul>{% for tag in product.tags %}<li>{{ tag }}</li>{% endfor %}</ul>
{% if not product.reviews %}<p>no reviews</p>{% endif %}
{% for review in product.reviews %}<q>{{ review.text|truncate:30 }}</q> {{ review.stars }}/5{% endfor %}
<p>{{ product.rating }}</p></div>
{% endfor %}
<footer>{{ owner.address.city }}</footer></body></html>"""


@dataclass
class Product:
    name: str
    price: float
    stock: int
    tags: list
    reviews: list = field(default_factory=list)

    def rating(self):
        stars = [review["stars"] for review in self.reviews]
        return sum(stars) / len(stars) if stars else "unrated"


def products(rng, count):
    words = "lamp <b> chair & table rug desk shelf mirror sofa".split()
    for _ in range(count):
        yield Product(
            " ".join(rng.choices(words, k=3)),
            rng.uniform(5, 2000),
            rng.choice([0, 3, 12]),
            rng.sample(words, 3),
            [{"text": " ".join(rng.choices(words, k=8)), "stars": rng.randint(1, 5)} for _ in range(rng.randint(0, 4))],
        )


def broken():
    for source in ("{% if x %}", "{% loop %}", "{{ x|nothing }}", "{% endfor %}"):
        try:
            Template(source)
        except TemplateError as error:
            yield str(error)


def main():
    rng = random.Random(15)
    owner = {"address": {"city": "Zürich"}}
    total = 0
    goods = list(products(rng, 400))
    for number in range(1500):
        template = Template(PAGE)
        begin = number % 360
        total += len(template.render(title=f"page {number}", products=goods[begin : begin + 40], owner=owner))
    print(total, list(broken()))


if __name__ == "__main__":
    main()
