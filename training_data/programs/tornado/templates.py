"""Compiles and renders tornado templates and routes and parses requests, without a network."""

import random

from tornado.escape import json_encode, linkify, xhtml_escape
from tornado.httputil import HTTPHeaders, HTTPServerRequest, parse_body_arguments, url_concat
from tornado.template import DictLoader
from tornado.web import Application, RequestHandler, create_signed_value, decode_signed_value

PROJECT = "tornado"
REQUIRES = ["tornado"]
SCOPE = ["tornado"]
ROUNDS = 300

TEMPLATES = {
    "base.html": "<html><title>{% block title %}x{% end %}</title>{% block body %}{% end %}</html>",
    "row.html": "<tr><td>{{ item['name'] }}</td><td>{% raw item['link'] %}</td></tr>",
    "page.html": """{% extends base.html %}{% block title %}{{ title }}{% end %}{% block body %}
{% for number, item in enumerate(items) %}{% if number % 2 == 0 %}{% include row.html %}
{% elif item['name'] %}<b>{{ item['name'].upper() }}</b>{% else %}none{% end %}{% end %}
{% set total = sum(len(item['name']) for item in items) %}{{ total }} {# comment #}{% end %}""",
}


class Page(RequestHandler):
    pass


def items(rng: random.Random) -> list[dict]:
    return [
        {"name": f"item <{rng.randint(1, 99)}>", "link": linkify("see http://x.org/a?b=1 & more")} for _ in range(60)
    ]


def main() -> None:
    rng = random.Random(68)
    application = Application([(rf"/section{number}/(?P<name>\w+)/(?P<key>[0-9]+)", Page) for number in range(40)])
    size = 0
    for number in range(ROUNDS):
        loader = DictLoader(TEMPLATES)
        page = loader.load("page.html")
        for _ in range(4):
            size += len(page.generate(title=f"Page {number}", items=items(rng)))
        for _ in range(40):
            headers = HTTPHeaders.parse(
                "Content-Type: text/html\r\nSet-Cookie: A=B\r\nset-cookie: C=D\r\nX-Long: a b\r\n"
            )
            size += sum(len(value) for _, value in headers.get_all())
            request = HTTPServerRequest("GET", f"/section{rng.randint(0, 39)}/name/{number}", headers=headers)
            size += application.find_handler(request) is not None
            size += len(url_concat("http://x.org/p?a=1", [("b", "2 3"), ("c", xhtml_escape("<&>"))]))
            signed = create_signed_value("secret", "user", f"name{number}", version=2, clock=lambda: 1e9)
            size += len(decode_signed_value("secret", "user", signed, clock=lambda: 1e9 + 5) or b"")
            arguments: dict = {}
            parse_body_arguments("application/x-www-form-urlencoded", b"a=1&b=two+words&a=3", arguments, {})
            size += len(json_encode({"arguments": len(arguments), "text": "</script>"}))
    print(size)


if __name__ == "__main__":
    main()
