"""A small online shop back end, written as such programs are. `slowspot analyze` has things to say about it."""
