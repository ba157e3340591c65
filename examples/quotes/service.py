"""`python -m quotes.service PORT WAREHOUSE`: the web service, in the folder above this one."""

from __future__ import annotations

import sys

from aiohttp import web

from quotes.offers import Offers


async def quote(request: web.Request) -> web.Response:
    """What an article costs, if it is in stock."""
    offers: Offers = request.app["offers"]
    return web.json_response(offers.quote(request.match_info["article"]))


async def search(request: web.Request) -> web.Response:
    """The articles whose names have one of the words."""
    offers: Offers = request.app["offers"]
    return web.json_response(offers.search(request.query.get("q", "").split()))


def application(warehouse: str) -> web.Application:
    app = web.Application()
    app["offers"] = Offers(warehouse)
    app.router.add_get("/quote/{article}", quote)
    app.router.add_get("/search", search)
    return app


if __name__ == "__main__":
    web.run_app(application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: None)
