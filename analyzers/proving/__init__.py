"""Whether a rewrite holds: both sides run in child processes, compared, and timed in pairs.

Kept free of imports: the child side loads this package under interpreters as old as Python 3.9.
"""
