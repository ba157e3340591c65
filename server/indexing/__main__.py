"""`python -m slowspot.server.indexing`: reads what to do from standard input, a JSON object a line."""

import sys

from .main import main

if __name__ == "__main__":
    sys.exit(main())
