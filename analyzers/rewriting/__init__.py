"""How to change code: libcst transformations, minimal text edits, imports, atomic writing."""
