"""Route and answer requests of an application in memory, and render its templates."""

import io
import random
from wsgiref.util import setup_testing_defaults

import bottle

PROJECT = "bottle"
REQUIRES = ["bottle"]
SCOPE = ["bottle"]

app = bottle.Bottle()


@app.get("/items/<number:int>")
def item(number):
    bottle.response.set_cookie("last", str(number))
    return {"number": number, "query": bottle.request.query.q}


@app.post("/items/<name:re:[a-z]+>/<path:path>")
def create(name, path):
    return f"{name} {path} {len(bottle.request.forms)}"


@app.get("/page")
def page():
    source = "% for x in items:\n<p>{{x}} {{!x}}</p>\n% end\n" + f"<!-- {bottle.request.query.q} -->"
    return bottle.template(source, items=range(30))


for number in range(40):
    app.route(f"/static{number}/<name>", callback=lambda name: name)


def call(method, path, query="", body=b""):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": io.BytesIO(body)}
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    environ["HTTP_COOKIE"] = "last=5; other=x"
    setup_testing_defaults(environ)
    status = []
    parts = app(environ, lambda line, headers, info=None: status.append(line))
    return status[0], b"".join(parts)


def main():
    rng = random.Random(44)
    size = 0
    for _ in range(36_000):
        kind = rng.randrange(6)
        if kind < 2:
            size += len(call("GET", f"/items/{rng.randint(1, 99)}", "q=a%20b&r=1")[1])
        elif kind == 2:
            size += len(call("POST", "/items/lamp/a/b", body=b"x=1&y=two+words&z=%C3%A9" * 3)[1])
        elif kind == 3:
            size += len(call("GET", f"/static{rng.randrange(40)}/file")[1])
        elif kind == 4:
            size += len(call("GET", "/page", f"q={rng.randrange(60)}")[1])
        else:
            size += len(call("GET", "/nothing")[1])
    print(size)


if __name__ == "__main__":
    main()
