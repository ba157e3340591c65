"""The version, as a constant: asking importlib.metadata for it costs 25 ms at every start."""

VERSION = "0.1.0"
