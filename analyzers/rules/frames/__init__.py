"""pandas frames."""
