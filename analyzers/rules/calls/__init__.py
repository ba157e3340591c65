"""What only shows across functions: work that a call hides."""
