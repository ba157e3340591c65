"""Caches: missing, useless or leaking."""
