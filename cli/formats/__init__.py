"""The formats of a report: one file each, with a `write(report, write, look)`; `outputs.py` lists and chooses them."""
