"""Facts of linking: what small programs of several files are told, and what is found in them."""
