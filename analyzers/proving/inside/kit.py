"""Odd values that a rewrite may treat differently. Copied into counterexamples, so each stands by itself.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""
