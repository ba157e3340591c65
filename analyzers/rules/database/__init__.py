"""Databases and object-relational mappers."""
