"""`python -m parcels.web PORT COURIER`: the web service, in the folder above this one."""

from __future__ import annotations

import sys

from aiohttp import web

from parcels.service import Shipments


async def where(request: web.Request) -> web.Response:
    """Where a parcel is. All other requests wait until the courier has answered this one."""
    shipments: Shipments = request.app["shipments"]
    status = shipments.status(request.match_info["number"])
    return web.json_response(status)


def application(courier: str) -> web.Application:
    app = web.Application()
    app["shipments"] = Shipments(courier)
    app.router.add_get("/parcels/{number}", where)
    return app


if __name__ == "__main__":
    web.run_app(application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: None)
