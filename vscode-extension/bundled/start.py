"""Starts Slowspot's language server: that of this Python's environment, or with `--libs FOLDER` the extension's own."""

import sys


def main() -> int:
    # This script's folder holds nothing to import. The working directory is not on the path: scripts go without.
    del sys.path[0]
    arguments = sys.argv[1:]
    if arguments[:1] == ["--libs"]:
        sys.path.insert(0, arguments[1])
        arguments = arguments[2:]
    from slowspot.server.main import main as serve

    return serve(arguments)


if __name__ == "__main__":
    sys.exit(main())
