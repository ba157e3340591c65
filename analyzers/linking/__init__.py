"""Functions of many files, joined by what they call: what each file says of its own, and what it is told of others."""
