"""Rows for the speedup model: rule examples embedded in varied surroundings, measured before and after their fix."""
