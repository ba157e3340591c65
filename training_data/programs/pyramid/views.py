"""Serves requests in a pyramid application with routes, predicates, traversal and security, in process."""

import random

from pyramid.authorization import ACLHelper, Allow, Everyone
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.response import Response

PROJECT = "pyramid"
REQUIRES = ["pyramid"]
SCOPE = ["pyramid", "webob", "zope.interface"]
ROUNDS = 1950


class Policy:
    def identity(self, request: Request) -> str | None:
        return request.headers.get("X-User")

    def authenticated_userid(self, request: Request) -> str | None:
        return self.identity(request)

    def permits(self, request: Request, context: object, permission: str):
        groups = [Everyone, f"user:{self.identity(request)}"]
        return ACLHelper().permits(context, groups, permission)


class Root(dict):
    __acl__ = [(Allow, Everyone, "view"), (Allow, "user:ada", "edit")]  # noqa: RUF012

    def __init__(self, request: Request) -> None:
        super().__init__({f"folder{n}": {} for n in range(5)})


def show(request: Request) -> dict:
    return {"key": request.matchdict["key"], "link": request.route_url("edit3", key=5, _query={"a": "b"})}


def edit(request: Request) -> Response:
    return HTTPFound(location=request.route_path("show1", key=request.POST.get("key", "1")))


def folder(context: object, request: Request) -> Response:
    return Response(f"{request.path} {request.params.mixed()}", content_type="text/plain")


def main() -> None:
    rng = random.Random(90)
    with Configurator(root_factory=Root, security_policy=Policy()) as config:
        for number in range(25):
            config.add_route(f"show{number}", rf"/section{number}/{{key:\d+}}", request_method="GET")
            config.add_route(f"edit{number}", f"/section{number}/{{key}}/edit")
            config.add_view(show, route_name=f"show{number}", renderer="json", permission="view")
            config.add_view(edit, route_name=f"edit{number}", permission="edit", request_method="POST")
        config.add_view(folder, context=Root)
        config.add_view(folder, name="folder", context=Root)
        application = config.make_wsgi_app()
    size = 0
    for _ in range(ROUNDS):
        for path in (f"/section{rng.randint(0, 27)}/{rng.randint(1, 99)}", "/folder?x=1&y=2", "/", "/missing/page"):
            size += len(Request.blank(path, accept="application/json").get_response(application).body)
        for user in ("ada", "bob"):
            request = Request.blank(f"/section{rng.randint(0, 24)}/7/edit", headers={"X-User": user}, POST={"key": "9"})
            size += request.get_response(application).status_code
    print(size)


if __name__ == "__main__":
    main()
