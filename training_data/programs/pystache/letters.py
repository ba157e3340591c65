"""Renders mustache letters with sections, partials and lambdas through pystache."""

import random

import pystache

PROJECT = "pystache"
REQUIRES = ["pystache"]
SCOPE = ["pystache"]
ROUNDS = 2852

PARTIALS = {
    "item": "* {{name}}: {{price}} {{#discount}}(-{{.}} %){{/discount}}{{^discount}}full price{{/discount}}\n",
    "footer": "{{! comment }}Regards,\n{{{company.name}}} & {{company.name}}\n",
}
LETTER = """Dear {{customer.name}},
{{#items}}{{> item}}{{/items}}{{^items}}Nothing ordered.{{/items}}
{{#bold}}Total: {{total}}{{/bold}}
{{=<% %>=}}<% customer.city %><%={{ }}=%>
{{> footer}}"""


def context(rng: random.Random) -> dict:
    items = [
        {"name": f"thing <{n}>", "price": f"{rng.random() * 50:.2f}", "discount": rng.choice([None, 5, 10])}
        for n in range(rng.randint(0, 25))
    ]
    return {
        "customer": {"name": f"Customer {rng.randint(1, 99)}", "city": "Rome"},
        "items": items,
        "company": {"name": "Little & Sons"},
        "total": sum(float(item["price"]) for item in items),
        "bold": lambda text: f"**{text}**",
    }


def main() -> None:
    rng = random.Random(37)
    renderer = pystache.Renderer(partials=PARTIALS)
    parsed = pystache.parse(LETTER)
    characters = 0
    for _ in range(ROUNDS):
        data = context(rng)
        characters += len(renderer.render(LETTER, data)) + len(renderer.render(parsed, data))
    print(characters)


if __name__ == "__main__":
    main()
