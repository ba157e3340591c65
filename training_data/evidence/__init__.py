"""Rule evidence: the examples of the rules, measured."""
