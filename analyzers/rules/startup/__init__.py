"""What importing costs."""
