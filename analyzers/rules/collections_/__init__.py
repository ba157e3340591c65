"""Rules about lists, dictionaries, sets, and sorting them."""
