"""A small web framework: routes, middleware, requests and responses in memory."""

from __future__ import annotations

import html
import json
import re
import time
from collections import OrderedDict
from functools import wraps
from urllib.parse import parse_qsl, unquote


class HttpError(Exception):
    def __init__(self, status, message=""):
        super().__init__(message or str(status))
        self.status = status


class Headers:
    def __init__(self, pairs=()):
        self._items = OrderedDict()
        for name, value in pairs:
            self[name] = value

    def __setitem__(self, name, value):
        self._items[name.lower()] = (name, str(value))

    def __getitem__(self, name):
        return self._items[name.lower()][1]

    def get(self, name, default=None):
        found = self._items.get(name.lower())
        return found[1] if found else default

    def __iter__(self):
        return iter(self._items.values())


class Request:
    def __init__(self, method, target, headers=(), body=b""):
        self.method = method
        path, _, query = target.partition("?")
        self.path = unquote(path)
        self.query = dict(parse_qsl(query))
        self.headers = Headers(headers)
        self.body = body
        self.params = {}
        self.state = {}

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise HttpError(400, f"no JSON: {error}") from error

    @classmethod
    def parse(cls, data):
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        try:
            method, target, _version = first.split(" ")
        except ValueError:
            raise HttpError(400, "no request line") from None
        pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        return cls(method, target, pairs, body)


class Response:
    REASONS = {
        200: "OK",
        201: "Created",
        400: "Bad Request",
        403: "Forbidden",
        404: "Not Found",
        405: "No",
        500: "Error",
    }

    def __init__(self, content="", status=200, headers=()):
        self.status = status
        self.headers = Headers(headers)
        if isinstance(content, (dict, list)):
            self.headers["Content-Type"] = "application/json"
            content = json.dumps(content)
        self.body = content.encode() if isinstance(content, str) else content

    def serialize(self):
        lines = [f"HTTP/1.1 {self.status} {self.REASONS.get(self.status, '')}"]
        self.headers["Content-Length"] = len(self.body)
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


CONVERTERS = {"int": (r"\d+", int), "str": (r"[^/]+", str), "path": (r".+", str)}


class Route:
    def __init__(self, pattern, handler, methods):
        self.pattern, self.handler, self.methods = pattern, handler, methods
        self.converters = {}
        source = ""
        for part in re.split(r"(<[^>]+>)", pattern):
            if part.startswith("<"):
                kind, _, name = part[1:-1].rpartition(":")
                expression, convert = CONVERTERS[kind or "str"]
                self.converters[name] = convert
                source += f"(?P<{name}>{expression})"
            else:
                source += re.escape(part)
        self.regex = re.compile(source)

    def match(self, path):
        found = self.regex.fullmatch(path)
        if found is None:
            return None
        return {name: self.converters[name](value) for name, value in found.groupdict().items()}


class App:
    def __init__(self):
        self.routes = []
        self.middleware = []
        self.log = []

    def route(self, pattern, methods=("GET",)):
        def register(handler):
            self.routes.append(Route(pattern, handler, set(methods)))
            return handler

        return register

    def use(self, wrapper):
        self.middleware.append(wrapper)
        return wrapper

    def resolve(self, request):
        allowed = set()
        for route in self.routes:
            params = route.match(request.path)
            if params is not None:
                if request.method in route.methods:
                    request.params = params
                    return route.handler
                allowed |= route.methods
        raise HttpError(405 if allowed else 404, request.path)

    def dispatch(self, request):
        handler = self.resolve(request)
        result = handler(request, **request.params)
        return result if isinstance(result, Response) else Response(result)

    def handle(self, data):
        try:
            request = Request.parse(data)
            call = self.dispatch
            for wrapper in reversed(self.middleware):
                call = wrapper(call)
            response = call(request)
        except HttpError as error:
            response = Response({"error": html.escape(str(error))}, error.status)
        return response.serialize()


def timed(call):
    @wraps(call)
    def inner(request):
        begin = time.perf_counter()
        response = call(request)
        response.headers["X-Time"] = f"{time.perf_counter() - begin:.1f}"
        return response

    return inner


def signed_in(call):
    def inner(request):
        token = request.headers.get("Authorization", "")
        if request.path.startswith("/admin") and token != "Bearer secret":
            raise HttpError(403, "sign in first")
        request.state["user"] = token.removeprefix("Bearer ") or None
        return call(request)

    return inner
