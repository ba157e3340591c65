"""Rules that say "leave it": popular optimisations that are none."""
