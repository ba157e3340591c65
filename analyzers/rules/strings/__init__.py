"""Rules about text and bytes."""
