"""Log through a tree of loggers with filters, formats and handlers."""

import io
import logging
import logging.config
import logging.handlers
import random

PROJECT = "stdlib-logging"
REQUIRES = []
SCOPE = ["logging"]


class Every(logging.Filter):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.seen = 0

    def filter(self, record):
        self.seen += 1
        return self.seen % self.n == 0


def configure(stream):
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"long": {"format": "{asctime} {levelname:8} {name} {message}", "style": "{"}},
            "handlers": {"out": {"class": "logging.StreamHandler", "stream": stream, "formatter": "long"}},
            "root": {"level": "INFO", "handlers": ["out"]},
            "loggers": {"app.db": {"level": "DEBUG"}, "app.web": {"level": "ERROR"}},
        }
    )


def main():
    rng = random.Random(71)
    stream = io.StringIO()
    configure(stream)
    memory = logging.handlers.MemoryHandler(500, target=logging.NullHandler())
    memory.addFilter(Every(3))
    logging.getLogger("app").addHandler(memory)
    names = ["app", "app.db", "app.db.pool", "app.web", "app.web.views", "other"]
    for number in range(180_000):
        logger = logging.getLogger(rng.choice(names))
        level = rng.choice([logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR])
        logger.log(level, "request %d of %s took %.2f ms", number, "user", number / 7)
        if number % 100 == 0:
            try:
                1 / (number % 100)
            except ZeroDivisionError:
                logging.LoggerAdapter(logger, {"id": number}).exception("it failed")
    print(len(stream.getvalue()))


if __name__ == "__main__":
    main()
