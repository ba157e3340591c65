"""Answer made-up requests with a small web framework: a list of things to do."""

import json
import random

from web import App, HttpError, Response, signed_in, timed

PROJECT = "own-router"
REQUIRES = []
SCOPE = ["web"]


def build():
    app = App()
    app.use(timed)
    app.use(signed_in)
    todos = {}

    @app.route("/todos", methods=("GET",))
    def index(request):
        limit = int(request.query.get("limit", 10))
        return list(todos.values())[:limit]

    @app.route("/todos", methods=("POST",))
    def create(request):
        todo = request.json
        if "text" not in todo:
            raise HttpError(400, "no text")
        todo["number"] = len(todos)
        todos[len(todos)] = todo
        return Response(todo, 201)

    @app.route("/todos/<int:number>", methods=("GET", "PUT"))
    def one(request, number):
        if number not in todos:
            raise HttpError(404, str(number))
        if request.method == "PUT":
            todos[number].update(request.json)
        return todos[number]

    @app.route("/users/<name>/files/<path:path>")
    def files(request, name, path):
        return f"<p>{name}: {path}</p>"

    @app.route("/admin/clear", methods=("POST",))
    def clear(request):
        todos.clear()
        return {"cleared": True}

    for number in range(12):
        app.route(f"/static{number}/<str:name>")(lambda request, name: name)
    return app


def requests(rng, count):
    for _ in range(count):
        kind = rng.randrange(8)
        head = "Host: example.org\r\nAccept: */*\r\nUser-Agent: x\r\nX-Id: 7"
        if kind < 2:
            body = json.dumps({"text": "do it " * rng.randint(1, 5), "tags": ["a", "b"]})
            yield f"POST /todos HTTP/1.1\r\n{head}\r\n\r\n{body}"
        elif kind < 4:
            yield f"GET /todos/{rng.randrange(300)} HTTP/1.1\r\n{head}\r\n\r\n"
        elif kind == 4:
            yield f"GET /todos?limit={rng.randint(1, 20)}&x=a%20b HTTP/1.1\r\n{head}\r\n\r\n"
        elif kind == 5:
            yield f"GET /users/ana/files/a/b%20c/{rng.random()} HTTP/1.1\r\n{head}\r\n\r\n"
        elif kind == 6:
            yield f"GET /static{rng.randrange(14)}/logo.png HTTP/1.1\r\n{head}\r\n\r\n"
        elif rng.random() < 0.05:
            yield f"POST /admin/clear HTTP/1.1\r\n{head}\r\nAuthorization: Bearer secret\r\n\r\n"
        else:
            yield rng.choice(["GARBAGE\r\n\r\n", f"DELETE /todos HTTP/1.1\r\n{head}\r\n\r\n"])


def main():
    app = build()
    codes = {}
    for text in requests(random.Random(57), 75_000):
        answer = app.handle(text.encode())
        code = int(answer[9:12])
        codes[code] = codes.get(code, 0) + 1
    print(codes)


if __name__ == "__main__":
    main()
