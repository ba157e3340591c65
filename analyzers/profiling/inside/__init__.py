"""What runs inside a recorded program: standard library and pyinstrument alone, loaded by path, Python 3.8 on.

The recorder's child knows this package by the private name of `launch.NAME`, and `sys.path` never names its folder: a
program may have packages of any name.
"""
