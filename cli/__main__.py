"""`python -m slowspot.cli`: the same as `slowspot`."""

import sys

from .main import main

if __name__ == "__main__":
    sys.exit(main())
