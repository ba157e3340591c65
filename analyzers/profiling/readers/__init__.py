"""Files of other profilers, one reader each."""
