"""A pipeline: readings of weather stations in, a table per station out."""
