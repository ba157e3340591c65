"""The event loop: what blocks it, and what waits in line."""
