"""One file per change: it recognises a shape in a function, and says how else it could be written.

A change is not known to be right: it goes by how the code looks, not by what is established about it, and its proof
decides. So it may guess, as long as the guess is cheap and often right. Each file has `proposals(view)`,
an `ORDER` (what usually gains more comes first), and says whether its proposals are `ALTERNATIVES`, each a candidate
of its own, or places that go together.
"""
