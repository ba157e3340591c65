"""Rules about HTTP clients and connections."""
