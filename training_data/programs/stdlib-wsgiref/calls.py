"""Marshal remote calls, answer them through a dispatcher and a gateway, all in memory."""

import io
import random
import xmlrpc.client
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults
from xmlrpc.server import SimpleXMLRPCDispatcher

PROJECT = "stdlib-wsgiref"
REQUIRES = []
SCOPE = ["wsgiref", "xmlrpc"]


class Calculator:
    def total(self, values):
        return sum(values)

    def describe(self, record):
        return {key: [value, str(value)] for key, value in record.items()}

    def fail(self):
        raise ValueError("no")


def build():
    dispatcher = SimpleXMLRPCDispatcher(allow_none=True)
    dispatcher.register_instance(Calculator())
    dispatcher.register_introspection_functions()

    def app(environ, start_response):
        answer = dispatcher._marshaled_dispatch(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(answer)))])
        return [answer]

    return app


def call(app, method, *arguments):
    body = xmlrpc.client.dumps(arguments, method, allow_none=True).encode()
    environ = {"REQUEST_METHOD": "POST"}
    setup_testing_defaults(environ)
    out = io.BytesIO()
    SimpleHandler(io.BytesIO(body), out, io.StringIO(), environ).run(app)
    return xmlrpc.client.loads(out.getvalue().partition(b"\r\n\r\n")[2])[0][0]


def main():
    rng = random.Random(78)
    app = build()
    size = 0
    for _ in range(1100):
        size += call(app, "total", [rng.randint(-99, 99) for _ in range(60)])
        record = {f"key{n}": rng.choice([n, n / 2, None, True, "text <&>", [1, 2]]) for n in range(15)}
        size += len(call(app, "describe", record))
        try:
            call(app, "fail")
        except xmlrpc.client.Fault as fault:
            size += fault.faultCode
    print(size, len(call(app, "system.listMethods")))


if __name__ == "__main__":
    main()
