"""Rules about reading and writing files."""
