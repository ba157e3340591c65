"""What looks fast and is not: leave it."""
