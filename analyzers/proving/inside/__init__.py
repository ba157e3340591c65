"""The child side of a proof, in the user's interpreter: Python 3.9, the standard library, nothing but this package."""
