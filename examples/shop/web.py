"""The shop's web service. Needs aiohttp and requests."""

from __future__ import annotations

import requests
from aiohttp import web

from .catalogue import Catalogue
from .reports import price_list

STOCK = "https://warehouse.example/stock/"


class Shop:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    async def search(self, request: web.Request) -> web.Response:
        words = request.query.get("q", "")
        found = self.catalogue.search(words)
        return web.json_response([product.sku for product in found])

    async def prices(self, request: web.Request) -> web.Response:
        return web.Response(text=price_list(self.catalogue.products), content_type="text/html")

    async def stock(self, request: web.Request) -> web.Response:
        """How many are in the warehouse: its service is asked each time, since others sell from it too."""
        sku = request.match_info["sku"]
        answer = requests.get(STOCK + sku, timeout=2)
        return web.json_response({"sku": sku, "stock": answer.json()["stock"]})


def application(catalogue: Catalogue) -> web.Application:
    shop = Shop(catalogue)
    app = web.Application()
    app.router.add_get("/search", shop.search)
    app.router.add_get("/prices", shop.prices)
    app.router.add_get("/stock/{sku}", shop.stock)
    return app
