"""Memory that is taken for nothing."""
