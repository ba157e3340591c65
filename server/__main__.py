"""`python -m slowspot.server`: the language server without the command line around it."""

import sys

from .main import main

if __name__ == "__main__":
    sys.exit(main())
