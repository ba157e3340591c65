"""Strings and bytes: building and taking apart."""
