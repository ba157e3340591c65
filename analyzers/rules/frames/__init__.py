"""Rules about pandas frames."""
