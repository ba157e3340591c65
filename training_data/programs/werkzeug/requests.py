"""Serves forms, uploads and cookies through a werkzeug application with its test client."""

import io
import random

from werkzeug.datastructures import Headers
from werkzeug.http import dump_cookie, parse_accept_header, parse_cache_control_header, parse_dict_header
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

PROJECT = "werkzeug"
REQUIRES = ["werkzeug"]
SCOPE = ["werkzeug"]
ROUNDS = 1400


@Request.application
def application(request: Request) -> Response:
    if request.path == "/upload":
        upload = request.files["file"]
        response = Response(f"{upload.filename} {len(upload.read())} {request.form.get('note', '')}")
    elif request.method == "POST":
        response = Response("\n".join(f"{name}={','.join(values)}" for name, values in request.form.lists()))
    else:
        best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/plain")
        response = Response(f"{request.args.get('page', 1, type=int)} {request.cookies.get('session')}", mimetype=best)
    response.set_cookie("session", "s" * 20, max_age=3600, httponly=True, samesite="Lax")
    response.add_etag()
    return response.make_conditional(request)


def main() -> None:
    rng = random.Random(80)
    client = Client(application)
    size = 0
    for _ in range(ROUNDS):
        headers = Headers(
            [("Accept", "text/html;q=0.8,application/json"), ("User-Agent", "test"), ("X-Long", "v" * 60)]
        )
        answer = client.get("/page", query_string={"page": rng.randint(1, 99), "q": "a b&c"}, headers=headers)
        size += len(answer.data) + answer.status_code
        size += client.get("/page", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        form = {f"field{n}": ["one", f"two {rng.randint(1, 9)}"] for n in range(12)}
        size += len(client.post("/form", data=form).get_data(as_text=True))
        content = io.BytesIO(b"line of text\r\n" * rng.randint(10, 400))
        size += len(client.post("/upload", data={"file": (content, "text.txt"), "note": "größe"}).data)
        size += len(parse_accept_header("de, en-gb;q=0.8, en;q=0.7")) + len(parse_dict_header('a="b, c", d=e'))
        size += len(dump_cookie("name", "välue; x", expires=100)) + bool(
            parse_cache_control_header("max-age=60, public")
        )
    print(size)


if __name__ == "__main__":
    main()
